"""Opens the store: makes its tables, brings an older database up to date, and the regions in line."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from data.catalogue import Catalogue
from data.errors import StoreError
from data.regions import Regions
from data.schema import build_schema
from data.store.migrations import migrate
from data.store.outage import reason_of
from data.store.region_rows import put_regions
from data.store.seeding import put_shipped
from data.store.sqlite_file import sqlite_engine
from data.store.store import Store, Vault


def open_store(
    url: str,
    *,
    catalogue: Catalogue,
    regions: Regions,
    stale_days: int = 7,
    keep_days: int = 400,
    history_days: int = 400,
    vault: Vault | None = None,
) -> Store:
    """Open the database at `url`, making its tables where it has none; raises StoreError when it cannot be reached."""
    engine = _engine(url)
    store = Store(engine, build_schema(catalogue), catalogue, regions, stale_days, keep_days, history_days, vault)
    try:
        migrate(engine)
        put_regions(store)
        put_shipped(store)
    except DatabaseError as error:
        raise StoreError(f"打不开数据库 {make_url(url).render_as_string()}：{reason_of(error)}") from error
    return store


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, hide_parameters=True)
    folder = Path(address.database or ".").parent
    if not folder.is_dir():
        raise StoreError(
            f"数据库所在的文件夹 {folder} 不存在，没有新建任何文件。请核对 COCKPIT_DATABASE_URL；确要放在那里，请先建好文件夹。"
        )
    return sqlite_engine(address)
