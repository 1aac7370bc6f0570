"""Answers questions for a viewer: the one place where anything but figures is read on behalf of a reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from data.alerts import AreaAlert, Notice, open_alerts
from data.alerts.alerts import closed_within, open_at
from data.alerts.notices import notices
from data.alerts.rules import load_area_rules
from data.errors import NoSuchEdition
from data.meetings import baseline_steps, editions
from data.meetings.files import monday_files
from data.meetings.frozen import body_of
from data.meetings.notes import notes_of
from data.questions import kinds
from data.questions.kinds import Answer, Kept, Question
from data.readings.cases import event_days
from data.readings.feed import read_feed
from data.readings.privacy import check_scope
from data.regions import Level
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
            return store.reference(table)
        case kinds.OpenAlerts(region):
            return _noticed(store, open_alerts(store), region)
        case kinds.AlertsOpenAt(region, day):
            return _noticed(store, open_at(store, day), region)
        case kinds.AlertsClosedWithin(region, span):
            return _noticed(store, closed_within(store, span), region)
        case kinds.FeedLog(region, day):
            return read_feed(store, store.regions.get(region), day, viewer=viewer)
        case kinds.EventDays(region, measure, day):
            return event_days(store, measure, store.regions.get(region), day)
        case kinds.TaskList(region, week, on):
            return tasks_of(store, region, week, on=on)
        case kinds.Baselines():
            return [step for step in baseline_steps(store) if store.regions.within(step.region, viewer.scope)]
        case kinds.MeetingNotes(region, week):
            return notes_of(store, region, week)
        case kinds.Editions(region):
            known = store.regions
            return [
                each for each in editions(store) if each.region in known.by_code and known.within(each.region, region)
            ]
        case kinds.Frozen():
            return _frozen(store, question)
        case kinds.MondayFiles(region, week, folder):
            return monday_files(folder, store, store.regions.get(region), week)
        case kinds.WallContent(name):
            return wall_content(store, name)
    raise NotImplementedError(f"no answer to {type(question).__name__}")


def _noticed(store: Store, alerts: Iterable[AreaAlert], code: str) -> list[Notice]:
    region = store.regions.get(code)
    within = region.parent if region.level is Level.OFFICE and region.parent else code
    return notices(alerts, load_area_rules(store.catalogue), store.regions, within)


def _frozen(store: Store, asked: kinds.Frozen) -> Kept | None:
    kept = editions(store, asked.region, asked.week)
    if not asked.number and not kept:
        return None
    found = next((each for each in kept if asked.number in {"", str(each.number)}), None)
    if found is None:
        name = store.regions.get(asked.region).zh
        raise NoSuchEdition(f"{name} {asked.week.key} 没有材料第 {asked.number} 版，已有 {len(kept)} 版。")
    return Kept(found, body_of(store, found))
