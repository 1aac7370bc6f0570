"""What left its normal range in the week: each with its chart, its limits, the verdict in words and which regions caused it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import fmean
from weakref import WeakKeyDictionary

from data.meetings import BaselineStep
from data.periods import Grain, Period
from data.questions.kinds import Baselines
from data.readings import Figures, Reading, Readings
from data.readings.reading import Compare
from data.regions import Region
from data.statistics import Variation, Verdict
from data.statistics.history import HISTORY, unlike
from data.statistics.responsible import responsible
from data.statistics.rules import Rule, RuleBook
from data.statistics.verdict import FALSE_ICONS
from layouts.charts.chart import Item, Items, Nothing, Words
from layouts.charts.icons import icons
from layouts.charts.kinds import LineChart
from layouts.context import Context, Panel
from layouts.panels.links import explain
from layouts.panels.movement import why
from layouts.panels.trend import trend_chart, verdict_of
from layouts.sentences.laggards import usual_level
from layouts.words.tasks import new_task
from layouts.words.verdicts import assurance_words, conclusion

GRAVITY = {Variation.CONCERNING: 0, Variation.NEUTRAL: 1, Variation.IMPROVING: 2}
LATELY = 8  # periods of the mean a figure is compared with: domain's agenda, item 2
NAMED = 2  # regions that an item names


@dataclass(frozen=True, slots=True)
class Judged:
    """One metric's history with its verdict."""

    history: tuple[Reading, ...]
    verdict: Verdict

    @property
    def reading(self) -> Reading:
        """The shown period's reading."""
        return self.history[-1]

    @property
    def is_out(self) -> bool:
        """Whether the latest figure left its normal range."""
        return self.verdict.variation in GRAVITY


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the history of every metric that exists here, and for the regions' contributions to the change."""
    keys, own = keys_of(context), (context.region.code,)
    below = tuple(child.code for child in context.children)
    asked = [
        Figures(keys, own, tuple(context.period.back(HISTORY))),
        Figures(keys, own, (context.period,), compare=True),
    ]
    return [*asked, Figures(keys, below, (context.period,), compare=True)] if below else asked


def draw(readings: Readings, context: Context) -> Items | Nothing:
    """Return an item for each metric that left its normal range, those that worsened first."""
    found = everything(readings, context)
    out = sorted((each for each in found if each.is_out), key=_gravity)
    if not out:
        known = _known(found)
        said = context.words("review.signals.none", count=known) + _unlike(found, context)
        return Nothing(said if known else _unlike(found, context) or context.words("review.signals.unknown"))
    return Items(tuple(_item(each, readings, context) for each in out), summary=_summary(found, context))


def headline(readings: Readings, context: Context) -> Words:
    """Return how many left their normal range, in which direction, and that the others are not judged."""
    return Words(((_summary(everything(readings, context), context),),))


_Basis = tuple[Region, Period, RuleBook, tuple[BaselineStep, ...]]  # what verdicts on the same readings depend on
_FOUND: WeakKeyDictionary[Readings, dict[_Basis, tuple[Judged, ...]]] = WeakKeyDictionary()


def everything(readings: Readings, context: Context) -> tuple[Judged, ...]:
    """Return every metric's verdict, once for all parts of a meeting; a monthly duty is judged on the overview of its theme."""
    found = _FOUND.setdefault(readings, {})
    basis = (context.region, context.period, context.book, tuple(context.answer(Baselines())))
    if basis not in found:
        found[basis] = tuple(_judged(key, readings, context) for key in keys_of(context))
    return found[basis]


def _judged(key: str, readings: Readings, context: Context) -> Judged:
    history = readings.series(key, context.region.code, context.period.back(HISTORY))
    return Judged(tuple(history), verdict_of(history, context))


def keys_of(context: Context) -> tuple[str, ...]:
    """Return the metrics that exist for the shown region and period."""
    is_short = context.period.grain in {Grain.DAY, Grain.WEEK}
    depth = context.region.level.depth
    return tuple(
        metric.key
        for metric in context.catalogue.metrics.values()
        if depth <= metric.lowest.depth and not (is_short and metric.is_monthly)
    )


def _gravity(each: Judged) -> tuple[int, int, str]:
    return GRAVITY[each.verdict.variation], -len(each.verdict.signals), each.reading.metric.key


def _known(found: Sequence[Judged]) -> int:
    return sum(each.verdict.variation is not Variation.UNKNOWN for each in found)


def _summary(found: Sequence[Judged], context: Context) -> str:
    counts = {kind: sum(each.verdict.variation is kind for each in found) for kind in GRAVITY}
    known = _known(found)
    ending = _unlike(found, context) + _running(context)
    if not known:
        return _unlike(found, context) or context.words("review.signals.unknown")
    if not any(counts.values()):
        return context.words("review.signals.calm", known=known) + ending
    parts = [context.words(f"review.signals.{kind}", count=count) for kind, count in counts.items() if count]
    text = context.words("panels.comma").join(parts)
    return context.words("review.signals.summary", known=known, out=sum(counts.values()), parts=text) + ending


def _unlike(found: Sequence[Judged], context: Context) -> str:
    """Say how many figures are not judged since their coverage is not that of the periods before."""
    count = sum(each.verdict.is_unlike for each in found)
    return context.words("review.signals.unlike", count=count) if count else ""


def _running(context: Context) -> str:
    """Say that a period is not over: part of a week is compared with whole ones."""
    if context.period.last <= context.as_of:
        return ""
    return context.words("review.signals.running", day=context.words.day(context.as_of))


def _item(each: Judged, readings: Readings, context: Context) -> Item:
    reading, metric, words = each.reading, each.reading.metric, context.words
    return Item(
        reading=reading,
        figure=words.figure(reading),
        unit=words.unit_of(reading) if reading.value is not None else "",
        under=_against(each, context),
        look=each.verdict.variation.value,
        word=words(f"verdicts.variation.{each.verdict.variation}"),
        text=_text(each, readings, context),
        chart=_chart(each, context),
        href=explain(context, metric),
        step=_step(each, context),
        icons=icons(each.verdict, each.history, words.tongue),
        links=(
            (words("review.signals.children"), explain(context, metric)),
            (words("review.signals.task"), _task(each, context)),
        ),
    )


def _chart(each: Judged, context: Context) -> LineChart:
    return replace(trend_chart(each.history, context), note="")


def _task(each: Judged, context: Context) -> str:
    metric = each.reading.metric.key
    return new_task(context.region.code, context.view.lang, metric=metric, week=context.period.key)


def _step(each: Judged, context: Context) -> tuple[str, str] | None:
    """Propose a new baseline from where a shift began, where there is one that lasts."""
    shift = next((signal for signal in each.verdict.signals if signal.rule is Rule.SHIFT), None)
    if shift is None:
        return None
    start = each.history[shift.places[0]].period
    path = f"/api/v1/review/{context.region.code}/{start.key}/steps/{each.reading.metric.key}"
    return context.words("review.step.propose", period=context.words.tick(start)), path


def _against(each: Judged, context: Context) -> str:
    """Return the earlier period's figure, the mean of the eight before, and the target."""
    words, metric = context.words, each.reading.metric
    left_out = unlike(each.history)
    earlier = [
        reading.value
        for reading in each.history[-1 - LATELY : -1]
        if reading.value is not None and reading.period not in left_out
    ]
    write = partial(words.number, decimals=metric.decimals)
    before = each.history[-2].value if len(each.history) > 1 else None
    parts = [
        words("review.signals.before", value=write(before)) if before is not None else "",
        words("review.signals.lately", count=LATELY, value=write(fmean(earlier))) if len(earlier) == LATELY else "",
        words("panels.target", value=metric.target_text) if metric.target_text else "",
    ]
    return " · ".join(part.strip() for part in parts if part)


def _text(each: Judged, readings: Readings, context: Context) -> str:
    """Return the conclusion and its signals, the regions responsible, whether the target will be met, and the state."""
    words, verdict = context.words, each.verdict
    parts = [
        conclusion(verdict, each.history, words.tongue),
        _who(each, readings, context),
        assurance_words(verdict, each.reading, words.tongue),
        context.state(each.reading),
    ]
    stop = words("review.signals.stop")
    return "".join(f"{part}{stop}" for part in parts if part)


def _who(each: Judged, readings: Readings, context: Context) -> str:
    """Return the regions responsible: for a bad share those whose cases bring it down, else those that caused the change.

    A region that moved a figure the other way, up while it is low, is not responsible for it.
    """
    metric = each.reading.metric
    if each.verdict.variation is not Variation.CONCERNING or not metric.is_ratio or metric.unit != "%":
        return _made_by(each, readings, context)
    found = keeping_low(each, readings, context)
    names = context.words("panels.comma").join(
        context.words("review.signals.low", name=context.words.name(child.region), value=context.words.figure(child))
        for child in found
    )
    return context.words("review.signals.who", names=names) if found else ""


def keeping_low(each: Judged, readings: Readings, context: Context) -> list[Reading]:
    """Return the regions below whose own cases keep a share at its bad level, at most three; none for other metrics."""
    children = readings.across(each.reading.metric.key, [c.code for c in _below(each, context)], context.period)
    return responsible(children, usual_level(each.verdict, each.history))


def _below(each: Judged, context: Context) -> list[Region]:
    """Return the regions below in which the metric exists."""
    return [child for child in context.children if child.level.depth <= each.reading.metric.lowest.depth]


def _made_by(each: Judged, readings: Readings, context: Context) -> str:
    """Return the change and the regions below that contributed most in its direction; empty for a period that is not over.

    Its change is against the same days of the one before, which the chart does not show. Empty too where the change
    contradicts the verdict: regions that raised a low figure a little did not make it low.
    """
    key = each.reading.metric.key
    if each.reading.span != context.period.span:
        return ""
    below = _below(each, context)
    if not below:
        return ""
    whole = readings.one(key, context.region.code, context.period)
    found = why(whole, readings.across(key, [child.code for child in below], context.period), Compare.PREVIOUS, context)
    total = found.lines[-1].amount if found and found.lines else 0.0
    side = next((signal.side for signal in each.verdict.signals if signal.side), 0)
    if total * side < 0:
        return ""
    named = [line for line in found.lines if line.region and line.amount * total > 0] if found else []
    if not found or not named:
        return ""
    names = context.words("why.and").join(f"{line.label} {line.text}" for line in named[:NAMED])
    return context.words("review.signals.made", change=found.change, names=names)


def _note(context: Context) -> str:
    """Say how many of a hundred metrics show a signal by chance alone."""
    return context.words("review.signals.note", chance=context.words.number(100 * FALSE_ICONS, 1))


PANEL = Panel(
    key="signals",
    title=lambda context: context.words("review.signals.title"),
    note=_note,
    needs=needs,
    draw=draw,
)
