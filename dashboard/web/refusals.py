"""How the server says no: every error that a request may meet, in words, as JSON or as a page, never a traceback."""

from __future__ import annotations

import logging

from dash.exceptions import DependencyException
from flask import Flask, Response, jsonify, request
from sqlalchemy.exc import DataError as UnfitValue
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from callbacks.cockpit import Cockpit
from dashboard.build import STYLES, build_id
from dashboard.web.request import Refusal
from data.errors import AlreadyThere, DataError, OutOfScope, SavedMeanwhile, StoreError
from data.store.outage import FULL, is_full, outage
from layouts.screen.templating import template
from layouts.view import UnknownKey
from layouts.words.language import load_language
from layouts.words.meanwhile import saved_meanwhile

logger = logging.getLogger(__name__)
RETRY_SECONDS = "10"
FOR_PROGRAMS = ("/api/", "/exports", "/_", "/healthz", "/metrics", "/assets/", "/static/")
KNOWN = frozenset({400, 404, 405, 408, 413, 414, 415, 416, 500})
STATUS: tuple[tuple[type[DataError], int], ...] = (
    (OutOfScope, 403),
    (StoreError, 503),
    (UnknownKey, 400),
    (AlreadyThere, 409),
)
OUTAGES = (OperationalError, InterfaceError, NoConnection)


def answer_in_words(server: Flask, cockpit: Cockpit) -> None:
    """Answer whatever a request meets in words.

    404 unknown, 403 out of scope, 503 while there is no data, no database or no room on the disk, 400 for what no
    database keeps.
    """

    @server.errorhandler(Refusal)
    def refused(error: Refusal) -> Response:
        return say(str(error), error.status)

    @server.errorhandler(SavedMeanwhile)
    def conflicting(error: SavedMeanwhile) -> Response:
        return say(saved_meanwhile(error, load_language(_tongue())), 409)

    @server.errorhandler(DataError)
    def known(error: DataError) -> Response:
        return say(str(error), next((status for kind, status in STATUS if isinstance(error, kind)), 404))

    @server.errorhandler(SQLAlchemyError)
    def away(error: SQLAlchemyError) -> Response:
        if isinstance(error, UnfitValue):
            return say(_words("request.s400"), 400)
        reason = str(outage(error))
        logger.warning("%s: %s", request.path, reason, exc_info=not isinstance(error, OUTAGES))
        return say(reason, 503)

    @server.errorhandler(RecursionError)
    def too_deep(error: RecursionError) -> Response:
        return say(_words("request.s400"), 400)

    @server.errorhandler(DependencyException)
    def no_script(error: DependencyException) -> Response:
        return say(_words("request.s404"), 404)

    @server.errorhandler(HTTPException)
    def other(error: HTTPException) -> Answer:
        cause = getattr(error, "original_exception", None)
        if isinstance(cause, OSError) and is_full(cause):
            return say(FULL, 503)
        code = error.code or 500
        if code < 400:
            return error.get_response()
        answer = say(_words(f"request.s{code if code in KNOWN else 400 if code < 500 else 500}"), code)
        answer.headers.extend((key, text) for key, text in error.get_headers() if key != "Content-Type")
        return answer

    def say(reason: str, status: int) -> Response:
        answer = jsonify(error=reason) if request.path.startswith(FOR_PROGRAMS) else page(reason)
        answer.status_code = status
        return answer

    def page(reason: str) -> Response:
        words = load_language(_tongue())
        text = template("refused.html").render(
            words=words, reason=reason, title=cockpit.title_in(words), styles=STYLES, build=build_id()
        )
        return Response(text, mimetype="text/html")


def _words(key: str) -> str:
    return load_language(_tongue())(key)


def _tongue() -> str:
    return "en" if request.args.get("lang") == "en" else "zh"
