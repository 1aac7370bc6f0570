"""The commands that README shows work as shown."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

README = Path("README.md").read_text(encoding="utf-8")
COMMANDS = [line.split("#")[0].strip() for line in re.findall(r"^cockpit .*$", README, re.M)]
COCKPIT = Path(sys.executable).with_name("cockpit")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demo store of one county beside it."""
    folder = tmp_path_factory.mktemp("readme")
    assert run(folder, "demo").returncode == 0
    return folder


def run(folder: Path, arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a cockpit command on the folder's own store."""
    settings = {"COCKPIT_DATABASE_URL": f"sqlite:///{folder / 'cockpit.db'}", "COCKPIT_ROOT": "330108"}
    return subprocess.run(
        [str(COCKPIT), *shlex.split(arguments)],
        cwd=folder,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_readme_shows_the_commands() -> None:
    """There is something to test."""
    assert len(COMMANDS) >= 5


def test_template_read_and_check_run(folder: Path) -> None:
    """Every command but loading the still empty template ends well."""
    for command in COMMANDS:
        done = run(folder, command.removeprefix("cockpit "))
        if " load " in command:
            assert done.returncode == 1
            assert "没有" in done.stdout
        else:
            assert done.returncode == 0, done.stderr


def test_a_filled_template_is_loaded_and_read(folder: Path) -> None:
    """What a county fills into the template is what `cockpit read` then prints."""
    import openpyxl

    run(folder, "template fact_supervision_day --county 330108 --day 2026-11-20 --to a.xlsx")
    book = openpyxl.load_workbook(folder / "a.xlsx")
    sheet = book.active
    assert sheet is not None
    header = next(row for row in sheet.iter_rows() if any(cell.value == "应签到/核查次数" for cell in row))
    column = {str(cell.value): cell.column for cell in header}
    for at, row in enumerate(range(header[0].row + 1, header[0].row + 4)):
        sheet.cell(row, column["应签到/核查次数"], 100)
        sheet.cell(row, column["签到/核查完成次数"], 90 + at)
    book.save(folder / "a.xlsx")

    loaded = run(folder, "load a.xlsx")
    read = run(folder, "read checkin_completion_rate --period 2026-11-20 --format csv")

    assert loaded.returncode == 0, loaded.stdout
    assert ",91.0,273,300,1.0,ok," in read.stdout


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("read nonsense", "nonsense"),
        ("read registered_count --region 火星", "火星"),
        ("read registered_count --period 2026-W60", "2026-W60"),
        ("read registered_count --level village", "village"),
        ("read --id a:b", "a:b"),
        ("read", "cockpit metrics"),
        ("load nowhere.csv", "nowhere.csv"),
        ("demo", "--replace"),
        ("template fact_nothing", "fact_nothing"),
    ],
)
def test_errors_are_words(folder: Path, command: str, says: str) -> None:
    """A wrong command exits with 1 and a message that names what was wrong, never a traceback."""
    done = run(folder, command)

    assert done.returncode == 1
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
