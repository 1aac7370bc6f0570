"""The base of every page that is a form: its frame, its language, who may write, and how it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from callbacks.cockpit import Cockpit
from dashboard.build import STYLES, build_id
from dashboard.web.request import CurrentViewer, language
from data.errors import DataError, NotAllowed, OutOfScope, StoreError
from data.viewer import Right
from layouts.screen.templating import template
from layouts.words.language import Language
from layouts.words.reasons import error_text

ANY_PAGE = "/<path:path>"  # Dash's endpoint of every address that no other route takes


def framed_page(cockpit: Cockpit, name: str, status: int = 200, **fields: object) -> Response:
    """Return a page in the frame, drawn from a template in the language of the request."""
    words = language()
    about = {
        "words": words,
        "title": cockpit.title_in(words),
        "other_language": _in_language(words("shell.language_code")),
        "styles": STYLES,
        "build": build_id(),
    }
    return Response(template(name).render(**about, **fields), status, mimetype="text/html")


def _in_language(code: str) -> str:
    """Return the address of the page of this request in another language."""
    asked = {key: text for key, text in request.args.items() if key not in {"lang", "done"}}
    return f"{_page_path()}?{urlencode({**asked, 'lang': code})}"


def _page_path() -> str:
    """Return the path of the page of this request; of a form that is sent to an address below its page, that of the page."""
    path = request.path
    while path.count("/") > 1 and request.method == "POST" and not _is_page(path):
        path = path.rpartition("/")[0]
    return path


def _is_page(path: str) -> bool:
    """Say whether a route of ours shows something at a path."""
    try:
        return bool(current_app.url_map.bind("").match(path, method="GET")[0] != ANY_PAGE)
    except HTTPException:  # none, or only for what is sent
        return False


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What a form shows: its texts, the edition they were read from, what is wrong by field, and a message above it.

    `saved_meanwhile` are the texts that somebody else saved after that edition.
    """

    texts: Mapping[str, str]
    edition: int | str = 0
    wrong: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    saved_meanwhile: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    @property
    def differing(self) -> Mapping[str, str]:
        """The fields that somebody else changed meanwhile, with what they are now."""
        return {key: text for key, text in self.saved_meanwhile.items() if text != self.texts.get(key, "")}


@dataclass(frozen=True, slots=True)
class FormPages:
    """The pages of one topic, over one cockpit.

    A topic's messages begin with `topic`, its addresses with `path`; its refusals are `<topic>_refused.html`.
    """

    topic: ClassVar[str]
    path: ClassVar[str]
    right: ClassVar[Right]  # that one needs to write

    cockpit: Cockpit
    current_viewer: CurrentViewer

    @property
    def words(self) -> Language:
        """The language of the request."""
        return language()

    def routes(self) -> Blueprint:
        """Return a blueprint that answers errors on a page of the topic."""
        routes = Blueprint(f"{self.topic}_pages", __name__)
        routes.register_error_handler(StoreError, lambda error: self.refused(error_text(error, language()), 503))
        routes.register_error_handler(NotAllowed, lambda error: self.refused(error_text(error, self.words), 403))
        routes.register_error_handler(OutOfScope, self._outside)
        routes.register_error_handler(DataError, lambda error: self.refused(error_text(error, self.words), 404))
        return routes

    def _outside(self, error: OutOfScope) -> Response:
        """Return the refusal of a region elsewhere; for who sees the whole cockpit there is nothing outside it."""
        is_whole = self.current_viewer().scope == self.cockpit.store.regions.root.code
        return self.refused(error_text(error, self.words), 404 if is_whole else 403)

    def page(self, name: str, status: int = 200, **fields: object) -> Response:
        """Return a page of the topic."""
        is_demo, is_editable = self.cockpit.store.is_demo(), self.current_viewer().may(self.right)
        about = {"path": self.path, "is_demo": is_demo, "is_editable": is_editable}
        return framed_page(self.cockpit, name, status, **{**about, **fields})

    def refused(self, reason: str, status: int) -> Response:
        """Return the page that says why something was not done, also to whom nobody knows yet."""
        name, is_demo = f"{self.topic}_refused.html", self.cockpit.store.is_demo()
        is_allowed = status != 403
        return framed_page(
            self.cockpit, name, status, path=self.path, is_demo=is_demo, is_allowed=is_allowed, reason=reason
        )
