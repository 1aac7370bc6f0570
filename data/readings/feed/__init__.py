"""The feed: which offices report since when, what does not add up, and what was refused and corrected."""

from data.readings.feed.feed import Break, Correction, Feed, Late, read_feed

__all__ = ["Break", "Correction", "Feed", "Late", "read_feed"]
