"""Loads feed files: reads them, refuses what is wrong with its place and reason, and puts the rest into the store."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from data.alerts import evaluate
from data.audit import Action, record
from data.audit.actor import acting_now
from data.errors import DataError, StoreError
from data.load.files.sheet import Sheet
from data.load.findings import FileReport, LoadReport
from data.load.reading import Found, Read, known_of, read_file
from data.load.references.sheets import ReferenceSheet
from data.load.reports import reports
from data.load.sifting import Sifted, reference_rows, references_in, released, sift
from data.load.writing import put_partitions_within
from data.store import Partition, Store
from data.store.fact_rows import OfficeDays, office_days
from data.viewer import Viewer

logger = logging.getLogger(__name__)
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Written:
    """What a load has written in its transaction, and the reports on its sheets.

    `version` is None where nothing went in; `touched` are the office-days of each fact table.
    """

    version: int | None
    touched: Mapping[str, OfficeDays]
    files: tuple[FileReport, ...]

    @property
    def owners(self) -> frozenset[str]:
        """The codes of the offices and bureau rows that figures were written of."""
        return frozenset(code for days in self.touched.values() for some in days.values() for code in some)


Inspect = Callable[[Connection, Written], None]
Choose = Callable[[Connection, list[Partition]], list[Partition]]


class Sender(Protocol):
    """One that gives files to a load and keeps an account of it in the load's own transaction."""

    def read(self, sheet: Sheet) -> Sheet:
        """Return a sheet with the sender's titles in the words known here."""

    def chosen(self, connection: Connection, partitions: list[Partition]) -> list[Partition]:
        """Return those of the good partitions that go in; raises DataError where nothing of the load may."""

    def keep(self, connection: Connection, version: int | None) -> None:
        """Keep what the load did, by its data version, None where nothing went in."""


def load_files(
    store: Store,
    paths: Sequence[Path],
    *,
    today: date,
    dry_run: bool = False,
    is_whole: bool = False,
    scope: str = "",
    rejects_folder: Path | None = None,
    progress: Progress | None = None,
    sender: Sender | None = None,
) -> LoadReport:
    """Load files of figures as one load with one data version, and those of reference tables as another before it.

    The report says what was loaded, what was not, and why. `is_whole` says that the files name every part of a split:
    parts that the store holds of an office-day and the files do not name are then nothing, else they refuse it.

    `scope` is the region whose rows alone, with those below it, are loaded; without one all of the tree.

    `sender` chooses what goes in, and keeps an account of it in the same transaction.

    `rejects_folder` is where refused rows are written, beside each file where none is given. A dry run does all that
    the load does and rolls it back. Raises StoreError when the store cannot be written, LoadError for more rows that
    contradict other files or the store than anyone would correct.
    """
    known = known_of(store, scope, today)
    found: list[Found] = []
    for step, path in enumerate(paths):
        if progress is not None:
            progress(path.name, step / (len(paths) + 1))
        found += read_file(path, known, sender.read if sender else None)
    if progress is not None:
        progress("试运行" if dry_run else "写入", len(paths) / (len(paths) + 1))
    read = Read(known, found, is_whole)
    source = "、".join(path.name for path in paths)
    if sender is None:
        written = _write(store, read, source, is_trial=dry_run)
    else:
        keep = partial(_keep, sender)
        written = _write(store, read, source, is_trial=dry_run, choose=sender.chosen, inspect=keep)
    outcome = (read.found, written.sheets, written.references, known.places)
    files = tuple(reports(*outcome, folder=rejects_folder, keeps_refused=not dry_run))
    if progress is not None:
        progress("完成", 1.0)
    return LoadReport(files, written.version, dry_run)


def load_sheets(
    store: Store,
    read: Read,
    *,
    source: str,
    viewer: Viewer,
    is_trial: bool = False,
    inspect: Inspect | None = None,
) -> LoadReport:
    """Load what was read out of a file as `load_files` does; no refused rows are written. The rows of `read` are released.

    `inspect` is called in the transaction once figures and sums are written, and takes them back by raising; a trial is
    rolled back after that and has no version. Raises StoreError when the store cannot be written, LoadError as
    `load_files` does.
    """
    written = _write(store, read, source, region=viewer.scope, is_trial=is_trial, inspect=inspect)
    files = tuple(reports(read.found, written.sheets, written.references, read.known.places))
    return LoadReport(files, written.version, is_trial)


@dataclass(frozen=True, slots=True)
class LoadOutcome:
    """What was stored and what was not; the data version is None where nothing was written."""

    sheets: list[Sifted]
    references: list[ReferenceSheet]
    version: int | None


def _write(
    store: Store,
    read: Read,
    source: str,
    *,
    region: str = "",
    is_trial: bool,
    choose: Choose | None = None,
    inspect: Inspect | None = None,
) -> LoadOutcome:
    """Check what was read against the store and store the good rows, in one transaction; a trial rolls it back."""
    version = None
    references = references_in(read.found, read.known)
    with store.writing(
        is_trial=is_trial
    ) as connection:  # so that no other load gets between the checks and the figures
        if store.retained_from() != read.known.floor:
            raise StoreError("读文件时另一次装载改了明细保留的起始日，本次未写入任何数据。请再装一次。")
        before = store.next_version(connection) - 1
        sifted, going_in, refused = sift(read)
        read.found[:] = released(read.found)
        if choose is not None:
            going_in = choose(connection, going_in)
        touched = _touched(going_in)
        if rows := reference_rows(references):
            rejects = [reject for sheet in references for reject in sheet.rejects]
            account = acting_now().account
            version = store.put_references_within(connection, rows, source=source, rejects=rejects, account=account)
        if going_in:
            version = put_partitions_within(store, connection, going_in, source=source, rejects=refused).version
        after = {
            "version": version,
            "rows": sum(each.rows_good for each in sifted) + sum(map(len, rows.values())),
            "refused": len(refused),
        }
        record(store, connection, Action.LOAD, source, region=region, before={"version": before}, after=after)
        files = tuple(reports(read.found, sifted, references, read.known.places))
        written = Written(version, touched, files)
        if inspect is not None:
            inspect(connection, written)
    if version is not None and not is_trial:
        judge_areas(store, None if rows else written.owners)
    return LoadOutcome(sifted, references, None if is_trial else version)


def _keep(sender: Sender, connection: Connection, written: Written) -> None:
    sender.keep(connection, written.version)


def _touched(partitions: Sequence[Partition]) -> dict[str, OfficeDays]:
    tables = dict.fromkeys(partition.table for partition in partitions)
    return {key: office_days(each.frame for each in partitions if each.table == key) for key in tables}


def judge_areas(store: Store, touched: Collection[str] | None) -> None:
    """Bring the area alerts in line, of some owners only where these are given; where that fails the load is kept."""
    try:
        evaluate(store, touched=touched)
    except DataError:
        logger.exception("area alerts were not judged after a load")
