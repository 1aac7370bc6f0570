"""The drawer that explains a figure: how it was computed, from which reports, and which regions are behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.catalogue import Metric
from data.catalogue.formula import Operator, counted
from data.periods import Grain, Period
from data.readings import Figures, Reading, Readings, Status
from data.readings.assessed import figure_periods, newest_assessed
from data.readings.reading import Compare, TargetStatus
from data.regions import Region
from data.statistics.history import HISTORY
from data.statistics.intervals import is_colourless, is_small_sample
from data.statistics.ranking import ranked_readings
from data.viewer import Right
from layouts.charts.chart import Icon
from layouts.charts.geometry.line import ends, line
from layouts.charts.icons import icons
from layouts.charts.kinds import LineChart
from layouts.context import Context
from layouts.panels.movement import Why, why
from layouts.panels.trend import trend_chart, verdict_of
from layouts.screen.markup import Markup
from layouts.screen.templating import template
from layouts.view import DICTIONARY
from layouts.words.tasks import new_task
from layouts.words.verdicts import against_target


@dataclass(frozen=True, slots=True)
class Child:
    """A region below with its figure and the counts behind it."""

    name: str
    href: str
    rank: int | None
    figure: str
    counts: str
    is_small: bool
    status: Status


@dataclass(frozen=True, slots=True)
class LateRegion:
    """A region below whose reports are not all in, and how many are missing, with their unit."""

    name: str
    href: str
    lacking: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the drawer says about one reading, in words."""

    reading: Reading
    title: str
    place: str
    figure: str
    status: str
    change: str
    is_better: bool | None
    target: str
    verdict: str
    is_met: bool
    formula: str
    notation: str
    definition: str
    facts: tuple[tuple[str, str], ...]
    coverage: str
    late: tuple[LateRegion, ...]
    trend_title: str
    chart: LineChart | None
    icons: tuple[Icon, ...]
    children: tuple[Child, ...]
    why: Why | None
    close: str
    link: str
    entry: str
    task: str


def drawer_questions(context: Context) -> list[Figures]:
    """Return the questions of the open drawer; nothing while none is open. Raises UnknownMetric."""
    if not context.view.has_drawer:
        return []
    metric = context.catalogue.metric(context.view.explain)
    periods = _candidates(context, metric)
    own, below = (context.region.code,), tuple(region.code for region in _below(context, metric))
    asked = [
        Figures((metric.key,), own, tuple(dict.fromkeys(p for period in periods for p in period.back(HISTORY)))),
        Figures((metric.key,), own, periods, compare=True),
    ]
    return [*asked, Figures((metric.key,), below, periods, compare=True)] if below else asked


def drawer(readings: Readings, context: Context) -> Markup:
    """Return the open drawer for the metric that the view explains."""
    it = explanation(readings, context)
    drawn = {"chart": it.chart, "line": line(it.chart), "ends": ends(it.chart, context.words)} if it.chart else {}
    html = template("drawer.html").render(it=it, words=context.words, **drawn)
    return Markup(id="drawer", html=html, className="drawer is-open")


def explanation(readings: Readings, context: Context) -> Explanation:
    """Return the explanation of the metric for the shown region and period."""
    words, metric = context.words, context.catalogue.metric(context.view.explain)
    reading = _chosen(readings, context, metric)
    history = readings.series(metric.key, context.region.code, reading.period.back(HISTORY))
    below = readings.across(metric.key, [region.code for region in _below(context, metric)], reading.period)
    return Explanation(
        reading=reading,
        title=words.name(metric),
        place=f"{words.name(context.region)} · {words.period(reading.period, reading.span)}",
        figure=words.figure(reading),
        status=context.state(reading),
        change=words.unlike(reading, _compare(context)) or words.change(reading, _compare(context)),
        is_better=None if is_colourless(reading) else reading.is_better(_compare(context)),
        target=words.target(metric),
        verdict=against_target(reading, words),
        is_met=reading.target_status is TargetStatus.MET,
        formula=_formula(reading, context),
        notation=_notation(reading),
        definition=metric.definition_en if _is_english(context) else metric.definition_zh,
        facts=_facts(reading, context),
        coverage=_coverage(reading, context),
        late=_late(below, context),
        trend_title=words(f"drawer.trend.{reading.period.grain}", count=HISTORY),
        chart=_chart(history, context),
        icons=icons(verdict_of(history, context), history, words.tongue),
        children=_children(below, context),
        why=why(reading, below, context.view.compare, context),
        close=context.view.on().href,
        link=context.view.href,
        entry=context.view.on(page=DICTIONARY, explain=metric.key).href,
        task=_task(context, metric),
    )


def _chart(history: Sequence[Reading], context: Context) -> LineChart | None:
    """Return the history with its limits; None where there is no figure at all. The icons show the verdict."""
    if all(reading.value is None for reading in history):
        return None
    return replace(trend_chart(history, context), note="")


def _task(context: Context, metric: Metric) -> str:
    """Return the address where a task about the metric is made, on the list of the week shown last; empty for readers who may not."""
    if not context.offers(Right.EDIT_TASKS):
        return ""
    week = Period.holding(min(context.period.last, context.as_of), Grain.WEEK)
    return new_task(context.region.code, context.view.lang, metric=metric.key, week=week.key)


def _candidates(context: Context, metric: Metric) -> tuple[Period, ...]:
    return figure_periods(metric, context.period, context.as_of)


def _chosen(readings: Readings, context: Context, metric: Metric) -> Reading:
    """Return the reading to explain: a monthly duty's where it was last assessed."""
    found = [readings.one(metric.key, context.region.code, period) for period in _candidates(context, metric)]
    return newest_assessed(found)


def _below(context: Context, metric: Metric) -> tuple[Region, ...]:
    """Return the children for which the metric is defined."""
    return tuple(child for child in context.children if child.level.depth <= metric.lowest.depth)


def _is_english(context: Context) -> bool:
    return context.view.lang == "en"


def _compare(context: Context) -> Compare:
    """Return what the change is compared with; the target has its own words beside it."""
    return Compare.PREVIOUS if context.view.compare is Compare.TARGET else context.view.compare


def _formula(reading: Reading, context: Context) -> str:
    """Write the formula with this reading's values: 完成次数 5 512 ÷ 应核查次数 5 670 = 97.2 %; the reason, where they are not shown.

    A count is its own numerator, so it is not shown to equal itself.
    """
    words, metric = context.words, reading.metric
    if reading.status is Status.SUPPRESSED:
        return words("drawer.hidden_formula")
    if reading.numerator is None or (metric.is_ratio and reading.denominator is None):
        return ""
    english = _is_english(context)
    factor, count = counted(metric.numerator, reading.numerator)
    text = f"{metric.numerator_en if english else metric.numerator_zh} {_amount(count, context)}"
    if factor != 1:
        text += f" × {words.number(factor, 0)}"
    if metric.is_ratio and reading.denominator is not None:
        name = metric.denominator_en if english else metric.denominator_zh
        text += f" ÷ {name} {_amount(reading.denominator, context)}"
    if reading.value is None:
        return text
    is_itself = not metric.is_ratio and factor == 1
    return f"{text} {words.unit_of(reading)}" if is_itself else f"{text} = {words.figure_with_unit(reading)}"


def _amount(amount: float, context: Context) -> str:
    """Write a count without decimals and a mean over days with one."""
    return context.words.number(amount, 0 if amount == round(amount) else 1)


def _notation(reading: Reading) -> str:
    return " ÷ ".join(filter(None, (reading.metric.numerator_text, reading.metric.denominator_text)))


def _facts(reading: Reading, context: Context) -> tuple[tuple[str, str], ...]:
    words, metric = context.words, reading.metric
    rows = (
        ("basis", metric.basis_en if _is_english(context) else metric.basis_zh),
        ("lowest", words(f"drawer.level.{metric.lowest}")),
        (
            "version",
            words("drawer.version_text", version=reading.version, time=words.moment(context.loaded_at)),
        ),
        ("id", reading.id),
    )
    return tuple((words(f"drawer.{key}"), text) for key, text in rows if text)


def _coverage(reading: Reading, context: Context) -> str:
    if reading.coverage is None:
        return context.words("drawer.nothing_due")
    return context.words(
        "drawer.coverage_text",
        reported=context.words.number(reading.reported, 0),
        due=context.words.number(reading.due, 0),
        unit=_report_unit(reading, context, reading.due),
        percent=context.words.percent(reading.coverage),
    )


def _report_unit(reading: Reading, context: Context, count: int) -> str:
    """Say what coverage counts, beside a count: offices or county bureaus, for a flow one a day."""
    atom = reading.metric.primary
    owner = context.catalogue.measures[atom.measure].owner
    days = "_days" if atom.operator in {Operator.S, Operator.A} and reading.span.days > 1 else ""
    return context.words(f"drawer.unit.{owner}{days}", count=count)


def _late(below: Sequence[Reading], context: Context) -> tuple[LateRegion, ...]:
    """Return the regions that are behind, those with most missing reports first."""
    behind = sorted((r for r in below if r.reported < r.due), key=lambda r: r.reported - r.due)
    return tuple(
        LateRegion(
            name=context.words.short(r.region),
            href=context.address(r.region.code),
            lacking=context.words(
                "drawer.lacking", count=r.due - r.reported, unit=_report_unit(r, context, r.due - r.reported)
            ),
        )
        for r in behind
    )


def _children(below: Sequence[Reading], context: Context) -> tuple[Child, ...]:
    return tuple(_child(reading, rank, context) for reading, rank in ranked_readings(below))


def _child(reading: Reading, rank: int | None, context: Context) -> Child:
    words = context.words
    counts = ""
    if reading.metric.is_ratio and reading.numerator is not None and reading.denominator is not None:
        _, count = counted(reading.metric.numerator, reading.numerator)
        counts = f"{_amount(count, context)} / {_amount(reading.denominator, context)}"
    return Child(
        name=words.short(reading.region),
        href=context.address(reading.region.code, explain=reading.metric.key),
        rank=rank,
        figure=words.figure(reading),
        counts=counts,
        is_small=is_small_sample(reading),
        status=reading.status,
    )
