"""The input of the sentence rules: a topic's readings about a region, and how names and figures are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data.periods import Grain, Period
from data.readings import Reading, Readings
from data.readings.assessed import figure_periods, newest_assessed
from data.readings.reading import Compare
from data.regions import Level, Region, Regions
from data.statistics import Verdict, is_small_sample
from data.statistics.comparison import Comparison
from data.statistics.placing import Among, among
from layouts.sentences.topics import Topic
from layouts.words.language import THIN, Tongue, load_language

FEWEST = 10  # fewest cases for a rate to be worth a sentence

Judge = Callable[[Sequence[Reading]], Verdict]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence; where it names a figure or a region, the metric and region it leads to."""

    text: str
    metric: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words about some readings; `parts` in order make the text."""

    parts: tuple[Part, ...]
    readings: tuple[Reading, ...]

    @property
    def text(self) -> str:
        """The sentence without its links."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Focus:
    """The region that sentences are about, those below it, those in which cases are named, and its peers.

    Cases are named by county where the region is wider than a city, else by the regions below.
    """

    region: Region
    children: tuple[Region, ...]
    holders: tuple[Region, ...]
    among: Among


def focus(regions: Regions, region: Region, children: Sequence[Region], period: Period, as_of: date) -> Focus:
    """Return the regions that sentences about a region need; `children` are those that may be shown."""
    span = period.to_date(as_of)
    is_wide = region.level.depth < Level.CITY.depth
    counties = tuple(regions.descendants(region.code, Level.COUNTY, span)) if is_wide else ()
    return Focus(region, tuple(children), counties or tuple(children), among(regions, region, span))


@dataclass(frozen=True, slots=True)
class Ground:
    """The input of a rule: the topic, the readings of the period, how they compare, the regions, and the language."""

    topic: Topic
    readings: Readings
    compared: Mapping[tuple[str, Period], Comparison]
    focus: Focus
    period: Period
    as_of: date
    tongue: Tongue
    judge: Judge

    @property
    def region(self) -> Region:
        """The region that the sentences are about."""
        return self.focus.region

    def own(self, metric: str) -> Reading:
        """Return the region's reading; a monthly duty's where it was last assessed."""
        shown = self.readings.one(metric, self.region.code, self.period)
        periods = figure_periods(shown.metric, self.period, self.as_of)
        return newest_assessed(self.readings.series(metric, self.region.code, periods))

    def known(self, metrics: Iterable[str]) -> list[Reading]:
        """Return the region's readings that have a value."""
        return [reading for reading in map(self.own, metrics) if reading.value is not None]

    def across(self, whole: Reading, regions: Iterable[Region]) -> list[Reading]:
        """Return the readings of other regions that belong to one of the region's own."""
        return self.readings.across(whole.metric.key, [region.code for region in regions], whole.period)

    def say(self, key: str, **fields: object) -> str:
        """Return a saying with its fields filled in."""
        return load_language(self.tongue)(f"sentences.{key}", **fields)

    def name(self, region: Region) -> str:
        """Return a region's full name."""
        return region.zh if self.tongue == "zh" else region.en

    def short(self, region: Region) -> str:
        """Return a region's short name."""
        return region.short_zh if self.tongue == "zh" else region.en

    def called(self, region: Region) -> str:
        """Return a region's name in a list of others: an office's full name."""
        return self.name(region) if region.level is Level.OFFICE else self.short(region)

    def metric(self, reading: Reading) -> str:
        """Return a metric's name, with the month it was assessed in where that is not the period, ready for its figure."""
        name = reading.metric.zh if self.tongue == "zh" else reading.metric.en
        if reading.period == self.period:
            return f"{name}{THIN}"
        return name + self.say("assessed", month=reading.period.first.month)

    def count(self, number: float) -> str:
        """Write a whole number."""
        return f"{number:,.0f}".replace(",", THIN)

    def figure(self, reading: Reading) -> str:
        """Write a value with its unit; a sign beside it, a word after a space."""
        value, unit = reading.value or 0.0, reading.metric.unit
        text = f"{value:,.{reading.metric.decimals}f}".replace(",", THIN)
        if unit in {"%", "‰"}:
            return f"{text}{unit}" if self.tongue == "zh" else f"{text}{THIN}{unit}"
        return f"{text}{THIN}{unit}" if self.tongue == "zh" else text

    def before(self, reading: Reading) -> str:
        """Name the period before a reading's: 上周, 上周同期 while it runs."""
        if reading.period != self.period and reading.period.grain is Grain.MONTH:
            return self.say("before_named", month=reading.period.previous().first.month)
        text = self.say(f"before_{reading.period.grain}")
        return text if reading.span == reading.period.span else self.say("same_days", before=text)

    def change_unit(self, reading: Reading) -> str:
        """Return the unit of a change: points of a percentage."""
        return self.say("points") if reading.metric.unit == "%" else reading.metric.unit

    def changed(self, reading: Reading) -> str:
        """Say by how much a figure rose or fell since the period before, as a further clause."""
        change = reading.change(Compare.PREVIOUS) or 0.0
        amount = f"{abs(change):.{reading.metric.decimals}f}"
        key = "fell" if change < 0 else "rose"
        return self.say(key, before=self.before(reading), change=amount, unit=self.change_unit(reading))

    def named(self, regions: Sequence[Region]) -> list[Part]:
        """Return the names of regions of one level as links: 新安、康乾、新市司法所, of others the short ones: 杭州、绍兴."""
        ending = self.say("office")
        names = [self.called(region) for region in regions]
        is_shared = bool(ending) and all(name.endswith(ending) for name in names)
        parts: list[Part] = []
        for region, name in zip(regions, names, strict=True):
            parts.append(Part(self.say("comma" if parts else "nothing")))
            parts.append(Part(name.removesuffix(ending) if is_shared else name, region=region.code))
        return [*parts, Part(ending if is_shared else "")]

    def base(self, reading: Reading) -> str:
        """Say how many cases a rate is based on where they are few."""
        return self.say("base", base=f"{reading.denominator:.0f}") if is_small_sample(reading) else ""

    def target(self, reading: Reading) -> str:
        """Write the target of a reading's metric with its unit."""
        metric = reading.metric
        return f"{metric.target_text}{'' if self.tongue == 'zh' else THIN}{metric.unit}"


def has_enough_cases(reading: Reading) -> bool:
    """Say whether a rate is based on enough cases for a sentence; a count and a share of all counties always do."""
    return not is_small_sample(reading) or (reading.denominator or 0) >= FEWEST
