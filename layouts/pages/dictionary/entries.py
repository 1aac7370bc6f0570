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
from layouts.context import Context, Need, Panel, figures
from layouts.view import DICTIONARY
from layouts.words.terms import Term, glossary

if TYPE_CHECKING:
    from layouts.pages.page import Page

HEADINGS = ("metric", "formula", "unit", "target", "lowest", "used")


def dictionary(pages: Sequence[Page]) -> Panel:
    """Return the dictionary of all metrics, with the links to those of some pages that ask for each."""
    return Panel(
        key="dictionary",
        title=lambda context: context.words("pages.dictionary"),
        note=lambda context: context.words("panels.dictionary.note"),
        needs=needs,
        draw=lambda readings, context: _entries(context, users(pages, context)),
    )


def needs(context: Context) -> Sequence[Need]:
    """Ask for no readings, only for the published figures: the page that shows them asks for the metrics beside them."""
    return [Reference("published_figure")]


def headline(readings: Readings, context: Context) -> Words:
    """Say how many metrics there are, and how many have limits that no rule sets yet."""
    metrics = context.catalogue.metrics.values()
    proposed = sum(metric.is_proposed for metric in metrics)
    said = context.words(
        "panels.dictionary.headline", count=len(metrics), themes=len(context.catalogue.themes), proposed=proposed
    )
    return Words(((said,),))


def users(pages: Sequence[Page], context: Context) -> dict[str, list[str]]:
    """Return the keys of the pages that ask for each metric at any level, by metric key."""
    asking: dict[str, list[str]] = {}
    empty = replace(context, answers=context.answers.with_gaps())  # as at first, with only the reference tables read
    for page in pages:
        asked = {
            metric
            for region in _one_of_each_level(context)
            for question in figures(page.needs(replace(empty, region=region, view=context.view.on(page=page.key))))
            for metric in question.metrics
        }
        for metric in asked:
            asking.setdefault(metric, []).append(page.key)
    return asking


def _one_of_each_level(context: Context) -> list[Region]:
    found = [context.regions.root]
    while below := context.regions.children(found[-1].code, context.period.first):
        found.append(below[0])
    return found


def _entries(context: Context, asking: Mapping[str, list[str]]) -> Entries:
    groups = tuple(
        (
            theme.key,
            theme.zh if context.words.tongue == "zh" else theme.en,
            tuple(
                _entry(metric, context, asking.get(metric.key, ()))
                for metric in context.catalogue.metrics.values()
                if metric.theme == theme.key
            ),
        )
        for theme in context.catalogue.themes.values()
    )
    terms = ("terms", context.words("panels.terms.title"), tuple(map(_term, glossary(context.words.tongue))))
    return Entries((terms, *groups), tuple(context.words(f"panels.dictionary.heading.{key}") for key in HEADINGS))


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


def _entry(metric: Metric, context: Context, pages: Sequence[str]) -> Entry:
    words, view = context.words, context.view
    is_zh = words.tongue == "zh"
    columns = [context.catalogue.measures[key] for key in dict.fromkeys(atom.measure for atom in metric.atoms)]
    definition = metric.definition_zh if is_zh else metric.definition_en
    return Entry(
        key=metric.key,
        name=words.name(metric),
        brief=(
            _formula(metric, context),
            words.unit(metric),
            _target(metric, context),
            words(f"drawer.level.{metric.lowest}"),
            words("panels.comma").join(words(f"pages.{key}") for key in pages),
        ),
        text=definition,
        facts=_facts(metric, columns, context),
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


def _formula(metric: Metric, context: Context) -> str:
    """Write the formula in words: 完成次数 ÷ 应核查次数."""
    is_zh = context.words.tongue == "zh"
    top = metric.numerator_zh if is_zh else metric.numerator_en
    below = metric.denominator_zh if is_zh else metric.denominator_en
    return f"{top} ÷ {below}" if metric.is_ratio else top


def _target(metric: Metric, context: Context) -> Amount | str:
    if metric.target is None:
        return ""
    if not metric.target and not metric.is_proposed:
        return Amount(metric.target)
    sign = {Direction.UP: "≥ ", Direction.DOWN: "≤ ", Direction.NEUTRAL: ""}[metric.direction]
    amount = f"{sign if metric.target else ''}{_amount(metric.target, metric, context)}"
    return f"{amount} *" if metric.is_proposed else amount


def _amount(amount: float, metric: Metric, context: Context) -> str:
    return context.words.number(amount, 0 if amount == round(amount) else metric.decimals)


def _facts(metric: Metric, columns: Sequence[Measure], context: Context) -> tuple[tuple[str, tuple[str, ...]], ...]:
    words = context.words
    notation = " ÷ ".join(filter(None, (metric.numerator_text, metric.denominator_text)))
    factor = words("panels.dictionary.times", scale=words.number(metric.scale)) if metric.scale != 1 else ""
    facts = (
        ("notation", (f"{notation}{factor}",)),
        ("columns", tuple(_column(column, context) for column in columns)),
        ("limits", (_limits(metric, context),)),
        ("side", (words(f"panels.dictionary.direction.{metric.direction}"),)),
        ("counting", _counting(metric, context)),
        ("basis", (metric.basis_zh if words.tongue == "zh" else metric.basis_en,)),
        ("key", (metric.key,)),
    )
    return tuple((words(f"panels.dictionary.{key}"), lines) for key, lines in facts if any(lines))


def _column(column: Measure, context: Context) -> str:
    table = context.catalogue.tables[column.table]
    return context.words(
        "panels.dictionary.column",
        name=context.words.name(column),
        code=column.key,
        table=table.zh if context.words.tongue == "zh" else table.en,
        kind=context.words(f"panels.dictionary.kind.{column.kind}"),
        owner=context.words(f"panels.dictionary.owner.{column.owner}"),
    )


def _limits(metric: Metric, context: Context) -> str:
    """Write the limits beyond which a figure is marked yellow and red, and whether a rule sets them."""
    words = context.words
    side = "<" if metric.direction is Direction.UP else ">"
    limits = (("yellow", metric.bands.yellow), ("red", metric.bands.red))
    said = [
        f"{words(f'alert.{key}')} {side} {_amount(limit, metric, context)}"
        for key, limit in limits
        if limit is not None
    ]
    if not said and metric.target is None:
        return ""
    origin = words(f"panels.dictionary.{'proposed' if metric.is_proposed else 'ruled'}")
    return words("panels.dictionary.semicolon").join((*said, origin))


def _counting(metric: Metric, context: Context) -> tuple[str, ...]:
    words = context.words
    said = (
        words("panels.window", days=metric.window_days) if metric.window_days else "",
        words("panels.dictionary.monthly") if metric.is_monthly else "",
        words("panels.dictionary.guarded") if metric.guarded else "",
    )
    return tuple(filter(None, said))
