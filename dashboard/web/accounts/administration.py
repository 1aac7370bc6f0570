"""The administrators' pages: the system administrator makes and closes accounts, the security administrator gives them rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from callbacks.cockpit import Cockpit
from dashboard.web.page import FormPages
from dashboard.web.request import CurrentViewer, WordedRefusal, whole
from data import clock
from data.accounts import Account
from data.accounts.accounts import account, add_account, grant, reset, set_disabled, unlock
from data.accounts.administered import administered, administered_account
from data.accounts.passwords import one_time_password
from data.accounts.tokens import add_token, remove_token, tokens
from data.errors import AlreadyThere, DataError, SavedMeanwhile
from data.regions.region import Level
from data.regions.scope import region_in_scope
from data.viewer import RIGHTS, Right, Role
from layouts.words.meanwhile import saved_meanwhile
from layouts.words.reasons import error_text


def blueprints(cockpit: Cockpit, current_viewer: CurrentViewer) -> tuple[Blueprint, Blueprint]:
    """Return the routes of the two administrators."""
    system, security = SystemPages(cockpit, current_viewer), SecurityPages(cockpit, current_viewer)
    first, second = system.routes(), security.routes()
    first.get(system.path)(system.list_page)
    first.post(system.path)(system.create)
    first.post(f"{system.path}/<name>/close")(system.close)
    first.post(f"{system.path}/<name>/open")(system.open_again)
    first.post(f"{system.path}/<name>/reset")(system.reset)
    second.get(security.path)(security.list_page)
    second.get(f"{security.path}/<name>")(security.edit)
    second.post(f"{security.path}/<name>")(security.grant)
    second.post(f"{security.path}/<name>/unlock")(security.unlock)
    second.post(f"{security.path}/<name>/tokens")(security.create_token)
    second.post(f"{security.path}/<name>/tokens/<int:number>/remove")(security.delete_token)
    return first, second


@dataclass(frozen=True, slots=True)
class AdministrationPages(FormPages):
    """What both administrators share: they see the accounts of their region and below, and never change their own."""

    def _accounts(self) -> list[Account]:
        return administered(self.cockpit.store, self.current_viewer())

    def _account(self, name: str) -> Account:
        return administered_account(self.cockpit.store, name, self.current_viewer())

    def _region_names(self) -> dict[str, str]:
        regions = self.cockpit.store.regions
        return {each.code: self.words.name(each) for each in regions.by_code.values()}

    def _offered_regions(self) -> list[tuple[str, str]]:
        """Return code and name of the own region and those below down to counties, to choose from while writing."""
        inside, scope = self.cockpit.store.regions.inside, self.current_viewer().scope
        within = self.cockpit.store.regions.within
        return [
            (each.code, self.words.name(each))
            for each in inside
            if each.level is not Level.OFFICE and within(each.code, scope)
        ]

    def _region(self, text: str) -> str:
        """Return the code of the region that a code or name means, the own one for nothing; raises UnknownRegion, OutOfScope."""
        regions, viewer = self.cockpit.store.regions, self.current_viewer()
        wanted = text.strip() or viewer.scope
        code = wanted if wanted.isdigit() else regions.named(wanted, viewer.scope)
        return region_in_scope(regions, code, viewer).code

    def _said(self, error: DataError) -> str:
        if isinstance(error, SavedMeanwhile):
            return saved_meanwhile(error, self.words)
        return error_text(error, self.words)


@dataclass(frozen=True, slots=True)
class SystemPages(AdministrationPages):
    """The accounts, made and closed; what they may do is not decided here."""

    topic: ClassVar[str] = "accounts"
    path: ClassVar[str] = "/accounts"
    right: ClassVar[Right] = Right.MANAGE_ACCOUNTS

    def list_page(self) -> Response:
        """Return the accounts and the form of a new one."""
        return self._list()

    def create(self) -> Response:
        """Make an account without a right, and show its password for one sign-in."""
        sent = request.form
        name, post = sent.get("name", "").strip(), sent.get("post", "").strip()
        try:
            region = self._region(sent.get("region", ""))
            password = one_time_password()
            add_account(self.cockpit.store, Account(name, region, frozenset(), post, must_change=True), password)
        except AlreadyThere as error:
            return self._list(error_text(error, self.words), 409)
        except DataError as error:
            return self._list(self._said(error), 422)
        return self._list(made=(name, password))

    def close(self, name: str) -> Answer:
        """Close an account."""
        return self._set(name, is_disabled=True)

    def open_again(self, name: str) -> Answer:
        """Open an account that was closed."""
        return self._set(name, is_disabled=False)

    def reset(self, name: str) -> Response:
        """Give an account another password for one sign-in, and show it; with rights it waits for the security administrator."""
        password = one_time_password()
        try:
            changed = reset(self.cockpit.store, self._account(name), password, waits=True)
        except SavedMeanwhile as error:
            return self._list(self._said(error), 409)
        return self._list(made=(name, password), waits=changed.locked_until is not None)

    def _set(self, name: str, *, is_disabled: bool) -> Answer:
        try:
            set_disabled(self.cockpit.store, self._account(name), is_disabled=is_disabled)
        except SavedMeanwhile as error:
            return self._list(self._said(error), 409)
        return redirect(f"{self.path}?{urlencode({'lang': self.words.tongue})}", 303)

    def _list(
        self, message: str = "", status: int = 200, made: tuple[str, str] | None = None, *, waits: bool = False
    ) -> Response:
        texts = request.form if message else {}
        return self.page(
            "accounts_list.html",
            status,
            accounts=self._accounts(),
            regions=self._region_names(),
            own=self.current_viewer().account,
            now=clock.utc_now(),
            message=message,
            made=made,
            waits=waits,
            texts=texts,
            offered=self._offered_regions(),
        )


@dataclass(frozen=True, slots=True)
class SecurityPages(AdministrationPages):
    """What accounts may do and where, their locks and tokens."""

    topic: ClassVar[str] = "rights"
    path: ClassVar[str] = "/rights"
    right: ClassVar[Right] = Right.GRANT

    def list_page(self) -> Response:
        """Return the accounts with their roles, and what each role may do."""
        return self.page(
            "rights_list.html",
            accounts=self._accounts(),
            regions=self._region_names(),
            own=self.current_viewer().account,
            now=clock.utc_now(),
            roles=RIGHTS,
            rights=list(Right),
        )

    def edit(self, name: str) -> Response:
        """Return the form of an account's roles and region, with its tokens."""
        return self._form(self._account(name))

    def grant(self, name: str) -> Answer:
        """Save the roles and the region of an account."""
        found, sent = self._account(name), request.form
        if whole(sent.get("seen"), 0, what="seen") != found.edition:
            return self._form(found, self.words("accounts.changed_meanwhile"), 409)
        try:
            roles = frozenset(Role(each) for each in sent.getlist("role"))
            grant(self.cockpit.store, found, roles=roles, region=self._region(sent.get("region", "")))
        except ValueError:
            return self._form(found, self.words("accounts.no_such_role"), 422)
        except SavedMeanwhile as error:
            return self._form(account(self.cockpit.store, name), self._said(error), 409)
        except DataError as error:
            return self._form(found, self._said(error), 422)
        return self._back(name)

    def unlock(self, name: str) -> Answer:
        """Let an account sign in again that was locked after failures."""
        unlock(self.cockpit.store, self._account(name))
        return self._back(name)

    def create_token(self, name: str) -> Response:
        """Make the token of a wall and show its text, this once; raises WordedRefusal for others, whose work it would open."""
        found = self._account(name)
        if found.roles != {Role.WALL}:
            raise WordedRefusal(403, self.words("accounts.token_of_program", name=name))
        try:
            _, text = add_token(self.cockpit.store, name, None)
        except AlreadyThere as error:
            return self._form(found, error_text(error, self.words), 409)
        return self._form(found, token=text)

    def delete_token(self, name: str, number: int) -> Answer:
        """Take a token back."""
        remove_token(self.cockpit.store, self._account(name).name, number)
        return self._back(name)

    def _back(self, name: str) -> Answer:
        return redirect(f"{self.path}/{name}?{urlencode({'done': 'saved', 'lang': self.words.tongue})}", 303)

    def _form(self, found: Account, message: str = "", status: int = 200, *, token: str = "") -> Response:
        return self.page(
            "rights_form.html",
            status,
            account=found,
            regions=self._region_names(),
            offered=self._offered_regions(),
            tokens=tokens(self.cockpit.store, found.name),
            roles=RIGHTS,
            is_locked=found.locked_until is not None and found.locked_until > clock.utc_now(),
            is_wall=found.roles == {Role.WALL},
            shanghai=clock.shanghai,
            message=message,
            token=token,
            address=request.host_url,
            is_saved=request.args.get("done") == "saved" and not message,
        )
