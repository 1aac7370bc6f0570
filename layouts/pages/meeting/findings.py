"""The problems of a week, found in its readings by rules: each in words, with the step that answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from data.alerts import AlertLevel
from data.catalogue import Direction
from data.periods import Grain
from data.readings import Question, Reading, Readings
from data.readings.feed import Late
from data.regions import Level, Region
from data.statistics import Variation, interval
from data.statistics.intervals import TOO_FEW_TO_COLOUR
from data.statistics.responsible import responsible
from layouts.charts.chart import Nothing
from layouts.pages.meeting import signals, task_list
from layouts.panels import duties
from layouts.panels.alerts import area
from layouts.panels.brands.recent import ACTIVITY, QUIET_DAYS, recent_activities, recent_days
from layouts.scene import Need, Scene
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


def needs(scene: Scene) -> list[Need]:
    """Ask for the courses of all metrics here and below, the duties, the tasks' figures and the brands' last 30 days."""
    return [
        area.shown(scene),
        scene.feed_log,
        *signals.needs(scene),
        *duties.needs(scene),
        *task_list.needs(scene),
        *recent_needs(scene),
    ]


def problems(readings: Readings, scene: Scene) -> list[Problem]:
    """Return the problems of the period, the gravest kind first."""
    kinds = (_occurred, _alerts, _reopened, _late_tasks, _worsened, _below_target, _duties, _silent, _quiet)
    return [found for kind in kinds for found in kind(readings, scene)]


def _occurred(readings: Readings, scene: Scene) -> Iterator[Problem]:
    """Yield what happened that must not, each with its place."""
    for key in HAPPENED:
        reading = own(key, readings, scene)
        count = occurrences(reading) if reading else None
        if count:
            said = scene.words(
                f"brief.occurred.{key}", count=scene.words.number(count), where=where(key, readings, scene)
            )
            yield Problem("occurred", {"said": said, "name": scene.words(f"brief.happened.{key}")})


def _alerts(readings: Readings, scene: Scene) -> Iterator[Problem]:
    red = [notice for notice in area.found_notices(scene) if notice.level is AlertLevel.RED]
    if red:
        places = dict.fromkeys(scene.words.name(notice.county) for notice in red)
        yield Problem(
            "red", {"count": str(by_level(red)[AlertLevel.RED]), "places": named(list(places), "county", scene)}
        )


def _reopened(readings: Readings, scene: Scene) -> Iterator[Problem]:
    for each in task_list.to_reopen(readings, scene):
        yield Problem("reopen", {"title": each.task.title, "owner": each.task.owner})


def _late_tasks(readings: Readings, scene: Scene) -> Iterator[Problem]:
    words, late = scene.words, [each for each in scene.answer(scene.task_list) if each.late]
    if late:
        titles = [words("brief.late_task", title=e.task.title, owner=e.task.owner, days=e.late) for e in late]
        owners = list(dict.fromkeys(each.task.owner for each in late))
        by = words(f"brief.late_by.{'week' if scene.period.grain is Grain.WEEK else 'other'}")
        yield Problem(
            "late",
            {
                "count": str(len(late)),
                "titles": named(titles, "task", scene),
                "owners": named(owners, "unit", scene),
                "by": by,
            },
        )


def _worsened(readings: Readings, scene: Scene) -> Iterator[Problem]:
    words = scene.words
    found = [e for e in signals.everything(readings, scene) if e.verdict.variation is Variation.CONCERNING]
    for each in found[:WORSE]:
        verdict, metric = each.verdict, each.reading.metric
        said = (signal_words(s, verdict.chart.kind, scene.period.grain, words.tongue) for s in verdict.signals[:1])
        yield Problem(
            "worse",
            {
                "metric": words.short(metric),
                "figure": figure(each.reading, scene),
                "signal": "".join(said),
                **_whose(_responsible(each, readings, scene), scene),
            },
        )


def _below_target(readings: Readings, scene: Scene) -> Iterator[Problem]:
    """Yield the shares that are below their target beyond chance and are not named as worsening, as one problem."""
    words, judged = scene.words, signals.everything(readings, scene)
    below = [e.reading for e in judged if e.verdict.variation is not Variation.CONCERNING and _is_below(e.reading)]
    below.sort(key=lambda reading: (reading.value or 0.0) - (reading.metric.target or 0.0))
    if not below:
        return
    said, steps = [], []
    for reading in below[:BELOW]:
        metric, whose = words.name(reading.metric), _whose(_short(reading, readings, scene), scene)
        said.append(
            words(
                "brief.one_below",
                metric=metric,
                figure=figure(reading, scene),
                against=_against(reading, scene),
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


def _against(reading: Reading, scene: Scene) -> str:
    """Return the target of a share; of so few cases that a share says little, how many were due and how many not done."""
    words, due = scene.words, reading.denominator or 0.0
    if due < TOO_FEW_TO_COLOUR and reading.numerator is not None:
        return words("brief.of_few", due=words.number(due), count=words.number(due - reading.numerator))
    target = words(
        "brief.figure", value=reading.metric.target_text, unit=words.unit(reading.metric, reading.metric.target_text)
    )
    return words("brief.under_target", target=target)


def _whose(parts: Sequence[Reading], scene: Scene) -> dict[str, str]:
    """Name the regions whose readings these are, each with its figure."""
    words = scene.words
    places = [words("brief.place", name=words.name(part.region), figure=figure(part, scene)) for part in parts]
    of = words("brief.whose", places=words("panels.comma").join(places)) if places else ""
    return {"whose": of, "who": words("panels.comma").join(words.name(p.region) for p in parts) or words("brief.units")}


def _responsible(each: signals.Judged, readings: Readings, scene: Scene) -> Sequence[Reading]:
    """Return the regions that keep a figure bad, as on the page of signals; of a count those that have any, where they are few."""
    if each.reading.metric.is_ratio:
        return signals.keeping_low(each, readings, scene)
    found = [part for part in _below(each.reading, readings, scene) if part.value]
    return found if len(found) <= FIRST else ()


def _short(whole: Reading, readings: Readings, scene: Scene) -> Sequence[Reading]:
    """Return the regions that keep a share below its target, by the rule of the first sentences."""
    return responsible(_below(whole, readings, scene), whole.metric.target or 0.0)


def _below(whole: Reading, readings: Readings, scene: Scene) -> list[Reading]:
    key = whole.metric.key
    return [
        readings.one(key, child.code, scene.period)
        for child in scene.children
        if child.level.depth <= whole.metric.lowest.depth
    ]


def _duties(readings: Readings, scene: Scene) -> Iterator[Problem]:
    words, drawing = scene.words, duties.draw(readings, scene)
    if scene.region.level is Level.OFFICE or isinstance(drawing, Nothing):
        return
    kinds = {kind: words("panels.comma").join(labels) for kind, labels in duties.lacking(drawing).items()}
    if kinds:
        what = words("brief.and").join(words(f"brief.duties.{kind}", labels=said) for kind, said in kinds.items())
        who = words("brief.duties_of.office" if scene.region.level is Level.COUNTY else "brief.duties_of.county")
        yield Problem("duties", {"said": drawing.summary.rstrip("。."), "what": what, "who": who})


def _silent(readings: Readings, scene: Scene) -> Iterator[Problem]:
    late = scene.answer(scene.feed_log).late
    if late:
        lacking = sum(each.lacking for each in late)
        yield Problem("silent", {"offices": str(len(late)), "days": str(lacking), "names": _silent_places(late, scene)})


def _silent_places(late: Sequence[Late], scene: Scene) -> str:
    """Name the offices where they are few, else where most of them are."""
    words = scene.words
    if len(late) <= NAMED:
        return words("panels.comma").join(words.name(scene.regions.get(each.office)) for each in late)
    inside = [(child, sum(scene.regions.within(e.office, child.code) for e in late)) for child in scene.children]
    found = sorted((pair for pair in inside if pair[1]), key=lambda pair: -pair[1])
    if scene.region.level is Level.COUNTY:
        return named([words.name(child) for child, _ in found], "office", scene)
    said = [words("brief.silent_place", name=words.name(child), count=count) for child, count in found]
    return named(said, "region", scene)


def _quiet(readings: Readings, scene: Scene) -> Iterator[Problem]:
    if names := [scene.words.name(county) for county in quiet_counties(readings, scene)]:
        said = named(names, "county", scene)
        yield Problem("quiet", {"count": str(len(names)), "names": said, "days": str(QUIET_DAYS)})


def recent_needs(scene: Scene) -> list[Question]:
    """Ask for the last 30 days' activities of each county that has a brand."""
    counties = tuple(county.code for county in brand_counties(scene))
    return [Question((ACTIVITY,), counties, recent_days(scene))] if counties else []


def quiet_counties(readings: Readings, scene: Scene) -> list[Region]:
    """Return the counties that held no activity of their brand in the last 30 days and reported every one of them."""
    return [county for county in brand_counties(scene) if recent_activities(readings, county, scene) == 0]


def brand_counties(scene: Scene) -> list[Region]:
    """Return the counties that have a brand: those below, or the shown county itself; none of an office."""
    is_county = scene.region.level is Level.COUNTY
    found = [scene.region] if is_county else scene.within(scene.region.code, Level.COUNTY)
    return [county for county in found if county.code in scene.brands and scene.region.level is not Level.OFFICE]


def occurrences(reading: Reading) -> float | None:
    """Return how many there were: of a rate, the cases it counts."""
    return reading.numerator if reading.metric.is_ratio else reading.value


def where(key: str, readings: Readings, scene: Scene) -> str:
    """Name the regions below in which it happened."""
    lowest = scene.catalogue.metric(key).lowest.depth
    below = [child for child in scene.children if child.level.depth <= lowest]
    names = [scene.words.name(c) for c in below if occurrences(readings.one(key, c.code, scene.period))]
    return scene.words("brief.where", names=named(names, "region", scene)) if names else ""


def own(key: str, readings: Readings, scene: Scene) -> Reading | None:
    """Return the region's reading of a metric, None where its level has none."""
    exists = scene.region.level.depth <= scene.catalogue.metric(key).lowest.depth
    return readings.one(key, scene.region.code, scene.period) if exists else None


def named(names: Sequence[str], kind: str, scene: Scene) -> str:
    """Join names of one kind (region, county, office, unit, task), all where they are few, else the first and how many there are."""
    join = scene.words("panels.comma").join
    if len(names) <= NAMED:
        return join(names)
    return scene.words(f"brief.and_more.{kind}", names=join(names[:FIRST]), count=len(names))


def figure(reading: Reading, scene: Scene) -> str:
    """Write a figure with its unit as in official text: 98.0%, 5750人."""
    return scene.words("brief.figure", value=scene.words.figure(reading), unit=scene.words.unit_of(reading))
