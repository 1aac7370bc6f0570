"""What the server does beside answering: it makes exports, freezes the weeks that are due and judges alerts each minute.

Of all processes of a server on a machine one does it; when that ends, the next takes over.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Thread

from huey import Huey, MemoryHuey, crontab
from huey.consumer import Consumer

from callbacks.cockpit import Cockpit
from callbacks.meetings import catch_up
from dashboard.build import program_version
from dashboard.exports.jobs import KEPT_SECONDS, Jobs
from dashboard.opening import operator
from dashboard.outlets import metrics
from dashboard.outlets.webhooks import Receiver, deliver, receivers, remember
from dashboard.settings import Settings
from data import clock
from data.alerts.clock_rules import judge_by_clock
from data.alerts.escalation import escalate
from data.audit.recording import advance, settle
from data.audit.settings import note_settings
from data.audit.shipping import ship
from data.audit.verifying import is_due, verify
from data.errors import DataError, StoreError
from data.intake.uploads import Uploads
from data.meetings import Edition
from data.pull import load_feeds, newly_late, pull_all_due
from data.regions import Level
from data.store import Store
from data.viewer import Viewer

logger = logging.getLogger(__name__)

FIRST_SECONDS = 5  # the first pages come before the first week
BREATH_SECONDS = 2  # between two regions, so that pages stay quick meanwhile
AGAIN_SECONDS = 60
EXPORTS_AT_ONCE = 2
DUTIES_AT_ONCE = 4  # a slow receiver of webhooks and a long freezing keep no alert waiting
LOOK_SECONDS = 0.1  # between two looks into a queue


class Workers(Consumer):  # type: ignore[misc]  # huey has no types
    """Threads that work a queue off beside a server, which keeps its own signals; they end with the process."""

    def _set_signal_handlers(self) -> None:
        pass


def keep_going(cockpit: Cockpit, settings: Settings) -> None:
    """Do all work besides answering once no other process does, on threads that end with this one."""
    Thread(target=_take_over, args=(cockpit, settings), name="schedule", daemon=True).start()


def make_exports(settings: Settings) -> Workers:
    """Start to make what is ordered, two at once; raises StoreError without the folder of exports."""
    return start(Jobs(settings).queue, EXPORTS_AT_ONCE)


def duties(cockpit: Cockpit, settings: Settings, named: Sequence[Receiver] = ()) -> Huey:
    """Return what is done each minute, never twice at the same time; `named` are the receivers of webhooks."""
    minutes = MemoryHuey("duties", results=False)
    for name, duty in (
        ("judging", partial(judge_minute, cockpit.store)),
        ("freezing", partial(freeze_due, cockpit, settings)),
        ("auditing", partial(keep_audit, cockpit.store, settings)),
        ("delivering", partial(deliver, cockpit.store, named)),
        ("pulling", partial(pull_due, cockpit.store, settings)),
        ("trimming", partial(trim_uploads, settings)),
    ):
        minutes.periodic_task(crontab(), name=name)(minutes.lock_task(name)(duty))
    return minutes


def judge_minute(store: Store, now: datetime | None = None) -> None:
    """Judge what gets worse with time alone, then escalate what was not acknowledged; `now` in UTC without a zone."""
    try:
        for step in judge_by_clock(store, now):
            logger.info("area alert %d %s by the clock", step.number, step.what)
        for step in escalate(store, now=now):
            logger.info("area alert %d escalated to %s", step.number, step.reason)
    except Exception:  # the boundary: while a load is writing, or without a database, the next minute tries again
        logger.exception("alerts of the minute")


def keep_audit(store: Store, settings: Settings) -> None:
    """Write what was noted into the audit log, go over what other machines wrote and send it off; verify all once a day."""
    try:
        settle(store)
        if fault := advance(store):
            logger.error("audit log: %s; see cockpit audit verify", fault)
        if settings.syslog_address:
            ship(store, settings.syslog_address)
        if is_due(store, clock.utc_now()):
            for finding in verify(store).findings:
                logger.error("audit log: %s", finding)
    except Exception:  # the boundary: without a database or a disk the next minute tries again
        logger.exception("audit log")


def pull_due(store: Store, settings: Settings) -> None:
    """Fetch the feeds that are due, and say once a day which figures should have come and have not."""
    if settings.feeds is None:
        return
    try:
        feeds = load_feeds(settings.feeds, store.regions)
        for done in pull_all_due(store, feeds, settings.feeds_folder):
            logger.info("feed %s: %s", done.name, done.state)
        for name, expected in newly_late(store):
            logger.error("feed %s: the figures expected at %s have not arrived", name, expected)
    except DataError as error:
        logger.error("feeds are not fetched: %s", error)
    except Exception:  # the boundary: without a database or a disk the next minute tries again
        logger.exception("feeds")


def trim_uploads(settings: Settings) -> None:
    """Remove the files of the intake desk that were kept as long as the settings say."""
    try:
        if count := Uploads(settings.uploads, settings.upload_mb, settings.upload_days).trim(clock.now()):
            logger.info("uploads: %d removed", count)
    except Exception:  # the boundary: without a disk the next minute tries again
        logger.exception("uploads")


def freeze_due(cockpit: Cockpit, settings: Settings) -> None:
    """Freeze the weeks whose hour came; what another machine froze first stays."""
    try:
        for edition in frozen_now(cockpit, operator(settings), settings):
            logger.info("frozen: %s %s edition %d", edition.region, edition.week.key, edition.number)
            time.sleep(BREATH_SECONDS)
    except Exception:  # the boundary: a week that cannot be frozen now is tried again, the screens go on
        logger.exception("freezing")


def frozen_now(cockpit: Cockpit, viewer: Viewer, settings: Settings) -> Iterator[Edition]:
    """Freeze the weeks of a viewer's scope that are due by the settings, and yield their editions one by one."""
    return catch_up(
        cockpit,
        viewer,
        clock.now(),
        settings.freeze_moment,
        Level(settings.freeze_level),
        program=program_version(),
    )


def _take_over(cockpit: Cockpit, settings: Settings) -> None:
    logging.getLogger("huey").setLevel(logging.ERROR)  # a minute left out since the one before is still busy is no news
    time.sleep(FIRST_SECONDS)
    _wait_for_turn(settings)
    named = _receivers(cockpit.store, settings)
    metrics.serve(cockpit.store, named, settings.metrics_port)
    remember(cockpit.store, named)
    note_settings(cockpit.store, settings.model_dump(mode="json", exclude={"secret", "token"}))
    start(duties(cockpit, settings, named), DUTIES_AT_ONCE)
    while True:
        try:
            make_exports(settings)
        except StoreError as error:
            logger.error("exports are not made: %s", error)
            time.sleep(AGAIN_SECONDS)
        else:
            return


def _receivers(store: Store, settings: Settings) -> list[Receiver]:
    try:
        return receivers(store, settings)
    except DataError as error:
        logger.error("webhooks are not sent: %s", error)
        return []


def _wait_for_turn(settings: Settings) -> None:
    """Wait until no other process of this server does the work; from then on the lock is held until this one ends.

    Without a folder for the lock no process waits: weeks and alerts may be handled by several processes.
    """
    try:
        folder = Jobs(settings).folder
        fcntl.flock(os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600), fcntl.LOCK_EX)
        _clear(folder.parent)
    except (StoreError, OSError) as error:
        logger.error("no turns are taken: %s", error)


def _clear(exports: Path) -> None:
    """Remove the queues of former settings and builds: those unused and unchanged for a day."""
    for queue in exports.glob("*/queue.db"):
        changed = max(file.stat().st_mtime for file in queue.parent.iterdir())
        if clock.now().timestamp() - changed > KEPT_SECONDS:
            with (queue.parent / "lock").open("w") as lock, suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(queue.parent)


def start(queue: Huey, count: int) -> Workers:
    """Start some threads that work a queue off, and return them."""
    is_blocking = bool(queue.storage.blocking)  # Redis says when there is something; then only errors are waited for
    workers = Workers(
        queue,
        workers=count,
        initial_delay=LOOK_SECONDS,
        max_delay=AGAIN_SECONDS if is_blocking else LOOK_SECONDS,
    )
    workers.start()
    return workers
