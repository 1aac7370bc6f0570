"""The feeds that are due, several at once, and those whose figures are late."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from data import clock
from data.pull.feeds import AnyFeed
from data.pull.pulling import Pulled, due, pull
from data.pull.runs import FeedState, put_status, register, statuses
from data.store import Store

logger = logging.getLogger(__name__)
AT_ONCE = 4  # so that a source that answers slowly keeps few others waiting


def pull_all_due(store: Store, feeds: Sequence[AnyFeed], folder: Path) -> list[Pulled]:
    """Fetch the feeds that are due and return how they are now; one that cannot be fetched keeps no other from it."""
    register(store, feeds)
    known = {each.name: each for each in statuses(store)}
    waiting = [feed for feed in feeds if due(feed, known[feed.name])]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(lambda feed: _pulled(store, feed, folder), waiting))


def newly_late(store: Store) -> Iterator[tuple[str, str]]:
    """Yield the names of the feeds that became late today and when they were expected, each once a day."""
    today = clock.today()
    for known in statuses(store):
        if known.warned_day != today and known.is_late:
            put_status(store, known.name, warned_day=today)
            yield known.name, known.expected


def _pulled(store: Store, feed: AnyFeed, folder: Path) -> Pulled:
    try:
        return pull(store, feed, folder)
    except Exception as error:  # the boundary: the others are fetched all the same
        logger.exception("feed %s", feed.name)
        return Pulled(feed.name, FeedState.FAILED, str(error))
