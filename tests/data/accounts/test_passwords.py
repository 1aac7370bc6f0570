"""Which passwords are accepted, and how they are kept."""

from __future__ import annotations

import pytest
from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from data.accounts import passwords
from data.accounts.passwords import LONGEST, UnfitPassword, check_fit, hashed, is_right

DELIVERED = passwords._hasher  # before the run hashes quickly


@pytest.mark.parametrize("password", ["Quiet-River-29", "long words without any sign", "口令也可以用中文Abc1"])
def test_a_fit_password_is_taken(password: str) -> None:
    """Three kinds of characters, or length."""
    check_fit(password, "reader", ())


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Ab1-short", "字符"),
        ("x" * (LONGEST + 1), "字符"),
        ("onlysmall1", "16"),
        ("Password-2026!", "太容易猜到"),
        ("Reader-2026!!", "太容易猜到"),
        ("Aa1-Aa1-Aa1-", "太容易猜到"),
        ("2026-11-30-2026-11-30", "太容易猜到"),
    ],
)
def test_an_unfit_password_is_refused_in_words(password: str, said: str) -> None:
    """Too short or long, of one kind, what everybody tries, the account's name."""
    with pytest.raises(UnfitPassword, match=said):
        check_fit(password, "reader", ())


def test_a_former_password_is_refused() -> None:
    """By its hash."""
    with pytest.raises(UnfitPassword, match="用过"):
        check_fit("Quiet-River-29", "reader", [hashed("Quiet-River-29")])


def test_a_password_is_kept_as_a_salted_hash() -> None:
    """Another one each time."""
    assert hashed("Quiet-River-29") != hashed("Quiet-River-29")


def test_a_hash_costs_what_is_advised(monkeypatch: pytest.MonkeyPatch) -> None:
    """By argon2id with the time and memory of RFC 9106; the password is known again by it."""
    monkeypatch.setattr(passwords, "_hasher", DELIVERED)

    kept = hashed("Quiet-River-29")

    assert extract_parameters(kept) == RFC_9106_LOW_MEMORY
    assert is_right("Quiet-River-29", kept)


@pytest.mark.parametrize(("password", "is_it"), [("Quiet-River-29", True), ("quiet-river-29", False), ("", False)])
def test_only_the_password_itself_is_right(password: str, is_it: bool) -> None:
    """In its own letters."""
    assert is_right(password, hashed("Quiet-River-29")) is is_it


def test_without_a_password_none_is_right() -> None:
    """Of an account that signs in elsewhere."""
    assert not is_right("nobody", None)
