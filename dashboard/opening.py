"""Opens the store that the settings name: all that a command needs that neither draws nor serves."""

from __future__ import annotations

from pathlib import Path

from dashboard.settings import CHECKOUT, Settings
from data.audit.vault import open_vault
from data.catalogue import load_catalogue
from data.errors import StoreError
from data.meetings.frozen import list_unkeyed
from data.regions import load_regions
from data.store import Store, open_store
from data.store.secret import load_secret
from data.viewer import EVERYTHING, Viewer


def open_configured_store(settings: Settings) -> Store:
    """Open the store that the settings name, the default one in a folder of the checkout; raises DataError."""
    if settings.database_url == Settings.model_fields["database_url"].default:
        _make_folder(CHECKOUT / "var")
    secret = load_secret(settings.secret.get_secret_value(), settings.secret_file)
    vault = open_vault(secret, settings.secret_file.parent / "audit")
    store = open_store(
        settings.database_url,
        catalogue=load_catalogue(),
        regions=load_regions(settings.places, settings.root),
        stale_days=settings.stale_days,
        keep_days=settings.keep_days,
        history_days=settings.history_days,
        vault=vault,
    )
    vault.written(store)
    list_unkeyed(store)
    return store


def operator(settings: Settings) -> Viewer:
    """Return who works at the server's terminal and in its schedule: every right, on everything."""
    return Viewer("operator", settings.root, EVERYTHING, post="系统终端")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"建不了文件夹 {folder}：{error.strerror}。请检查权限，或用 COCKPIT_DATABASE_URL 另指一处。"
        ) from error
