"""The Monday files: where a region's exported week is kept, and which files can still be delivered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from data.clock import stored
from data.errors import DataError
from data.meetings.corrected import hidden_since
from data.meetings.frozen import Edition, body_of, editions
from data.periods import Period
from data.regions import Region
from data.regions.scope import is_within
from data.store import Store
from data.viewer import Viewer

KINDS = ("pptx", "docx", "xlsx", "pdf")


def monday_file(folder: Path, region: Region, week: Period, kind: str) -> Path:
    """Return the path of a region's file of a week."""
    return folder / week.key / f"{region.code}-{region.zh}-{week.key}.{kind}"


def is_current(path: Path, store: Store, region: Region, week: Period) -> bool:
    """Say whether a file is there, was written after the week was last frozen, and shows nothing that is hidden since."""
    return path in _current([path], store, region, week)


def _current(paths: Iterable[Path], store: Store, region: Region, week: Period) -> list[Path]:
    written = {path: datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in paths if path.exists()}
    edition, load = next(iter(editions(store, region.code, region.code, week)), None), store.newest_load()
    if edition is None or load is None:
        return [*written]
    after = [path for path, moment in written.items() if edition.frozen_at <= stored(moment)]
    before_load = [path for path in after if written[path] < load.loaded_at]
    if not before_load or not _hides_more(store, edition):
        return after
    return [path for path in after if path not in before_load]


def _hides_more(store: Store, edition: Edition) -> bool:
    """Say whether something that an edition shows is hidden by now; so too where its body cannot be read."""
    try:
        return bool(hidden_since(store, body_of(store, edition)))
    except DataError:
        return True


def monday_files(folder: Path, store: Store, viewer: Viewer, region: Region, week: Period) -> tuple[str, ...]:
    """Return the kinds in which a region's week can be delivered to a viewer, none outside its scope."""
    if not is_within(store.regions, region.code, viewer.scope):
        return ()
    files = {kind: monday_file(folder, region, week, kind) for kind in KINDS}
    current = _current(files.values(), store, region, week)
    return tuple(kind for kind, path in files.items() if path in current)
