"""The map of signals: which counties changed beyond chance, which differ from the others, and where there are too few to judge."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue import Metric
from data.readings import Figures, Reading, Readings
from data.regions import Region
from data.statistics import Variation
from data.statistics.behind import PeerVerdict, verdicts
from data.statistics.history import HISTORY
from layouts.charts.amount import amount_of
from layouts.charts.chart import Nothing
from layouts.charts.kinds import KindMap, KindRegion
from layouts.context import Context, Panel
from layouts.panels.links import compared, explain, go_to
from layouts.panels.map import shown_metric, shown_regions
from layouts.panels.trend import verdict_of
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


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the history of the chosen metric in every county that is drawn."""
    codes = tuple(region.code for region in shown_regions(context)[0])
    metric = shown_metric(context, CHOICES)
    return [Figures((metric.key,), codes, tuple(context.period.back(HISTORY)))] if codes else []


def draw(readings: Readings, context: Context) -> KindMap | Nothing:
    """Return the map, each county judged first by its own past, then by the others."""
    counties = shown_regions(context)[0]
    if not counties:
        return Nothing(context.words("panels.map.empty"))
    metric = shown_metric(context, CHOICES)
    judged = verdicts([readings.one(metric.key, county.code, context.period) for county in counties])
    points = tuple(_point(readings, metric, county, judged[county.code], context) for county in counties)
    looks = [point.look for point in points]
    return KindMap(
        name=context.words("review.map.legend"),
        points=points,
        summary=_summary(looks, metric, context),
        kinds=tuple((look, context.words(f"review.map.{look}")) for look in LOOKS if look in looks),
        note=_summary(looks, metric, context),
        more=compared(context, metric),
        links=tuple(
            (
                context.words.short(context.catalogue.metric(key)),
                context.view.on(map="" if key == CHOICES[0] else key, agenda=context.view.agenda).href,
                key == metric.key,
            )
            for key in CHOICES
        ),
    )


def _point(readings: Readings, metric: Metric, county: Region, verdict: PeerVerdict, context: Context) -> KindRegion:
    history = readings.series(metric.key, county.code, context.period.back(HISTORY))
    course = verdict_of(history, context)
    look = _look(history[-1], course.variation, verdict)
    words = context.words
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
        href=go_to(context, county) if county.code != context.region.code else explain(context, metric),
        note=" · ".join(filter(None, notes)),
        reading=history[-1],
        look=look,
        amount=amount_of(history[-1], words.unit_of(history[-1])),
        is_selected=county.code == context.region.code,
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


def _summary(looks: Sequence[str], metric: Metric, context: Context) -> str:
    counts = {look: looks.count(look) for look in LOOKS}
    return context.words(
        "review.map.summary",
        metric=context.words.short(metric),
        count=len(looks),
        worse=counts["worse"],
        better=counts["better"],
        differs=counts["differs-worse"] + counts["differs-better"],
        few=counts["few"],
    )


PANEL = Panel(
    key="signal_map",
    title=lambda context: context.words("review.map.title", metric=context.words.name(shown_metric(context, CHOICES))),
    note=lambda context: context.words("review.map.note"),
    needs=needs,
    draw=draw,
)
