"""Counties that buy services: published counts, then computed ones, a bar each; nothing is drawn between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from data.catalogue.reference_tables import Row, closing
from data.periods import Grain, Period
from data.questions.kinds import Reference
from data.readings import Question, Reading, Readings
from data.regions import Level
from layouts.charts.chart import Nothing
from layouts.charts.kinds import Bar, BarChart, Series, TimelineChart, TimelineEvent
from layouts.panels.brands.choice import chosen_county, county_here
from layouts.panels.brands.facts import contracts_of, named, shown_day
from layouts.panels.links import explain
from layouts.scene import Need, Panel, Scene

METRIC = "purchase_county_coverage"
MONTHS = 36
FIRST = "率先购买"  # the wording of the event of the first purchase


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for the months with figures."""
    county = county_here(scene)
    code = county.code if county else scene.region.code
    if scene.region.level is Level.OFFICE and county is None:
        return []
    tables = (Reference("contract"), Reference("published_figure"), Reference("event"))
    return [*tables, Question((METRIC,), (code,), tuple(_months(scene)))]


def draw(readings: Readings, scene: Scene) -> BarChart | TimelineChart | Nothing:
    """Return the count of counties by the years; of one county the months in which its contract began or ended."""
    county = county_here(scene)
    if scene.region.level is Level.OFFICE and county is None:
        return Nothing(scene.words("panels.forces.office"))
    code = county.code if county else scene.region.code
    history = [r for r in readings.series(METRIC, code, _months(scene)) if r.value is not None]
    if county is None:
        return _bars(history, scene)
    contracts = contracts_of(scene, county.code)
    return _contracts(contracts, scene) if contracts else _changes(history, scene)


def _months(scene: Scene) -> list[Period]:
    month = Period.holding(scene.period.to_date(scene.as_of).last, Grain.MONTH)
    # on a past page the running month is not known yet
    return (month.previous() if month.last > scene.known_until else month).back(MONTHS)


def _bars(history: Sequence[Reading], scene: Scene) -> BarChart | Nothing:
    """Return a bar for each month of which a count was published, and for the ends of the years that are computed."""
    words, published = scene.words, dict(_published(scene))
    rows = {reading.period: _computed(reading, scene) for reading in _landmarks(history)}
    rows |= {month: _published_point(month, *found, scene) for month, found in published.items()}
    if not rows:
        return Nothing(words("panels.brand_purchase.empty"))
    last = history[-1] if history else None
    whole = max([reading.denominator or 0 for reading in history], default=0)
    return BarChart(
        series=(Series(words("panels.brand_purchase.series"), tuple(rows[month] for month in sorted(rows, key=_day))),),
        summary=words(
            "panels.brand_purchase.summary" if last else "panels.brand_purchase.empty",
            part=words.number(last.numerator or 0) if last else "",
            whole=words.number(whole),
        ),
        unit=words("panels.brand_purchase.unit"),
        domain=(0.0, max([whole, *(float(count) for count, _ in published.values()), 1.0])),
        note=words("panels.brand_purchase.published" if published else "panels.brand_purchase.computed"),
    )


def _day(month: Period) -> date:
    return month.first


def _landmarks(history: Sequence[Reading]) -> list[Reading]:
    """Return the last month with figures of each year: within a year a count moves by one or two."""
    return list({reading.period.first.year: reading for reading in history}.values())


def _computed(reading: Reading, scene: Scene) -> Bar:
    count = reading.numerator
    return Bar(
        label=scene.words.period(reading.period),
        value=count,
        text=scene.words("mark.missing") if count is None else scene.words.number(count),
        href=explain(scene, reading.metric),
        is_selected=reading.period == _months(scene)[-1],
    )


def _published_point(month: Period, count: int, name: str, scene: Scene) -> Bar:
    return Bar(
        label=f"{scene.words.period(month)} {name}",
        value=float(count),
        text=scene.words.number(count),
        href=scene.view.on(page="published").href,
    )


def _published(scene: Scene) -> Sequence[tuple[Period, tuple[int, str]]]:
    """Return the published counts of a region's counties by month, each with a name."""
    rows = [
        row
        for row in scene.answer(Reference("published_figure"))
        if row["metric"] == METRIC and row["region"] == scene.region.code
    ]
    found = _first_purchase(scene)
    for row in rows:
        if row["unit"] != "%":
            count = int(float(str(row["figure"])))
            month = Period.holding(closing(str(row["as_of"])), Grain.MONTH)
            found.append((month, (count, scene.words("panels.brand_purchase.mark"))))
    return found


def _first_purchase(scene: Scene) -> list[tuple[Period, tuple[int, str]]]:
    """Return the first purchase in the province, from the events: one county."""
    if scene.region.level is not Level.PROVINCE:
        return []
    rows = [row for row in scene.answer(Reference("event")) if FIRST in str(row["zh"]) and row["region"]]
    return [
        (
            Period.holding(closing(str(row["first_when"])), Grain.MONTH),
            (
                1,
                scene.words(
                    "panels.brand_purchase.first_of", county=scene.words.short(scene.regions.get(str(row["region"])))
                ),
            ),
        )
        for row in rows
    ]


def _contracts(rows: Sequence[Row], scene: Scene) -> TimelineChart:
    """Return a county's contracts as dated events; the one in force is marked."""
    words, points = scene.words, []
    for row in rows:
        bought = named(scene, "service_types", row["service_types"])
        amount = row["amount_yuan"]
        cost = words("panels.brand_purchase.amount", amount=words.number(amount)) if isinstance(amount, int) else ""
        until = words("panels.brand_purchase.until", day=words.when(str(row["last_day"])))
        points.append(
            TimelineEvent(
                label=words.when(str(row["first_day"])),
                text=str(row["organisation"]),
                note=" · ".join(filter(None, (until, cost, bought, str(row["source_note"])))),
                is_emphasised=str(row["first_day"]) <= str(shown_day(scene)) <= str(row["last_day"]),
            )
        )
    is_bound = any(point.is_emphasised for point in points)
    said = words(f"panels.brand_purchase.{'now' if is_bound else 'not_now'}")
    return TimelineChart(name=words("panels.brand_purchase.series"), points=tuple(points), summary=said, note=said)


def _changes(history: Sequence[Reading], scene: Scene) -> TimelineChart | Nothing:
    if not history:
        return Nothing(scene.words("panels.brand_purchase.empty"))
    states = [(reading, bool(reading.value)) for reading in history]
    turns = [states[0], *(b for a, b in pairwise(states) if a[1] != b[1])]
    points = [
        TimelineEvent(
            label=scene.words.period(reading.period),
            text=scene.words(f"panels.brand_purchase.{'has' if has else 'lacks'}"),
            href=explain(scene, reading.metric),
            note=scene.words("panels.brand_purchase.first") if step == 0 else "",
            reading=reading,
            is_emphasised=not has,
        )
        for step, (reading, has) in enumerate(turns)
    ]
    name = scene.words("panels.brand_purchase.series")
    said = "now" if states[-1][1] else "not_now"
    return TimelineChart(name=name, points=tuple(points), summary=scene.words(f"panels.brand_purchase.{said}"))


def title(scene: Scene) -> str:
    """Name what is shown: the counties that buy, or one county's contracts."""
    if county_here(scene) is None:
        return scene.words("panels.brand_purchase.title")
    return scene.words(
        "panels.brand_purchase.contracts", county=scene.words.short(chosen_county(scene) or scene.region)
    )


PANEL = Panel(
    key="brand-purchase",
    title=title,
    note=lambda scene: scene.words("panels.brand_purchase.note"),
    needs=needs,
    draw=draw,
)
