"""Addresses of pages: those that name a region lead to its code, those that mean nothing are not found."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, Response, redirect, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as WerkzeugResponse

from callbacks import show
from callbacks.cockpit import Cockpit
from dashboard.web.request import CurrentViewer
from data.errors import DataError, OutOfScope, StoreError
from data.viewer import Viewer
from layouts.view import View
from layouts.walls import fleet

DOCUMENTS = {"/", "/<path:path>"}  # the routes of Dash's one document


class Number(IntegerConverter):
    """A whole number in an address, small enough for every database."""

    regex = r"[0-9]{1,9}"


def answer_unknown(server: Flask, cockpit: Cockpit, current_viewer: CurrentViewer) -> None:
    """Lead an address that names a region to that of its code; answer 404 for one that means nothing."""

    @server.before_request
    def lead() -> WerkzeugResponse | None:
        is_page = request.method == "GET" and request.url_rule is not None and request.url_rule.rule in DOCUMENTS
        if not is_page:
            return None
        meant = show.renamed(cockpit, current_viewer(), request.path, request.query_string.decode(errors="replace"))
        return redirect(meant) if meant else None

    @server.after_request
    def status(response: Response) -> Response:
        is_document = request.url_rule is not None and request.url_rule.rule in DOCUMENTS
        if is_document and response.status_code == 200:
            response.status_code = _status(cockpit, current_viewer())
        return response


def _status(cockpit: Cockpit, viewer: Viewer) -> int:
    try:
        view = View.from_url(request.path, request.query_string.decode(errors="replace"))
        if not fleet.is_fleet(view):
            cockpit.meant(view)
            cockpit.context(viewer, replace(view, known=""))
    except StoreError:
        return 200  # the page that says how to bring data
    except SQLAlchemyError:
        return 503
    except OutOfScope:  # for who sees the whole cockpit there is nothing outside it
        return 404 if viewer.scope == cockpit.store.regions.root.code else 403
    except DataError:
        return 404
    return 200
