"""The area-level alert rules from `rules.toml`, checked against the catalogue with file, key and reason."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from data.catalogue import Catalogue
from data.errors import CatalogueError
from data.periods import Grain
from data.references import Post
from data.regions import Level

FILE = Path(__file__).with_name("rules.toml")
CONTRACT = "contract"
WORDS = ("zh", "en", "answers_zh", "answers_en", "unit_zh", "unit_en", "says_zh", "says_en")
STEPS, BASIS = ("steps_zh", "steps_en"), ("basis_zh", "basis_en")
SAID = frozenset({"figure", "limit", "offices", "ends"})  # what the words of `says` may contain
FIELDS = {"says_zh": SAID, "says_en": SAID, "unit_zh": frozenset({"count"}), "unit_en": frozenset({"count"})}
KNOWN = {
    *WORDS,
    *STEPS,
    *BASIS,
    "post",
    "by_clock",
    "term",
    "metric",
    "reference",
    "figure",
    "level",
    "grain",
    "closed",
    "least_base",
    "days",
    "side",
    "blue",
    "yellow",
    "red",
    "due_hour",
    "lasting",
    "surge",
}
LONGEST_KEY, MOST_PERIODS, MOST_DAYS = 30, 62, 92
LAST_HOUR = 23
FEWEST_PAST = 4  # periods that show what is usual


class AlertLevel(StrEnum):
    """The three levels, the mildest first."""

    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"

    @property
    def height(self) -> int:
        """0 for blue, 2 for red."""
        return list(AlertLevel).index(self)


class Side(StrEnum):
    """Where a figure is beyond its limit: less than it, or as much as it and more."""

    BELOW = "below"
    ABOVE = "above"


class FigureKind(StrEnum):
    """The figure of a reading that is judged."""

    VALUE = "value"
    NUMERATOR = "numerator"
    SHORTFALL = "shortfall"
    SILENT_DAYS = "silent_days"
    RECENT = "recent"  # the upper count of the last days together
    BEHIND = "behind"  # points behind the calendar line of the month, of what a month usually brings


TAKEN_TOGETHER = {FigureKind.SILENT_DAYS, FigureKind.RECENT, FigureKind.BEHIND}  # what several periods make together


@dataclass(frozen=True, slots=True)
class Lasting:
    """A level for `periods` figures in a row beyond `limit`."""

    level: AlertLevel
    limit: float
    periods: int


@dataclass(frozen=True, slots=True)
class Surge:
    """A level for a count beyond the 99th percentile of a Poisson about its own past.

    The past are the `periods` of a grain before; fewer than `least` cases are never a surge.
    """

    level: AlertLevel
    grain: Grain
    periods: int
    least: int


@dataclass(frozen=True, slots=True)
class LegalTerm:
    """A term of the law that ends so many months after the first day of what a rule found."""

    months: int
    zh: str
    en: str

    def last(self, first: date) -> date:
        """Return the day on which it ends: the same day of a later month, the last of one that is shorter."""
        months = first.year * 12 + first.month - 1 + self.months
        year, month = divmod(months, 12)
        return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class AreaRule:
    """One rule; `metric` is empty for the rule over contracts, `is_closed` judges the last whole period.

    With fewer than `least_base` in the denominator a single period does not count, only `lasting`. `days` is how far
    back a figure of recent days reaches, `due_hour` until when on the next day what it counts should have come, 0 for none.
    What `is_by_clock` is judged every minute too. `says` are words with the names of `SAID` in braces, `post` is whom to
    call and `steps` what to do then.
    """

    key: str
    zh: str
    en: str
    metric: str
    figure: FigureKind
    level: Level
    grain: Grain
    is_closed: bool
    side: Side
    limits: Mapping[AlertLevel, float]
    lasting: Lasting | None
    answers_zh: str
    answers_en: str
    unit_zh: str
    unit_en: str
    says_zh: str
    says_en: str
    post: Post
    steps_zh: tuple[str, ...]
    steps_en: tuple[str, ...]
    basis_zh: str = ""
    basis_en: str = ""
    is_by_clock: bool = False
    term: LegalTerm | None = None
    least_base: int = 0
    days: int = 0
    due_hour: int = 0
    surge: Surge | None = None

    def is_beyond(self, figure: float, limit: float) -> bool:
        """Say whether a figure is on the wrong side of a limit."""
        return figure < limit if self.side is Side.BELOW else figure >= limit

    def needs_lasting(self, level: AlertLevel, limit: float) -> bool:
        """Say whether a level at a limit came of figures in a row rather than of one."""
        return self.lasting is not None and self.lasting.level is level and self.limits.get(level) != limit

    def judge(self, figure: float) -> tuple[AlertLevel, float] | None:
        """Return the highest level whose limit a figure is beyond, with that limit; None within limits."""
        for level in reversed(AlertLevel):
            if level in self.limits and self.is_beyond(figure, self.limits[level]):
                return level, self.limits[level]
        return None


@lru_cache(maxsize=8)
def load_area_rules(catalogue: Catalogue, file: Path = FILE) -> Mapping[str, AreaRule]:
    """Return the rules by key; raises CatalogueError listing every finding with file, key and reason."""
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{file.name}：不能读取：{error}。") from error
    found = [
        f"{file.name}，{key}：{reason}" for key, entry in given.items() for reason in _reasons(key, entry, catalogue)
    ]
    if found:
        raise CatalogueError("\n".join(found))
    return {key: _rule(key, entry) for key, entry in given.items()}


def _rule(key: str, entry: Mapping[str, Any]) -> AreaRule:
    lasting = entry.get("lasting")
    return AreaRule(
        key=key,
        metric=entry.get("metric", ""),
        figure=FigureKind(entry.get("figure", FigureKind.VALUE)),
        level=Level(entry["level"]),
        grain=Grain(entry["grain"]),
        is_closed=entry.get("closed", False),
        least_base=entry.get("least_base", 0),
        days=entry.get("days", 0),
        due_hour=entry.get("due_hour", 0),
        surge=_surge(entry.get("surge")),
        side=Side(entry["side"]),
        limits={level: float(entry[level]) for level in AlertLevel if level in entry},
        lasting=Lasting(AlertLevel(lasting["level"]), float(lasting["limit"]), lasting["periods"]) if lasting else None,
        post=Post(entry["post"]),
        steps_zh=tuple(entry["steps_zh"]),
        steps_en=tuple(entry["steps_en"]),
        is_by_clock=entry.get("by_clock", False),
        term=LegalTerm(**entry["term"]) if "term" in entry else None,
        **{word: entry[word] for word in WORDS},
        **{word: entry.get(word, "") for word in BASIS},
    )


def _surge(given: Mapping[str, Any] | None) -> Surge | None:
    if given is None:
        return None
    return Surge(AlertLevel(given["level"]), Grain(given["grain"]), given["periods"], given["least"])


def _reasons(key: str, entry: object, catalogue: Catalogue) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "应为一张表，例如 [checkin]。"
        return
    if len(key) > LONGEST_KEY:
        yield f"代码不得超过 {LONGEST_KEY} 个字符。"
    yield from (f"不认识的键“{name}”。可用：{'、'.join(sorted(KNOWN))}。" for name in sorted(set(entry) - KNOWN))
    yield from (f"缺少文字“{name}”。" for name in WORDS if not isinstance(entry.get(name), str) or not entry[name])
    yield from _advice_reasons(entry)
    choices = (("level", (Level.COUNTY, Level.OFFICE)), ("grain", Grain), ("side", Side), ("post", Post))
    for name, known in choices:
        yield from _chosen(name, entry.get(name), known)
    yield from _subject_reasons(entry, catalogue)
    yield from _limit_reasons(entry)
    yield from _due_reasons(entry)


def _field_reasons(name: str, text: str) -> Iterator[str]:
    """Yield what is wrong with the fields in braces of a text: one that is not known, a word without its two English forms."""
    fields = [(held, forms or "") for _, held, forms, _ in Formatter().parse(text) if held is not None]
    known = FIELDS[name]
    unknown = sorted({held for held, _ in fields} - known)
    yield from (f"{name} 里的 {{{each}}} 不认识。可用：{'、'.join(sorted(known))}。" for each in unknown)
    for held, forms in fields:
        if forms and (name.endswith("_zh") or forms.count("|") != 1):
            yield f"{name} 里的 {{{held}:{forms}}} 不能用：只有英文随数变形，写单数和复数两个词，例如 {{{held}:day|days}}。"


def _advice_reasons(entry: Mapping[str, Any]) -> Iterator[str]:
    for name in STEPS:
        steps = entry.get(name)
        if not isinstance(steps, list) or not steps or not all(isinstance(step, str) and step for step in steps):
            yield f'{name} 应为一句以上的文字，写成 ["…"]。'
    for name in FIELDS:
        yield from _field_reasons(name, str(entry.get(name, "")))
    term = entry.get("term")
    if term is not None and (
        not isinstance(term, dict) or set(term) != {"months", "zh", "en"} or type(term["months"]) is not int
    ):
        yield "term 应写成 { months = …, zh = …, en = … }，months 为整数。"
    is_by_clock = entry.get("by_clock", False)
    if not isinstance(is_by_clock, bool):
        yield "by_clock 应为 true 或 false。"
    elif is_by_clock and not _may_change_by_the_clock(entry):
        yield "by_clock 只用于合同，以及 figure = value、grain = day、带 lasting 的规则。"


def _may_change_by_the_clock(entry: Mapping[str, Any]) -> bool:
    is_judged_by_days = entry.get("figure", FigureKind.VALUE) == FigureKind.VALUE and entry.get("grain") == Grain.DAY
    return "reference" in entry or (is_judged_by_days and "lasting" in entry)


def _chosen(name: str, value: object, known: Any) -> Iterator[str]:
    if value not in list(known):
        yield f"{name} 写的是“{value}”，可用：{'、'.join(known)}。"


def _subject_reasons(entry: Mapping[str, Any], catalogue: Catalogue) -> Iterator[str]:
    figure, metric = entry.get("figure", FigureKind.VALUE), catalogue.metrics.get(entry.get("metric", ""))
    yield from _chosen("figure", figure, FigureKind)
    if not isinstance(entry.get("closed", False), bool):
        yield "closed 应为 true 或 false。"
    if "reference" in entry:
        if entry["reference"] != CONTRACT or "metric" in entry:
            yield f"reference 只能是“{CONTRACT}”，并且不能同时写 metric。"
        if entry.get("level") != Level.COUNTY or "lasting" in entry:
            yield "合同的规则只到县一级，不能写 lasting。"
        return
    if metric is None:
        yield f"没有指标“{entry.get('metric', '')}”。"
        return
    if entry.get("level") in set(Level) and Level(entry["level"]).depth > metric.lowest.depth:
        yield f"指标“{metric.key}”只到 {metric.lowest} 一级，规则却写了 {entry['level']}。"
    if metric.guarded:
        yield f"指标“{metric.key}”的小数目不外显，不能用于指标预警。"
    if "least_base" in entry and (
        type(entry["least_base"]) is not int or not metric.is_ratio or figure != FigureKind.VALUE
    ):
        yield "least_base 应为整数，只用于有分母的指标的值（figure = value）。"
    if figure == FigureKind.SHORTFALL and not metric.is_ratio:
        yield f"指标“{metric.key}”没有分母，不能用 shortfall。"
    yield from _figure_reasons(entry, figure)
    yield from _surge_reasons(entry, figure)


def _due_reasons(entry: Mapping[str, Any]) -> Iterator[str]:
    hour = entry.get("due_hour", 1)
    if type(hour) is not int or not 1 <= hour <= LAST_HOUR:
        yield f"due_hour 应为 1 到 {LAST_HOUR} 的整数（次日几时前报齐）。"


def _figure_reasons(entry: Mapping[str, Any], figure: object) -> Iterator[str]:
    is_above, grain = entry.get("side") == Side.ABOVE, entry.get("grain")
    if figure in {FigureKind.SILENT_DAYS, FigureKind.RECENT} and not (grain == Grain.DAY and is_above):
        yield f"{figure} 须配 grain = day、side = above。"
    if figure == FigureKind.BEHIND and not (grain == Grain.MONTH and is_above):
        yield "behind 须配 grain = month、side = above。"
    if figure in TAKEN_TOGETHER and "lasting" in entry:
        yield f"{figure} 不能写 lasting。"
    days = entry.get("days", 1)
    if (figure == FigureKind.RECENT) != ("days" in entry) or type(days) is not int or not 1 <= days <= MOST_DAYS:
        yield f"days 应为 1 到 {MOST_DAYS} 的整数，只与 figure = recent 一起写。"


def _surge_reasons(entry: Mapping[str, Any], figure: object) -> Iterator[str]:
    surge = entry.get("surge")
    if surge is None:
        return
    if not isinstance(surge, dict) or set(surge) != {"level", "grain", "periods", "least"}:
        yield "surge 应写成 { level = …, grain = …, periods = …, least = … }。"
        return
    yield from _chosen("surge.level", surge["level"], AlertLevel)
    yield from _chosen("surge.grain", surge["grain"], Grain)
    if type(surge["periods"]) is not int or not FEWEST_PAST <= surge["periods"] <= MOST_PERIODS:
        yield f"surge.periods 应为 {FEWEST_PAST} 到 {MOST_PERIODS} 的整数。"
    if type(surge["least"]) is not int or surge["least"] < 1:
        yield "surge.least 应为不少于 1 的整数。"
    if figure not in {FigureKind.NUMERATOR, FigureKind.RECENT} or entry.get("side") != Side.ABOVE:
        yield "surge 须配 figure = numerator 或 recent、side = above。"


def _limit_reasons(entry: Mapping[str, Any]) -> Iterator[str]:
    limits = [entry[level] for level in AlertLevel if level in entry]
    lasting = entry.get("lasting")
    if not limits and lasting is None and "surge" not in entry:
        yield "没有限值：blue、yellow、red、lasting、surge 至少写一个。"
    if any(isinstance(limit, bool) or not isinstance(limit, int | float) for limit in limits):
        yield "blue、yellow、red 应为数字。"
    elif limits != sorted(limits, reverse=entry.get("side") == Side.BELOW) or len(set(limits)) < len(limits):
        yield "限值的次序不对：above 时由蓝到红递增，below 时由蓝到红递减。"
    if lasting is None:
        return
    if not isinstance(lasting, dict) or set(lasting) != {"level", "limit", "periods"}:
        yield "lasting 应写成 { level = …, limit = …, periods = … }。"
        return
    yield from _chosen("lasting.level", lasting["level"], AlertLevel)
    if isinstance(lasting["limit"], bool) or not isinstance(lasting["limit"], int | float):
        yield "lasting.limit 应为数字。"
    if type(lasting["periods"]) is not int or not 2 <= lasting["periods"] <= MOST_PERIODS:
        yield f"lasting.periods 应为 2 到 {MOST_PERIODS} 的整数。"
