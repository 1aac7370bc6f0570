"""The Monday files: where a region's exported week is kept, and which files can still be delivered."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from data.clock import stored
from data.meetings.frozen import editions
from data.periods import Period
from data.readings.hidden.earlier import corrected_since
from data.regions import Region
from data.regions.scope import is_within
from data.store import Store
from data.viewer import Viewer

KINDS = ("pptx", "docx", "xlsx", "pdf")


def monday_file(folder: Path, region: Region, week: Period, kind: str) -> Path:
    """Return the path of a region's file of a week."""
    return folder / week.key / f"{region.code}-{region.zh}-{week.key}.{kind}"


def is_current(path: Path, store: Store, region: Region, week: Period) -> bool:
    """Say whether a file is there and was written after the week was last frozen.

    Nor may a guarded count of the region have been corrected since, up to the end of the week: what is hidden by now may be in it.
    """
    if not path.exists():
        return False
    written = stored(datetime.fromtimestamp(path.stat().st_mtime, UTC))
    with store.reading() as connection:
        corrected = corrected_since(connection, store.schema, written, week.last)
    if any(is_within(store.regions, code, region.code) for code in corrected):
        return False
    return all(edition.frozen_at <= written for edition in editions(store, region.code, region.code, week)[:1])


def monday_files(folder: Path, store: Store, viewer: Viewer, region: Region, week: Period) -> tuple[str, ...]:
    """Return the kinds in which a region's week can be delivered to a viewer, none outside its scope."""
    if not is_within(store.regions, region.code, viewer.scope):
        return ()
    return tuple(kind for kind in KINDS if is_current(monday_file(folder, region, week, kind), store, region, week))
