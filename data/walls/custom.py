"""Walls that a bureau made itself: kept under an edition, so that two people at once do not overwrite each other, and drafts of them.

What a wall holds is a mapping of the form of a wall's TOML file: `title` and `scenes`. A draft is what someone is
looking at before saving; it is kept for a day under a mark made of what it holds. On SQLite, where a load holds the one
write lock, saving gives up after a moment and says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from data.errors import DataError, StoreError
from data.store import Store
from data.store.outage import outage
from data.walls.reports import writing

WAITS = 2.0  # seconds for another writer
DRAFT_KEPT = timedelta(days=1)
MOST_DRAFTS = 500
MOST_WALLS = 60
DRAFT = "draft."  # how the name of a draft begins; no wall's name has a point

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OwnWall:
    """A wall as it was last saved; `saved_at` is in UTC without a zone."""

    name: str
    edition: int
    saved_at: datetime
    saved_by: str
    content: Content


class WallChanged(DataError):
    """Someone saved or removed the wall after it was opened; nothing was written. `now` is what the store holds."""

    def __init__(self, name: str, now: OwnWall | None) -> None:
        done = f"由{now.saved_by}存为第 {now.edition} 版" if now else "被删除"
        super().__init__(f"您打开之后，大屏“{name}”已{done}，本次未写入。")
        self.now = now


class NameTaken(DataError):
    """A wall of this name is there already; nothing was written."""


def own_walls(store: Store) -> list[OwnWall]:
    """Return all own walls by name."""
    heads = store.schema.own_walls
    with store.reading() as connection:
        names = connection.execute(select(heads.c.name).order_by(heads.c.name)).scalars().all()
        found = [_find(connection, store, name) for name in names]
    return [wall for wall in found if wall]


def own_wall(store: Store, name: str) -> OwnWall | None:
    """Return an own wall by its name, None where there is none."""
    with store.reading() as connection:
        return _find(connection, store, name)


def edition_of(store: Store, name: str) -> int | None:
    """Return the edition of an own wall, None where there is none: a running wall compares it with what it shows."""
    heads = store.schema.own_walls
    with store.reading() as connection:
        found: int | None = connection.execute(select(heads.c.edition).where(heads.c.name == name)).scalar_one_or_none()
    return found


def add_wall(store: Store, name: str, content: Content, post: str, now: datetime) -> OwnWall:
    """Keep a new wall as its first edition; raises NameTaken, StoreError while a load is writing or with too many."""
    heads = store.schema.own_walls
    made = OwnWall(name, 1, now, post, content)
    try:
        with writing(store, WAITS) as connection:
            if connection.execute(select(func.count()).select_from(heads)).scalar_one() >= MOST_WALLS:
                raise StoreError(f"自建大屏已有 {MOST_WALLS} 面，不再新建。请先删去不用的。")
            connection.execute(insert(heads).values(_head(made)))
            _put_scenes(connection, store, made)
    except IntegrityError as error:
        raise NameTaken(f"已经有名为“{name}”的大屏，没有新建。请换一个名称。") from error
    except OperationalError as error:
        raise outage(error) from error
    return made


def save_wall(store: Store, name: str, content: Content, seen: int, post: str, now: datetime) -> OwnWall:
    """Keep a wall in place of the edition that was opened; raises WallChanged, StoreError while a load is writing."""
    heads = store.schema.own_walls
    saved = OwnWall(name, seen + 1, now, post, content)
    try:
        with writing(store, WAITS) as connection:
            opened = update(heads).where(heads.c.name == name, heads.c.edition == seen)
            if not connection.execute(opened.values(_head(saved))).rowcount:
                raise WallChanged(name, _find(connection, store, name))
            _put_scenes(connection, store, saved)
    except OperationalError as error:
        raise outage(error) from error
    return saved


def remove_wall(store: Store, name: str, seen: int) -> None:
    """Remove a wall in the edition that was opened; raises WallChanged, StoreError while a load is writing."""
    heads, scenes = store.schema.own_walls, store.schema.wall_scenes
    try:
        with writing(store, WAITS) as connection:
            if not connection.execute(delete(heads).where(heads.c.name == name, heads.c.edition == seen)).rowcount:
                raise WallChanged(name, _find(connection, store, name))
            connection.execute(delete(scenes).where(scenes.c.wall == name))
    except OperationalError as error:
        raise outage(error) from error


def keep_draft(store: Store, content: Content, now: datetime) -> str:
    """Keep a draft and return the wall's name under which it is shown; raises StoreError while a load is writing."""
    drafts = store.schema.wall_drafts
    body = _text(content)
    mark = hashlib.sha256(body.encode()).hexdigest()[:20]
    try:
        with writing(store, WAITS) as connection:
            again = update(drafts).where(drafts.c.mark == mark).values(made_at=now)
            if not connection.execute(again).rowcount:
                _forget(connection, store, now)
                connection.execute(insert(drafts).values(mark=mark, body=body, made_at=now))
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
    drafts = store.schema.wall_drafts
    with store.reading() as connection:
        found = select(drafts.c.body).where(drafts.c.mark == name.removeprefix(DRAFT))
        body = connection.execute(found).scalar_one_or_none()
    return None if body is None else json.loads(body)


def _forget(connection: Connection, store: Store, now: datetime) -> None:
    """Forget drafts of more than a day, and the oldest where there are too many."""
    drafts = store.schema.wall_drafts
    connection.execute(delete(drafts).where(drafts.c.made_at < now - DRAFT_KEPT))
    newest = select(drafts.c.made_at).order_by(drafts.c.made_at.desc()).offset(MOST_DRAFTS - 1).limit(1)
    oldest = connection.execute(newest).scalar_one_or_none()
    if oldest is not None:
        connection.execute(delete(drafts).where(drafts.c.made_at <= oldest))


def _find(connection: Connection, store: Store, name: str) -> OwnWall | None:
    heads, scenes = store.schema.own_walls, store.schema.wall_scenes
    head = connection.execute(select(heads).where(heads.c.name == name)).one_or_none()
    if head is None:
        return None
    bodies = connection.execute(select(scenes.c.body).where(scenes.c.wall == name).order_by(scenes.c.position))
    content = {
        "title": {"zh": head.title_zh, "en": head.title_en},
        "scenes": [json.loads(body) for body in bodies.scalars()],
    }
    return OwnWall(name, head.edition, head.saved_at, head.saved_by, content)


def _head(wall: OwnWall) -> dict[str, Any]:
    title = wall.content["title"]
    return {
        "name": wall.name,
        "title_zh": title["zh"],
        "title_en": title["en"],
        "edition": wall.edition,
        "saved_at": wall.saved_at,
        "saved_by": wall.saved_by,
    }


def _put_scenes(connection: Connection, store: Store, wall: OwnWall) -> None:
    scenes, bodies = store.schema.wall_scenes, wall.content["scenes"]
    connection.execute(delete(scenes).where(scenes.c.wall == wall.name))
    rows: Sequence[dict[str, Any]] = [
        {"wall": wall.name, "position": at, "body": _text(body)} for at, body in enumerate(bodies)
    ]
    connection.execute(insert(scenes), rows)


def _text(content: Content) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
