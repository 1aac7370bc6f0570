"""How commands speak on a terminal: lines, progress, and known errors as messages."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from sqlalchemy.exc import SQLAlchemyError

from dashboard.settings import CHECKOUT, SettingsError
from data.errors import DataError
from data.store.outage import FULL, LONGEST, is_full, reason_of
from data.text.secrets import masked

TROUBLE = CHECKOUT / "var" / "error.txt"
USAGE_ERRORS = (  # messages of the command parser, and their Chinese wording
    (re.compile(r"No such command '(.+)'\. Did you mean '(.+)'\?"), "没有“{}”这个命令，最接近的是 {}。"),
    (re.compile(r"No such command '(.+)'\."), "没有“{}”这个命令。"),
    (re.compile(r"No such option: (\S+) \(Possible options: (.+)\)"), "没有 {} 这个选项，最接近的是 {}。"),
    (re.compile(r"No such option: (\S+)"), "没有 {} 这个选项。"),
    (re.compile(r"Missing argument '(.+)'\."), "缺少参数 {}。"),
    (re.compile(r"Option '(.+)' requires an argument\."), "{} 后面缺少内容。"),
    (re.compile(r"Option '(.+)' does not take a value\."), "{} 后面不带内容。"),
    (re.compile(r"Got unexpected extra argument\(s\) \((.+)\)"), "多出了“{}”。"),
    (re.compile(r"Invalid value for '?(.+?)'?: Value error, (.+) is not one of (.+)\."), "{} 没有 {}，可用：{}。"),
    (
        re.compile(r"Invalid value for '?(.+?)'?: Input should be greater than or equal to (.+)"),
        "{} 太小，最小是 {}。",
    ),
    (re.compile(r"Invalid value for '?(.+?)'?: Input should be less than or equal to (.+)"), "{} 太大，最大是 {}。"),
    (re.compile(r"Invalid value for '?(.+?)'?: .*\binteger\b.*"), "{} 须填整数，例如 30。"),
    (re.compile(r"Invalid value for '?(.+?)'?: (.+)"), "{} 的值不对：{}"),
)


@contextmanager
def spoken_errors() -> Iterator[None]:
    """Print a known error as its message and exit with 1."""
    try:
        yield
    except (DataError, SettingsError) as error:
        typer.echo(error, err=True)
        raise SystemExit(1) from error
    except typer.TyperException as error:
        typer.echo(usage_error(error), err=True)
        raise SystemExit(error.exit_code) from error
    except typer.Abort as error:  # Ctrl+C
        typer.echo("已中止。", err=True)
        raise SystemExit(1) from error
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
    except SQLAlchemyError as error:
        typer.echo(f"{reason_of(error)}库中数字未变。", err=True)
        raise SystemExit(1) from error
    except OSError as error:
        typer.echo(f"{_file_error(error)}库中数字未变。", err=True)
        raise SystemExit(1) from error
    except Exception as error:  # the boundary: an operator gets words, the details go into a file
        typer.echo(f"{noted(error)}请连同所用命令交给维护人员；库中数字未变。", err=True)
        raise SystemExit(1) from error


def usage_error(error: typer.TyperException) -> str:
    """Return in Chinese what is wrong with the words of a command, and where its help is; help itself as it is."""
    said = error.format_message()
    context = getattr(error, "ctx", None)
    for pattern, words in USAGE_ERRORS:
        if found := pattern.fullmatch(said):
            command = context.command_path if context else "cockpit"
            given = (each.replace("', '", "、") for each in found.groups())  # the parser quotes each of several names
            return f"{words.format(*given)}用法和示例见 {command} --help。"
    return said


def _file_error(error: OSError) -> str:
    """Return what a file's error means and what to do."""
    if is_full(error):
        return str(FULL)
    place = f"{error.filename}：" if error.filename else ""
    return f"{place}{error.strerror or error}。请检查路径和权限。"


def noted(error: Exception) -> str:
    """Write an unforeseen error with its traceback into a file for maintainers, and say so where that can be done."""
    said = f"程序内部错误：{masked(' '.join(str(error).split()))[:LONGEST]}。"
    try:
        TROUBLE.parent.mkdir(exist_ok=True)
        TROUBLE.write_text(masked("".join(traceback.format_exception(error))), encoding="utf-8")
    except OSError:
        return said
    return f"{said}详情已写入 {TROUBLE}。"


def say(text: str) -> None:
    """Print one line."""
    typer.echo(text)


@contextmanager
def progress_line() -> Iterator[Callable[[str, float], None]]:
    """Give a function that shows what is done and the share of it that is: on a terminal, and nothing elsewhere."""
    is_terminal = sys.stderr.isatty()
    with Progress(
        BarColumn(24),
        TaskProgressColumn(),
        TextColumn("{task.description}", markup=False),
        console=Console(stderr=True, force_terminal=is_terminal),
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not is_terminal,
    ) as progress:
        whole = progress.add_task("", total=1.0)
        yield lambda what, share: progress.update(whole, description=what, completed=share, refresh=True)
