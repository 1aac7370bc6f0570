"""The route that urges offices and counties which have not reported: a button on the page of what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from callbacks.cockpit import Cockpit
from dashboard.web.request import CurrentViewer, Refusal, WordedRefusal, language
from data import clock
from data.intake.due.urges import NotToUrge, UrgedLately, urge_all
from data.regions.scope import region_in_scope
from layouts.view import INTAKE, View


def blueprint(cockpit: Cockpit, current_viewer: CurrentViewer) -> Blueprint:
    """Return the route."""
    routes = Blueprint("urging", __name__)
    routes.post("/intake/<region>/urge")(Urging(cockpit, current_viewer).urge)
    return routes


@dataclass(frozen=True, slots=True)
class Urging:
    """The answer, over one cockpit."""

    cockpit: Cockpit
    current_viewer: CurrentViewer

    def urge(self, region: str) -> Answer:
        """Urge the regions that the form names about a section, and go back to the page of what is due."""
        viewer, store, words = self.current_viewer(), self.cockpit.store, language()
        page = region_in_scope(store.regions, region, viewer)
        try:
            last_day = date.fromisoformat(request.form.get("day", ""))
        except ValueError as error:
            raise WordedRefusal(400, words("due.row.no_day")) from error
        section, urged = request.form.get("section", ""), request.form.getlist("region")
        try:
            urge_all(store, viewer, urged, section, last_day, now=clock.now())
        except UrgedLately as error:
            raise Refusal(409, error.reason) from error
        except NotToUrge as error:
            raise Refusal(422, error.reason) from error
        return redirect(View(lang=words.tongue).on(page=INTAKE, region=page.code).href, 303)
