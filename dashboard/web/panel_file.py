"""One panel as a file to keep: its figures as CSV and XLSX with what they mean, zipped, or its picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from callbacks.cockpit import Cockpit
from callbacks.documents import panel_document_of
from dashboard.build import program_version
from dashboard.exports.figures import Cell, csv_text, definition_rows, front, reading_rows
from dashboard.exports.typed import typed
from data import clock
from data.viewer import Viewer
from layouts.charts.amount import Amount
from layouts.charts.twins import Twin, TwinCell, whole_twins
from layouts.pages.document import Document
from layouts.view import View
from layouts.words.known import known_name
from layouts.words.language import Language


@dataclass(frozen=True, slots=True)
class PanelFile:
    """A file made of a panel: its name, media type and bytes."""

    name: str
    mime: str
    content: bytes


def panel_file(cockpit: Cockpit, viewer: Viewer, view: View, key: str, kind: str) -> PanelFile:
    """Return one panel as `zip`, `svg` or `png`; raises DataError for an unknown page, region or panel."""
    document = panel_document_of(cockpit, viewer, view, key, program=program_version(), at=clock.now())
    context = document.context
    mime, make = KINDS[kind]
    name = f"{view.page}-{key}-{context.region.code}-{context.period.key}-v{context.version}{known_name(context.known)}.{kind}"
    return PanelFile(name.replace("/", "-"), mime, make(document))


def _zip(document: Document) -> bytes:
    """Return the readings, the tables that the panel shows, what they mean, and all of it as a workbook."""
    from dashboard.exports.xlsx.workbook import xlsx_file  # noqa: PLC0415 - a library that no page needs

    words, (drawn,) = document.context.words, document.leaves[0].drawn
    tables: dict[str, list[list[Cell]]] = {
        "data": reading_rows(document),
        "table": [row for twin in whole_twins(drawn.drawing, words) for row in _table(twin, words)],
        "definitions": definition_rows(document),
        "about": [list(pair) for pair in front(document)],
    }
    filled = BytesIO()
    with ZipFile(filled, "w", ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            if len(rows) > 1:
                archive.writestr(f"{name}.csv", csv_text(rows))
        archive.writestr("data.xlsx", xlsx_file(document))
    return filled.getvalue()


def _table(twin: Twin, words: Language) -> list[list[Cell]]:
    """Return a table as it is shown, its figures unrounded."""
    caption: list[list[Cell]] = [[twin.caption]] if twin.caption else []
    return [*caption, list(twin.headings), *([_plain(cell, words) for cell in row] for row in twin.rows)]


def _plain(cell: TwinCell, words: Language) -> Cell:
    found = typed(cell, words)
    return found.value if isinstance(found, Amount) else found


def _svg(document: Document) -> bytes:
    from dashboard.exports.pictures.picture import panel_svg  # noqa: PLC0415 - a library that no page needs

    return panel_svg(document.leaves[0].drawn[0], document.context, document.watermark).encode()


def _png(document: Document) -> bytes:
    from dashboard.exports.pictures.picture import panel_png  # noqa: PLC0415

    return panel_png(document.leaves[0].drawn[0], document.context, document.watermark)


KINDS: Mapping[str, tuple[str, Callable[[Document], bytes]]] = {
    "zip": ("application/zip", _zip),
    "svg": ("image/svg+xml", _svg),
    "png": ("image/png", _png),
}
