"""Problems: what a program gets in place of an answer (RFC 9457), in the language that it reads."""

from __future__ import annotations

import json
from urllib.parse import quote

from flask import Response, request
from pydantic import BaseModel, Field

from dashboard.web.request import WordedRefusal
from data.errors import (
    AlreadyThere,
    DataError,
    NoSuchEdition,
    NotAllowed,
    OutOfScope,
    StoreError,
    UnknownMetric,
    UnknownPeriod,
    UnknownRegion,
)
from data.reasons import Reason
from layouts.view import UnknownKey
from layouts.words.language import Language
from layouts.words.reasons import reason_text

MIME = "application/problem+json"
TYPE = "urn:problem-type:cockpit:"  # a URN as nothing is served below it; the list is in docs/api.md
BY_STATUS = {
    400: "wrong-request",
    401: "not-signed-in",
    403: "not-allowed",
    404: "not-found",
    405: "wrong-method",
    408: "too-slow",
    409: "conflict",
    413: "too-large",
    414: "too-long",
    415: "wrong-kind",
    416: "wrong-range",
    422: "not-kept",
    429: "too-many",
    500: "failed",
    503: "unavailable",
}
BY_ERROR: tuple[tuple[type[DataError], str], ...] = (
    (OutOfScope, "out-of-scope"),
    (NotAllowed, "not-allowed"),
    (UnknownKey, "unknown-parameter"),
    (UnknownMetric, "unknown-metric"),
    (UnknownRegion, "unknown-region"),
    (UnknownPeriod, "unknown-period"),
    (NoSuchEdition, "not-found"),
    (AlreadyThere, "conflict"),
    (StoreError, "unavailable"),
)
KINDS = tuple(dict.fromkeys([*BY_STATUS.values(), "wrong-parameter", *(kind for _, kind in BY_ERROR)]))


class ProblemDetails(BaseModel):
    """Why a request was not answered, as RFC 9457 writes it."""

    type: str = Field(
        description="Which kind of problem: a name that stays the same.", examples=[f"{TYPE}unknown-metric"]
    )
    title: str = Field(description="The kind in words of the reader's language.")
    status: int = Field(description="The HTTP status.", ge=400, le=599, examples=[404])
    detail: str = Field(description="What is wrong with this request and what to do, in the reader's language.")
    instance: str = Field(description="The address that was asked.", examples=["/api/v1/readings"])


def problem(error: Exception | str, status: int, words: Language) -> Response:
    """Return the problem that an error is, or that a reason in the reader's language says."""
    kind = _kind(error, status)
    title = words(f"problem.{kind}")
    said = ProblemDetails(
        type=TYPE + kind,
        title=title,
        status=status,
        detail=error if isinstance(error, str) else said_by(error, title, words),
        instance=quote(request.path),
    )
    return Response(json.dumps(said.model_dump(), ensure_ascii=False), status, mimetype=MIME)


def _kind(error: Exception | str, status: int) -> str:
    """Return the kind of problem that an error is, that of its status where its class says nothing."""
    if isinstance(error, WordedRefusal) and error.kind:
        return error.kind
    of_status = BY_STATUS.get(status, "failed" if status >= 500 else "wrong-request")
    return next((kind for known, kind in BY_ERROR if isinstance(error, known)), of_status)


def said_by(error: Exception, title: str, words: Language) -> str:
    """Return what an error says: in Chinese as it is, in English by its reason, or else the kind's title with the Chinese."""
    reason = getattr(error, "reason", None)
    if isinstance(reason, Reason):
        return reason_text(reason, words)
    if words.tongue == "zh" or isinstance(error, WordedRefusal):
        return str(error)
    return words("problem.untranslated", title=title, chinese=str(error))
