"""What a loader gives to the store: the good rows of a table, and the rows it refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

HIDDEN = "…"
_NUMBER = re.compile(r"[-+]?[0-9]{1,9}(\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class Partition:
    """Whole (office, day) partitions of one table, to replace what the store holds of them.

    `frame` has the columns `day` (datetime.date), `office_code`, the table's dimensions, and those of its measures
    that were reported, as nullable Int64: the store keeps what it had of the measures that are not there.
    """

    table: str
    frame: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Reject:
    """One refusal: the file, the row as the person who opens the file counts it, the column, the value, the reason.

    `office` is the code of the office that the row is of, empty where it names none that is known. Only a small number
    is kept in the database with its value: any other text may be a name in the wrong column.
    """

    table: str
    row: int
    column: str
    value: str
    reason: str
    file: str
    office: str = ""

    @property
    def kept_value(self) -> str:
        """The value as the database keeps it, "" for anything but a small number."""
        plain = self.value.strip()
        return plain if _NUMBER.fullmatch(plain) else ""

    @property
    def kept_reason(self) -> str:
        """The reason as the database keeps it, without the value where that is not kept."""
        plain = self.value.strip()
        return self.reason.replace(plain, HIDDEN) if plain and not self.kept_value else self.reason
