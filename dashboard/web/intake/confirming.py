"""What becomes of a draft: seen before it counts, confirmed, submitted, returned, merged with what another load gave."""

from __future__ import annotations

import json
from datetime import date
from typing import ClassVar

from flask import Response, jsonify
from pydantic import Field

from dashboard.web.intake.routes import DeskRoutes
from dashboard.web.intake.shown import STEP_CHECKED, STEP_SEEN, steps
from dashboard.web.request import Body, Whole, WordedRefusal, json_body
from data import clock
from data.clock import shanghai
from data.intake import confirming, drafts
from data.intake.overtaking import CellKey, Clash, Overtaken
from data.intake.preview import preview
from layouts.screen.templating import template
from layouts.words.reasons import error_text

MOST_CLASHES = 200  # cells that are compared side by side


class SeenEdition(Body):
    """The edition of a draft that was looked at."""

    topic: ClassVar[str] = "intake"

    seen: Whole


class ReturnSent(Body):
    """Why a draft is returned; empty where its sender takes it back."""

    topic: ClassVar[str] = "intake"

    seen: Whole
    note: str = Field("", max_length=200)


class CellChosen(Body):
    """A cell of the facts in which the other load's figure stays."""

    topic: ClassVar[str] = "intake"

    table: str
    day: str
    office: str
    split: list[str]
    measure: str
    value: int | None


class MergeSent(Body):
    """What was chosen of another load's figures, as of the data version `known`."""

    topic: ClassVar[str] = "intake"

    seen: Whole
    known: Whole
    theirs: list[CellChosen]


class Confirming(DeskRoutes):
    """The routes that close a draft, and the look before."""

    def preview(self, region: str, number: int) -> Response:
        """Return what confirming would change now."""
        draft = self.draft(region, number)
        checked, path = self.checked(draft), self.file_of(draft)
        book = self.cockpit.book
        found = preview(self.store, draft, path, viewer=self.viewer, today=clock.today(), queue=self.queue, book=book)
        reached = STEP_SEEN if checked.is_ready else STEP_CHECKED
        return jsonify(side=self.beside.drawn(draft, checked, found), steps=steps(reached, self.words))

    def confirm(self, region: str, number: int) -> Response:
        """Make a draft a load; the cells side by side where another load came between."""
        draft, sent = self.draft(region, number), json_body(SeenEdition)
        try:
            done = confirming.confirm(
                self.store,
                self.viewer,
                number,
                self.file_of(draft),
                seen=sent.seen,
                today=clock.today(),
                queue=self.queue,
                second_review=confirming.SecondReview(self.settings.second_review),
            )
        except Overtaken as error:
            return self._overtaken(error)
        version = done.load_no or 0
        return self._done(self.words("intake_desk.done", version=version), version=version)

    def submit(self, region: str, number: int) -> Response:
        """Give a draft to who reviews it."""
        draft, sent = self.draft(region, number), json_body(SeenEdition)
        second = confirming.SecondReview(self.settings.second_review)
        path, today = self.file_of(draft), clock.today()
        confirming.give(self.store, self.viewer, number, path, seen=sent.seen, today=today, second_review=second)
        return self._done(self.words("intake_desk.submitted"))

    def send_back(self, region: str, number: int) -> Response:
        """Return a draft to its sender, or take back one's own."""
        draft, sent = self.draft(region, number), json_body(ReturnSent)
        drafts.send_back(self.store, self.viewer, number, seen=sent.seen, note=sent.note)
        is_own = draft.account == self.viewer.account
        return self._done(self.words("intake_desk.taken_back" if is_own else "intake_desk.returned_done"))

    def merge(self, region: str, number: int) -> Response:
        """Take the chosen figures of another load into the draft."""
        draft, sent = self.draft(region, number), json_body(MergeSent)
        try:
            theirs = {_key(each): each.value for each in sent.theirs}
        except ValueError:
            raise WordedRefusal(400, self.words("request.says.no_json")) from None
        merged = confirming.merge(
            self.store,
            self.viewer,
            number,
            self.file_of(draft),
            seen=sent.seen,
            today=clock.today(),
            theirs=theirs,
            known=sent.known,
        )
        return self.answer(merged)

    def _done(self, text: str, version: int = 0) -> Response:
        return jsonify(said=template("intake_done.html").render(text=text), version=version)

    def _overtaken(self, error: Overtaken) -> Response:
        words = self.words
        loads = [
            words(
                "intake_desk.overtaken",
                who=each.by or each.source,
                version=each.number,
                when=f"{shanghai(each.loaded_at):%m-%d %H:%M}",
            )
            for each in error.loads
        ]
        said = error_text(error, words)
        cells = [self._cell(each) for each in error.clashes[:MOST_CLASHES]]
        clash = template("intake_overtaken.html").render(
            said=said, loads=loads, cells=cells, version=error.version, words=words
        )
        answer = jsonify(detail=said, clash=clash)
        answer.status_code = 409
        return answer

    def _cell(self, clash: Clash) -> dict[str, str]:
        """Return a cell with the three figures in it, and its key for the browser to send back."""
        key, catalogue, empty = clash.key, self.store.catalogue, self.words("intake_desk.empty")
        office = self.store.regions.by_code.get(key.office)
        measure = catalogue.measures.get(key.measure)
        name = self.words.name(measure) if measure else key.measure
        figures = {"was": clash.was, "theirs": clash.theirs, "mine": clash.mine}
        chosen = [key.table, key.day.isoformat(), key.office, list(key.split), key.measure, clash.theirs]
        names = ("table", "day", "office", "split", "measure", "value")
        return {
            "place": f"{self.words.name(office) if office else key.office} {key.day:%m-%d} {name}",
            "key": json.dumps(dict(zip(names, chosen, strict=True))),
            **{each: empty if value is None else str(value) for each, value in figures.items()},
        }


def _key(chosen: CellChosen) -> CellKey:
    return CellKey(chosen.table, date.fromisoformat(chosen.day), chosen.office, tuple(chosen.split), chosen.measure)
