"""Own walls in the store: editions, names, two people at once, drafts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from data.errors import AlreadyThere, RemovedMeanwhile, SavedMeanwhile, StoreError
from data.store import Store
from data.viewer import Viewer
from data.walls import own_walls
from data.walls.custom import (
    add_wall,
    draft,
    edition_of,
    keep_draft,
    own_wall,
    remove_wall,
    save_wall,
)
from tests.conftest import opened
from tests.data.walls.test_reports import NOW
from tests.viewers import root, staff

POST = "值班员"


def content(*keys: str, zh: str = "一楼大厅") -> dict[str, Any]:
    """Return a wall of scenes by their keys, in the form of its file."""
    return {"title": {"zh": zh, "en": "Hall"}, "scenes": [{"key": key, "title": {"zh": key}} for key in keys]}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store without data."""
    return opened(tmp_path / "walls.db")


def test_a_wall_comes_back_as_it_was_saved(store: Store) -> None:
    """Title, scenes in their order, edition, when and by whom."""
    add_wall(store, staff(store, POST), "hall", content("b", "a"), NOW)

    kept = own_wall(store, root(store), "hall")

    assert kept is not None
    assert (kept.content, kept.edition, kept.saved_at, kept.saved_by) == (content("b", "a"), 1, NOW, POST)
    assert own_walls(store, root(store)) == [kept]
    assert own_wall(store, root(store), "lobby") is None


def test_saving_makes_the_next_edition(store: Store) -> None:
    """The scenes are those saved last, also where there are fewer."""
    add_wall(store, staff(store, POST), "hall", content("a", "b", "c"), NOW)

    save_wall(store, staff(store, "科长"), "hall", content("c", zh="二楼"), 1, NOW + timedelta(hours=1))

    kept = own_wall(store, root(store), "hall")
    assert kept is not None
    assert kept.content == content("c", zh="二楼")
    assert edition_of(store, root(store), "hall") == 2


def test_the_second_of_two_overwrites_nothing(store: Store) -> None:
    """Who opened the first edition cannot save over the second, and learns who saved it and when."""
    add_wall(store, staff(store, POST), "hall", content("a"), NOW)
    save_wall(store, staff(store, "科长"), "hall", content("b"), 1, NOW)

    with pytest.raises(SavedMeanwhile, match=r"科长已于 .* 保存大屏“hall”"):
        save_wall(store, staff(store, POST), "hall", content("c"), 1, NOW)

    assert edition_of(store, root(store), "hall") == 2


def test_a_changed_wall_is_not_removed(store: Store) -> None:
    """Removing asks for the edition that was seen; a wall that is gone cannot be saved."""
    add_wall(store, staff(store, POST), "hall", content("a"), NOW)
    save_wall(store, staff(store, POST), "hall", content("b"), 1, NOW)

    with pytest.raises(SavedMeanwhile):
        remove_wall(store, staff(store), "hall", 1)
    remove_wall(store, staff(store), "hall", 2)

    assert own_walls(store, root(store)) == []
    with pytest.raises(RemovedMeanwhile, match="被删除"):
        save_wall(store, staff(store, POST), "hall", content("c"), 2, NOW)


def test_a_name_is_taken_once(store: Store) -> None:
    """A second wall of the same name is refused, the first stays."""
    add_wall(store, staff(store, POST), "hall", content("a"), NOW)

    with pytest.raises(AlreadyThere, match="hall"):
        add_wall(store, staff(store, POST), "hall", content("b"), NOW)

    kept = own_wall(store, root(store), "hall")
    assert kept is not None
    assert kept.content == content("a")


def test_a_draft_is_kept_for_a_day(store: Store) -> None:
    """The same draft has the same name; after a day it is forgotten when another comes."""
    first = keep_draft(store, staff(store), content("a"), NOW)

    assert keep_draft(store, staff(store), content("a"), NOW) == first
    assert draft(store, root(store), first) == content("a")
    keep_draft(store, staff(store), content("b"), NOW + timedelta(days=1, minutes=1))
    assert draft(store, root(store), first) is None


def test_drafts_do_not_pile_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest makes room."""
    monkeypatch.setattr("data.walls.custom.MOST_DRAFTS", 2)
    names = [keep_draft(store, staff(store), content(str(at)), NOW + timedelta(seconds=at)) for at in range(4)]

    assert [draft(store, root(store), name) is not None for name in names] == [False, False, True, True]


def test_a_load_under_way_is_said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another writer holds SQLite, saving is refused and nothing is written."""
    monkeypatch.setattr("data.walls.custom.WAITS", 0.05)
    with store.engine.begin() as other:
        other.execute(text("INSERT INTO wall_draft VALUES ('x', '{}', :now, '330900')"), {"now": str(NOW)})
        with pytest.raises(StoreError, match="正在写入"):
            add_wall(store, staff(store, POST), "hall", content("a"), NOW)

    assert own_walls(store, root(store)) == []


def test_walls_from_before_belong_to_the_root(store: Store) -> None:
    """After the upgrade those that a county made are edited by the root's accounts, and still shown by the county's."""
    add_wall(store, Viewer("county", "330902"), "hall", content("a"), NOW)
    name = keep_draft(store, Viewer("county", "330902"), content("b"), NOW)
    with store.engine.begin() as connection:
        for table in ("own_wall", "wall_draft", "wall_order"):
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN region_code"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0018'"))

    upgraded = opened(Path(str(store.engine.url.database)))

    assert [wall.region for wall in own_walls(upgraded, "330900")] == ["330900"]
    assert own_walls(upgraded, "330902") == []
    assert edition_of(upgraded, "330902", "hall") == 1
    assert draft(upgraded, "330903", name) == content("b")
