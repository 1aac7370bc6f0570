"""Public facts of the programmes behind screening, each with its source, beside the figures reported here."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue.reference_tables import Row
from data.periods import Grain, Period
from data.questions.kinds import Reference
from data.readings import Question, Readings
from layouts.charts.amount import Amount, shown
from layouts.charts.chart import Card, Cards
from layouts.panels.published import of_when, published, quoted
from layouts.scene import Need, Panel, Scene

QUZHOU = "330800"
CONSULTED = ("consult_offline_count", "consult_phone_count")
FACTS = ("zheli_counties", "screening_coverage", "portrait_precision", "severe_found")
COUNSELLING = "quzhou_counselling"


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for Quzhou's consultations of the year where its programme is shown."""
    figures = [Question(CONSULTED, (QUZHOU,), (_year(scene),), until=scene.until)] if _shows_quzhou(scene) else []
    return [Reference("published_figure"), *figures]


def draw(readings: Readings, scene: Scene) -> Cards:
    """Return the card of the province's application, and that of Quzhou's counsellors for the city and above."""
    cards = [_counsellors(readings, scene)] if _shows_quzhou(scene) else []
    return Cards((*cards, _application(scene)))


def _shows_quzhou(scene: Scene) -> bool:
    return QUZHOU in scene.regions.by_code and scene.regions.within(QUZHOU, scene.region.code)


def _year(scene: Scene) -> Period:
    return Period.holding(scene.period.to_date(scene.as_of).last, Grain.YEAR)


def _application(scene: Scene) -> Card:
    words = scene.words
    rows = [row for fact in FACTS if (row := published(scene, fact))]
    return Card(
        heading=words("panels.programmes.application"),
        tag=words("panels.public"),
        under=words("panels.programmes.builder"),
        figures=tuple(_public(row, scene) for row in rows),
        note=_source(rows[0], scene) if rows else words("panels.programmes.none"),
    )


def _counsellors(readings: Readings, scene: Scene) -> Card:
    words = scene.words
    own = [readings.one(key, QUZHOU, _year(scene)) for key in CONSULTED]
    row = published(scene, COUNSELLING)
    return Card(
        heading=words("panels.programmes.counsellors"),
        tag=words("panels.public"),
        under=words("panels.programmes.partners"),
        text=words("panels.programmes.work"),
        figures=(
            *([_public(row, scene)] if row else []),
            *(
                (
                    words("panels.programmes.reported", metric=words.short(reading.metric), year=_year(scene).key),
                    shown(reading, words),
                    words.unit_of(reading) if reading.value is not None else words.status(reading),
                    scene.view.on(region=QUZHOU, explain=reading.metric.key).href,
                )
                for reading in own
            ),
        ),
        note=_source(row, scene) + words("panels.programmes.apart") if row else words("panels.programmes.none"),
    )


def _public(row: Row, scene: Scene) -> tuple[str, Amount | str, str, str]:
    """Return a published figure as a card writes it; it leads nowhere, as it is not computed."""
    unit = str(row["unit"])
    label = scene.words(f"panels.programmes.{row['figure_key']}")
    return label, quoted(row, scene), scene.words.unit_named(unit), ""


def _source(row: Row, scene: Scene) -> str:
    return scene.words("panels.programmes.source", source=row["source_note"], when=of_when(row, scene))


PANEL = Panel(
    key="programmes",
    title=lambda scene: scene.words("panels.programmes.title"),
    note=lambda scene: scene.words("panels.programmes.note"),
    needs=needs,
    draw=draw,
)
