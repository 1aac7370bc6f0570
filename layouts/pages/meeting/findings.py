"""The problems of a week, found in its readings by rules: each in words, with the step that answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from data.alerts import AlertLevel
from data.catalogue import Direction
from data.periods import Grain
from data.readings import Figures, Reading, Readings
from data.readings.feed import Late
from data.regions import Level, Region
from data.statistics import Variation, interval
from data.statistics.intervals import TOO_FEW_TO_COLOUR
from data.statistics.responsible import responsible
from layouts.charts.chart import Nothing
from layouts.context import Context, Need
from layouts.pages.meeting import signals, task_list
from layouts.panels import duties
from layouts.panels.alerts import area
from layouts.panels.brands.recent import ACTIVITY, QUIET_DAYS, recent_activities, recent_days
from layouts.sentences.topics import REPORTED
from layouts.words.alerts import by_level
from layouts.words.verdicts import signal_words

NAMED, FIRST = 5, 3  # up to so many tasks, regions or offices are all named; of more the first
WORSE, BELOW = 3, 3  # metrics that are named as worsening, and as below their target
STILL_GONE = "absconded_count"  # at the period's end, whenever it happened
HAPPENED = (
    "abscond_rate",
    STILL_GONE,
    "missing_registration_count",
    "serious_reoffence_count",
    "incident_count",
)  # what must not happen


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: its kind, which names its messages, and what they are filled in with."""

    kind: str
    fields: Mapping[str, str]


def needs(context: Context) -> list[Need]:
    """Ask for the courses of all metrics here and below, the duties, the tasks' figures and the brands' last 30 days."""
    return [
        area.shown(context),
        context.feed_log,
        *signals.needs(context),
        *duties.needs(context),
        *task_list.needs(context),
        *recent_needs(context),
    ]


def problems(readings: Readings, context: Context) -> list[Problem]:
    """Return the problems of the period, the gravest kind first."""
    kinds = (_occurred, _alerts, _reopened, _late_tasks, _worsened, _below_target, _duties, _silent, _quiet)
    return [found for kind in kinds for found in kind(readings, context)]


def _occurred(readings: Readings, context: Context) -> Iterator[Problem]:
    """Yield what happened that must not happen, each with its place."""
    for key in HAPPENED:
        reading = own(key, readings, context)
        count = occurrences(reading) if reading else None
        if count:
            said = context.words(
                f"brief.occurred.{key}", count=context.words.number(count), where=where(key, readings, context)
            )
            yield Problem("occurred", {"said": said, "name": context.words(f"brief.happened.{key}")})


def _alerts(readings: Readings, context: Context) -> Iterator[Problem]:
    red = [notice for notice in area.found_notices(context) if notice.level is AlertLevel.RED]
    if red:
        places = dict.fromkeys(context.words.name(notice.county) for notice in red)
        yield Problem(
            "red", {"count": str(by_level(red)[AlertLevel.RED]), "places": named(list(places), "county", context)}
        )


def _reopened(readings: Readings, context: Context) -> Iterator[Problem]:
    for each in task_list.to_reopen(readings, context):
        yield Problem("reopen", {"title": each.task.title, "owner": each.task.owner})


def _late_tasks(readings: Readings, context: Context) -> Iterator[Problem]:
    words, late = context.words, [each for each in context.answer(context.task_list) if each.late]
    if late:
        titles = [words("brief.late_task", title=e.task.title, owner=e.task.owner, days=e.late) for e in late]
        owners = list(dict.fromkeys(each.task.owner for each in late))
        by = words(f"brief.late_by.{'week' if context.period.grain is Grain.WEEK else 'other'}")
        yield Problem(
            "late",
            {
                "count": str(len(late)),
                "titles": named(titles, "task", context),
                "owners": named(owners, "unit", context),
                "by": by,
            },
        )


def _worsened(readings: Readings, context: Context) -> Iterator[Problem]:
    words = context.words
    found = [e for e in signals.everything(readings, context) if e.verdict.variation is Variation.CONCERNING]
    for each in found[:WORSE]:
        verdict, metric = each.verdict, each.reading.metric
        said = (signal_words(s, verdict.chart.kind, context.period.grain, words.tongue) for s in verdict.signals[:1])
        yield Problem(
            "worse",
            {
                "metric": words.short(metric),
                "figure": figure(each.reading, context),
                "signal": "".join(said),
                **_whose(_responsible(each, readings, context), context),
            },
        )


def _below_target(readings: Readings, context: Context) -> Iterator[Problem]:
    """Yield the shares that are below their target beyond chance and are not named as worsening, as one problem."""
    words, judged = context.words, signals.everything(readings, context)
    below = [e.reading for e in judged if e.verdict.variation is not Variation.CONCERNING and _is_below(e.reading)]
    below.sort(key=lambda reading: (reading.value or 0.0) - (reading.metric.target or 0.0))
    if not below:
        return
    said, steps = [], []
    for reading in below[:BELOW]:
        metric, whose = words.name(reading.metric), _whose(_short(reading, readings, context), context)
        said.append(
            words(
                "brief.one_below",
                metric=metric,
                figure=figure(reading, context),
                against=_against(reading, context),
                whose=whose["whose"],
            )
        )
        steps.append(words("brief.one_step", who=whose["who"], metric=metric))
    join = words("brief.semicolon").join
    metrics = words("panels.comma").join(words.name(reading.metric) for reading in below[:BELOW])
    yield Problem("below", {"said": join(said), "steps": join(steps), "metrics": metrics})


def _is_below(reading: Reading) -> bool:
    metric = reading.metric
    if metric.key == REPORTED or metric.target is None or metric.direction is not Direction.UP or not metric.is_ratio:
        return False
    span = interval(reading)
    return span is not None and span[1] < metric.target


def _against(reading: Reading, context: Context) -> str:
    """Return the target of a share; of so few cases that a share says little, how many were due and how many not done."""
    words, due = context.words, reading.denominator or 0.0
    if due < TOO_FEW_TO_COLOUR and reading.numerator is not None:
        return words("brief.of_few", due=words.number(due), count=words.number(due - reading.numerator))
    target = words(
        "brief.figure", value=reading.metric.target_text, unit=words.unit(reading.metric, reading.metric.target_text)
    )
    return words("brief.under_target", target=target)


def _whose(parts: Sequence[Reading], context: Context) -> dict[str, str]:
    """Name the regions whose readings these are, each with its figure."""
    words = context.words
    places = [words("brief.place", name=words.name(part.region), figure=figure(part, context)) for part in parts]
    of = words("brief.whose", places=words("panels.comma").join(places)) if places else ""
    return {"whose": of, "who": words("panels.comma").join(words.name(p.region) for p in parts) or words("brief.units")}


def _responsible(each: signals.Judged, readings: Readings, context: Context) -> Sequence[Reading]:
    """Return the regions that keep a figure bad, as on the page of signals; for a count those that have cases, where they are few."""
    if each.reading.metric.is_ratio:
        return signals.keeping_low(each, readings, context)
    found = [part for part in _below(each.reading, readings, context) if part.value]
    return found if len(found) <= FIRST else ()


def _short(whole: Reading, readings: Readings, context: Context) -> Sequence[Reading]:
    """Return the regions that keep a share below its target, by the rule of the first sentences."""
    return responsible(_below(whole, readings, context), whole.metric.target or 0.0)


def _below(whole: Reading, readings: Readings, context: Context) -> list[Reading]:
    key = whole.metric.key
    return [
        readings.one(key, child.code, context.period)
        for child in context.children
        if child.level.depth <= whole.metric.lowest.depth
    ]


def _duties(readings: Readings, context: Context) -> Iterator[Problem]:
    words, drawing = context.words, duties.draw(readings, context)
    if context.region.level is Level.OFFICE or isinstance(drawing, Nothing):
        return
    kinds = {kind: words("panels.comma").join(labels) for kind, labels in duties.lacking(drawing).items()}
    if kinds:
        what = words("brief.and").join(words(f"brief.duties.{kind}", labels=said) for kind, said in kinds.items())
        who = words("brief.duties_of.office" if context.region.level is Level.COUNTY else "brief.duties_of.county")
        yield Problem("duties", {"said": drawing.summary.rstrip("。."), "what": what, "who": who})


def _silent(readings: Readings, context: Context) -> Iterator[Problem]:
    late = context.answer(context.feed_log).late
    if late:
        lacking = sum(each.lacking for each in late)
        yield Problem(
            "silent", {"offices": str(len(late)), "days": str(lacking), "names": _silent_places(late, context)}
        )


def _silent_places(late: Sequence[Late], context: Context) -> str:
    """Name the offices where they are few, else where most of them are."""
    words = context.words
    if len(late) <= NAMED:
        return words("panels.comma").join(words.name(context.regions.get(each.office)) for each in late)
    inside = [(child, sum(context.regions.within(e.office, child.code) for e in late)) for child in context.children]
    found = sorted((pair for pair in inside if pair[1]), key=lambda pair: -pair[1])
    if context.region.level is Level.COUNTY:
        return named([words.name(child) for child, _ in found], "office", context)
    said = [words("brief.silent_place", name=words.name(child), count=count) for child, count in found]
    return named(said, "region", context)


def _quiet(readings: Readings, context: Context) -> Iterator[Problem]:
    if names := [context.words.name(county) for county in quiet_counties(readings, context)]:
        said = named(names, "county", context)
        yield Problem("quiet", {"count": str(len(names)), "names": said, "days": str(QUIET_DAYS)})


def recent_needs(context: Context) -> list[Figures]:
    """Ask for the last 30 days' activities of each county that has a brand."""
    counties = tuple(county.code for county in brand_counties(context))
    return [Figures((ACTIVITY,), counties, recent_days(context))] if counties else []


def quiet_counties(readings: Readings, context: Context) -> list[Region]:
    """Return the counties that held no activity of their brand in the last 30 days and reported every one of them."""
    return [county for county in brand_counties(context) if recent_activities(readings, county, context) == 0]


def brand_counties(context: Context) -> list[Region]:
    """Return the counties that have a brand: those below, or the shown county itself; none of an office."""
    is_county = context.region.level is Level.COUNTY
    found = [context.region] if is_county else context.within(context.region.code, Level.COUNTY)
    return [county for county in found if county.code in context.brands and context.region.level is not Level.OFFICE]


def occurrences(reading: Reading) -> float | None:
    """Return how many there were: of a rate, the cases it counts."""
    return reading.numerator if reading.metric.is_ratio else reading.value


def where(key: str, readings: Readings, context: Context) -> str:
    """Name the regions below in which it happened."""
    lowest = context.catalogue.metric(key).lowest.depth
    below = [child for child in context.children if child.level.depth <= lowest]
    names = [context.words.name(c) for c in below if occurrences(readings.one(key, c.code, context.period))]
    return context.words("brief.where", names=named(names, "region", context)) if names else ""


def own(key: str, readings: Readings, context: Context) -> Reading | None:
    """Return the region's reading of a metric, None where its level has none."""
    exists = context.region.level.depth <= context.catalogue.metric(key).lowest.depth
    return readings.one(key, context.region.code, context.period) if exists else None


def named(names: Sequence[str], kind: str, context: Context) -> str:
    """Join names of one kind (region, county, office, unit, task), all where they are few, else the first and how many there are."""
    join = context.words("panels.comma").join
    if len(names) <= NAMED:
        return join(names)
    return context.words(f"brief.and_more.{kind}", names=join(names[:FIRST]), count=len(names))


def figure(reading: Reading, context: Context) -> str:
    """Write a figure with its unit as in official text: 98.0%, 5750人."""
    return context.words("brief.figure", value=context.words.figure(reading), unit=context.words.unit_of(reading))
