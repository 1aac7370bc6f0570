"""How often the signals speak without cause, and how soon with one; published values are in the column `plain`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean, median

import numpy as np

from data.catalogue import Direction
from data.statistics import Variation
from data.statistics.funnel import ALARM, FunnelPlace, funnel
from data.statistics.history import HISTORY
from data.statistics.rules import NHS, WESTERN_ELECTRIC, Finder, Rule
from data.statistics.verdict import MetricHistory, judge
from data.statistics.xmr import xmr
from tests.bench.table import Row

RUNS = 1500
LONG_RUNS = 400
COUNTIES = 90
SUBJECTS = 300  # of a county, whose due acts are done with the chance below
DONE = 0.95
WEEKS = 200
WAIT = 8  # weeks after a shift within which it should be found
SEED = 20260701


def rows(_url: str) -> Iterator[Row]:
    """Yield run lengths in control, detection of injected shifts, and false signals a week."""
    chance = np.random.default_rng(SEED)
    yield from _run_lengths(chance)
    yield from _detection(chance)
    yield from _false_signals(chance)


def _run_lengths(chance: np.random.Generator) -> Iterator[Row]:
    """Average run lengths, limits known, normal figures.

    Published: Champ & Woodall (1987), Technometrics 29, 393-399, table 1 (rule sets); 2^7 - 1 for seven on either side
    (Feller 1968, An Introduction to Probability Theory, XIII.7); 7! · 8 / 7 for seven that rise (David & Barton 1962,
    Combinatorial Chance, 10). Of the NHS set none is published.
    """
    western = dict(WESTERN_ELECTRIC.rules)
    nhs = dict(NHS.rules)
    outside = western[Rule.OUTSIDE]
    sets: list[tuple[str, list[Finder], float | None]] = [
        ("outside limits", [outside], 370.40),
        ("outside, two of three", [outside, western[Rule.NEAR]], 225.44),
        ("outside, four of five", [outside, western[Rule.ZONE]], 166.05),
        ("outside, eight on a side", [outside, western[Rule.SHIFT]], 152.73),
        ("Western Electric, all four", [*western.values()], 91.75),
        ("NHS shift of seven", [nhs[Rule.SHIFT]], 127.0),
        ("NHS, all four", [*nhs.values()], None),
    ]
    for name, finders, published in sets:
        yield Row(f"run length in control: {name}", _run_length(finders, RUNS, chance), "points", plain=published)
    rising = _run_length([nhs[Rule.TREND]], LONG_RUNS, chance, side=1)
    yield Row("run length in control: NHS trend of seven, rising", rising, "points", plain=5760.0)


def _run_length(finders: Sequence[Finder], runs: int, chance: np.random.Generator, side: int | None = None) -> float:
    return fmean(_first(finders, chance, side) for _ in range(runs))


def _first(finders: Sequence[Finder], chance: np.random.Generator, side: int | None) -> int:
    """Return the number of points up to the first signal of a run."""
    scores = chance.standard_normal(128).tolist()
    while True:
        ends = [
            pattern.complete_at for find in finders for pattern in find(scores) if side is None or pattern.side == side
        ]
        if ends:
            return min(ends) + 1
        scores += chance.standard_normal(len(scores)).tolist()


def _detection(chance: np.random.Generator) -> Iterator[Row]:
    """Shifts in sigmas injected after 26 weeks of baseline, looked for during eight weeks."""
    for sigmas in (1, 2, 3):
        delays = [_delay(sigmas, chance) for _ in range(RUNS)]
        found = [delay for delay in delays if delay is not None]
        yield Row(f"shift of {sigmas} sigma found within {WAIT} weeks", 100 * len(found) / RUNS, "%")
        yield Row(f"shift of {sigmas} sigma, median delay where found", median(found), "weeks")


def _delay(sigmas: float, chance: np.random.Generator) -> int | None:
    values = chance.standard_normal(HISTORY + WAIT)
    values[HISTORY:] += sigmas
    chart = xmr(values.tolist(), baseline=HISTORY)
    new = [signal.complete_at for signal in chart.signals if signal.complete_at >= HISTORY and signal.side >= 0]
    return min(new) - HISTORY + 1 if new else None


def _false_signals(chance: np.random.Generator) -> Iterator[Row]:
    """Counties in control, looked at together: charts over 26 weeks, and the funnel of each week."""
    done = chance.binomial(SUBJECTS, DONE, (COUNTIES, HISTORY + WEEKS))
    speaking = [_speaking(done[:, week : week + HISTORY]) for week in range(WEEKS)]
    yield Row(f"{COUNTIES} counties in control: icons other than common cause", fmean(a for a, _ in speaking), "a week")
    yield Row(f"{COUNTIES} counties in control: signals new this week", fmean(b for _, b in speaking), "a week")
    found = [_funnelled(done[:, week]) for week in range(WEEKS)]
    yield Row(
        f"{COUNTIES} counties in control: beyond 99.8 % of the funnel", fmean(a for a, _ in found), "a week", 0.18
    )
    named = fmean(100 * (b > 0) for _, b in found)
    yield Row(f"{COUNTIES} counties in control: weeks in which the funnel names any", named, "%", plain=5.0)


def _speaking(done: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> tuple[int, int]:
    icons = fresh = 0
    for county in done.tolist():
        verdict = judge(_figures(county), Direction.UP)
        icons += verdict.variation is not Variation.COMMON
        fresh += any(signal.complete_at == HISTORY - 1 for signal in verdict.signals)
    return icons, fresh


def _figures(county: Sequence[int]) -> MetricHistory:
    values = tuple(100 * each / SUBJECTS for each in county)
    return MetricHistory(values, tuple(map(float, county)), (float(SUBJECTS),) * len(values), 100.0, is_share=True)


def _funnelled(done: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[int, int]:
    members = funnel({str(at): (float(each), float(SUBJECTS)) for at, each in enumerate(done)}).members
    beyond = sum(member.p_value is not None and member.p_value < 1 - ALARM for member in members)
    return beyond, sum(member.place is FunnelPlace.OUTSIDE for member in members)
