"""How commands speak on a terminal: lines, progress, and known errors as messages."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from dashboard.settings import CHECKOUT, SettingsError
from data.errors import DataError

TROUBLE = CHECKOUT / "var" / "error.txt"


@contextmanager
def spoken_errors() -> Iterator[None]:
    """Print a known error as its message and exit with 1."""
    try:
        yield
    except (DataError, SettingsError) as error:
        typer.echo(error, err=True)
        raise SystemExit(1) from error
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
    except Exception as error:  # the boundary: an operator gets words, the details go into a file
        typer.echo(f"{noted(error)}请连同所用命令交给维护人员；库中数字未变。", err=True)
        raise SystemExit(1) from error


def noted(error: Exception) -> str:
    """Write an unforeseen error with its traceback into a file for maintainers, and say so."""
    TROUBLE.parent.mkdir(exist_ok=True)
    TROUBLE.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    return f"程序内部错误：{error}。详情已写入 {TROUBLE}。"


def say(text: str) -> None:
    """Print one line."""
    typer.echo(text)


def progress_line() -> Callable[[str, float], None]:
    """Return a function that shows progress on a terminal, and nothing elsewhere."""

    def show(what: str, share: float) -> None:
        if sys.stderr.isatty():
            end = "\n" if share >= 1 else ""
            sys.stderr.write(f"\r\033[K{'█' * int(24 * share):<24} {share:4.0%} {what}{end}")
            sys.stderr.flush()

    return show
