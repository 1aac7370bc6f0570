"""Freezing the weeks of meetings: what the review page shows of today becomes an edition that never changes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import sample
from typing import Any

from callbacks.cockpit import Cockpit
from callbacks.documents import document_of
from data import clock
from data.clock import SHANGHAI
from data.errors import AlreadyThere, DataError
from data.meetings import Edition, editions
from data.meetings.frozen import due_week, freeze, missing
from data.periods import Grain, Period
from data.readings import Readings
from data.readings.privacy import check_scope
from data.readings.shown_day import latest_load
from data.reasons import Reason
from data.regions import Level
from data.statistics.control import Limits
from data.viewer import Viewer
from layouts.charts.codec import encoded
from layouts.pages import meeting
from layouts.pages.document import Document
from layouts.pages.meeting import signals
from layouts.pages.meeting.frozen import TODAY
from layouts.view import View

logger = logging.getLogger(__name__)


def freeze_week(
    cockpit: Cockpit,
    viewer: Viewer,
    region: str,
    week: Period,
    *,
    program: str,
    reason: str = "",
) -> Edition:
    """Freeze a region's week as its next edition and return it.

    It is drawn as for an account of the region, with small cells hidden: an edition is read and passed on by everybody
    there, so it holds the figures of no region beside it.

    Raises AlreadyThere when somebody else was quicker and for a second edition without a reason, DataError for a week
    that is not over or has no data.
    """
    _check_over(week)
    check_scope(cockpit.store.regions, [region], viewer)
    moment = clock.utc_now().replace(microsecond=0)
    document = _material(cockpit, viewer, region, week, program, moment)
    held = editions(cockpit.store, viewer.scope, region, week)
    edition = Edition(
        region=document.context.region.code,
        week=week,
        number=held[0].number + 1 if held else 1,
        frozen_at=moment,
        version=document.context.version,
        program=program,
        post=viewer.signature,
        reason=reason.strip(),
    )
    return freeze(cockpit.store, edition, _body(document))


def _check_over(week: Period) -> None:
    """Raise DataError for what is no week, or for a week that is not over."""
    if week.grain is not Grain.WEEK:
        raise DataError(Reason("freeze.no_week", {"week": week.key}))
    if week.last >= clock.today():
        raise DataError(Reason("freeze.not_over", {"week": week.key, "day": week.last.isoformat()}))


def _material(cockpit: Cockpit, viewer: Viewer, region: str, week: Period, program: str, moment: datetime) -> Document:
    """Return the meeting's pages as an account of the region sees them; raises DataError for a week without data."""
    view = View(page=meeting.KEY, region=region, period=week, edition=TODAY)
    for_everybody = replace(viewer, scope=region, sees_small_cells=False)
    document = document_of(cockpit, for_everybody, view, program=program, at=moment)
    if all(reading.value is None for reading in document.own_readings):
        raise DataError(Reason("freeze.empty", {"region": document.context.region, "week": week.key}))
    return document


def catch_up(
    cockpit: Cockpit,
    viewer: Viewer,
    now: datetime,
    freeze_at: tuple[int, int, int],
    lowest: Level,
    *,
    program: str,
) -> Iterator[Edition]:
    """Freeze, for every region down to `lowest`, the newest week that is due by `now` (Shanghai time) and was not frozen.

    Yields the editions one by one, the widest region first and the others in no order, so that several processes that
    catch up at once do not do the same. What another process froze meanwhile is kept; a week without data is skipped.
    """
    entry = latest_load(cockpit.store)
    week = due_week(now, freeze_at)
    if entry is None or entry.as_of < week.first or not _was_there(cockpit, week, freeze_at, is_demo=entry.is_demo):
        return
    wanted = _regions(cockpit, viewer, lowest, week)
    wanted = [*wanted[:1], *sample(wanted[1:], len(wanted) - 1)]
    for code in wanted:
        if not missing(cockpit.store, week, [code]):
            continue
        try:
            yield freeze_week(cockpit, viewer, code, week, program=program)
        except AlreadyThere:
            continue
        except DataError as error:
            logger.warning("%s %s: %s", code, week.key, error)


def _was_there(cockpit: Cockpit, week: Period, freeze_at: tuple[int, int, int], *, is_demo: bool) -> bool:
    """Say whether the store had figures when the week was due to be frozen: a new bureau has missed no Monday."""
    weekday, hour, minute = freeze_at
    day = week.next().first + timedelta(days=weekday - 1)
    due, first = datetime.combine(day, time(hour, minute), SHANGHAI), cockpit.store.first_loaded_at()
    return is_demo or (first is not None and first <= due)


def _regions(cockpit: Cockpit, viewer: Viewer, lowest: Level, week: Period) -> list[str]:
    regions, top = cockpit.store.regions, viewer.scope
    found = [top]
    for level in Level:
        if regions.get(top).level.depth < level.depth <= lowest.depth:
            found += [region.code for region in regions.descendants(top, level) if region.is_valid(week.first)]
    return found


def _body(document: Document) -> dict[str, Any]:
    """Return the content of an edition: leaves and readings, definitions, every metric's limits and verdict, the region tree."""
    context = document.context
    return {
        **encoded(document.leaves, document.readings),
        "title": document.title,
        "as_of": context.as_of.isoformat(),
        "is_demo": context.is_demo,
        "limits": {each.reading.metric.key: _limits(each) for each in _judged(document)},
        "tree": [
            [region.code, region.level.value, region.parent, region.zh]
            for level in Level
            for region in (
                [context.region]
                if level is context.region.level
                else context.regions.descendants(context.region.code, level)
            )
            if region.is_valid(context.period.first)
        ],
    }


def _judged(document: Document) -> tuple[signals.Judged, ...]:
    return signals.everything(Readings(document.readings), document.context)


def _limits(each: signals.Judged) -> dict[str, Any]:
    limits: Limits | None = each.verdict.limits
    return {
        "chart": each.verdict.chart.kind.value,
        "book": each.verdict.chart.book,
        "centre": limits.centre if limits else None,
        "low": limits.low if limits else None,
        "high": limits.high if limits else None,
        "variation": each.verdict.variation.value,
        "assurance": each.verdict.assurance.value,
        "standing": each.verdict.reliability.value,
    }
