"""The process that makes one export: `python -m dashboard.exports.run FOLDER`; see `dashboard.exports.jobs`."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from callbacks.memory import Memory
from dashboard.cockpit import configured_viewer, open_cockpit
from dashboard.exports.formats import format_named, paper_named
from dashboard.exports.jobs import Order, State, read, write
from dashboard.exports.making import document_for, file_of, file_stem, put
from dashboard.settings import SettingsError, load_settings
from data.errors import DataError
from layouts.view import View

LONGEST_SECONDS = 600
POLITENESS = 5  # pages are answered before files are made


def main(place: Path) -> None:
    """Make what a folder orders and say in it how that ended."""
    os.nice(POLITENESS)
    signal.alarm(LONGEST_SECONDS)
    order = Order(**read(place / "order.json"))
    try:
        name = _make(order, place)
    except (DataError, SettingsError) as error:
        write(place / "end.json", {"state": State.FAILED, "reason": str(error)})
    except Exception as error:  # the boundary: whoever waits gets words, the details stay beside the order
        traceback.print_exc()
        write(place / "end.json", {"state": State.FAILED, "reason": f"程序内部错误：{error}。请告知维护人员。"})
    else:
        write(place / "end.json", {"state": State.DONE, "name": name})


def _make(order: Order, place: Path) -> str:
    """Put the file into the folder and return what it is called; raises DataError."""
    kind, paper = format_named(order.suffix), paper_named(order.size)
    parts = urlsplit(order.address)
    settings, view = load_settings(), View.from_url(parts.path, parts.query)
    document = document_for(open_cockpit(settings, Memory()), configured_viewer(settings), view, order.account)
    content = file_of(document, kind, paper, lambda step: write(place / "step.json", asdict(step)))
    put(place / "file", content)
    return f"{file_stem(document)}.{kind.suffix}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
