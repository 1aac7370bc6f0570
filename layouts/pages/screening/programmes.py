"""Public facts of the programmes behind screening, each with its source, beside the figures reported here."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue.reference_tables import Row
from data.periods import Grain, Period
from data.questions.kinds import Reference
from data.readings import Figures, Readings
from layouts.charts.amount import Amount, shown
from layouts.charts.chart import Card, Cards
from layouts.context import Context, Need, Panel
from layouts.panels.published import of_when, published, quoted

QUZHOU = "330800"
CONSULTED = ("consult_offline_count", "consult_phone_count")
FACTS = ("zheli_counties", "screening_coverage", "portrait_precision", "severe_found")
COUNSELLING = "quzhou_counselling"


def needs(context: Context) -> Sequence[Need]:
    """Ask for Quzhou's consultations of the year where its programme is shown."""
    figures = [Figures(CONSULTED, (QUZHOU,), (_year(context),), until=context.until)] if _shows_quzhou(context) else []
    return [Reference("published_figure"), *figures]


def draw(readings: Readings, context: Context) -> Cards:
    """Return the card of the province's application, and that of Quzhou's counsellors for the city and above."""
    cards = [_counsellors(readings, context)] if _shows_quzhou(context) else []
    return Cards((*cards, _application(context)))


def _shows_quzhou(context: Context) -> bool:
    return QUZHOU in context.regions.by_code and context.regions.within(QUZHOU, context.region.code)


def _year(context: Context) -> Period:
    return Period.holding(context.period.to_date(context.as_of).last, Grain.YEAR)


def _application(context: Context) -> Card:
    words = context.words
    rows = [row for fact in FACTS if (row := published(context, fact))]
    return Card(
        heading=words("panels.programmes.application"),
        tag=words("panels.public"),
        under=words("panels.programmes.builder"),
        figures=tuple(_public(row, context) for row in rows),
        note=_source(rows[0], context) if rows else words("panels.programmes.none"),
    )


def _counsellors(readings: Readings, context: Context) -> Card:
    words = context.words
    own = [readings.one(key, QUZHOU, _year(context)) for key in CONSULTED]
    row = published(context, COUNSELLING)
    return Card(
        heading=words("panels.programmes.counsellors"),
        tag=words("panels.public"),
        under=words("panels.programmes.partners"),
        text=words("panels.programmes.work"),
        figures=(
            *([_public(row, context)] if row else []),
            *(
                (
                    words("panels.programmes.reported", metric=words.short(reading.metric), year=_year(context).key),
                    shown(reading, words),
                    words.unit_of(reading) if reading.value is not None else words.status(reading),
                    context.address(QUZHOU, explain=reading.metric.key),
                )
                for reading in own
            ),
        ),
        note=_source(row, context) + words("panels.programmes.apart") if row else words("panels.programmes.none"),
    )


def _public(row: Row, context: Context) -> tuple[str, Amount | str, str, str]:
    """Return a published figure as a card writes it; it leads nowhere, as it is not computed."""
    figure, label = quoted(row, context), context.words(f"panels.programmes.{row['figure_key']}")
    return label, figure, context.words.unit_named(str(row["unit"]), str(figure)), ""


def _source(row: Row, context: Context) -> str:
    return context.words("panels.programmes.source", source=row["source_note"], when=of_when(row, context))


PANEL = Panel(
    key="programmes",
    title=lambda context: context.words("panels.programmes.title"),
    note=lambda context: context.words("panels.programmes.note"),
    needs=needs,
    draw=draw,
)
