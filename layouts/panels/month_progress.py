"""How study and public service progress within the month, against the share of its working days that are over.

Whether a requirement is met is recorded on the assessment day only. Until then attendances show the progress: those of
the month so far, as a share of the average of the three months before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from data.periods import Grain, Period, Span
from data.periods.workdays import assessment_day, share_elapsed, working_days
from data.readings import Figures, Reading, Readings
from data.readings.comparable import together
from data.readings.reports import are_comparable
from layouts.charts.amount import Amount, amount_of
from layouts.charts.chart import Nothing
from layouts.charts.kinds import ColouredSeries, LineChart, LinePoint
from layouts.context import Context, Panel
from layouts.panels.links import explain

DUTIES = (("education_person_times", "education_met_rate"), ("welfare_person_times", "welfare_met_rate"))
COLOURS = ("--celadon-6", "--celadon-4")
USUAL_MONTHS = 3
FULL = 100.0
LATE = 10.0  # points behind the calendar line that are worth mentioning


@dataclass(frozen=True, slots=True)
class Progress:
    """A duty in a month: attendances of each day so far, what a month usually brings, who met it in the end, and who the month before.

    `is_like` says whether about the same share of reports came in as in the months before.
    """

    days: tuple[Reading, ...]
    usual: float | None
    met: Reading
    before: Reading
    is_like: bool

    @property
    def shares(self) -> list[float | None]:
        """Return how much of the usual had been done by each day, per cent; None on a day without a report."""
        if not self.usual:
            return [None] * len(self.days)
        done = accumulate(reading.value or 0.0 for reading in self.days)
        usual = self.usual
        return [None if day.value is None else FULL * sum_ / usual for day, sum_ in zip(self.days, done, strict=True)]

    @property
    def last(self) -> float | None:
        """Return the newest known share, per cent."""
        return next((share for share in reversed(self.shares) if share is not None), None)


def shown_month(context: Context) -> Period:
    """Return the month that holds the shown period's last day with data."""
    return Period.holding(last_day(context), Grain.MONTH)


def last_day(context: Context) -> date:
    """Return the last day of the shown period that progress is known of."""
    return context.period.to_date(context.as_of).last


def days_so_far(context: Context) -> tuple[Period, ...]:
    """Return the days of the shown month up to the last one with data in the shown period."""
    span = Span(shown_month(context).first, last_day(context))
    return tuple(Period(Grain.DAY, span.first + timedelta(days=step)) for step in range(span.days))


def usual_months(context: Context) -> tuple[Period, ...]:
    """Return the full months before the shown one that say what is usual."""
    return tuple(shown_month(context).back(USUAL_MONTHS + 1)[:-1])


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the attendances by day, in the months before, and for who met the requirement."""
    code = (context.region.code,)
    attendances, met = (tuple(keys) for keys in zip(*DUTIES, strict=True))
    return [
        Figures(attendances, code, (*usual_months(context), *days_so_far(context))),
        Figures(met, code, (shown_month(context).previous(), shown_month(context)), until=context.until),
    ]


def draw(readings: Readings, context: Context) -> LineChart | Nothing:
    """Return the progress of both duties by day, and the calendar line to the month's end."""
    found = [_progress(readings, context, *keys) for keys in DUTIES]
    shares = [share for progress in found for share in progress.shares if share is not None]
    if not shares:
        return Nothing(context.words("panels.progress.empty", month=_month(context), count=USUAL_MONTHS))
    return LineChart(
        series=(
            *(_series(progress, colour, context) for progress, colour in zip(found, COLOURS, strict=True)),
            _calendar(context),
        ),
        summary=" ".join((_elapsed(context), *(_said(progress, context) for progress in found))),
        unit="%",
        note=" ".join((*(_met(each, context) + _said(each, context) for each in found), _assessment(found, context))),
        domain=(0.0, max(FULL, *shares) * 1.04),
        events=_event(context),
    )


def _progress(readings: Readings, context: Context, attendances: str, met: str) -> Progress:
    code = context.region.code
    before = readings.series(attendances, code, usual_months(context))
    done = [reading.value for reading in before if reading.value is not None]
    return Progress(
        days=tuple(readings.series(attendances, code, days_so_far(context))),
        usual=sum(done) / USUAL_MONTHS if len(done) == USUAL_MONTHS else None,
        met=readings.one(met, code, shown_month(context)),
        before=readings.one(met, code, shown_month(context).previous()),
        is_like=are_comparable(*map(together, (readings.series(attendances, code, days_so_far(context)), before))),
    )


def _series(progress: Progress, colour: str, context: Context) -> ColouredSeries[LinePoint]:
    metric = progress.days[-1].metric
    known = [
        LinePoint(
            label=context.words.day(reading.period.first),
            value=share,
            text=context.words.status(reading) if share is None else context.words.number(share, 1),
            href=explain(context, metric),
            note=context.words.figure(reading),
            amount=None if share is None else Amount(share, 1),
            beside=amount_of(reading),
            is_selected=reading is progress.days[-1],
        )
        for reading, share in zip(progress.days, progress.shares, strict=True)
    ]
    ahead = [
        LinePoint(context.words.day(day), None, context.words("mark.missing"), href=explain(context, metric))
        for day in _days_ahead(context)
    ]
    return ColouredSeries(context.words.short(metric), (*known, *ahead), colour=colour)


def _calendar(context: Context) -> ColouredSeries[LinePoint]:
    month = shown_month(context)
    days = [*(day.first for day in days_so_far(context)), *_days_ahead(context)]
    shares = [(day, FULL * share_elapsed(month, day)) for day in days]
    points = tuple(
        LinePoint(context.words.day(day), share, context.words.number(share, 1), amount=Amount(share, 1))
        for day, share in shares
    )
    return ColouredSeries(context.words("panels.progress.calendar"), points, colour="--amber")


def _days_ahead(context: Context) -> list[date]:
    first, last = last_day(context), shown_month(context).last
    return [first + timedelta(days=step) for step in range(1, (last - first).days + 1)]


def _event(context: Context) -> tuple[tuple[str, str, str], ...]:
    label = context.words.day(assessment_day(shown_month(context)))
    return ((label, label, context.words("panels.progress.assessed")),)


def _month(context: Context) -> str:
    return context.words.period(shown_month(context))


def _elapsed(context: Context) -> str:
    month, day = shown_month(context), last_day(context)
    return context.words(
        "panels.progress.elapsed",
        month=_month(context),
        passed=len(working_days(Span(month.first, day))),
        all=len(working_days(month.span)),
        share=context.words.number(FULL * share_elapsed(month, day), 1),
    )


def _said(progress: Progress, context: Context) -> str:
    words, share = context.words, progress.last
    name = words.short(progress.days[-1].metric)
    if share is None:
        return words("panels.progress.unknown", name=name, count=USUAL_MONTHS)
    if not progress.is_like:
        return words("panels.progress.unlike", name=name, count=USUAL_MONTHS)
    gap = share - FULL * share_elapsed(shown_month(context), last_day(context))
    side = "on" if abs(gap) < 0.05 else "ahead" if gap > 0 else "late" if gap < -LATE else "behind"
    return words(
        f"panels.progress.{side}",
        name=name,
        share=words.number(share, 1),
        gap=words.number(abs(gap), 1),
        late=words.number(LATE),
    )


def _is_assessed(context: Context) -> bool:
    """Say whether the shown month's assessment day has come: what was recorded before it is not shown."""
    return last_day(context) >= assessment_day(shown_month(context))


def _met(progress: Progress, context: Context) -> str:
    """Say who met the requirement when it was last assessed; empty where no one was."""
    reading = progress.met if _is_assessed(context) else progress.before
    if not reading.denominator:
        return ""
    words = context.words
    month, metric = words.period(reading.period), words.short(reading.metric)
    return words("panels.progress.met", month=month, metric=metric, value=words.figure(reading))


def _assessment(found: Sequence[Progress], context: Context) -> str:
    """Say when the month is assessed: how long until then, or that it was."""
    day = assessment_day(shown_month(context))
    left = len(working_days(Span(last_day(context) + timedelta(days=1), day))) if day > last_day(context) else 0
    key = "to_come" if left else "past" if any(each.met.denominator for each in found) else "unbooked"
    return context.words(f"panels.progress.{key}", day=context.words.day(day), left=left)


PANEL = Panel(
    key="progress",
    title=lambda context: context.words("panels.progress.title", month=_month(context)),
    note=lambda context: context.words("panels.progress.note", day=assessment_day(shown_month(context)).day),
    needs=needs,
    draw=draw,
)
