"""The styles of an ODS workbook as number formats in the way that Excel writes them, and what is struck out or hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"

_CODES = {
    "year": "yyyy",
    "month": "m",
    "day": "d",
    "day-of-week": "dddd",
    "hours": "h",
    "minutes": "mm",
    "seconds": "ss",
}
_DATA_STYLES = {
    f"{_NUMBER}{kind}-style" for kind in ("number", "percentage", "currency", "date", "time", "text", "boolean")
}
_CONDITION = re.compile(r"value\(\)\s*([<>=!]+)\s*(-?[0-9.]+)")
_MOST_ABOVE = 20


@dataclass(frozen=True, slots=True)
class CellStyle:
    """What a cell's style says: its number format, and whether the cell is struck out."""

    code: str = ""
    is_struck: bool = False


@dataclass
class Styles:
    """The styles of a document by name; those of content.xml replace those of styles.xml."""

    hidden_tables: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    _given: dict[str, tuple[str | None, str | None, bool | None]] = field(default_factory=dict)
    _struck_letters: set[str] = field(default_factory=set)

    def read(self, file: Any) -> None:
        """Add the styles in a part of the document, up to where its tables begin."""
        events = ("start", "end")
        wanted = {f"{_STYLE}style", f"{OFFICE}body", *_DATA_STYLES}
        parsed = etree.iterparse(file, events=events, tag=wanted, resolve_entities=False, no_network=True)
        for event, element in parsed:
            if element.tag == f"{OFFICE}body":
                return
            if event == "start":
                continue
            if element.tag == f"{_STYLE}style":
                self._note(element)
            else:
                self.codes[element.get(f"{_STYLE}name", "")] = self._code(element)
            element.clear()

    def of(self, name: str) -> CellStyle:
        """Return what the style of a cell and those it is made from say; nothing for an unknown one."""
        code: str | None = None
        struck: bool | None = None
        above: str | None = name
        for _ in range(_MOST_ABOVE):
            if not above or above not in self._given:
                break
            above, data_style, is_struck = self._given[above]
            code = self.codes.get(data_style) if code is None and data_style else code
            struck = is_struck if struck is None else struck
        return CellStyle(code or "", bool(struck))

    def strikes(self, cell: Any) -> bool:
        """Say whether some letters of a cell are struck out."""
        return bool(self._struck_letters) and any(
            part.get(f"{TEXT}style-name") in self._struck_letters for part in cell.iter(f"{TEXT}span")
        )

    def _note(self, style: Any) -> None:
        name, family = style.get(f"{_STYLE}name", ""), style.get(f"{_STYLE}family")
        letters = style.find(f"{_STYLE}text-properties")
        line = None if letters is None else letters.get(f"{_STYLE}text-line-through-style")
        line = line or (None if letters is None else letters.get(f"{_STYLE}text-line-through-type"))
        is_struck = None if line is None else line != "none"
        if family == "table-cell":
            above = style.get(f"{_STYLE}parent-style-name")
            self._given[name] = (above, style.get(f"{_STYLE}data-style-name"), is_struck)
        elif family == "text" and is_struck:
            self._struck_letters.add(name)
        elif family == "table":
            properties = style.find(f"{_STYLE}table-properties")
            if properties is not None and properties.get(f"{TABLE}display") == "false":
                self.hidden_tables.add(name)

    def _code(self, style: Any) -> str:
        """Return a data style as a format of Excel: 0"小时", 0%, yyyy-mm-dd; its conditions before itself."""
        own = "".join(_parts(style))
        sections = []
        for other in style.iterchildren(f"{_STYLE}map"):
            condition = _CONDITION.search(other.get(f"{_STYLE}condition", ""))
            code = self.codes.get(other.get(f"{_STYLE}apply-style-name", ""))
            if condition and code is not None:
                sign = "<>" if condition[1] == "!=" else condition[1]
                sections.append(f"[{sign}{condition[2]}]{code}")
        return ";".join([*sections, own])


def _parts(style: Any) -> Iterator[str]:
    for part in style:
        name = str(part.tag).removeprefix(_NUMBER)
        if name == "number":
            yield _slots(part)
        elif name in {"scientific-number", "fraction"}:
            yield "0"
        elif name == "text-content":
            yield "@"
        elif name in _CODES:
            yield _CODES[name]
        elif name in {"text", "currency-symbol"} and part.text:
            yield "%" if part.text == "%" else f'"{part.text.replace(chr(34), "")}"'


def _slots(part: Any) -> str:
    """Return the digits of a number, with the texts between them."""
    digits = "0" * max(1, min(int(part.get(f"{_NUMBER}min-integer-digits", 1)), 30))
    within = [(int(text.get(f"{_NUMBER}position", 0)), text.text or "") for text in part if text.text]
    for position, text in sorted(within, reverse=True):  # counted from the right
        at = max(0, len(digits) - position)
        digits = f'{digits[:at]}"{text.replace(chr(34), "")}"{digits[at:]}'
    factor = float(part.get(f"{_NUMBER}display-factor", 1))
    return digits + "," * (3 if factor >= 10**9 else 2 if factor >= 10**6 else 1 if factor >= 1000 else 0)
