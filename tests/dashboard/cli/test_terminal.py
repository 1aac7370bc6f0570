"""What commands print: tables in which a row is a line, and progress for eyes only."""

from __future__ import annotations

import sys

import pytest

from dashboard.cli.tables import print_table
from dashboard.cli.terminal import progress_line


def test_a_row_in_a_pipe_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """However long its cells are, with columns below each other though a Chinese character is two wide."""
    print_table([{"名称": "在矫", "公式": "甲 ÷ 乙 " * 200 + "[末]"}, {"名称": "x", "公式": None}])

    assert capsys.readouterr().out.splitlines() == ["名称  公式", "在矫  " + "甲 ÷ 乙 " * 200 + "[末]", "x     —"]


def test_progress_is_not_written_into_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither on the output nor among the errors."""
    with progress_line() as show:
        show("330100", 0.5)

    assert capsys.readouterr() == ("", "")


def test_progress_is_shown_on_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done and how much of it, among the errors, so that the output can be kept in a file."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    with progress_line() as show:
        show("330100", 0.5)

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "50%" in printed.err
    assert "330100" in printed.err
