"""Counties that buy services: published counts, then computed ones, a bar each; nothing is drawn between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from data.catalogue.reference_tables import Row, closing
from data.periods import Grain, Period
from data.questions.kinds import Reference
from data.readings import Figures, Reading, Readings
from data.regions import Level
from layouts.charts.chart import Nothing
from layouts.charts.kinds import Bar, BarChart, Series, TimelineChart, TimelineEvent
from layouts.context import Context, Need, Panel
from layouts.panels.brands.choice import chosen_county, county_here
from layouts.panels.brands.facts import contracts_of, named, shown_day
from layouts.panels.links import explain

METRIC = "purchase_county_coverage"
MONTHS = 36
FIRST = "率先购买"  # the wording of the event of the first purchase


def needs(context: Context) -> Sequence[Need]:
    """Ask for the months with figures."""
    county = county_here(context)
    code = county.code if county else context.region.code
    if context.region.level is Level.OFFICE and county is None:
        return []
    tables = (Reference("contract"), Reference("published_figure"), Reference("event"))
    return [*tables, Figures((METRIC,), (code,), tuple(_months(context)))]


def draw(readings: Readings, context: Context) -> BarChart | TimelineChart | Nothing:
    """Return the number of counties by year; for one county the months in which its contract began or ended."""
    county = county_here(context)
    if context.region.level is Level.OFFICE and county is None:
        return Nothing(context.words("panels.forces.office"))
    code = county.code if county else context.region.code
    history = [r for r in readings.series(METRIC, code, _months(context)) if r.value is not None]
    if county is None:
        return _bars(history, context)
    contracts = contracts_of(context, county.code)
    return _contracts(contracts, context) if contracts else _changes(history, context)


def _months(context: Context) -> list[Period]:
    month = Period.holding(context.period.to_date(context.as_of).last, Grain.MONTH)
    # on a past page the running month is not known yet
    return (month.previous() if month.last > context.known_until else month).back(MONTHS)


def _bars(history: Sequence[Reading], context: Context) -> BarChart | Nothing:
    """Return a bar for each month with a published count, and for the end of each computed year."""
    words, published = context.words, dict(_published(context))
    rows = {reading.period: _computed(reading, context) for reading in _landmarks(history)}
    rows |= {month: _published_point(month, *found, context) for month, found in published.items()}
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
        unit="个县",
        domain=(0.0, max([whole, *(float(count) for count, _ in published.values()), 1.0])),
        note=words("panels.brand_purchase.published" if published else "panels.brand_purchase.computed"),
    )


def _day(month: Period) -> date:
    return month.first


def _landmarks(history: Sequence[Reading]) -> list[Reading]:
    """Return the last month with figures of each year: within a year a count moves by one or two."""
    return list({reading.period.first.year: reading for reading in history}.values())


def _computed(reading: Reading, context: Context) -> Bar:
    count = reading.numerator
    return Bar(
        label=context.words.period(reading.period),
        value=count,
        text=context.words("mark.missing") if count is None else context.words.number(count),
        href=explain(context, reading.metric),
        is_selected=reading.period == _months(context)[-1],
    )


def _published_point(month: Period, count: int, name: str, context: Context) -> Bar:
    return Bar(
        label=f"{context.words.period(month)} {name}",
        value=float(count),
        text=context.words.number(count),
        href=context.view.on(page="published").href,
    )


def _published(context: Context) -> Sequence[tuple[Period, tuple[int, str]]]:
    """Return the published counts of a region's counties by month, each with a name."""
    rows = [
        row
        for row in context.answer(Reference("published_figure"))
        if row["metric"] == METRIC and row["region"] == context.region.code
    ]
    found = _first_purchase(context)
    for row in rows:
        if row["unit"] != "%":
            count = int(float(str(row["figure"])))
            month = Period.holding(closing(str(row["as_of"])), Grain.MONTH)
            found.append((month, (count, context.words("panels.brand_purchase.mark"))))
    return found


def _first_purchase(context: Context) -> list[tuple[Period, tuple[int, str]]]:
    """Return the first purchase in the province, from the events: one county."""
    if context.region.level is not Level.PROVINCE:
        return []
    rows = [row for row in context.answer(Reference("event")) if FIRST in str(row["zh"]) and row["region"]]
    return [
        (
            Period.holding(closing(str(row["first_when"])), Grain.MONTH),
            (
                1,
                context.words(
                    "panels.brand_purchase.first_of",
                    county=context.words.short(context.regions.get(str(row["region"]))),
                ),
            ),
        )
        for row in rows
    ]


def _contracts(rows: Sequence[Row], context: Context) -> TimelineChart:
    """Return a county's contracts as dated events; the one in force is marked."""
    words, points = context.words, []
    for row in rows:
        bought = named(context, "service_types", row["service_types"])
        amount = row["amount_yuan"]
        cost = words("panels.brand_purchase.amount", amount=words.number(amount)) if isinstance(amount, int) else ""
        until = words("panels.brand_purchase.until", day=words.when(str(row["last_day"])))
        points.append(
            TimelineEvent(
                label=words.when(str(row["first_day"])),
                text=str(row["organisation"]),
                note=" · ".join(filter(None, (until, cost, bought, str(row["source_note"])))),
                is_emphasised=str(row["first_day"]) <= str(shown_day(context)) <= str(row["last_day"]),
            )
        )
    is_bound = any(point.is_emphasised for point in points)
    said = words(f"panels.brand_purchase.{'now' if is_bound else 'not_now'}")
    return TimelineChart(name=words("panels.brand_purchase.series"), points=tuple(points), summary=said, note=said)


def _changes(history: Sequence[Reading], context: Context) -> TimelineChart | Nothing:
    if not history:
        return Nothing(context.words("panels.brand_purchase.empty"))
    states = [(reading, bool(reading.value)) for reading in history]
    turns = [states[0], *(b for a, b in pairwise(states) if a[1] != b[1])]
    points = [
        TimelineEvent(
            label=context.words.period(reading.period),
            text=context.words(f"panels.brand_purchase.{'has' if has else 'lacks'}"),
            href=explain(context, reading.metric),
            note=context.words("panels.brand_purchase.first") if step == 0 else "",
            reading=reading,
            is_emphasised=not has,
        )
        for step, (reading, has) in enumerate(turns)
    ]
    name = context.words("panels.brand_purchase.series")
    said = "now" if states[-1][1] else "not_now"
    return TimelineChart(name=name, points=tuple(points), summary=context.words(f"panels.brand_purchase.{said}"))


def title(context: Context) -> str:
    """Name what is shown: the counties that buy, or one county's contracts."""
    if county_here(context) is None:
        return context.words("panels.brand_purchase.title")
    return context.words(
        "panels.brand_purchase.contracts", county=context.words.short(chosen_county(context) or context.region)
    )


PANEL = Panel(
    key="brand-purchase",
    title=title,
    note=lambda context: context.words("panels.brand_purchase.note"),
    needs=needs,
    draw=draw,
)
