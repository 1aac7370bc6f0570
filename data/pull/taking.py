"""Takes a fetched file into the store exactly once, through the checks of every load."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection

from data import clock
from data.errors import DataError, LoadError, StoreError
from data.load import LoadReport, load_files
from data.load.files.sheet import Sheet
from data.pull.feeds import AnyFeed, FolderFeed, SftpFeed
from data.pull.runs import FeedRun, FeedState, put_run, put_run_alone, taken_before, usual_offices, watermark_of
from data.pull.sources import FetchedFile
from data.pull.unchanged import changed
from data.store import Partition, Store
from data.text.free import person_number

HEADER_ROWS = 20  # within which the titles of a table are


class TakenBefore(DataError):
    """A file whose content was loaded before; nothing was written."""


class TakenMeanwhile(DataError):
    """Another process moved the watermark after the source was asked; nothing was written."""


@dataclass(slots=True)
class Taking:
    """A file on its way into the store: what of it goes in, and the account of it."""

    store: Store
    feed: AnyFeed
    run: FeedRun
    is_trial: bool = False
    offices: int = 0
    office_days: int = 0
    newest: date | None = None
    kept: FeedRun | None = field(default=None, init=False)

    def read(self, sheet: Sheet) -> Sheet:
        """Return a sheet with the titles of `columns` in our words; a column that is not used has no content."""
        return titled(sheet, self.feed)

    def chosen(self, connection: Connection, partitions: list[Partition]) -> list[Partition]:
        """Return the partitions that are new; raises DataError for a file that was taken, is old or is half a file."""
        feed, run = self.feed, self.run
        is_file = isinstance(feed, FolderFeed | SftpFeed)
        if before := taken_before(connection, feed.name, run.sha256 or "", is_last=not is_file):
            when = f"{clock.shanghai(before.started_at):%m-%d %H:%M}"
            raise TakenBefore(f"内容与 {when} 取到的“{before.file}”完全一样，没有再装。")
        if watermark_of(connection, feed.name) != run.before:
            raise TakenMeanwhile("另一个进程刚取过，没有再装。")
        owners = {code for each in partitions for code in each.frame["office_code"].unique()}
        self.offices, self.newest = len(owners), max((each.frame["day"].max() for each in partitions), default=None)
        self._check_day()
        self._check_whole(usual_offices(connection, feed.name))
        new = changed(self.store, connection, partitions)
        self.office_days = sum(len(each.frame[["office_code", "day"]].drop_duplicates()) for each in new)
        return new

    def keep(self, connection: Connection, version: int | None) -> None:
        """Keep the run in the load's transaction, where anything of the file was good."""
        if version is None and not self.offices:
            return
        state = FeedState.SAME if version is None else FeedState.LOADED
        said = (
            "数字与库里的完全一样，没有新的数据版本。"
            if version is None
            else f"写入 {self.office_days} 个单位·日，数据版本 {version}。"
        )
        self.kept = replace(self.run, state=state, message=said, load_no=version, offices=self.offices)
        if not self.is_trial:
            put_run(connection, self.feed.name, self.kept, self.newest)

    def _check_day(self) -> None:
        oldest = clock.today() - timedelta(days=self.feed.days_back)
        if self.newest and self.newest < oldest:
            raise LoadError(
                f"文件里最新的一天是 {self.newest}，早于 {oldest}，像是往年或过期的文件，整份未装载。"
                f"确要补报，请把 days_back（现为 {self.feed.days_back} 天）调大，或用 cockpit load 装载。"
            )

    def _check_whole(self, usual: int) -> None:
        if not self.feed.partial and self.offices and 2 * self.offices < usual:
            raise LoadError(
                f"只有 {self.offices} 个单位可装，平常有 {usual} 个，像是半份文件，整份未装载。"
                "请重新导出完整的；确实只报一部分的，请在这一段写 partial = true。"
            )


def take(
    store: Store, feed: AnyFeed, arrival: FetchedFile, before: str | None, kept: Path, *, is_trial: bool = False
) -> FeedRun:
    """Load a fetched file and return what it came to, which is remembered unless it is a trial; raises StoreError.

    The account of it is kept in the transaction of its load: whatever ends this process, both are there or neither. A
    file that was loaded is moved into the folder `kept`, where refused rows are written too.
    """
    run = FeedRun(
        FeedState.REFUSED,
        "",
        clock.utc_now(),
        "" if person_number(arrival.path.stem) else arrival.path.name,
        arrival.mark,
        hashlib.sha256(arrival.path.read_bytes()).hexdigest(),
        before,
        arrival.watermark,
    )
    taking = Taking(store, feed, run, is_trial)
    try:
        report = load_files(
            store,
            [arrival.path],
            today=clock.today(),
            dry_run=is_trial,
            is_whole=feed.whole,
            scope=feed.region,
            rejects_folder=kept,
            sender=taking,
        )
    except StoreError:
        raise
    except TakenMeanwhile as error:
        return replace(run, state=FeedState.NOTHING, message=str(error))
    except TakenBefore as error:
        run = replace(run, state=FeedState.SAME, message=str(error))
    except DataError as error:
        run = replace(run, message=str(error))
    else:
        if taking.kept is not None:
            if taking.kept.state is FeedState.LOADED and not is_trial:
                kept.mkdir(mode=0o700, exist_ok=True)
                arrival.path.rename(kept / arrival.path.name)
            return replace(taking.kept, message=f"{taking.kept.message}{_refused(report)}")
        run = replace(run, message=f"没有一个单位·日可装。{_refused(report)}")
    if not is_trial:
        put_run_alone(store, feed.name, run)
    return run


def _refused(report: LoadReport) -> str:
    """Return the first thing that is wrong with a file, and how many more there are."""
    errors = report.errors
    if not errors:
        return ""
    kept = next((f"被拒的行在 {each.rejects_file}。" for each in report.files if each.rejects_file), "")
    more = f"（共 {len(errors)} 处）" if len(errors) > 1 else ""
    return f"有错{more}：{errors[0].text}{kept}"


def titled(sheet: Sheet, feed: AnyFeed) -> Sheet:
    """Return a sheet with the titles that a feed's `columns` name replaced, and columns of an empty one blank."""
    columns = {" ".join(theirs.split()): ours for theirs, ours in feed.columns.items()}
    cells, is_changed = sheet.cells.copy(), False
    for row in range(sheet.top, min(sheet.top + HEADER_ROWS, len(cells))):
        for at, text in enumerate(sheet.cells[row].tolist()):
            ours = columns.get(" ".join(str(text).split()))
            if ours is None:
                continue
            is_changed = True
            if ours:
                cells[row, at] = ours
            else:
                cells[row:, at] = [""] * (len(cells) - row)
    return replace(sheet, cells=cells) if is_changed else sheet
