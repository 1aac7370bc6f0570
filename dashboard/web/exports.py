"""Files of pages and panels: an export is ordered, watched, cancelled and downloaded, a panel is downloaded at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, jsonify, request, send_file

from callbacks.cockpit import Cockpit
from dashboard.exports.formats import FORMATS, format_named, paper_named
from dashboard.exports.jobs import Job, Jobs, Order, QueueFull, State
from dashboard.settings import Settings
from dashboard.web.panel_file import panel_file
from dashboard.web.request import CurrentViewer, Refusal, WordedRefusal, json_object, language
from data.errors import DataError
from data.meetings import monday_file
from data.meetings.files import KINDS, is_current
from data.periods import Grain, Period
from data.regions.scope import region_in_scope
from data.viewer import Viewer
from layouts.view import View, understood
from layouts.words.reasons import reason_text

PATH = "/exports"
NUMBER = re.compile(r"[A-Za-z0-9_-]{16}")


def blueprint(cockpit: Cockpit, current_viewer: CurrentViewer, settings: Settings) -> Blueprint:
    """Return the routes over one cockpit; the acting post orders."""
    routes, kinds = Blueprint("exports", __name__), ", ".join(KINDS)
    answers = Exports(cockpit, current_viewer, settings, Jobs(settings))
    routes.post(PATH)(answers.create)
    routes.get(f"{PATH}/<number>")(answers.detail)
    routes.post(f"{PATH}/<number>/cancel")(answers.cancel)
    routes.get(f"{PATH}/<number>/file")(answers.download)
    routes.get(f"{PATH}/monday/<region>/<week>.<any({kinds}):kind>")(answers.download_monday_file)
    routes.get("/api/v1/panels/<panel>.<any(zip, svg, png):kind>/<path:page>")(answers.download_panel)
    return routes


@dataclass(frozen=True, slots=True)
class Exports:
    """The answers, over one cockpit and the orders placed with it."""

    cockpit: Cockpit
    current_viewer: CurrentViewer
    settings: Settings
    jobs: Jobs

    def create(self) -> Response:
        """Place an order for a page as a file."""
        given = {key: str(text) for key, text in json_object().items()}
        order = _wanted(self.cockpit, self.current_viewer(), given)
        try:
            return _state_of(self.jobs.place_order(order, _number(given)), 202)
        except QueueFull as error:
            raise Refusal(429, error.reason) from error

    def detail(self, number: str) -> Response:
        """Return how far an order is."""
        return _state_of(self.jobs.find(self.current_viewer(), number))

    def cancel(self, number: str) -> Response:
        """Cancel an order and return its state."""
        json_object()
        return _state_of(self.jobs.cancel(self.current_viewer(), number))

    def download(self, number: str) -> Response:
        """Return the file of an order."""
        content, name = self.jobs.file(self.current_viewer(), number)
        mime = FORMATS[name.rpartition(".")[2]].mime
        return send_file(BytesIO(content), mime, as_attachment=True, download_name=name)

    def download_monday_file(self, region: str, week: str, kind: str) -> Response:
        """Return the file that was written for a Monday's meeting."""
        path = _ready(self.cockpit, self.current_viewer(), self.settings.weekly, region, week, kind)
        return send_file(path, FORMATS[kind].mime, as_attachment=True, download_name=path.name)

    def download_panel(self, panel: str, kind: str, page: str) -> Response:
        """Return one panel as a file."""
        view = understood(View.from_url(page, request.query_string.decode(errors="replace")))
        file = panel_file(self.cockpit, self.current_viewer(), view, panel, kind)
        named = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return Response(file.content, mimetype=file.mime, headers=named)


def _wanted(cockpit: Cockpit, viewer: Viewer, given: Mapping[str, str]) -> Order:
    """Return what is asked for, the address with region and period written out; raises Refusal."""
    try:
        kind, paper = format_named(given.get("format", "")), paper_named(given.get("size", ""))
    except DataError as error:
        raise Refusal(400, error.reason) from error
    try:
        parts = urlsplit(given.get("address", ""))
    except ValueError as error:
        raise WordedRefusal(400, language()("request.says.address")) from error
    view = View.from_url(parts.path, parts.query)
    context = cockpit.at(view).context(viewer, view)
    address = context.view.on(region=context.region.code, period=context.period).href
    return Order(address, kind.suffix, paper.value, viewer)


def _number(given: Mapping[str, str]) -> str:
    """Return the number by which the sender of an order knows it, "" for one that gave none."""
    number = given.get("number", "")
    if number and not NUMBER.fullmatch(number):
        raise WordedRefusal(400, language()("request.says.order_number"))
    return number


def _ready(cockpit: Cockpit, viewer: Viewer, weekly: Path, region: str, week: str, kind: str) -> Path:
    """Return the Monday file of a region within the viewer's scope.

    Raises OutOfScope, Refusal where it is not there, or older than what was frozen since.
    """
    period = Period.parse(week)
    if period.grain is not Grain.WEEK:
        raise WordedRefusal(404, language()("request.says.week", week=week))
    place = region_in_scope(cockpit.store.regions, region, viewer)
    path = monday_file(weekly, place, period, kind)
    if not is_current(path, cockpit.store, place, period):
        raise WordedRefusal(404, language()("request.says.not_written", region=language().name(place), week=week))
    return path


def _state_of(job: Job, status: int = 200) -> Response:
    at = f"{PATH}/{quote(job.number)}"
    answer = jsonify(
        at=at,
        state=job.state,
        format=FORMATS[job.order.suffix].name,
        place=job.place,
        page=job.page,
        pages=job.pages,
        title=job.title,
        name=job.name,
        reason=reason_text(job.reason, language()),
        file=f"{at}/file" if job.state is State.DONE else None,
    )
    answer.status_code = status
    return answer
