"""What matters in the period, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from data.readings import Question, Readings
from data.sentences import Part, Sentence, sentence_questions, sentences
from layouts.chart import Words
from layouts.panel import Panel, Scene

HEADLINE = 2


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for what the sentences speak of."""
    return sentence_questions(scene.region, scene.children, scene.period)


def draw(readings: Readings, scene: Scene) -> Words:
    """Return all sentences, one a line."""
    return Words(tuple(_line(sentence, scene) for sentence in _spoken(readings, scene)))


def headline(readings: Readings, scene: Scene) -> Words:
    """Return the first sentences as the page's opening."""
    return Words(tuple(_line(sentence, scene) for sentence in _spoken(readings, scene)[:HEADLINE]))


def _spoken(readings: Readings, scene: Scene) -> list[Sentence]:
    tongue: Literal["zh", "en"] = "en" if scene.view.lang == "en" else "zh"
    return sentences(readings, scene.region, scene.children, scene.period, tongue)


def _line(sentence: Sentence, scene: Scene) -> tuple[str | tuple[str, str], ...]:
    return tuple(_link(part, scene) for part in sentence.parts if part.text)


def _link(part: Part, scene: Scene) -> str | tuple[str, str]:
    if part.metric:
        return part.text, scene.view.on(explain=part.metric).href
    if part.region:
        return part.text, scene.view.on(region=part.region).href
    return part.text


PANEL = Panel(
    key="points",
    title=lambda scene: scene.words(f"panels.points.title.{scene.period.grain}"),
    note=lambda scene: scene.words("panels.points.note"),
    needs=needs,
    draw=draw,
)
