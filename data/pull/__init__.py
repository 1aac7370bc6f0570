"""Feeds: figures that are fetched from other systems by themselves."""

from data.pull.due import newly_late, pull_all_due
from data.pull.feeds import AnyFeed, load_feeds
from data.pull.pulling import Pulled, pull, try_out
from data.pull.runs import FeedState, FeedStatus, register, statuses

__all__ = [
    "AnyFeed",
    "FeedState",
    "FeedStatus",
    "Pulled",
    "load_feeds",
    "newly_late",
    "pull",
    "pull_all_due",
    "register",
    "statuses",
    "try_out",
]
