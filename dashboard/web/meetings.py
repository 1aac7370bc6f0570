"""The meetings' part of the HTTP API: notes and baselines are saved, weeks are frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, jsonify
from pydantic import Field

from callbacks.cockpit import Cockpit
from callbacks.meetings import freeze_week
from dashboard.build import program_version
from dashboard.web.request import Body, CurrentViewer, Refusal, Whole, WordedRefusal, json_body, language
from data.errors import AlreadyThere, DataError, OutOfScope, SavedMeanwhile, StoreError, UnknownRegion
from data.meetings.baselines import set_step
from data.meetings.frozen import LONGEST_REASON
from data.meetings.notes import note_of, save_note
from data.periods import Period
from data.regions.scope import region_in_scope
from layouts.pages.meeting import AGENDA
from layouts.pages.meeting.drafts import KEYS, note_key
from layouts.words.meanwhile import saved_meanwhile


class NoteSent(Body):
    """The text of a note and the number of the note it replaces, 0 for none."""

    topic: ClassVar[str] = "note"

    text: str
    seen: Whole


class BaselineSent(Body):
    """Why a baseline begins again."""

    topic: ClassVar[str] = "baseline"

    reason: str


class FreezeSent(Body):
    """Why a week is frozen again; nothing for the first time."""

    topic: ClassVar[str] = "freeze"

    reason: str = Field("", max_length=LONGEST_REASON)


def blueprint(cockpit: Cockpit, current_viewer: CurrentViewer) -> Blueprint:
    """Return the routes over one cockpit."""
    routes = Blueprint("meetings", __name__)
    answers = Meetings(cockpit, current_viewer)
    routes.post("/api/v1/review/<region>/<week>/notes/<agenda>")(answers.update_note)
    routes.post("/api/v1/review/<region>/<week>/steps/<metric>")(answers.create_baseline)
    routes.post("/api/v1/review/<region>/<week>/freeze")(answers.freeze)
    return routes


@dataclass(frozen=True, slots=True)
class Meetings:
    """The answers, over one cockpit."""

    cockpit: Cockpit
    current_viewer: CurrentViewer

    def update_note(self, region: str, week: str, agenda: str) -> Response:
        """Save the note of a page of the agenda in place of the one that was read."""
        viewer, sent, store = self.current_viewer(), json_body(NoteSent), self.cockpit.store
        if agenda not in {*(page.key for page in AGENDA), *map(note_key, KEYS)}:
            raise WordedRefusal(404, language()("request.says.agenda", agenda=agenda))
        try:
            saved = save_note(store, viewer, region, Period.parse(week), agenda, sent.text, seen=sent.seen)
        except SavedMeanwhile as error:
            now, words = note_of(store, viewer, region, Period.parse(week), agenda), language()
            text = words("review.note_now", text=now.text if now else words("form.empty"))
            raise WordedRefusal(409, f"{saved_meanwhile(error, words)} {text}") from error
        except (OutOfScope, UnknownRegion, StoreError):
            raise
        except DataError as error:
            raise Refusal(422, error.reason) from error
        return jsonify(number=saved.number, made_by=saved.made_by)

    def freeze(self, region: str, week: str) -> Response:
        """Freeze a week as it is now, as its next edition."""
        viewer, sent = self.current_viewer(), json_body(FreezeSent)
        place, period = region_in_scope(self.cockpit.store.regions, region, viewer), Period.parse(week)
        try:
            made = freeze_week(self.cockpit, viewer, place.code, period, program=program_version(), reason=sent.reason)
        except AlreadyThere as error:
            raise Refusal(409, error.reason) from error
        except StoreError:
            raise
        except DataError as error:
            raise Refusal(422, error.reason) from error
        return jsonify(region=made.region, week=made.week.key, number=made.number, seal=made.seal)

    def create_baseline(self, region: str, week: str, metric: str) -> Response:
        """Begin the baseline of a metric again with a week."""
        viewer, sent = self.current_viewer(), json_body(BaselineSent)
        try:
            made = set_step(self.cockpit.store, viewer, metric, region, Period.parse(week).first, sent.reason)
        except AlreadyThere as error:
            raise Refusal(409, error.reason) from error
        except (OutOfScope, UnknownRegion, StoreError):
            raise
        except DataError as error:
            raise Refusal(422, error.reason) from error
        return jsonify(metric=made.metric, region=made.region, first=made.first.isoformat(), reason=made.reason)
