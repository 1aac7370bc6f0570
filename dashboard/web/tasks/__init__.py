"""The pages of tasks."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.exceptions import RequestEntityTooLarge

from callbacks.cockpit import Cockpit
from dashboard.web.request import CurrentViewer
from dashboard.web.tasks.pages import TaskPages


def blueprint(cockpit: Cockpit, current_viewer: CurrentViewer) -> Blueprint:
    """Return the routes."""
    pages = TaskPages(cockpit, current_viewer)
    routes, path = pages.routes(), pages.path
    routes.register_error_handler(RequestEntityTooLarge, pages.too_large)
    routes.get(path)(pages.index)
    routes.get(f"{path}/<region>")(pages.list_page)
    routes.get(f"{path}/<region>/tasks.xlsx")(pages.export)
    routes.post(f"{path}/<region>/import")(pages.import_file)
    routes.get(f"{path}/<region>/new")(pages.new)
    routes.post(f"{path}/<region>/new")(pages.create)
    routes.get(f"{path}/<region>/<int:number>")(pages.detail)
    routes.post(f"{path}/<region>/<int:number>")(pages.update)
    return routes
