"""What was frozen beside what it is now: the figures that moved since, and whose later reports moved them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.periods import Grain, Period
from data.readings import Question, Reading, Readings, Status
from layouts.chart import Nothing, Row, Rows
from layouts.document import FrozenWeek
from layouts.panel import Panel, Scene

NAMED = 3  # regions a row names
MOST_ROWS = 20


def needs(scene: Scene) -> Sequence[Question]:
    """Ask again for what was frozen of the region and those below, in the shown week and the one before."""
    return [
        Question(_metrics(week, scene), (scene.region.code, *(child.code for child in scene.children)), (period,))
        for period, week in _frozen(scene)
        if _metrics(week, scene)
    ]


def draw(readings: Readings, scene: Scene) -> Rows | Nothing:
    """Return a row for each figure of the region that is another now, at the decimals that are shown."""
    weeks = list(_frozen(scene))
    if not weeks:
        return Nothing(scene.words("review.drift.unfrozen"))
    rows = [row for period, week in weeks for row in _rows(week, period, readings, scene)]
    names = "、".join(scene.words.tick(period) for period, _ in weeks)
    if not rows:
        return Nothing(scene.words("review.drift.none", weeks=names))
    summary = scene.words("review.drift.summary", weeks=names, count=len(rows))
    return Rows(tuple(rows[:MOST_ROWS]), summary=summary, whole=tuple(rows))


def _frozen(scene: Scene) -> Iterator[tuple[Period, FrozenWeek]]:
    for period in (scene.period, scene.period.previous()):
        if period.grain is Grain.WEEK and (week := scene.frozen(period)):
            yield period, week


def _metrics(week: FrozenWeek, scene: Scene) -> tuple[str, ...]:
    """Return the metrics that were frozen of the region and still exist."""
    known, code = scene.catalogue.metrics, scene.region.code
    return tuple(
        dict.fromkeys(
            r.metric.key
            for r in week.readings
            if r.region.code == code and r.period == week.edition.week and r.metric.key in known
        )
    )


def _rows(week: FrozenWeek, period: Period, readings: Readings, scene: Scene) -> Iterator[Row]:
    for key in _metrics(week, scene):
        then, now = week.readings.one(key, scene.region.code, period), readings.one(key, scene.region.code, period)
        words = scene.words
        if not _differ(then, now, scene):
            continue
        unit = words.unit(now.metric)
        yield Row(
            text=words(
                "review.drift.row",
                metric=words.name(now.metric),
                week=words.tick(period),
                then=f"{words.figure(then)} {unit}".strip(),
                now=f"{words.figure(now)} {unit}".strip(),
                who=_who(key, week, period, readings, scene),
            ),
            figure=_change(then, now, scene),
            href=scene.view.on(period=period, edition="0", explain=key).href,
        )


def _differ(then: Reading, now: Reading, scene: Scene) -> bool:
    """Say whether a figure is shown as another now; one that is hidden, then or now, is not compared."""
    if Status.SUPPRESSED in {then.status, now.status}:
        return False
    return scene.words.figure(then) != scene.words.figure(now)


def _change(then: Reading, now: Reading, scene: Scene) -> str:
    if then.value is None or now.value is None:
        return "—"
    return scene.words.signed(now.value - then.value, now.metric.decimals)


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
    named = [*late, *mended]
    if not named:
        return ""
    more = words("review.drift.more", count=len(named)) if len(named) > NAMED else ""
    return words("review.drift.by", who="、".join(named[:NAMED]) + more)


def _then(week: FrozenWeek, key: str, code: str, period: Period) -> Reading | None:
    try:
        return week.readings.one(key, code, period)
    except KeyError:
        return None


PANEL = Panel(
    key="drift",
    title=lambda scene: scene.words("review.drift.title"),
    note=lambda scene: scene.words("review.drift.note"),
    needs=needs,
    draw=draw,
)
