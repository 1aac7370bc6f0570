"""The dictionary: the words of the screens, and of each metric its meaning, formula, basis and the pages that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from data.catalogue import Direction, Measure, Metric
from data.questions.kinds import Reference
from data.readings import Readings
from data.regions import Region
from layouts.charts.amount import Amount
from layouts.charts.chart import Entries, Entry, Words
from layouts.scene import Need, Panel, Scene, figures
from layouts.view import DICTIONARY
from layouts.words.terms import Term, glossary

if TYPE_CHECKING:
    from layouts.pages.page import Page

HEADINGS = ("metric", "formula", "unit", "target", "lowest", "used")


def dictionary(pages: Sequence[Page]) -> Panel:
    """Return the dictionary of all metrics, with the links to those of some pages that ask for each."""
    return Panel(
        key="dictionary",
        title=lambda scene: scene.words("pages.dictionary"),
        note=lambda scene: scene.words("panels.dictionary.note"),
        needs=needs,
        draw=lambda readings, scene: _entries(scene, users(pages, scene)),
    )


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for no figures: only for the published ones, since the metrics they are of are on their page."""
    return [Reference("published_figure")]


def headline(readings: Readings, scene: Scene) -> Words:
    """Say how many metrics there are, and how many have limits that no rule sets yet."""
    metrics = scene.catalogue.metrics.values()
    proposed = sum(metric.is_proposed for metric in metrics)
    said = scene.words(
        "panels.dictionary.headline", count=len(metrics), themes=len(scene.catalogue.themes), proposed=proposed
    )
    return Words(((said,),))


def users(pages: Sequence[Page], scene: Scene) -> dict[str, list[str]]:
    """Return the keys of the pages that ask for each metric at any level, by metric key."""
    asking: dict[str, list[str]] = {}
    empty = replace(scene, answers=scene.answers.with_gaps())  # as before anything but the tables was read
    for page in pages:
        asked = {
            metric
            for region in _one_of_each_level(scene)
            for question in figures(page.needs(replace(empty, region=region, view=scene.view.on(page=page.key))))
            for metric in question.metrics
        }
        for metric in asked:
            asking.setdefault(metric, []).append(page.key)
    return asking


def _one_of_each_level(scene: Scene) -> list[Region]:
    found = [scene.regions.root]
    while below := scene.regions.children(found[-1].code, scene.period.first):
        found.append(below[0])
    return found


def _entries(scene: Scene, asking: Mapping[str, list[str]]) -> Entries:
    groups = tuple(
        (
            theme.key,
            theme.zh if scene.words.tongue == "zh" else theme.en,
            tuple(
                _entry(metric, scene, asking.get(metric.key, ()))
                for metric in scene.catalogue.metrics.values()
                if metric.theme == theme.key
            ),
        )
        for theme in scene.catalogue.themes.values()
    )
    terms = ("terms", scene.words("panels.terms.title"), tuple(map(_term, glossary(scene.words.tongue))))
    return Entries((terms, *groups), tuple(scene.words(f"panels.dictionary.heading.{key}") for key in HEADINGS))


def _term(term: Term) -> Entry:
    return Entry(
        key=term.key,
        name="、".join(term.names),
        brief=(term.meaning, *[""] * (len(HEADINGS) - 2)),
        text="",
        facts=(),
        links_label="",
        links=(),
        link="",
        find=f"{' '.join(term.names)} {term.meaning}".lower(),
    )


def _entry(metric: Metric, scene: Scene, pages: Sequence[str]) -> Entry:
    words, view = scene.words, scene.view
    is_zh = words.tongue == "zh"
    columns = [scene.catalogue.measures[key] for key in dict.fromkeys(atom.measure for atom in metric.atoms)]
    definition = metric.definition_zh if is_zh else metric.definition_en
    return Entry(
        key=metric.key,
        name=words.name(metric),
        brief=(
            _formula(metric, scene),
            words.unit(metric),
            _target(metric, scene),
            words(f"drawer.level.{metric.lowest}"),
            words("panels.comma").join(words(f"pages.{key}") for key in pages),
        ),
        text=definition,
        facts=_facts(metric, columns, scene),
        links_label=words("panels.dictionary.used" if pages else "panels.dictionary.unused"),
        links=tuple((words(f"pages.{key}"), view.on(page=key, explain=metric.key).href) for key in pages),
        link=view.on(page=DICTIONARY, explain=metric.key).href,
        find=" ".join(
            (
                metric.key,
                metric.zh,
                metric.en,
                metric.short_zh,
                definition,
                *(f"{c.key} {words.name(c)}" for c in columns),
            )
        ).lower(),
    )


def _formula(metric: Metric, scene: Scene) -> str:
    """Write the formula in words: 完成次数 ÷ 应核查次数."""
    is_zh = scene.words.tongue == "zh"
    top = metric.numerator_zh if is_zh else metric.numerator_en
    below = metric.denominator_zh if is_zh else metric.denominator_en
    return f"{top} ÷ {below}" if metric.is_ratio else top


def _target(metric: Metric, scene: Scene) -> Amount | str:
    if metric.target is None:
        return ""
    if not metric.target and not metric.is_proposed:
        return Amount(metric.target)
    sign = {Direction.UP: "≥ ", Direction.DOWN: "≤ ", Direction.NEUTRAL: ""}[metric.direction]
    amount = f"{sign if metric.target else ''}{_amount(metric.target, metric, scene)}"
    return f"{amount} *" if metric.is_proposed else amount


def _amount(amount: float, metric: Metric, scene: Scene) -> str:
    return scene.words.number(amount, 0 if amount == round(amount) else metric.decimals)


def _facts(metric: Metric, columns: Sequence[Measure], scene: Scene) -> tuple[tuple[str, tuple[str, ...]], ...]:
    words = scene.words
    notation = " ÷ ".join(filter(None, (metric.numerator_text, metric.denominator_text)))
    factor = words("panels.dictionary.times", scale=words.number(metric.scale)) if metric.scale != 1 else ""
    facts = (
        ("notation", (f"{notation}{factor}",)),
        ("columns", tuple(_column(column, scene) for column in columns)),
        ("limits", (_limits(metric, scene),)),
        ("side", (words(f"panels.dictionary.direction.{metric.direction}"),)),
        ("counting", _counting(metric, scene)),
        ("basis", (metric.basis_zh if words.tongue == "zh" else metric.basis_en,)),
        ("key", (metric.key,)),
    )
    return tuple((words(f"panels.dictionary.{key}"), lines) for key, lines in facts if any(lines))


def _column(column: Measure, scene: Scene) -> str:
    table = scene.catalogue.tables[column.table]
    return scene.words(
        "panels.dictionary.column",
        name=scene.words.name(column),
        code=column.key,
        table=table.zh if scene.words.tongue == "zh" else table.en,
        kind=scene.words(f"panels.dictionary.kind.{column.kind}"),
        owner=scene.words(f"panels.dictionary.owner.{column.owner}"),
    )


def _limits(metric: Metric, scene: Scene) -> str:
    """Write the limits beyond which a figure is marked yellow and red, and whether a rule sets them."""
    words = scene.words
    side = "<" if metric.direction is Direction.UP else ">"
    limits = (("yellow", metric.bands.yellow), ("red", metric.bands.red))
    said = [
        f"{words(f'alert.{key}')} {side} {_amount(limit, metric, scene)}" for key, limit in limits if limit is not None
    ]
    if not said and metric.target is None:
        return ""
    origin = words(f"panels.dictionary.{'proposed' if metric.is_proposed else 'ruled'}")
    return words("panels.dictionary.semicolon").join((*said, origin))


def _counting(metric: Metric, scene: Scene) -> tuple[str, ...]:
    words = scene.words
    said = (
        words("panels.window", days=metric.window_days) if metric.window_days else "",
        words("panels.dictionary.monthly") if metric.is_monthly else "",
        words("panels.dictionary.guarded") if metric.guarded else "",
    )
    return tuple(filter(None, said))
