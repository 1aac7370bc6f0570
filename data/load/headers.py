"""Finds the header in a sheet, under title rows and over several merged lines, and what each column is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.catalogue import Catalogue, FactTable
from data.load.cells import read_counts
from data.load.findings import Finding, Kind, Severity
from data.load.sheet import Sheet
from data.load.vocabulary import Meaning, Role, Vocabulary

HIGHEST_HEADER = 30
DEEPEST_HEADER = 3
NAMED = 12
UNSPLIT = {"brand": "NA"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: where it stands, its title as in the file, and what it is."""

    at: int
    title: str
    meaning: Meaning

    @property
    def role(self) -> Role:
        """What the column is for."""
        return self.meaning.role


@dataclass(frozen=True, slots=True)
class Header:
    """A sheet's header: its first row and the first row below it (from 0), the columns, the title above."""

    first: int
    below: int
    columns: tuple[Column, ...]
    title: str

    def of(self, role: Role) -> list[Column]:
        """Return the columns of one role, from the left."""
        return [column for column in self.columns if column.role is role]


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns of one sheet serve one fact table; `measures` and `dimensions` by key."""

    header: Header
    table: FactTable
    measures: Mapping[str, Column]
    dimensions: Mapping[str, Column]


def find_header(sheet: Sheet, vocabulary: Vocabulary) -> Header | None:
    """Return the sheet's header, None when no row holds a known measure."""
    lines = [[str(cell) for cell in row] for row in sheet.cells[sheet.top :][: HIGHEST_HEADER + DEEPEST_HEADER]]
    best: tuple[int, int, int] | None = None
    meanings: tuple[Meaning, ...] = ()
    for first in range(min(HIGHEST_HEADER, len(lines))):
        for depth in range(1, min(DEEPEST_HEADER, len(lines) - first) + 1):
            found = tuple(vocabulary.meaning(parts) for parts in _stacked(lines[first : first + depth]))
            score = _score(found)
            if score and (best is None or (score, -depth) > best[:2]):
                best, meanings = (score, -depth, first), found
    if best is None:
        return None
    depth, first = -best[1], best[2]
    titles = [_title(parts) for parts in _stacked(lines[first : first + depth])]
    columns = tuple(
        Column(at, title, meaning) for at, (title, meaning) in enumerate(zip(titles, meanings, strict=True))
    )
    above = dict.fromkeys(cell.strip() for line in lines[:first] for cell in line if cell.strip())
    return Header(sheet.top + first, sheet.top + first + depth, columns, "　".join(above))


def layouts(sheet: Sheet, header: Header, vocabulary: Vocabulary) -> tuple[list[Layout], list[Finding]]:
    """Return how the sheet serves each table it has columns of, the fullest table first, and what is wrong with it.

    A sheet with an error among the findings must not be loaded.
    """
    catalogue = vocabulary.catalogue
    chosen, findings = _by_table(sheet, header, catalogue)
    dimensions = {column.meaning.keys[0]: column for column in header.of(Role.DIMENSION)}
    found = []
    for table, measures in chosen.items():
        missing = [key for key in table.dimensions if key not in dimensions and key not in UNSPLIT]
        if missing:
            findings.append(_unsplit(sheet, header, table, measures, missing, catalogue, is_only=len(chosen) == 1))
            continue
        found.append(
            Layout(header, table, measures, {key: dimensions[key] for key in table.dimensions if key in dimensions})
        )
    used = {key for layout in found for key in layout.measures}
    return found, [*findings, *_unused(sheet, header, vocabulary, used)]


def _stacked(lines: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return each column's header lines; a group heading reaches right over the columns that have lines below it."""
    width = len(lines[0])
    stacked: list[list[str]] = [[] for _ in range(width)]
    for depth, line in enumerate(lines):
        group = ""
        for at in range(width):
            below = any(lower[at].strip() for lower in lines[depth + 1 :])
            if line[at].strip():
                group = line[at] if below else ""
                stacked[at].append(line[at])
            else:
                group = group if below else ""
                stacked[at].append(group)
    return [tuple(parts) for parts in stacked]


def _title(parts: Sequence[str]) -> str:
    return "·".join(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def _score(meanings: Sequence[Meaning]) -> int:
    """Count what a row of headers tells; a row without a measure is none."""
    measures = {meaning.keys for meaning in meanings if meaning.role is Role.MEASURE}
    others = sum(meaning.role in {Role.DAY, Role.OFFICE, Role.COUNTY, Role.DIMENSION} for meaning in meanings)
    return len(measures) + others if measures else 0


def _by_table(
    sheet: Sheet, header: Header, catalogue: Catalogue
) -> tuple[dict[FactTable, dict[str, Column]], list[Finding]]:
    columns = header.of(Role.MEASURE)
    weights = Counter(catalogue.measures[key].table for column in columns for key in column.meaning.keys)
    given = {column.meaning.keys[0] for column in header.of(Role.DIMENSION)}
    taken: dict[str, dict[str, Column]] = defaultdict(dict)
    findings = []
    for column in columns:
        key = _meant(column, given, weights, catalogue)
        measures = taken[catalogue.measures[key].table]
        if key in measures:
            reason = f"与“{measures[key].title}”列都是“{catalogue.measures[key].zh}”（{key}）。请删去或改名其中一列，整表未装载。"
            findings.append(_finding(sheet, header, column, reason, Severity.ERROR))
        measures.setdefault(key, column)
    ordered = sorted(taken, key=lambda table: -weights[table])
    return {catalogue.tables[key]: taken[key] for key in ordered}, findings


def _meant(column: Column, given: set[str], weights: Mapping[str, int], catalogue: Catalogue) -> str:
    """Return which of the measures that a header can be it is: that of the table with most columns in the sheet.

    Between a column and its detail of the same name the dimensions in the sheet tell: `incident_n` beside
    `incident_type` is by kind.
    """
    keys = column.meaning.keys
    if not any(catalogue.measures[key].column for key in keys):
        return max(keys, key=lambda key: weights[catalogue.measures[key].table])

    def split(key: str) -> tuple[int, bool, int]:
        dimensions = catalogue.tables[catalogue.measures[key].table].dimensions
        fits = len(dimensions) if given.issuperset(dimensions) else -1
        return fits, not catalogue.measures[key].column, weights[catalogue.measures[key].table]

    return max(keys, key=split)


def _unsplit(
    sheet: Sheet,
    header: Header,
    table: FactTable,
    measures: Mapping[str, Column],
    missing: Sequence[str],
    catalogue: Catalogue,
    *,
    is_only: bool,
) -> Finding:
    lacking = "、".join(f"{catalogue.dimensions[key].zh}（{key}）" for key in missing)
    given = "、".join(column.title for column in list(measures.values())[:NAMED])
    reason = f"“{table.zh}”表按{lacking}分行填报，缺这些列时不能装载：{given}。请用 cockpit template {table.stem} 的表样填报。"
    severity = Severity.ERROR if is_only else Severity.WARNING
    return Finding(severity, Kind.COLUMN, sheet.path.name, reason, sheet.name, header.first + 1, table=table.key)


def _unused(sheet: Sheet, header: Header, vocabulary: Vocabulary, used: set[str]) -> list[Finding]:
    findings = []
    for column in header.of(Role.DERIVED):
        findings.append(
            _finding(sheet, header, column, "由其他列推算得出，系统自行计算，此列未装载。", Severity.WARNING)
        )
    for column in header.of(Role.UNKNOWN):
        if not any(str(cell).strip() for cell in sheet.cells[header.below :, column.at]):
            continue
        findings.append(_unknown(sheet, header, column, vocabulary, used))
    return findings


def _unknown(sheet: Sheet, header: Header, column: Column, vocabulary: Vocabulary, used: set[str]) -> Finding:
    nearest = vocabulary.nearest(column.title)
    hint = f"最接近的是“{nearest[0]}”（{nearest[1]}）。" if nearest else ""
    counts = read_counts(sheet.cells[header.below :, column.at])
    if not (~counts.values.isna()).any():
        return _finding(sheet, header, column, f"不是已知列，里面也没有数字，未装载。{hint}", Severity.WARNING)
    if nearest and nearest[1] not in used:
        reason = f"不是已知列。{hint}请改正列名；确是多余的，删去此列或在列名前加 #。整表未装载。"
        return _finding(sheet, header, column, reason, Severity.ERROR)
    reason = f"不是已知列，此列的数字未装载。{hint}确是多余的，删去此列或在列名前加 #；已知列见 cockpit template。"
    return _finding(sheet, header, column, reason, Severity.ERROR, kind=Kind.FOREIGN)


def _finding(
    sheet: Sheet, header: Header, column: Column, reason: str, severity: Severity, *, kind: Kind = Kind.COLUMN
) -> Finding:
    return Finding(severity, kind, sheet.path.name, reason, sheet.name, header.below, column.title)
