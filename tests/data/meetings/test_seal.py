"""The seal of a frozen week: made with a key outside the database, and what was frozen before there was one."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from data.audit.vault import open_vault
from data.errors import DataError
from data.meetings.frozen import Edition, body_of, editions, freeze, list_unkeyed, seal, verify
from data.periods import Period
from data.store import Store
from data.store.secret import load_secret
from tests.conftest import opened
from tests.viewers import root

WEEK = Period.parse("2026-W46")
BODY = {"title": "周例会", "readings": [1, 2, 3]}
FIRST = Edition("330900", WEEK, 1, datetime.fromisoformat("2026-11-16T00:00:00"), 3, "test", "值班员")


@pytest.fixture
def plain(tmp_path: Path) -> Store:
    """A store without a key, in which a week was frozen."""
    store = opened(tmp_path / "cockpit.db")
    freeze(store, FIRST, BODY)
    return store


@pytest.fixture
def keyed(plain: Store, tmp_path: Path) -> Store:
    """The same store once the deployment has a key, and a week frozen since."""
    secret = load_secret("a secret of the tests, long enough", tmp_path / "secret")
    store = replace(plain, vault=open_vault(secret, tmp_path / "audit"))
    list_unkeyed(store)
    freeze(store, replace(FIRST, week=WEEK.next()), BODY)
    return store


def forge(store: Store, edition: Edition, body: dict[str, object]) -> None:
    """Write another body with a plain SHA-256 that fits it, as somebody does who writes the database."""
    import base64
    import zlib

    packed = base64.b64encode(zlib.compress(json.dumps(body).encode())).decode()
    with closing(sqlite3.connect(str(store.engine.url.database))) as connection:
        connection.execute(
            "UPDATE frozen_week SET body = ?, seal = ? WHERE first_day = ?",
            (packed, seal(edition, body), edition.week.first.isoformat()),
        )
        connection.commit()


def test_a_week_is_sealed_with_the_key(keyed: Store) -> None:
    """The seal is not the plain hash of what is kept, and it verifies."""
    newest = editions(keyed, root(keyed))[0]
    (check,) = verify(keyed, root(keyed), "", WEEK.next())

    assert newest.seal != seal(newest, BODY)
    assert (check.fault, check.is_keyed) == ("", True)
    assert body_of(keyed, newest) == BODY


def test_a_week_frozen_before_the_key_verifies_by_its_old_seal(keyed: Store) -> None:
    """It is shown as sealed without a key, and still opens."""
    (check,) = verify(keyed, root(keyed), "", WEEK)

    assert (check.fault, check.is_keyed) == ("", False)
    assert body_of(keyed, check.edition) == BODY


@pytest.mark.parametrize("week", [WEEK, WEEK.next()])
def test_a_week_forged_with_a_plain_hash_is_found(keyed: Store, week: Period) -> None:
    """A body written over with a hash that fits it is a forgery, of an old week too, and does not open."""
    edition = replace(FIRST, week=week)
    forge(keyed, edition, {"title": "另一份"})

    (check,) = verify(keyed, root(keyed), "", week)

    assert "伪造" in str(check.fault)
    with pytest.raises(DataError, match="伪造"):
        body_of(keyed, edition)


def test_a_week_passed_off_as_one_before_the_key_is_found(keyed: Store) -> None:
    """A new row with an old time and a plain hash is not on the list of what was there before the key."""
    edition = replace(FIRST, number=2, reason="补报")
    with closing(sqlite3.connect(str(keyed.engine.url.database))) as connection:
        connection.execute(
            "INSERT INTO frozen_week SELECT region_code, first_day, 2, frozen_at, data_version, program, post, '补报', ?, body"
            " FROM frozen_week WHERE first_day = ?",
            (seal(edition, BODY), WEEK.first.isoformat()),
        )
        connection.commit()

    assert [bool(check.fault) for check in verify(keyed, root(keyed), "", WEEK)] == [True, False]


def test_the_list_is_made_once(keyed: Store) -> None:
    """A forgery does not get onto the list when the server starts again."""
    forge(keyed, replace(FIRST, week=WEEK.next()), {"title": "另一份"})

    list_unkeyed(keyed)

    assert verify(keyed, root(keyed), "", WEEK.next())[0].fault


def test_freezing_is_in_the_audit_log(keyed: Store) -> None:
    """The frozen week is one entry with its seal, without its content."""
    from data.audit.reading import AuditFilter, newest

    (entry,) = newest(keyed, AuditFilter(), 10)
    assert (entry.action, entry.about, entry.region) == ("freeze", "330900 2026-W47", "330900")
    assert editions(keyed, root(keyed))[0].seal in (entry.after or "")
    assert "周例会" not in (entry.after or "")
