"""A draft while it is open: listed, shown, corrected while typing, its columns matched, its files downloaded, discarded."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import ClassVar

from flask import Response, jsonify, send_file
from pydantic import Field

from dashboard.web.intake.routes import DeskRoutes
from dashboard.web.request import Body, Refusal, Whole, json_body
from data import clock
from data.errors import DataError, NotAllowed, StoreError
from data.intake import drafts
from data.intake.columns import remember
from data.intake.corrected import open_draft
from data.intake.draft import Corrections, Draft
from data.intake.drafts import OtherEdition
from data.intake.sheets.marked import marked_file
from data.intake.sheets.prepared import tables_by_hand
from data.reasons import Reason
from data.regions import Level
from data.viewer import Right
from layouts.screen.grid import THEME
from layouts.screen.templating import template
from layouts.words.meanwhile import saved_meanwhile

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACCEPTED = ".xlsx,.xls,.ods,.csv,.tsv,.txt,.parquet,.zip"


class CellTyped(Body):
    """A cell of the file, counted from 0, with what is in it now."""

    topic: ClassVar[str] = "intake"

    sheet: Whole
    row: Whole
    column: Whole
    text: str = Field(max_length=200)


class CorrectionsSent(Body):
    """What was corrected since the edition `seen`: cells, reasons of doubts, offices left out or taken back in."""

    topic: ClassVar[str] = "intake"

    seen: Whole
    cells: list[CellTyped] = Field(default_factory=list)
    reasons: dict[str, str] = Field(default_factory=dict)
    left_out: dict[str, bool] = Field(default_factory=dict)


class ColumnsSent(Body):
    """What columns mean: the known title by the file's, "" for one that is not used."""

    topic: ClassVar[str] = "intake"

    seen: Whole
    columns: dict[str, str]


class Drafting(DeskRoutes):
    """The routes of drafts."""

    def list(self, region: str) -> Response:
        """Return the viewer's open drafts and those that wait for a review, with the frame of the desk."""
        place, viewer, words = self.region(region), self.viewer, self.words
        own = drafts.own_drafts(self.store, viewer, place.code)
        waiting = [each for each in drafts.waiting_drafts(self.store, viewer) if each.account != viewer.account]
        waiting = [each for each in waiting if each.region == place.code]
        tables = tables_by_hand(self.store.catalogue) if place.level.depth >= Level.COUNTY.depth else ()
        names = [{"key": each.key, "name": each.zh if words.tongue == "zh" else each.en} for each in tables]
        about = {
            "words": words,
            "may_load": viewer.may(Right.LOAD),
            "most_mb": self.settings.upload_mb,
            "most_bytes": self.settings.upload_mb * 2**20,
        }
        local = {key.removeprefix("grid."): text for key, text in words.messages.items() if key.startswith("grid.")}
        look = json.dumps({"theme": {"function": THEME}, "localeText": local}, ensure_ascii=False)
        day = clock.today().isoformat()
        return jsonify(
            drafts=[{"number": each.number, "title": each.title} for each in (*own, *waiting)],
            newest=next((each.number for each in (*own, *waiting)), 0),
            frame=template("intake_frame.html").render(grid=look, **about),
            list=template("intake_list.html").render(own=own, waiting=waiting, words=words),
            give=template("intake_give.html").render(kinds=ACCEPTED, tables=names, day=day, region=place.code, **about),
        )

    def detail(self, region: str, number: int) -> Response:
        """Return a draft as it was last saved, checked now."""
        return self.answer(self.draft(region, number))

    def update(self, region: str, number: int) -> Response:
        """Save corrections, or return both texts where another browser saved the draft since."""
        draft, sent = self.draft(region, number), json_body(CorrectionsSent)
        try:
            saved = drafts.save(self.store, self.viewer, number, _corrected(draft.corrections, sent), seen=sent.seen)
        except OtherEdition as error:
            return self._clash(draft, sent, error)
        return self.answer(saved)

    def match(self, region: str, number: int) -> Response:
        """Say what columns mean, for this draft and the sender's next file of its shape."""
        draft, sent = self.draft(region, number), json_body(ColumnsSent)
        held = draft.corrections
        wanted = replace(held, columns={**held.columns, **sent.columns})
        saved = drafts.save(self.store, self.viewer, number, wanted, seen=sent.seen)
        opened = open_draft(self.store, saved, self.file_of(saved), viewer=self.viewer, today=clock.today())
        try:
            remember(self.store, self.viewer, opened.shape, sent.columns, opened.read.known.vocabulary)
        except (NotAllowed, StoreError):
            raise
        except DataError as error:
            raise Refusal(422, error.reason) from error
        return self.answer(saved)

    def delete(self, region: str, number: int) -> Response:
        """Discard the viewer's own draft with its file."""
        draft = self.draft(region, number)
        drafts.discard(self.store, self.viewer, number, seen=draft.edition)
        self.uploads.discard(draft.file_key)
        return jsonify(said=_said(self.words("intake_desk.discarded_done")))

    def file(self, region: str, number: int) -> Response:
        """Return the file to its sender alone, as it was given."""
        draft = self.draft(region, number)
        if draft.account != self.viewer.account:
            raise drafts.UnknownDraft(Reason("draft.unknown", {"number": number}))
        content = BytesIO(self.file_of(draft).read_bytes())
        return send_file(content, "application/octet-stream", as_attachment=True, download_name=draft.title)

    def marked(self, region: str, number: int) -> Response:
        """Return the file as it is corrected, with what is wrong marked in it."""
        draft = self.draft(region, number)
        content, name = marked_file(self.checked(draft)), draft.title.rpartition(".")[0] or draft.title
        name = self.words("intake_desk.marked_name", name=name)
        return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)

    def _clash(self, draft: Draft, sent: CorrectionsSent, error: OtherEdition) -> Response:
        """Return the cells in which two browsers differ: mine as it was sent, theirs as it is now."""
        words, held = self.words, error.held.corrections.cells
        cells = [
            {
                "place": words("intake_desk.place", row=each.row + 1, column=each.column + 1),
                "mine": each.text,
                "theirs": held.get((each.sheet, each.row, each.column), ""),
            }
            for each in sent.cells
            if held.get((each.sheet, each.row, each.column), "") != each.text
        ]
        said = saved_meanwhile(error, words)
        clash = template("intake_clash.html").render(said=said, cells=cells, words=words)
        answer = jsonify(detail=said, edition=error.held.edition, clash=clash)
        answer.status_code = 409
        return answer


def _said(text: str) -> str:
    return template("intake_done.html").render(text=text)


def _corrected(held: Corrections, sent: CorrectionsSent) -> Corrections:
    """Return corrections with what was sent in their place; a reason that is empty is taken out."""
    cells = {(each.sheet, each.row, each.column): each.text for each in sent.cells}
    reasons = {key: text for key, text in {**held.reasons, **sent.reasons}.items() if text.strip()}
    out = {code for code, is_out in sent.left_out.items() if is_out}
    back = sent.left_out.keys() - out
    return replace(
        held, cells={**held.cells, **cells}, reasons=reasons, left_out=frozenset((held.left_out - back) | out)
    )
