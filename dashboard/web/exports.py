"""Where files are asked for: a page's export is ordered, watched, cancelled and fetched, a panel saved at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, jsonify, request, send_file

from callbacks.cockpit import Cockpit
from dashboard.exports.formats import FORMATS, format_named, paper_named
from dashboard.exports.jobs import NUMBER, Job, Jobs, QueueFull, State
from dashboard.settings import Settings
from dashboard.web.panel_file import panel_file
from dashboard.web.request import Refusal, json_object
from data.errors import DataError
from data.meetings import monday_file
from data.meetings.files import KINDS, is_current
from data.periods import Grain, Period
from layouts.pages import meeting
from layouts.view import View, understood

PATH = "/exports"


def blueprint(cockpit: Cockpit, settings: Settings) -> Blueprint:
    """Return the routes over one cockpit; the acting post orders."""
    routes, jobs = Blueprint("exports", __name__), Jobs(settings)

    @routes.post(PATH)
    def order() -> Response:
        given = {key: str(text) for key, text in json_object().items()}
        address, suffix, size = _wanted(cockpit, given)
        try:
            return _told(jobs.place_order(address, suffix, size, settings.post, _number(given)), 202)
        except QueueFull as error:
            raise Refusal(429, str(error)) from error

    @routes.get(f"{PATH}/<number>")
    def state(number: str) -> Response:
        return _told(jobs.find(number))

    @routes.post(f"{PATH}/<number>/cancel")
    def cancel(number: str) -> Response:
        json_object()
        return _told(jobs.cancel(number))

    @routes.get(f"{PATH}/<number>/file")
    def file(number: str) -> Response:
        path, name = jobs.file(number)
        mime = FORMATS[name.rpartition(".")[2]].mime
        return send_file(path, mime, as_attachment=True, download_name=name)

    @routes.get(f"{PATH}/monday/<region>/<week>.<any({', '.join(KINDS)}):kind>")
    def monday(region: str, week: str, kind: str) -> Response:
        path = _ready(cockpit, settings, region, week, kind)
        return send_file(path, FORMATS[kind].mime, as_attachment=True, download_name=path.name)

    @routes.get("/api/v1/panels/<panel>.<any(zip, svg, png):kind>/<path:page>")
    def saved(panel: str, kind: str, page: str) -> Response:
        view = understood(View.from_url(page, request.query_string.decode(errors="replace")))
        kept = panel_file(cockpit, view, panel, kind, settings.post)
        named = {"Content-Disposition": f'attachment; filename="{kept.name}"'}
        return Response(kept.content, mimetype=kept.mime, headers=named)

    return routes


def _wanted(cockpit: Cockpit, given: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the address of the view, with region and period written out, the suffix and the paper that are asked for."""
    try:
        kind, paper = format_named(given.get("format", "")), paper_named(given.get("size", ""))
    except DataError as error:
        raise Refusal(400, str(error)) from error
    try:
        parts = urlsplit(given.get("address", ""))
    except ValueError as error:
        raise Refusal(400, "address：应为本驾驶舱一个页面的地址，例如 /overview/330100。") from error
    scene = cockpit.scene(cockpit.viewer, View.from_url(parts.path, parts.query))
    return scene.view.on(region=scene.region.code, period=scene.period).href, kind.suffix, paper.value


def _number(given: Mapping[str, str]) -> str:
    """Return the number by which the sender of an order knows it, "" for one that gave none."""
    number = given.get("number", "")
    if number and not NUMBER.fullmatch(number):
        raise Refusal(400, "number：应为 16 个字母、数字、下划线或连字符，也可以不写。")
    return number


def _ready(cockpit: Cockpit, settings: Settings, region: str, week: str, kind: str) -> Path:
    """Return a region's Monday file; raises Refusal where it is not there, or older than what was frozen since."""
    period = Period.parse(week)
    if period.grain is not Grain.WEEK:
        raise Refusal(404, f"“{week}”不是一周。请写成 2026-W47。")
    scene = cockpit.scene(cockpit.viewer, View(page=meeting.KEY, region=region, period=period))
    path = monday_file(settings.weekly, scene.region, period, kind)
    if not is_current(path, cockpit.store, scene.region, period):
        raise Refusal(404, f"{scene.region.zh} {week} 的材料还没有写出，或在那以后重新定稿了。请在例会页点“导出”。")
    return path


def _told(job: Job, status: int = 200) -> Response:
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
        reason=job.reason,
        file=f"{at}/file" if job.state is State.DONE else None,
    )
    answer.status_code = status
    return answer
