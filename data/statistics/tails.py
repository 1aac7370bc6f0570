"""Exact tail sums of the counting distributions, with nothing but the logarithm of the gamma function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, floor, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist

FAR = 15  # sigmas below the mean under which no probability is left that a float could add
TINY = 1e-15
NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Counting:
    """A distribution of counts: the probability of each, mean and standard deviation."""

    mass: Callable[[int], float]
    mean: float
    sigma: float

    @property
    def first(self) -> int:
        """The count from which sums begin."""
        return max(floor(self.mean - FAR * self.sigma), 0)


def poisson(mean: float) -> Counting:
    """Return the counts of independent events of which `mean` are expected."""

    def mass(count: int) -> float:
        return exp(count * log(mean) - mean - lgamma(count + 1)) if mean else float(count == 0)

    return Counting(mass, mean, sqrt(mean))


def binomial(whole: int, share: float) -> Counting:
    """Return the counts out of `whole` where each has the chance `share`."""
    is_certain = share in {0.0, 1.0}
    every, yes, no = lgamma(whole + 1), 0.0 if is_certain else log(share), 0.0 if is_certain else log1p(-share)

    def mass(count: int) -> float:
        if is_certain or not 0 <= count <= whole:
            return float(count == whole * share)
        return exp(every - lgamma(count + 1) - lgamma(whole - count + 1) + count * yes + (whole - count) * no)

    return Counting(mass, whole * share, sqrt(whole * share * (1 - share)))


def negative_binomial(mean: float, size: float) -> Counting:
    """Return counts whose Poisson mean itself varies: variance mean + mean² / size; 1 is geometric, infinite Poisson.

    Source: Anscombe (1950), Biometrika 37, 358-382.
    """
    if size == inf or not mean:
        return poisson(mean)

    def mass(count: int) -> float:
        ways = lgamma(count + size) - lgamma(size) - lgamma(count + 1)
        return exp(ways - size * log1p(mean / size) + count * log(mean / (size + mean)))

    return Counting(mass, mean, sqrt(mean + mean * mean / size))


def at_most(counts: Counting, count: int) -> float:
    """Return the probability of `count` or fewer."""
    return min(sum(map(counts.mass, range(counts.first, count + 1))), 1.0)


def at_least(counts: Counting, count: int) -> float:
    """Return the probability of `count` or more; past the median summed upwards, so that small ones stay exact."""
    below = at_most(counts, count - 1)
    if below < 0.5:
        return 1 - below
    total = 0.0
    part = counts.mass(count)
    while part > total * 1e-17:
        total += part
        count += 1
        part = counts.mass(count)
    return total


def quantile(counts: Counting, share: float) -> int:
    """Return the smallest count that a `share` below one of all stay at or below."""
    count = counts.first
    total = counts.mass(count)
    while total < share * (1 - 1e-12):
        count += 1
        total += counts.mass(count)
    return count


def interpolated(counts: Counting, share: float) -> float:
    """Return the quantile between counts: Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, appendix A.1.1."""
    count = quantile(counts, share)
    return count - (at_most(counts, count) - share) / counts.mass(count)


def normal_score(counts: Counting, count: int) -> float:
    """Return the standard normal score with as much probability below it as is below the middle of a count (mid-p)."""
    half = counts.mass(count) / 2
    if count > counts.mean:
        return -NORMAL.inv_cdf(min(max(at_least(counts, count + 1) + half, TINY), 1 - TINY))
    return NORMAL.inv_cdf(min(max(at_most(counts, count - 1) + half, TINY), 1 - TINY))
