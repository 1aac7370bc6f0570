"""Why a figure moved, in words and lines that add up: for the drawer and for pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.catalogue import Direction
from data.catalogue.formula import Operator, counted
from data.readings import Reading
from data.readings.reading import Compare
from data.regions import Region
from data.statistics.chance import is_beyond_chance
from data.statistics.contributions import Contribution, Presence, Split, apportioned, split
from layouts.context import Context

NAMED = 6  # regions with a line of their own; the others are summed
NOTED = 3  # regions that a note names


@dataclass(frozen=True, slots=True)
class ChangePart:
    """One part of a change: what caused it, how much in the metric's unit, and where to look further.

    `is_worse` says that a region's own change was unwelcome; other lines take no side.
    """

    label: str
    amount: float
    text: str
    region: Region | None = None
    href: str = ""
    is_total: bool = False
    is_worse: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """A change in words: its size, the amounts that moved, and the lines, of which the last is the total."""

    change: str
    moves: str
    lines: tuple[ChangePart, ...]
    notes: tuple[str, ...]

    def along(self, amount: float) -> tuple[float, float]:
        """Return where the bar of an amount begins and how wide it is, in per cent of an axis that holds all lines."""
        amounts = [0.0, *(line.amount for line in self.lines if not line.is_total)]
        low, width = min(amounts), (max(amounts) - min(amounts)) or 1.0
        return round(100 * (min(amount, 0.0) - low) / width, 2), round(100 * abs(amount) / width, 2)


def why(whole: Reading, children: Sequence[Reading], compare: Compare, context: Context) -> Why | None:
    """Return what caused a reading's change since an earlier period; None where the change is not known.

    `children` are those of the next level, read with their bases. Against the target there is nothing to explain.
    """
    found = None if compare is Compare.TARGET else split(whole, children, compare)
    if found is None:
        return None
    lines = _lines(found, whole, context)
    return Why(
        change=_change(found, whole, compare, context),
        moves=_moves(found, whole, context),
        lines=lines,
        notes=(*_chance(whole, compare, context), *_notes(found, lines, whole, context)),
    )


def base_name(reading: Reading, compare: Compare, context: Context) -> str:
    """Name the earlier period that a reading is compared with: 上周, 上月同期."""
    name = context.words(f"why.base.{compare}.{reading.period.grain}")
    if reading.metric.window_days:
        return context.words("why.base.window", base=name, days=reading.metric.window_days)
    return name if reading.span == reading.period.span else context.words("why.base.same_days", base=name)


def contribution_decimals(reading: Reading) -> int:
    """Return the decimals of a contribution: one more than a ratio's own, for its parts are smaller than it."""
    return reading.metric.decimals + (1 if reading.metric.is_ratio else 0)


def _change(found: Split, whole: Reading, compare: Compare, context: Context) -> str:
    words, digits = context.words, contribution_decimals(whole)
    base = base_name(whole, compare, context)
    if round(found.change, digits) == 0:
        return words("why.still", base=base)
    amount = words.number(abs(found.change), digits)
    unit = words.unit_named("个百分点" if whole.metric.unit == "%" else whole.metric.unit, amount)
    if round(found.change, whole.metric.decimals) == 0:  # which rounds to no change
        return words("why.almost", base=base, change=words.signed(found.change, digits), unit=unit)
    up, down = ("why.rose", "why.fell") if whole.metric.is_ratio else ("why.grew", "why.shrank")
    return words(up if found.change > 0 else down, base=base, change=amount, unit=unit)


def _moves(found: Split, whole: Reading, context: Context) -> str:
    """Say how numerator and denominator moved; a count has only itself."""
    words, metric = context.words, whole.metric
    if found.denominator is None:
        return ""
    is_chinese = words.tongue == "zh"
    _, numerator = counted(metric.numerator, found.numerator)
    return words(
        "why.moves",
        numerator=metric.numerator_zh if is_chinese else metric.numerator_en,
        up=_moved(numerator, context),
        denominator=metric.denominator_zh if is_chinese else metric.denominator_en,
        down=_moved(found.denominator, context),
    )


def _moved(amount: float, context: Context) -> str:
    text = context.words.signed(amount, 0 if amount == round(amount) else 1)
    return text if amount else context.words("why.unmoved")


def _lines(found: Split, whole: Reading, context: Context) -> tuple[ChangePart, ...]:
    """Return the largest own changes by name, the others summed, the mix, what is left, and the total of these."""
    if not found.children:
        return ()
    words, digits = context.words, contribution_decimals(whole)
    largest = sorted(found.children, key=lambda child: (-abs(child.own), child.region.code))
    named = [child for child in largest if round(child.own, digits)][:NAMED]
    others = [child for child in largest if child.own and child not in named]
    parts: list[tuple[str, float, Region | None]] = [
        *((words.short(child.region), child.own, child.region) for child in named),
        (words("why.rest", count=len(others)), sum(child.own for child in others), None),
        (_mix_name(whole, context), found.mix, None),
        (words("why.remainder"), found.remainder, None),
    ]
    shown = apportioned([amount for _, amount, _ in parts], digits)
    lines = [
        ChangePart(
            label,
            amount,
            words.signed(amount, digits),
            region,
            _look(region, whole, context),
            is_worse=region is not None and _is_worse(amount, whole),
        )
        for (label, _, region), amount in zip(parts, shown, strict=True)
        if amount
    ]
    total = round(sum(shown), digits)
    return (*lines, ChangePart(words("why.total"), total, words.signed(total, digits), is_total=True)) if lines else ()


def _is_worse(amount: float, whole: Reading) -> bool:
    direction = whole.metric.direction
    return direction is not Direction.NEUTRAL and (amount > 0) == (direction is Direction.DOWN)


def _look(region: Region | None, whole: Reading, context: Context) -> str:
    """Return where a region's line leads: the same metric explained there."""
    return context.address(region.code, explain=whole.metric.key) if region else ""


def _mix_name(whole: Reading, context: Context) -> str:
    return context.words("why.mix" if whole.metric.is_ratio else "why.mix_count")


def _chance(whole: Reading, compare: Compare, context: Context) -> tuple[str, ...]:
    """Say when events of the period changed no more than chance explains; stocks and means are not judged.

    Nor is what must be zero: each case counts.
    """
    if whole.metric.is_bottom_line:
        return ()
    is_events = whole.metric.primary.operator is Operator.S and (whole.metric.unit == "%" or not whole.metric.is_ratio)
    if not is_events or not whole.change(compare) or is_beyond_chance(whole, compare=compare):
        return ()
    return (context.words("why.chance"),)


def _notes(found: Split, lines: Sequence[ChangePart], whole: Reading, context: Context) -> tuple[str, ...]:
    words = context.words
    if found.is_withheld:
        return (words("why.withheld"),)
    if not found.children:
        return (words("why.alone"),)
    sides = [
        words(f"why.{side}", names=_names([child for child in found.children if child.presence is side], context))
        for side in (Presence.NOW, Presence.BEFORE, Presence.UNLIKE)
        if any(child.presence is side for child in found.children)
    ]
    mix = _mix_name(whole, context)
    one_sided = words("why.one_sided", who=words("why.also").join(sides), line=mix) if sides else ""
    is_mixed = whole.metric.is_ratio and any(line.label == mix for line in lines)
    return tuple(filter(None, (words("why.mix_means") if is_mixed else "", one_sided)))


def _names(children: Sequence[Contribution], context: Context) -> str:
    names = context.words("why.and").join(context.words.short(child.region) for child in children[:NOTED])
    return names if len(children) <= NOTED else context.words("why.others", names=names, count=len(children))
