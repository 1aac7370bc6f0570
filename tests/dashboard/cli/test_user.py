"""`cockpit user`: the region that a new account gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store import Store
from data.viewer import ADMINISTRATORS, Role
from tests.dashboard.conftest import Run
from tests.product import copy_database

DINGHAI = "330902"


@pytest.fixture
def url(city_store: Store, tmp_path: Path) -> str:
    """A database of Zhoushan in which nobody has an account."""
    return copy_database(city_store, tmp_path / "cockpit.db")


@pytest.mark.parametrize("role", [role for role in Role if role not in ADMINISTRATORS])
def test_who_sees_figures_gets_the_whole_root_only_by_name(run: Run, url: str, role: Role) -> None:
    """The refusal says what to write."""
    status, _, said = run("user", "add", "new", "--role", role, database_url=url)

    assert status == 1
    assert "--region 330900（舟山市及其下级）" in said


def test_what_is_refused_is_not_made(run: Run, url: str) -> None:
    """There is no account afterwards."""
    run("user", "add", "new", "--role", "viewer", database_url=url)

    assert "还没有账号" in run("user", "list", database_url=url)[1]


@pytest.mark.parametrize(
    ("words", "region"),
    [
        (("--role", "viewer", "--region", DINGHAI), "定海区"),
        (("--role", "audit"), "舟山市"),
        ((), "舟山市"),
    ],
)
def test_a_new_account_is_printed_with_its_region(run: Run, url: str, words: tuple[str, ...], region: str) -> None:
    """The one that was named, for an administrator and who waits for a role that of who makes it."""
    assert f"{region}及其下级" in run("user", "add", "new", *words, database_url=url)[1]
