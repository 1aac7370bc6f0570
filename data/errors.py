"""The errors a caller may catch; every message is Chinese prose for the person at the screen or the terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data.reasons import Bilingual, InterfaceWord, Reason


class DataError(Exception):
    """Something about the data or the question is wrong; the message says what, where and what to do.

    `reason` has its key where it is known in both languages.
    """

    def __init__(self, reason: Reason | str = "") -> None:
        super().__init__(str(reason))
        self.reason = reason


class CatalogueError(DataError):
    """A metric or measure file is wrong; the message lists every finding with file, key and reason."""


class UnknownRegion(DataError):
    """A region code or name that is not in the tree."""


class UnknownPeriod(DataError):
    """A period that cannot be read, or is outside what the calendar covers."""


class UnknownMetric(DataError):
    """A metric key that is not in the catalogue."""


class OutOfScope(DataError):
    """A viewer asked for a region outside the scope of the account; the message names what may be seen, never what was asked."""

    def __init__(self, scope: Bilingual | Reason) -> None:
        super().__init__(scope if isinstance(scope, Reason) else Reason("scope.outside", {"scope": scope}))


class NotAllowed(DataError):
    """An account does not have the right to what it asked for; nothing was done."""

    def __init__(self, right: InterfaceWord) -> None:
        super().__init__(Reason("account.not_allowed", {"right": right}))


class LoadError(DataError):
    """A file that cannot be read as a feed; nothing from it was stored."""


@dataclass(frozen=True, slots=True)
class LaterLoad:
    """A load that touched the same as an earlier one: its number, source and moment (with its zone).

    `office_days` is how many office-days both touched, `first_day` the first of them and `offices` their names; `rows` is
    how many rows of reference tables both gave.
    """

    number: int
    source: str
    made_at: datetime
    office_days: int
    rows: int
    first_day: date | None
    offices: tuple[str, ...]

    @property
    def reason(self) -> Reason:
        """What the load is and what it touched."""
        shown = self.offices[:3] + (("…",) if len(self.offices) > 3 else ())
        fields = {"number": self.number, "source": self.source, "when": f"{self.made_at:%Y-%m-%d %H:%M}"}
        if self.first_day is None:
            return Reason("undo.later_rows", {**fields, "count": self.rows})
        return Reason("undo.later_days", {**fields, "count": self.office_days, "day": self.first_day, "offices": shown})


class LaterLoads(DataError):
    """Loads after one that is to be undone touched the same; nothing was written. `later` are those loads."""

    def __init__(self, number: int, later: Sequence[LaterLoad]) -> None:
        some = tuple(each.reason for each in later[:5])
        super().__init__(Reason("undo.later", {"number": number, "count": len(later), "loads": some}))
        self.number, self.later = number, tuple(later)


class StoreError(DataError):
    """The database is absent, empty, or of another schema version."""


class SavedMeanwhile(DataError):
    """Somebody saved or removed a thing after it was opened; nothing was written.

    `thing` is its kind, a key of the messages below `meanwhile`, and `name` its own name; `by` and `at` (with its zone)
    say who saved it last and when, empty and None where that is not known; `changed` are the columns by their keys that
    were changed last.
    """

    def __init__(
        self,
        thing: str,
        zh: str,
        *,
        name: str = "",
        by: str = "",
        at: datetime | None = None,
        changed: Mapping[str, str] | None = None,
    ) -> None:
        when = f"于 {at:%Y-%m-%d %H:%M} " if at else ""
        what = f"，改动了{'、'.join(changed.values())}" if changed else ""
        super().__init__(
            f"您打开之后，{by or '另一人'}已{when}保存{zh}{what}，本次未写入。您写的还在，请对照现在的内容后再试。"
        )
        self.thing, self.name, self.by, self.at, self.changed = thing, name, by, at, tuple(changed or ())


class RemovedMeanwhile(SavedMeanwhile):
    """Somebody removed the thing after it was opened; nothing was written."""

    def __init__(self, thing: str, zh: str, *, name: str = "") -> None:
        super().__init__(thing, zh, name=name)
        self.args = (f"您打开之后，{zh}已被删除，本次未写入。",)


class AlreadyThere(DataError):
    """A thing that is made once is there already, perhaps since a moment ago; nothing was written."""


class UnknownTask(DataError):
    """A number that no task has."""


class TaskFault(DataError):
    """Something a person wrote of a task cannot be kept; `field` is where, `reason` why and the way out."""

    def __init__(self, field: str, reason: Reason | str) -> None:
        super().__init__(reason)
        self.field = field


class UnknownAlert(DataError):
    """A number that no open alert has."""


class UnknownWall(DataError):
    """A wall that has not reported."""


class StillReporting(DataError):
    """A wall that cannot be forgotten: its next report would bring it back."""


class NoSuchEdition(DataError):
    """A week, or an edition of it, that was never frozen."""


class DamagedEdition(StoreError):
    """An edition of a frozen week that cannot be read, or was changed since it was frozen: it is not shown."""


class TextRefused(DataError):
    """A text that cannot be kept; the message says what is in the way and what to write instead."""
