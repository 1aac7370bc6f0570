"""The facts about a brand in the reference tables: its contract, its four homes, its services, published figures."""

from __future__ import annotations

from datetime import date

from data.catalogue.reference_tables import Row, reference_table
from data.questions.kinds import Reference
from layouts.charts.amount import Amount
from layouts.context import Context

CardFigure = tuple[str, Amount | str, str, str]


def brand_row(context: Context, county: str) -> Row | None:
    """Return the reference row of a county's first brand."""
    rows = [row for row in context.answer(Reference("brand")) if row["county"] == county]
    return min(rows, key=lambda row: int(str(row["brand_no"])), default=None)


def named(context: Context, column: str, keys: object) -> str:
    """Name the choices of a list column of the brand table in order, separated as the language does."""
    choices = reference_table("brand").column(column).choices
    listed = [choices[key] for key in choices if isinstance(keys, tuple) and key in keys]
    return context.words("panels.brand_facts.comma").join(
        each.zh if context.words.tongue == "zh" else each.en for each in listed
    )


def shown_day(context: Context) -> date:
    """Return the last day of the shown period that is not in the future."""
    return min(context.period.last, max(context.as_of, context.period.first))


def contract_of(context: Context, county: str) -> Row | None:
    """Return the county's contract that ends last among those begun by the shown day, None where none is registered."""
    begun = [
        row
        for row in context.answer(Reference("contract"))
        if row["county"] == county and isinstance(row["first_day"], date) and row["first_day"] <= shown_day(context)
    ]
    return max(begun, key=lambda row: str(row["last_day"]), default=None)


def offered(context: Context, county: str) -> tuple[str, ...]:
    """Return the kinds of service that a county's brand names or its contract buys."""
    said = [row["service_types"] for row in (brand_row(context, county), contract_of(context, county)) if row]
    return tuple(dict.fromkeys(kind for kinds in said if isinstance(kinds, tuple) for kind in kinds))


def contracts_of(context: Context, county: str) -> list[Row]:
    """Return a county's contracts, the newest first; in a period that is over none that began later."""
    rows = [
        row
        for row in context.answer(Reference("contract"))
        if row["county"] == county
        and not (isinstance(row["first_day"], date) and row["first_day"] > context.known_until)
    ]
    return sorted(rows, key=lambda row: str(row["first_day"]), reverse=True)


def contract_figure(context: Context, county: str) -> CardFigure:
    """Write how many days a county's contract still runs."""
    words, row = context.words, contract_of(context, county)
    label = words("panels.brand_facts.contract")
    if row is None or not isinstance(row["last_day"], date):
        return label, words("mark.missing"), words("panels.brand_facts.no_contract"), ""
    days = (row["last_day"] - shown_day(context)).days
    if days < 0:
        return label, words("panels.brand_facts.over"), words.when(row["last_day"]), ""
    return label, Amount(days), words("panels.brand_facts.days", day=words.when(row["last_day"])), ""


def published_outcomes(row: Row, context: Context) -> tuple[CardFigure, ...]:
    """Write the published outcomes of a brand, each with its base."""
    words, base = context.words, row["paired_n"]
    if not isinstance(base, int):
        return ()
    of = words("panels.brand_card.of", base=words.number(base))
    found: list[CardFigure] = [
        (words("panels.brand_facts.paired"), Amount(base), words("panels.brand_facts.persons"), "")
    ]
    for column in ("absconded_n", "job_n"):
        count = row[column]
        if isinstance(count, int):
            found.append((words(f"panels.brand_facts.{column}"), Amount(count), of, ""))
    return tuple(found)
