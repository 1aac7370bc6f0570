"""Accounts in the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.accounts import Account
from data.accounts.account import UnfitAccount
from data.accounts.accounts import account, accounts, add_account, choose_password, grant, has_accounts, set_disabled
from data.accounts.passwords import KEPT_FORMER, UnfitPassword
from data.accounts.tokens import account_of_token, add_token, tokens
from data.errors import AlreadyThere, SavedMeanwhile, UnknownRegion
from data.store import Store
from data.viewer import ADMINISTRATORS, RIGHTS, Right, Role
from tests.conftest import opened

CITY, PASSWORD = "330900", "Quiet-River-29"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store without figures."""
    return opened(tmp_path / "cockpit.db")


def made(store: Store, *roles: Role, name: str = "reader") -> Account:
    """Make an account without a password."""
    return add_account(store, Account(name, CITY, frozenset(roles)), None)


def test_an_account_is_kept(store: Store) -> None:
    """Name, region, roles and post."""
    add_account(store, Account("reader", CITY, frozenset({Role.ANALYST}), "指挥中心"), None)

    found = account(store, "reader")
    assert (found.region, found.roles, found.post) == (CITY, frozenset({Role.ANALYST}), "指挥中心")
    assert has_accounts(store)


@pytest.mark.parametrize("name", ["", "demo", "operator", "a b", "-x", "x" * 41, "33010219900101123X", "<b>"])
def test_an_unfit_name_is_refused(store: Store, name: str) -> None:
    """Empty, taken, with signs, too long, or an identity number."""
    with pytest.raises(UnfitAccount):
        made(store, Role.VIEWER, name=name)


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.SECURITY, Role.AUDIT, Role.WALL])
def test_administrators_and_walls_have_one_role(store: Store, role: Role) -> None:
    """None does the work of another."""
    with pytest.raises(UnfitAccount):
        made(store, role, Role.VIEWER)


def test_a_name_is_given_once(store: Store) -> None:
    """A second account of a name is refused."""
    made(store, Role.VIEWER)

    with pytest.raises(AlreadyThere, match="reader"):
        made(store, Role.ANALYST)


def test_an_unknown_region_is_refused(store: Store) -> None:
    """Before anything is kept."""
    with pytest.raises(UnknownRegion):
        add_account(store, Account("reader", "999999", frozenset({Role.VIEWER})), None)
    assert accounts(store) == []


def test_the_second_of_two_who_change_an_account_is_refused(store: Store) -> None:
    """With what the first one saw."""
    seen = made(store, Role.VIEWER)
    grant(store, seen, roles=frozenset({Role.ANALYST}), region=CITY)

    with pytest.raises(SavedMeanwhile):
        set_disabled(store, seen, is_disabled=True)


def test_the_last_passwords_cannot_come_back(store: Store) -> None:
    """Neither the present one nor those before it."""
    found = add_account(store, Account("reader", CITY, frozenset({Role.VIEWER})), PASSWORD)
    for number in range(KEPT_FORMER - 1):
        found = choose_password(store, found, f"{PASSWORD}-{number}")

    with pytest.raises(UnfitPassword, match="用过"):
        choose_password(store, found, PASSWORD)


def test_a_token_is_kept_as_its_hash(store: Store) -> None:
    """Its text is shown once and is nowhere in the database."""
    made(store, Role.ANALYST)

    text = add_token(store, "reader", 30)[1]

    assert len(tokens(store, "reader")) == 1
    assert text.encode() not in Path(str(store.engine.url.database)).read_bytes()
    found = account_of_token(store, text)
    assert found is not None
    assert found.name == "reader"


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.SECURITY, Role.AUDIT])
def test_no_administrator_sees_figures(role: Role) -> None:
    """Or does what another administrator does."""
    others = frozenset[Right]().union(*(rights for each, rights in RIGHTS.items() if each is not role))

    assert not RIGHTS[role] & others


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_an_administrator_gets_no_token(store: Store, role: Role) -> None:
    """The terminal gives none either: what an administrator does, a person does."""
    made(store, role, name="chief")

    with pytest.raises(UnfitAccount, match="管理员"):
        add_token(store, "chief", 30)
