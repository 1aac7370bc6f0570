"""What matters in the period, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data.readings import Readings
from layouts.charts.chart import Words
from layouts.context import Context, Need, Panel
from layouts.panels.among import compared
from layouts.panels.trend import verdict_of
from layouts.sentences.ground import Focus, Part, Sentence, focus
from layouts.sentences.sentences import sentence_comparisons, sentence_questions, sentences
from layouts.sentences.topics import OVERVIEW, Topic
from layouts.words.language import Tongue

HEADLINE = 2


def opening(topic: Topic) -> tuple[Callable[[Context], Sequence[Need]], Callable[[Readings, Context], Words]]:
    """Return the questions and the text of a page's opening on a topic: its first sentences."""

    def headline_needs(context: Context) -> Sequence[Need]:
        about = (_focus(context), context.period, context.as_of)
        return [*sentence_comparisons(topic, *about), *sentence_questions(topic, context.catalogue, *about)]

    def headline(readings: Readings, context: Context) -> Words:
        return Words(tuple(_line(sentence, context) for sentence in _spoken(topic, readings, context)[:HEADLINE]))

    return headline_needs, headline


needs, headline = opening(OVERVIEW)


def draw(readings: Readings, context: Context) -> Words:
    """Return all sentences, one a line."""
    return Words(tuple(_line(sentence, context) for sentence in _spoken(OVERVIEW, readings, context)))


def _focus(context: Context) -> Focus:
    return focus(context.regions, context.region, context.children, context.period, context.as_of)


def _spoken(topic: Topic, readings: Readings, context: Context) -> list[Sentence]:
    tongue: Tongue = "en" if context.view.lang == "en" else "zh"
    about = _focus(context)
    return sentences(
        topic,
        readings,
        compared(context, sentence_comparisons(topic, about, context.period, context.as_of)),
        about,
        context.period,
        context.as_of,
        tongue,
        judge=lambda history: verdict_of(history, context),
    )


def _line(sentence: Sentence, context: Context) -> tuple[str | tuple[str, str], ...]:
    return tuple(_link(part, context) for part in sentence.parts if part.text)


def _link(part: Part, context: Context) -> str | tuple[str, str]:
    if part.metric:
        return part.text, context.view.on(explain=part.metric).href
    if part.region:
        return part.text, context.address(part.region)
    return part.text


PANEL = Panel(
    key="points",
    title=lambda context: context.words(f"panels.points.title.{context.period.grain}"),
    note=lambda context: context.words("panels.points.note"),
    needs=needs,
    draw=draw,
)
