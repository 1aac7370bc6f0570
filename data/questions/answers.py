"""Answers, found by what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from data.questions.kinds import Answer, Question


@dataclass(frozen=True, slots=True)
class Failure:
    """In place of an answer that could not be read: who draws from it gets the error, everybody else goes on."""

    error: Exception


class Answers:
    """The answers to some questions."""

    def __init__(self, known: Mapping[Question[Any], Any] | None = None) -> None:
        self._known = dict(known or {})

    def __contains__(self, question: Question[Any]) -> bool:
        return question in self._known

    def of(self, question: Question[Answer]) -> Answer:
        """Return the answer to a question; raises KeyError when it was not asked, and what made it fail."""
        found = self._known[question]
        if isinstance(found, Failure):
            raise found.error
        return cast(Answer, found)

    def with_more(self, known: Mapping[Question[Any], Any]) -> Answers:
        """Return these answers and some more."""
        return Answers({**self._known, **known})

    def with_gaps(self) -> Answers:
        """Return these answers with an empty one for every other question, to find out what is asked next."""
        return _WithGaps(self._known)


class _WithGaps(Answers):
    def of(self, question: Question[Answer]) -> Answer:
        found = self._known.get(question, question.nothing)
        return cast(Answer, question.nothing if isinstance(found, Failure) else found)
