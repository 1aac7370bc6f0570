"""The process that makes one export: `python -m dashboard.exports.run QUEUE NUMBER`; see `dashboard.exports.jobs`."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from threading import Thread
from urllib.parse import urlsplit

from callbacks.memory import Memory
from dashboard.cockpit import open_cockpit
from dashboard.exports.formats import format_named, paper_named
from dashboard.exports.jobs import BEAT_SECONDS, End, Jobs, Order, State
from dashboard.exports.making import document_for, file_of, file_stem
from dashboard.settings import Settings, SettingsError, load_settings
from data.errors import DataError
from data.reasons import Reason
from layouts.view import View

LONGEST_SECONDS = 600
POLITENESS = 5  # pages are answered before files are made


def main(queue: str, number: str) -> None:
    """Make the order of a number in a queue and record how that ended."""
    os.nice(POLITENESS)
    signal.alarm(LONGEST_SECONDS)
    settings = load_settings()
    jobs = Jobs(settings, queue)
    order = jobs.order(number)
    Thread(target=_live, args=(jobs, number), daemon=True).start()
    try:
        end, content = _made(jobs, number, order, settings)
    except DataError as error:
        end, content = End(State.FAILED, reason=error.reason), b""
    except SettingsError as error:
        end, content = End(State.FAILED, reason=str(error)), b""
    except Exception as error:  # the boundary: the person waiting gets words, the details are in the server's log
        traceback.print_exc()
        end, content = End(State.FAILED, reason=Reason("export.failed", {"why": str(error)})), b""
    jobs.end(number, end, content)


def _live(jobs: Jobs, number: str) -> None:
    """Record that the process is alive, and end it when the file is no longer wanted."""
    while jobs.beat(number):
        time.sleep(BEAT_SECONDS)
    os._exit(0)


def _made(jobs: Jobs, number: str, order: Order, settings: Settings) -> tuple[End, bytes]:
    """Return how the order ended, with the file; raises DataError."""
    kind, paper = format_named(order.suffix), paper_named(order.size)
    parts = urlsplit(order.address)
    document = document_for(
        open_cockpit(settings, Memory()),
        order.viewer,
        View.from_url(parts.path, parts.query),
    )
    content = file_of(document, kind, paper, lambda step: jobs.show(number, step))
    return End(State.DONE, name=f"{file_stem(document)}.{kind.suffix}"), content


if __name__ == "__main__":
    main(*sys.argv[1:])
