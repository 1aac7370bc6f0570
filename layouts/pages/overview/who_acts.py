"""待办督办: what needs action: overdue tasks, open alerts, and the regions below that fell behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain

from data.alerts import AlertLevel, Notice
from data.periods import Grain, Period
from data.questions.kinds import Reference
from data.readings import Question, Reading, Readings
from data.readings.reading import TargetStatus
from data.references.duty_posts import TABLE
from data.regions import Level, Region
from data.statistics import is_small_sample
from data.statistics.behind import behind
from data.tasks import Listed
from layouts.charts.chart import Nothing, Row, Rows
from layouts.pages.overview.standing import METRICS
from layouts.panels.alerts.area import assign_link, found_notices, shown
from layouts.panels.alerts.red_line import is_grave
from layouts.panels.links import explain, whole_and_parts
from layouts.panels.monthly import asked, newest_reading
from layouts.scene import Need, Panel, Scene
from layouts.words.alerts import cause_text, due, place
from layouts.words.duty_posts import telephone, who_answers
from layouts.words.limits import limit_words
from layouts.words.tasks import facts, new_task, status_look, status_word, task_list, task_page

RED = "red_alert_open_count"
MOST_ROWS = 3
MOST_OF_A_KIND = 2  # before red rows of other kinds have had their turn


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for the open red alerts, and for the assessed figures of the regions below, of an office of those beside it."""
    whole, parts = whole_and_parts(scene)
    codes = tuple(dict.fromkeys((whole.code, *(part.code for part in parts))))
    red = Question((RED,), (scene.region.code,), (scene.period,))
    return [shown(scene), scene.task_list, Reference(TABLE), red, *asked(scene, METRICS, codes)]


def draw(readings: Readings, scene: Scene) -> Rows | Nothing:
    """Return three rows at most, overdue and red ones first, and links to the full lists.

    In a period that is over, only the regions that were behind then: the rest is about today.
    """
    is_over = scene.as_of > scene.period.last
    kinds = [kind(readings, scene) for kind in ((_fallen,) if is_over else KINDS)]
    count = sum(map(len, kinds))
    if not count:
        return Nothing(scene.words(f"panels.who_acts.none.{'over' if is_over else _where(scene)}"))
    first = list(chain.from_iterable(rows[:MOST_OF_A_KIND] for rows in kinds))
    rest = list(chain.from_iterable(rows[MOST_OF_A_KIND:] for rows in kinds))
    every = (*first, *rest)
    return Rows(
        every[:MOST_ROWS],
        whole=every,
        summary=scene.words("panels.who_acts.summary", count=count),
        links=_links(scene) if count > MOST_ROWS else (),
    )


def _where(scene: Scene) -> str:
    return "office" if scene.region.level is Level.OFFICE else "above"


def _late(_: Readings, scene: Scene) -> list[Row]:
    late = sorted((each for each in scene.answer(scene.task_list) if each.late), key=lambda each: -each.late)
    return [_task(each, scene) for each in late]


def _task(each: Listed, scene: Scene) -> Row:
    return Row(
        text=each.task.title,
        figure=status_word(each, scene.words),
        href=task_page(each, scene.region.code, scene.view.lang),
        note=scene.words("tasks.join").join(facts(each, _week(scene), scene.regions, scene.words)),
        look=status_look(each),
    )


def _open(readings: Readings, scene: Scene) -> list[Row]:
    """Return the red alerts of the business system that are not closed, whether they are in time or not, as one row."""
    reading, words = readings.one(RED, scene.region.code, scene.period), scene.words
    if not reading.value:
        return []
    return [
        Row(
            text=words("panels.who_acts.red", count=words.figure(reading)),
            figure=words("panels.who_acts.followed"),
            mark="red",
            href=explain(scene, reading.metric),
            note=words("panels.who_acts.red_limit"),
            look="acting",
        )
    ]


def _noticed(level: AlertLevel) -> Callable[[Readings, Scene], list[Row]]:
    """Return the view that lists the open notices of one level."""

    def rows(_: Readings, scene: Scene) -> list[Row]:
        found = [each for each in found_notices(scene) if each.level is level]
        return [_notice(each, scene) for each in sorted(found, key=lambda each: _urgency(each, scene))]

    return rows


def _urgency(notice: Notice, scene: Scene) -> tuple[bool, date]:
    """Return the key that sorts first what must not happen at all, then what has been open longest."""
    return not any(is_grave(cause.rule, scene) for cause in notice.causes), notice.opened


def _notice(notice: Notice, scene: Scene) -> Row:
    words, causes = scene.words, [cause_text(cause, scene.words, scene.regions) for cause in notice.causes]
    what = words("area_alerts.join").join(cause.what for cause in causes)
    called = _telephone(scene, notice.county)
    posts = "" if called else "、".join(dict.fromkeys(cause.answers for cause in causes))
    since = causes[0].since if len(causes) == 1 else ""
    where = "" if notice.county == scene.region else place(notice, scene.regions, words, scene.region.code)
    return Row(
        text=" · ".join(filter(None, (where, what))),
        figure=words("area_alerts.taken") if notice.is_acknowledged else words("area_alerts.open"),
        mark=notice.level.value,
        href=scene.view.on(region=notice.county.code, explain=notice.causes[0].rule.metric).href,
        note=words("tasks.join").join(filter(None, (since, due(notice, words), posts))),
        look="acting" if notice.is_acknowledged else "late",
        links=(*called, assign_link(scene, notice)),
    )


def _telephone(scene: Scene, place: Region) -> tuple[tuple[str, str], ...]:
    return telephone(who_answers(scene.answer(Reference(TABLE)), scene.regions, place), scene.words)


def _fallen(readings: Readings, scene: Scene) -> list[Row]:
    """Return each region below once, by the figure in which it misses the target most; of an office only itself.

    Regions are named that are behind the others beyond chance, or miss a target past its red limit on a base of 100.
    """
    whole, parts = whole_and_parts(scene)
    shown = {scene.region.code} if scene.region in parts else {part.code for part in parts}
    furthest: dict[str, tuple[float, Row]] = {}
    for key in METRICS:
        own = newest_reading(readings, scene, key, whole.code)
        found = [readings.one(key, part.code, own.period) for part in parts]
        outside = behind(found)
        for reading in found:
            is_far = reading.target_status is TargetStatus.FAR and not is_small_sample(reading)
            if reading.region.code not in shown or not (is_far or reading.region.code in outside):
                continue
            gap = reading.shortfall
            if gap > furthest.get(reading.region.code, (-1.0,))[0]:
                furthest[reading.region.code] = gap, _behind(reading, own, reading.region.code in outside, scene)
    return [row for _, row in sorted(furthest.values(), key=lambda each: -each[0])]


def _behind(reading: Reading, whole: Reading, is_behind: bool, scene: Scene) -> Row:
    words, metric = scene.words, reading.metric
    against = words("panels.who_acts.chance", region=words.short(whole.region), value=words.figure_with_unit(whole))
    notes = (
        limit_words(reading, words) or (against if is_behind else ""),
        words("panels.who_acts.base", base=words.number(reading.denominator or 0)),
    )
    return Row(
        text=words(
            "panels.who_acts.behind",
            region=words.name(reading.region),
            metric=words.name(metric),
            value=words.figure_with_unit(reading),
        ),
        figure="",
        href=scene.view.on(region=reading.region.code, explain=metric.key).href,
        note=words("tasks.join").join(filter(None, notes)),
        look="acting",
        links=(*_telephone(scene, reading.region), (words("tasks.hand_out"), _about(reading, scene))),
    )


def _about(reading: Reading, scene: Scene) -> str:
    """Return the address for assigning a task about a region's figure."""
    known = {"metric": reading.metric.key, "place": reading.region.code, "week": _week(scene).key}
    return new_task(scene.region.code, scene.view.lang, **known)


def _links(scene: Scene) -> tuple[tuple[str, str], ...]:
    words = scene.words
    return (
        (words("panels.who_acts.every_task"), task_list(scene.region.code, scene.view.lang, week=_week(scene).key)),
        (words("panels.who_acts.every_alert"), scene.view.on(page="centres").href),
    )


def _week(scene: Scene) -> Period:
    return Period.holding(scene.as_of, Grain.WEEK)


KINDS = (_noticed(AlertLevel.RED), _late, _open, _fallen, _noticed(AlertLevel.YELLOW))

PANEL = Panel(
    key="who_acts",
    title=lambda scene: scene.words("panels.who_acts.title"),
    note=lambda scene: "",
    needs=needs,
    draw=draw,
)
