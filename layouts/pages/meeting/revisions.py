"""What changed in weeks already discussed: since they were frozen, and by later reports; and whether a conclusion changed.

Each change is listed once: a figure that changed after its week was frozen is not listed again among the corrections.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from data.catalogue import Direction, Metric
from data.periods import Grain, Period
from data.questions.kinds import FiguresNow
from data.readings import Figures, Reading, Readings, Status
from data.readings.feed import Correction
from data.regions import Region
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing, Row, Rows
from layouts.charts.drawn import FrozenWeek
from layouts.context import Context, Need, Panel
from layouts.pages.meeting.findings import named
from layouts.pages.meeting.frozen import frozen, frozen_week
from layouts.pages.meeting.signals import keys_of

NAMED = 3  # regions a row names
MOST_ROWS = 20
COLUMNS = ("week", "region", "metric", "then", "now", "change", "why", "effect")


Kind = Literal["row", "row_corrected", "row_known"]  # of a change, by the message that a row says it with
SAID: dict[Kind, tuple[str, str]] = {"row": ("since", "same"), "row_known": ("since_known", "same_known")}


@dataclass(frozen=True, slots=True)
class Compared:
    """A week as it was discussed, or as it was known then, and as it is now."""

    period: Period
    metrics: Sequence[str]
    then: Readings
    now: Readings
    kind: Kind


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of a week as discussed and as it is now, with the regions whose reports changed it."""

    week: Period
    region: Region
    metric: Metric
    then: float | None
    now: float | None
    why: str
    kind: Kind

    @property
    def turned(self) -> str:
        """Return met or missed where the target was missed then and is met now, or the other way round; else nothing."""
        then, now = _is_met(self.metric, self.then), _is_met(self.metric, self.now)
        return "" if None in {then, now} or then == now else "met" if now else "missed"


def _is_met(metric: Metric, value: float | None) -> bool | None:
    """Say whether a figure as it is shown reaches the metric's target; None where either is missing."""
    if value is None or metric.target is None or metric.direction is Direction.NEUTRAL:
        return None
    shown = round(value, metric.decimals)
    return shown >= metric.target if metric.direction is Direction.UP else shown <= metric.target


def needs(context: Context) -> Sequence[Need]:
    """Ask for today's values of what was frozen for the region and those below, in the shown week and the one before."""
    figures = [
        Figures(_metrics(week, context), (context.region.code, *(child.code for child in context.children)), (period,))
        for period, week in _frozen(context)
        if _metrics(week, context)
    ]
    now = _now(context)
    figures += [now.figures] if now else []
    asked: list[Need | None] = [context.feed_log, now, *(frozen(context, period) for period in _periods(context))]
    return [*(each for each in asked if each is not None), *figures]


def _now(context: Context) -> FiguresNow | None:
    """Return what asks for today's figures beside those known earlier, of a week that was not frozen; None for the present."""
    if context.known is None or context.period.grain is not Grain.WEEK or frozen_week(context, context.period):
        return None
    codes = (context.region.code, *(child.code for child in context.children))
    return FiguresNow(context.region.code, Figures(keys_of(context), codes, (context.period,)))


def draw(readings: Readings, context: Context) -> Rows | Nothing:
    """Return a row for each figure that is different now, at the decimals that are shown."""
    weeks = list(_compared(readings, context))
    moved = [change for week in weeks for change in _moved(week, context)]
    known = {(each.week, each.region.code, each.metric.key) for each in moved}
    corrected = [each for each in _corrected(context) if (each.week, each.region.code, each.metric.key) not in known]
    summary = _summary(weeks, moved, corrected, context)
    if not moved and not corrected:
        return Nothing(summary)
    rows = tuple(_row(each, context) for each in (*moved, *corrected))
    headings = tuple(context.words(f"review.drift.column.{key}") for key in COLUMNS)
    return Rows(rows[:MOST_ROWS], summary=summary, whole=rows, headings=headings)


def _summary(weeks: Sequence[Compared], moved: Sequence[Change], corrected: Sequence[Change], context: Context) -> str:
    """Say what changed after freezing, what later reports corrected, and whether that changes a met or missed target."""
    words, parts = context.words, []
    for kind, (since, same) in SAID.items():
        if periods := [week.period for week in weeks if week.kind == kind]:
            count = sum(each.kind == kind for each in moved)
            parts.append(words(f"review.drift.{since if count else same}", weeks=_ticks(periods, context), count=count))
    if corrected:
        below = dict.fromkeys(words.name(each.region) for each in corrected if each.region.code != context.region.code)
        by = words("review.drift.by_whom", who=named(list(below), "region", context)) if below else ""
        ticks = _ticks(sorted({each.week for each in corrected}, key=lambda week: week.first), context)
        parts.append(words("review.drift.corrected", by=by, weeks=ticks, count=len(corrected)))
    if not parts:
        return words("review.drift.none")
    changed = [each for each in (*moved, *corrected) if each.turned]
    names = named([_turned(each, context) for each in changed], "change", context)
    if changed:
        parts.append(words("review.drift.turns", count=len(changed), names=names))
    elif moved or corrected:
        parts.append(words("review.drift.no_turn"))
    return words("brief.semicolon").join(parts) + words("review.signals.stop").strip()


def _turned(each: Change, context: Context) -> str:
    words = context.words
    place = words.name(each.region)
    return words(f"review.drift.{each.turned}", place=place, week=words.tick(each.week), metric=words.name(each.metric))


def _ticks(weeks: Sequence[Period], context: Context) -> str:
    return context.words("panels.comma").join(context.words.tick(week) for week in weeks)


def _frozen(context: Context) -> Iterator[tuple[Period, FrozenWeek]]:
    for period in _periods(context):
        if week := frozen_week(context, period):
            yield period, week


def _periods(context: Context) -> tuple[Period, Period]:
    return context.period, context.period.previous()


def _metrics(week: FrozenWeek, context: Context) -> tuple[str, ...]:
    """Return the metrics that were frozen for the region and still exist."""
    known, code = context.catalogue.metrics, context.region.code
    return tuple(
        dict.fromkeys(
            r.metric.key
            for r in week.readings
            if r.region.code == code and r.period == week.edition.week and r.metric.key in known
        )
    )


def _compared(readings: Readings, context: Context) -> Iterator[Compared]:
    """Yield the weeks to compare: those frozen, and on a page as known then the shown one where it was not."""
    for period, week in _frozen(context):
        yield Compared(period, _metrics(week, context), week.readings, readings, "row")
    if now := _now(context):
        yield Compared(context.period, now.figures.metrics, readings, context.answer(now), "row_known")


def _moved(week: Compared, context: Context) -> Iterator[Change]:
    """Yield the figures of the shown region that differ from those of then."""
    for key in week.metrics:
        place = key, context.region.code, week.period
        then, now = week.then.one(*place), week.now.one(*place)
        if _differ(then, now, context):
            who = _who(key, week, context)
            yield Change(week.period, context.region, now.metric, then.value, now.value, who, week.kind)


def _corrected(context: Context) -> list[Change]:
    """Return the figures of weeks up to the shown one that later loads changed after they were discussed."""
    return [
        _of_load(each, context)
        for each in context.answer(context.feed_log).corrections
        if each.week <= context.period.last
    ]


def _of_load(each: Correction, context: Context) -> Change:
    metric = context.catalogue.metric(each.metric)
    why = context.words("panels.feed_corrections.load", number=each.load_no)
    week, region = Period(Grain.WEEK, each.week), context.regions.get(each.region)
    return Change(week, region, metric, each.before, each.after, why, "row_corrected")


def _row(each: Change, context: Context) -> Row:
    words, metric = context.words, each.metric
    then, now = (_amount(value, metric) for value in (each.then, each.now))
    change = "—" if each.then is None or each.now is None else _change(each.then, each.now, metric)
    effect = words(f"review.drift.effect.{each.turned}") if each.turned else words("review.drift.effect.none")
    return Row(
        text=words(
            f"review.drift.{each.kind}",
            place=words.short(each.region),
            metric=words.name(metric),
            week=words.tick(each.week),
            then=f"{then} {words.unit(metric, str(then))}".strip(),
            now=f"{now} {words.unit(metric, str(now))}".strip(),
        ),
        figure=effect if each.turned else change,
        note=each.why,
        look="late" if each.turned == "missed" else "closed",
        href=context.address(each.region.code, period=each.week, edition="0", explain=metric.key, known=""),
        cells=(
            words.tick(each.week),
            words.short(each.region),
            words.name(metric),
            then,
            now,
            change,
            each.why,
            effect,
        ),
    )


def _amount(value: float | None, metric: Metric) -> Amount | str:
    return "—" if value is None else Amount(value, metric.decimals)


def _change(then: float, now: float, metric: Metric) -> Amount:
    decimals = metric.decimals
    return Amount(round(round(now, decimals) - round(then, decimals), decimals), decimals, is_signed=True)


def _differ(then: Reading, now: Reading, context: Context) -> bool:
    """Say whether a figure shows a different value now; one that is hidden, then or now, is not compared."""
    if Status.SUPPRESSED in {then.status, now.status}:
        return False
    return context.words.figure(then) != context.words.figure(now)


def _who(key: str, week: Compared, context: Context) -> str:
    """Name the regions below that reported more since, and those that only corrected what they had reported."""
    words = context.words
    late: list[str] = []
    mended: list[str] = []
    for child in context.children:
        then = _then(week, key, child.code)
        now = week.now.one(key, child.code, week.period)
        if then is None:
            continue
        if now.reported > then.reported:
            late.append(words("review.drift.late", region=words.short(child), count=now.reported - then.reported))
        elif _differ(then, now, context):
            mended.append(words("review.drift.mended", region=words.short(child)))
    found = [*late, *mended]
    more = words("review.drift.more", count=len(found)) if len(found) > NAMED else ""
    return words("panels.comma").join(found[:NAMED]) + more


def _then(week: Compared, key: str, code: str) -> Reading | None:
    try:
        return week.then.one(key, code, week.period)
    except KeyError:
        return None


PANEL = Panel(
    key="revisions",
    title=lambda context: context.words("review.drift.title"),
    note=lambda context: context.words("review.drift.note"),
    needs=needs,
    draw=draw,
)
