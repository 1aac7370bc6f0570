"""Removes entries after their time, and nothing else; the log says itself up to which one, so that it can still be verified."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from data.audit.action import Action
from data.audit.recording import record
from data.audit.verifying import verify
from data.errors import DataError
from data.schema.accounts import AuditRow
from data.store import Store

SHORTEST_DAYS = 180  # 等保 2.0 and 网络安全法 Art 21: logs are kept for six months at least


def prune(store: Store, days: int, now: datetime) -> int:
    """Remove the entries older than some days (UTC, without a zone); return how many.

    Raises DataError for fewer days than the law asks for, and where the log is not whole: the traces stay then.
    """
    if days < SHORTEST_DAYS:
        raise DataError(f"审计至少要保留 {SHORTEST_DAYS} 天，不能只留 {days} 天。")
    if (found := verify(store)).findings:
        raise DataError(f"审计不完整，没有清除任何条目：{found.findings[0]}")
    with store.writing_briefly() as connection, Session(connection) as session:
        kept_from = select(func.min(AuditRow.number)).where(AuditRow.made_at >= now - timedelta(days=days))
        first = session.scalar(kept_from)  # what was noted long before it was written stays with its neighbours
        if first is None:
            first = (session.scalar(select(func.max(AuditRow.number))) or 0) + 1
        last = session.scalars(
            select(AuditRow).where(AuditRow.number < first).order_by(AuditRow.number.desc()).limit(1)
        ).first()
        if last is None:
            return 0
        count = session.scalar(select(func.count(AuditRow.number)).where(AuditRow.number < first)) or 0
        after = {"through": last.number, "seal": last.seal, "count": count, "days": days}
        record(store, connection, Action.PRUNE, f"清除第 {last.number} 条及以前的 {count} 条", after=after)
        session.execute(delete(AuditRow).where(AuditRow.number < first))
    return count
