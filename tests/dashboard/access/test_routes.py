"""Every route as every role, with own, child, parent, sibling and foreign regions, out of the route map.

What is expected comes from the tables of rights and from how a region is related to the account's, not from the routes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from dashboard.web.accounts.rights import CALLBACKS, DOCUMENTS, OPEN, SIGNED_IN, WALLS_TOO, check_all_named, needed
from data.viewer import ADMINISTRATORS, RIGHTS, Right, Role
from tests.dashboard.access.roles import ELSEWHERE, HOME, Everyone, leaked, name_of, person_of, text_of
from tests.dashboard.web.places import (
    CITY,
    COUNTY,
    OFFICE,
    PROVINCE,
    REGIONS,
    SCENE,
    WEEK,
    alert_of,
    job_of,
    mark,
    task_of,
)

ADD_IT = "say in tests/dashboard/access/test_routes.py"
ORDINARY = frozenset({200, 202, 302, 303})
REFUSED = frozenset({403, 404, 409})
TASK = {"title": "补岗", "owner": "信息处", "due": "2026-12-04", "week": WEEK.key}
EDITED = {"title_zh": "改", "title_en": "Changed", "scene": [json.dumps(SCENE)], "open": "0", "seen": "1"}
NAMES = {"walls": "wall-{}", "scenes_pages": "own-{}", "accounts_pages": "person-{}", "rights_pages": "person-{}"}
NUMBERS: Mapping[str, Callable[[str], object]] = {"alerts": alert_of, "tasks_pages": task_of, "exports": job_of}
VALUES = {
    "week": WEEK.key,
    "metric": "checkin_completion_rate",
    "agenda": "quality",
    "panel": "kpis",
    "filename": "favicon.svg",
    "unknown": "nothing",
    "table": "fact_supervision_day",
    "package_name": "dash",
    "fingerprinted_path": "nothing.js",
}
QUERY = {  # what is behind the question mark, {} for the region
    "api.readings": "region={}&metric=checkin_completion_rate&period=2026-W47",
    "api.regions": "region={}",
    "api.signals": "region={}",
    "api.alerts": "region={}",
    "api.due": "region={}",
    "api.snapshots": "region={}",
    "alerts.alarm": "region={}&after=",
    "audit_pages.list_page": "region={}&days=0",
    "audit_pages.export": "region={}&days=0",
    "walls.alive": "within=9999",
    "walls.list_orders": "after=0",
    "tasks_pages.export": f"week={WEEK.key}&below=1",
}
SENT: Mapping[str, Callable[[str], Mapping[str, Any]]] = {  # what is sent about a region
    "accounts_pages.create": lambda region: {"data": {"name": f"new-{region}", "region": region}},
    "accounts_pages.close": lambda region: {"data": {}},
    "accounts_pages.open_again": lambda region: {"data": {}},
    "accounts_pages.reset": lambda region: {"data": {}},
    "rights_pages.grant": lambda region: {"data": {"role": "analyst", "region": region, "seen": "1"}},
    "rights_pages.unlock": lambda region: {"data": {}},
    "rights_pages.create_token": lambda region: {"data": {}},
    "rights_pages.delete_token": lambda region: {"data": {}},
    "desk_pages.update": lambda region: {"data": {"zh": "新名", "seen": ""}},
    "alerts.acknowledge": lambda region: {"json": {}},
    "alerts.acknowledge_several": lambda region: {"json": {"numbers": [alert_of(region)]}},
    "meetings.update_note": lambda region: {"json": {"text": "新记录", "seen": 0}},
    "meetings.create_baseline": lambda region: {"json": {"reason": "新办法"}},
    "meetings.freeze": lambda region: {"json": {"reason": "补报"}},
    "scenes_pages.update": lambda region: {"data": {**EDITED, "do": "save"}},
    "scenes_pages.delete": lambda region: {"data": {"seen": "2"}},
    "scenes_pages.create": lambda region: {
        "data": {"name": f"of-{region}", "from": f"own-{region}", "title_zh": "大厅", "title_en": "Lobby"}
    },
    "tasks_pages.import_file": lambda region: {"data": {"file": (BytesIO(b""), "tasks.xlsx")}},
    "tasks_pages.create": lambda region: {"data": TASK},
    "tasks_pages.update": lambda region: {"data": {**TASK, "seen": "1"}},
    "intake.undo": lambda region: {"json": {"reason": "误报"}},
    "intake.paste": lambda region: {"json": {"text": f"{region}"}},
    "intake.grid": lambda region: {"json": {"table": "fact_supervision_day", "day": "2026-11-21"}},
    "urging.urge": lambda region: {"data": {"region": region, "section": "roster", "day": "2026-11-21"}},
    "walls.report": lambda region: {"json": {"region": region[:6], "version": 1}},
    "walls.create_order": lambda region: {"json": {"what": "next"}},
    "walls.delete": lambda region: {"json": {}},
    "exports.create": lambda region: {"json": {"address": f"/overview/{region}", "format": "csv"}},
    "exports.cancel": lambda region: {"json": {}},
}
OF_A_DRAFT = (
    "detail",
    "update",
    "delete",
    "match",
    "file",
    "marked",
    "preview",
    "confirm",
    "submit",
    "send_back",
    "merge",
)
LAST = ("scenes_pages.delete", "walls.delete", "walls.report")  # a wall that has just reported is not forgotten
UNDER_OWN_NAME = {"walls.report", "walls.alive", "walls.list_orders"}  # of a wall's account
WITHOUT_A_REGION = frozenset(
    {  # what answers the same whatever region is asked about, or about the account's own alone
        "/",
        "/_reload-hash",
        "/_dash-layout",
        "/_dash-dependencies",
        "api.metrics-catalogue",
        "api.data_version",
        "api.nothing",
        "accounts_pages.list_page",
        "rights_pages.list_page",
        "desk_pages.list_page",
        "desk_pages.export",
        "scenes_pages.list_page",
        "scenes_pages.import_file",
        "scenes_pages.export_draft",
        "tasks_pages.index",
        "walls.list_page",
        "/api/v1/picture/wall",
        CALLBACKS,  # test_callbacks.py
    }
)
IS_PLAIN = WITHOUT_A_REGION | OPEN | SIGNED_IN
AT_HOME = {  # where the answers to a region of the own scope are others than ORDINARY
    "accounts_pages.create": {200, 409},
    "rights_pages.grant": {303, 409},
    "rights_pages.create_token": {403},  # walls' alone, see tests/dashboard/web/accounts
    "rights_pages.delete_token": {404},
    "api.nothing": {404},
    "api.snapshot": {404},
    "meetings.freeze": {200, 422},
    "desk_pages.edit": {200, 404},
    "desk_pages.update": {303, 404, 422},
    "urging.urge": {303, 409, 422},
    "intake.undo": {403, 409, 422},  # the load holds other counties' offices
    "intake.files": {422},
    "intake.paste": {422},
    **{key: {404} for key in (f"intake.{name}" for name in OF_A_DRAFT)},  # drafts are their senders': test_intake.py
    "scenes_pages.import_file": {422},
    "scenes_pages.export_draft": {200, 422},
    "scenes_pages.create": {303, 422},
    "tasks_pages.import_file": {422},
    "walls.picture": {200, 404, 503},
    "walls.alive": {200, 404},
    "exports.detail": {404},
    "exports.cancel": {404},
    "exports.download": {404},
    CALLBACKS: {400},
}
FROM_ELSEWHERE = {  # where a region elsewhere is not refused, but left out of the answer
    "walls.list_orders": {200},
    "alerts.acknowledge_several": {200},
    "accounts_pages.create": {422},
    "scenes_pages.create": {422},
    "audit_pages.list_page": {422},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request about a region."""

    endpoint: str
    method: str
    address: str
    sent: Mapping[str, Any]

    def of(self, client: FlaskClient) -> TestResponse:
        """Send it."""
        return client.open(self.address, method=self.method, **self.sent)


def values_of(rule: Rule, role: Role, region: str) -> dict[str, object]:
    """Return the values of a route's arguments; raises LookupError for a new argument."""
    topic = rule.endpoint.partition(".")[0]
    is_own_wall = topic == "walls" and role is Role.WALL and region == COUNTY
    known: dict[str, object] = {
        **VALUES,
        **dict.fromkeys(("region", "county", "code"), region),
        **dict.fromkeys(("path", "page"), f"overview/{region}"),
        "name": name_of(role) if is_own_wall else NAMES.get(topic, "{}").format(region),
        "number": NUMBERS[topic](region) if topic in NUMBERS else 1,
        "kind": next((kind for kind in ("docx", "csv") if kind in rule.rule), "svg"),
    }
    if unknown := rule.arguments - known.keys():
        raise LookupError(f"{ADD_IT}, in values_of, what {', '.join(unknown)} of {rule.rule} is for a region")
    return {name: known[name] for name in rule.arguments}


def requests(everyone: Everyone, role: Role, regions: tuple[str, ...]) -> Iterator[tuple[Asked, str]]:
    """Yield every request of every route about some regions, what deletes last."""
    server = everyone.clients[role].application
    adapter = server.url_map.bind("localhost")
    rules = sorted(
        server.url_map.iter_rules(),
        key=lambda rule: (LAST.index(rule.endpoint) if rule.endpoint in LAST else -1, rule.rule),
    )
    for rule in rules:
        if role in ADMINISTRATORS and rule.endpoint in SIGNED_IN:  # which would sign them out
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for region in (COUNTY,) if {rule.endpoint, rule.rule} & IS_PLAIN else regions:
                address = adapter.build(rule.endpoint, values_of(rule, role, region), method=method)
                query = QUERY.get(rule.endpoint, "").format(region)
                sent = SENT[rule.endpoint](region) if rule.endpoint in SENT and method == "POST" else {}
                is_form = address.startswith(("/tasks", "/scenes", "/brands", "/acc", "/rights", "/sign"))
                if method == "POST" and not sent:
                    sent = {"data": {}} if is_form else {"json": {}}
                yield Asked(rule.endpoint, method, f"{address}?{query}" if query else address, sent), region


def has_right(role: Role, asked: Asked) -> bool:
    """Say whether the table of rights lets a role through."""
    if asked.endpoint in OPEN | SIGNED_IN:
        return True
    is_walls = Right.SHOW_WALL in RIGHTS[role] and asked.endpoint in WALLS_TOO
    return is_walls or needed(asked.endpoint, asked.method) in RIGHTS[role]


def expected(role: Role, asked: Asked, region: str) -> set[int]:
    """Return the statuses that the rights and the region allow."""
    if asked.endpoint in OPEN | SIGNED_IN:
        return set(range(200, 500)) - {403}
    if not has_right(role, asked):
        return {302} if asked.endpoint in DOCUMENTS else {403}
    if role is Role.WALL and asked.endpoint == "alerts.acknowledge_several":
        return {403}  # until somebody orders it to: tests/dashboard/web/test_wall_acknowledges.py
    if role is Role.WALL and asked.endpoint in UNDER_OWN_NAME and region != COUNTY:
        return {403}
    if region in HOME:
        allowed = {*AT_HOME.get(asked.endpoint, ORDINARY)}
        return allowed | ({400, 403, 404, 422} if region == OFFICE else set())
    return {*FROM_ELSEWHERE.get(asked.endpoint, REFUSED)}


def said_back(asked: Asked, region: str) -> tuple[str, ...]:
    """Return the words that an answer may repeat, since they were asked with."""
    return (f"own-{region}", f"wall-{region}", person_of(region), str(alert_of(region)))


KEEPS_ROWS = {  # orders are files, nobody is locked, and the alert was acknowledged alone before
    "exports.create",
    "scenes_pages.export_draft",
    "rights_pages.unlock",
    "alerts.acknowledge_several",
    *OPEN,
    *SIGNED_IN,
}
UNRELATED = {"wall_draft", "failed_address", "audit_entry"}
FROM_ABOVE = tuple(mark(what, region) for what in ("事项", "自建") for region in (CITY, PROVINCE)) + tuple(
    f"own-{region}" for region in (CITY, PROVINCE)
)


def faults(everyone: Everyone, role: Role, regions: tuple[str, ...]) -> Iterator[str]:
    """Yield every answer that is not what the tables say, or that holds something of others."""
    for asked, region in requests(everyone, role, regions):
        before = rows(everyone) if asked.method == "POST" and region in HOME and has_right(role, asked) else {}
        answer = asked.of(everyone.clients[role])
        place = f"{asked.method} {asked.address} ({asked.endpoint}) as {role} with {region}: {answer.status_code}"
        if answer.status_code not in expected(role, asked, region):
            yield f"{place}, not {sorted(expected(role, asked, region))[:9]}"
        if (
            before
            and answer.status_code in {200, 303}
            and asked.endpoint not in KEEPS_ROWS
            and rows(everyone) == before
        ):
            yield f"{place}, and changes nothing"
        text = text_of(answer).replace(asked.address, "")
        if found := leaked(text, but=said_back(asked, region) if region in ELSEWHERE else FROM_ABOVE):
            yield f"{place} holds {found}"
        if answer.status_code in REFUSED and region in ELSEWHERE and everyone.name(region) in _bare(text):
            yield f"{place} names {everyone.name(region)}"


def _bare(text: str) -> str:
    return text.replace("浙江省社区矫正", "")


@pytest.mark.parametrize("role", Role)
def test_a_role_gets_what_its_rights_and_its_region_give(everyone: Everyone, role: Role) -> None:
    """In its own region and below, and nothing of others in the answers."""
    try:
        assert list(faults(everyone, role, HOME)) == []
    finally:
        everyone.restore()


@pytest.mark.parametrize("role", Role)
def test_a_role_gets_and_changes_nothing_elsewhere(everyone: Everyone, role: Role) -> None:
    """Above, beside, below another: refused without a name, and no row of any table is another."""
    before = rows(everyone)

    assert list(faults(everyone, role, ELSEWHERE)) == []

    assert rows(everyone) == before


def rows(everyone: Everyone) -> dict[str, list[Any]]:
    """Return what is kept of daily work, without drafts of walls, failed sign-ins and the audit log."""
    return {table: each for table, each in everyone.places.rows().items() if table not in UNRELATED}


def test_every_route_is_asked_about_regions(everyone: Everyone) -> None:
    """A route that is added says here how it is asked about one, unless its address has it."""
    given_away = [
        f"{ADD_IT}, in QUERY, SENT or WITHOUT_A_REGION, how {asked.endpoint} is asked about a region"
        for (asked, _), (other, _) in zip(
            requests(everyone, Role.VIEWER, (COUNTY,)), requests(everyone, Role.VIEWER, (CITY,)), strict=True
        )
        if not {asked.endpoint, asked.address.partition("?")[0]} & IS_PLAIN
        and (asked.address, asked.sent) == (other.address, other.sent)
    ]
    assert given_away == []


def test_nobody_sees_anything_before_signing_in(everyone: Everyone) -> None:
    """Every route but the open ones leads a person to the sign-in page and answers a program with 401."""
    client = everyone.clients[Role.VIEWER].application.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    through = [
        (asked.endpoint, asked.method)
        for asked, _ in requests(everyone, Role.VIEWER, (COUNTY,))
        if asked.endpoint not in OPEN and asked.of(client).status_code not in {302, 401}
    ]
    assert through == []


def test_a_wall_opens_walls_alone(everyone: Everyone) -> None:
    """Any other page leads it back to its wall."""
    client = everyone.clients[Role.WALL]
    opened = {path: client.get(path).status_code for path in (f"/wall/{COUNTY}", f"/overview/{COUNTY}", "/walls")}
    assert opened == {f"/wall/{COUNTY}": 200, f"/overview/{COUNTY}": 302, "/walls": 302}


def test_a_new_route_that_changes_something_must_name_its_right() -> None:
    """A server with one that does not does not start."""
    with pytest.raises(LookupError, match=r"name the right of new.thing in NEEDED"):
        check_all_named([Rule("/new", endpoint="new.thing", methods=["POST"])], {})


def test_a_new_callback_must_name_its_right() -> None:
    """A server with one that does not does not start."""
    with pytest.raises(LookupError, match=r"name the right of the callback new.children in CALLBACK_RIGHTS"):
        check_all_named([], {"new.children": {"callback": None}})


def test_every_relation_of_regions_is_asked() -> None:
    """Own, child, parent, sibling, foreign."""
    assert {*HOME, *ELSEWHERE} == {*REGIONS}
