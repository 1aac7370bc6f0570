"""What the library has and what is missing, in words and in four counts; the choice of its theme."""

from __future__ import annotations

from data.readings import Readings
from data.regions import Level
from layouts.charts.amount import Amount
from layouts.charts.chart import Choice, Nothing, Row, Rows, Words
from layouts.context import Context, Panel
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


def headline(readings: Readings, context: Context) -> Words:
    """Say how many resources there are and which themes have none, then what was used in the region."""
    words = context.words
    if not resources(context):
        return Words(((words("panels.library.empty"),),))
    held = words("panels.library.held", count=len(resources(context)), themes=len(themes()))
    missing = words("panels.comma").join(name_of(themes()[key], context) for key in gaps(context))
    lacking = words("panels.library.lacking", themes=missing) if missing else words("panels.library.complete")
    return Words((((held + lacking),), (_used(context),)))


def _used(context: Context) -> str:
    words, found = context.words, uses(context)
    month = months(context)[-1]
    now = [use for use in found if use.month == month.key]
    if not now:
        return words("panels.library.unused", region=_whose(context), month=words.period(month))
    return words(
        "panels.library.used_here" if home(context).level is Level.COUNTY else "panels.library.used",
        region=_whose(context),
        month=words.period(month),
        count=words.number(sum(use.count for use in now)),
        resources=len({use.resource for use in now}),
        counties=len({use.county for use in now}),
    )


def _whose(context: Context) -> str:
    """Name the region whose use is shown, with the theme it is narrowed to."""
    region, theme = context.words.name(home(context)), asked_theme(context)
    if not theme:
        return region
    return context.words("panels.library.narrowed", region=region, theme=name_of(themes()[theme], context))


def draw(readings: Readings, context: Context) -> Rows | Nothing:
    """Return the four counts side by side."""
    words, found = context.words, uses(context)
    if not resources(context):
        return Nothing(words("panels.library.empty"))
    shown = shown_resources(context)
    month = months(context)[-1].key
    used = {use.resource for use in found}
    now = sum(use.count for use in found if use.month == month)
    minutes = sum(int(str(row["minutes"])) for row in shown if row["minutes"] is not None)
    cells: tuple[tuple[str, Amount | str, str], ...] = (
        ("resources", Amount(len(shown)), words("panels.library.minutes", minutes=words.number(minutes))),
        ("gaps", Amount(len(gaps(context))), words("panels.library.of_themes", themes=len(themes()))),
        ("month", Amount(now) if found else words("mark.missing"), words.period(months(context)[-1])),
        ("idle", Amount(len(shown) - len(used)), words("panels.library.of_resources", count=len(shown))),
    )
    return Rows(tuple(Row(words(f"panels.library.{key}"), figure, note=note) for key, figure, note in cells), True)


def filters(context: Context) -> tuple[Choice, ...]:
    """Return the choice of a theme, with how many resources each has."""
    words = context.words
    counts = [str(row["theme"]) for row in resources(context)]
    options = [
        (f"{words('panels.library.all')} {len(counts)}", context.view.on(theme="").href, not asked_theme(context))
    ]
    for key, names in themes().items():
        label = f"{name_of(names, context)} {counts.count(key)}"
        options.append((label, context.view.on(theme=key).href, key == asked_theme(context)))
    return (Choice(words("panels.library.theme"), tuple(options), is_folded=True),)


PANEL = Panel(
    key="library",
    title=lambda context: context.words("panels.library.title"),
    note=lambda context: context.words("panels.library.note"),
    needs=needs,
    draw=draw,
)
