"""All regions of a level by one metric: figure, base, target, interval, and whether one is clearly behind or it may be chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from data.catalogue import Direction, Metric
from data.readings import Reading, Readings
from data.regions import Level, Region
from data.statistics import interval
from data.statistics.behind import PeerVerdict, has_chance, verdicts
from layouts.charts.chart import Choice, Column, Nothing, Table, Words
from layouts.charts.kinds import IntervalChart
from layouts.context import Context, Need, Panel
from layouts.panels.among import among_others, needs_among
from layouts.panels.links import all_of, go_to, is_alone, whole_and_parts
from layouts.panels.monthly import asked, assessed_note, newest_reading

METRIC = "checkin_completion_rate"
NAMED = 5  # of those behind, in the sentence above the table
LEVELS = {
    Level.NATION: (Level.PROVINCE,),
    Level.PROVINCE: (Level.COUNTY, Level.CITY),
    Level.CITY: (Level.COUNTY, Level.OFFICE),
    Level.COUNTY: (Level.OFFICE,),
    Level.OFFICE: (Level.OFFICE,),
}  # that can be listed of a region; the first is, unless another is asked for
COLUMNS = ("region", "above", "value", "base", "target", "interval", "verdict")
WORST_FIRST = "verdict"
LOOKS = {PeerVerdict.BEHIND: "worse", PeerVerdict.SHORT: "worse", PeerVerdict.AHEAD: "better"}
Compared = tuple[Reading, PeerVerdict]
Ordered = Callable[[Compared], tuple[float | str, ...]]


def shown_metric(context: Context) -> Metric:
    """Return the metric that is listed: the one that a map would show."""
    return context.catalogue.metric(context.view.map or METRIC)


def shown_level(context: Context) -> Level:
    """Return the level that is listed: the one asked for where the region has it, else the usual one."""
    levels = LEVELS[context.region.level]
    return next((level for level in levels if level == context.view.level), levels[0])


def needs(context: Context) -> Sequence[Need]:
    """Ask for the metric of the overall region and of every region listed; of peers not seen by name, how it compares."""
    whole, parts = _listed(context)
    key, codes = shown_metric(context).key, tuple(dict.fromkeys((whole.code, *(p.code for p in parts))))
    return [*(needs_among(context, key) if is_alone(context) else []), *asked(context, (key,), codes)]


def draw(readings: Readings, context: Context) -> Table | IntervalChart | Nothing:
    """Return a row a region, the worst first unless another order is asked for; regions without a figure last.

    Of an office whose peers are not seen by name it is its place among their quartiles.
    """
    whole, parts = _listed(context)
    if not parts:
        return Nothing(context.words("panels.ranking.alone", region=context.words.name(context.region)))
    if is_alone(context):
        return _among(readings, context)
    own = newest_reading(readings, context, shown_metric(context).key, whole.code)
    found = _compared(readings, own, parts)
    return Table(
        columns=tuple(_column(key, context) for key in _columns(context)),
        rows=tuple(_row(reading, verdict, own, context) for reading, verdict in _in_order(found, context)),
        summary="".join(_said(found, own, context)),
        name="ranking",
    )


def headline(readings: Readings, context: Context) -> Words:
    """Say how many regions are clearly behind, which ones, and how many are behind perhaps by chance."""
    whole, parts = _listed(context)
    own = newest_reading(readings, context, shown_metric(context).key, whole.code)
    if is_alone(context):
        return Words(((_among(readings, context).summary,),))
    lines = _said(_compared(readings, own, parts), own, context) if parts else []
    return Words(tuple((line,) for line in lines))


def filters(context: Context) -> tuple[Choice, ...]:
    """Return the choice of level, where a region has two, and of metric."""
    levels, words = LEVELS[context.region.level], context.words
    options = [
        (
            words(f"panels.ranked.level.{level}"),
            _on(context, level="" if level is levels[0] else level),
            level is shown_level(context),
        )
        for level in levels
    ]
    metrics = [
        (words.name(metric), _on(context, map=metric.key, sort=""), metric is shown_metric(context))
        for metric in context.catalogue.metrics.values()
        if metric.lowest.depth >= shown_level(context).depth and metric.direction is not Direction.NEUTRAL
    ]
    choice = Choice(words("panels.ranked.metric"), tuple(metrics), is_folded=True)
    return (Choice(words("panels.ranked.levels"), tuple(options)), choice) if len(levels) > 1 else (choice,)


def _among(readings: Readings, context: Context) -> IntervalChart:
    own = newest_reading(readings, context, shown_metric(context).key, context.region.code)
    whole = readings.one(own.metric.key, _listed(context)[0].code, own.period)
    return among_others(own, whole, context, is_of_level=False)


def _on(context: Context, **changes: str) -> str:
    return context.view.on(**changes).href


def _listed(context: Context) -> tuple[Region, tuple[Region, ...]]:
    """Return the overall region and the regions listed; for an office those of its county."""
    if context.region.level is Level.OFFICE:
        return whole_and_parts(context)
    return context.region, tuple(context.within(context.region.code, shown_level(context)))


def _compared(readings: Readings, own: Reading, parts: Sequence[Region]) -> list[Compared]:
    """Return each part with its verdict, all in the period of the overall reading: a silent office is not compared by an older month."""
    found = readings.across(own.metric.key, [part.code for part in parts], own.period)
    judged = verdicts(found)
    return [(reading, judged[reading.region.code]) for reading in found]


def _in_order(found: Sequence[Compared], context: Context) -> list[Compared]:
    """Return the readings by the chosen column, those without a figure last in any order."""
    key, is_down = context.view.sort.removeprefix("-"), context.view.sort.startswith("-")
    by = ORDERS.get(key, ORDERS[WORST_FIRST])
    known = [each for each in found if each[0].value is not None]
    known.sort(key=lambda each: (by(each), each[0].region.code), reverse=is_down)
    return [*known, *(each for each in found if each[0].value is None)]


def _by_verdict(each: Compared) -> tuple[float | str, ...]:
    return (list(PeerVerdict).index(each[1]), *_by_value(each))


def _by_value(each: Compared) -> tuple[float | str, ...]:
    """Return the sort key that puts the worse value first; for a metric without a side the larger."""
    value = round(each[0].value or 0.0, each[0].metric.decimals)
    return (value if each[0].metric.direction is Direction.UP else -value,)


ORDERS: Mapping[str, Ordered] = {
    "region": lambda each: (each[0].region.code,),
    "above": lambda each: (each[0].region.parent or "", *_by_value(each)),
    "value": _by_value,
    "base": lambda each: (-(each[0].denominator or 0.0),),
    "target": lambda each: (-each[0].shortfall, *_by_value(each)),
    "interval": lambda each: ((interval(each[0]) or (each[0].value or 0.0,))[0],),
    "verdict": _by_verdict,
}


def _columns(context: Context) -> list[str]:
    """Return the columns that apply to the metric: a census has no interval, a count no base."""
    metric = shown_metric(context)
    left_out = {
        "above": len({region.parent for region in _listed(context)[1]}) < 2,
        "base": not metric.is_ratio,
        "target": metric.target is None,
        "interval": not has_chance(metric),
        "verdict": not _is_judged(metric),
    }
    return [key for key in COLUMNS if not left_out.get(key)]


def _is_judged(metric: Metric) -> bool:
    """Say whether one figure of a metric is worse than another: it takes a side, and has a target or is subject to chance."""
    return metric.direction is not Direction.NEUTRAL and (has_chance(metric) or metric.target is not None)


def _column(key: str, context: Context) -> Column:
    metric, asked_for = shown_metric(context), context.view.sort or WORST_FIRST
    label = context.words(f"panels.ranked.column.{key}", unit=context.words.unit(metric))
    turned = f"-{key}" if asked_for == key else key
    return Column(
        key,
        label,
        is_number=key in {"value", "base", "target", "interval"},
        decimals=0 if key == "base" else metric.decimals,
        href_key={"region": "href", "value": "explain"}.get(key, ""),
        look_key="look" if key in {"value", "verdict"} else "",
        sort_href=_on(context, sort="" if turned == WORST_FIRST else turned),
        sorted={key: "ascending", f"-{key}": "descending"}.get(asked_for, ""),
    )


def _row(reading: Reading, verdict: PeerVerdict, whole: Reading, context: Context) -> dict[str, str | float | None]:
    words, region = context.words, reading.region
    wider = context.regions.above(region.code)
    return {
        "region": words.name(region),
        "above": words.short(wider[-1]) if wider else "",
        "value": words.figure(reading) if reading.value is None else round(reading.value, reading.metric.decimals),
        "base": reading.denominator,
        "target": reading.metric.target,
        "interval": _interval(reading, context),
        "verdict": _verdict(reading, verdict, whole, context),
        "look": LOOKS.get(verdict, ""),
        "href": go_to(context, region),
        "explain": context.address(region.code, explain=reading.metric.key),
        "is_selected": region.code == context.region.code,
    }


def _interval(reading: Reading, context: Context) -> str:
    bounds = interval(reading)
    decimals = reading.metric.decimals
    return "–".join(context.words.number(bound, decimals) for bound in bounds) if bounds else ""


def _verdict(reading: Reading, verdict: PeerVerdict, whole: Reading, context: Context) -> str:
    """Return a verdict in words: behind or ahead of whom, or why there is none."""
    words, metric = context.words, reading.metric
    if reading.value is None:
        return words.status(reading)
    if verdict is PeerVerdict.NONE:
        return ""
    side = "up" if metric.direction is Direction.UP else "down"
    return words(f"panels.ranked.verdict.{verdict}.{side}", whole=all_of(whole.region, context))


def _said(found: Sequence[Compared], whole: Reading, context: Context) -> list[str]:
    words, metric = context.words, whole.metric
    counts = Counter(verdict for _, verdict in found)
    bad = [
        reading for reading, verdict in _in_order(found, context) if verdict in {PeerVerdict.BEHIND, PeerVerdict.SHORT}
    ]
    bad.sort(key=lambda reading: _by_value((reading, PeerVerdict.BEHIND)))
    side = "up" if metric.direction is Direction.UP else "down"
    key = PeerVerdict.BEHIND if has_chance(metric) else PeerVerdict.SHORT
    first = words(
        f"panels.ranked.said.{(key if bad else 'none') if _is_judged(metric) else 'unjudged'}",
        metric=words.name(metric),
        count=len(found),
        level=words(f"panels.ranked.level.{shown_level(context)}"),
        behind=len(bad),
        verdict=words(f"panels.ranked.verdict.{key}.{side}", whole=all_of(whole.region, context)),
        names=words("panels.comma").join(_named(reading, context) for reading in bad[:NAMED]),
        rest=words("panels.ranked.said.rest") if len(bad) > NAMED else "",
        whole=all_of(whole.region, context),
        value=words.figure_with_unit(whole),
        target=_target(metric, context),
    )
    others = [
        words(f"panels.ranked.said.{verdict}", count=counts[verdict], whole=all_of(whole.region, context))
        for verdict in (PeerVerdict.CHANCE, PeerVerdict.FEW, PeerVerdict.UNLIKE)
        if counts[verdict]
    ]
    second = words("panels.ranked.said.others", others=words("panels.ranked.said.and").join(others)) if others else ""
    return [line for line in (first, second, assessed_note(whole, context)) if line]


def _target(metric: Metric, context: Context) -> str:
    words = context.words
    if metric.target is None:
        return ""
    return words("panels.ranked.said.target", target=words.target_amount(metric))


def _named(reading: Reading, context: Context) -> str:
    words = context.words
    return words(
        "panels.ranked.said.named",
        region=words.short(reading.region),
        value=words.figure_with_unit(reading),
    )


PANEL = Panel(
    key="ranked",
    title=lambda context: context.words(
        "panels.ranked.title",
        metric=context.words.name(shown_metric(context)),
        level=context.words(f"panels.ranked.level.{shown_level(context)}"),
    ),
    note=lambda context: context.words(
        "panels.ranked.note" if has_chance(shown_metric(context)) else "panels.ranked.note_counted"
    ),
    needs=needs,
    draw=draw,
)
