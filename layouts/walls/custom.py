"""A bureau's own wall, or the draft of one, as it can be drawn: what cannot be shown is explained in its place, never a blank screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.questions import Answers
from data.questions.kinds import WallContent
from layouts.charts.chart import Nothing
from layouts.context import Panel
from layouts.pages import PAGES
from layouts.walls.grids import EMPTY, OTHERS
from layouts.walls.wall import Wall, build_wall, known_panels, shown_panel

SECONDS = 30  # for a picture of a draft that does not say so yet


def own_wall(answers: Answers, name: str) -> Wall | None:
    """Return a wall that a bureau made, or a draft of one, out of the answer of what it holds; None where there is none."""
    content, edition = answers.of(WallContent(name))
    return None if content is None else drawable(name, content, edition)


def drawable(name: str, content: Mapping[str, Any], edition: int) -> Wall:
    """Return a sound wall, perhaps saved by an older program or not finished; raises CatalogueError without scenes."""
    return build_wall(name, name, {**content, "scenes": [_usable(s) for s in content["scenes"]]}, _panel, edition)


def _usable(scene: Mapping[str, Any]) -> dict[str, Any]:
    panels, known = scene["panels"], known_panels()
    can = {metric for named in panels.values() if named in known for metric in known[named].choices}
    headline, seconds, brands = scene.get("headline"), scene.get("seconds"), scene.get("brands")
    first = {named: area for area, named in reversed(panels.items())}
    return {
        **{key: part for key, part in scene.items() if key not in OTHERS or _has_panels(part, panels)},
        "maps": [metric for metric in scene.get("maps", ()) if metric in can],
        "headline": headline if headline in PAGES else next(iter(PAGES)),
        "seconds": seconds if isinstance(seconds, int) and seconds > 0 else SECONDS,
        "brands": brands if isinstance(brands, int) else 0,
        "panels": {area: named if first[named] == area else "" for area, named in panels.items()},
    }


def _has_panels(form: Mapping[str, Any], panels: Mapping[str, Any]) -> bool:
    """Say whether every place of another shape has a panel; one of a grid that was changed by an older program has not."""
    return set(" ".join(form.get("areas", ())).split()) - {EMPTY} <= panels.keys()


def _panel(where: str, area: str, named: str) -> Panel:
    if named in known_panels():
        return shown_panel(where, area, named)
    key = "lost" if named else "free"
    return Panel(
        key=f"{key}-{area}",
        title=lambda scene: scene.words(f"scenes.{key}.title"),
        note=lambda scene: "",
        needs=lambda scene: (),
        draw=lambda readings, scene: Nothing(scene.words(f"scenes.{key}.reason", panel=named)),
    )
