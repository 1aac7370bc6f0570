"""The texts around a table: the rows above it, its sheet's name and its file's name, understood entirely or refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from data.load.files.cells import BadCell
from data.load.headers.grammar import Piece, PieceKind, Unit, WordList, opened, unnumbered
from data.load.headers.title_days import Dated, dated, normal
from data.load.headers.vocabulary import NUMBERS, Vocabulary, bare

UNITS_SAID = ("单位", "计量单位", "金额单位")
_UNIT_SAID = re.compile(r"单位\s*[:为是]?\s*([^\s;。,()]+)")
_ALL_OF_IT = "本表|此表|该表|表内|表中|以上|上述|以下|各项|各列|数据|数字|数"
_ONLY = re.compile(r"(?:仅|只)(?:统计|包括|包含|含|计算|计|限于?|为|是|算|涉及|反映|取)([^。;,]{2,16})")
_WITHOUT = re.compile(r"(?:[不未](?:包括|包含|统计|含|计)|剔除|扣除|除去|排除|除)(?!已|未)([^。;,]{2,16})")
_UNIT_IN_NOTE = re.compile(r"[以按]([^\s;。,()以按]{1,6})(?:为单位|计算?(?![入划]))")
_PEOPLE = "对象"
_PARTIAL_TIME = re.compile(
    r"(?:(20[0-9]{2})年度?)?(?:([0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?)?|(20[0-9]{2})[-./]([0-9]{1,2})"
)
_NUMBER_OF_PAPER = re.compile(r"[\u4e00-\u9fff]{0,8}[〔\[(]20[0-9]{2}[〕\])]第?[0-9]{1,4}号")  # 滨司矫〔2026〕3号
_HOW_MANY = re.compile(
    r"共?[0-9]{1,4}[个家](?=(?:司法)?所|县|街道|乡镇)|(?<![0-9])[0-9]{1,6}(?:人次?|件)(?![\u4e00-\u9fff])"
)  # 全区3个司法所, 在册120人
_SECRECY = re.compile(r"(?:秘密|机密)[★☆]?\s*(?:[0-9]{1,2}年|长期)?")
_VERSION = re.compile(r"(?<![a-z0-9])v[0-9]{1,2}(?:\.[0-9]{1,2})*(?![a-z0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextTime:
    """What one text around a table says about time.

    `span` is a word for a run of days, `other_time` one for figures that are not a day's own, "" where there is none;
    `loose` are months and years (year, month, as written) that may only be part of the day's date.
    """

    text: str
    dated: Dated
    span: str
    other_time: str
    loose: tuple[tuple[int | None, int | None, str], ...]
    is_daily: bool


@dataclass(frozen=True, slots=True)
class Title:
    """The rows above a table: the dates in them, the units that they set for its columns, what is not understood."""

    said: TextTime
    units: tuple[Unit, ...]
    strange: str


def read_title(cells: Sequence[str], vocabulary: Vocabulary, known: Iterable[str]) -> Title:
    """Read the cells above a table; `known` are the names of places and columns that they may hold."""
    free: list[str] = []
    units: list[str] = []
    periods: list[Piece] = []
    some: list[str] = []
    known = [*known]
    lexicon = _title_words(vocabulary, known)
    for line in _lines(cells, vocabulary):
        units += [word for found in _UNIT_SAID.finditer(line) for word in re.split("[、,/和及]", found[1])]
        if not _is_note(line, vocabulary):
            free += _free(line, vocabulary)
            continue
        units += [found[1] for found in _UNIT_IN_NOTE.finditer(line)]
        said = [*_said_of_all(line, known)]
        free += filter(None, map(_day_or_run, map(dated, said)))
        periods += [piece for text in said for piece in _pieces(dated(text).rest, lexicon, vocabulary)]
        some += filter(None, (_some_of_all(text, lexicon, vocabulary) for text in (*said, *_left_out(line))))
        some += re.findall(rf"[以按](?:{'|'.join(vocabulary.grammar.data['units']['scales'])})为单位", line)
    when = dated("　".join(free))
    pieces = [_pieces(part, lexicon, vocabulary) for part in when.rest.split()]
    found = [piece for part in pieces for piece in part]
    strange = (piece.text for piece in found if piece.kind is PieceKind.STRANGE and any(map(str.isalpha, piece.text)))
    named = vocabulary.grammar.listed_units([*map(bare, units), *_stated(pieces)])
    said_by_all = _said("　".join(cells), when, found, vocabulary)
    of_notes = [piece.text for piece in periods if piece.kind is PieceKind.PERIOD]
    others = [period for period in of_notes if period in vocabulary.grammar.data["periods"]["others"]]
    if others:
        said_by_all = replace(said_by_all, other_time=others[0])
    elif of_notes:
        said_by_all = replace(said_by_all, span=of_notes[0])
    return Title(said_by_all, tuple(dict.fromkeys(named)), next(iter(some), "") or next(strange, ""))


def some_of_all(text: str, vocabulary: Vocabulary, known: Iterable[str]) -> str:
    """Return the words in a text by which figures are those of some people only (女性对象), "" where there are none."""
    return _some_of_all(text, _title_words(vocabulary, known), vocabulary)


def some_of_a_note(text: str, vocabulary: Vocabulary) -> str:
    """Return the people to whom a remark limits the figures (仅统计重点对象, 不含缓刑), "" where it names none."""
    lexicon = _title_words(vocabulary, ())
    line = normal(text)
    said = [*(found[1] for found in _ONLY.finditer(line)), *_left_out(line)]
    return next(filter(None, (_some_of_all(part, lexicon, vocabulary) for part in said)), "")


def _some_of_all(text: str, lexicon: WordList, vocabulary: Vocabulary) -> str:
    parts = [bare(part) for part in vocabulary.grammar.data["titles"]["parts"]]
    plain = bare(text)
    for piece in _pieces(dated(text).rest, lexicon, vocabulary):
        is_named = piece.text in parts or any(part in piece.text for part in parts if len(part) > 1)
        if piece.kind is PieceKind.STRANGE and (is_named or piece.text.removesuffix("数").endswith(_PEOPLE, 1)):
            return piece.text
    return next((part for part in parts if part.endswith(("人员", "对象")) and part in plain), "")


def read_name(text: str, vocabulary: Vocabulary) -> TextTime:
    """Return what the name of a sheet or a file says about time; the rest of it may be anything."""
    when = dated(text)
    pieces = vocabulary.grammar.pieces(bare(when.rest), _title_words(vocabulary, ()))
    return _said(text, when, pieces, vocabulary)


def the_day(said: Sequence[TextTime], *, has_flows: bool) -> date | None:
    """Return the one day that texts give, the strongest first; raises BadCell when it may be a run of days.

    `has_flows` says that some figures are of what happens within a time, and not of what there is at its end.
    """
    for each in said:
        if run := each.dated.run or each.span or each.other_time:
            raise BadCell(_no_day(run))
    at, day = next(((at, each.dated.day) for at, each in enumerate(said) if each.dated.day), (len(said), None))
    if day is None:
        return None
    for rank, each in enumerate(said):
        own = each.dated.day
        if rank < 2 and own not in {None, day}:
            raise BadCell(
                f"标题里的日期是 {day}，“{each.text}”里的是 {own}。两个日子不同，分不清是哪一天，请只留一个。"
            )
        partial = each.dated.partial
        if partial and rank == at and partial != (day.month, day.day):
            raise BadCell(
                f"“{each.text}”里有 {day} 和 {partial[0]}月{partial[1]}日两个日子，分不清是哪一天，请只留一个。"
            )
        if partial and rank < 2 and partial != (day.month, day.day):
            raise BadCell(
                f"“{said[at].text}”里的日期是 {day}，“{each.text}”里的是 {partial[0]}月{partial[1]}日，请只留一个。"
            )
        is_named = each.dated.is_labelled and not (has_flows and each.dated.until)
        for year, month, text in each.loose:
            is_part = year in {None, day.year} and month in {None, day.month}
            # 11月情况, and the date below it
            is_beside = rank == at and (month is not None or (has_flows and rank < 2)) and not is_named
            if (rank < 2 and not is_part) or ((rank < at or is_beside) and not each.is_daily):
                raise BadCell(
                    f"{_no_day(text)}只是 {day} 一天的数，请删去“{text}”，并把日期写成“统计日期：{_written(day)}”。"
                )
    if has_flows and (until := _until(said[: max(2, at + 1)], said)):
        raise BadCell(_no_sum(until, f"写成“统计日期：{_written(day)}”"))
    return day


def checked_beside_days(said: Sequence[TextTime], column: str, days: Iterable[date], *, has_flows: bool) -> None:
    """Raise BadCell when the texts name a run of days that the day column does not give day by day, or another day."""
    when = sorted(set(days))
    is_by_day = any((after - before).days == 1 for before, after in pairwise(when))
    for each in said:
        if each.other_time:
            raise BadCell(_no_day(each.other_time))
        if (run := each.dated.run or each.span) and when and not is_by_day:
            raise BadCell(f"{_no_day(run)}这里的“{column}”列没有相连的两天，分不清是不是合计数。")
    for each in (each for each in said[:2] if when and not each.dated.run):
        day, partial = each.dated.day, each.dated.partial
        other = str(day) if day and day not in when else ""
        if partial and "月" in each.text and partial not in {(known.month, known.day) for known in when}:
            other = other or f"{partial[0]}月{partial[1]}日"
        if other:
            raise BadCell(
                f"“{each.text}”里的日期是 {other}，“{column}”列里的是 {when[0]}{' 等' if when[1:] else ''}。两个日子不同，"
                f"分不清是哪一天，请只留一个；是制表、报送的日子，请写成“制表日期：{other}”。"
            )
    if has_flows and when and not is_by_day and (until := _until(said, said)):
        raise BadCell(_no_sum(until, f"删去“{until}”"))


def _until(said: Sequence[TextTime], beside: Sequence[TextTime]) -> str:
    """Return the word by which texts may mean sums up to a day, "" where a text beside them says that it is a day's own."""
    words = (each.dated.until for each in said if not each.dated.is_end_of_day)
    return "" if any(each.is_daily for each in beside) else next(filter(None, words), "")


def _no_sum(until: str, way: str) -> str:
    return f"“{until}”某日的数，分不清是当日的还是累计到那一天的。是当日的数，请{way}；是累计数，请改填当日的数。"


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _no_day(run: str) -> str:
    return f"“{run}”写的是一段时间，数据按日装载。请加一列“日期”，每行写一天。"


def _said(text: str, when: Dated, pieces: Iterable[Piece], vocabulary: Vocabulary) -> TextTime:
    data = vocabulary.grammar.data
    periods = [piece.text for piece in pieces if piece.kind is PieceKind.PERIOD]
    loose = [(_year_month(period), period) for period in periods]
    firm = [period for found, period in loose if found is None]
    others = [period for period in firm if period in data["periods"]["others"]]
    spans = [period for period in firm if period not in others]
    is_daily = any(word in text.lower() for word in data["titles"]["daily"])
    months = tuple((*found, period) for found, period in loose if found is not None)
    return TextTime(text, when, next(iter(spans), ""), next(iter(others), ""), months, is_daily)


def _year_month(text: str) -> tuple[int | None, int | None] | None:
    """Return the year and month that a text is; None when it is something else."""
    found = _PARTIAL_TIME.fullmatch(text)
    if found is None:
        return None
    year, month = found[1] or found[3], found[2] or found[4]
    number = NUMBERS.index(month) + 1 if month in NUMBERS else int(month) if month else None
    return (int(year) if year else None), number


def _lines(cells: Sequence[str], vocabulary: Vocabulary) -> Iterator[str]:
    """Return the cells, one that is only a label (填表人：) together with the one after it; those behind # not at all."""
    listed = vocabulary.grammar.data["titles"]
    labels = {*listed["asides"], *listed["notes"], *listed["days"], *UNITS_SAID}
    label = ""
    for cell in cells:
        line = normal(cell).strip().replace("人(次)", "人、人次")
        if bare(line) in labels or line.endswith(":"):
            label += f"{line.rstrip(':')}: "
        elif not line.startswith("#"):
            yield label + line
            label = ""
    if label:
        yield label


def _is_note(line: str, vocabulary: Vocabulary) -> bool:
    words = "|".join(vocabulary.grammar.data["titles"]["notes"])
    return bool(re.match(rf"[(\[]?(?:{words})\s*[0-9]?[:.、\s]", line))


def _said_of_all(line: str, known: Sequence[str]) -> Iterator[str]:
    """Yield what a note says that all figures, or those of a column or a place, are, or are only."""
    subjects = "|".join((_ALL_OF_IT, *(re.escape(name) for name in known if len(name) > 1)))
    of_all = re.compile(rf"(?:{subjects})[^。;,]{{0,4}}?(?:均|都)?(?:为|是|系|按|指|取)([^。;,]{{2,16}})")
    yield from (found[1] for pattern in (of_all, _ONLY) for found in pattern.finditer(line))


def _left_out(line: str) -> Iterator[str]:
    yield from (found[1] for found in _WITHOUT.finditer(line))


def _day_or_run(when: Dated) -> str:
    """Return the run of days or the day of a note, the day without its year: beside the title's it is never the stronger."""
    day = (when.day.month, when.day.day) if when.day else when.partial
    return when.run or (f"{day[0]}月{day[1]}日" if day else "")


def _free(line: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Return the parts of a line that do not name who made it."""
    listed = vocabulary.grammar.data["titles"]
    for pattern in (_NUMBER_OF_PAPER, _SECRECY, _VERSION, _HOW_MANY):
        line = pattern.sub(" ", line)
    asides = "|".join(sorted(listed["asides"], key=len, reverse=True))
    for part in re.split(r"\s{2,}|\s(?=[^\s:]+:)|\s(?=20[0-9]{2})", line):
        yield re.sub(rf"(?:^|(?<=[\s(),;]))(?:{asides})(?:\((?:盖章|签字|签章|公章)\))?\s*(?::|\s|$).*", " ", part)


def _title_words(vocabulary: Vocabulary, known: Iterable[str]) -> WordList:
    return vocabulary.title_words.and_harmless(map(bare, known))


def _pieces(part: str, lexicon: WordList, vocabulary: Vocabulary) -> tuple[Piece, ...]:
    return vocabulary.grammar.pieces(unnumbered(opened(bare(part))), lexicon)


def _stated(parts: Iterable[Sequence[Piece]]) -> Iterator[str]:
    """Return the units in brackets, and those beside only the word 单位."""
    for pieces in parts:
        alone = all(piece.kind is PieceKind.UNIT or piece.text.endswith("单位") for piece in pieces)
        yield from (piece.text for piece in pieces if piece.kind is PieceKind.UNIT and (alone or piece.bracketed))
