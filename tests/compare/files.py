"""What is compared beside the pictures of pages: exports, answers of the API and what the command line prints."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pypdfium2

from tests.compare.camera import HOST
from tests.compare.folders import whole_folder
from tests.compare.shots import CITY, COUNTY, PROVINCE
from tests.product import COCKPIT, cookie_of

PDF_SCALE = 1.5
WEEK = "2026-W47"
EXPORTS = {
    **{
        f"export-meeting.{kind}": ("--region", CITY, "--week", WEEK) for kind in ("pdf", "docx", "pptx", "xlsx", "json")
    },
    **{
        f"export-overview.{kind}": ("--region", CITY, "--week", WEEK, "--page", "overview")
        for kind in ("pdf", "docx", "pptx", "xlsx", "csv")
    },
    "export-supervision-en.pdf": ("--region", COUNTY, "--period", "2026-10", "--page", "supervision", "--lang", "en"),
    "export-brands-a3.pdf": ("--region", PROVINCE, "--period", "2026-10", "--page", "brands", "--size", "a3"),
}
COMMANDS = {
    "cli-read": ("read", "checkin_completion_rate", "registered_count", "--region", CITY, "--level", "county"),
    "cli-read-json": ("read", "alert_close_ontime_rate", "--period", "2026-10", "--format", "json"),
    "cli-read-csv": ("read", "registered_count", "--level", "city", "--compare", "last_year", "--format", "csv"),
    "cli-metrics": ("metrics",),
    "cli-regions": ("regions",),
    "cli-alerts": ("alerts",),
    "cli-check": ("check",),
    "cli-review-list": ("review", "list"),
    "cli-review-verify": ("review", "verify", "--week", WEEK),
    "cli-tasks": ("tasks", "list"),
    "cli-help": ("--help",),
    "cli-unknown-metric": ("read", "nothing"),
}
ANSWERS = {
    "api-version": "/api/v1/version",
    "api-readings": f"/api/v1/readings?metric=checkin_completion_rate&metric=registered_count&region={CITY}&level=county",
    "api-readings-refused": "/api/v1/readings?metric=nothing",
    "api-map": f"/api/v1/map/{PROVINCE}",
    "api-alerts": f"/api/v1/alerts?region={CITY}",
    "api-walls": "/api/v1/walls",
    "api-picture": f"/api/v1/picture/wall/{CITY}",
    "api-panel.svg": f"/api/v1/panels/trend.svg/overview/{CITY}",
    "api-panel.png": f"/api/v1/panels/map.png/overview/{PROVINCE}",
    "api-panel.zip": f"/api/v1/panels/ranking.zip/overview/{PROVINCE}",
    "api-tasks.xlsx": f"/tasks/{CITY}/tasks.xlsx",
    "api-brands.csv": "/brands-admin/brands.csv",
    "api-unknown": "/api/v1/nothing",
    "api-dash-layout": "/_dash-layout",
    "api-dash-callbacks": "/_dash-dependencies",
}
NAMES = (*EXPORTS, *COMMANDS, *ANSWERS)


def write(wanted: Sequence[str], address: str, environment: Mapping[str, str], folder: Path) -> None:
    """Make the wanted files, answers and printed lines, and write each as pictures and plain text into a folder of its name."""
    cookie = cookie_of(address)
    for name in wanted:
        with whole_folder(folder / name) as place:
            if name in EXPORTS:
                _write_export(name, environment, place)
            elif name in COMMANDS:
                (place / "printed.txt").write_text(_run(COMMANDS[name], environment))
            else:
                _unpack("answer", _answer(address + ANSWERS[name], cookie), place)


def _write_export(name: str, environment: Mapping[str, str], place: Path) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"export{Path(name).suffix}"
        printed = _run(["report", "--to", str(file), *EXPORTS[name]], environment)
        (place / "printed.txt").write_text(printed.replace(folder, ""))
        if file.exists():
            _unpack("export", file.read_bytes(), place)


def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return what a command prints and the status with which it ends."""
    ended = subprocess.run([COCKPIT, *arguments], check=False, env=environment, capture_output=True, text=True, cwd="/")
    return f"{ended.stdout}{ended.stderr}status {ended.returncode}\n"


def _answer(url: str, cookie: str) -> bytes:
    asked = Request(url, headers={"Host": HOST, "Sec-Fetch-Site": "same-origin", "Cookie": cookie})  # noqa: S310 - our own server
    try:
        with urlopen(asked) as response:  # noqa: S310 - our own server
            return bytes(response.read())
    except HTTPError as refused:
        return f"status {refused.code}\n".encode() + refused.read()


def _unpack(name: str, content: bytes, place: Path) -> None:
    """Write a file as pictures and plain text: a PDF as its pages, a packed file as its parts, in order of their names."""
    if content.startswith(b"%PDF"):
        for number, page in enumerate(pypdfium2.PdfDocument(content), 1):
            page.render(scale=PDF_SCALE).to_pil().save(place / f"{name}-{number:02}.png")
            (place / f"{name}-{number:02}.txt").write_text(page.get_textpage().get_text_range())
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            for part in packed.namelist():
                _unpack(f"{name}-{part.replace('/', '-')}", packed.read(part), place)
    elif content.startswith(b"\x89PNG"):
        (place / f"{name}.png").write_bytes(content)
    else:
        (place / f"{name}.txt").write_text(_lines(content))


def _lines(content: bytes) -> str:
    """Return a text with one tag or one JSON field a line, for what is no text its hash."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return f"{len(content)} bytes, SHA-256 {sha256(content).hexdigest()}\n"
    if text.startswith(("{", "[")):
        return json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True)
    return text.replace("><", ">\n<")
