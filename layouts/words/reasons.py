"""Why something that a person wrote cannot be kept, in the reader's language."""

from __future__ import annotations

from data.reasons import Bilingual, InterfaceWord, Reason
from layouts.words.language import Language
from layouts.words.plurals import filled


def reason_text(reason: Reason | str, words: Language) -> str:
    """Return a reason as a sentence of a language; one that is known as a text alone stays as it is."""
    if isinstance(reason, str):
        return reason
    fields = {name: _part(part, words) for name, part in reason.fields.items()}
    return filled(words.messages[f"reasons.{reason.key}"], words.tongue, fields)


def error_text(error: Exception, words: Language) -> str:
    """Return what an error says: its reason in a language where it has one, else its own words."""
    reason = getattr(error, "reason", None)
    return reason_text(reason, words) if isinstance(reason, Reason) else str(error)


def _part(part: object, words: Language) -> object:
    match part:
        case tuple():
            return words("panels.comma").join(str(_part(each, words)) for each in part)
        case Reason():
            return reason_text(part, words)
        case InterfaceWord():
            return part.zh if words.tongue == "zh" else words(part.key)
        case Bilingual():
            return part.zh if words.tongue == "zh" else part.en
        case _:
            return part
