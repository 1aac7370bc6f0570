"""The smart centres: when each was accepted, their rooms and equipment, the card of one, and special periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from data.catalogue.reference_tables import Row as Held
from data.questions.kinds import Reference
from data.readings import Readings
from data.regions import Level
from data.regions.owners import county_of
from layouts.charts.amount import Amount, shown_with_unit
from layouts.charts.chart import Card, Cards, Drawing, Nothing, Row, Rows
from layouts.charts.kinds import ColouredSeries, LineChart, LinePoint, TimelineChart, TimelineEvent
from layouts.context import Context, Panel
from layouts.panels import peers, trend
from layouts.panels.links import explain

METRIC, ROOM_RATE, UPTIME_RATE = "ministry_centre_coverage", "room_compliance_rate", "device_uptime_rate"
EXAMPLE = "330108"
PERIODS_SHOWN = 4


def _inside(context: Context) -> list[Held]:
    """Return the centres of the shown region's counties; of an office that of its county."""
    code = county_of(context.region.code) if context.region.level is Level.OFFICE else context.region.code
    return [
        row
        for row in context.answer(Reference("centre"))
        if row["county"] == code or context.regions.within(str(row["county"]), code)
    ]


def _accepted(readings: Readings, context: Context) -> LineChart | TimelineChart | Nothing:
    inside = _inside(context)
    months = sorted(str(row["accepted_month"]) for row in inside if row["accepted_month"])
    if not months:
        return Nothing(context.words("panels.accepted.empty"))
    if len(inside) == 1:
        return _one_accepted(inside[0], months[0], context)
    by_month = {month: months.count(month) for month in dict.fromkeys(months)}
    last = context.words.when(months[-1])
    points = tuple(
        LinePoint(
            context.words.when(month),
            float(total),
            context.words.number(total),
            href=explain(context, context.catalogue.metric(METRIC)),
            is_selected=month == months[-1],
        )
        for month, total in zip(by_month, accumulate(by_month.values()), strict=True)
    )
    counties = len(inside)
    return LineChart(
        series=(ColouredSeries(context.words("panels.accepted.title"), points),),
        summary=context.words("panels.accepted.summary", accepted=len(months), counties=counties, last=last),
        unit="个",
        domain=(0.0, max(float(counties), 1.0)),
        note=context.words("panels.accepted.summary", accepted=len(months), counties=counties, last=last),
    )


def _one_accepted(centre: Held, month: str, context: Context) -> TimelineChart:
    said = context.words("panels.accepted.one", centre=str(centre["zh"] or context.words("panels.centre_card.title")))
    return TimelineChart(
        name=context.words("panels.accepted.title"),
        points=(TimelineEvent(context.words.when(month), said, is_emphasised=True),),
        summary=f"{context.words.when(month)} {said}",
    )


def _rooms(readings: Readings, context: Context) -> Drawing:
    """Return the ranking of the regions below; of a county its own rooms, as no office has any."""
    if context.region.level.depth < Level.COUNTY.depth:
        return _RANKED_ROOMS.draw(readings, context)
    metric, words = context.catalogue.metric(ROOM_RATE), context.words
    if context.region.level is Level.OFFICE:
        return Nothing(words("panels.centres.county_only", metric=words.name(metric)))
    reading = readings.one(ROOM_RATE, context.region.code, context.period)
    rows = [Row(words.name(metric), shown_with_unit(reading, words), href=explain(context, metric), reading=reading)]
    if reading.parts and reading.parts.denominator is not None:
        amounts = (words.number(round(part)) for part in (reading.parts.numerator, reading.parts.denominator))
        rows.append(Row(words("panels.rooms.of"), " / ".join(amounts)))
    return Rows(tuple(rows))


def _rooms_note(context: Context) -> str:
    return _RANKED_ROOMS.note(context) if context.region.level.depth < Level.COUNTY.depth else ""


def _uptime(readings: Readings, context: Context) -> Drawing:
    if context.region.level is Level.OFFICE:
        metric = context.catalogue.metric(UPTIME_RATE)
        return Nothing(context.words("panels.centres.county_only", metric=context.words.name(metric)))
    return _UPTIME_TREND.draw(readings, context)


def _card(readings: Readings, context: Context) -> Cards | Nothing:
    """Return the centre of the county; above counties the one whose facts are published, as the example."""
    own = _inside(context) if context.region.level in {Level.COUNTY, Level.OFFICE} else []
    known = own or [row for row in context.answer(Reference("centre")) if row["county"] == EXAMPLE]
    if not known:
        return Nothing(context.words("panels.centre_card.empty"))
    row = known[0]
    words = context.words
    month, rooms = row["accepted_month"], row["room_n"]
    figures = (
        (words("panels.centre_card.accepted"), words.when(str(month)) if month else "—", "", ""),
        (
            words("panels.centre_card.rooms"),
            "—" if rooms is None else Amount(int(str(rooms))),
            words.unit_named("间", "" if rooms is None else str(rooms)),
            "",
        ),
    )
    said = [
        words(f"panels.centre_card.has_{name}", named=words("panels.comma").join(map(str, row[name])))  # type: ignore[call-overload]
        for name in ("rooms", "functions")
        if row[name]
    ]
    return Cards(
        (
            Card(
                heading=str(row["zh"] or words("panels.centre_card.title")),
                under=words.name(context.regions.get(str(row["county"]))) if _is_known(row, context) else "",
                text=" ".join(said),
                figures=figures,
                tag=words("panels.centre_card.example") if row["is_example"] else "",
                note=str(row["source_note"] or ""),
                is_example=bool(row["is_example"]),
            ),
        ),
        is_led=True,
    )


def _is_known(row: Held, context: Context) -> bool:
    return context.regions.within(str(row["county"]), context.regions.root.code)


def _periods(readings: Readings, context: Context) -> TimelineChart | Nothing:
    """Return the newest special periods up to the shown period; those that overlap it are marked."""
    rows = _newest_periods(context)
    if not rows:
        return Nothing(context.words("panels.special_periods.empty"))
    first, last = str(context.period.first), str(context.period.last)
    return TimelineChart(
        name=context.words("panels.special_periods.title"),
        points=tuple(
            TimelineEvent(
                context.words.when(str(row["first_when"])),
                str(row["zh"] if context.words.tongue == "zh" else row["en"] or row["zh"]),
                note=" – ".join([context.words.when(str(day)) for day in (row["first_when"], row["last_when"]) if day]),
                is_emphasised=str(row["first_when"]) <= last and str(row["last_when"] or row["first_when"]) >= first,
            )
            for row in rows
        ),
        summary=context.words("panels.special_periods.title"),
        note=context.words("panels.special_periods.foot"),
    )


def _newest_periods(context: Context) -> Sequence[Held]:
    begun = [
        row
        for row in context.answer(Reference("event"))
        if row["event_kind"] == "special_period" and str(row["first_when"]) <= str(context.period.last)
    ]
    return sorted(begun, key=lambda row: str(row["first_when"]), reverse=True)[:PERIODS_SHOWN]


_RANKED_ROOMS = peers.ranking(ROOM_RATE, key="rooms")
_UPTIME_TREND = trend.trend(UPTIME_RATE, key="uptime")
ROOMS = replace(_RANKED_ROOMS, note=_rooms_note, draw=_rooms)
UPTIME = replace(_UPTIME_TREND, draw=_uptime)
ACCEPTED = Panel(
    key="accepted",
    title=lambda context: context.words("panels.accepted.title"),
    note=lambda context: context.words("panels.accepted.note"),
    needs=lambda context: [Reference("centre")],
    draw=_accepted,
)
CARD = Panel(
    key="centre_card",
    title=lambda context: context.words("panels.centre_card.title"),
    note=lambda context: (
        "" if context.region.level.depth >= Level.COUNTY.depth else context.words("panels.centre_card.note")
    ),
    needs=lambda context: [Reference("centre")],
    draw=_card,
)
PERIODS = Panel(
    key="special_periods",
    title=lambda context: context.words("panels.special_periods.title"),
    note=lambda context: context.words("panels.special_periods.note"),
    needs=lambda context: [Reference("event")],
    draw=_periods,
)
