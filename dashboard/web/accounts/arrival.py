"""Every request on its way in: who sends it, whether that account may do it, and where it is led otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, redirect, request, session
from werkzeug.wrappers import Response as Answer

from dashboard.settings import Settings
from dashboard.web.accounts.rights import CALLBACKS, DOCUMENTS, OPEN, SIGNED_IN, WALLS_TOO, callback_right, needed
from dashboard.web.accounts.session import BY_PROVIDER, Sessions
from dashboard.web.refusals import is_for_programs
from dashboard.web.request import CurrentViewer, WordedRefusal, language
from data.accounts import Account
from data.accounts.account import DEMO
from data.viewer import ADMINISTRATORS, Right, Viewer

WALL = "/wall"
STARTS = ((Right.MANAGE_ACCOUNTS, "/accounts"), (Right.GRANT, "/rights"), (Right.READ_AUDIT, "/audit"))


@dataclass(frozen=True, slots=True)
class Arrival:
    """The hook in front of all routes."""

    sessions: Sessions
    settings: Settings

    def check(self) -> Answer | None:
        """Let a request through, lead it to where its account must go first, or raise WordedRefusal or NotAllowed."""
        endpoint = request.endpoint
        if endpoint is None or endpoint in OPEN:
            return None
        account = self.sessions.account()
        if account is None:
            return _to_sign_in()
        if endpoint in SIGNED_IN:
            return None
        if todo := left_to_do(account, self.settings):
            if is_for_programs(request.path):
                raise WordedRefusal(403, language()("accounts.first", what=language()(f"accounts.{todo}")))
            return redirect(f"/account?{urlencode({'todo': todo, 'next': _here(), 'lang': language().tongue})}")
        return self._let_through(endpoint, self.viewer())

    def _let_through(self, endpoint: str, viewer: Viewer) -> Answer | None:
        """Let a request of a viewer through or raise NotAllowed; who does not view is led from pages to the own work."""
        if viewer.may(Right.SHOW_WALL) and _is_of_wall(endpoint):
            return None
        sent = request.get_json(silent=True) if endpoint == CALLBACKS else None
        right = callback_right(sent) if endpoint == CALLBACKS else needed(endpoint, request.method)
        starts = (*STARTS, (Right.SHOW_WALL, f"{WALL}/{viewer.scope}?name={viewer.account}"))
        start = next((path for own, path in starts if viewer.may(own)), "")
        if endpoint in DOCUMENTS and not viewer.may(right) and start:
            return redirect(f"{start}{'&' if '?' in start else '?'}lang={language().tongue}")
        viewer.require(right)
        return None

    def viewer(self) -> Viewer:
        """Return who sends this request; raises WordedRefusal where nobody is signed in."""
        found = self.sessions.viewer()
        if found is None:
            raise WordedRefusal(401, language()("accounts.nobody"))
        return found


def install(server: Flask, sessions: Sessions, settings: Settings) -> CurrentViewer:
    """Check every request of a server; return what names the sender of the one that is being answered."""
    arrival = Arrival(sessions, settings)
    server.before_request(arrival.check)

    @server.after_request
    def challenge(response: Response) -> Response:
        if response.status_code == 401:
            response.headers["WWW-Authenticate"] = 'Bearer realm="cockpit"'
        if not response.cache_control.public:  # the same for everybody: scripts, typefaces, outlines
            response.vary.update(("Cookie", "Authorization"))
        return response

    return arrival.viewer


def left_to_do(account: Account, settings: Settings) -> str:
    """Return what the account of this session must do before anything else: `must_change` its password, `must_set_up` a code."""
    if not session.get("mark") or session.get(BY_PROVIDER):  # no person who could choose a password here
        return ""
    if account.must_change:
        return "must_change"
    wanted = settings.second_factor
    is_wanted = wanted == "everyone" or (wanted == "administrators" and bool(account.roles & ADMINISTRATORS))
    has_password = account.name != DEMO and not account.subject
    return "must_set_up" if is_wanted and has_password and not account.has_second_factor else ""


def safe_next(text: str) -> str:
    """Return where to go after signing in: an address of this server, its first page for anything else."""
    is_path = text.startswith("/") and not text.startswith(("//", "/\\", "/sign-in")) and text.isprintable()
    if not is_path or "\\" in text:
        return "/"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    return "/" if parts.netloc or parts.scheme else text


def _to_sign_in() -> Answer:
    """Lead a person to the sign-in page; raises WordedRefusal for a program."""
    if is_for_programs(request.path) or request.method != "GET":
        raise WordedRefusal(401, language()("accounts.nobody"))
    return redirect(f"/sign-in?{urlencode({'next': _here(), 'lang': language().tongue})}")


def _here() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def _is_of_wall(endpoint: str) -> bool:
    """Say whether a request is one that a wall's screen sends; a callback of a wall names the wall's address."""
    if endpoint in DOCUMENTS:
        return request.path == WALL or request.path.startswith(f"{WALL}/")
    if endpoint != CALLBACKS:
        return endpoint in WALLS_TOO
    sent = request.get_json(silent=True) or {}
    parts = [*sent.get("inputs", []), *sent.get("state", [])] if isinstance(sent, dict) else []
    paths = [str(each.get("value")) for each in parts if isinstance(each, dict) and each.get("property") == "pathname"]
    return bool(paths) and all(path == WALL or path.startswith(f"{WALL}/") for path in paths)
