"""Notes that the settings of a deployment changed since its server last started: they are no rows that a transaction changes."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping

from data.audit.action import Action
from data.audit.beside import beside
from data.audit.recording import note
from data.store import Store

logger = logging.getLogger(__name__)
PASSWORD = re.compile("//[^/@]*@")  # of an address


def note_settings(store: Store, given: Mapping[str, object]) -> None:
    """Note which settings differ from those of the last start, without passwords in addresses; the first time all of them.

    Secrets must not be among them.
    """
    files = beside(store)
    if files is None:
        return
    now = {key: PASSWORD.sub("//***@", str(value)) for key, value in given.items()}
    try:
        before = json.loads(files.settings.read_text("utf-8")) if files.settings.exists() else None
        if before != now:
            note(store, Action.SETTING, "COCKPIT_", before=before, after=now)
            files.settings.write_text(json.dumps(now, ensure_ascii=False), "utf-8")
    except (OSError, ValueError):
        logger.exception("settings not in the audit log")
