"""What the library has and lacks, in words and in four counts; the choice of its theme."""

from __future__ import annotations

from data.readings import Readings
from data.regions import Level
from layouts.charts.amount import Amount
from layouts.charts.chart import Choice, Nothing, Row, Rows, Words
from layouts.panels.shelf import (
    asked_theme,
    gaps,
    home,
    months,
    name_of,
    needs,
    resources,
    shown_resources,
    themes,
    uses,
)
from layouts.scene import Panel, Scene


def headline(readings: Readings, scene: Scene) -> Words:
    """Say how many resources there are and which themes have none, then what was used in the region."""
    words = scene.words
    if not resources(scene):
        return Words(((words("panels.library.empty"),),))
    held = words("panels.library.held", count=len(resources(scene)), themes=len(themes()))
    missing = words("panels.comma").join(name_of(themes()[key], scene) for key in gaps(scene))
    lacking = words("panels.library.lacking", themes=missing) if missing else words("panels.library.complete")
    return Words((((held + lacking),), (_used(scene),)))


def _used(scene: Scene) -> str:
    words, found = scene.words, uses(scene)
    month = months(scene)[-1]
    now = [use for use in found if use.month == month.key]
    if not now:
        return words("panels.library.unused", region=_whose(scene), month=words.period(month))
    return words(
        "panels.library.used_here" if home(scene).level is Level.COUNTY else "panels.library.used",
        region=_whose(scene),
        month=words.period(month),
        count=words.number(sum(use.count for use in now)),
        resources=len({use.resource for use in now}),
        counties=len({use.county for use in now}),
    )


def _whose(scene: Scene) -> str:
    """Name the region whose use is shown, with the theme it is narrowed to."""
    region, theme = scene.words.name(home(scene)), asked_theme(scene)
    if not theme:
        return region
    return scene.words("panels.library.narrowed", region=region, theme=name_of(themes()[theme], scene))


def draw(readings: Readings, scene: Scene) -> Rows | Nothing:
    """Return the four counts side by side."""
    words, found = scene.words, uses(scene)
    if not resources(scene):
        return Nothing(words("panels.library.empty"))
    shown = shown_resources(scene)
    month = months(scene)[-1].key
    used = {use.resource for use in found}
    now = sum(use.count for use in found if use.month == month)
    minutes = sum(int(str(row["minutes"])) for row in shown if row["minutes"] is not None)
    cells: tuple[tuple[str, Amount | str, str], ...] = (
        ("resources", Amount(len(shown)), words("panels.library.minutes", minutes=words.number(minutes))),
        ("gaps", Amount(len(gaps(scene))), words("panels.library.of_themes", themes=len(themes()))),
        ("month", Amount(now) if found else words("mark.missing"), words.period(months(scene)[-1])),
        ("idle", Amount(len(shown) - len(used)), words("panels.library.of_resources", count=len(shown))),
    )
    return Rows(tuple(Row(words(f"panels.library.{key}"), figure, note=note) for key, figure, note in cells), True)


def filters(scene: Scene) -> tuple[Choice, ...]:
    """Return the choice of a theme, with how many resources each has."""
    words = scene.words
    counts = [str(row["theme"]) for row in resources(scene)]
    options = [(f"{words('panels.library.all')} {len(counts)}", scene.view.on(theme="").href, not asked_theme(scene))]
    for key, names in themes().items():
        label = f"{name_of(names, scene)} {counts.count(key)}"
        options.append((label, scene.view.on(theme=key).href, key == asked_theme(scene)))
    return (Choice(words("panels.library.theme"), tuple(options), is_folded=True),)


PANEL = Panel(
    key="library",
    title=lambda scene: scene.words("panels.library.title"),
    note=lambda scene: scene.words("panels.library.note"),
    needs=needs,
    draw=draw,
)
