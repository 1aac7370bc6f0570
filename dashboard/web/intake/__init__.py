"""The routes of the intake desk, which its script asks; the page itself is a page of the cockpit."""

from __future__ import annotations

from flask import Blueprint

from callbacks.cockpit import Cockpit
from dashboard.settings import Settings
from dashboard.web.intake.confirming import Confirming
from dashboard.web.intake.drafting import Drafting
from dashboard.web.intake.giving import Giving
from dashboard.web.intake.undoing import Undoing
from dashboard.web.request import CurrentViewer


def blueprint(cockpit: Cockpit, current_viewer: CurrentViewer, settings: Settings) -> Blueprint:
    """Return the routes over one cockpit."""
    routes = Blueprint("intake", __name__)
    about = (cockpit, current_viewer, settings)
    giving, drafting, closing = Giving(*about), Drafting(*about), Confirming(*about)
    desk, draft = "/intake/<region>", "/intake/<region>/drafts/<int:number>"
    routes.post(f"{desk}/files")(giving.files)
    routes.post(f"{desk}/paste")(giving.paste)
    routes.post(f"{desk}/grid")(giving.grid)
    routes.get(f"{desk}/templates/<table>.<any(xlsx, csv):kind>")(giving.template)
    routes.get(f"{desk}/drafts")(drafting.list)
    routes.get(draft)(drafting.detail)
    routes.patch(draft)(drafting.update)
    routes.delete(draft)(drafting.delete)
    routes.post(f"{draft}/columns")(drafting.match)
    routes.get(f"{draft}/file")(drafting.file)
    routes.get(f"{draft}/marked.xlsx")(drafting.marked)
    routes.get(f"{draft}/preview")(closing.preview)
    routes.post(f"{draft}/confirm")(closing.confirm)
    routes.post(f"{draft}/submit")(closing.submit)
    routes.post(f"{draft}/return")(closing.send_back)
    routes.post(f"{draft}/merge")(closing.merge)
    routes.post(f"{desk}/loads/<int:number>/undo")(Undoing(*about).undo)
    return routes
