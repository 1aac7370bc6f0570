"""The map of signals: which counties changed beyond chance, which differ from the others, and where there are too few to judge."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue import Metric
from data.readings import Question, Reading, Readings
from data.regions import Region
from data.statistics import Variation
from data.statistics.behind import PeerVerdict, verdicts
from data.statistics.history import HISTORY
from layouts.charts.amount import amount_of
from layouts.charts.chart import Nothing
from layouts.charts.kinds import KindMap, KindRegion
from layouts.panels.links import compared, explain, go_to
from layouts.panels.map import shown_metric, shown_regions
from layouts.panels.trend import verdict_of
from layouts.scene import Panel, Scene
from layouts.words.verdicts import conclusion

CHOICES = (
    "checkin_completion_rate",
    "visit_completion_rate",
    "report_completion_rate",
    "screening_ontime_rate",
    "alert_close_ontime_rate",
    "document_ontime_rate",
)
LOOKS = ("worse", "better", "differs-worse", "differs-better", "usual", "few", "none")  # in the order of the legend
DIFFERS = {PeerVerdict.BEHIND: "differs-worse", PeerVerdict.AHEAD: "differs-better"}


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the history of the chosen metric in every county that is drawn."""
    codes = tuple(region.code for region in shown_regions(scene)[0])
    metric = shown_metric(scene, CHOICES)
    return [Question((metric.key,), codes, tuple(scene.period.back(HISTORY)))] if codes else []


def draw(readings: Readings, scene: Scene) -> KindMap | Nothing:
    """Return the map, each county judged first by its own past, then by the others."""
    counties = shown_regions(scene)[0]
    if not counties:
        return Nothing(scene.words("panels.map.empty"))
    metric = shown_metric(scene, CHOICES)
    judged = verdicts([readings.one(metric.key, county.code, scene.period) for county in counties])
    points = tuple(_point(readings, metric, county, judged[county.code], scene) for county in counties)
    looks = [point.look for point in points]
    return KindMap(
        name=scene.words("review.map.legend"),
        points=points,
        summary=_summary(looks, metric, scene),
        kinds=tuple((look, scene.words(f"review.map.{look}")) for look in LOOKS if look in looks),
        note=_summary(looks, metric, scene),
        more=compared(scene, metric),
        links=tuple(
            (
                scene.words.short(scene.catalogue.metric(key)),
                scene.view.on(map="" if key == CHOICES[0] else key, agenda=scene.view.agenda).href,
                key == metric.key,
            )
            for key in CHOICES
        ),
    )


def _point(readings: Readings, metric: Metric, county: Region, verdict: PeerVerdict, scene: Scene) -> KindRegion:
    history = readings.series(metric.key, county.code, scene.period.back(HISTORY))
    course = verdict_of(history, scene)
    look = _look(history[-1], course.variation, verdict)
    words = scene.words
    base = history[-1].denominator
    notes = [
        words(f"review.map.{look}"),
        conclusion(course, history, words.tongue),
        "" if base is None else words("review.map.base", base=words.number(base)),
    ]
    return KindRegion(
        label=words.short(county),
        value=history[-1].value,
        text=f"{words.figure(history[-1])} {words.unit_of(history[-1])}".strip(),
        href=go_to(scene, county) if county.code != scene.region.code else explain(scene, metric),
        note=" · ".join(filter(None, notes)),
        reading=history[-1],
        look=look,
        amount=amount_of(history[-1], words.unit(metric)),
        is_selected=county.code == scene.region.code,
    )


def _look(reading: Reading, variation: Variation, verdict: PeerVerdict) -> str:
    """Return the word for a county: its own change counts before its distance from the others."""
    if reading.value is None:
        return "none"
    if variation is Variation.CONCERNING:
        return "worse"
    if variation is Variation.IMPROVING:
        return "better"
    if verdict in DIFFERS:
        return DIFFERS[verdict]
    return "few" if verdict is PeerVerdict.FEW or variation is Variation.UNKNOWN else "usual"


def _summary(looks: Sequence[str], metric: Metric, scene: Scene) -> str:
    counts = {look: looks.count(look) for look in LOOKS}
    return scene.words(
        "review.map.summary",
        metric=scene.words.short(metric),
        count=len(looks),
        worse=counts["worse"],
        better=counts["better"],
        differs=counts["differs-worse"] + counts["differs-better"],
        few=counts["few"],
    )


PANEL = Panel(
    key="signal_map",
    title=lambda scene: scene.words("review.map.title", metric=scene.words.name(shown_metric(scene, CHOICES))),
    note=lambda scene: scene.words("review.map.note"),
    needs=needs,
    draw=draw,
)
