"""The editor of walls."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.exceptions import RequestEntityTooLarge

from callbacks.cockpit import Cockpit
from dashboard.web.request import CurrentViewer
from dashboard.web.scenes.pages import ScenePages


def blueprint(cockpit: Cockpit, current_viewer: CurrentViewer) -> Blueprint:
    """Return the routes."""
    pages = ScenePages(cockpit, current_viewer)
    routes, path = pages.routes(), pages.path
    routes.register_error_handler(RequestEntityTooLarge, pages.too_large)
    routes.get(path)(pages.list_page)
    routes.post(path)(pages.create)
    routes.post(f"{path}/import")(pages.import_file)
    routes.get(f"{path}/<name>.toml")(pages.export)
    routes.get(f"{path}/<name>")(pages.edit)
    routes.post(f"{path}/<name>")(pages.update)
    routes.post(f"{path}/<name>/file")(pages.export_draft)
    routes.post(f"{path}/<name>/remove")(pages.delete)
    return routes
