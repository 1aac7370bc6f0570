"""What the catalogue is made of: metrics, columns, tables, dimensions and themes, all frozen."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from data.catalogue.formula import Atom, Expression, Operator
from data.regions import Level


class Kind(StrEnum):
    """Whether a column adds up over days, or is a day's closing value and adds up over offices only."""

    FLOW = "flow"
    STOCK = "stock"


class Owner(StrEnum):
    """Who has to report a column: every office, the county's bureau row, or both; coverage is the share of these."""

    OFFICE = "office"
    BUREAU = "bureau"
    BOTH = "both"

    def includes(self, *, bureau: bool) -> bool:
        """Say whether a bureau, or else an office, owes the column."""
        return self in {Owner.BOTH, Owner.BUREAU if bureau else Owner.OFFICE}


class Direction(StrEnum):
    """Which way a metric gets better; a neutral one has neither colour nor rank."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a code, and other words bureaus write for it."""

    zh: str
    en: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way facts are split; `values` by code. An open one takes any code beside those it knows."""

    key: str
    zh: str
    en: str
    values: Mapping[str, Names]
    is_open: bool = False

    def lookup(self, text: str) -> str | None:
        """Return the code that a bureau means by a code, a name or an alias; None when there is none."""
        wanted = _plain(text)
        for code, names in self.values.items():
            if wanted in {_plain(known) for known in (code, names.zh, names.en, *names.aliases)}:
                return code
        return text.strip() or None if self.is_open else None


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(frozen=True, slots=True)
class Measure:
    """One additive column of a fact table.

    `by` are the dimensions the roll-up keeps it by; `second_tier` columns are shown on drill-down only; of
    `guarded` ones small cells are hidden, of `office_guarded` ones an office's cut; `aliases` are other headers that bureaus write; `note` says in
    Chinese what to fill in.
    """

    key: str
    table: str
    zh: str
    en: str
    unit: str
    kind: Kind
    owner: Owner
    by: tuple[str, ...] = ()
    second_tier: bool = False
    guarded: bool = False
    office_guarded: bool = False
    aliases: tuple[str, ...] = ()
    note: str = ""
    column: str = ""

    @property
    def column_name(self) -> str:
        """The column's name in the database and in files; the key distinguishes columns of the same name."""
        return self.column or self.key


@dataclass(frozen=True, slots=True)
class Limit:
    """Within one office-day `part` is never more than `times` × `whole`."""

    part: str
    whole: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class FactTable:
    """A table of facts: `fact_roster_day` has the stem `roster`.

    A detail splits the totals of another table by more dimensions: it may be missing, and is read from its facts,
    without a roll-up.
    """

    key: str
    zh: str
    en: str
    dimensions: tuple[str, ...]
    measures: tuple[Measure, ...]
    limits: tuple[Limit, ...]
    is_detail: bool = False

    @property
    def stem(self) -> str:
        """The table's short name, as files and commands write it."""
        return self.key.removeprefix("fact_").removesuffix("_day")

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that every row must fill."""
        return ("day", "office_code", *self.dimensions)


@dataclass(frozen=True, slots=True)
class Bands:
    """Colour limits in the metric's displayed unit: beyond a limit, to the side its direction calls worse."""

    yellow: float | None = None
    red: float | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of metrics, one file and one page."""

    key: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure that is shown: value = numerator ÷ denominator × scale, or the numerator alone.

    `lowest` is the lowest level it exists at; `window_days` replaces the period by that many days up to its
    end; `is_monthly` ones are recorded once, on the month's assessment day; `is_proposed` says that target and
    limits are this product's proposal, not a rule's; of `guarded` ones small cells are hidden. An `is_bottom_line` one must
    be zero: every case is looked into, without regard to chance or closeness to the target. Of a stock of cases still
    open, `occurrence` is the key of the count of those that began in the period. A census (`is_census`) counts
    every one there is (rooms, counties), so that chance plays no part in it: it has no interval and no small base. `atoms` are
    those of both parts; coverage is counted against the `primary` one, the first flow, or the first stock.
    """

    key: str
    theme: str
    zh: str
    en: str
    short_zh: str
    short_en: str
    unit: str
    numerator: Expression
    denominator: Expression | None
    numerator_zh: str
    numerator_en: str
    denominator_zh: str
    denominator_en: str
    direction: Direction
    target: float | None
    bands: Bands
    decimals: int
    lowest: Level
    window_days: int | None
    guarded: bool
    is_monthly: bool
    is_proposed: bool
    definition_zh: str
    definition_en: str
    basis_zh: str
    basis_en: str
    scale: float
    is_bottom_line: bool = False
    occurrence: str = ""
    is_census: bool = False
    atoms: tuple[Atom, ...] = field(init=False, compare=False, repr=False)
    primary: Atom = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        below = self.denominator.atoms if self.denominator else ()
        atoms = tuple(dict.fromkeys((*self.numerator.atoms, *below)))
        object.__setattr__(self, "atoms", atoms)
        object.__setattr__(self, "primary", next((atom for atom in atoms if atom.operator is Operator.S), atoms[0]))

    @property
    def is_ratio(self) -> bool:
        """Whether there is a denominator."""
        return self.denominator is not None

    def limit_passed(self, value: float) -> str:
        """Return which colour limit a value, as it is shown, is beyond: "red", else "yellow", else nothing."""
        shown = round(value, self.decimals)
        for colour, limit in (("red", self.bands.red), ("yellow", self.bands.yellow)):
            if limit is not None and (shown < limit if self.direction is Direction.UP else shown > limit):
                return colour
        return ""

    @property
    def target_text(self) -> str:
        """The target without its unit and without decimals that say nothing: 98, 0.5; empty where there is none."""
        if self.target is None:
            return ""
        text = f"{self.target:.{self.decimals}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    @property
    def numerator_text(self) -> str:
        """The numerator in the S/E/B/A notation."""
        return self.numerator.text

    @property
    def denominator_text(self) -> str:
        """The denominator in the S/E/B/A notation, empty where there is none."""
        return self.denominator.text if self.denominator else ""
