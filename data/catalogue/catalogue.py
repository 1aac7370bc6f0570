"""The catalogue: every metric, column, table and dimension, read once from the TOML files beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from data.catalogue import checks
from data.catalogue.definitions import (
    Bands,
    Dimension,
    Direction,
    FactTable,
    Kind,
    Limit,
    Measure,
    Metric,
    Names,
    Owner,
    Theme,
)
from data.catalogue.draft import CatalogueDraft, Stanza, first_numbered, read_draft
from data.catalogue.formula import parse
from data.errors import CatalogueError, DataError, UnknownMetric
from data.reasons import Reason
from data.regions import Level

__all__ = [
    "Bands",
    "Catalogue",
    "Dimension",
    "Direction",
    "FactTable",
    "Kind",
    "Limit",
    "Measure",
    "Metric",
    "Names",
    "Owner",
    "Theme",
    "load_catalogue",
]

HERE = Path(__file__).parent
Keyed = TypeVar("Keyed", Theme, FactTable, Dimension, Metric, Measure)


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Everything by its key, in the order in which it is shown."""

    themes: Mapping[str, Theme]
    tables: Mapping[str, FactTable]
    dimensions: Mapping[str, Dimension]
    metrics: Mapping[str, Metric]
    measures: Mapping[str, Measure]

    def metric(self, key: str) -> Metric:
        """Return a metric by its key, or by a name as screens show it; raises UnknownMetric with the nearest one."""
        if key in self.metrics:
            return self.metrics[key]
        named = {name: metric for metric in self.metrics.values() for name in (metric.en, metric.short_zh, metric.zh)}
        if key in named:
            return named[key]
        raise UnknownMetric(Reason("metric.unknown", {"name": key, "nearest": _nearest(key, [*self.metrics, *named])}))

    @property
    def rolled(self) -> tuple[FactTable, ...]:
        """The tables that are rolled up: all but details."""
        return tuple(table for table in self.tables.values() if not table.is_detail)

    def table(self, key: str) -> FactTable:
        """Return a fact table by its key or its stem; raises DataError with the nearest one."""
        for table in self.tables.values():
            if key in {table.key, table.stem}:
                return table
        stems = [table.stem for table in self.tables.values()]
        raise DataError(f"没有数据表“{key}”。{_nearest(key, stems)}可用的有 {'、'.join(stems)}。")


@cache
def load_catalogue(folder: Path = HERE) -> Catalogue:
    """Return the catalogue of a folder with `metrics/` and `measures/`, read once a process.

    Raises CatalogueError with every finding: file, key and reason.
    """
    draft, found = read_draft(folder)
    if draft.is_whole:  # without one file's columns every formula that names them would be called wrong
        found += checks.findings(draft)
    if found:
        lines = "\n".join(dict.fromkeys(finding.text for finding in found))
        raise CatalogueError(f"指标目录有误，改正后再启动：\n{lines}")
    return _catalogue(draft)


def _catalogue(draft: CatalogueDraft) -> Catalogue:
    themes, tables = first_numbered(draft.themes), first_numbered(draft.tables)
    measures = _by_key(_measure(column) for table in tables for column in _of(table, draft.columns))
    return Catalogue(
        themes=_by_key(Theme(theme.key, theme.text("zh"), theme.text("en")) for theme in themes),
        tables=_by_key(_table(table, draft, measures) for table in tables),
        dimensions=_by_key(_dimension(dimension, draft) for dimension in draft.dimensions),
        metrics=_by_key(_metric(metric) for theme in themes for metric in _of(theme, draft.metrics)),
        measures=measures,
    )


def _dimension(entry: Stanza, draft: CatalogueDraft) -> Dimension:
    values = {
        member.key: Names(member.text("zh"), member.text("en"), member.texts("aliases"))
        for member in _of(entry, draft.members)
    }
    return Dimension(
        key=entry.key,
        zh=entry.text("zh"),
        en=entry.text("en"),
        values=MappingProxyType(values),
        is_open=entry.flag("open"),
    )


def _table(entry: Stanza, draft: CatalogueDraft, measures: Mapping[str, Measure]) -> FactTable:
    return FactTable(
        key=entry.key,
        zh=entry.text("zh"),
        en=entry.text("en"),
        dimensions=entry.texts("dimensions"),
        measures=tuple(measures[column.key] for column in _of(entry, draft.columns)),
        limits=tuple(
            Limit(limit.text("part"), limit.text("whole"), limit.whole("times") or 1)
            for limit in _of(entry, draft.limits)
        ),
        is_detail=entry.flag("detail"),
    )


def _measure(entry: Stanza) -> Measure:
    return Measure(
        key=entry.key,
        table=entry.group,
        zh=entry.text("zh"),
        en=entry.text("en"),
        unit=entry.text("unit"),
        kind=Kind(entry.text("kind")),
        owner=Owner(entry.text("owner")),
        by=entry.texts("by"),
        second_tier=entry.flag("second_tier"),
        guarded=entry.flag("guarded"),
        office_guarded=entry.flag("office_guarded"),
        aliases=entry.texts("aliases"),
        note=entry.text("note"),
        column=entry.text("column"),
    )


def _metric(entry: Stanza) -> Metric:
    return Metric(
        key=entry.key,
        theme=entry.group,
        zh=entry.text("zh"),
        en=entry.text("en"),
        short_zh=entry.text("short_zh"),
        short_en=entry.text("short_en"),
        unit=entry.text("unit"),
        numerator=parse(entry.text("numerator")),
        denominator=parse(entry.text("denominator")) if entry.text("denominator") else None,
        numerator_zh=entry.text("numerator_zh"),
        numerator_en=entry.text("numerator_en"),
        denominator_zh=entry.text("denominator_zh"),
        denominator_en=entry.text("denominator_en"),
        direction=Direction(entry.text("direction")),
        target=entry.number("target"),
        bands=Bands(entry.number("yellow"), entry.number("red")),
        decimals=entry.whole("decimals") or 0,
        lowest=Level(entry.text("lowest")),
        window_days=entry.whole("window_days"),
        guarded=entry.flag("guarded"),
        is_monthly=entry.flag("monthly"),
        is_census=entry.flag("census"),
        is_proposed=entry.flag("proposed"),
        definition_zh=entry.text("definition_zh"),
        definition_en=entry.text("definition_en"),
        basis_zh=entry.text("basis_zh"),
        basis_en=entry.text("basis_en"),
        is_bottom_line=entry.flag("bottom_line"),
        occurrence=entry.text("occurrence"),
        scale=100.0 if entry.text("unit") == "%" else 1.0,
    )


def _of(group: Stanza, entries: Iterable[Stanza]) -> list[Stanza]:
    return [entry for entry in entries if entry.group == group.key]


def _by_key(items: Iterable[Keyed]) -> Mapping[str, Keyed]:
    return MappingProxyType({item.key: item for item in items})


def _nearest(word: str, known: Iterable[str]) -> Reason | str:
    nearest = get_close_matches(word, sorted(known), n=1)
    return Reason("metric.nearest", {"name": nearest[0]}) if nearest else ""
