"""Brings a database to the schema of this program, through Alembic."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from data.errors import StoreError

FOLDER = Path(__file__).parent
LOCK = 7_231_058  # any number that no other program on the server takes


def migrate(engine: Engine) -> None:
    """Upgrade the database to the newest revision; does nothing when it is there already.

    Raises StoreError, and leaves the database as it is, when a newer program than this one made it.
    """
    known = revisions()
    head = known[-1]
    with engine.connect() as connection:
        revision = _revision(connection)
    if revision == head:
        return
    if revision is not None and revision not in known:
        raise StoreError(
            f"这个库的结构是 {revision}，本程序只认到 {head}：库由更新的程序打开过，未作改动。"
            "请换回新程序，或恢复升级前的备份。"
        )
    from alembic import command  # noqa: PLC0415 - half of what opening a store takes, and rarely needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.begin() as connection:
        _wait_for_others(connection)
        if _revision(connection) != head:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def check_current(engine: Engine) -> None:
    """Raise StoreError where the database is not of the newest revision."""
    with engine.connect() as connection:
        revision = _revision(connection)
    if revision != (head := revisions()[-1]):
        raise StoreError(
            f"库的结构是 {revision or '未知'}，本程序要 {head}。请重启服务，启动时会升级；仍是如此请核对 COCKPIT_DATABASE_URL。"
        )


def _wait_for_others(connection: Connection) -> None:
    """Hold the right to make tables until the transaction ends: of programs that start at the same time, the second finds them made."""
    match connection.dialect.name:
        case "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        case "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def revisions() -> list[str]:
    """Return the revisions in order, as their files are numbered."""
    return sorted(path.stem.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
