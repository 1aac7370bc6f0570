"""Keeps what is logged short, on one line and without secrets: no request can fill the disk or forge a line."""

from __future__ import annotations

import logging
from typing import Any

from data.text.secrets import masked

LONGEST, LONGEST_TRACE = 1000, 8000  # characters
TRACES = logging.Formatter()


def keep_short() -> None:
    """Make every log record of this process short."""
    logging.setLogRecordFactory(record)


def record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """Return a log record whose message is one line of at most LONGEST characters, its traceback of LONGEST_TRACE.

    Passwords and tokens are covered in both.
    """
    made = logging.LogRecord(*args, **kwargs)
    made.msg, made.args = one_line(cut(masked(made.getMessage()), LONGEST)), ()
    if made.exc_info and made.exc_info[0] is not None:
        made.exc_text = cut(masked(TRACES.formatException(made.exc_info)), LONGEST_TRACE)
    return made


def cut(text: str, longest: int) -> str:
    """Return a text with its middle left out where it is too long."""
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]} … {len(text) - 2 * half} characters … {text[-half:]}"


def one_line(text: str) -> str:
    """Return a text with invisible characters escaped, line breaks too."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
