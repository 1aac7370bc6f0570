"""A load taken back from the page: all that it touched is as before, as a new data version."""

from __future__ import annotations

from typing import ClassVar

from flask import Response, jsonify
from pydantic import Field

from dashboard.web.intake.routes import DeskRoutes
from dashboard.web.request import Body, Refusal, json_body
from data.errors import DataError, LaterLoads, NotAllowed, OutOfScope, StoreError
from data.load import undo
from layouts.words.reasons import error_text


class UndoSent(Body):
    """Why a load is taken back, and whether what later loads gave is to stay."""

    topic: ClassVar[str] = "intake"

    reason: str = Field(max_length=200)
    keep_later: str = ""


class Undoing(DeskRoutes):
    """The route that takes a load back."""

    def undo(self, region: str, number: int) -> Response:
        """Take a load back; where later loads touched the same, say which, and take it back only as chosen."""
        self.region(region)
        sent = json_body(UndoSent)
        try:
            done = undo(self.store, self.viewer, number, reason=sent.reason, keep_later=bool(sent.keep_later))
        except LaterLoads as error:
            said = error_text(error, self.words)
            answer = jsonify(detail=said, keep=self.words("intake_desk.keep_later"))
            answer.status_code = 409
            return answer
        except (NotAllowed, OutOfScope, StoreError):
            raise
        except DataError as error:
            raise Refusal(422, error.reason) from error
        said = self.words("intake_desk.undone", version=number, now=done.version)
        return jsonify(said=said, version=done.version)
