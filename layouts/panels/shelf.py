"""What is in the theme library and how it was used: the rows of the tables for a region and a theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.catalogue.definitions import Names
from data.catalogue.reference_tables import Row, reference_table
from data.periods import Grain, Period
from data.questions.kinds import Reference
from data.regions import Level, Region
from layouts.context import Context, Need

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Use:
    """So many uses of a resource in a county and month."""

    resource: str
    county: str
    month: str
    count: int


def needs(context: Context) -> Sequence[Need]:
    """Ask for the library and its use."""
    return [Reference("resource"), Reference("resource_use")]


def themes() -> Mapping[str, Names]:
    """Return the themes by key, in their order."""
    return reference_table("resource").column("theme").choices


def name_of(names: Names, context: Context) -> str:
    """Write a choice in the interface's language."""
    return names.zh if context.words.tongue == "zh" else names.en


def asked_theme(context: Context) -> str:
    """Return the theme that the view narrows to, "" for all."""
    return context.view.theme if context.view.theme in themes() else ""


def resources(context: Context) -> list[Row]:
    """Return every resource of the library; all regions use the same one."""
    return list(context.answer(Reference("resource")))


def shown_resources(context: Context) -> list[Row]:
    """Return the resources of the theme that the view asks for."""
    theme = asked_theme(context)
    return [row for row in resources(context) if not theme or row["theme"] == theme]


def home(context: Context) -> Region:
    """Return the region whose use is shown: of an office its county, for use is counted by county."""
    wider = context.regions.above(context.region.code)
    return wider[-1] if context.region.level is Level.OFFICE and wider else context.region


def months(context: Context) -> list[Period]:
    """Return the twelve months up to that in which the shown period, or the data, ends."""
    return Period.holding(min(context.period.last, context.as_of), Grain.MONTH).back(MONTHS)


def uses(context: Context) -> list[Use]:
    """Return the uses of the shown resources in the region and the twelve months."""
    titles = {str(row["zh"]) for row in shown_resources(context)}
    counties = set(context.regions.counties(home(context).code))
    keys = {month.key for month in months(context)}
    return [
        Use(str(row["resource"]), str(row["county"]), str(row["use_month"]), count)
        for row in context.answer(Reference("resource_use"))
        if row["county"] in counties and row["use_month"] in keys and row["resource"] in titles
        if isinstance(count := row["use_n"], int)
    ]


def gaps(context: Context) -> list[str]:
    """Return the themes without any resource, by key."""
    held = {row["theme"] for row in resources(context)}
    return [key for key in themes() if key not in held]
