"""Drawings as plain JSON and back, so that a frozen week opens as it was drawn, with its limits and definitions.

A dataclass becomes `{"": its name, field: value}` without the fields that have their default. Readings, metrics and
regions, which come many times, are kept once in tables of the body and are named by their place or key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, get_args

from data.catalogue import Direction, Metric
from data.catalogue.catalogue import Bands
from data.catalogue.formula import parse
from data.periods import Period, Span
from data.readings import Reading, Status
from data.readings.reading import Compare
from data.readings.reports import Reports
from data.regions import Level, Region
from layouts.charts import chart, kinds
from layouts.charts.amount import Amount
from layouts.charts.codec_before import chart_before, drawing_before
from layouts.charts.drawn import Drawn, Leaf

Json = Any
KIND = ""
FORM = 2  # of a body; the first had one class for all charts, and numbers as they were written
ENUMS: dict[str, type[StrEnum]] = {each.__name__: each for each in (Compare, Direction, Level, Status, kinds.StepKind)}
CLASSES: dict[str, type[Any]] = {
    each.__name__: each
    for each in (
        *get_args(kinds.Chart), kinds.Bar, kinds.CalendarDay, kinds.ColouredSeries, kinds.ColumnPart, kinds.FunnelStep, kinds.KindRegion, kinds.LinePoint,
        kinds.MapRegion, kinds.MatrixCell, kinds.MatrixRow, kinds.RankedBar, kinds.RankedInterval, kinds.Series, kinds.SignedBar, kinds.StackPart,
        kinds.SwarmDot, kinds.TimelineEvent, kinds.WaterfallStep,
        chart.Card, chart.Cards, chart.Column, chart.Entries, chart.Entry, chart.Icon, chart.Item, chart.Items, chart.Nothing, chart.Row, chart.Rows,
        chart.Table, chart.Tile, chart.Tiles, chart.Words, Amount, Bands, Drawn, Leaf, Span,
    )
}  # fmt: skip


@dataclass
class Encoder:
    """Turns values into JSON and gathers the readings, metrics and regions they name."""

    readings: dict[int, Json] = field(default_factory=dict)
    metrics: dict[str, Json] = field(default_factory=dict)
    regions: dict[str, Json] = field(default_factory=dict)
    _places: dict[int, int] = field(default_factory=dict)
    _kept: list[Reading] = field(default_factory=list)

    def value(self, given: object) -> Json:
        """Return a value as JSON; raises TypeError for what no drawing holds."""
        for kind, write in WRITERS.items():
            if isinstance(given, kind):
                return write(self, given)
        return {KIND: type(given).__name__, **self._fields(given)}

    def reading(self, given: Reading) -> int:
        """Return the place of a reading in the table."""
        if id(given) not in self._places:
            place = len(self._kept)
            self._kept.append(given)  # so that its id is not given to another
            self._places[id(given)] = place
            self.readings[place] = {
                "metric": self.metric(given.metric),
                "region": self.region(given.region),
                "period": given.period.key,
                "first": given.span.first.isoformat(),
                "last": given.span.last.isoformat(),
                "value": given.value,
                "numerator": given.numerator,
                "denominator": given.denominator,
                "reported": given.reported,
                "due": given.due,
                "status": given.status.value,
                "version": given.version,
                "previous": given.previous,
                "last_year": given.last_year,
                "known": given.known and [given.known.reported, given.known.due],
                "base_reports": {held: [each.reported, each.due] for held, each in given.base_reports.items()},
            }
        return self._places[id(given)]

    def metric(self, given: Metric) -> str:
        """Return the key of a metric in the table of definitions."""
        if given.key not in self.metrics:
            self.metrics[given.key] = {
                each.name: self.value(getattr(given, each.name))
                for each in fields(Metric)
                if each.init and each.name not in {"numerator", "denominator"}
            } | {"numerator": given.numerator_text, "denominator": given.denominator_text}
        return given.key

    def region(self, given: Region) -> str:
        """Return the code of a region in the table."""
        if given.code not in self.regions:
            self.regions[given.code] = {each.name: self.value(getattr(given, each.name)) for each in fields(Region)}
        return given.code

    def _fields(self, given: object) -> dict[str, Json]:
        if not is_dataclass(given) or type(given).__name__ not in CLASSES:
            raise TypeError(f"a frozen week cannot hold a {type(given).__name__}")
        held = ((each.name, getattr(given, each.name), _default(each)) for each in fields(given))
        return {name: self.value(value) for name, value, default in held if value != default}


def _enum(encoder: Encoder, given: StrEnum) -> Json:
    kind = type(given).__name__
    return {KIND: "enum", "of": kind, "value": given.value} if kind in ENUMS else given.value


WRITERS: dict[type[Any], Callable[[Encoder, Any], Json]] = {
    StrEnum: _enum,
    type(None): lambda encoder, given: given,
    bool: lambda encoder, given: given,
    int: lambda encoder, given: given,
    float: lambda encoder, given: given,
    str: lambda encoder, given: given,
    date: lambda encoder, given: {KIND: "date", "value": given.isoformat()},
    Period: lambda encoder, given: {KIND: "period", "value": given.key},
    Reading: lambda encoder, given: {KIND: "reading", "at": encoder.reading(given)},
    Metric: lambda encoder, given: {KIND: "metric", "key": encoder.metric(given)},
    Region: lambda encoder, given: {KIND: "region", "code": encoder.region(given)},
    Mapping: lambda encoder, given: {KIND: "map", "items": {key: encoder.value(each) for key, each in given.items()}},
    tuple: lambda encoder, given: [encoder.value(each) for each in given],
    list: lambda encoder, given: [encoder.value(each) for each in given],
}


@dataclass(frozen=True)
class Decoder:
    """Turns JSON back into values, with the readings, metrics and regions of the body's tables."""

    readings: Mapping[str, Json]
    metrics: Mapping[str, Json]
    regions: Mapping[str, Json]
    form: int = FORM
    _made: dict[tuple[str, str], Any] = field(default_factory=dict)

    def value(self, given: Json) -> Any:
        """Return the value that JSON describes; raises KeyError for a kind this program does not know."""
        if isinstance(given, list):
            return tuple(self.value(each) for each in given)
        if not isinstance(given, dict):
            return given
        kind = given[KIND]
        if kind in READERS:
            return READERS[kind](self, given)
        known = {each.name for each in fields(CLASSES[kind])}
        made = CLASSES[kind](**{key: self.value(value) for key, value in given.items() if key in known})
        return drawing_before(made) if self.form == 1 else made

    def reading(self, at: object) -> Reading:
        """Return the reading at a place of the table."""
        found: Reading = self._once("reading", str(at), self._reading)
        return found

    def metric(self, key: str) -> Metric:
        """Return a metric as it was defined when the week was frozen."""
        found: Metric = self._once("metric", key, self._metric)
        return found

    def region(self, code: str) -> Region:
        """Return a region as it was when the week was frozen."""
        found: Region = self._once("region", code, self._region)
        return found

    def _once(self, table: str, key: str, make: Callable[[str], Any]) -> Any:
        if (table, key) not in self._made:
            self._made[table, key] = make(key)
        return self._made[table, key]

    def _reading(self, at: str) -> Reading:
        held = self.readings[at]
        return Reading(
            metric=self.metric(held["metric"]),
            region=self.region(held["region"]),
            period=Period.parse(held["period"]),
            span=Span(date.fromisoformat(held["first"]), date.fromisoformat(held["last"])),
            value=held["value"],
            numerator=held["numerator"],
            denominator=held["denominator"],
            reported=held["reported"],
            due=held["due"],
            status=Status(held["status"]),
            version=held["version"],
            atoms={},
            previous=held["previous"],
            last_year=held["last_year"],
            known=Reports(*held["known"]) if held.get("known") else None,
            base_reports={Compare(key): Reports(*each) for key, each in held.get("base_reports", {}).items()},
        )

    def _metric(self, key: str) -> Metric:
        held = {name: self.value(value) for name, value in self.metrics[key].items()}
        held["numerator"] = parse(held["numerator"])
        held["denominator"] = parse(held["denominator"]) if held["denominator"] else None
        return Metric(**held)

    def _region(self, code: str) -> Region:
        return Region(**{name: self.value(value) for name, value in self.regions[code].items()})


READERS: dict[str, Callable[[Decoder, Json], Any]] = {
    "enum": lambda decoder, given: ENUMS[given["of"]](given["value"]),
    "date": lambda decoder, given: date.fromisoformat(given["value"]),
    "period": lambda decoder, given: Period.parse(given["value"]),
    "reading": lambda decoder, given: decoder.reading(given["at"]),
    "metric": lambda decoder, given: decoder.metric(given["key"]),
    "region": lambda decoder, given: decoder.region(given["code"]),
    "map": lambda decoder, given: {key: decoder.value(value) for key, value in given["items"].items()},
    "Chart": lambda decoder, given: chart_before(given, decoder.value),
}


def encoded(leaves: Iterable[Leaf], readings: Iterable[Reading]) -> dict[str, Json]:
    """Return leaves and the readings behind them as the body of a frozen week."""
    encoder = Encoder()
    asked = [encoder.reading(reading) for reading in readings]
    drawn = encoder.value(list(leaves))
    tables = {"readings": {str(at): row for at, row in encoder.readings.items()}}
    return {
        "form": FORM,
        "leaves": drawn,
        "asked": asked,
        **tables,
        "definitions": encoder.metrics,
        "regions": encoder.regions,
    }


def decoded(body: Mapping[str, Json]) -> tuple[tuple[Leaf, ...], tuple[Reading, ...]]:
    """Return the leaves and readings of a frozen week's body."""
    decoder = Decoder(body["readings"], body["definitions"], body["regions"], body.get("form", 1))
    leaves: tuple[Leaf, ...] = decoder.value(body["leaves"])
    return leaves, tuple(decoder.reading(at) for at in body["asked"])


@cache
def _default(of: Field[Any]) -> object:
    if of.default is not MISSING:
        return of.default
    return of.default_factory() if of.default_factory is not MISSING else MISSING
