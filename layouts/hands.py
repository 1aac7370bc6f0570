"""What a wall shows of the hands that lead it: that it is held, darkened, and which keys it knows."""

from __future__ import annotations

from layouts.markup import Markup
from layouts.templating import template
from layouts.words import Language


def hands(words: Language) -> Markup:
    """Return mark, veil and list of keys; assets/wall-hands.js says which of them is seen."""
    return Markup(template("wall_hands.html").render(words=words), className="wall-hands")
