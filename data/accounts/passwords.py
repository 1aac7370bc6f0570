"""Passwords: which ones are accepted, and their hashes (argon2id, RFC 9106, by argon2-cffi with its defaults)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.errors import DataError
from data.reasons import Reason

SHORTEST, LONGEST = 10, 128  # characters
PHRASE = 16  # characters from which a password needs no different kinds of them
KINDS = tuple(map(re.compile, ("[a-z]", "[A-Z]", r"\d", r"[^a-zA-Z\d]")))
FEWEST_KINDS = 3  # as GB/T 22239-2019 8.1.4.1 asks for "complexity"
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
KEPT_FORMER = 5  # that may not be used again
COMMON = frozenset(
    {
        "password",
        "passw0rd",
        "qwerty",
        "qwertyuiop",
        "admin",
        "administrator",
        "letmein",
        "welcome",
        "abc",
        "cockpit",
        "iloveyou",
    }
)  # with figures and signs around them the first that anybody tries


class UnfitPassword(DataError):
    """A password that is not accepted; `reason` says why and what is."""


def hashed(password: str) -> str:
    """Return the hash of a password, with its own salt."""
    return _hasher().hash(password)


def is_right(password: str, known: str | None) -> bool:
    """Say whether a password is that of a hash; without one no password is, and the answer takes as long."""
    try:
        return _hasher().verify(known or _nobody(), password[:LONGEST]) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def check_fit(password: str, name: str, former: Iterable[str]) -> None:
    """Raise UnfitPassword for a password that is too simple, holds the account's name, or is one of some former hashes."""
    if reason := _fault(password, name):
        raise UnfitPassword(reason)
    if any(is_right(password, each) for each in former):
        raise UnfitPassword(Reason("account.password_used", {"count": KEPT_FORMER}))


def _fault(password: str, name: str) -> Reason | None:
    kinds = sum(bool(kind.search(password)) for kind in KINDS)
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.lower())
    if not SHORTEST <= len(password) <= LONGEST:
        return Reason("account.password_length", {"least": SHORTEST, "most": LONGEST})
    if kinds < FEWEST_KINDS and len(password) < PHRASE:
        return Reason("account.password_kinds", {"phrase": PHRASE})
    if core in COMMON | {"", name.lower()} or len(set(password)) < SHORTEST // 2:
        return Reason("account.password_simple")
    return None


def one_time_password() -> str:
    """Return a random password for one sign-in, without signs that look alike."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4))


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    return hashed("nobody")
