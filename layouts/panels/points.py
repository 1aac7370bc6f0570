"""What matters in the period, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data.readings import Question, Readings
from layouts.charts.chart import Words
from layouts.panels.trend import verdict_of
from layouts.scene import Panel, Scene
from layouts.sentences.ground import Focus, Part, Sentence, focus
from layouts.sentences.sentences import sentence_questions, sentences
from layouts.sentences.topics import OVERVIEW, Topic
from layouts.words.language import Tongue

HEADLINE = 2


def opening(topic: Topic) -> tuple[Callable[[Scene], Sequence[Question]], Callable[[Readings, Scene], Words]]:
    """Return the questions and the text of a page's opening on a topic: its first sentences."""

    def headline_needs(scene: Scene) -> Sequence[Question]:
        return sentence_questions(topic, scene.catalogue, _focus(scene), scene.period, scene.as_of)

    def headline(readings: Readings, scene: Scene) -> Words:
        return Words(tuple(_line(sentence, scene) for sentence in _spoken(topic, readings, scene)[:HEADLINE]))

    return headline_needs, headline


needs, headline = opening(OVERVIEW)


def draw(readings: Readings, scene: Scene) -> Words:
    """Return all sentences, one a line."""
    return Words(tuple(_line(sentence, scene) for sentence in _spoken(OVERVIEW, readings, scene)))


def _focus(scene: Scene) -> Focus:
    return focus(scene.regions, scene.region, scene.children, scene.period, scene.as_of)


def _spoken(topic: Topic, readings: Readings, scene: Scene) -> list[Sentence]:
    tongue: Tongue = "en" if scene.view.lang == "en" else "zh"
    return sentences(
        topic,
        readings,
        _focus(scene),
        scene.period,
        scene.as_of,
        tongue,
        judge=lambda history: verdict_of(history, scene),
    )


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
