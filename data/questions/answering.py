"""Answers questions for a viewer: the one place where anything but figures is read on behalf of a reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from data import clock
from data.alerts import AreaAlert, Notice, open_alerts
from data.alerts.alerts import closed_within, open_at
from data.alerts.notices import notices
from data.alerts.rules import load_area_rules
from data.catalogue.reference_tables import reference_table
from data.errors import DataError, NoSuchEdition
from data.intake.due.due import due_reports
from data.intake.due.recent import recent_loads
from data.known import known_at
from data.meetings import baseline_steps, editions
from data.meetings.corrected import hidden_since
from data.meetings.files import monday_files
from data.meetings.frozen import body_of
from data.meetings.notes import notes_of
from data.pull import statuses
from data.questions import kinds
from data.questions.comparing import comparisons
from data.questions.cutting import cut_body, shown_rows
from data.questions.kinds import Answer, Kept, Question
from data.readings import Figures, Readings, read
from data.readings.cases import event_days
from data.readings.feed import read_feed
from data.readings.privacy import check_scope
from data.readings.shown_day import shown_load
from data.reasons import Reason
from data.regions import Level
from data.regions.scope import Relation, relation
from data.store import Store
from data.tasks import tasks_of
from data.viewer import Viewer
from data.walls.custom import wall_content


def answer(store: Store, question: Question[Answer], viewer: Viewer) -> Answer:
    """Return the answer to a question for a viewer.

    Raises OutOfScope for a region outside the viewer's scope, UnknownRegion, NoSuchEdition, and another DataError where
    a frozen week was changed after it was frozen.
    """
    check_scope(store.regions, question.regions, viewer)
    return cast(Answer, _looked_up(store, question, viewer))


def _looked_up(store: Store, question: Question[Any], viewer: Viewer) -> Any:  # noqa: PLR0911, PLR0912 - one a kind
    match question:
        case kinds.Reference(table):
            return shown_rows(store.regions, reference_table(table), store.reference(table), viewer)
        case kinds.Comparisons():
            return comparisons(store, question, viewer)
        case kinds.OpenAlerts(region):
            return _noticed(store, open_alerts(store, viewer.scope), region, viewer)
        case kinds.AlertsOpenAt(region, day):
            return _noticed(store, open_at(store, viewer.scope, day), region, viewer)
        case kinds.AlertsClosedWithin(region, span):
            return _noticed(store, closed_within(store, viewer.scope, span), region, viewer)
        case kinds.FeedLog(region, day):
            return read_feed(store, store.regions.get(region), day, viewer=viewer)
        case kinds.DueReports(region, window):
            return due_reports(store, store.regions.get(region), window, now=clock.now())
        case kinds.PulledFeeds(region):
            return statuses(store, region)
        case kinds.Loads(region, most):
            return recent_loads(store, store.regions.get(region), most)
        case kinds.EventDays(region, measure, day):
            return event_days(store, measure, store.regions.get(region), day)
        case kinds.TaskList(region, week, on):
            return tasks_of(store, viewer, region, week, on=on)
        case kinds.Baselines():
            return baseline_steps(store, viewer.scope)
        case kinds.MeetingNotes(region, week):
            return notes_of(store, viewer, region, week)
        case kinds.Editions(region):
            known = store.regions
            return [
                each
                for each in editions(store, viewer.scope)
                if each.region in known.by_code and known.within(each.region, region)
            ]
        case kinds.Frozen():
            return _frozen(store, question, viewer)
        case kinds.FiguresNow(region, figures):
            return _now(store.present or store, region, figures, viewer)
        case kinds.KnownThen(asked):
            return _is_known(store, asked)
        case kinds.MondayFiles(region, week, folder):
            return monday_files(folder, store, viewer, store.regions.get(region), week)
        case kinds.WallContent(name):
            return wall_content(store, viewer.scope, name)
    raise NotImplementedError(f"no answer to {type(question).__name__}")


def _now(store: Store, region: str, figures: Figures, viewer: Viewer) -> Readings:
    with store.reading():
        entry = shown_load(store, region)
        return read(store, [figures], viewer=viewer, as_of=entry.as_of_in(figures.periods[0]))


def _is_known(store: Store, asked: str) -> bool:
    try:
        return known_at(store, asked).later > 0
    except DataError:
        return False


def _noticed(store: Store, alerts: Iterable[AreaAlert], code: str, viewer: Viewer) -> list[Notice]:
    region = store.regions.get(code)
    wider = region.parent if region.level is Level.OFFICE else None
    within = wider if wider and relation(store.regions, wider, viewer) is Relation.OWN else code
    return notices(alerts, load_area_rules(store.catalogue), store.regions, within)


def _frozen(store: Store, asked: kinds.Frozen, viewer: Viewer) -> Kept | None:
    kept = editions(store, viewer.scope, asked.region, asked.week)
    if not asked.number and not kept:
        return None
    found = next((each for each in kept if asked.number in {"", str(each.number)}), None)
    if found is None:
        named = {"region": store.regions.get(asked.region), "week": asked.week.key, "number": asked.number}
        raise NoSuchEdition(Reason("freeze.no_such_edition", {**named, "count": len(kept)}))
    body = body_of(store, found)
    hidden = {} if viewer.sees_small_cells else hidden_since(store, body)
    return Kept(found, viewer.sight, frozenset(hidden), cut_body(body, store.regions, viewer, hidden))
