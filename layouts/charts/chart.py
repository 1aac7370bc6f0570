"""What to draw, not how: tiles, lists, tables and sentences beside charts, for the renderer of every medium."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.readings import Reading
from data.readings.reading import Compare
from layouts.charts.amount import Amount
from layouts.charts.kinds import Chart, LineChart


@dataclass(frozen=True, slots=True)
class Tile:
    """A label, a figure with unit and difference, and, where given, a sparkline of the same metric.

    Without `compare` no difference is shown; `is_alarming` marks what must not be, and `marked` is the one of the notes, which
    are joined by " · ", that is pointed out.
    """

    reading: Reading
    compare: Compare | None
    href: str
    trend: tuple[Reading, ...] = ()
    label: str = ""
    note: str = ""
    is_alarming: bool = False
    marked: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """Tiles side by side."""

    tiles: tuple[Tile, ...]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: a mark (e.g. an alert's level), a text, a figure at its end.

    With `look`, the name of a colour, the figure is a word in it and the note a second line; `links` are (label, address)
    beside the text. `cells` are the texts of a table's columns, where the list has headings. With `due`, a moment in
    milliseconds since 1970, a screen counts down to it beside the figure.
    """

    text: str
    figure: Amount | str
    mark: str = ""  # red, yellow, blue, or a state word
    href: str = ""
    note: str = ""
    reading: Reading | None = None
    look: str = ""
    links: tuple[tuple[str, str], ...] = ()
    cells: tuple[Amount | str, ...] = ()
    due: int | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of rows, or of cells side by side (逐级上报); `links` under it lead to what can be added.

    Where `rows` are only the first of a longer list, `whole` are all of them: what a file to compute with holds. With
    `headings` the list is a table of its rows' `cells` wherever it is not drawn.
    """

    rows: tuple[Row, ...]
    is_cells: bool = False
    summary: str = ""
    links: tuple[tuple[str, str], ...] = ()
    whole: tuple[Row, ...] = ()
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """What a button sends: its label and full name, the address, the fields; `asks` is the label of a reason that it wants first."""

    label: str
    name: str
    address: str
    fields: tuple[tuple[str, str], ...] = ()
    asks: str = ""


@dataclass(frozen=True, slots=True)
class WorkRow(Row):
    """A row with a second line at its end, and buttons for what can be done about it."""

    beside: str = ""
    posts: tuple[Posted, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkRows(Rows):
    """A list of such rows, whose buttons a screen alone has; elsewhere it is a list like any other."""

    rows: tuple[WorkRow, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What a thing is in words: a heading, a line under it, its text, and figures as (label, figure, unit, address)."""

    heading: str
    under: str = ""
    text: str = ""
    figures: tuple[tuple[str, Amount | str, str, str], ...] = ()
    seal: str = ""  # two characters; a card without one has none
    tag: str = ""
    look: str = ""  # the name of the tag's colour
    href: str = ""
    note: str = ""
    is_example: bool = False
    photo: str = ""  # the address of a picture and, in `photo_of`, what it shows
    photo_of: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards side by side; the first is drawn large where `is_led`.

    Those in `folded` are seals alone, under the line `folded_label` that opens them; `links` are choices.
    """

    cards: tuple[Card, ...]
    is_led: bool = False
    summary: str = ""
    folded: tuple[Card, ...] = ()
    folded_label: str = ""
    links: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the key in its rows, its heading, and how it is sorted and set."""

    key: str
    label: str
    is_number: bool = False
    decimals: int = 0
    is_pinned: bool = False
    is_prose: bool = False  # sentences, set over several lines
    width: int = 0  # in pixels before the columns are fitted to the table; 0 is the usual
    href_key: str = ""  # the key of the address that the cell leads to
    look_key: str = ""  # the key of the name of the cell's colour
    sort_href: str = (
        ""  # the address that sorts by the column; a table with one is drawn whole, in the order of its rows
    )
    sorted: str = ""  # ascending or descending where the rows are in the column's order


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to sort, filter and search; a row maps column keys to texts or numbers, None is empty; `is_selected` marks one."""

    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Amount | str | float | None], ...]
    summary: str = ""
    name: str = "table"  # of the file it is saved as


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one thing, found by `key` in addresses and by the words of `find`, in small letters.

    `brief` are the texts of its closed line under the headings of the entries, `facts` what opening it shows as
    (label, lines), `links` lead from it as (label, address) under `links_label`, `link` is its own address.
    """

    key: str
    name: str
    brief: tuple[Amount | str, ...]
    text: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    links_label: str
    links: tuple[tuple[str, str], ...]
    link: str
    find: str


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries to look up, in groups of (key, heading, entries); `headings` name an entry's line: name, then brief."""

    groups: tuple[tuple[str, str, tuple[Entry, ...]], ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences, one a line; `parts` alternate plain text and (text, href) links.

    A text that people copy is `is_copied`; one that they may change has in `edit` the address it is saved at and the
    number of what is kept there.
    """

    lines: tuple[tuple[str | tuple[str, str], ...], ...]
    is_copied: bool = False
    edit: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to show a page: what is chosen among (label, href, is chosen), folded away where it is long."""

    label: str
    options: tuple[tuple[str, str, bool], ...]
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class Nothing:
    """A panel that has no meaning here, and the reason in words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Desk(Nothing):
    """The place on a screen where figures are given for a region, which scripts fill; elsewhere its reason says where that is."""

    region: str
    waits: str = ""  # what is there before a script has filled it


@dataclass(frozen=True, slots=True)
class Icon:
    """A picture beside a word: `mark` and `line` are SVG paths in a square of 24, `look` names its colour."""

    look: str
    word: str
    mark: str
    line: str


@dataclass(frozen=True, slots=True)
class Item:
    """One figure that left its normal range: what it is, its chart with the limits, the verdict and what made it.

    `under` is what it is compared with, `look` concerning, improving or neutral, `word` the verdict, `text` who made it;
    `links` are (label, address): where to look further and whom to assign; `step` proposes to compute the normal range
    again: (words, where that is asked for); `icons` show what is happening and whether the target will be met.
    """

    reading: Reading
    figure: str
    unit: str
    under: str
    look: str
    word: str
    text: str
    chart: LineChart
    href: str
    links: tuple[tuple[str, str], ...] = ()
    step: tuple[str, str] | None = None
    icons: tuple[Icon, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """What left its normal range, the gravest first; a document draws each as a chart of its own."""

    items: tuple[Item, ...]
    summary: str = ""


Drawing = Chart | Tiles | Rows | Cards | Table | Entries | Items | Words | Nothing
