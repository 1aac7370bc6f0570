"""The vault of a deployment: its secret and the folder of files that belong to the audit log."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from data.audit.recording import advance
from data.errors import StoreError
from data.store import Store
from data.store.secret import Secret

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SecretVault:
    """The vault of a secret, with its files in a folder for the owner alone."""

    secret: Secret
    folder: Path

    def key(self, purpose: str) -> bytes:
        """Return the key for one purpose."""
        return self.secret.key(purpose)

    def written(self, store: Store) -> None:
        """Keep how far the audit log goes, after each transaction that wrote entries."""
        if fault := advance(store):
            logger.error("audit log: %s; see cockpit audit verify", fault)


def open_vault(secret: Secret, folder: Path) -> SecretVault:
    """Return the vault of a secret; raises StoreError where its folder cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"建不了审计的文件夹 {folder}：{error.strerror}。请检查权限，或用 COCKPIT_SECRET_FILE 另指一处。"
        ) from error
    return SecretVault(secret, folder)
