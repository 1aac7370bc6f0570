"""The kinds of file a document can be exported as; their makers are loaded when first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module

from data.errors import DataError
from data.reasons import Reason
from layouts.pages.document import Document

OFFICE = "application/vnd.openxmlformats-officedocument"


class Paper(StrEnum):
    """The sizes of paper that print is set for."""

    A4 = "a4"
    A3 = "a3"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file by its suffix: what it is called, its media type, and what makes it."""

    suffix: str
    name: str
    mime: str
    make: Callable[[Document, Paper], bytes]


def _made_by(module: str, maker: str) -> Callable[[Document, Paper], bytes]:
    def make(document: Document, paper: Paper) -> bytes:
        content: bytes = getattr(import_module(f"dashboard.exports.{module}"), maker)(document)
        return content

    return make


def _print(document: Document, paper: Paper) -> bytes:
    content: bytes = import_module("dashboard.exports.pdf.print").pdf_file(document, paper.value)
    return content


FORMATS: Mapping[str, Format] = {
    each.suffix: each
    for each in (
        Format("pptx", "PPT", f"{OFFICE}.presentationml.presentation", _made_by("pptx.slides", "pptx_file")),
        Format("docx", "Word", f"{OFFICE}.wordprocessingml.document", _made_by("docx.letter", "docx_file")),
        Format("xlsx", "Excel", f"{OFFICE}.spreadsheetml.sheet", _made_by("xlsx.workbook", "xlsx_file")),
        Format("pdf", "PDF", "application/pdf", _print),
        Format("csv", "CSV", "text/csv", _made_by("plain", "csv_file")),
        Format("json", "JSON", "application/json", _made_by("plain", "json_file")),
    )
}


def format_named(suffix: str) -> Format:
    """Return a kind of file by its suffix, with or without its point; raises DataError naming those there are."""
    found = FORMATS.get(suffix.lower().removeprefix("."))
    if found is None:
        known = " ".join(f".{key}" for key in FORMATS)
        raise DataError(Reason("export.format", {"suffix": suffix, "known": known}))
    return found


def paper_named(size: str) -> Paper:
    """Return a size of paper, A4 for an empty text; raises DataError naming those there are."""
    if size and size.lower() not in set(Paper):
        raise DataError(Reason("export.paper", {"size": size, "known": tuple(Paper)}))
    return Paper(size.lower() or Paper.A4)


def made(document: Document, kind: Format, paper: Paper) -> bytes:
    """Return a document as a file of a kind; raises DataError where there is nothing in it, or a figure in it is wrong."""
    if document.readings and all(reading.value is None for reading in document.readings):
        context = document.context
        named = {"region": context.region, "code": context.region.code, "period": context.period.key}
        raise DataError(Reason("export.empty", named))
    return kind.make(document, paper)
