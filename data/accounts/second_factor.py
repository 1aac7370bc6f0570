"""The second factor: codes of an authenticator (TOTP, RFC 6238, by pyotp), and codes for the day on which it is lost."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken

from data.accounts.account import Account
from data.accounts.accounts import account, changing
from data.accounts.passwords import ALPHABET
from data.errors import StoreError
from data.schema.accounts import AccountRow
from data.store import Store

STEP_SECONDS = 30
DRIFT = 1  # steps by which a telephone's clock may be wrong
RECOVERY_CODES = 10


def new_key() -> str:
    """Return the key of a new authenticator, in base 32."""
    return pyotp.random_base32()


def key_address(key: str, name: str, issuer: str) -> str:
    """Return the `otpauth:` address that an authenticator reads from a picture."""
    return pyotp.TOTP(key).provisioning_uri(name=name, issuer_name=issuer)


def step_of(key: str, code: str, now: datetime, after: int = 0) -> int | None:
    """Return the step of time whose code of a key was given at a moment with its zone, None for a wrong one.

    A code of the step `after` or an earlier one is wrong: it may have been used.
    """
    totp, plain, step = pyotp.TOTP(key), _plain(code), int(now.timestamp()) // STEP_SECONDS
    for at in range(max(step - DRIFT, after + 1), step + DRIFT + 1):
        if secrets.compare_digest(totp.at(at * STEP_SECONDS), plain):
            return at
    return None


def put_second_factor(store: Store, seen: Account, key: str, used: int) -> tuple[Account, list[str]]:
    """Ask an account for codes of a key from now on; return it with its recovery codes, which are kept as hashes only.

    `used` is the step of the code that set it up, which is good for no sign-in. Raises SavedMeanwhile, StoreError.
    """
    codes = ["-".join(_part() for _ in range(2)) for _ in range(RECOVERY_CODES)]
    with changing(store, seen, what="second factor") as row:
        row.totp, row.totp_step = _box(store).encrypt(key.encode()).decode(), used
        row.recovery = "\n".join(map(_hash, codes))
        row.generation += 1
    return account(store, seen.name), codes


def remove_second_factor(store: Store, seen: Account) -> Account:
    """Ask an account for its password alone from now on; raises SavedMeanwhile, StoreError."""
    with changing(store, seen, what="second factor off") as row:
        row.totp = row.totp_step = row.recovery = None
    return account(store, seen.name)


def use_code(store: Store, row: AccountRow, code: str, now: datetime) -> bool:
    """Say whether a code is right at a moment with its zone, and record in its row that it was used.

    Raises StoreError where the key cannot be read with this deployment's secret.
    """
    known = (row.recovery or "").split("\n")
    if _hash(code) in known:
        row.recovery = "\n".join(each for each in known if each != _hash(code))
        return True
    step = step_of(_key_of(store, row), code, now, row.totp_step or 0)
    row.totp_step = step or row.totp_step
    return step is not None


def _key_of(store: Store, row: AccountRow) -> str:
    try:
        return _box(store).decrypt((row.totp or "").encode()).decode()
    except InvalidToken as error:
        raise StoreError(
            f"账号“{row.name}”的动态口令是用另一个密钥保存的，不能核对。请恢复原来的密钥文件，或用 cockpit user reset 重设。"
        ) from error


def _box(store: Store) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(store.key("second factor")))


def _part() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(5))


def _plain(code: str) -> str:
    return "".join(filter(str.isascii, code)).replace(" ", "")


def _hash(code: str) -> str:
    """Return the hash of a recovery code; 50 random bits need no slow one."""
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()
