"""A document as CSV or JSON: the readings that its pages were drawn from, as the API gives them."""

from __future__ import annotations

import json

from dashboard.exports.figures import csv_text, front, reading_rows
from data.readings.plain import as_row
from data.readings.reading import Compare
from layouts.charts.drawn import Drawn, plain
from layouts.charts.twins import lines, whole_twins
from layouts.pages.document import Document
from layouts.words.known import known_words
from layouts.words.language import Language


def csv_file(document: Document) -> bytes:
    """Return every reading of a document, one a row; the last column marks demo figures, one more those of the past."""
    context, words = document.context, document.context.words
    heading, *rows = reading_rows(document)
    mark = words("shell.demo") if context.is_demo else ""
    known = known_words(context.known, words) if context.known else ""
    ends = [[words("file.demo"), words("known.heading")], [mark, known]] if known else [[words("file.demo")], [mark]]
    return csv_text([[*heading, *ends[0]], *([*row, *ends[1]] for row in rows)]).encode()


def json_file(document: Document) -> bytes:
    """Return what a document says: its front matter, each page's sentences and tables, and every reading."""
    context, words = document.context, document.context.words
    content = {
        "title": document.title,
        "about": {label: str(cell) for label, cell in front(document)},
        "region": context.region.code,
        "period": context.period.key,
        "as_of": context.as_of.isoformat(),
        "version": context.version,
        "is_demo": context.is_demo,
        "edition": document.edition,
        "known": context.known.asked if context.known else None,
        "program": document.program,
        "account": document.account,
        "made_at": document.made_at.isoformat(timespec="seconds"),
        "pages": [
            {
                "key": leaf.key,
                "title": leaf.title,
                "said": plain(leaf.said),
                "panels": [_panel(drawn, words) for drawn in leaf.drawn],
            }
            for leaf in document.leaves
        ],
        "readings": [as_row(reading, Compare.PREVIOUS) for reading in document.readings],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _panel(drawn: Drawn, words: Language) -> dict[str, object]:
    tables = [
        {
            "caption": twin.caption,
            "headings": list(twin.headings),
            "rows": [[cell.text for cell in row] for row in twin.rows],
            "ids": [[cell.reading.id if cell.reading else None for cell in row] for row in twin.rows],
        }
        for twin in whole_twins(drawn.drawing, words)
    ]
    return {"key": drawn.key, "title": drawn.title, "note": drawn.note, "said": lines(drawn.drawing), "tables": tables}
