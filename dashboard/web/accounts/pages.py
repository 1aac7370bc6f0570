"""Signing in and out, and the page of one's own account: password, second factor, sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import segno
from flask import Blueprint, Response, redirect, request, session
from werkzeug.wrappers import Response as Answer

from callbacks.cockpit import Cockpit
from dashboard.settings import Settings
from dashboard.web.accounts.arrival import left_to_do, safe_next
from dashboard.web.accounts.session import DEMO_PASSWORD, WALL_COOKIE, Sessions, keep_on_wall
from dashboard.web.page import framed_page
from dashboard.web.request import language
from data import clock
from data.accounts import Account
from data.accounts.account import DEMO
from data.accounts.accounts import choose_password, sign_out_everywhere
from data.accounts.passwords import LONGEST, PHRASE, SHORTEST, UnfitPassword
from data.accounts.second_factor import key_address, new_key, put_second_factor, remove_second_factor, step_of
from data.accounts.sign_in import SignInFailed, check_password, sign_in
from data.accounts.tokens import account_of_token
from data.errors import DataError, StoreError
from data.viewer import Role
from layouts.words.reasons import error_text, reason_text

WAITING_KEY = "totp"  # of the session: the second factor that is being set up


def blueprint(cockpit: Cockpit, sessions: Sessions, settings: Settings) -> Blueprint:
    """Return the routes."""
    routes, pages = Blueprint("accounts", __name__), AccountPages(cockpit, sessions, settings)
    routes.get("/sign-in")(pages.sign_in_form)
    routes.post("/sign-in")(pages.sign_in)
    routes.get("/sign-in/wall")(pages.sign_in_wall)
    routes.post("/sign-out")(pages.sign_out)
    routes.get("/account")(pages.own)
    routes.post("/account/sign-out-everywhere")(pages.sign_out_everywhere)
    routes.post("/account/password")(pages.change_password)
    routes.post("/account/second-factor")(pages.put_second_factor)
    routes.post("/account/second-factor/remove")(pages.remove_second_factor)
    return routes


@dataclass(frozen=True, slots=True)
class AccountPages:
    """The pages, over one cockpit."""

    cockpit: Cockpit
    sessions: Sessions
    settings: Settings

    def sign_in_form(self) -> Answer:
        """Return the form that signs in; whoever is signed in already goes on."""
        if session.get("mark") and self.sessions.account() is not None:  # a wall's browser may still sign in
            return redirect(safe_next(request.args.get("next", "/")))
        return self._form()

    def sign_in(self) -> Answer:
        """Sign in and go on, or return the form with what was wrong."""
        name, password = request.form.get("account", "").strip(), request.form.get("password", "")
        try:
            found = self._found(name, password, request.form.get("code", ""))
        except SignInFailed as error:
            status = 429 if error.is_locked else 401
            return self._form(reason_text(error.reason, language()), status, needs_code=error.needs_code)
        except StoreError as error:
            return self._form(error_text(error, language()), 503)
        self.sessions.begin(found)
        return redirect(safe_next(request.form.get("next", "") or request.args.get("next", "/")), 303)

    def sign_in_wall(self) -> Answer:
        """Let a wall's browser act with its token from now on, and show its screen."""
        token = request.args.get("token", "")
        found = account_of_token(self.cockpit.store, token) if token else None
        if found is None or found.roles != {Role.WALL}:
            return self._form(language()("accounts.no_wall_token"), 401)
        return keep_on_wall(
            redirect(safe_next(request.args.get("next", "") or f"/wall/{found.region}?name={found.name}"), 303), token
        )

    def sign_out(self) -> Answer:
        """End this session, and forget the token of a wall that this browser showed."""
        return self._signed_out("out")

    def sign_out_everywhere(self) -> Answer:
        """End all sessions of the account."""
        account = self._own()
        if account.name != DEMO:
            sign_out_everywhere(self.cockpit.store, account)
        return self._signed_out("everywhere")

    def own(self) -> Response:
        """Return the page of the own account."""
        done = request.args.get("done", "")
        return self._page(self._own(), done=language()(f"accounts.done.{done}") if done in {"password", "off"} else "")

    def change_password(self) -> Answer:
        """Save a chosen password; all other sessions end."""
        account, words, sent = self._own(), language(), request.form
        try:
            check_password(self.cockpit.store, account, sent.get("password", ""), self._address())
            if sent.get("new", "") != sent.get("again", ""):
                return self._page(account, {"again": words("accounts.differ")}, status=422)
            changed = choose_password(self.cockpit.store, account, sent.get("new", ""))
        except SignInFailed as error:
            return self._page(account, {"password": reason_text(error.reason, words)}, status=422)
        except UnfitPassword as error:
            return self._page(account, {"new": reason_text(error.reason, words)}, status=422)
        self.sessions.begin(changed)
        return self._done("password")

    def put_second_factor(self) -> Answer:
        """Ask for a code of the shown key; when it is right, the account needs one from now on."""
        account, words, key = self._own(), language(), str(session.get(WAITING_KEY, ""))
        step = step_of(key, request.form.get("code", ""), clock.now()) if key else None
        if step is None:
            return self._page(account, {"code": words("accounts.code_unlike")}, status=422)
        changed, codes = put_second_factor(self.cockpit.store, account, key, step)
        self.sessions.begin(changed)
        return self._page(changed, codes=codes)

    def remove_second_factor(self) -> Answer:
        """Take the second factor off, by the password."""
        account, words = self._own(), language()
        try:
            check_password(self.cockpit.store, account, request.form.get("password", ""), self._address())
        except SignInFailed as error:
            return self._page(account, {"off": reason_text(error.reason, words)}, status=422)
        remove_second_factor(self.cockpit.store, account)
        return self._done("off")

    def _found(self, name: str, password: str, code: str) -> Account:
        if name == DEMO and password == DEMO_PASSWORD and self.sessions.is_demo_open():
            return self.sessions.demo()
        return sign_in(self.cockpit.store, name, password, code, self._address())

    def _own(self) -> Account:
        """Return the account of this session; a token is no person and has no page."""
        found = self.sessions.account()
        if found is None or not session.get("mark"):
            raise DataError(language()("accounts.no_person"))
        return found

    def _signed_out(self, done: str) -> Answer:
        self.sessions.end()
        answer = redirect(f"/sign-in?{urlencode({'done': done, 'lang': language().tongue})}", 303)
        answer.delete_cookie(WALL_COOKIE)
        return answer

    def _address(self) -> str:
        return (request.remote_addr or "")[:45]

    def _done(self, what: str) -> Answer:
        """Go on where the account was on its way to, else back to its page."""
        wanted = request.form.get("next", "")
        here = f"/account?{urlencode({'done': what, 'lang': language().tongue})}"
        return redirect(safe_next(wanted) if wanted else here, 303)

    def _form(self, message: str = "", status: int = 200, *, needs_code: bool = False) -> Response:
        done = request.args.get("done", "")
        return framed_page(
            self.cockpit,
            "sign_in.html",
            status,
            message=message,
            done=language()(f"accounts.done.{done}") if done in {"out", "everywhere"} else "",
            account=request.form.get("account", ""),
            next=request.form.get("next", "") or request.args.get("next", ""),
            needs_code=needs_code,
            demo=(DEMO, DEMO_PASSWORD) if self.sessions.is_demo_open() else None,
            has_oidc=bool(self.settings.oidc_issuer),
            is_demo=False,
        )

    def _page(
        self,
        account: Account,
        wrong: Mapping[str, str] | None = None,
        *,
        done: str = "",
        codes: list[str] | None = None,
        status: int = 200,
    ) -> Response:
        is_own = account.name != DEMO
        key = self._key() if is_own and not account.has_second_factor else ""
        words = language()
        issuer = self.cockpit.title_in(words)
        onward = request.form.get("next", "") or request.args.get("next", "")
        return framed_page(
            self.cockpit,
            "account.html",
            status,
            account=account,
            viewer=account.viewer(),
            region=self.cockpit.store.regions.get(account.region),
            is_demo_account=not is_own,
            key=key,
            authenticator=key_address(key, account.name, issuer) if key else "",
            picture=segno.make(key_address(key, account.name, issuer)).svg_data_uri(scale=4) if key else "",
            wrong=wrong or {},
            done=done,
            codes=codes or [],
            todo=left_to_do(account, self.settings),
            next=onward,
            onward=safe_next(onward),
            shortest=SHORTEST,
            phrase=PHRASE,
            longest=LONGEST,
            is_demo=False,
        )

    def _key(self) -> str:
        """Return the key that this session offers, the same until it is used."""
        if not session.get(WAITING_KEY):
            session[WAITING_KEY] = new_key()
        return str(session[WAITING_KEY])
