"""What a person is looking for: the place, period, metric and page that a line of text names, in any order."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from data.catalogue import Catalogue, Metric
from data.periods import Grain, Period
from data.regions import Region, Regions
from data.regions.names import own_names
from data.search.periods import GAP, PeriodNames, named_periods

WORDS = Path(__file__).with_suffix(".toml")
TOKEN = re.compile(r"[a-z0-9_]+|[^\W_]")
LEAST_PINYIN = 4  # letters of a name that may be written together with another: xihutuoguan


@dataclass(frozen=True, slots=True)
class Wanted:
    """A metric that was named; `is_count` where not the rate was asked for but the count above its line."""

    metric: Metric
    is_count: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text was understood as, each best first and empty where nothing was named.

    `regions` are all that the name may mean; `terms` and `pages` are keys; `unread` are the pieces that mean
    nothing here, in their order.
    """

    regions: tuple[Region, ...] = ()
    period: Period | None = None
    metrics: tuple[Wanted, ...] = ()
    pages: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meanings:
    """What a name means, one kind a field; a filler means nothing."""

    regions: tuple[Region, ...] = ()
    metrics: tuple[Wanted, ...] = ()
    pages: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Every name that is understood, as `plain` writes it, and the names of periods."""

    regions: Regions
    by_name: Mapping[str, Meanings]
    periods: PeriodNames
    longest: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a text: the name it was found by, what that means; None where it means nothing known."""

    text: str
    names: Meanings | None


@lru_cache(maxsize=64)  # one for each scope of accounts
def lexicon(regions: Regions, catalogue: Catalogue, terms: tuple[tuple[str, str], ...] = ()) -> Lexicon:
    """Return the names of regions, metrics, pages and (key, name) of terms, gathered once for each."""
    known = tomllib.loads(WORDS.read_text("utf-8"))
    found: dict[str, list[Meanings]] = {}

    def put(names: Meanings, *written: str) -> None:
        for name in dict.fromkeys(map(plain, written)):
            found.setdefault(name, []).append(names)

    for region in regions.inside:
        put(Meanings(regions=(region,)), *_region_names(region, known["suffixes"]))
    for key, written in known["counts"].items():
        if key in catalogue.metrics:
            put(Meanings(metrics=(Wanted(catalogue.metrics[key], is_count=True),)), *written)
    for metric in catalogue.metrics.values():
        own = (metric.key, metric.zh, metric.short_zh, metric.en, metric.short_en)
        put(Meanings(metrics=(Wanted(metric),)), *own, *known["metrics"].get(metric.key, ()))
    for page, written in known["pages"].items():
        put(Meanings(pages=(page,)), *written)
    for key, name in terms:
        put(Meanings(terms=(key,)), name, *known["terms"].get(key, ()))
    by_name = {name: _without_clash(_together(each)) for name, each in found.items() if name}
    by_name |= {plain(filler): Meanings() for each in known["fillers"].values() for filler in each}
    periods = PeriodNames({Grain(grain): names for grain, names in known["ago"].items()})
    return Lexicon(regions, by_name, periods, max(map(len, by_name)))


def plain(text: str) -> str:
    """Return a name as names are compared: letters and figures alone, in lower case."""
    return "".join(_tokens(text))


def understood(text: str, names: Lexicon, today: date) -> Asked:
    """Return what a text asks for; words such as 昨天 are counted from `today`.

    The longest name counts wherever several begin at one place. Of several places the narrowest one inside the others counts,
    of several periods the first; the rest is `unread`.
    """
    periods, rest, unread = named_periods(_normal(text), names.periods, today)
    pieces = list(_joined(_pieces(rest, names)))
    regions: tuple[Region, ...] = ()
    for piece in pieces:
        if piece.names is None:
            unread.append(piece.text)
        elif piece.names.regions:
            narrowed = _narrowed(regions, piece.names.regions, names.regions)
            unread += [] if narrowed else [piece.text]
            regions = narrowed or regions
    found = [piece.names for piece in pieces if piece.names]
    return Asked(
        regions=regions,
        period=periods[0] if periods else None,
        metrics=tuple(dict.fromkeys(each for name in found for each in name.metrics)),
        pages=tuple(dict.fromkeys(each for name in found for each in name.pages)),
        terms=tuple(dict.fromkeys(each for name in found for each in name.terms)),
        unread=tuple(dict.fromkeys(unread)),
    )


def containing(text: str, names: Lexicon) -> Meanings:
    """Return the metrics, pages and terms that have a text in one of their names, for someone who is still typing."""
    wanted = plain(text)
    return _together([each for name, each in names.by_name.items() if wanted and wanted in name])


def _region_names(region: Region, suffixes: Mapping[str, str]) -> list[str]:
    ends = [end for written, end in suffixes.items() if region.zh.endswith(written)]
    initials = {region.pinyin_initials, region.pinyin_initials[: len(region.short_zh)]}
    latin = [f"{region.en}{end}" for end in ends]
    return [region.code, *own_names(region), region.en, *latin, *(each for each in initials if len(each) > 1)]


def _together(names: Iterable[Meanings]) -> Meanings:
    every = list(names)
    return Meanings(
        regions=tuple(sorted({r for each in every for r in each.regions}, key=lambda r: (r.level.depth, r.code))),
        metrics=tuple(dict.fromkeys(metric for each in every for metric in each.metrics)),
        pages=tuple(dict.fromkeys(page for each in every for page in each.pages)),
        terms=tuple(dict.fromkeys(term for each in every for term in each.terms)),
    )


def _without_clash(names: Meanings) -> Meanings:
    """Return the names without the places that are written like a figure: xuexi is 学习, not 雪溪."""
    return replace(names, regions=()) if names.metrics else names


def _normal(text: str) -> str:
    """Return a text in lower case, full-width letters made plain, without apostrophes; blanks stay."""
    return unicodedata.normalize("NFKC", text).lower().replace("'", "").replace("’", "").replace("ü", "v")


def _tokens(text: str) -> list[str]:
    """Return the words of Latin letters and figures and the single characters of a text."""
    return TOKEN.findall(_normal(text))


def _pieces(text: str, names: Lexicon) -> Iterator[_Piece]:
    """Yield the names in a text, the longest that begins at each place, and what is between them."""
    for part in text.split(GAP):
        tokens = _tokens(part)
        while tokens:
            reach = range(min(len(tokens), names.longest), 0, -1)
            count = next((n for n in reach if "".join(tokens[:n]) in names.by_name), 0)
            taken, tokens = tokens[: count or 1], tokens[count or 1 :]
            yield from _read(taken, names, is_known=bool(count))
        yield _Piece("", Meanings())


def _read(taken: Sequence[str], names: Lexicon, *, is_known: bool) -> Iterator[_Piece]:
    text = "".join(taken)
    parts = [text] if is_known else _parts(text, names)
    yield from (_Piece(part, names.by_name[part]) for part in parts) if parts else [_Piece(text, None)]


def _parts(text: str, names: Lexicon) -> list[str]:
    """Return the names that were written together in one word of Latin letters, none where it is not all names.

    From the end, each place once: a word of thousands of letters takes no longer than its letters.
    """
    ends: dict[int, int] = {len(text): 0}  # of the longest name that begins at a place from which all is names
    for start in range(len(text) - LEAST_PINYIN, -1, -1):
        for end in range(min(len(text), start + names.longest), start + LEAST_PINYIN - 1, -1):
            if end in ends and text[start:end] in names.by_name:
                ends[start] = end
                break
    found, at = [], 0 if 0 in ends else len(text)
    while at < len(text):
        found.append(text[at : ends[at]])
        at = ends[at]
    return found


def _joined(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Yield pieces, those beside each other that mean nothing as one: words of Latin letters with a blank between."""
    unknown: list[str] = []
    for piece in pieces:
        if piece.names is None:
            unknown.append(f" {piece.text} " if piece.text.isascii() else piece.text)
            continue
        if unknown:
            yield _Piece(" ".join("".join(unknown).split()), None)
            unknown = []
        yield piece


def _narrowed(known: Sequence[Region], named: Sequence[Region], regions: Regions) -> tuple[Region, ...]:
    """Return the narrower of two sets of places, as far as it is inside the other; nothing where they do not overlap."""
    if not known:
        return tuple(named)
    for narrow, wide in ((named, known), (known, named)):
        codes = {region.code for region in wide}
        inside = tuple(r for r in narrow if any(regions.within(r.code, code) for code in codes))
        if inside:
            return inside
    return ()
