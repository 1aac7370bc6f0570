"""Two clerks on one office-day: what another load gave since a draft's sender last looked, beside what the draft gives."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from data.catalogue.catalogue import FactTable
from data.errors import DataError
from data.intake.corrected import read_draft
from data.intake.draft import Corrections, Draft
from data.intake.drafts import DraftFault
from data.intake.due.loaded_by import LoadedBy, loaded_by
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
    """A cell that two give differently, None where there is nothing.

    `was` is what the draft's sender knows, `theirs` what the load `load_no` left there, `mine` what the draft gives.
    """

    key: CellKey
    load_no: int
    was: int | None
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
    """Raise Overtaken where a draft, written in a transaction, would undo what later loads than it knows changed.

    Cells in which both are the same are no matter; so are those that no later load changed.
    """
    clashes: list[Clash] = []
    with store.reading() as before:
        for key, which in written.touched.items():
            both = _Comparison(store, store.catalogue.tables[key], which, draft.checked_no)
            clashes += both.clashes(before, connection)
        if clashes:
            numbers = sorted({clash.load_no for clash in clashes})
            ordered = sorted(clashes, key=lambda each: each.key)
            raise Overtaken(ordered, [loaded_by(store, before, number) for number in numbers])


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Compares office-days of a table, of which the draft's sender knows what loads up to `known` gave."""

    store: Store
    table: FactTable
    which: OfficeDays
    known: int

    def clashes(self, before: Connection, after: Connection) -> Iterator[Clash]:
        """Yield the cells that later loads changed and the draft, written on the connection `after`, gives otherwise."""
        theirs, images = self._rows(before), self._images(before)
        later = self._later(theirs, images)
        if later.empty:
            return
        was = pd.concat([theirs[theirs["load_no"] <= self.known], images])
        found = [self._cells(frame, later.index) for frame in (was, theirs, self._rows(after))]
        nothing = dict.fromkeys(self._measures)
        for place in dict.fromkeys(place for cells in found for place in cells):
            old, other, own = (cells.get(place, nothing) for cells in found)
            office, day, *split = place
            for name in self._measures:
                if old[name] != other[name] != own[name]:
                    key = CellKey(self.table.key, day, office, tuple(split), name)
                    yield Clash(key, int(later[office, day]), old[name], other[name], own[name])

    @property
    def _measures(self) -> list[str]:
        return [measure.key for measure in self.table.measures]

    @property
    def _names(self) -> list[str]:
        return [*OFFICE_DAY, *self.table.dimensions, *self._measures, "load_no"]

    def _rows(self, connection: Connection) -> pd.DataFrame:
        """Return the rows that a connection sees."""
        return held(connection, self.store.schema.facts[self.table.key], self.which, self._names)

    def _images(self, connection: Connection) -> pd.DataFrame:
        """Return the rows that were there for the sender and that later loads replaced or took out."""
        names = [*self._names, "until_no"]
        found = held(connection, self.store.schema.histories[self.table.key], self.which, names)
        return found[(found["load_no"] <= self.known) & (found["until_no"] > self.known)]

    def _later(self, theirs: pd.DataFrame, images: pd.DataFrame) -> pd.Series[int]:
        """Return the newest load since that touched an office-day, by office and day."""
        given = theirs.loc[theirs["load_no"] > self.known, [*OFFICE_DAY, "load_no"]]
        taken = images[[*OFFICE_DAY, "until_no"]].rename(columns={"until_no": "load_no"})
        return pd.concat([given, taken]).groupby(OFFICE_DAY)["load_no"].max()

    def _cells(self, frame: pd.DataFrame, office_days: pd.Index) -> dict[tuple[Any, ...], dict[str, int | None]]:
        """Return the figures of some office-days by office, day and parts of the split."""
        some = frame[frame.set_index(OFFICE_DAY).index.isin(office_days)]
        places = some[[*OFFICE_DAY, *self.table.dimensions]].itertuples(index=False, name=None)
        figures = (some[name].tolist() for name in self._measures)
        return {
            place: dict(zip(self._measures, map(_number, row), strict=True))
            for place, row in zip(places, zip(*figures, strict=True), strict=True)
        }


def _number(value: float | None) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def yielding(
    store: Store, draft: Draft, path: Path, *, viewer: Viewer, today: date, theirs: Mapping[CellKey, int | None]
) -> Corrections:
    """Return a draft's corrections with the cells in which another load's figures were chosen, as if typed in.

    What stays is what the draft gives. Raises DraftFault for a cell that its file has no place for.
    """
    places = _places(read_draft(store, draft, path, viewer=viewer, today=today), {key.table for key in theirs})
    for key in sorted(theirs.keys() - places.keys()):
        table, name = store.catalogue.tables[key.table], store.regions.owner_name(key.office)
        raise DraftFault(Reason("draft.no_place", {"office": name, "day": key.day.isoformat(), "table": table}))
    typed = {places[key]: "" if value is None else str(value) for key, value in theirs.items()}
    return replace(draft.corrections, cells={**draft.corrections.cells, **typed})


def _places(read: Read, tables: Collection[str]) -> dict[CellKey, tuple[int, int, int]]:
    """Return where in the file the cells of some tables are: sheet, row and column from 0.

    A column in another unit than the store's is left out: a figure of the store would be another one there.
    """
    found: dict[CellKey, tuple[int, int, int]] = {}
    for sheet in read.found:
        if not isinstance(sheet, Interpreted):
            continue
        for rows in sheet.rows:
            table = rows.layout.table
            if table.key not in tables:
                continue
            columns = {key: column.at for key, column in rows.layout.measures.items() if column.unit is None}
            for row in rows.frame[[*table.keys, "position"]].to_dict("records"):
                split = tuple(row[each] for each in table.dimensions)
                for name, at in columns.items():
                    key = CellKey(table.key, row["day"], row["office_code"], split, name)
                    found[key] = (rows.sheet.number, int(row["position"]), at)
    return found
