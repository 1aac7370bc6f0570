"""What a request says neither fills the log nor forges a line in it."""

from __future__ import annotations

import logging
import sys

from dashboard.web.log_lines import LONGEST, LONGEST_TRACE, record


def made(message: str, *args: object) -> logging.LogRecord:
    """Make a record as a logger does."""
    return record("cockpit", logging.WARNING, __file__, 1, message, args, None)


def test_a_message_is_one_short_line() -> None:
    """Line breaks are written out, the middle of a long text is left out."""
    said = made("%s moved", "a\nERROR forged\x1b[31m" + "x" * 100_000).getMessage()

    assert "\n" not in said
    assert "\x1b" not in said
    assert len(said) < LONGEST + 100
    assert said.startswith("a\\nERROR forged")
    assert said.endswith("moved")


def test_chinese_stays_readable() -> None:
    """Only what cannot be seen is written out."""
    assert made("第 %d 版", 7).getMessage() == "第 7 版"


def test_a_traceback_is_bounded() -> None:
    """An error that repeats a whole statement does not fill the disk."""
    try:
        raise ValueError("x" * 1_000_000)
    except ValueError:
        kept = record("cockpit", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())

    text = logging.Formatter().format(kept)
    assert len(text) < LONGEST + LONGEST_TRACE
    assert "Traceback" in text


def test_no_password_is_logged() -> None:
    """Neither in a message nor in the trace below it."""
    try:
        raise ValueError("postgresql://cockpit:hidden@host/name")
    except ValueError:
        made = record("x", logging.ERROR, "x.py", 1, "Bearer %s", ("hidden-token",), sys.exc_info())

    assert "hidden" not in made.getMessage()
    assert "hidden" not in str(made.exc_text)
