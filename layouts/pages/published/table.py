"""Every published figure with its scope, date and source, beside the computed one or why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue import Metric
from data.catalogue.formula import Operator
from data.catalogue.reference_tables import Row
from data.periods import Grain, Period
from data.questions.kinds import Reference
from data.readings import Figures, Reading, Readings
from layouts.charts.amount import Amount, shown_with_unit
from layouts.charts.chart import Column, Nothing, Table, Words
from layouts.context import Context, Need, Panel
from layouts.panels.published import quoted_with_unit, unit_beside

COLUMNS = ("name", "scope", "published", "as_of", "computed", "period", "why", "source")
WIDTHS = {
    "name": 170,
    "scope": 190,
    "published": 120,
    "as_of": 150,
    "computed": 120,
    "period": 190,
    "why": 300,
    "source": 260,
}


def rows_here(context: Context) -> list[Row]:
    """Return the figures of the region, of those in it and of those above it, and the nation's."""
    return [row for row in context.answer(Reference("published_figure")) if _concerns(row, context)]


def _concerns(row: Row, context: Context) -> bool:
    code = str(row["region"])
    if not code or code not in context.regions.by_code:
        return True
    here = context.region.code
    return context.regions.within(code, here) or context.regions.within(here, code)


def compared(context: Context) -> list[tuple[Row, Metric, Period]]:
    """Return the figures that can be compared with a metric, with the metric and the period it is read for.

    Figures of regions the cockpit does not cover, or below a metric's lowest level, are not among them.
    """
    found = []
    for row in rows_here(context):
        metric = context.catalogue.metrics.get(str(row["metric"]))
        code = str(row["region"])
        if metric is None or not code or not context.regions.within(code, context.regions.root.code):
            continue
        if context.regions.get(code).level.depth <= metric.lowest.depth:
            found.append((row, metric, _period(metric, context)))
    return found


def _period(metric: Metric, context: Context) -> Period:
    """Return the year to date for what adds up over days, the shown period for closing values."""
    adds_up = any(atom.operator is Operator.S for atom in metric.atoms) and metric.window_days is None
    return Period.holding(context.period.last, Grain.YEAR) if adds_up else context.period


def needs(context: Context) -> Sequence[Need]:
    """Ask for the computed figures, one question a region and period."""
    asked: dict[tuple[str, Period], list[str]] = {}
    for row, metric, period in compared(context):
        asked.setdefault((str(row["region"]), period), []).append(metric.key)
    figures = [
        Figures(tuple(dict.fromkeys(metrics)), (code,), (period,), until=context.until)
        for (code, period), metrics in asked.items()
    ]
    return [Reference("published_figure"), *figures]


def headline(readings: Readings, context: Context) -> Words:
    """Say how many figures there are, how many can be compared, and that they are never mixed."""
    rows = rows_here(context)
    if not rows:
        return Words(((context.words("panels.published.empty"),),))
    first = context.words("panels.published.headline", count=len(rows), compared=len(compared(context)))
    return Words(((first,), (context.words("panels.published.never_mixed"),)))


def draw(readings: Readings, context: Context) -> Table | Nothing:
    """Return a row a published figure."""
    rows = rows_here(context)
    if not rows:
        return Nothing(context.words("panels.published.empty"))
    known = {
        str(row["figure_key"]): readings.one(metric.key, str(row["region"]), period)
        for row, metric, period in compared(context)
    }
    rows.sort(key=lambda row: _place(row, known.get(str(row["figure_key"])), context))
    everything = len(context.answer(Reference("published_figure")))
    return Table(
        columns=tuple(
            Column(
                key,
                context.words(f"panels.published.{key}"),
                is_pinned=key == "name",
                is_prose=True,
                width=WIDTHS[key],
                href_key="href" if key == "computed" else "",
            )
            for key in COLUMNS
        ),
        rows=tuple(_row(row, known.get(str(row["figure_key"])), context) for row in rows),
        summary=context.words("panels.published.summary", count=len(rows), others=everything - len(rows)),
        name="published",
    )


def _place(row: Row, reading: Reading | None, context: Context) -> tuple[int, str, str]:
    """Put those that can be compared first, in the order of the dictionary, then the others by region and scope."""
    metrics = list(context.catalogue.metrics)
    at = metrics.index(reading.metric.key) if reading else len(metrics)
    return at, str(row["region"]) or "9", str(row["scope_zh"])


def _row(row: Row, reading: Reading | None, context: Context) -> dict[str, Amount | str | float | None]:
    tongue = context.words.tongue
    return {
        "name": str(row[tongue]),
        "scope": str(row[f"scope_{tongue}"]),
        "published": quoted_with_unit(row, context),
        "as_of": _when(row, context),
        "computed": _computed(row, reading, context),
        "period": _read_for(reading, context) if reading else "",
        "why": str(row[f"why_{tongue}"]),
        "source": str(row["source_note"]),
        "href": context.address(reading.region.code, explain=reading.metric.key) if reading else "",
    }


def _read_for(reading: Reading, context: Context) -> str:
    if reading.metric.window_days is None:
        return context.words.period(reading.period, reading.span)
    last = min(reading.span.last, context.as_of)
    return context.words("panels.published.window", days=reading.metric.window_days, last=context.words.when(last))


def _when(row: Row, context: Context) -> str:
    if row["is_dated"]:
        return context.words.when(str(row["as_of"]))
    return context.words("panels.published.undated", month=context.words.when(str(row["as_of"])))


def _computed(row: Row, reading: Reading | None, context: Context) -> Amount | str:
    words = context.words
    if reading is None:
        return words("panels.published.none")
    if row["metric_part"] == "numerator":
        if reading.numerator is None:
            return words.figure(reading)
        return Amount(reading.numerator, unit=unit_beside(row, words.number(reading.numerator), context))
    return shown_with_unit(reading, words)


PANEL = Panel(
    key="published",
    title=lambda context: context.words("panels.published.title"),
    note=lambda context: context.words("panels.published.note"),
    needs=needs,
    draw=draw,
)
