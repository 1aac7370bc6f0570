"""The meetings' part of the HTTP API: notes and baselines are saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, jsonify

from callbacks.cockpit import Cockpit
from dashboard.web.request import (
    Body,
    CurrentViewer,
    Refusal,
    Whole,
    WordedRefusal,
    json_body,
    language,
    region_in_scope,
)
from data.errors import AlreadyThere, DataError, SavedMeanwhile, StoreError
from data.meetings.baselines import set_step
from data.meetings.notes import note_of, save_note
from data.periods import Period
from data.viewer import Viewer
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


def blueprint(cockpit: Cockpit, current_viewer: CurrentViewer) -> Blueprint:
    """Return the routes over one cockpit."""
    routes = Blueprint("meetings", __name__)
    answers = Meetings(cockpit, current_viewer)
    routes.post("/api/v1/review/<region>/<week>/notes/<agenda>")(answers.update_note)
    routes.post("/api/v1/review/<region>/<week>/steps/<metric>")(answers.create_baseline)
    return routes


@dataclass(frozen=True, slots=True)
class Meetings:
    """The answers, over one cockpit; who may not edit can read notes and baselines only."""

    cockpit: Cockpit
    current_viewer: CurrentViewer

    def update_note(self, region: str, week: str, agenda: str) -> Response:
        """Save the note of a page of the agenda in place of the one that was read."""
        viewer, sent = self._editor(), json_body(NoteSent)
        if agenda not in {*(page.key for page in AGENDA), *map(note_key, KEYS)}:
            raise Refusal(404, f"没有“{agenda}”这一页议程。")
        store = self.cockpit.store
        place = region_in_scope(store.regions, region, viewer).code
        try:
            saved = save_note(
                store,
                place,
                Period.parse(week),
                agenda,
                sent.text,
                seen=sent.seen,
                post=self.current_viewer().signature,
            )
        except SavedMeanwhile as error:
            now, words = note_of(store, place, Period.parse(week), agenda), language()
            text = words("review.note_now", text=now.text if now else words("form.empty"))
            raise WordedRefusal(409, f"{saved_meanwhile(error, words)} {text}") from error
        except StoreError:
            raise
        except DataError as error:
            raise Refusal(422, str(error)) from error
        return jsonify(number=saved.number, made_by=saved.made_by)

    def create_baseline(self, region: str, week: str, metric: str) -> Response:
        """Begin the baseline of a metric again with a week."""
        viewer, sent = self._editor(), json_body(BaselineSent)
        place = region_in_scope(self.cockpit.store.regions, region, viewer).code
        try:
            made = set_step(
                self.cockpit.store,
                metric,
                place,
                Period.parse(week).first,
                sent.reason,
                self.current_viewer().signature,
            )
        except AlreadyThere as error:
            raise Refusal(409, str(error)) from error
        except StoreError:
            raise
        except DataError as error:
            raise Refusal(422, str(error)) from error
        return jsonify(metric=made.metric, region=made.region, first=made.first.isoformat(), reason=made.reason)

    def _editor(self) -> Viewer:
        """Return the viewer of this request, who may edit; raises Refusal for another."""
        return self.current_viewer()
