"""Fetches a feed once and takes what is new: whatever fails is tried again by rule, and says why in words."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from data import clock
from data.audit.actor import Actor, acting, acting_now
from data.errors import DataError, StoreError
from data.pull.feeds import AnyFeed, FolderFeed, SftpFeed
from data.pull.runs import FeedRun, FeedState, FeedStatus, marks, put_run_alone, put_status, status
from data.pull.secrets import SecretName, covered
from data.pull.sources import Fetched, Seen, SourceDown, SourceRefused, fetch
from data.pull.taking import take
from data.pull.timing import is_due
from data.store import Store

logger = logging.getLogger(__name__)
ACCOUNT = "接口·"  # in front of a feed's name in the audit log
PAUSE = timedelta(hours=1)  # before a source that refused is asked again: accounts are locked for less
BUSY = timedelta(minutes=1)  # before a store that was busy is tried again
KEPT = timedelta(days=30)  # of fetched files
NOW = "now"  # the folder of what is being fetched
BY_ANOTHER = "另一个进程正在取，这次没有取。"
LOUD = {FeedState.RETRYING: logging.WARNING, FeedState.REFUSED: logging.ERROR, FeedState.FAILED: logging.ERROR}
ORDER = (FeedState.REFUSED, FeedState.LOADED, FeedState.SAME, FeedState.NOTHING)  # what is said of several files


@dataclass(frozen=True, slots=True)
class Pulled:
    """How a feed is after it was fetched; `again_at` is when it is to be fetched again by rule, in UTC without a zone."""

    name: str
    state: FeedState
    message: str
    again_at: datetime | None = None


def pull(store: Store, feed: AnyFeed, folder: Path) -> Pulled:
    """Fetch a registered feed into a folder of its own below `folder`, and load what is new.

    While another process of this machine does so nothing is done. Raises StoreError where not even how the feed is can
    be kept.
    """
    with _alone(folder / feed.name) as own:
        if own is None:
            return Pulled(feed.name, FeedState.RUNNING, BY_ANOTHER)
        actor = Actor(f"{ACCOUNT}{feed.name}", acting_now().address)
        with acting(lambda: actor):
            before = status(store, feed.name)
            if before.state is FeedState.RUNNING:
                logger.warning("feed %s was ended in the middle of its last run; it starts again", feed.name)
            put_status(store, feed.name, state=FeedState.RUNNING, looked_at=clock.utc_now())
            done = _pulled(store, feed, before, own)
            failures = before.failures + 1 if done.state is FeedState.RETRYING else 0
            put_status(
                store,
                feed.name,
                state=done.state,
                message=done.message,
                failures=failures,
                again_at=done.again_at,
            )
    if level := LOUD.get(done.state):
        logger.log(level, "feed %s: %s", feed.name, done.message)
    return done


def try_out(store: Store, feed: AnyFeed, folder: Path) -> Pulled:
    """Fetch a feed and do all that its load would do, then take it back: nothing is kept, not even the files."""
    with _alone(folder / feed.name) as own:
        if own is None:
            return Pulled(feed.name, FeedState.RUNNING, BY_ANOTHER)
        try:
            fetched, runs = _taken(store, feed, status(store, feed.name), own, is_trial=True)
        except DataError as error:
            return Pulled(feed.name, FeedState.FAILED, covered(str(error), _secrets(feed)))
    done = _summed(feed, fetched, runs)
    return Pulled(feed.name, done.state, f"试运行，未写入：{done.message}", done.again_at)


def due(feed: AnyFeed, known: FeedStatus) -> bool:
    """Say whether a feed is to be fetched now: by its schedule, or again by rule."""
    now = clock.now()
    if known.again_at is not None:
        return known.again_at <= now
    return is_due(feed.every, feed.at, known.looked_at, now)


def _pulled(store: Store, feed: AnyFeed, before: FeedStatus, own: Path) -> Pulled:
    try:
        fetched, runs = _taken(store, feed, before, own)
    except SourceDown as error:
        return _down(store, feed, before, covered(str(error), _secrets(feed)))
    except StoreError as error:
        return Pulled(feed.name, FeedState.FAILED, str(error), clock.utc_now() + BUSY)
    except DataError as error:
        return _failed(store, feed, covered(str(error), _secrets(feed)), clock.utc_now() + PAUSE)
    return _summed(feed, fetched, runs)


def _taken(
    store: Store, feed: AnyFeed, before: FeedStatus, own: Path, *, is_trial: bool = False
) -> tuple[Fetched, list[FeedRun]]:
    """Fetch what is new and load each file; what was loaded, and rows that were refused, are kept for some weeks."""
    _forget(own)
    now, kept = own / NOW, own / f"{clock.now():%Y%m%d-%H%M%S}"
    now.mkdir(mode=0o700)
    try:
        fetched = fetch(feed, Seen(before.watermark, marks(store, feed.name)), now)
        runs = [take(store, feed, each, before.watermark, kept, is_trial=is_trial) for each in fetched.arrivals]
    finally:
        shutil.rmtree(now, ignore_errors=True)
    return fetched, runs


def _down(store: Store, feed: AnyFeed, before: FeedStatus, said: str) -> Pulled:
    """Return how a feed is whose source did not answer: to be tried again, or failed once that was often enough."""
    failures, retry = before.failures + 1, feed.retry
    if failures >= retry.attempts:
        return _failed(store, feed, f"试了 {failures} 次都取不到。{said}", None)
    again = clock.utc_now() + timedelta(seconds=retry.wait * 2 ** (failures - 1))
    when = f"{clock.shanghai(again):%H:%M:%S}"
    return Pulled(feed.name, FeedState.RETRYING, f"第 {failures} 次取不到，{when} 再试。{said}", again)


def _failed(store: Store, feed: AnyFeed, said: str, again: datetime | None) -> Pulled:
    put_run_alone(store, feed.name, FeedRun(FeedState.FAILED, said, clock.utc_now()))
    return Pulled(feed.name, FeedState.FAILED, said, again)


def _summed(feed: AnyFeed, fetched: Fetched, runs: Sequence[FeedRun]) -> Pulled:
    """Return what several files came to: the worst first, and the message of each."""
    if not runs and fetched.waiting and isinstance(feed, FolderFeed | SftpFeed):
        until = clock.utc_now() + timedelta(seconds=feed.settle)
        return Pulled(feed.name, FeedState.WAITING, f"{fetched.waiting} 个文件还没有写完，写完再取。", until)
    if not runs:
        return Pulled(feed.name, FeedState.NOTHING, "没有新的文件或数据。")
    state = next(each for each in ORDER if any(run.state is each for run in runs))
    said = "\n".join(f"{run.file}：{run.message}" for run in sorted(runs, key=lambda run: ORDER.index(run.state)))
    again = clock.utc_now() + BUSY if fetched.waiting else None
    return Pulled(feed.name, state, covered(said, _secrets(feed)), again)


def _secrets(feed: AnyFeed) -> tuple[str, ...]:
    """Return the secrets of a feed, as far as they are there, to cover them in messages."""
    found = []
    for name in type(feed).model_fields:
        secret = getattr(feed, name)
        if isinstance(secret, SecretName):
            with suppress(DataError):
                found.append(secret.value())
    return tuple(found)


@contextmanager
def _alone(own: Path) -> Iterator[Path | None]:
    """Give the folder of a feed for this process alone, None while another has it; raises SourceRefused without one."""
    try:
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(own / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise SourceRefused(
            f"建不了文件夹 {own}（{error.strerror}）。请检查权限，或用 COCKPIT_FEEDS_FOLDER 另指一处。"
        ) from error
    try:
        yield own if _locked(lock) else None
    finally:
        os.close(lock)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _forget(own: Path) -> None:
    """Remove what a run that was ended in the middle left, and the files of runs long ago."""
    for run in own.iterdir():
        if run.is_dir() and (run.name == NOW or clock.now().timestamp() - run.stat().st_mtime > KEPT.total_seconds()):
            shutil.rmtree(run, ignore_errors=True)
