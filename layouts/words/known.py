"""Says as of when something is known that is not the present."""

from __future__ import annotations

from data.known import Knowledge
from layouts.words.language import Language


def known_words(known: Knowledge, words: Language) -> str:
    """Say as of when figures are known, of which version they are, and how many loads are not counted."""
    later = words("known.later" if known.later else "known.nothing_later", count=words.number(known.later))
    return f"{known_short(known, words)}{words(f'known.beside_{_kind(known)}', **_said(known, words))}{later}"


def known_short(known: Knowledge, words: Language) -> str:
    """Say as of when figures are known, for titles: 按 2026-11-02 所知."""
    return words(f"known.{_kind(known)}", **_said(known, words))


def known_name(known: Knowledge | None) -> str:
    """Return what the name of a file ends with: -known-2026-11-02, nothing for the present."""
    return f"-known-{known.asked.replace(':', '')}" if known else ""


def _kind(known: Knowledge) -> str:
    return "version" if known.asked.isdecimal() else "day"


def _said(known: Knowledge, words: Language) -> dict[str, str]:
    at = known.day.isoformat() if known.asked.isdecimal() else known.asked.replace("T", " ")
    return {"day": at, "version": words.number(known.version)}
