"""The interface's words and the way figures are written, in one of two languages."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from data.catalogue import Measure, Metric
from data.periods import Grain, Period, Span
from data.readings import Reading, Status
from data.readings.reading import Compare
from data.reasons import reasons
from data.regions import Region
from layouts.words.plurals import CountedWord, filled, plural_tags

MESSAGES = Path(__file__).parent / "messages"
THIN = "\u2009"
MINUS = "\u2212"
APART = re.compile(rf"(?<=[0-9])[ {THIN}]([%‰])")
DATED = ("year", "month", "day")  # the parts of a date, as far as it is known
FEW = 20  # a change of so few is written as a number, not as a share of them

Tongue = Literal["zh", "en"]


def written(value: float, decimals: int, *, is_signed: bool = False) -> str:
    """Return a number with its thousands set apart by thin spaces; a zero has no sign, a plus is written where asked for."""
    text = f"{abs(value):,.{decimals}f}".replace(",", THIN)
    if round(value, decimals) == 0:
        return text
    return f"{MINUS}{text}" if value < 0 else f"+{text}" if is_signed else text


@dataclass(frozen=True)
class Language:
    """One language's message catalogue; `language(key, **fields)` is a message with its fields filled in."""

    tongue: Tongue
    messages: dict[str, str]

    def __call__(self, key: str, **fields: object) -> str:
        """Return a message; in Chinese the sign of per cent follows its number. Raises KeyError for an unknown key.

        A message names the forms of a word by the number they go with: `{count} {count:day|days} left`.
        """
        said = filled(self.messages[key], self.tongue, fields)
        return APART.sub(r"\1", said) if self.tongue == "zh" else said

    def forms(self, key: str) -> dict[str, str]:
        """Return a message of a `count` by the tag of its plural form, with # for the number, for scripts that count on."""
        tags = plural_tags(self.tongue)
        return {tag: self.messages[key].format(count=CountedWord("#", form)) for form, tag in enumerate(tags)}

    def name(self, of: Region | Metric | Measure) -> str:
        """Return the full name of a region, metric or column."""
        return of.zh if self.tongue == "zh" else of.en

    def short(self, of: Region | Metric) -> str:
        """Return the short name of a region or metric."""
        if isinstance(of, Region):
            return of.short_zh if self.tongue == "zh" else of.en
        return of.short_zh if self.tongue == "zh" else of.short_en

    def target(self, metric: Metric) -> str:
        """Write a metric's target with its unit, empty where it has none."""
        if metric.target is None:
            return ""
        return self("panels.target", value=self.target_amount(metric))

    def target_amount(self, metric: Metric) -> str:
        """Write a metric's target with its unit, without needless decimals: 98%, 0 人."""
        return self._with_unit(metric.target_text, metric)

    def unit(self, of: Metric | Measure, amount: str = "") -> str:
        """Return the unit of a metric or column beside an amount, that of many without one; signs such as % stay."""
        return self.unit_named(of.unit, amount)

    def unit_named(self, unit: str, amount: str = "") -> str:
        """Return a unit of the catalogue or of a chart as this language writes it beside an amount, that of many without one."""
        key = f"units.{unit}"
        return self(key, count=amount) if key in self.messages else unit

    def unit_of(self, reading: Reading) -> str:
        """Return the unit beside a reading's figure."""
        return self.unit(reading.metric, self.figure(reading))

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number with thin spaces between thousands."""
        return written(value, decimals)

    def signed(self, value: float, decimals: int = 0) -> str:
        """Write a difference with its sign; a zero has none."""
        return written(value, decimals, is_signed=True)

    def figure(self, reading: Reading) -> str:
        """Write a reading's value without its unit, or the short mark for why it has none."""
        if reading.value is None:
            return self(f"mark.{reading.status}")
        return self.number(reading.value, reading.metric.decimals)

    def amount(self, value: float, metric: Metric) -> str:
        """Write a limit or target of a metric with its unit, a percentage without decimals that are zero: 98%."""
        text = self.number(value, metric.decimals)
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return self._with_unit(text, metric)

    def figure_with_unit(self, reading: Reading) -> str:
        """Write a reading's value with its unit as a sentence has it: 88.2%, 12 人."""
        text = self.figure(reading)
        return text if reading.value is None else self._with_unit(text, reading.metric)

    def _with_unit(self, text: str, metric: Metric) -> str:
        unit = self.unit(metric, text)
        return f"{text}{unit}" if unit in {"%", "‰"} else f"{text} {unit}".rstrip()

    def status(self, reading: Reading) -> str:
        """Say in words what a reading's status is; of a partial one its coverage, for an empty base, what is missing."""
        if reading.status is Status.PARTIAL and reading.coverage is not None:
            return self("status.covered", percent=self.percent(reading.coverage))
        if reading.status is Status.UNDEFINED:
            metric = reading.metric
            return self("status.none_of", base=metric.denominator_zh if self.tongue == "zh" else metric.denominator_en)
        return self(f"status.{reading.status}")

    def percent(self, share: float) -> str:
        """Write a share as per cent, never rounded up to 100."""
        return self.number(int(share * 1000) / 10, 1)

    def change(self, reading: Reading, compare: Compare) -> str:
        """Write a reading's change: points for a percentage, else a share of its base, a number where that is small."""
        change, base = reading.change(compare), reading.base(compare)
        if change is None or base is None:
            return ""
        metric = reading.metric
        if metric.unit in {"%", "‰"} or abs(base) < FEW:
            return self._arrow(change, metric.decimals, self._change_unit(metric, change))
        return self._arrow(100 * change / abs(base), 1, "%")

    def compared(self, reading: Reading, compare: Compare) -> str:
        """Write a change with what it is compared with: 环比持平 where it stayed, 环比不可比 where coverage forbids it."""
        change, against = self.change(reading, compare), self(f"against.{compare}")
        if self.unlike(reading, compare):
            return self("change.unlike", against=against)
        if change == self("change.none"):
            return self("change.still", against=against)
        return change and f"{change} {against}"

    def unlike(self, reading: Reading, compare: Compare) -> str:
        """Say why a value is not compared with its base, with the coverage of both; empty where it is compared, or where either is missing."""
        if reading.is_comparable(compare) or reading.value is None or reading.base(compare) is None:
            return ""
        now, before = reading.reports.share, reading.base_coverage(compare)
        return self(
            f"change.why_unlike.{compare}",
            now=self.percent(now),
            before=self.percent(1.0 if before is None else before),
        )

    def _change_unit(self, metric: Metric, change: float) -> str:
        unit = {"%": "个百分点", "‰": "个千分点"}.get(metric.unit, metric.unit)
        return self.unit_named(unit, self.number(abs(change), metric.decimals))

    def _arrow(self, change: float, decimals: int, unit: str) -> str:
        shown = round(change, decimals)
        if shown == 0:
            return self("change.none")
        said = f"{'▲' if shown > 0 else '▼'}{THIN}{self.number(abs(change), decimals)}{THIN}{unit}"
        return APART.sub(r"\1", said) if self.tongue == "zh" else said

    def period(self, period: Period, span: Span | None = None) -> str:
        """Name a period; with the part of it that has data, the days; with a longer span that ends in it, the number of days."""
        first = period.first
        year, week, _ = first.isocalendar()
        name = self(
            f"period.{period.grain}",
            year=year if period.grain is Grain.WEEK else first.year,
            month=first.month,
            day=first.day,
            week=week,
            quarter=(first.month + 2) // 3,
        )
        if span is not None and span.first < period.first:
            return f"{name} · {self('panels.window', days=span.days)}"
        if span is None or period.grain is Grain.DAY:
            return name
        if period.grain is not Grain.WEEK:
            return (
                name
                if span == period.span
                else self(_to_date(period), name=name, month=span.last.month, day=span.last.day)
            )
        return f"{name} · {span.first.month}.{span.first.day}–{span.last.month}.{span.last.day}"

    def tick(self, period: Period) -> str:
        """Name a period briefly, for an axis."""
        week = period.first.isocalendar().week
        return self(
            f"tick.{period.grain}",
            year=period.first.year,
            month=period.first.month,
            day=period.first.day,
            week=week,
            quarter=(period.first.month + 2) // 3,
        )

    def day(self, day: date) -> str:
        """Write a day without its year."""
        return self("period.short_day", month=day.month, day=day.day)

    def when(self, known: date | str) -> str:
        """Write a date that is known to the year, the month or the day: 2021, 2021-07, 2021-07-05; other text stays."""
        parts = str(known).split("-")
        if not all(part.isdecimal() for part in parts) or len(parts) > len(DATED):
            return str(known)
        key = DATED[len(parts) - 1]
        return self(f"period.{key}", **dict(zip(DATED, map(int, parts), strict=False)))

    def moment(self, at: datetime) -> str:
        """Write a day and its time, as the clock on the wall showed it, without the year."""
        return f"{self.day(at.date())} {at:%H:%M}"


def _to_date(period: Period) -> str:
    """Return the message for a running period; a month's need not say the month again."""
    return "period.month_to_date" if period.grain is Grain.MONTH else "period.to_date"


@cache
def load_language(tongue: str) -> Language:
    """Return a language by its code, Chinese for any other."""
    chosen: Tongue = "en" if tongue == "en" else "zh"
    files = sorted((MESSAGES / chosen).glob("*.toml"))
    messages = dict(pair for file in files for pair in _flat(tomllib.loads(file.read_text("utf-8")), ""))
    if chosen == "zh":  # what the data floor says in Chinese is written there alone
        messages |= {f"reasons.{key}": text for key, text in reasons().items()}
    return Language(chosen, messages)


def _flat(table: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in table.items():
        flat += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", value)]
    return flat
