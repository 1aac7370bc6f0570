"""Public facts of the programmes behind screening, each with its source, beside the figures reported here."""

from __future__ import annotations

from collections.abc import Sequence

from data.periods import Grain, Period
from data.readings import Question, Readings
from layouts.chart import Card, Cards
from layouts.panel import Panel, Scene
from layouts.panels.links import explain

QUZHOU = "330800"
CONSULTED = ("consult_offline_count", "consult_phone_count")
FACTS = ("counties", "screened", "precision", "severe")


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for Quzhou's consultations of the year where its programme is shown."""
    return [Question(CONSULTED, (QUZHOU,), (_year(scene),))] if _shows_quzhou(scene) else []


def draw(readings: Readings, scene: Scene) -> Cards:
    """Return the card of the province's application, and that of Quzhou's counsellors for the city and above."""
    cards = [_counsellors(readings, scene)] if _shows_quzhou(scene) else []
    return Cards((*cards, _application(scene)))


def _shows_quzhou(scene: Scene) -> bool:
    root = scene.regions.root.code
    return scene.regions.within(QUZHOU, scene.region.code) and scene.regions.within(QUZHOU, root)


def _year(scene: Scene) -> Period:
    return Period.holding(scene.period.to_date(scene.as_of).last, Grain.YEAR)


def _application(scene: Scene) -> Card:
    words = scene.words
    return Card(
        heading=words("panels.programmes.application"),
        tag=words("panels.public"),
        under=words("panels.programmes.builder"),
        figures=tuple(
            (words(f"panels.programmes.{fact}"), words(f"panels.programmes.{fact}_figure"), "", "") for fact in FACTS
        ),
        note=words("panels.programmes.source"),
    )


def _counsellors(readings: Readings, scene: Scene) -> Card:
    words = scene.words
    own = [readings.one(key, QUZHOU, _year(scene)) for key in CONSULTED]
    public = (words("panels.programmes.served"), words("panels.programmes.served_figure"), words("units.人次"), "")
    return Card(
        heading=words("panels.programmes.counsellors"),
        tag=words("panels.public"),
        under=words("panels.programmes.partners"),
        text=words("panels.programmes.work"),
        figures=(
            public,
            *(
                (
                    words("panels.programmes.reported", metric=words.short(reading.metric), year=_year(scene).key),
                    words.figure(reading),
                    words.unit(reading.metric) if reading.value is not None else words.status(reading),
                    explain(scene, reading.metric),
                )
                for reading in own
            ),
        ),
        note=words("panels.programmes.apart"),
    )


PANEL = Panel(
    key="programmes",
    title=lambda scene: scene.words("panels.programmes.title"),
    note=lambda scene: scene.words("panels.programmes.note"),
    needs=needs,
    draw=draw,
)
