"""What covers a wall on request: darkness, or the list of its keys."""

from __future__ import annotations

from layouts.screen.markup import Markup
from layouts.screen.templating import template
from layouts.words.language import Language


def hands(words: Language) -> Markup:
    """Return veil and list of keys; assets/wall-hands.js shows one of them."""
    return Markup(template("wall_hands.html").render(words=words), className="wall-hands")
