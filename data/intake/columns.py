"""Columns matched by hand: what is suggested for one that is not known, and what a sender said of files of the same shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data import clock
from data.audit import Action, record
from data.catalogue.catalogue import FactTable
from data.catalogue.reference_tables import load_references
from data.errors import DataError
from data.load.files.sheet import Sheet
from data.load.headers.headers import Header, SheetColumn, find_header
from data.load.headers.matches import is_open, title_key
from data.load.headers.vocabulary import UNKNOWN, ColumnRole, Vocabulary, bare
from data.load.interpret import fullest_row
from data.load.references.recognition import Recognised
from data.reasons import Reason
from data.schema.intake import ColumnMatchRow
from data.store import Store
from data.text.free import person_number
from data.viewer import Right, Viewer

LONGEST_TITLE = 120
SUGGESTED = 3
SAMPLED = 3
ALIKE = 0.4  # share of letters in common from which a title is suggested
_KEYS = {ColumnRole.DAY: ("day", "日期", "Day"), ColumnRole.OFFICE: ("司法所", "司法所", "Justice office")}


@dataclass(frozen=True, slots=True)
class Target:
    """What a column may be matched with: the known title to keep, and its names."""

    title: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class OpenColumn:
    """A column that is not known by its title, or was matched by hand.

    `match` is the known title that it has now, "" for a column that is not used, None where it has none; `is_remembered`
    says that it comes from an earlier file. `sample` are some of its texts. `suggested` are the likeliest of `choices`.
    """

    at: int
    title: str
    sample: tuple[str, ...]
    match: str | None
    is_remembered: bool
    suggested: tuple[Target, ...]
    choices: tuple[Target, ...]


def shape_of(sheets: Sequence[Sheet], vocabulary: Vocabulary) -> str:
    """Return the shape of a file: a hash of the titles above the columns of its sheets, however they are typed."""
    titles = [
        "\t".join(title_key(title.split("·")) for title in titles_of(sheet, vocabulary))
        for sheet in sheets
        if not sheet.is_hidden
    ]
    return sha256("\n".join(titles).encode()).hexdigest()


def titles_of(sheet: Sheet, vocabulary: Vocabulary) -> list[str]:
    """Return the titles of a sheet's columns; without a known header those of its fullest row."""
    header = find_header(sheet, vocabulary)
    if header is not None:
        return [column.title for column in header.columns]
    return [column.title for column in likely_header(sheet).columns]


def likely_header(sheet: Sheet) -> Header:
    """Return the row among the first that holds most words, as a header of which nothing is known."""
    at = fullest_row(sheet)
    titles = [" ".join(str(cell).split()) for cell in sheet.cells[at]]
    columns = (SheetColumn(step, title, UNKNOWN) for step, title in enumerate(titles))
    return Header(at, at + 1, tuple(columns))


def remembered(store: Store, account: str, shape: str) -> dict[str, str]:
    """Return what a sender said that columns of files of a shape mean: the known title by title, "" for one that is not used."""
    query = select(ColumnMatchRow).where(ColumnMatchRow.account == account, ColumnMatchRow.shape == shape)
    with store.reading_rows() as session:
        return {row.title: row.target for row in session.scalars(query)}


def remember(
    store: Store, viewer: Viewer, shape: str, columns: Mapping[str, str | None], vocabulary: Vocabulary
) -> None:
    """Keep what columns mean for the viewer's next file of this shape, in place of what was kept; None forgets a title.

    Raises NotAllowed, DataError for a column that nothing is known of, or a title that names a person.
    """
    viewer.require(Right.LOAD)
    rows = {title_key(title.split("·"))[:LONGEST_TITLE]: target for title, target in columns.items()}
    for title, target in rows.items():
        if person_number(title):
            raise DataError(Reason("columns.person"))
        if target and not _is_known(target, vocabulary):
            raise DataError(Reason("columns.unknown", {"target": target[:LONGEST_TITLE]}))
    now = clock.utc_now()
    with store.writing_briefly() as connection, Session(connection) as session:
        own = (ColumnMatchRow.account == viewer.account, ColumnMatchRow.shape == shape)
        session.execute(delete(ColumnMatchRow).where(*own, ColumnMatchRow.title.in_(rows)))
        session.add_all(
            ColumnMatchRow(account=viewer.account, shape=shape, title=title, target=target, saved_at=now)
            for title, target in rows.items()
            if target is not None
        )
        session.flush()
        record(store, connection, Action.SETTING, "列对照", region=viewer.scope, after={"columns": len(rows)})


def _is_known(target: str, vocabulary: Vocabulary) -> bool:
    references = {column.key for table in load_references().values() for column in table.columns}
    return target in references or vocabulary.meaning((target,)).role in {
        *_KEYS,
        ColumnRole.COUNTY,
        ColumnRole.DIMENSION,
        ColumnRole.MEASURE,
    }


def open_columns(
    sheet: Sheet,
    header: Header,
    choices: Sequence[Target],
    matches: Mapping[str, str],
    kept: Mapping[str, str],
    vocabulary: Vocabulary,
    used: frozenset[int] = frozenset(),
) -> tuple[OpenColumn, ...]:
    """Return the columns that may be matched by hand, from the left.

    `matches` are those of the file, `kept` those of them that were remembered, both by `title_key`; `used` are the
    columns that are read although the vocabulary does not know them.
    """
    found = []
    for column in header.columns:
        key = title_key(column.title.split("·"))
        texts = [text for text in dict.fromkeys(sheet.cells[header.below :, column.at].tolist()) if text.strip()]
        is_strange = is_open(column.meaning) and column.at not in used and bool(texts)
        if column.title and (is_strange or key in matches):
            found.append(
                OpenColumn(
                    column.at,
                    column.title,
                    tuple(texts[:SAMPLED]),
                    matches.get(key),
                    key in kept and kept[key] == matches.get(key),
                    _suggested(column, choices, vocabulary),
                    tuple(choices),
                )
            )
    return tuple(found)


def figure_choices(header: Header, tables: Sequence[FactTable], vocabulary: Vocabulary) -> list[Target]:
    """Return what may be matched on a sheet of figures: the columns of its tables, or of all, that it does not have yet."""
    given = {key for column in header.of(ColumnRole.MEASURE) for key in column.meaning.keys}
    given |= {key for column in header.of(ColumnRole.DIMENSION) for key in column.meaning.keys}
    choices = [Target(*names) for role, names in _KEYS.items() if not header.of(role)]
    dimensions = vocabulary.catalogue.dimensions
    for table in tables or vocabulary.catalogue.tables.values():
        choices += [Target(key, dimensions[key].zh, dimensions[key].en) for key in table.dimensions if key not in given]
        choices += [Target(each.key, each.zh, each.en) for each in table.measures if each.key not in given]
    return [*{choice.title: choice for choice in choices}.values()]


def reference_choices(found: Recognised) -> list[Target]:
    """Return the columns of a reference table that a sheet does not have yet."""
    return [
        Target(column.key, column.zh, column.en) for column in found.table.columns if column.key not in found.columns
    ]


def _suggested(column: SheetColumn, choices: Sequence[Target], vocabulary: Vocabulary) -> tuple[Target, ...]:
    """Return the likeliest choices: what the title's own word means or is most like, then what is written most like it."""
    nearest = vocabulary.nearest(column.title.split("·")[-1]) or ("", "")
    own = [choice for choice in choices if choice.title in {*column.meaning.keys, nearest[1]}]
    names = {bare(name): choice for choice in reversed(choices) for name in (choice.title, choice.zh, choice.en)}
    title = bare(column.title.split("·")[-1])
    near = [names[name] for name in get_close_matches(title, names, n=2 * SUGGESTED, cutoff=ALIKE)]
    return tuple(dict.fromkeys([*own, *near]))[:SUGGESTED]
