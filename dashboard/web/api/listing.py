"""Answers with rows: as JSON or CSV, a page at a time, and not sent again while nothing changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

from flask import Response, request
from pydantic import BaseModel, Field

from callbacks.cockpit import Cockpit
from dashboard.build import build_id
from dashboard.exports.figures import Cell, csv_text
from dashboard.web.api.asked import RowsAsked, asked_cockpit, asked_in
from data.store import LoadEntry
from data.viewer import Right, Viewer

JSON, CSV = "application/json", "text/csv"
VARY = "Authorization, Cookie, Accept"

Row = TypeVar("Row", bound=BaseModel)
Thing = TypeVar("Thing")


class RowPage(BaseModel, Generic[Row]):
    """Some of the rows that were asked for."""

    items: list[Row] = Field(description="The rows of this page.")
    total: int = Field(description="Rows on all pages.", ge=0)
    limit: int = Field(description="Most rows on a page.")
    offset: int = Field(description="Rows passed over.")
    next: str | None = Field(description="Address of the next page, none on the last.")
    version: int = Field(description="The data version all of it is of, 0 before the first load.")
    as_of: date | None = Field(
        description="The last day with data that the rows are read up to, where they are figures."
    )
    known: str | None = Field(description="As of when everything is answered, null for the present.")
    later: int | None = Field(description="Loads made since then, which are not counted; null for the present.")


@dataclass(frozen=True, slots=True)
class FoundRows:
    """The rows of one page, and how many there are on all."""

    rows: Sequence[BaseModel]
    total: int
    as_of: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """One address that answers with rows: what it is called, what it takes and gives, and who answers.

    `path` names its variables in braces; `answer` gets them as keywords. `state` is what the answer depends on beside the
    data version, the viewer's sight and the question; without it every answer is made, and compared by its content.
    """

    path: str
    name: str
    summary: str
    asked: type[RowsAsked]
    row: type[BaseModel]
    answer: Callable[..., FoundRows]
    state: Callable[[Cockpit, Viewer], object] | None = None
    variables: Mapping[str, str] | None = None
    statuses: tuple[int, ...] = ()

    @property
    def page(self) -> type[BaseModel]:
        """The shape of its answer."""
        return RowPage[self.row]  # type: ignore[name-defined]

    @property
    def rule(self) -> str:
        """Its address as the server's map writes it."""
        return self.path.replace("{", "<").replace("}", ">")


def page_of(things: Sequence[Thing], asked: RowsAsked, row: Callable[[Thing], BaseModel]) -> FoundRows:
    """Return the page that was asked for of some things, each as its row."""
    chosen = things[asked.offset : asked.offset + asked.limit]
    return FoundRows([row(each) for each in chosen], len(things))


def listed(cockpit: Cockpit, viewer: Viewer, listing: Listing, variables: Mapping[str, str]) -> Response:
    """Return the answer of an address to this request: a page of rows, or 304 where its reader has it already.

    Raises NotAllowed for a viewer without the right to view, or to export where CSV is asked for; WordedRefusal.
    """
    asked = asked_in(listing.asked)
    kind = _kind(asked)
    if kind == CSV:
        viewer.require(Right.EXPORT)
    cockpit = asked_cockpit(cockpit, asked)
    with cockpit.store.reading():
        entry = cockpit.store.newest_load()
        known = _known_before(cockpit, viewer, listing, entry, kind)
        if known and _is_held(known):
            return _kept(Response(status=304, mimetype=kind), known)
        found = listing.answer(cockpit, viewer, asked, **variables)
    made = _body(cockpit, found, listing, asked, entry.version if entry else 0, kind)
    if cockpit.known:
        made.headers["X-Known"] = cockpit.known.asked
    tag = known or _tag(viewer, made.get_data(as_text=True))
    if not known and _is_held(tag):
        return _kept(Response(status=304, mimetype=kind), tag)
    made.headers["Link"] = ", ".join(_links(asked, found.total))
    made.headers["X-Total-Count"] = str(found.total)
    return _kept(made, tag)


def _kind(asked: RowsAsked) -> str:
    if asked.format:
        return CSV if asked.format == "csv" else JSON
    return request.accept_mimetypes.best_match((JSON, CSV), JSON)


def _known_before(cockpit: Cockpit, viewer: Viewer, listing: Listing, entry: LoadEntry | None, kind: str) -> str:
    """Return the tag of an answer before it is made, empty where that cannot be."""
    if listing.state is None:
        return ""
    load = (entry.version, entry.loaded_at, cockpit.known) if entry else None
    question = (request.path, sorted(request.args.items(multi=True)), kind)
    return _tag(viewer, f"{load} {listing.state(cockpit, viewer)} {question}")


def _tag(viewer: Viewer, text: str) -> str:
    return sha256(f"{build_id()} {viewer.sight} {text}".encode()).hexdigest()[:32]


def _is_held(tag: str) -> bool:
    """Say whether the reader has the answer with a tag, compressed or not."""
    held = request.if_none_match.as_set(include_weak=True)  # which has None for what is no tag
    return any(each is not None and each.partition(":")[0] == tag for each in held)


def _kept(answer: Response, tag: str) -> Response:
    answer.set_etag(tag, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = VARY
    return answer


def _body(cockpit: Cockpit, found: FoundRows, listing: Listing, asked: RowsAsked, version: int, kind: str) -> Response:
    rows = [row.model_dump(mode="json") for row in found.rows]
    if kind == CSV:
        keys = tuple(listing.row.model_fields)
        lines = [keys, *([_cell(row[key]) for key in keys] for row in rows)]
        return Response(csv_text(lines).removeprefix("\ufeff"), mimetype=CSV)
    has_more = asked.offset + asked.limit < found.total
    page = {
        "items": rows,
        "total": found.total,
        "limit": asked.limit,
        "offset": asked.offset,
        "next": _address(asked.offset + asked.limit) if has_more else None,
        "version": version,
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "known": cockpit.known.asked if cockpit.known else None,
        "later": cockpit.known.later if cockpit.known else None,
    }
    return Response(json.dumps(page, ensure_ascii=False), mimetype=JSON)


def _cell(value: object) -> Cell:
    match value:
        case bool():
            return int(value)
        case str() | int() | float() | None:
            return value
        case list():
            return " ".join(str(each) for each in value)
    return json.dumps(value, ensure_ascii=False)


def _links(asked: RowsAsked, total: int) -> list[str]:
    """Return the parts of the `Link` header (RFC 8288): the first page, the one before, the next and the last."""
    last = max(total - 1, 0) // asked.limit * asked.limit
    places = {"first": 0, "last": last}
    if asked.offset > 0:
        places["prev"] = max(asked.offset - asked.limit, 0)
    if asked.offset + asked.limit < total:
        places["next"] = asked.offset + asked.limit
    return [f'<{_address(offset)}>; rel="{name}"' for name, offset in places.items()]


def _address(offset: int) -> str:
    others = [(key, text) for key, text in request.args.items(multi=True) if key != "offset"]
    return f"{quote(request.path)}?{urlencode([*others, ('offset', str(offset))])}"
