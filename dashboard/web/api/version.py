"""The version of the data, of the program and of a wall: what screens ask for every few seconds."""

from __future__ import annotations

import json
from datetime import date, datetime

from flask import Response, request
from pydantic import BaseModel, Field

from callbacks.cockpit import Cockpit
from dashboard.build import build_id
from dashboard.web.api.asked import KEEPABLE, LONGEST_NAME, Query, asked_in
from data import clock
from data.readings.shown_day import latest_load
from data.store import LoadEntry
from data.viewer import Viewer
from data.walls.custom import edition_of

PATH = "/api/v1/version"


class VersionAsked(Query):
    """Whose version."""

    wall: str = Field(
        "",
        max_length=LONGEST_NAME,
        pattern=KEEPABLE,
        description="Name of a wall that a bureau made, to get its edition too.",
    )


class ComingDay(BaseModel):
    """A day that is still coming in: the reports of it that are there and those due."""

    day: date
    arrived: int
    due: int


class VersionAnswer(BaseModel):
    """What is shown now; without data version 0 and no days."""

    version: int = Field(description="The data version: the number of the newest load.", ge=0)
    as_of: date | None = Field(description="The day that is shown.")
    loaded_at: datetime | None
    server_time: datetime
    build: str = Field(description="The build of the program.")
    coming: ComingDay | None = Field(None, description="Only while a day is still coming in.")
    wall: int | None = Field(None, description="Edition of the wall, only where one is named.")


def version(cockpit: Cockpit, viewer: Viewer) -> Response:
    """Return the version of the data, of the program and of the wall that asks."""
    asked = asked_in(VersionAsked)
    entry = latest_load(cockpit.store)
    edition = edition_of(cockpit.store, viewer.scope, asked.wall) if asked.wall else None
    shown = {
        "version": entry.version if entry else 0,
        "as_of": entry.as_of.isoformat() if entry else None,
        "loaded_at": entry.loaded_at.isoformat() if entry else None,
        "server_time": clock.now().isoformat(timespec="seconds"),
        "build": build_id(),
        **_coming(entry),
        **({"wall": edition} if asked.wall else {}),
    }
    answer = Response(json.dumps(shown), mimetype="application/json")
    answer.set_etag(
        f"{shown['version']}-{build_id()}-{viewer.sight}{f'-{edition}' if asked.wall else ''}".replace(":", ".")
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Authorization, Cookie"
    answer.make_conditional(request)
    return answer


def _coming(entry: LoadEntry | None) -> dict[str, object]:
    if entry is None or entry.coming is None:
        return {}
    coming = entry.coming
    return {"coming": {"day": coming.day.isoformat(), "arrived": coming.arrived, "due": coming.due}}
