"""Who sends a request: by the session of a sign-in, the token of a program or wall, or the header of a portal."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from flask import Flask, Request, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.wrappers import Response as SentResponse
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from dashboard.settings import Settings
from data import clock
from data.accounts import Account
from data.accounts.account import DEMO
from data.accounts.accounts import account, has_accounts
from data.accounts.sign_in import account_of_session, end_session
from data.accounts.tokens import account_of_token
from data.audit import Action, Actor, note
from data.audit.actor import NOBODY
from data.errors import DataError
from data.store import Store
from data.text.addresses import is_loopback
from data.viewer import Role, Viewer

COOKIE = "cockpit_session"
WALL_COOKIE = "cockpit_wall"
BY_PROVIDER = "provider"  # of the session: whether a provider signed it in
FRESH_SECONDS = 60  # after which a session's last use is written down again
UNMOVED = ("/api/v1/version", "/api/v1/alerts/alarm")  # asked by a page that nobody looks at, too
DEMO_PASSWORD = "demo"  # noqa: S105 - shown on the sign-in page
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")


@dataclass(frozen=True, slots=True)
class User:
    """A signed-in account, as Flask-Login wants it."""

    account: Account
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return the account's name."""
        return self.account.name


class SafeCookies(SecureCookieSessionInterface):
    """Session cookies that a browser sends back over TLS alone, where it came over TLS."""

    def __init__(self, samesite_over_tls: str) -> None:
        self._samesite_over_tls = samesite_over_tls

    def get_cookie_samesite(self, app: Flask) -> str:
        """Return whether pages of other servers that embed ours get the cookie sent."""
        return self._samesite_over_tls if request.is_secure else "Lax"

    def get_cookie_secure(self, app: Flask) -> bool:
        """Say whether the request came over TLS."""
        return bool(request.is_secure)

    def save_session(self, app: Flask, session: SessionMixin, response: SentResponse) -> None:
        """Save a session, except with an answer that is the same for everybody, such as a script or a typeface.

        It would vary by the cookie, which is another one each minute, and a browser would load it again.
        """
        if not response.cache_control.public:
            super().save_session(app, session, response)


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of one server."""

    store: Store
    settings: Settings

    def install(self, server: Flask) -> None:
        """Let a server know who sends a request; raises StoreError for a store without a secret."""
        server.secret_key = self.store.key("session")
        server.session_interface = SafeCookies("None" if self.settings.is_embedded_elsewhere else "Lax")
        server.config.update(SESSION_COOKIE_NAME=COOKIE, SESSION_COOKIE_HTTPONLY=True)
        manager = LoginManager(server)
        manager.session_protection = None  # a telephone changes its address while somebody reads
        manager.user_loader(self._of_session)
        manager.request_loader(self._of_request)

    def viewer(self) -> Viewer | None:
        """Return who sends this request, None where nobody is signed in."""
        found = self.account()
        return found.viewer(names_siblings=self.settings.names_siblings) if found else None

    def account(self) -> Account | None:
        """Return the account that sends this request."""
        return current_user.account if current_user.is_authenticated else None

    def begin(self, found: Account, *, is_by_provider: bool = False) -> None:
        """Begin a new session; nothing of the one before is kept, so that nobody can have prepared it.

        After a provider's sign-in, password and second factor are the provider's business.
        """
        now = clock.utc_now().timestamp()
        session.clear()
        session.update(generation=found.generation, mark=secrets.token_urlsafe(18), since=now, seen=now)
        session[BY_PROVIDER] = is_by_provider
        login_user(User(found))
        actor = Actor(found.name, request.remote_addr or NOBODY)
        note(self.store, Action.SIGN_IN, request.user_agent.string[:80], region=found.region, actor=actor)

    def end(self) -> None:
        """End this request's session for good; raises StoreError while a load is writing."""
        mark, since = str(session.get("mark", "")), float(session.get("since", 0))
        if mark:
            note(self.store, Action.SIGN_OUT, "")
            until = datetime.fromtimestamp(since, UTC).replace(tzinfo=None) + timedelta(
                hours=self.settings.session_hours
            )
            end_session(self.store, mark, until)
        logout_user()
        session.clear()

    def is_demo_open(self) -> bool:
        """Say whether the demonstration's account may be used: nobody has an account, and the request is this machine's own."""
        return is_loopback(self.settings.host) and _is_from_here(request) and not has_accounts(self.store)

    def _of_session(self, name: str) -> User | None:
        if "Authorization" in request.headers:  # who sends a token means that one, whatever the browser keeps
            return self._of_request(request)
        if self._named_by_gateway(request) not in {"", name}:
            return None  # somebody else uses the browser now
        now, seen, since = clock.utc_now().timestamp(), float(session.get("seen", 0)), float(session.get("since", 0))
        if now - seen > self.settings.idle_minutes * 60 or now - since > self.settings.session_hours * 3600:
            return None
        if now - seen > FRESH_SECONDS and request.path not in UNMOVED:
            session["seen"] = now
        if name == DEMO:
            return User(self.demo()) if self.is_demo_open() else None
        found = account_of_session(self.store, name, int(session.get("generation", 0)), str(session.get("mark", "")))
        return User(found) if found else None

    def _of_request(self, sent: Request) -> User | None:
        kind, _, text = sent.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer":
            found = account_of_token(self.store, text.strip())
            return User(found) if found else None
        if wall := sent.cookies.get(WALL_COOKIE):
            found = account_of_token(self.store, wall)
            return User(found) if found and found.roles == {Role.WALL} else None
        return self._of_gateway(sent)

    def _of_gateway(self, sent: Request) -> User | None:
        """Return the account that a portal names in its header, which only named proxies can send."""
        name = self._named_by_gateway(sent)
        if not name:
            return None
        try:
            found = account(self.store, name)
        except DataError:
            return None
        return None if found.is_disabled or found.roles == {Role.WALL} else User(found)

    def _named_by_gateway(self, sent: Request) -> str:
        """Return what a portal's header says, percent-encoded beyond ASCII; `proxies` lets it through from named ones only."""
        header = self.settings.gateway_header
        return unquote(sent.headers.get(header, "")) if header else ""

    def demo(self) -> Account:
        """Return the demonstration's account, which has all rights of staff on everything."""
        return Account(DEMO, self.settings.root, frozenset(), post="演示")


def keep_on_wall(answer: Response, token: str) -> Response:
    """Let a wall's browser keep its token for as long as browsers keep anything; it can be taken back at any time."""
    kept = timedelta(days=400)  # the longest that RFC 6265bis allows
    answer.set_cookie(WALL_COOKIE, token, max_age=kept, secure=request.is_secure, httponly=True, samesite="Lax")
    return answer


def _is_from_here(sent: Any) -> bool:
    """Say whether a request was sent by this machine to itself, by no proxy."""
    host = str(sent.host).rpartition(":")[0] or str(sent.host)
    is_direct = not any(name in sent.headers for name in FORWARDED)
    return is_direct and is_loopback(sent.remote_addr or "") and is_loopback(host)
