"""What a line typed into the search box means."""

from data.search.lexicon import Asked, Wanted, understood

__all__ = ["Asked", "Wanted", "understood"]
