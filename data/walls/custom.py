"""Walls that a bureau made itself: kept under an edition, so that two people at once do not overwrite each other, and drafts of them.

What a wall holds is a mapping of the form of a wall's TOML file: `title` and `scenes`. A draft is what someone is
looking at before saving; it is kept for a day under a mark made of what it holds. On SQLite, where a load holds the one
write lock, saving gives up after a moment and says so.
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
from data.schema.operations import OwnWallRow, WallDraftRow, WallSceneRow
from data.store import Store
from data.store.editions import editing, opened
from data.store.outage import outage

WAITS = 2.0  # seconds for another writer
DRAFT_KEPT = timedelta(days=1)
MOST_DRAFTS = 500
MOST_WALLS = 60
DRAFT = "draft."  # how the name of a draft begins; no wall's name has a point

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SavedWall:
    """A wall as it was last saved; `saved_at` is in UTC without a zone."""

    name: str
    edition: int
    saved_at: datetime
    saved_by: str
    content: Content


def own_walls(store: Store) -> list[SavedWall]:
    """Return all own walls by name."""
    with store.reading_rows() as session:
        return [_wall(row) for row in session.scalars(select(OwnWallRow).order_by(OwnWallRow.name))]


def own_wall(store: Store, name: str) -> SavedWall | None:
    """Return an own wall by its name, None where there is none."""
    with store.reading_rows() as session:
        row = session.get(OwnWallRow, name)
        return _wall(row) if row else None


def edition_of(store: Store, name: str) -> int | None:
    """Return the edition of an own wall, None where there is none: a running wall compares it with what it shows."""
    with store.reading_rows() as session:
        return session.scalar(select(OwnWallRow.edition).where(OwnWallRow.name == name))


def add_wall(store: Store, name: str, content: Content, post: str, now: datetime) -> SavedWall:
    """Keep a new wall as its first edition; raises AlreadyThere, StoreError while a load is writing or with too many."""
    taken = AlreadyThere(f"已经有名为“{name}”的大屏，没有新建。请换一个名称。")
    with editing(store.writing_briefly(WAITS), lambda: taken) as session:
        if session.execute(select(func.count(OwnWallRow.name))).scalar_one() >= MOST_WALLS:
            raise StoreError(f"自建大屏已有 {MOST_WALLS} 面，不再新建。请先删去不用的。")
        row = _row(SavedWall(name, 1, now, post, content))
        session.add(row)
        session.flush()
        record(store, session.connection(), Action.WALL, name, after=_text(content))
        return _wall(row)


def save_wall(store: Store, name: str, content: Content, seen: int, post: str, now: datetime) -> SavedWall:
    """Keep a wall in place of the edition that was opened; raises SavedMeanwhile, StoreError while a load is writing."""
    with editing(store.writing_briefly(WAITS), partial(_meanwhile, store, name)) as session:
        before = _text(_wall(opened(session, OwnWallRow, name, seen)).content)
        row = session.merge(_row(SavedWall(name, seen, now, post, content)))
        flag_modified(row, "saved_at")  # other scenes are another edition, too
        session.flush()
        record(store, session.connection(), Action.WALL, name, before=before, after=_text(content))
        return _wall(row)


def remove_wall(store: Store, name: str, seen: int) -> None:
    """Remove a wall in the edition that was opened; raises SavedMeanwhile, StoreError while a load is writing."""
    with editing(store.writing_briefly(WAITS), partial(_meanwhile, store, name)) as session:
        row = opened(session, OwnWallRow, name, seen)
        before = _text(_wall(row).content)
        session.delete(row)
        session.flush()
        record(store, session.connection(), Action.WALL, name, before=before)


def _meanwhile(store: Store, name: str) -> SavedMeanwhile:
    now = own_wall(store, name)
    if now is None:
        return RemovedMeanwhile("wall", f"大屏“{name}”", name=name)
    return SavedMeanwhile("wall", f"大屏“{name}”", name=name, by=now.saved_by, at=clock.shanghai(now.saved_at))


def keep_draft(store: Store, content: Content, now: datetime) -> str:
    """Keep a draft and return the wall's name under which it is shown; raises StoreError while a load is writing."""
    body = _text(content)
    mark = hashlib.sha256(body.encode()).hexdigest()[:20]
    try:
        with store.writing_briefly(WAITS) as connection, Session(connection) as session:
            if session.get(WallDraftRow, mark) is None:
                _forget(session, now)
            session.merge(WallDraftRow(mark=mark, body=body, made_at=now))
            session.flush()
    except IntegrityError:
        pass  # the same draft came in at the same time
    except OperationalError as error:
        raise outage(error) from error
    return DRAFT + mark


def wall_content(store: Store, name: str) -> tuple[Content | None, int]:
    """Return what an own wall or a draft holds, by the name in a wall's address, and its edition, 0 of a draft."""
    if name.startswith(DRAFT):
        return draft(store, name), 0
    wall = own_wall(store, name)
    return (wall.content, wall.edition) if wall else (None, 0)


def draft(store: Store, name: str) -> Content | None:
    """Return what the draft of a name holds, None where it is gone."""
    with store.reading_rows() as session:
        row = session.get(WallDraftRow, name.removeprefix(DRAFT))
        return None if row is None else json.loads(row.body)


def _forget(session: Session, now: datetime) -> None:
    """Forget drafts of more than a day, and the oldest where there are too many."""
    session.execute(delete(WallDraftRow).where(WallDraftRow.made_at < now - DRAFT_KEPT))
    newest = select(WallDraftRow.made_at).order_by(WallDraftRow.made_at.desc()).offset(MOST_DRAFTS - 1).limit(1)
    oldest = session.scalar(newest)
    if oldest is not None:
        session.execute(delete(WallDraftRow).where(WallDraftRow.made_at <= oldest))


def _wall(row: OwnWallRow) -> SavedWall:
    title, scenes = {"zh": row.title_zh, "en": row.title_en}, [json.loads(scene.body) for scene in row.scenes]
    return SavedWall(row.name, row.edition, row.saved_at, row.saved_by, {"title": title, "scenes": scenes})


def _row(wall: SavedWall) -> OwnWallRow:
    title, scenes = wall.content["title"], wall.content["scenes"]
    return OwnWallRow(
        name=wall.name,
        title_zh=title["zh"],
        title_en=title["en"],
        edition=wall.edition,
        saved_at=wall.saved_at,
        saved_by=wall.saved_by,
        scenes=[WallSceneRow(wall=wall.name, position=at, body=_text(scene)) for at, scene in enumerate(scenes)],
    )


def _text(content: Content) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
