"""The rules for the catalogue's files: one function each, and the ordered list of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from data.catalogue.definitions import Direction, Kind, Owner
from data.catalogue.draft import PARTS, CatalogueDraft, CatalogueFinding, Stanza
from data.catalogue.formula import Atom, FormulaError, Operator, parse

LEVELS = ("nation", "province", "city", "county", "office")
LONGEST_SHORT = 14
OF_STOCKS = (
    "_eod",
    "_days",
    "_known",
    "_owners",
)  # how the columns end that a stock has in its roll-up (`data/schema/figures.py`)
LONGEST_COLUMN = 27  # of x_eod the longest of these is three letters longer, and some databases end at 30
LONGEST_METRIC = 40
PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]*")

Rule = Callable[[CatalogueDraft], Iterator[CatalogueFinding]]


@dataclass(frozen=True, slots=True)
class KeyRule:
    """The values a key of a stanza may have."""

    kind: type
    required: bool = True
    choices: tuple[str, ...] = ()


_TEXT, _OPTIONAL_TEXT = KeyRule(str), KeyRule(str, required=False)
_NUMBER, _FLAG = KeyRule(float, required=False), KeyRule(bool, required=False)
_TEXTS = KeyRule(list, required=False)
THEME = {"zh": _TEXT, "en": _TEXT, "position": KeyRule(int)}
METRIC = {
    "zh": _TEXT,
    "en": _TEXT,
    "short_zh": _TEXT,
    "short_en": _TEXT,
    "unit": _TEXT,
    "direction": KeyRule(str, choices=tuple(Direction)),
    "target": _NUMBER,
    "yellow": _NUMBER,
    "red": _NUMBER,
    "proposed": _FLAG,
    "monthly": _FLAG,
    "census": _FLAG,
    "guarded": _FLAG,
    "bottom_line": _FLAG,
    "occurrence": _OPTIONAL_TEXT,
    "decimals": KeyRule(int),
    "lowest": KeyRule(str, choices=LEVELS),
    "window_days": KeyRule(int, required=False),
    "numerator": _TEXT,
    "denominator": _OPTIONAL_TEXT,
    "numerator_zh": _TEXT,
    "numerator_en": _TEXT,
    "denominator_zh": _OPTIONAL_TEXT,
    "denominator_en": _OPTIONAL_TEXT,
    "definition_zh": _TEXT,
    "definition_en": _TEXT,
    "basis_zh": _TEXT,
    "basis_en": _TEXT,
}
TABLE = {"key": _TEXT, "zh": _TEXT, "en": _TEXT, "position": KeyRule(int), "dimensions": KeyRule(list), "detail": _FLAG}
COLUMN = {
    "zh": _TEXT,
    "en": _TEXT,
    "unit": _TEXT,
    "kind": KeyRule(str, choices=tuple(Kind)),
    "owner": KeyRule(str, choices=tuple(Owner)),
    "by": _TEXTS,
    "second_tier": _FLAG,
    "guarded": _FLAG,
    "office_guarded": _FLAG,
    "aliases": _TEXTS,
    "note": _OPTIONAL_TEXT,
    "column": _OPTIONAL_TEXT,
}
LIMIT = {"part": _TEXT, "whole": _TEXT, "times": KeyRule(int, required=False)}
DIMENSION = {"zh": _TEXT, "en": _TEXT, "open": _FLAG}
MEMBER = {"zh": _TEXT, "en": _TEXT, "aliases": _TEXTS}
_KIND_WORDS = {str: "文字", float: "数", int: "整数", bool: "true 或 false", list: "文字的列表"}


def findings(draft: CatalogueDraft) -> list[CatalogueFinding]:
    """Return everything that is wrong with the stanzas, rule by rule."""
    return [finding for rule in RULES for finding in rule(draft)]


def unknown_keys(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a key that no stanza of this kind has."""
    for entry, fields in _stanzas(draft):
        for name in entry.values:
            if name not in fields:
                yield entry.finding(f"不认识的键 {name}{_or_rather(name, fields)}")


def missing_keys(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a missing key that every stanza of this kind must have."""
    for entry, fields in _stanzas(draft):
        for name, field in fields.items():
            if field.required and name not in entry.values:
                yield entry.finding(f"缺少 {name}")


def wrong_kinds(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a number for a text, a text for a number, an empty text."""
    for entry, fields in _stanzas(draft):
        for name, field in fields.items():
            value = entry.values.get(name)
            if name in entry.values and not _fits(value, field.kind):
                yield entry.finding(f"{name} 应为{_KIND_WORDS[field.kind]}，却是 {value!r}")


def wrong_choices(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a value that is not among those the key allows."""
    for entry, fields in _stanzas(draft):
        for name, field in fields.items():
            value = entry.text(name)
            if field.choices and value and value not in field.choices:
                yield entry.finding(f"{name} 的值 {value!r} 不在 {'、'.join(field.choices)} 之中")


def repeated_names(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find one metric, column or table written twice, in the same file or in two."""
    for entries in (draft.metrics, draft.columns, draft.tables):
        seen: dict[str, str] = {}
        for entry in entries:
            if entry.key in seen:
                yield entry.finding(f"重复：{seen[entry.key]} 里已有同名的一节")
            seen.setdefault(entry.key, entry.file)


def unportable_names(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a name that some database would not accept."""
    for entries, longest in ((draft.columns, LONGEST_COLUMN), (draft.metrics, LONGEST_METRIC)):
        for entry in entries:
            if not PLAIN_NAME.fullmatch(entry.key) or len(entry.key) > longest:
                yield entry.finding(f"名称只能用小写字母、数字和下划线，字母开头，不超过 {longest} 个字符")


def misnamed_stocks(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a column whose name does not show whether it is a stock or a flow."""
    for entry in draft.columns:
        kind = entry.text("kind")
        if kind == Kind.STOCK and not entry.key.endswith("_eod"):
            yield entry.finding("存量（stock）的列名须以 _eod 结尾")
        ending = next((each for each in OF_STOCKS if entry.key.endswith(each)), "")
        if kind == Kind.FLOW and ending:
            yield entry.finding(f"流量（flow）的列名不得以 {ending} 结尾，这是存量的汇总列的名称")


def long_short_names(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a short name that no tile has room for, or that is another name: it may only leave out what the unit says."""
    for entry in draft.metrics:
        short, name = entry.text("short_zh"), entry.text("zh")
        if len(short) > LONGEST_SHORT:
            yield entry.finding(f"short_zh 不得超过 {LONGEST_SHORT} 个字：{short}")
        letters = iter(name)
        if name and entry.text("denominator") and short != name:
            yield entry.finding(f"比率只有一个名称，short_zh 应与 zh 相同：{name}")
        elif name and not all(letter in letters for letter in short):
            yield entry.finding(f"short_zh 只能省去 zh 里的字，不能另起名称：{short}")


def unreadable_formulas(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a formula that cannot be read; the reason says at which character."""
    for entry in draft.metrics:
        for part in PARTS:
            try:
                if part in entry.values:
                    parse(entry.text(part))
            except FormulaError as error:
                yield entry.finding(f"{part} {error}")


def unknown_columns(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a formula that names a column no table has."""
    columns = {column.key for column in draft.columns}
    for entry, atom in _atoms(draft):
        if atom.measure not in columns:
            nearest = _nearest(atom.measure, columns)
            hint = f"; did you mean {nearest}?" if nearest else ""
            yield entry.finding(f"unknown column {atom.measure}{hint}")


def misused_operators(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a stock summed over days, a flow taken at one day's end, and a guarded count that is not one of a day's end."""
    for entry, atom, column in _known_atoms(draft):
        if entry.values.get("guarded") and (atom.operator is not Operator.E or atom.slice or entry.text("denominator")):
            yield entry.finding(f"{atom.text}：guarded 的指标只能是期末数（E）之和，不能有分母：别的防不住推算")
        if atom.operator is Operator.S and column.text("kind") == Kind.STOCK:
            yield entry.finding(f"{atom.text}：{atom.measure} 是存量，不能按日相加；请用 E、B 或 A")
        if atom.operator is not Operator.S and column.text("kind") == Kind.FLOW:
            yield entry.finding(f"{atom.text}：{atom.measure} 是流量，只能用 S")


def unknown_occurrences(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a count of open cases that names no metric as the count of those that began."""
    keys = {metric.key for metric in draft.metrics}
    for metric in draft.metrics:
        named = metric.text("occurrence")
        if named and named not in keys:
            nearest = _nearest(named, keys)
            yield metric.finding(f"occurrence 指向的指标 {named} 不存在{f'；最接近的是 {nearest}' if nearest else ''}")


def unknown_slices(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a slice by a dimension or value that does not exist, or by which the column is not kept."""
    members: dict[str, set[str]] = defaultdict(set)
    for member in draft.members:
        members[member.group].add(member.key)
    for entry, atom, column in _known_atoms(draft):
        if not atom.slice:
            continue
        if atom.dimension not in members:
            hint = _or_rather(atom.dimension, members)
            yield entry.finding(f"{atom.text}：没有维度 {atom.dimension}{hint}")
        elif atom.member not in members[atom.dimension]:
            hint = _or_rather(atom.member, members[atom.dimension])
            yield entry.finding(f"{atom.text}：{atom.dimension} 没有取值 {atom.member}{hint}")
        elif atom.dimension not in column.texts("by"):
            reason = f"{atom.text}：{atom.measure} 未按 {atom.dimension} 保留"
            yield entry.finding(f'{reason}；请在 {column.file} 给它加上 by = ["{atom.dimension}"]')


def misplaced_bands(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a limit on the wrong side of another or of the target, and any for a metric that takes no side."""
    for entry in draft.metrics:
        target, yellow, red = (entry.number(name) for name in ("target", "yellow", "red"))
        match entry.text("direction"):
            case Direction.NEUTRAL if not (target is yellow is red is None):
                yield entry.finding("中性指标（neutral）不分好坏，不能有 target、yellow 或 red")
            case Direction.UP if _falls(red, yellow) or _falls(yellow, target) or _falls(red, target):
                yield entry.finding("direction 为 up：应 red ≤ yellow ≤ target")
            case Direction.DOWN if _falls(target, yellow) or _falls(yellow, red) or _falls(target, red):
                yield entry.finding("direction 为 down：应 target ≤ yellow ≤ red")


def bare_ratios(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a percentage of nothing, or a ratio without words for its base."""
    for entry in draft.metrics:
        if entry.text("unit") in {"%", "‰"} and "denominator" not in entry.values:
            yield entry.finding(f"单位为 {entry.text('unit')} 的指标须有 denominator")
        for name in ("denominator_zh", "denominator_en"):
            if (name in entry.values) != ("denominator" in entry.values):
                yield entry.finding(f"denominator 与 {name} 须同时有或同时没有")


def too_low_levels(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a metric shown at offices although it needs a column that only the bureau row has."""
    for entry, atom, column in _known_atoms(draft):
        if entry.text("lowest") == "office" and column.text("owner") == Owner.BUREAU:
            yield entry.finding(f"{atom.measure} 只在县级本级行，lowest 须为 county 或更高")


def unknown_dimensions(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a table or column split by a dimension that does not exist, or that its table does not have."""
    known = {dimension.key for dimension in draft.dimensions}
    dimensions = {table.key: table.texts("dimensions") for table in draft.tables}
    for table in draft.tables:
        for name in table.texts("dimensions"):
            if name not in known:
                yield table.finding(f"没有维度 {name}{_or_rather(name, known)}")
    for column in draft.columns:
        for name in column.texts("by"):
            if name not in dimensions.get(column.group, ()):
                yield column.finding(f"by 里的 {name} 不是 {column.group} 的维度{_or_rather(name, known)}")


def unknown_limits(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find a limit between columns that its table does not have."""
    columns: dict[str, set[str]] = defaultdict(set)
    for column in draft.columns:
        columns[column.group].add(column.key)
    for limit in draft.limits:
        for name in ("part", "whole"):
            key = limit.text(name)
            if key and key not in columns[limit.group]:
                hint = _or_rather(key, columns[limit.group])
                yield limit.finding(f"limits 的 {name}：{limit.group} 没有列 {key}{hint}")
        if limit.text("part") == limit.text("whole") != "":
            yield limit.finding("limits 的 part 与 whole 不能是同一列")


def ambiguous_headers(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find two columns of one table under the same Chinese header."""
    headers: Counter[tuple[str, str]] = Counter()
    for column in draft.columns:
        headers.update({(column.group, name) for name in (column.text("zh"), *column.texts("aliases"))})
    for column in draft.columns:
        for name in (column.text("zh"), *column.texts("aliases")):
            if name and headers[column.group, name] > 1:
                yield column.finding(f"{column.group} 里有另一列也叫“{name}”")


def ambiguous_values(draft: CatalogueDraft) -> Iterator[CatalogueFinding]:
    """Find two values of one dimension that a bureau would write with the same word."""
    words: Counter[tuple[str, str]] = Counter()
    for member in draft.members:
        words.update({(member.group, name) for name in _words(member)})
    for member in draft.members:
        for name in sorted(_words(member)):
            if words[member.group, name] > 1:
                yield member.finding(f"{member.group} 里有另一个取值也写作“{name}”")


RULES: tuple[Rule, ...] = (
    unknown_keys,
    missing_keys,
    wrong_kinds,
    wrong_choices,
    repeated_names,
    unportable_names,
    misnamed_stocks,
    long_short_names,
    unreadable_formulas,
    unknown_columns,
    misused_operators,
    unknown_occurrences,
    unknown_slices,
    misplaced_bands,
    bare_ratios,
    too_low_levels,
    unknown_dimensions,
    unknown_limits,
    ambiguous_headers,
    ambiguous_values,
)


def _stanzas(draft: CatalogueDraft) -> Iterator[tuple[Stanza, Mapping[str, KeyRule]]]:
    kinds = (
        (draft.themes, THEME),
        (draft.metrics, METRIC),
        (draft.tables, TABLE),
        (draft.columns, COLUMN),
        (draft.limits, LIMIT),
        (draft.dimensions, DIMENSION),
        (draft.members, MEMBER),
    )
    for entries, fields in kinds:
        for entry in entries:
            yield entry, fields


def _atoms(draft: CatalogueDraft) -> Iterator[tuple[Stanza, Atom]]:
    for entry in draft.metrics:
        for part in PARTS:
            expression = entry.formula(part)
            for atom in expression.atoms if expression else ():
                yield entry, atom


def _known_atoms(draft: CatalogueDraft) -> Iterator[tuple[Stanza, Atom, Stanza]]:
    columns = {column.key: column for column in draft.columns}
    for entry, atom in _atoms(draft):
        if atom.measure in columns:
            yield entry, atom, columns[atom.measure]


def _words(member: Stanza) -> set[str]:
    return {name for name in (member.key, member.text("zh"), *member.texts("aliases")) if name}


def _fits(value: object, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is str:
        return isinstance(value, str) and bool(value.strip())
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _falls(first: float | None, second: float | None) -> bool:
    """Say whether two limits that should not fall do."""
    return first is not None and second is not None and first > second


def _nearest(word: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(word, sorted(known), n=1)), "")


def _or_rather(word: str, known: Iterable[str]) -> str:
    nearest = _nearest(word, known)
    return f"；是否想写 {nearest}？" if nearest else ""
