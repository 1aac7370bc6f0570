"""The pages of the audit log: its entries with filters, how far the chain was verified, and the entries as a file."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlencode

from flask import Response, request

from dashboard.web.page import FormPages
from dashboard.web.request import whole
from data import clock
from data.audit import Action
from data.audit.beside import Head, beside
from data.audit.reading import AuditFilter, accounts_in, count_of, newest, oldest_first
from data.audit.recording import settle
from data.clock import shanghai
from data.errors import DataError
from data.regions.scope import region_in_scope
from data.viewer import Right
from layouts.words.reasons import error_text, reason_text

DAYS = (1, 7, 30, 180, 0)  # 0 for all
USUAL_DAYS = 7
ON_A_PAGE = 50
MOST_PAGES = 1_000_000


class AuditPages(FormPages):
    """The pages of the audit log; who may open them is checked by their addresses, and sees the own region's and those below."""

    topic: ClassVar[str] = "audit"
    path: ClassVar[str] = "/audit"
    right: ClassVar[Right] = Right.READ_AUDIT

    def list_page(self) -> Response:
        """Return the entries that the filters of the address choose, the newest first."""
        store, message, status = self.cockpit.store, "", 200
        settle(store)
        try:
            asked = self._asked()
            total = count_of(store, asked)
        except DataError as error:
            scope = self.current_viewer().scope
            asked = AuditFilter(region="" if scope == store.regions.root.code else scope)
            message, status = error_text(error, self.words), 422
            total = count_of(store, asked)
        pages = max(1, -(-total // ON_A_PAGE))
        at = min(max(whole(request.args.get("page"), 1, what="page", most=MOST_PAGES), 1), pages)
        files = beside(store)
        return self.page(
            "audit_list.html",
            status,
            entries=newest(store, asked, ON_A_PAGE, (at - 1) * ON_A_PAGE),
            total=total,
            at=at,
            pages=pages,
            message=message,
            texts={key: request.args.get(key, "") for key in ("account", "action", "region")},
            days=self._days(),
            every_days=DAYS,
            accounts=accounts_in(store, self.current_viewer().scope),
            actions=[action for action in Action if action is not Action.UNKNOWN],
            when=lambda moment: f"{shanghai(moment):%Y-%m-%d %H:%M:%S}",
            place=self._place,
            checked=self._checked((files.head() if files else None) or Head()),
            waiting=files.waiting() if files else 0,
            link=self._link,
        )

    def export(self) -> Response:
        """Return the entries that the filters choose as lines of JSON, the oldest first, with their seals."""
        settle(self.cockpit.store)
        lines = (f"{entry.line}\n" for entry in oldest_first(self.cockpit.store, self._asked()))
        named = {"Content-Disposition": f"attachment; filename=audit-{clock.today()}.jsonl"}
        return Response(lines, mimetype="application/x-ndjson", headers=named)

    def _asked(self) -> AuditFilter:
        """Return what the address asks for; raises DataError for a region that is not there."""
        given, days = request.args, self._days()
        region, action = given.get("region", "").strip(), given.get("action", "")
        return AuditFilter(
            given.get("account", ""),
            Action(action) if action in set(Action) else None,
            self._region(region) if region else "",
            clock.today() - timedelta(days=days - 1) if days else None,
            scope=self.current_viewer().scope,
        )

    def _region(self, text: str) -> str:
        regions = self.cockpit.store.regions
        return region_in_scope(regions, regions.named(text), self.current_viewer()).code

    def _days(self) -> int:
        days = whole(request.args.get("days"), USUAL_DAYS, what="days")
        return days if days in DAYS else USUAL_DAYS

    def _checked(self, head: Head) -> tuple[str, bool]:
        """Return up to which entry the chain was verified, or what was found, and whether that is good."""
        if head.finding is not None:
            return reason_text(head.finding, self.words), False
        if not head.checked_at:
            return self.words("audit.unchecked"), True
        return self.words(
            "audit.checked", number=head.checked, at=f"{shanghai(head.checked_moment):%Y-%m-%d %H:%M}"
        ), True

    def _place(self, code: str | None) -> str:
        region = self.cockpit.store.regions.by_code.get(code or "")
        return self.words.short(region) if region else code or ""

    def _link(self, address: str, **changed: object) -> str:
        """Return an address with the filters of this one."""
        asked = {**request.args.to_dict(), **{key: str(value) for key, value in changed.items()}}
        return f"{address}?{urlencode({**asked, 'lang': self.words.tongue})}"
