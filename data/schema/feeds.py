"""The tables of feeds that are fetched without hands: how each is now, and what each fetched file came to."""

from datetime import date, datetime

from sqlalchemy import SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.operations import Operations


class FeedRow(Operations):
    """A feed as it is now; the times are UTC without a zone.

    `again_at` is the moment before which it is not fetched again, `failures` how many attempts failed since the last that
    did not, `newest_day` the last day that it brought figures of and `arrived_at` when that came, `warned_day` the last
    day on which the figures were said to be late.
    """

    __tablename__ = "feed"

    name: Mapped[str] = mapped_column("feed_name", String(30), primary_key=True)
    region: Mapped[str] = mapped_column("region_code", String(9))
    kind: Mapped[str] = mapped_column("feed_kind", String(10))
    expected: Mapped[str | None] = mapped_column("expected_at", String(5))
    state: Mapped[str] = mapped_column("feed_state", String(10))
    message: Mapped[str] = mapped_column(Text, default="")
    failures: Mapped[int] = mapped_column(SmallInteger, default=0)
    looked_at: Mapped[datetime | None] = mapped_column(default=None)
    again_at: Mapped[datetime | None] = mapped_column(default=None)
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    newest_day: Mapped[date | None] = mapped_column(default=None)
    warned_day: Mapped[date | None] = mapped_column(default=None)
    watermark: Mapped[str | None] = mapped_column(String(200), default=None)


class FeedRunRow(Operations):
    """What a fetched file came to, or why nothing was fetched; `load_no` is its load.

    `mark` is a hash of name, size and time of the file where it came from, `offices` how many offices it was of.
    """

    __tablename__ = "feed_run"

    feed: Mapped[str] = mapped_column("feed_name", String(30), primary_key=True)
    run_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    state: Mapped[str] = mapped_column("run_state", String(10))
    message: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str | None] = mapped_column(String(200), default=None)
    mark: Mapped[str | None] = mapped_column(String(64), default=None)
    sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    watermark_before: Mapped[str | None] = mapped_column(String(200), default=None)
    watermark_after: Mapped[str | None] = mapped_column(String(200), default=None)
    load_no: Mapped[int | None] = mapped_column(default=None)
    offices: Mapped[int | None] = mapped_column(default=None)
