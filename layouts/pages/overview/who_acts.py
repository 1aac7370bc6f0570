"""待办督办: what needs action: overdue tasks, open alerts, and the regions below that fell behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain

from data.alerts import AlertLevel, Notice
from data.periods import Grain, Period
from data.questions.kinds import Reference
from data.readings import Figures, Reading, Readings
from data.readings.reading import TargetStatus
from data.references.duty_posts import TABLE
from data.regions import Level, Region
from data.statistics import is_small_sample
from data.statistics.behind import behind
from data.tasks import Listed
from layouts.charts.chart import Nothing, Row, Rows
from layouts.context import Context, Need, Panel
from layouts.pages.overview.standing import METRICS
from layouts.panels.alerts.area import assign_link, found_notices, shown
from layouts.panels.alerts.red_line import is_grave
from layouts.panels.links import explain, whole_and_parts
from layouts.panels.monthly import asked, newest_reading
from layouts.words.alerts import cause_text, due, place
from layouts.words.duty_posts import telephone, who_answers
from layouts.words.limits import limit_words
from layouts.words.tasks import facts, new_task, status_look, status_word, task_list, task_page

RED = "red_alert_open_count"
MOST_ROWS = 3
MOST_OF_A_KIND = 2  # before red rows of other kinds have had their turn


def needs(context: Context) -> Sequence[Need]:
    """Ask for the open red alerts, and for the assessed figures of the regions below, of an office of those beside it."""
    whole, parts = whole_and_parts(context)
    codes = tuple(dict.fromkeys((whole.code, *(part.code for part in parts))))
    red = Figures((RED,), (context.region.code,), (context.period,))
    return [shown(context), context.task_list, Reference(TABLE), red, *asked(context, METRICS, codes)]


def draw(readings: Readings, context: Context) -> Rows | Nothing:
    """Return three rows at most, overdue and red ones first, and links to the full lists.

    In a period that is over, only the regions that were behind then: the rest is about today.
    """
    is_over = context.as_of > context.period.last
    kinds = [kind(readings, context) for kind in ((_fallen,) if is_over else KINDS)]
    count = sum(map(len, kinds))
    if not count:
        return Nothing(context.words(f"panels.who_acts.none.{'over' if is_over else _where(context)}"))
    first = list(chain.from_iterable(rows[:MOST_OF_A_KIND] for rows in kinds))
    rest = list(chain.from_iterable(rows[MOST_OF_A_KIND:] for rows in kinds))
    every = (*first, *rest)
    return Rows(
        every[:MOST_ROWS],
        whole=every,
        summary=context.words("panels.who_acts.summary", count=count),
        links=_links(context) if count > MOST_ROWS else (),
    )


def _where(context: Context) -> str:
    return "office" if context.region.level is Level.OFFICE else "above"


def _late(_: Readings, context: Context) -> list[Row]:
    late = sorted((each for each in context.answer(context.task_list) if each.late), key=lambda each: -each.late)
    return [_task(each, context) for each in late]


def _task(each: Listed, context: Context) -> Row:
    return Row(
        text=each.task.title,
        figure=status_word(each, context.words),
        href=task_page(each, context.region.code, context.view.lang),
        note=context.words("tasks.join").join(facts(each, _week(context), context.regions, context.words)),
        look=status_look(each),
    )


def _open(readings: Readings, context: Context) -> list[Row]:
    """Return the red alerts of the business system that are not closed, whether they are in time or not, as one row."""
    reading, words = readings.one(RED, context.region.code, context.period), context.words
    if not reading.value:
        return []
    return [
        Row(
            text=words("panels.who_acts.red", count=words.figure(reading)),
            figure=words("panels.who_acts.followed"),
            mark="red",
            href=explain(context, reading.metric),
            note=words("panels.who_acts.red_limit"),
            look="acting",
        )
    ]


def _noticed(level: AlertLevel) -> Callable[[Readings, Context], list[Row]]:
    """Return the view that lists the open notices of one level."""

    def rows(_: Readings, context: Context) -> list[Row]:
        found = [each for each in found_notices(context) if each.level is level]
        return [_notice(each, context) for each in sorted(found, key=lambda each: _urgency(each, context))]

    return rows


def _urgency(notice: Notice, context: Context) -> tuple[bool, date]:
    """Return the key that sorts first what must not happen at all, then what has been open longest."""
    return not any(is_grave(cause.rule, context) for cause in notice.causes), notice.opened


def _notice(notice: Notice, context: Context) -> Row:
    words, causes = context.words, [cause_text(cause, context.words, context.regions) for cause in notice.causes]
    what = words("area_alerts.join").join(cause.what for cause in causes)
    called = _telephone(context, notice.county)
    posts = "" if called else "、".join(dict.fromkeys(cause.answers for cause in causes))
    since = causes[0].since if len(causes) == 1 else ""
    where = "" if notice.county == context.region else place(notice, context.regions, words, context.region.code)
    return Row(
        text=" · ".join(filter(None, (where, what))),
        figure=words("area_alerts.taken") if notice.is_acknowledged else words("area_alerts.open"),
        mark=notice.level.value,
        href=context.address(notice.county.code, explain=notice.causes[0].rule.metric),
        note=words("tasks.join").join(filter(None, (since, due(notice, words), posts))),
        look="acting" if notice.is_acknowledged else "late",
        links=(*called, assign_link(context, notice)),
    )


def _telephone(context: Context, place: Region) -> tuple[tuple[str, str], ...]:
    return telephone(who_answers(context.answer(Reference(TABLE)), context.regions, place), context.words)


def _fallen(readings: Readings, context: Context) -> list[Row]:
    """Return each region below once, by the figure in which it misses the target most; of an office only itself.

    Regions are named that are behind the others beyond chance, or miss a target past its red limit on a base of 100.
    """
    whole, parts = whole_and_parts(context)
    shown = {context.region.code} if context.region in parts else {part.code for part in parts}
    furthest: dict[str, tuple[float, Row]] = {}
    for key in METRICS:
        own = newest_reading(readings, context, key, whole.code)
        found = [readings.one(key, part.code, own.period) for part in parts]
        outside = behind(found)
        for reading in found:
            is_far = reading.target_status is TargetStatus.FAR and not is_small_sample(reading)
            if reading.region.code not in shown or not (is_far or reading.region.code in outside):
                continue
            gap = reading.shortfall
            if gap > furthest.get(reading.region.code, (-1.0,))[0]:
                furthest[reading.region.code] = gap, _behind(reading, own, reading.region.code in outside, context)
    return [row for _, row in sorted(furthest.values(), key=lambda each: -each[0])]


def _behind(reading: Reading, whole: Reading, is_behind: bool, context: Context) -> Row:
    words, metric = context.words, reading.metric
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
        href=context.address(reading.region.code, explain=metric.key),
        note=words("tasks.join").join(filter(None, notes)),
        look="acting",
        links=(*_telephone(context, reading.region), (words("tasks.assign"), _about(reading, context))),
    )


def _about(reading: Reading, context: Context) -> str:
    """Return the address for assigning a task about a region's figure."""
    known = {"metric": reading.metric.key, "place": reading.region.code, "week": _week(context).key}
    return new_task(context.region.code, context.view.lang, **known)


def _links(context: Context) -> tuple[tuple[str, str], ...]:
    words = context.words
    return (
        (
            words("panels.who_acts.every_task"),
            task_list(context.region.code, context.view.lang, week=_week(context).key),
        ),
        (words("panels.who_acts.every_alert"), context.view.on(page="centres").href),
    )


def _week(context: Context) -> Period:
    return Period.holding(context.as_of, Grain.WEEK)


KINDS = (_noticed(AlertLevel.RED), _late, _open, _fallen, _noticed(AlertLevel.YELLOW))

PANEL = Panel(
    key="who_acts",
    title=lambda context: context.words("panels.who_acts.title"),
    note=lambda context: "",
    needs=needs,
    draw=draw,
)
