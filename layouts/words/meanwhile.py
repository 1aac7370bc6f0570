"""What is said to somebody who saves a thing that another saved in the meantime."""

from __future__ import annotations

from data.errors import RemovedMeanwhile, SavedMeanwhile
from layouts.words.language import Language


def saved_meanwhile(error: SavedMeanwhile, words: Language) -> str:
    """Return who saved the thing and when, where that is known, and what to do now."""
    thing = words(f"meanwhile.thing.{error.thing}", name=error.name)
    if isinstance(error, RemovedMeanwhile):
        return words("meanwhile.removed", thing=thing)
    fields = words("why.and").join(words(f"tasks.field.{key}") for key in error.changed)
    return words(
        "meanwhile.saved",
        thing=thing,
        who=error.by or words("meanwhile.somebody"),
        when=words("meanwhile.when", when=f"{error.at:%Y-%m-%d %H:%M}") if error.at else "",
        what=words("meanwhile.what", fields=fields) if fields else "",
    )
