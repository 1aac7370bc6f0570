"""The reference tables: what they are called, their columns and what each may hold, read from the files beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StrictBool, StrictFloat, StrictInt, ValidationInfo, model_validator

from data.catalogue.definitions import Names
from data.errors import CatalogueError, DataError
from data.regions import Level
from data.shapes import Shape, shaped

HERE = Path(__file__).parent / "references"
CHOICES = "choices.toml"
USUAL_LENGTH = 200

Row = Mapping[str, object]


METRICS = "metric"  # what a column names that holds keys of the catalogue


class ReferenceKind(StrEnum):
    """What a column holds, and as which Python value a row has it.

    TEXT, CHOICE (the choice's key), REGION (its code), LINK and TELEPHONE are str, "" where nothing is known; MONTH is "2022-07"
    and WHEN a year, month or day as far as known ("2006", "2013-03", "2020-07-31"), both "" where unknown. LIST is a
    tuple of texts or choice keys. TIME is "08:30", "" where unknown. WHOLE is int, NUMBER float, DATE a date, each None where unknown. FLAG is bool.
    """

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    MONTH = "month"
    WHEN = "when"
    TIME = "time"
    CHOICE = "choice"
    FLAG = "flag"
    REGION = "region"
    LIST = "list"
    LINK = "link"
    TELEPHONE = "telephone"


def _keyed(columns: object) -> object:
    """Return stanzas with their keys in them."""
    if not isinstance(columns, dict):
        return columns
    return {key: {**each, "key": key} if isinstance(each, dict) else each for key, each in columns.items()}


def _listed(levels: object) -> object:
    return [levels] if isinstance(levels, str) else levels


def _choices(name: object, info: ValidationInfo) -> object:
    """Return the closed list of a name; raises ValueError that lists the known ones."""
    known: Mapping[str, object] = (info.context or {})[CHOICES]
    if name not in known:
        raise ValueError(f"写的是“{name}”，可用：{'、'.join(known)}（见 {CHOICES}）")
    return known[str(name)]


class ReferenceColumn(Shape):
    """One column; `longest` counts characters, `levels` are those of a region, `known` a table that lists the values, or `METRICS`."""

    key: str
    zh: str
    en: str
    kind: ReferenceKind
    required: StrictBool = False
    choices: Annotated[Mapping[str, Names], BeforeValidator(_choices)] = Field(default_factory=dict)
    longest: StrictInt = Field(USUAL_LENGTH, ge=1)
    levels: Annotated[tuple[Level, ...], BeforeValidator(_listed)] = Field((), alias="level")
    known: str = ""
    unit: str = ""
    note: str = ""
    aliases: tuple[str, ...] = ()
    default: StrictBool | StrictInt | StrictFloat | str | None = None

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


class ReferencePart(Shape):
    """A column that is never more than another."""

    part: str
    whole: str


class ReferenceTable(Shape):
    """One table; rows with the same `unique` columns replace one another.

    `in_order` are columns of which the second is not before the first, `parts` columns that are never more than
    another; `public` are the columns that everybody may see of a region's row, without any only who sees that region
    sees it; `shipped` is the file in data/places that a new store is given.
    """

    key: str
    zh: str
    en: str
    by_key: Annotated[dict[str, ReferenceColumn], BeforeValidator(_keyed)] = Field(alias="columns")
    unique: tuple[str, ...]
    in_order: tuple[str, ...] = ()
    parts: tuple[ReferencePart, ...] = ()
    public: tuple[str, ...] = ()
    shipped: str = ""

    @model_validator(mode="after")
    def _has_the_columns_it_names(self) -> ReferenceTable:
        named = {
            *self.unique,
            *self.in_order,
            *self.public,
            *(name for each in self.parts for name in (each.part, each.whole)),
        }
        if lacking := named - set(self.by_key):
            raise ValueError(f"没有这些列：{'、'.join(sorted(lacking))}。请在 columns 里补上，或改正列名")
        return self

    @property
    def columns(self) -> tuple[ReferenceColumn, ...]:
        """The columns in the order of the file."""
        return tuple(self.by_key.values())

    @property
    def sql_name(self) -> str:
        """The table's name in the database."""
        return f"ref_{self.key}"

    def column(self, key: str) -> ReferenceColumn:
        """Return a column by its key; raises DataError."""
        if key in self.by_key:
            return self.by_key[key]
        raise DataError(f"参考表“{self.zh}”（{self.key}）没有“{key}”列。")

    def key_of(self, row: Row) -> tuple[object, ...]:
        """Return the values that identify a row."""
        return tuple(row[name] for name in self.unique)


@cache
def load_references(folder: Path = HERE) -> Mapping[str, ReferenceTable]:
    """Return the tables by key, in the order of their files' names; raises CatalogueError naming file and key."""
    context = {CHOICES: _read(folder / CHOICES)}
    paths = sorted(path for path in folder.glob("*.toml") if path.name != CHOICES)
    tables = [shaped(ReferenceTable, _read(path), path.name, context) for path in paths]
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
