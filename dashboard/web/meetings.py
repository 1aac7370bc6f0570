"""The meetings' part of the HTTP API: notes kept, baselines set anew, and the weeks frozen when their hour comes."""

from __future__ import annotations

import logging
import threading
from typing import Any

from flask import Blueprint, Response, jsonify

from callbacks.cockpit import Cockpit
from callbacks.meetings import catch_up
from dashboard.build import program_version
from dashboard.settings import Settings
from dashboard.web.request import Refusal, json_object, whole_in
from data import clock
from data.errors import DataError, OutOfScope
from data.meetings.baselines import StepTaken, set_step
from data.meetings.notes import NoteChanged, save_note
from data.periods import Period
from data.regions import Level, Region
from layouts.pages.meeting import AGENDA
from layouts.pages.meeting.drafts import KEYS, note_key

logger = logging.getLogger(__name__)
FIRST_SECONDS = 5  # the first pages come before the first week
EVERY_SECONDS = 60
BREATH_SECONDS = 2  # between two regions, so that pages stay quick meanwhile


def blueprint(cockpit: Cockpit, settings: Settings) -> Blueprint:
    """Return the routes over one cockpit; without the `edit` setting notes and baselines can be read only."""
    routes = Blueprint("meetings", __name__)
    store = cockpit.store

    @routes.post("/api/v1/review/<region>/<week>/notes/<agenda>")
    def note(region: str, week: str, agenda: str) -> Response:
        given = _allowed(settings)
        text, seen = given.get("text"), whole_in(given, "seen")
        if agenda not in {*(page.key for page in AGENDA), *map(note_key, KEYS)}:
            raise Refusal(404, f"没有“{agenda}”这一页议程。")
        if not isinstance(text, str):
            raise Refusal(400, "text：应为文字。")
        place = _region(cockpit, region).code
        try:
            kept = save_note(store, place, Period.parse(week), agenda, text, seen=seen, post=settings.post)
        except NoteChanged as error:
            now = error.now
            raise Refusal(409, f"{error} 现有记录：{now.text if now else '（空）'}") from error
        except DataError as error:
            raise Refusal(422, str(error)) from error
        return jsonify(number=kept.number, made_by=kept.made_by)

    @routes.post("/api/v1/review/<region>/<week>/steps/<metric>")
    def step(region: str, week: str, metric: str) -> Response:
        reason = _allowed(settings).get("reason")
        if not isinstance(reason, str):
            raise Refusal(400, "reason 应为文字：为什么重算基线。")
        place = _region(cockpit, region).code
        try:
            made = set_step(store, metric, place, Period.parse(week).first, reason, settings.post)
        except StepTaken as error:
            raise Refusal(409, str(error)) from error
        except DataError as error:
            raise Refusal(422, str(error)) from error
        return jsonify(metric=made.metric, region=made.region, first=made.first.isoformat(), reason=made.reason)

    return routes


def _allowed(settings: Settings) -> Any:
    given = json_object()
    if not settings.edit:
        raise Refusal(403, "本驾驶舱只供查看，未开通会议记录。需要记录，请联系本级系统管理员。")
    return given


def _region(cockpit: Cockpit, code: str) -> Region:
    region = cockpit.store.regions.get(code)
    if not cockpit.store.regions.within(region.code, cockpit.viewer.scope):
        raise OutOfScope(f"{region.zh}（{region.code}）不在本驾驶舱的范围之内。")
    return region


def keep_freezing(cockpit: Cockpit, settings: Settings) -> threading.Thread:
    """Freeze what is due now, and then each week when its hour comes, on a thread that ends with the process.

    Several processes may do so at once: a week that another froze first stands.
    """

    def work() -> None:
        rest = threading.Event()
        while True:
            rest.wait(FIRST_SECONDS)
            _freeze_due(cockpit, settings, rest)
            rest.wait(EVERY_SECONDS)

    thread = threading.Thread(target=work, name="freezing", daemon=True)
    thread.start()
    return thread


def _freeze_due(cockpit: Cockpit, settings: Settings, rest: threading.Event) -> None:
    now = clock.now()
    try:
        for edition in catch_up(
            cockpit,
            cockpit.viewer,
            now,
            settings.freeze_moment,
            Level(settings.freeze_level),
            program=program_version(),
            post=settings.post,
        ):
            logger.info("frozen: %s %s edition %d", edition.region, edition.week.key, edition.number)
            rest.wait(BREATH_SECONDS)
    except Exception:  # the boundary: a week that cannot be frozen now is tried again, the screens go on
        logger.exception("freezing")
