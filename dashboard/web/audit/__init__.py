"""The audit log at the server: what each request is noted as, and the pages of the audit administrator."""

from __future__ import annotations

from flask import Flask

from callbacks.cockpit import Cockpit
from dashboard.web.audit import requests
from dashboard.web.audit.pages import AuditPages
from dashboard.web.request import CurrentViewer


def install(server: Flask, cockpit: Cockpit, current_viewer: CurrentViewer) -> None:
    """Note every request for the audit log, and add the pages that show it."""
    requests.install(server, cockpit, current_viewer)
    pages = AuditPages(cockpit, current_viewer)
    routes, path = pages.routes(), pages.path
    routes.get(path)(pages.list_page)
    routes.get(f"{path}/entries.jsonl")(pages.export)
    server.register_blueprint(routes)
