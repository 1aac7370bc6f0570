"""What changed in weeks already discussed: since they were frozen, and by later reports; and whether a conclusion changed.

Each change is listed once: a figure that moved after its week was frozen is not listed again among the corrections.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.catalogue import Direction, Metric
from data.periods import Grain, Period
from data.readings import Question, Reading, Readings, Status
from data.readings.feed import Correction
from data.regions import Region
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing, Row, Rows
from layouts.charts.drawn import FrozenWeek
from layouts.pages.meeting.findings import named
from layouts.pages.meeting.frozen import frozen, frozen_week
from layouts.scene import Need, Panel, Scene

NAMED = 3  # regions a row names
MOST_ROWS = 20
COLUMNS = ("week", "region", "metric", "then", "now", "change", "why", "effect")


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of a week as discussed and as it is now, with the regions whose reports changed it."""

    week: Period
    region: Region
    metric: Metric
    then: float | None
    now: float | None
    why: str
    is_frozen: bool

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


def needs(scene: Scene) -> Sequence[Need]:
    """Ask again for what was frozen of the region and those below, in the shown week and the one before."""
    figures = [
        Question(_metrics(week, scene), (scene.region.code, *(child.code for child in scene.children)), (period,))
        for period, week in _frozen(scene)
        if _metrics(week, scene)
    ]
    return [scene.feed_log, *filter(None, (frozen(scene, period) for period in _periods(scene))), *figures]


def draw(readings: Readings, scene: Scene) -> Rows | Nothing:
    """Return a row for each figure that is different now, at the decimals that are shown."""
    weeks = list(_frozen(scene))
    moved = [change for period, week in weeks for change in _moved(week, period, readings, scene)]
    known = {(each.week, each.region.code, each.metric.key) for each in moved}
    corrected = [each for each in _corrected(scene) if (each.week, each.region.code, each.metric.key) not in known]
    summary = _summary([period for period, _ in weeks], moved, corrected, scene)
    if not moved and not corrected:
        return Nothing(summary)
    rows = tuple(_row(each, scene) for each in (*moved, *corrected))
    headings = tuple(scene.words(f"review.drift.column.{key}") for key in COLUMNS)
    return Rows(rows[:MOST_ROWS], summary=summary, whole=rows, headings=headings)


def _summary(weeks: Sequence[Period], moved: Sequence[Change], corrected: Sequence[Change], scene: Scene) -> str:
    """Say what changed after freezing, what later reports corrected, and whether that changes a met or missed target."""
    words, parts = scene.words, []
    if weeks:
        key = "since" if moved else "same"
        parts.append(words(f"review.drift.{key}", weeks=_ticks(weeks, scene), count=len(moved)))
    if corrected:
        below = dict.fromkeys(words.name(each.region) for each in corrected if each.region.code != scene.region.code)
        by = words("review.drift.by_whom", who=named(list(below), "region", scene)) if below else ""
        ticks = _ticks(sorted({each.week for each in corrected}, key=lambda week: week.first), scene)
        parts.append(words("review.drift.corrected", by=by, weeks=ticks, count=len(corrected)))
    if not parts:
        return words("review.drift.none")
    changed = [each for each in (*moved, *corrected) if each.turned]
    names = named([_turned(each, scene) for each in changed], "change", scene)
    if changed:
        parts.append(words("review.drift.turns", count=len(changed), names=names))
    elif moved or corrected:
        parts.append(words("review.drift.no_turn"))
    return words("brief.semicolon").join(parts) + words("review.signals.stop").strip()


def _turned(each: Change, scene: Scene) -> str:
    words = scene.words
    place = words.name(each.region)
    return words(f"review.drift.{each.turned}", place=place, week=words.tick(each.week), metric=words.name(each.metric))


def _ticks(weeks: Sequence[Period], scene: Scene) -> str:
    return scene.words("panels.comma").join(scene.words.tick(week) for week in weeks)


def _frozen(scene: Scene) -> Iterator[tuple[Period, FrozenWeek]]:
    for period in _periods(scene):
        if week := frozen_week(scene, period):
            yield period, week


def _periods(scene: Scene) -> tuple[Period, Period]:
    return scene.period, scene.period.previous()


def _metrics(week: FrozenWeek, scene: Scene) -> tuple[str, ...]:
    """Return the metrics that were frozen for the region and still exist."""
    known, code = scene.catalogue.metrics, scene.region.code
    return tuple(
        dict.fromkeys(
            r.metric.key
            for r in week.readings
            if r.region.code == code and r.period == week.edition.week and r.metric.key in known
        )
    )


def _moved(week: FrozenWeek, period: Period, readings: Readings, scene: Scene) -> Iterator[Change]:
    """Yield the figures of the shown region that differ from the frozen ones."""
    for key in _metrics(week, scene):
        then, now = week.readings.one(key, scene.region.code, period), readings.one(key, scene.region.code, period)
        if _differ(then, now, scene):
            who = _who(key, week, period, readings, scene)
            yield Change(period, scene.region, now.metric, then.value, now.value, who, is_frozen=True)


def _corrected(scene: Scene) -> list[Change]:
    """Return the figures of weeks up to the shown one that later loads changed after they were discussed."""
    return [
        _of_load(each, scene) for each in scene.answer(scene.feed_log).corrections if each.week <= scene.period.last
    ]


def _of_load(each: Correction, scene: Scene) -> Change:
    metric = scene.catalogue.metric(each.metric)
    why = scene.words("panels.feed_corrections.load", number=each.load_no)
    week, region = Period(Grain.WEEK, each.week), scene.regions.get(each.region)
    return Change(week, region, metric, each.before, each.after, why, is_frozen=False)


def _row(each: Change, scene: Scene) -> Row:
    words, metric = scene.words, each.metric
    then, now = (_amount(value, metric) for value in (each.then, each.now))
    change = "—" if each.then is None or each.now is None else _change(each.then, each.now, metric)
    effect = words(f"review.drift.effect.{each.turned}") if each.turned else words("review.drift.effect.none")
    kind = "review.drift.row" if each.is_frozen else "review.drift.row_corrected"
    return Row(
        text=words(
            kind,
            place=words.short(each.region),
            metric=words.name(metric),
            week=words.tick(each.week),
            then=f"{then} {words.unit(metric, str(then))}".strip(),
            now=f"{now} {words.unit(metric, str(now))}".strip(),
        ),
        figure=effect if each.turned else change,
        note=each.why,
        look="late" if each.turned == "missed" else "closed",
        href=scene.view.on(region=each.region.code, period=each.week, edition="0", explain=metric.key).href,
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


def _differ(then: Reading, now: Reading, scene: Scene) -> bool:
    """Say whether a figure shows a different value now; one that is hidden, then or now, is not compared."""
    if Status.SUPPRESSED in {then.status, now.status}:
        return False
    return scene.words.figure(then) != scene.words.figure(now)


def _who(key: str, week: FrozenWeek, period: Period, readings: Readings, scene: Scene) -> str:
    """Name the regions below that reported more since, and those that only corrected what they had reported."""
    words = scene.words
    late: list[str] = []
    mended: list[str] = []
    for child in scene.children:
        then = _then(week, key, child.code, period)
        now = readings.one(key, child.code, period)
        if then is None:
            continue
        if now.reported > then.reported:
            late.append(words("review.drift.late", region=words.short(child), count=now.reported - then.reported))
        elif _differ(then, now, scene):
            mended.append(words("review.drift.mended", region=words.short(child)))
    found = [*late, *mended]
    more = words("review.drift.more", count=len(found)) if len(found) > NAMED else ""
    return words("panels.comma").join(found[:NAMED]) + more


def _then(week: FrozenWeek, key: str, code: str, period: Period) -> Reading | None:
    try:
        return week.readings.one(key, code, period)
    except KeyError:
        return None


PANEL = Panel(
    key="revisions",
    title=lambda scene: scene.words("review.drift.title"),
    note=lambda scene: scene.words("review.drift.note"),
    needs=needs,
    draw=draw,
)
