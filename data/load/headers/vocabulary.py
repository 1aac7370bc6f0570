"""The words that may be above a column, and what each means."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from data.catalogue import Catalogue, Measure
from data.load.headers.grammar import (
    Grammar,
    Piece,
    PieceKind,
    SplitText,
    Unit,
    WordList,
    cost_of,
    load_grammar,
    opened,
    unnumbered,
)

MOST_MEANT = 20_000  # headers whose meaning is remembered
ALIASES = Path(__file__).with_name("aliases.toml")
_BRACKET = re.compile(r"\([^()]*\)$")
_COUNTER = re.compile(r"(人数|人次|次数|件数|场次|数|人|次|件)$")
NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_MARKS = re.compile("[\\s*★☆▲△●○◆◇■□※:'\"“”‘’]")


class ColumnRole(StrEnum):
    """What a column is for; QUIET and MADE (when the figures were written down or sent) are passed over."""

    DAY = "day"
    OFFICE = "office"
    COUNTY = "county"
    DIMENSION = "dimension"
    MEASURE = "measure"
    QUIET = "quiet"
    MADE = "made"
    DERIVED = "derived"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header means; `keys` are the measures it can be (in different tables), or the one dimension.

    `unit` is the one that the header states, None where it states none. A refused header has a known word beside
    something that changes it: `core` is the meaning of the word alone, `fault` says what is wrong and what to write.
    `other_time` says that it is refused only for being of another time than the day. `match` is the known title that a
    person matched it with.
    """

    role: ColumnRole
    keys: tuple[str, ...] = ()
    unit: Unit | None = None
    core: ColumnRole | None = None
    fault: str = ""
    other_time: bool = False
    match: str = ""


UNKNOWN = Meaning(ColumnRole.UNKNOWN)


@lru_cache(maxsize=50_000)  # the same words and figures are in many cells
def bare(text: str) -> str:
    """Return a header or a name as it is compared: half-width, lower case, without blanks, unseen letters and marks of duty."""
    text = unicodedata.normalize("NFKC", text).lower()
    if not text.isascii():
        text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return _MARKS.sub("", text).removeprefix("其中")


def unbracketed(text: str) -> str:
    """Return a bare text without the brackets at its end."""
    return _BRACKET.sub("", text) or text


@dataclass(frozen=True)
class Vocabulary:
    """Every known header, built from the catalogue and the alias file, and the `matches` that a person made by hand."""

    catalogue: Catalogue
    aliases: Mapping[str, Any]
    grammar: Grammar
    matches: Mapping[str, Meaning] = field(default_factory=dict)
    _meant: dict[tuple[str, ...], Meaning] = field(default_factory=dict)

    def meaning(self, parts: tuple[str, ...]) -> Meaning:
        """Return what a header means; `parts` are its lines from the top, a group heading first."""
        texts = tuple(dict.fromkeys(text for text in map(bare, parts) if text))
        found = self._meant.get(texts)
        if found is None:
            if len(self._meant) >= MOST_MEANT:
                self._meant.clear()
            found = self._meant[texts] = self.matches.get("·".join(texts)) or self._sought(texts)
        return found

    def accepted(self, key: str, units: Iterable[Unit]) -> Unit | None:
        """Return the unit in which a measure's figures are written, one of some units; None when none of them fits it."""
        fitting = [unit for unit in units if unit.base in self._units_of(self.catalogue.measures[key])]
        return fitting[0] if len({unit.times for unit in fitting}) == 1 else None

    def bases(self, key: str) -> frozenset[str]:
        """Return the units that a measure's figures may be written in, without scales like 万."""
        return self._units_of(self.catalogue.measures[key])

    def counts_itself(self, title: str) -> bool:
        """Say whether a title names what it counts by itself: 应核查人次, 在册人数."""
        plain = opened(bare(title))
        return any(self.grammar.unit(plain[-length:]) is not None for length in (2, 3) if len(plain) > length)

    def nearest(self, title: str) -> tuple[str, str] | None:
        """Return (as written in the catalogue, measure key) of the known header most like a title."""
        spoken = {f"{word}{counter}": {key} for word, key in self._duties.items() for counter in ("次数", "数")}
        known = spoken | self._measures
        words = get_close_matches(unbracketed(bare(title)), known, n=1, cutoff=0.6)
        if not words:
            return None
        key = min(known[words[0]], key=lambda key: (bool(self.catalogue.measures[key].column), key))
        is_key = words[0] in self.catalogue.measures
        return (key if is_key else self.catalogue.measures[key].zh), key

    def names(self, keys: Iterable[str]) -> list[str]:
        """Return every name that measures go by, bare."""
        wanted = set(keys)
        return [word for word, meant in self._counted.items() if wanted & meant]

    @cached_property
    def title_words(self) -> WordList:
        """The words that a title is usually made of."""
        listed = self.grammar.data["titles"]
        words = [*map(bare, (*listed["places"], *listed["marks"], *listed["days"]))]
        words += [f"{making}{of}" for making in listed["makings"] for of in ("", "日期", "时间", "日", "于")]
        words += [f"{form}{number}" for form in ("表", "附件", "附表") for number in NUMBERS]
        return self.grammar.usual.and_harmless([*self._topics, *words])

    @property
    def _topics(self) -> list[str]:
        """The topics group headings may name."""
        tables = [name for table in self.catalogue.tables.values() for name in (table.zh, table.en, table.stem)]
        dimensions = [each.zh for each in self.catalogue.dimensions.values()]
        listed = self.grammar.data["titles"]
        return [*map(bare, (*listed["topics"], *listed["forms"], *tables, *dimensions)), *self._groups]

    def _sought(self, texts: tuple[str, ...]) -> Meaning:
        if not texts or texts[-1].startswith("#"):
            return Meaning(ColumnRole.QUIET)
        if not any(letter.isalpha() for text in texts for letter in text):
            return UNKNOWN
        ways = [way for start in range(len(texts)) for way in self._ways(texts, start)]
        for meaning, _ in ways:
            if meaning.role not in {ColumnRole.REFUSED, ColumnRole.UNKNOWN}:
                return meaning
        if self._is_derived(texts[-1]):
            return Meaning(ColumnRole.DERIVED)
        refused = [way for way in ways if way[0].role is ColumnRole.REFUSED]
        return min(refused, key=lambda way: way[1])[0] if refused else UNKNOWN

    def _ways(self, texts: tuple[str, ...], start: int) -> Iterator[tuple[Meaning, tuple[int, ...]]]:
        """Return what the lines from one on can mean below those before it, each with how much of it is strange."""
        above = self.grammar.pieces("·".join(map(unnumbered, texts[:start])), self._headings)
        whole = self._without_key(opened("".join(texts[start:])))
        if role := self.grammar.read_from_start(whole, self._roles):
            yield self._judged(role, above), (*cost_of((*above, *role.pieces)), start)
        if reading := self.grammar.read(whole, self._counted):
            yield self._measured_below(reading, above, texts[:start]), (*cost_of((*above, *reading.pieces)), start)
        for name, words in self._pairs.items() if len(texts) > start + 1 else ():
            heading = self.grammar.read(texts[start], {name}) if name in texts[start] else None
            if heading is None or heading.of(PieceKind.STRANGE):
                continue
            if own := self.grammar.read("".join(texts[start + 1 :]), words):
                pieces = (*above, *heading.pieces)
                yield self._measured({words[own.word]}, own, pieces), (*cost_of((*pieces, *own.pieces)), start)

    def _without_key(self, text: str) -> str:
        """Return a text without a bracket at its end that names the same measure, as our own messages write it."""
        outside = unbracketed(text)
        inside = text[len(outside) :].strip("()")
        return outside if self._measures.get(outside, set()) & self._measures.get(inside, set()) else text

    def _judged(self, reading: SplitText, above: tuple[Piece, ...]) -> Meaning:
        """Return what a word that is no measure means beside other words."""
        known = self._roles[reading.word]
        own = [piece.text for piece in reading.pieces if piece.kind is not PieceKind.PLAIN]
        beside = own + [piece.text for piece in above if piece.kind is not PieceKind.PLAIN]
        is_quiet = known.role in {ColumnRole.QUIET, ColumnRole.MADE}
        if not beside or (is_quiet and not own):
            return known
        if is_quiet or len(reading.word) == 1:
            return UNKNOWN
        fault = f"“{beside[0]}”没有读懂。若就是“{reading.word}”，请把列名只写成“{reading.word}”；"
        return Meaning(ColumnRole.REFUSED, core=known.role, fault=f"{fault}确是另一列，请在列名前加 #。")

    def _measured_below(self, reading: SplitText, above: tuple[Piece, ...], headings: tuple[str, ...]) -> Meaning:
        """Return the measure that a word means below group headings that do not belong to another."""
        keys = self._measures.get(reading.word) or self._stems[reading.word]
        if headings and reading.word in self._general:
            return self._refused(
                keys, f"“{headings[-1]}”下面的“{reading.word}”是什么的数分不清。", strange=headings[-1]
            )
        duties = {key for heading in headings for key in self._duties_of(heading)}
        if duties and keys <= self._all_duties and not keys & duties:
            return self._refused(keys, f"与上方的“{headings[-1]}”不是一回事。")
        return self._measured(keys, reading, above)

    def _measured(self, keys: set[str], reading: SplitText, above: tuple[Piece, ...]) -> Meaning:
        pieces = (*above, *reading.pieces)
        if strange := [piece.text for piece in pieces if piece.kind is PieceKind.STRANGE]:
            return self._refused(keys, f"其中的“{strange[0]}”没有读懂，会改变含义的字样不能略过。", strange=strange[0])
        if periods := [piece.text for piece in pieces if piece.kind is PieceKind.PERIOD]:
            return self._refused(keys, f"“{periods[0]}”不是当日的数，数据按日装载。请改填当日的数，", other_time=True)
        own = [piece for piece in reading.pieces if piece.kind is PieceKind.UNIT]
        given = own or [piece for piece in above if piece.kind is PieceKind.UNIT]
        units = self.grammar.listed_units(piece.text for piece in given)
        fitting = {key: unit for key in keys if (unit := self.accepted(key, units))} if units else {}
        if units and not fitting:
            return self._refused(keys, self._unit_fault(keys, units))
        if not units and reading.word not in self._measures and keys & self._sessions:
            return self._refused(keys, "没有写明单位，分不清是场次还是人次。")
        if not fitting:
            return Meaning(ColumnRole.MEASURE, tuple(sorted(keys)), self._unit_in(reading.word))
        unit = next(iter(fitting.values()))
        is_stated = unit.times != 1 or any(piece.bracketed for piece in given) or not own
        return Meaning(ColumnRole.MEASURE, tuple(sorted(fitting)), unit if is_stated else None)

    def _unit_in(self, word: str) -> Unit | None:
        """Return the unit that a name states by itself: that in its bracket, a key's own."""
        if measure := self.catalogue.measures.get(word):
            return self.grammar.unit(measure.unit)
        return self.grammar.unit(word[len(unbracketed(word)) :].strip("()"))

    def _unit_fault(self, keys: set[str], units: list[Unit]) -> str:
        measure = self.catalogue.measures[min(keys)]
        named = "、".join(unit.text for unit in units)
        if any(unit.base in self._units_of(measure) for unit in units):
            return f"单位“{named}”彼此不一。"
        return f"单位“{named}”不是此列的单位，也不能准确折算。"

    def _refused(self, keys: set[str], fault: str, *, strange: str = "", other_time: bool = False) -> Meaning:
        key = min(keys, key=lambda key: (bool(self.catalogue.measures[key].column), key))
        zh, unit = self.catalogue.measures[key].zh, self.catalogue.measures[key].unit
        near = f"最接近的是“{zh}”（{key}）。若就是它，" if strange else ""
        near += f"{'' if other_time else '请把'}列名写成“{zh}”，按“{unit}”填报；"
        reason = f"{fault}{near}确是另一回事或多余的，删去此列或在列名前加 #。"
        return Meaning(ColumnRole.REFUSED, tuple(sorted(keys)), None, ColumnRole.MEASURE, reason, other_time)

    def _units_of(self, measure: Measure) -> frozenset[str]:
        """Return the units that a measure's figures may be written in, by their bases."""
        units = self.grammar.same(measure.unit)
        counting = self.grammar.data["counting"]
        keys = {measure.key, measure.column_name}
        if keys & {*counting["once_a_day"]}:
            units |= {"人", "人次", "次"}
        if keys & {*counting["of_one_person"]}:
            units |= {"人次", "次"}
        return units

    def _duties_of(self, heading: str) -> set[str]:
        return {
            group[side]
            for name, group in self._groups.items()
            if name in heading
            if (reading := self.grammar.read(heading, {name})) and not reading.of(PieceKind.STRANGE)
            for side in ("due", "done")
        }

    def _is_derived(self, text: str) -> bool:
        plain = unbracketed(opened(text))
        rules = self.aliases["derived"]
        return plain.endswith(tuple(rules["endings"])) or plain.startswith(tuple(rules["beginnings"])) or "%" in text

    @cached_property
    def _counted(self) -> Mapping[str, set[str]]:
        return {**self._stems, **self._measures}

    @cached_property
    def _headings(self) -> WordList:
        return self.grammar.usual.and_harmless(self._topics)

    @cached_property
    def _roles(self) -> dict[str, Meaning]:
        keys = self.aliases["keys"]
        roles = {
            ColumnRole.DAY: ["day", *keys["day"]],
            ColumnRole.OFFICE: keys["office"],
            ColumnRole.COUNTY: keys["county"],
            ColumnRole.QUIET: keys["quiet"],
            ColumnRole.MADE: keys["made"],
        }
        words = {opened(bare(word)): Meaning(role) for role, names in roles.items() for word in names}
        for key, dimension in self.catalogue.dimensions.items():
            names = [key, dimension.zh, dimension.en, *keys["dimensions"].get(key, ())]
            words |= {opened(bare(name)): Meaning(ColumnRole.DIMENSION, (key,)) for name in names}
        return words

    @cached_property
    def _measures(self) -> dict[str, set[str]]:
        words: dict[str, set[str]] = defaultdict(set)
        for key, measure in self.catalogue.measures.items():
            for name in (*self._names(key), *(self._names(measure.column) if measure.column else ())):
                word = opened(bare(name))
                words[word].add(key)
                bracket = word[len(unbracketed(word)) :]
                if all(
                    piece.kind in {PieceKind.PLAIN, PieceKind.UNIT}
                    for piece in self.grammar.pieces(bracket, self.grammar.usual)
                ):
                    words[unbracketed(word)].add(key)
        return dict(words)

    def _names(self, key: str) -> tuple[str, ...]:
        """Return every header of a measure; a detail's column may also have the name of its total."""
        measure = self.catalogue.measures[key]
        return (key, measure.zh, measure.en, *measure.aliases, *self.aliases["measures"].get(key, ()))

    @cached_property
    def _stems(self) -> dict[str, set[str]]:
        """Return the names of measures without what they count: 应核查 of 应核查人次."""
        words: dict[str, set[str]] = defaultdict(set)
        for word, keys in self._measures.items():
            stem = _COUNTER.sub("", word)
            if len(stem) > 1:
                words[stem] |= keys
        for word, key in self._duties.items():
            words[word] = {key}
        tables = {word: [self.catalogue.measures[key].table for key in keys] for word, keys in words.items()}
        return {
            word: keys for word, keys in words.items() if len(set(tables[word])) == len(keys) or keys & self._sessions
        }

    @cached_property
    def _sessions(self) -> set[str]:
        return set(self.grammar.data["counting"]["sessions"])

    @cached_property
    def _all_duties(self) -> set[str]:
        return {group[side] for group in self._groups.values() for side in ("due", "done")}

    @cached_property
    def _duties(self) -> dict[str, str]:
        """Return what a duty is called in one cell, its name before or behind "应…" and "已…": 完成核查, 核查完成."""
        return {
            word: group[side]
            for name, group in self._groups.items()
            for side, mark in self._marks
            for word in (f"{mark}{name}", f"{name}{mark}", *(f"{name}{mark}{act}" for act in group["acts"]))
        }

    @cached_property
    def _pairs(self) -> dict[str, dict[str, str]]:
        """Return by group heading what its columns are called below it: 应核查, 已完成, 核查完成."""
        return {
            name: {
                word: group[side]
                for act in ("", *group["acts"], *map(bare, group["names"]))
                for side, mark in self._marks
                for word in (f"{mark}{act}", f"{act}{mark}")
            }
            for name, group in self._groups.items()
        }

    @cached_property
    def _groups(self) -> dict[str, Mapping[str, Any]]:
        return {bare(name): group for group in self.aliases["pairs"]["groups"] for name in group["names"]}

    @cached_property
    def _marks(self) -> list[tuple[str, str]]:
        pairs = self.aliases["pairs"]
        return [(side, mark) for side in ("due", "done") for mark in pairs[f"{side}_beginnings"]]

    @cached_property
    def _general(self) -> set[str]:
        return {bare(name) for name in self.aliases["general"]["names"]}


@lru_cache(maxsize=8)
def load_vocabulary(catalogue: Catalogue) -> Vocabulary:
    """Return the words known for the columns and values of a catalogue."""
    return Vocabulary(catalogue, tomllib.loads(ALIASES.read_text(encoding="utf-8")), load_grammar())
