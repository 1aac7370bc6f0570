"""Sentences: what readings say on a topic in plain official words, bad news first, never about noise.

The topic's bottom line comes first (脱管、漏管、超期…: what happened, when and where, what is still open, what is zero), then what fell due and was
not done in time, then what is below its target, last among its peers or worse than these beyond chance, then at most one worsening
that chance does not explain with the child that cost most, or a slow decline of the topic's charted rate with the regions responsible, then which offices have not
reported. Where nothing is behind and nothing worsened, the calm rates are given instead, and where nothing happened at all the topic's facts follow. There are never more than
`LONGEST` sentences.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from data.catalogue import Catalogue
from data.periods import Grain, Period
from data.questions.kinds import Comparisons
from data.readings import Figures, Reading, Readings, Status
from data.readings.assessed import assessed_periods
from data.readings.reading import Compare
from data.regions import Level, Region
from data.statistics import judged
from data.statistics.chance import is_beyond_chance
from data.statistics.comparison import Comparison
from data.statistics.contributions import split
from data.statistics.history import HISTORY
from layouts.sentences.bottom_lines import bottom_line, stays_open
from layouts.sentences.ground import Focus, Ground, Judge, Part, Sentence, has_enough_cases
from layouts.sentences.laggards import decline, laggards
from layouts.sentences.topics import ROLL_CALL, Topic
from layouts.words.language import THIN, Tongue

LONGEST = 3
NAMED_FEW, NAMED = 5, 3  # up to five regions are all named; of more the first three, then 等
STATED = 2  # how many rates or facts a calm sentence gives
TELLING = 1 / 3  # of a change: the part a child must have contributed to be named


def sentence_questions(topic: Topic, catalogue: Catalogue, focus: Focus, period: Period, as_of: date) -> list[Figures]:
    """Return what `sentences` must be able to look up; `as_of` is the last day with data."""
    own = (focus.region.code,)
    codes = (*own, *(child.code for child in focus.children))
    holders = (*own, *(holder.code for holder in focus.holders))
    cases = tuple(dict.fromkeys((*topic.bottom_line, *occurrences(topic, catalogue))))
    lasting = tuple(key for key in topic.bottom_line if stays_open(catalogue.metric(key)))
    asked = [
        Figures((ROLL_CALL,), codes, (period,)),
        Figures((ROLL_CALL,), own, (period,), absent=True),
        Figures((*cases, *topic.facts, *filter(None, (topic.balance,))), own, (period,)),
        Figures((), holders, (period,), case_days=cases, open_since=lasting),
    ]
    for is_monthly, periods in ((False, (period,)), (True, assessed_periods(period, as_of))):
        rates, ranked, watched = (
            tuple(key for key in keys if catalogue.metric(key).is_monthly is is_monthly)
            for keys in (topic.rates, topic.ranked, topic.watched)
        )
        asked += [
            Figures(rates, own, periods, compare=True),
            Figures(watched, codes, periods, compare=True),
            Figures(ranked, codes, periods),
        ]
    if topic.charted:
        asked.append(Figures((topic.charted,), own, tuple(period.back(HISTORY))))
        asked.append(Figures((topic.charted,), codes, (period,)))
    return [question for question in asked if question.metrics or question.case_days]


def sentence_comparisons(topic: Topic, focus: Focus, period: Period, as_of: date) -> list[Comparisons]:
    """Return how the ranked figures compare with those of other regions, which `sentences` must be able to look up."""
    return [Comparisons(focus.region.code, topic.ranked, period, as_of)] if focus.among.head and topic.ranked else []


def occurrences(topic: Topic, catalogue: Catalogue) -> list[str]:
    """Return the metrics that count what began of the topic's open cases."""
    return [key for each in topic.bottom_line if (key := catalogue.metric(each).occurrence)]


def sentences(
    topic: Topic,
    readings: Readings,
    compared: Mapping[tuple[str, Period], Comparison],
    focus: Focus,
    period: Period,
    as_of: date,
    tongue: Tongue = "zh",
    judge: Judge = judged,
) -> list[Sentence]:
    """Return what matters on a topic in a region's period, most pressing first, at most `LONGEST` sentences.

    `judge` gives the verdict on a history, by the deployment's rule book where it has one.
    """
    ground = Ground(topic, readings, compared, focus, period, as_of, tongue, judge)
    if not ground.known((*topic.metrics, ROLL_CALL)):
        return [_silence(ground)]
    first, behind = bottom_line(ground), laggards(ground)
    mentioned = {reading.metric.key for reading in behind.readings} if behind else set()
    slow = decline(ground)
    if slow and slow.readings[0].metric.key in mentioned:
        slow = None
    worse = [each for each in (behind, _worsening(ground, mentioned), slow) if each]
    rates: Sequence[Sentence | None] = worse or [_calm(ground)]
    spoken = [each for each in (first, _shortfalls(ground), *rates) if each]
    absentees = [each for each in (_absentees(ground),) if each]
    is_quiet = not worse and not (first and any(reading.value for reading in first.readings))
    facts = _facts(ground) if is_quiet and len(spoken) + len(absentees) < LONGEST else None
    spoken += [facts] if facts else []
    return [*spoken, *absentees][:LONGEST] or [_silence(ground)]


def _silence(ground: Ground) -> Sentence:
    """Say that there is nothing to report: nothing sent, nothing kept at this level, or no such region then."""
    own = ground.own(ROLL_CALL)
    known = [ground.own(key) for key in ground.topic.metrics]
    is_above = all(reading.status is Status.NOT_APPLICABLE for reading in known)
    key = "not_then" if own.status is Status.NOT_APPLICABLE else "not_here" if is_above else "silence"
    parts = (
        Part(ground.say(f"{key}_open")),
        Part(ground.name(ground.region), ROLL_CALL, ground.region.code),
        Part(ground.say(f"{key}_close")),
    )
    return Sentence(parts, (own,))


def _shortfalls(ground: Ground) -> Sentence | None:
    """Say of each duty of the topic how many fell due and how many of those are late."""
    due = [reading for reading in ground.known(ground.topic.due) if reading.denominator]
    parts: list[Part] = []
    for reading in due:
        whole, done = round(reading.denominator or 0), round(reading.numerator or 0)
        parts.append(Part(ground.say("semicolon" if parts else "nothing")))
        parts.append(Part(ground.say(f"{reading.metric.key}_due", whole=ground.count(whole))))
        if whole > done:
            said = ground.say("short", count=ground.count(whole - done))
            parts.append(Part(said, reading.metric.key, ground.region.code))
        parts.append(Part(ground.say("short_close" if whole > done else "all_done")))
    return Sentence((*parts, Part(ground.say("stop"))), tuple(due)) if due else None


def _worsening(ground: Ground, mentioned: Collection[str]) -> Sentence | None:
    """State the worst change that chance does not explain, among figures not yet named, and the child that cost most."""
    persons = ground.own(ROLL_CALL).value
    judged = [
        reading
        for reading in ground.known(ground.topic.watched)
        if reading.metric.key not in mentioned
        and reading.is_better(Compare.PREVIOUS) is False
        and is_beyond_chance(reading, persons)
    ]
    if not judged:
        return None
    reading = max(judged, key=lambda r: abs(r.change(Compare.PREVIOUS) or 0))
    parts = (
        Part(ground.metric(reading)),
        Part(ground.figure(reading), reading.metric.key, ground.region.code),
        Part(ground.changed(reading)),
        *_culprit(ground, reading),
        Part(ground.say("stop")),
    )
    return Sentence(parts, (reading,))


def _culprit(ground: Ground, whole: Reading) -> list[Part]:
    """Name the child whose own change contributed most to the region's, if it moved the same way and contributed enough."""
    taken_apart = split(whole, ground.across(whole, ground.focus.children), Compare.PREVIOUS)
    if taken_apart is None or len(taken_apart.children) < 2:
        return []
    sign = -1 if taken_apart.change < 0 else 1
    child = max(taken_apart.children, key=lambda part: sign * part.own)
    if round(sign * child.own, whole.metric.decimals) <= 0 or sign * child.own < abs(taken_apart.change) * TELLING:
        return []
    share = f"{abs(child.own):.{whole.metric.decimals}f}"
    pull = "pulled_down" if sign < 0 else "pulled_up"
    return [
        Part(ground.say("culprit")),
        Part(ground.name(child.region), region=child.region.code),
        Part(ground.say(pull, share=share, unit=ground.change_unit(whole))),
    ]


def _calm(ground: Ground) -> Sentence | None:
    """Give the calm rates where nothing is behind or worse; one with few cases is left out.

    A fall shown on the screen is never called no change: it is stated with its figure, as within normal variation.
    """
    known = [reading for reading in ground.known(ground.topic.calm) if has_enough_cases(reading)][:STATED]
    if not known:
        return None
    is_comparable = all(reading.is_comparable(Compare.PREVIOUS) for reading in known)
    fallen = [reading for reading in known if is_comparable and reading.is_better(Compare.PREVIOUS) is False]
    parts = _stated(ground, [(ground.metric(reading), reading) for reading in known], fallen)
    if not is_comparable:
        parts.append(Part(ground.say("unlike", before=ground.before(known[0]))))
    elif fallen:
        parts.append(Part(ground.say("fallen" if len(fallen) == 1 else "all_fallen")))
    elif all(_is_steady(reading, ground.period, ground.own(ROLL_CALL).value) for reading in known):
        parts.append(Part(ground.say("steady", before=ground.before(known[0]))))
    return Sentence((*parts, Part(ground.say("stop"))), tuple(known))


def _change(ground: Ground, reading: Reading) -> str:
    """Write by how much a figure differs from the one before: 较上周低 0.4 个百分点."""
    change = reading.change(Compare.PREVIOUS) or 0.0
    amount = f"{abs(change):.{reading.metric.decimals}f}"
    unit, before = ground.change_unit(reading), ground.before(reading)
    return ground.say("lower" if change < 0 else "higher", before=before, change=amount, unit=unit)


def _is_steady(reading: Reading, period: Period, persons: float | None) -> bool:
    is_known = reading.period == period and reading.change(Compare.PREVIOUS) is not None
    return is_known and not is_beyond_chance(reading, persons)


def _facts(ground: Ground) -> Sentence | None:
    """State how much was done."""
    known = ground.known(ground.topic.facts)[:STATED]
    if not known:
        return None
    parts = _stated(ground, [(ground.say(reading.metric.key), reading) for reading in known])
    return Sentence((*parts, Part(ground.say("stop"))), tuple(known))


def _stated(ground: Ground, labelled: Iterable[tuple[str, Reading]], fallen: Collection[Reading] = ()) -> list[Part]:
    """Write labels with their figures, one clause each, with the base where it is small and the change of the `fallen`."""
    parts: list[Part] = []
    for label, reading in labelled:
        parts.append(Part((ground.say("clause") if parts else "") + label))
        parts.append(Part(ground.figure(reading), reading.metric.key, ground.region.code))
        remarks = (ground.base(reading), _change(ground, reading) if reading in fallen else "")
        said = ground.say("clause").join(filter(None, remarks))
        if said:
            parts.append(Part(ground.say("open") + said + ground.say("close")))
    return parts


def _absentees(ground: Ground) -> Sentence | None:
    """Say how many offices have not reported, all by name where they are few, else by their regions."""
    own = ground.own(ROLL_CALL)
    gap = own.due - own.reported
    if gap <= 0:
        return None
    late = sorted(
        (each for each in ground.across(own, ground.focus.children) if each.due > each.reported),
        key=lambda each: each.reported - each.due,
    )
    opening = Part(_absent(ground, gap, own.span.last), ROLL_CALL, ground.region.code)
    return Sentence((opening, *(_offices(ground) or _areas(ground, late))), (own, *late))


def _offices(ground: Ground) -> list[Part]:
    """Name the offices that are missing, each after its county where the sentence is not about that county."""
    parts: list[Part] = []
    for office in ground.readings.absent(ground.region.code, ground.period):
        parts.append(Part(ground.say("comma" if parts else "colon")))
        parts.append(Part(_full_name(ground, office), region=office.code))
    return [*parts, Part(ground.say("stop"))] if parts else []


def _full_name(ground: Ground, office: Region) -> str:
    county = next((each for each in ground.focus.holders if each.code == office.parent), None)
    if county is None:
        return ground.name(office)
    name = ground.name(county), ground.name(office)
    return "".join(name) if ground.tongue == "zh" else " ".join(name)


def _areas(ground: Ground, late: Sequence[Reading]) -> list[Part]:
    """Name the regions in which offices are missing, with how many each."""
    parts: list[Part] = []
    shown = late if len(late) <= NAMED_FEW else late[:NAMED]
    for index, reading in enumerate(shown):
        parts.append(Part(ground.say("comma" if index else "colon")))
        parts.append(Part(ground.name(reading.region), region=reading.region.code))
        if reading.region.level is not Level.OFFICE:
            parts.append(Part(f"{THIN}{reading.due - reading.reported}"))
    return [*parts, Part(ground.say("stop_more" if len(shown) < len(late) else "stop", count=len(late)))]


def _absent(ground: Ground, gap: int, day: date) -> str:
    """Say how many registers are missing, and of which day where the period has several: a stock is that of the last."""
    if ground.period.grain is Grain.DAY:
        return ground.say("absent", count=gap)
    return ground.say("absent_on", count=gap, month=day.month, day=day.day)
