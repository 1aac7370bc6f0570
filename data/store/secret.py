"""The key that is not in the database: it signs cookies, seals frozen weeks and the audit log, encrypts second factors."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from data.errors import StoreError
from data.store.once import put_once

SHORTEST = 32  # characters


@dataclass(frozen=True, slots=True)
class Secret:
    """The deployment's secret; nothing prints it."""

    text: str = field(repr=False)

    def key(self, purpose: str) -> bytes:
        """Return the 32 bytes for one purpose (HMAC-SHA-256, as HKDF's first step in RFC 5869), useless for any other."""
        return hmac.digest(self.text.encode(), purpose.encode(), hashlib.sha256)


def load_secret(text: str, file: Path) -> Secret:
    """Return the secret of a text, without one that of a file, which is made for the owner alone where it is missing.

    Raises StoreError where the file cannot be read or made, or the secret is shorter than 32 characters.
    """
    found = text or _read_or_made(file)
    if len(found) < SHORTEST:
        where = "COCKPIT_SECRET" if text else f"密钥文件 {file} "
        raise StoreError(f"{where}只有 {len(found)} 个字符，至少要 {SHORTEST} 个。可用 openssl rand -hex 32 生成一个。")
    return Secret(found)


def _read_or_made(file: Path) -> str:
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            put_once(file, secrets.token_hex(32) + "\n")
        return file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "不是文本"
        raise StoreError(
            f"密钥文件 {file} 不能读写：{reason}。请检查权限，或用 COCKPIT_SECRET_FILE 另指一处。"
        ) from error
