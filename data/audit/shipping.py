"""Sends entries off the machine as syslog (RFC 5424 over UDP), each once and in order, beside all answering."""

from __future__ import annotations

import logging
import socket
import sys
from contextlib import closing
from dataclasses import replace
from itertools import islice
from logging.handlers import SysLogHandler

from sqlalchemy.exc import SQLAlchemyError

from data.audit.beside import beside
from data.audit.chain import entries_after
from data.audit.entry import AuditEntry
from data.store import Store

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 5_000


class AuditSyslog(SysLogHandler):
    """Sends lines under `authpriv.notice`; an address that cannot be reached is an error of the caller."""

    append_nul = False

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, SysLogHandler.LOG_AUTHPRIV, socket.SOCK_DGRAM)

    def send(self, entry: AuditEntry) -> None:
        """Send one entry; raises OSError."""
        about = f"1 {entry.made_at.isoformat()}Z {socket.gethostname()} cockpit - audit -"
        self.emit(logging.LogRecord("audit", logging.INFO, "", 0, f"{about} {entry.line}", (), None))

    def mapPriority(self, levelName: str) -> str:  # noqa: N802, N803 - the names of logging
        """Return the severity of every entry."""
        return "notice"

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name of logging
        """Let the caller know that nothing was sent."""
        if error := sys.exc_info()[1]:
            raise error


def ship(store: Store, address: tuple[str, int]) -> int:
    """Send the entries that were not sent yet, some thousands at once; return how many. UDP loses what nobody takes.

    What cannot be sent is tried again the next time, and why is written into the server's log.
    """
    files = beside(store)
    head = files.head() if files else None
    if files is None or head is None or head.shipped >= head.number:
        return 0
    shipped = head.shipped
    try:
        with closing(AuditSyslog(address)) as syslog, store.engine.connect() as connection:
            for entry in islice(entries_after(connection, shipped), MOST_AT_ONCE):
                syslog.send(entry)
                shipped = entry.number
    except (OSError, SQLAlchemyError) as error:
        logger.warning("audit log not sent to %s:%d: %s", *address, error)
    with files.locked():
        files.put_head(replace(files.head() or head, shipped=shipped))
    return shipped - head.shipped
