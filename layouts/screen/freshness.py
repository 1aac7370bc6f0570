"""How new the data is and how much was reported."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from data.periods import Grain, Period
from data.readings import Reading
from layouts.scene import Scene
from layouts.view import REVIEW, WALL


def freshness(scene: Scene, roll: Reading) -> list[Component]:
    """Return how new the data is and how much was reported, with the places that the browser's clock fills in."""
    words = scene.words
    is_meeting = scene.view.page == REVIEW  # whose own head says up to which day and how much was reported
    parts = [words("shell.held" if is_meeting else "shell.fresh", day=words.day(scene.as_of))]
    if not is_meeting:
        parts.append(_reported(scene, roll))
    covered: list[Component | str] = [" · ".join(parts)]
    if roll.coverage is not None and roll.reported < roll.due and not is_meeting:
        said = words("shell.coverage", percent=words.percent(roll.coverage))
        look = "term is-partial" if scene.is_thin(roll) else "term"
        covered += [" ", html.Span(said, className=look, title=words("terms.reporting.meaning"), tabIndex="0")]
    covered += [part for said in (_late_for(scene), _coming(scene), _lifetime(scene)) if said for part in (" · ", said)]
    covered += [" · ", html.Span(words("shell.version", version=words.number(scene.version)))]
    alarm = html.Strong(
        className="alarm",
        id="alarm",
        role="status",
        **{
            "data-lost": words("shell.lost"),
            "data-old": words("shell.old", hours="{hours}"),
            "data-future": words("shell.future", time=f"{words.when(scene.loaded_at.date())} {scene.loaded_at:%H:%M}"),
            "data-clock": words("shell.clock"),
            "data-time": age_of(scene),
            "data-loaded": scene.loaded_at.isoformat(),
        },
    )
    return [html.Span(covered), " ", alarm]


def _reported(scene: Scene, roll: Reading) -> str:
    """Say how many offices reported on the period's last day, which is named where newer data is there."""
    words, last = scene.words, min(scene.period.last, scene.as_of)
    counts = {"reported": words.number(roll.reported), "due": words.number(roll.due)}
    if last == scene.as_of:
        return words("shell.reported", **counts)
    day = words.day(last) if last.year == scene.as_of.year else words.when(last)
    return words("shell.reported_on", day=day, **counts)


def _late_for(scene: Scene) -> Component | None:
    """Say by how many days a region's own figures are behind those of the root."""
    if not scene.behind:
        return None
    words = scene.words
    said = words("shell.behind", region=words.name(scene.regions.root), days=words.number(scene.behind))
    return html.Span(said, className="is-partial")


def _coming(scene: Scene) -> Component | None:
    """Say which newer day is still being reported, with a link to what is there; a wall has no links."""
    if scene.coming is None:
        return None
    words, day = scene.words, scene.coming.day
    share = words.percent(scene.coming.arrived / scene.coming.due) if scene.coming.due else "0"
    said = words("shell.coming", day=words.day(day), percent=share)
    if scene.view.page == WALL:
        return html.Span(said)
    return html.A(said, href=scene.view.on(period=Period(Grain.DAY, day), grain=Grain.DAY).href)


def _lifetime(scene: Scene) -> str:
    """Say since when a new region has its own figures, or until when a dissolved one had; empty for all others."""
    words, region, regions = scene.words, scene.region, scene.regions
    if region.valid_to is not None and region.valid_to < scene.period.last:
        heirs = words("panels.comma").join(words.name(each) for each in regions.successors(region.code))
        return words(
            "shell.abolished_into" if heirs else "shell.abolished", day=words.when(region.valid_to), heirs=heirs
        )
    if region.valid_from <= scene.period.last_year().first:
        return ""
    line = [words.name(regions.get(code)) for code in regions.lineage(region.code)[1:]]
    key = "shell.founded_from" if line else "shell.founded"
    return words(key, day=words.when(region.valid_from), before=words("panels.comma").join(line))


def age_of(scene: Scene) -> str:
    """Return the time of a scene's figures, as the freshness line and a veil show it."""
    return scene.words.moment(scene.loaded_at)
