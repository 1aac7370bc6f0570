"""The smart centres: when each was accepted, and the card of one."""

from __future__ import annotations

from itertools import accumulate

from data.readings import Readings
from data.references import Row
from data.regions import Level
from layouts.chart import Card, Cards, Chart, ChartKind, Nothing, Point, Series
from layouts.panel import Panel, Scene
from layouts.panels.links import explain

METRIC = "ministry_centre_coverage"
EXAMPLE = "330108"


def _inside(scene: Scene) -> list[Row]:
    """Return the centres of the shown region's counties; of an office that of its county."""
    code = scene.region.code[:6] if scene.region.level is Level.OFFICE else scene.region.code
    return [
        row
        for row in scene.reference("centre")
        if row["county"] == code or scene.regions.within(str(row["county"]), code)
    ]


def _accepted(readings: Readings, scene: Scene) -> Chart | Nothing:
    inside = _inside(scene)
    months = sorted(str(row["accepted_month"]) for row in inside if row["accepted_month"])
    if not months:
        return Nothing(scene.words("panels.accepted.empty"))
    by_month = {month: months.count(month) for month in dict.fromkeys(months)}
    points = tuple(
        Point(
            month,
            float(total),
            scene.words.number(total),
            href=explain(scene, scene.catalogue.metric(METRIC)),
            is_selected=month == months[-1],
        )
        for month, total in zip(by_month, accumulate(by_month.values()), strict=True)
    )
    counties = len(inside)
    return Chart(
        kind=ChartKind.LINE,
        series=(Series(scene.words("panels.accepted.title"), points),),
        summary=scene.words("panels.accepted.summary", accepted=len(months), counties=counties, last=months[-1]),
        unit=scene.words("units.个"),
        domain=(0.0, max(float(counties), 1.0)),
        note=scene.words("panels.accepted.summary", accepted=len(months), counties=counties, last=months[-1]),
    )


def _card(readings: Readings, scene: Scene) -> Cards | Nothing:
    """Return the centre of the county; above counties the one whose facts are published, as the example."""
    own = _inside(scene) if scene.region.level in {Level.COUNTY, Level.OFFICE} else []
    known = own or [row for row in scene.reference("centre") if row["county"] == EXAMPLE]
    if not known:
        return Nothing(scene.words("panels.centre_card.empty"))
    row = known[0]
    words = scene.words
    month, rooms = row["accepted_month"], row["room_n"]
    figures = (
        (words("panels.centre_card.accepted"), str(month or "—"), "", ""),
        (
            words("panels.centre_card.rooms"),
            "—" if rooms is None else words.number(int(str(rooms))),
            words("units.间"),
            "",
        ),
    )
    lists = [str(each) for name in ("rooms", "functions") for each in (row[name] or ())]  # type: ignore[attr-defined]
    return Cards(
        (
            Card(
                heading=str(row["zh"] or words("panels.centre_card.title")),
                under=words.name(scene.regions.get(str(row["county"]))) if _is_known(row, scene) else "",
                text=words("panels.comma").join(lists),
                figures=figures,
                tag=words("panels.centre_card.example") if row["is_example"] else "",
                note=str(row["source_note"] or ""),
                is_example=bool(row["is_example"]),
            ),
        ),
        is_led=True,
    )


def _is_known(row: Row, scene: Scene) -> bool:
    return scene.regions.within(str(row["county"]), scene.regions.root.code)


def _periods(readings: Readings, scene: Scene) -> Chart | Nothing:
    """Return the special periods, the newest first; those that touch the shown period stand out."""
    rows = [row for row in scene.reference("event") if row["event_kind"] == "special_period"]
    if not rows:
        return Nothing(scene.words("panels.special_periods.empty"))
    first, last = str(scene.period.first), str(scene.period.last)
    return Chart(
        kind=ChartKind.TIMELINE,
        series=(
            Series(
                scene.words("panels.special_periods.title"),
                tuple(
                    Point(
                        str(row["first_when"]),
                        None,
                        str(row["zh"] if scene.words.tongue == "zh" else row["en"] or row["zh"]),
                        note=" – ".join(filter(None, (str(row["first_when"]), str(row["last_when"] or "")))),
                        is_emphasised=str(row["first_when"]) <= last
                        and str(row["last_when"] or row["first_when"]) >= first,
                    )
                    for row in sorted(rows, key=lambda row: str(row["first_when"]), reverse=True)
                ),
            ),
        ),
        summary=scene.words("panels.special_periods.title"),
        note=scene.words("panels.special_periods.foot"),
    )


ACCEPTED = Panel(
    key="accepted",
    title=lambda scene: scene.words("panels.accepted.title"),
    note=lambda scene: scene.words("panels.accepted.note"),
    needs=lambda scene: (),
    draw=_accepted,
)
CARD = Panel(
    key="centre_card",
    title=lambda scene: scene.words("panels.centre_card.title"),
    note=lambda scene: scene.words("panels.centre_card.note"),
    needs=lambda scene: (),
    draw=_card,
)
PERIODS = Panel(
    key="special_periods",
    title=lambda scene: scene.words("panels.special_periods.title"),
    note=lambda scene: scene.words("panels.special_periods.note"),
    needs=lambda scene: (),
    draw=_periods,
)
