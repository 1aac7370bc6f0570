"""Walls that a bureau made itself: kept under an edition, so that two people at once do not overwrite each other, and drafts of them.

What a wall holds is a mapping of the form of a wall's TOML file: `title` and `scenes`. A draft is what someone is
looking at before saving; it is kept for a day under a mark made of what it holds. On SQLite, where a load holds the one
write lock, saving gives up after a moment and says so.

Each belongs to the region of the account that made it: it is edited by the accounts whose scope that region is within, and
shown by those at or below that region too. A name is taken once in the whole cockpit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from data import clock
from data.audit import Action, record
from data.errors import AlreadyThere, RemovedMeanwhile, SavedMeanwhile, StoreError
from data.regions import Regions
from data.regions.scope import is_within
from data.schema.operations import OwnWallRow, WallDraftRow, WallSceneRow
from data.store import Store
from data.store.editions import editing, opened
from data.store.outage import outage
from data.viewer import Viewer

WAITS = 2.0  # seconds for another writer
DRAFT_KEPT = timedelta(days=1)
MOST_DRAFTS = 500
MOST_WALLS = 60
DRAFT = "draft."  # how the name of a draft begins; no wall's name has a point

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SavedWall:
    """A wall as it was last saved, `region` is whose it is; `saved_at` is in UTC without a zone."""

    name: str
    edition: int
    saved_at: datetime
    saved_by: str
    region: str
    content: Content


def own_walls(store: Store, scope: str) -> list[SavedWall]:
    """Return the own walls within a scope, which may edit them, by name."""
    return [wall for wall in _all_walls(store) if is_within(store.regions, wall.region, scope)]


def shown_walls(store: Store, scope: str) -> list[SavedWall]:
    """Return the own walls that a scope may show, by name: those within it, and those of the regions above."""
    return [wall for wall in _all_walls(store) if _is_shown(store.regions, wall.region, scope)]


def taken_names(store: Store) -> set[str]:
    """Return the names of all own walls, whosever they are: to find a free one."""
    with store.reading_rows() as session:
        return set(session.scalars(select(OwnWallRow.name)))


def own_wall(store: Store, scope: str, name: str) -> SavedWall | None:
    """Return an own wall within a scope by its name, None where there is none."""
    wall = _kept(store, name)
    return wall if wall and is_within(store.regions, wall.region, scope) else None


def edition_of(store: Store, scope: str, name: str) -> int | None:
    """Return the edition of an own wall that a scope may show, None where there is none: a running wall compares it."""
    asked = select(OwnWallRow.edition, OwnWallRow.region_code).where(OwnWallRow.name == name)
    with store.reading_rows() as session:
        row = session.execute(asked).first()
    return row.edition if row and _is_shown(store.regions, row.region_code, scope) else None


def add_wall(store: Store, viewer: Viewer, name: str, content: Content, now: datetime) -> SavedWall:
    """Keep a new wall of the viewer's region as its first edition.

    Raises AlreadyThere, StoreError while a load is writing or with too many.
    """
    taken = AlreadyThere(f"已经有名为“{name}”的大屏，没有新建。请换一个名称。")
    with editing(store.writing_briefly(WAITS), lambda: taken) as session:
        if session.execute(select(func.count(OwnWallRow.name))).scalar_one() >= MOST_WALLS:
            raise StoreError(f"自建大屏已有 {MOST_WALLS} 面，不再新建。请先删去不用的。")
        row = _row(SavedWall(name, 1, now, viewer.signature, viewer.scope, content))
        session.add(row)
        session.flush()
        record(store, session.connection(), Action.WALL, name, after=_text(content))
        return _wall(row)


def save_wall(store: Store, viewer: Viewer, name: str, content: Content, seen: int, now: datetime) -> SavedWall:
    """Keep a wall within the viewer's scope in place of the edition that was opened; it stays its region's.

    Raises SavedMeanwhile, for a wall elsewhere as for one that is gone, StoreError while a load is writing.
    """
    with editing(store.writing_briefly(WAITS), partial(_meanwhile, store, viewer, name)) as session:
        held = _opened(store, session, viewer, name, seen)
        before = _text(_wall(held).content)
        row = session.merge(_row(SavedWall(name, seen, now, viewer.signature, held.region_code, content)))
        flag_modified(row, "saved_at")  # other scenes are another edition, too
        session.flush()
        record(store, session.connection(), Action.WALL, name, before=before, after=_text(content))
        return _wall(row)


def remove_wall(store: Store, viewer: Viewer, name: str, seen: int) -> None:
    """Remove a wall within the viewer's scope in the edition that was opened; raises as `save_wall`."""
    with editing(store.writing_briefly(WAITS), partial(_meanwhile, store, viewer, name)) as session:
        row = _opened(store, session, viewer, name, seen)
        before = _text(_wall(row).content)
        session.delete(row)
        session.flush()
        record(store, session.connection(), Action.WALL, name, before=before)


def _opened(store: Store, session: Session, viewer: Viewer, name: str, seen: int) -> OwnWallRow:
    row = opened(session, OwnWallRow, name, seen)
    if not is_within(store.regions, row.region_code, viewer.scope):
        raise _meanwhile(store, viewer, name)
    return row


def _meanwhile(store: Store, viewer: Viewer, name: str) -> SavedMeanwhile:
    now = own_wall(store, viewer.scope, name)
    if now is None:
        return RemovedMeanwhile("wall", f"大屏“{name}”", name=name)
    return SavedMeanwhile("wall", f"大屏“{name}”", name=name, by=now.saved_by, at=clock.shanghai(now.saved_at))


def keep_draft(store: Store, viewer: Viewer, content: Content, now: datetime) -> str:
    """Keep a draft of the viewer's region and return the wall's name under which it is shown.

    Raises StoreError while a load is writing.
    """
    body = _text(content)
    mark = hashlib.sha256(f"{viewer.scope}{body}".encode()).hexdigest()[:20]
    try:
        with store.writing_briefly(WAITS) as connection, Session(connection) as session:
            if session.get(WallDraftRow, mark) is None:
                _forget(session, now)
            session.merge(WallDraftRow(mark=mark, body=body, made_at=now, region_code=viewer.scope))
            session.flush()
    except IntegrityError:
        pass  # the same draft came in at the same time
    except OperationalError as error:
        raise outage(error) from error
    return DRAFT + mark


def wall_content(store: Store, scope: str, name: str) -> tuple[Content | None, int]:
    """Return what an own wall or a draft that a scope may show holds, by the name in a wall's address, and its edition.

    The edition of a draft is 0; None where there is no such wall.
    """
    if name.startswith(DRAFT):
        return draft(store, scope, name), 0
    wall = _kept(store, name)
    is_shown = wall is not None and _is_shown(store.regions, wall.region, scope)
    return (wall.content, wall.edition) if wall and is_shown else (None, 0)


def draft(store: Store, scope: str, name: str) -> Content | None:
    """Return what the draft of a name holds, None where it is gone or a scope may not show it."""
    with store.reading_rows() as session:
        row = session.get(WallDraftRow, name.removeprefix(DRAFT))
        is_shown = row is not None and _is_shown(store.regions, row.region_code, scope)
        return json.loads(row.body) if row and is_shown else None


def _is_shown(regions: Regions, region: str, scope: str) -> bool:
    """Say whether a scope may show the walls of a region: within it, at it, or below it."""
    is_above = region in regions.by_code and scope in regions.by_code and regions.within(scope, region)
    return is_above or is_within(regions, region, scope)


def _all_walls(store: Store) -> list[SavedWall]:
    with store.reading_rows() as session:
        return [_wall(row) for row in session.scalars(select(OwnWallRow).order_by(OwnWallRow.name))]


def _kept(store: Store, name: str) -> SavedWall | None:
    with store.reading_rows() as session:
        row = session.get(OwnWallRow, name)
        return _wall(row) if row else None


def _forget(session: Session, now: datetime) -> None:
    """Forget drafts of more than a day, and the oldest where there are too many."""
    session.execute(delete(WallDraftRow).where(WallDraftRow.made_at < now - DRAFT_KEPT))
    newest = select(WallDraftRow.made_at).order_by(WallDraftRow.made_at.desc()).offset(MOST_DRAFTS - 1).limit(1)
    oldest = session.scalar(newest)
    if oldest is not None:
        session.execute(delete(WallDraftRow).where(WallDraftRow.made_at <= oldest))


def _wall(row: OwnWallRow) -> SavedWall:
    title, scenes = {"zh": row.title_zh, "en": row.title_en}, [json.loads(scene.body) for scene in row.scenes]
    content = {"title": title, "scenes": scenes}
    return SavedWall(row.name, row.edition, row.saved_at, row.saved_by, row.region_code, content)


def _row(wall: SavedWall) -> OwnWallRow:
    title, scenes = wall.content["title"], wall.content["scenes"]
    return OwnWallRow(
        name=wall.name,
        title_zh=title["zh"],
        title_en=title["en"],
        edition=wall.edition,
        saved_at=wall.saved_at,
        saved_by=wall.saved_by,
        region_code=wall.region,
        scenes=[WallSceneRow(wall=wall.name, position=at, body=_text(scene)) for at, scene in enumerate(scenes)],
    )


def _text(content: Content) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
