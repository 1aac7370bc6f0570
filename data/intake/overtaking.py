"""Two clerks on one office-day: what another load gave since a draft's sender last looked, beside what the draft gives."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection

from data.catalogue.catalogue import FactTable
from data.errors import DataError
from data.intake.corrected import read_draft
from data.intake.draft import Corrections, Draft
from data.intake.loaded_by import LoadedBy, loaded_by
from data.load.interpret import Interpreted
from data.load.load import Written
from data.load.reading import Read
from data.reasons import Reason
from data.store import Store
from data.store.fact_rows import OFFICE_DAY, OfficeDays, held
from data.viewer import Viewer


@dataclass(frozen=True, slots=True, order=True)
class CellKey:
    """A cell of the facts: table, day, owner, the dimensions by which the row is split, and the column."""

    table: str
    day: date
    office: str
    split: tuple[str, ...]
    measure: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that two give differently: what another load gave and what the draft gives, None where there is nothing."""

    key: CellKey
    load_no: int
    theirs: int | None
    mine: int | None


class Overtaken(DataError):
    """Other loads touched a draft's office-days after its sender last looked; nothing was written.

    `clashes` are the cells that differ, `loads` who gave the others, `version` the newest data version of them.
    """

    def __init__(self, clashes: Sequence[Clash], loads: Sequence[LoadedBy]) -> None:
        days = {(clash.key.table, clash.key.day, clash.key.office) for clash in clashes}
        super().__init__(Reason("draft.overtaken", {"loads": len(loads), "count": len(days)}))
        self.clashes, self.loads = tuple(clashes), tuple(loads)
        self.version = max(load.number for load in loads)


def check_overtaken(store: Store, connection: Connection, draft: Draft, written: Written) -> None:
    """Raise Overtaken where a draft, written in a transaction, differs from what later loads than it knows gave.

    Cells in which both are the same are no matter; so are columns that only one of them gives.
    """
    clashes: list[Clash] = []
    with store.reading() as before:
        for key, which in written.touched.items():
            clashes += _clashes(store, (before, connection), store.catalogue.tables[key], which, draft.checked_no)
        if clashes:
            numbers = sorted({clash.load_no for clash in clashes})
            raise Overtaken(
                sorted(clashes, key=lambda each: each.key), [loaded_by(store, before, no) for no in numbers]
            )


def _clashes(
    store: Store, connections: tuple[Connection, Connection], table: FactTable, which: OfficeDays, known: int
) -> Iterator[Clash]:
    measures = [measure.key for measure in table.measures]
    names = [*table.keys, "load_no", *measures]
    theirs, mine = (_later(connection, store, table, which, names) for connection in connections)
    numbers = theirs.groupby(OFFICE_DAY)["load_no"].max()
    newer = numbers[numbers > known]
    if newer.empty:
        return
    theirs, mine = (frame[frame.set_index(OFFICE_DAY).index.isin(newer.index)] for frame in (theirs, mine))
    both = theirs.merge(mine, on=[*table.keys], how="outer", suffixes=(":theirs", ":mine"))
    for row in both.to_dict("records"):
        office, day = row["office_code"], row["day"]
        for name in measures:
            was, now = (_number(row[f"{name}:{side}"]) for side in ("theirs", "mine"))
            if was is not None and was != now:  # a column that nobody else gave is only added to
                key = CellKey(table.key, day, office, tuple(row[each] for each in table.dimensions), name)
                yield Clash(key, int(newer[office, day]), was, now)


def _later(
    connection: Connection, store: Store, table: FactTable, which: OfficeDays, names: Sequence[str]
) -> pd.DataFrame:
    return held(connection, store.schema.facts[table.key], which, names)


def _number(value: float | None) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def yielding(
    store: Store, draft: Draft, path: Path, *, viewer: Viewer, today: date, theirs: Mapping[CellKey, int | None]
) -> Corrections:
    """Return a draft's corrections with the cells in which another load's figures were chosen, as if typed in.

    What stays is what the draft gives. A cell that its file has no place for is not among them.
    """
    places = _places(read_draft(store, draft, path, viewer=viewer, today=today), {key.table for key in theirs})
    typed = {places[key]: "" if value is None else str(value) for key, value in theirs.items() if key in places}
    return replace(draft.corrections, cells={**draft.corrections.cells, **typed})


def _places(read: Read, tables: Collection[str]) -> dict[CellKey, tuple[int, int, int]]:
    """Return where in the file the cells of some tables are: sheet, row and column from 0."""
    found: dict[CellKey, tuple[int, int, int]] = {}
    for sheet in read.found:
        if not isinstance(sheet, Interpreted):
            continue
        for rows in sheet.rows:
            table = rows.layout.table
            if table.key not in tables:
                continue
            columns = {key: column.at for key, column in rows.layout.measures.items()}
            for row in rows.frame[[*table.keys, "position"]].to_dict("records"):
                split = tuple(row[each] for each in table.dimensions)
                for name, at in columns.items():
                    key = CellKey(table.key, row["day"], row["office_code"], split, name)
                    found[key] = (rows.sheet.number, int(row["position"]), at)
    return found
