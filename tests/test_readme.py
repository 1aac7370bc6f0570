"""The commands that README shows work as shown."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.cli.main import main

Cockpit = Callable[[str], tuple[int, str, str]]

README = Path("README.md").read_text(encoding="utf-8")
COMMANDS = [line.split("#")[0].strip() for line in re.findall(r"^cockpit .*$", README, re.M)]
COCKPIT = Path(sys.executable).with_name("cockpit")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demo store of one county beside it, made by the command as it is installed."""
    folder = tmp_path_factory.mktemp("readme")
    subprocess.run([COCKPIT, "demo"], cwd=folder, env={**os.environ, **settings(folder)}, check=True)
    return folder


def settings(folder: Path) -> dict[str, str]:
    """Return the settings that point a command at the folder's own store."""
    return {"COCKPIT_DATABASE_URL": f"sqlite:///{folder / 'cockpit.db'}", "COCKPIT_ROOT": "330108"}


@pytest.fixture
def cockpit(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cockpit:
    """Run a command in the folder, in this process; returns exit status, output and errors."""
    monkeypatch.chdir(folder)
    for name, value in settings(folder).items():
        monkeypatch.setenv(name, value)

    def run(arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["cockpit", *shlex.split(arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_readme_shows_the_commands() -> None:
    """There is something to test."""
    assert len(COMMANDS) >= 5


def test_template_read_and_check_run(cockpit: Cockpit) -> None:
    """Every command but loading the still empty template ends well."""
    for command in COMMANDS:
        status, said, trouble = cockpit(command.removeprefix("cockpit "))
        if " load " in command:
            assert status == 1
            assert "没有" in said
        else:
            assert status == 0, trouble


def test_a_filled_template_is_loaded_and_read(cockpit: Cockpit, folder: Path) -> None:
    """What a county fills into the template is what `cockpit read` then prints."""
    import openpyxl

    cockpit("template fact_supervision_day --county 330108 --day 2026-11-20 --to a.xlsx")
    book = openpyxl.load_workbook(folder / "a.xlsx")
    sheet = book.active
    assert sheet is not None
    header = next(row for row in sheet.iter_rows() if any(cell.value == "应签到/核查次数" for cell in row))
    column = {str(cell.value): cell.column for cell in header}
    for at, row in enumerate(range(header[0].row + 1, header[0].row + 4)):
        sheet.cell(row, column["应签到/核查次数"], 100)
        sheet.cell(row, column["签到/核查完成次数"], 90 + at)
    book.save(folder / "a.xlsx")

    status, loaded, _ = cockpit("load a.xlsx")
    _, read, _ = cockpit("read checkin_completion_rate --period 2026-11-20 --format csv")

    assert status == 0, loaded
    assert ",91.0,273,300,1.0,ok," in read


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
def test_errors_are_words(cockpit: Cockpit, command: str, says: str) -> None:
    """A wrong command exits with 1 and a message that names what was wrong, never a traceback."""
    status, said, trouble = cockpit(command)

    assert status == 1
    assert says in said + trouble
    assert "Traceback" not in trouble
