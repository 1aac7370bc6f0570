"""Who acts, and from where: set once where a request, a command or the schedule begins.

It is not passed through every function that saves something: one that forgot to pass it on would leave a change without
an author, and the address of a request is no business of a task.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """An account by its name, and the address it acts from: that of a client, or the name of a place in the program."""

    account: str
    address: str


SCHEDULE = Actor("cockpit", "schedule")  # what the program does by itself
TERMINAL = Actor("operator", "terminal")
NOBODY = "-"  # the account of a request that is not signed in

_ACTOR: ContextVar[Callable[[], Actor]] = ContextVar("actor", default=lambda: SCHEDULE)


@contextmanager
def acting(actor: Callable[[], Actor]) -> Iterator[None]:
    """Say who acts within the block; asked only where something is recorded."""
    token = _ACTOR.set(actor)
    try:
        yield
    finally:
        _ACTOR.reset(token)


def acting_now() -> Actor:
    """Return who acts, the program itself where nobody was named."""
    return _ACTOR.get()()
