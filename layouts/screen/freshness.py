"""How new the data is and how much was reported."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from data.periods import Grain, Period
from data.readings import Reading
from layouts.context import Context
from layouts.view import REVIEW, WALL


def freshness(context: Context, roll: Reading) -> list[Component]:
    """Return how new the data is and how much was reported, with the places that the browser's clock fills in."""
    words = context.words
    is_meeting = context.view.page == REVIEW  # whose own head says up to which day and how much was reported
    parts = [words("shell.held" if is_meeting else "shell.fresh", day=words.day(context.as_of))]
    if not is_meeting:
        parts.append(_reported(context, roll))
    covered: list[Component | str] = [" · ".join(parts)]
    if roll.coverage is not None and roll.reported < roll.due and not is_meeting:
        said = words("shell.coverage", percent=words.percent(roll.coverage))
        look = "term is-partial" if context.is_thin(roll) else "term"
        covered += [" ", html.Span(said, className=look, title=words("terms.reporting.meaning"), tabIndex="0")]
    covered += [
        part for said in (_late_for(context), _coming(context), _lifetime(context)) if said for part in (" · ", said)
    ]
    covered += [" · ", html.Span(words("shell.version", version=words.number(context.version)))]
    alarm = html.Strong(
        className="alarm",
        id="alarm",
        role="status",
        **{
            "data-lost": words("shell.lost"),
            "data-old": words("shell.old", hours="{hours}"),
            "data-future": words(
                "shell.future", time=f"{words.when(context.loaded_at.date())} {context.loaded_at:%H:%M}"
            ),
            "data-clock": words("shell.clock"),
            "data-time": age_of(context),
            **({} if context.known else {"data-loaded": context.loaded_at.isoformat()}),  # the past is old of itself
        },
    )
    return [html.Span(covered), " ", alarm]


def _reported(context: Context, roll: Reading) -> str:
    """Say how many offices reported on the period's last day, which is named where newer data is there."""
    words, last = context.words, min(context.period.last, context.as_of)
    counts = {"reported": words.number(roll.reported), "due": words.number(roll.due)}
    if last == context.as_of:
        return words("shell.reported", **counts)
    day = words.day(last) if last.year == context.as_of.year else words.when(last)
    return words("shell.reported_on", day=day, **counts)


def _late_for(context: Context) -> Component | None:
    """Say by how many days a region's own figures are behind those of the root."""
    if not context.behind:
        return None
    words = context.words
    said = words("shell.behind", region=words.name(context.regions.root), days=words.number(context.behind))
    return html.Span(said, className="is-partial")


def _coming(context: Context) -> Component | None:
    """Say which newer day is still being reported, with a link to what is there; a wall has no links."""
    if context.coming is None:
        return None
    words, day = context.words, context.coming.day
    share = words.percent(context.coming.arrived / context.coming.due) if context.coming.due else "0"
    said = words("shell.coming", day=words.day(day), percent=share)
    if context.view.page == WALL:
        return html.Span(said)
    return html.A(said, href=context.view.on(period=Period(Grain.DAY, day), grain=Grain.DAY).href)


def _lifetime(context: Context) -> str:
    """Say since when a new region has its own figures, or until when a dissolved one had; empty for all others."""
    words, region, regions = context.words, context.region, context.regions
    if region.valid_to is not None and region.valid_to < context.period.last:
        heirs = words("panels.comma").join(words.name(each) for each in regions.successors(region.code))
        return words(
            "shell.abolished_into" if heirs else "shell.abolished", day=words.when(region.valid_to), heirs=heirs
        )
    if region.valid_from <= context.period.last_year().first:
        return ""
    line = [words.name(regions.get(code)) for code in regions.lineage(region.code)[1:]]
    key = "shell.founded_from" if line else "shell.founded"
    return words(key, day=words.when(region.valid_from), before=words("panels.comma").join(line))


def age_of(context: Context) -> str:
    """Return the time of a context's figures, as the freshness line and a veil show it."""
    return context.words.moment(context.loaded_at)
