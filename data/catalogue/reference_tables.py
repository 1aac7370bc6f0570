"""The reference tables: what they are called, their columns and what each may hold, read from the files beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from data.catalogue.definitions import Names
from data.errors import CatalogueError, DataError
from data.regions import Level

HERE = Path(__file__).parent / "references"
CHOICES = "choices.toml"
USUAL_LENGTH = 200

Row = Mapping[str, object]


METRICS = "metric"  # what a column names that holds keys of the catalogue


class ReferenceKind(StrEnum):
    """What a column holds, and as which Python value a row has it.

    TEXT, CHOICE (the choice's key), REGION (its code), LINK and TELEPHONE are str, "" where nothing is known; MONTH is "2022-07"
    and WHEN a year, month or day as far as known ("2006", "2013-03", "2020-07-31"), both "" where unknown. LIST is a
    tuple of texts or choice keys. WHOLE is int, NUMBER float, DATE a date, each None where unknown. FLAG is bool.
    """

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    MONTH = "month"
    WHEN = "when"
    CHOICE = "choice"
    FLAG = "flag"
    REGION = "region"
    LIST = "list"
    LINK = "link"
    TELEPHONE = "telephone"


@dataclass(frozen=True, slots=True)
class ReferenceColumn:
    """One column; `longest` counts characters, `levels` are those of a region, `known` a table that lists the values, or `METRICS`."""

    key: str
    zh: str
    en: str
    kind: ReferenceKind
    required: bool
    choices: Mapping[str, Names]
    longest: int
    levels: tuple[Level, ...]
    known: str
    unit: str
    note: str
    aliases: tuple[str, ...]
    default: object

    @property
    def empty(self) -> object:
        """What a row holds where nothing is known."""
        if self.default is not None:
            return self.default
        return EMPTY.get(self.kind, "")


EMPTY: Mapping[ReferenceKind, object] = MappingProxyType(
    {
        ReferenceKind.WHOLE: None,
        ReferenceKind.NUMBER: None,
        ReferenceKind.DATE: None,
        ReferenceKind.FLAG: False,
        ReferenceKind.LIST: (),
    }
)


@dataclass(frozen=True, slots=True)
class ReferenceTable:
    """One table; rows with the same `unique` columns replace one another.

    `in_order` are columns of which the second is not before the first, `parts` columns that are never more than
    another; `shipped` is the file in data/places that a new store is given.
    """

    key: str
    zh: str
    en: str
    columns: tuple[ReferenceColumn, ...]
    unique: tuple[str, ...]
    in_order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    shipped: str

    @property
    def sql_name(self) -> str:
        """The table's name in the database."""
        return f"ref_{self.key}"

    def column(self, key: str) -> ReferenceColumn:
        """Return a column by its key; raises DataError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise DataError(f"参考表“{self.zh}”（{self.key}）没有“{key}”列。")

    def key_of(self, row: Row) -> tuple[object, ...]:
        """Return the values that identify a row."""
        return tuple(row[name] for name in self.unique)


@cache
def load_references(folder: Path = HERE) -> Mapping[str, ReferenceTable]:
    """Return the tables by key, in the order of their files' names; raises CatalogueError naming file and key."""
    choices = {name: _choices(listed) for name, listed in _read(folder / CHOICES).items()}
    paths = sorted(path for path in folder.glob("*.toml") if path.name != CHOICES)
    tables = [_table(path.name, _read(path), choices) for path in paths]
    return MappingProxyType({table.key: table for table in tables})


def reference_table(key: str) -> ReferenceTable:
    """Return one table; raises DataError that lists the known ones."""
    tables = load_references()
    if key not in tables:
        raise DataError(f"没有参考表“{key}”。可用的有 {'、'.join(tables)}。")
    return tables[key]


def opening(when: str) -> date:
    """Return the first day of a year, month or day as WHEN holds it."""
    year, month, day = (*(int(part) for part in when.split("-")), 1, 1)[:3]
    return date(year, month, day)


def closing(when: str) -> date:
    """Return the last day of a year, month or day as WHEN holds it."""
    first = opening(when)
    if len(when) == len("2006"):
        return date(first.year, 12, 31)
    if len(when) == len("2006-01"):
        return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"参考表定义 {path.name} 读不出来：{error}。") from None


def _choices(listed: Mapping[str, Any]) -> Mapping[str, Names]:
    return MappingProxyType(
        {key: Names(each["zh"], each["en"], tuple(each.get("aliases", ()))) for key, each in listed.items()}
    )


def _table(file: str, draft: Mapping[str, Any], choices: Mapping[str, Mapping[str, Names]]) -> ReferenceTable:
    try:
        columns = tuple(_column(key, each, choices) for key, each in draft["columns"].items())
        known = {column.key for column in columns}
        named = {*draft["unique"], *draft.get("in_order", ())}
        parts = tuple((each["part"], each["whole"]) for each in draft.get("parts", ()))
        if lacking := (named | {name for pair in parts for name in pair}) - known:
            raise ValueError(f"没有这些列：{'、'.join(sorted(lacking))}")
        return ReferenceTable(
            key=draft["key"],
            zh=draft["zh"],
            en=draft["en"],
            columns=columns,
            unique=tuple(draft["unique"]),
            in_order=tuple(draft.get("in_order", ())),
            parts=parts,
            shipped=draft.get("shipped", ""),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"参考表定义 {file} 有误：{error}。") from None


def _column(key: str, draft: Mapping[str, Any], choices: Mapping[str, Mapping[str, Names]]) -> ReferenceColumn:
    kind = ReferenceKind(draft["kind"])
    levels = draft.get("level", ())
    return ReferenceColumn(
        key=key,
        zh=draft["zh"],
        en=draft["en"],
        kind=kind,
        required=draft.get("required", False),
        choices=choices[draft["choices"]] if "choices" in draft else MappingProxyType({}),
        longest=draft.get("longest", USUAL_LENGTH),
        levels=tuple(Level(level) for level in ([levels] if isinstance(levels, str) else levels)),
        known=draft.get("known", ""),
        unit=draft.get("unit", ""),
        note=draft.get("note", ""),
        aliases=tuple(draft.get("aliases", ())),
        default=draft.get("default"),
    )
