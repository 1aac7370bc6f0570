"""How the server says no: every error that a request may meet, in words, as a problem or as a page, never a traceback."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from dash.exceptions import DependencyException
from flask import Flask, Response, request
from sqlalchemy.exc import DataError as UnfitValue
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from callbacks.cockpit import Cockpit
from dashboard.web.page import framed_page
from dashboard.web.problem import problem
from dashboard.web.request import Refusal, language
from data.errors import AlreadyThere, DataError, LoadError, NotAllowed, OutOfScope, SavedMeanwhile, StoreError
from data.intake.drafts import DraftFault
from data.store.outage import FULL, is_full, outage
from layouts.view import UnknownKey
from layouts.words.meanwhile import saved_meanwhile
from layouts.words.reasons import error_text

logger = logging.getLogger(__name__)
RETRY_SECONDS = {429: "60", 503: "10"}  # by status
FOR_PROGRAMS = ("/api/", "/exports", "/_", "/healthz", "/readyz", "/assets/", "/static/")
KNOWN = frozenset({400, 401, 403, 404, 405, 408, 413, 414, 415, 416, 429, 500})
STATUS: tuple[tuple[type[DataError], int], ...] = (
    (OutOfScope, 403),
    (NotAllowed, 403),
    (StoreError, 503),
    (UnknownKey, 400),
    (AlreadyThere, 409),
    (DraftFault, 422),
    (LoadError, 422),
)
BELOW_INTAKE = re.compile(
    r"/intake/[^/]+/(files|paste|grid|templates|drafts|loads)\b"
)  # asked by the script of the desk
OUTAGES = (OperationalError, InterfaceError, NoConnection)


def is_for_programs(path: str) -> bool:
    """Say whether an address is asked by programs and scripts, which get problems instead of pages."""
    return path.startswith(FOR_PROGRAMS) or BELOW_INTAKE.match(path) is not None


def answer_in_words(server: Flask, cockpit: Cockpit) -> None:
    """Answer any error of a request in words.

    404 unknown, 403 out of scope, 503 while there is no data, no database or no room on the disk, 400 for what no
    database keeps.
    """
    answers = Refusals(cockpit)
    server.register_error_handler(Refusal, answers.refused)
    server.register_error_handler(SavedMeanwhile, answers.conflicting)
    server.register_error_handler(DataError, answers.wrong)
    server.register_error_handler(SQLAlchemyError, answers.no_database)
    server.register_error_handler(RecursionError, answers.too_deep)
    server.register_error_handler(DependencyException, answers.no_script)
    server.register_error_handler(HTTPException, answers.by_code)


@dataclass(frozen=True, slots=True)
class Refusals:
    """The answers to errors, in the language of the request."""

    cockpit: Cockpit

    def refused(self, error: Refusal) -> Response:
        """Return the reason of a refusal."""
        return self._answer(error, error.status)

    def conflicting(self, error: SavedMeanwhile) -> Response:
        """Return who saved the thing after it was opened."""
        return self._answer(saved_meanwhile(error, language()), 409)

    def wrong(self, error: DataError) -> Response:
        """Return what is wrong with what was asked for."""
        return self._answer(error, next((status for kind, status in STATUS if isinstance(error, kind)), 404))

    def no_database(self, error: SQLAlchemyError) -> Response:
        """Return what the database cannot do now, or that no database keeps such a value."""
        if isinstance(error, UnfitValue):
            return self._answer(language()("request.s400"), 400)
        reason = outage(error)
        logger.warning("%s: %s", request.path, reason, exc_info=not isinstance(error, OUTAGES))
        return self._answer(reason, 503)

    def too_deep(self, _: RecursionError) -> Response:
        """Return that a request is nested too deeply to be read."""
        return self._answer(language()("request.s400"), 400)

    def no_script(self, _: DependencyException) -> Response:
        """Return that Dash has no such script."""
        return self._answer(language()("request.s404"), 404)

    def by_code(self, error: HTTPException) -> Answer:
        """Return what an HTTP status means, with the headers that go with it; a redirection stays as it is."""
        cause = getattr(error, "original_exception", None)
        if isinstance(cause, OSError) and is_full(cause):
            return self._answer(StoreError(FULL), 503)
        code = error.code or 500
        if code < 400:
            return error.get_response()
        known = code if code in KNOWN else 400 if code < 500 else 500
        answer = self._answer(language()(f"request.s{known}"), code)
        answer.headers.extend((key, text) for key, text in error.get_headers() if key != "Content-Type")
        return answer

    def _answer(self, reason: Exception | str, status: int) -> Response:
        """Return a reason as a problem for programs, as a page for people."""
        if not is_for_programs(request.path):
            said = reason if isinstance(reason, str) else error_text(reason, language())
            return framed_page(self.cockpit, "refused.html", status, reason=said)
        return problem(reason, status, language())
