"""The description of the API (OpenAPI 3.1), made from the shapes that check requests and give answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from dashboard.build import program_version
from dashboard.web.api import version
from dashboard.web.api.asked import Query, schema_of
from dashboard.web.api.listing import CSV, JSON, Listing
from dashboard.web.problem import MIME, ProblemDetails

SCHEMAS = "#/components/schemas/{model}"
ALWAYS = (400, 401, 403, 404, 405, 414, 429, 500, 503)  # what any address may answer in place of what was asked for
MEANINGS = {
    400: "A parameter is unknown, missing, given twice or wrong.",
    401: "No token, or one that is wrong, revoked or over.",
    403: "Outside the scope of the account, or a right that it does not have.",
    404: "No such metric, region, period or frozen week.",
    405: "The address is only read.",
    414: "The address is too long.",
    429: "Too many requests; `Retry-After` says when to ask again.",
    500: "The server made an error, which is in its log.",
    503: "The database cannot be reached, or holds no figures yet; `Retry-After` says when to ask again.",
}
ABOUT = (
    "The figures of the cockpit for other programs. An account sees its region and what is below it; small counts of "
    "guarded metrics are hidden. Addresses below /api/v1/ that are not described here belong to the screens and may "
    "change at any time."
)


@cache
def description(listings: Sequence[Listing]) -> Mapping[str, Any]:
    """Return the whole document."""
    shapes: list[type[BaseModel]] = [version.VersionAnswer, ProblemDetails, *(listing.page for listing in listings)]
    _, schemas = models_json_schema([(shape, "serialization") for shape in shapes], ref_template=SCHEMAS)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Community corrections cockpit", "version": program_version(), "description": ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "paths": {
            version.PATH: {"get": _version()},
            **{listing.path: {"get": _listed(listing)} for listing in listings},
        },
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token of an account, made by `cockpit user token NAME --days 30`.",
                }
            },
            "responses": {f"problem-{status}": _problem(status) for status in MEANINGS},
            "headers": _headers(),
        },
    }


def _version() -> dict[str, Any]:
    return {
        "operationId": "version",
        "summary": "The version of the data and of the program",
        "parameters": [*_parameters(version.VersionAsked), _if_none_match()],
        "responses": {
            "200": {"description": "The version.", "content": {JSON: {"schema": _named(version.VersionAnswer)}}},
            **_others(()),
        },
    }


def _listed(listing: Listing) -> dict[str, Any]:
    variables = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": said,
            "schema": {"type": "string", "minLength": 1},
        }
        for name, said in (listing.variables or {}).items()
    ]
    columns = ", ".join(listing.row.model_fields)
    return {
        "operationId": listing.name,
        "summary": listing.summary,
        "parameters": [*variables, *_parameters(listing.asked), _if_none_match()],
        "responses": {
            "200": {
                "description": "A page of rows.",
                "headers": {
                    name: {"$ref": f"#/components/headers/{name}"} for name in ("ETag", "Link", "X-Total-Count")
                },
                "content": {
                    JSON: {"schema": _named(listing.page)},
                    CSV: {"schema": {"type": "string", "description": f"The rows with the columns {columns}."}},
                },
            },
            **_others(listing.statuses),
        },
    }


def _parameters(asked: type[Query]) -> Iterator[dict[str, Any]]:
    """Yield the parameters of an address as they are checked."""
    whole = schema_of(asked)
    for name, field in whole["properties"].items():
        schema = {key: part for key, part in field.items() if key not in {"title", "description", "examples"}}
        found = {
            "name": name,
            "in": "query",
            "required": name in whole.get("required", ()),
            "description": field.get("description", ""),
            "schema": schema,
        }
        if field.get("type") == "array":
            found |= {"style": "form", "explode": True}
        if field.get("examples"):
            found["example"] = field["examples"][0]
        yield found


def _if_none_match() -> dict[str, Any]:
    return {
        "name": "If-None-Match",
        "in": "header",
        "required": False,
        "description": "The `ETag` of an answer that the reader has: 304 where it is still the same.",
        "schema": {"type": "string"},
    }


def _others(statuses: tuple[int, ...]) -> dict[str, Any]:
    problems = {str(each): {"$ref": f"#/components/responses/problem-{each}"} for each in sorted({*ALWAYS, *statuses})}
    return {"304": {"description": "The reader has this answer already."}, **problems}


def _problem(status: int) -> dict[str, Any]:
    waits = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}} if status in {429, 503} else {}
    said = f"{HTTPStatus(status).phrase}: {MEANINGS[status]}"
    return {"description": said, "headers": waits, "content": {MIME: {"schema": _named(ProblemDetails)}}}


def _headers() -> dict[str, Any]:
    return {
        "ETag": {"description": "Changes with the answer; goes by the account's scope.", "schema": {"type": "string"}},
        "Link": {"description": "Other pages (RFC 8288): first, prev, next, last.", "schema": {"type": "string"}},
        "X-Total-Count": {"description": "Rows on all pages, for CSV.", "schema": {"type": "integer"}},
        "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    }


def _named(shape: type[BaseModel]) -> dict[str, str]:
    return {"$ref": SCHEMAS.format(model=re.sub(r"[^A-Za-z0-9._-]", "_", shape.__name__))}
