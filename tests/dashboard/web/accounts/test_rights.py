"""Every route as every role: what the table of rights gives, nothing more and nothing less."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Map, Rule

from dashboard.app import create_app
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from dashboard.web.accounts.rights import CALLBACKS, DOCUMENTS, OPEN, SIGNED_IN, WALLS_TOO, check_all_named, needed
from data.accounts import Account
from data.accounts.accounts import add_account
from data.accounts.tokens import add_token
from data.store import Store
from data.viewer import ADMINISTRATORS, RIGHTS, Right, Role
from tests.product import PASSWORD, copy_database, page_client

CITY = "330900"
VALUES = {
    "region": CITY,
    "county": "330902",
    "code": CITY,
    "name": "nobody",
    "number": "1",
    "week": "2026-W47",
    "metric": "registered_count",
    "agenda": "alerts",
    "page": "overview",
    "panel": "kpis",
    "kind": "zip",
    "path": "overview",
    "filename": "favicon.svg",
    "unknown": "nothing",
    "package_name": "dash",
    "fingerprinted_path": "nothing.js",
}


@pytest.fixture(scope="module")
def store(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A copy of the city's database with an account and a token of each role."""
    folder = tmp_path_factory.mktemp("roles")
    settings = Settings(database_url=copy_database(city_store, folder / "roles.db"), root=CITY)
    return open_configured_store(settings)


@pytest.fixture(scope="module")
def server(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The server of that database."""
    folder = tmp_path_factory.mktemp("secret")
    url = str(store.engine.url)
    settings = Settings(database_url=url, root=CITY, secret_file=folder / "secret", exports=folder / "exports")
    server: Flask = create_app(settings).server
    return server


@pytest.fixture(scope="module")
def clients(server: Flask, store: Store) -> dict[Role, FlaskClient]:
    """A client of each role: an administrator's signed in, others by token, so that no request depends on another."""
    found: dict[Role, FlaskClient] = {}
    for role in Role:
        add_account(store, Account(f"a-{role}", CITY, frozenset({role})), PASSWORD if role in ADMINISTRATORS else None)
        found[role] = server.test_client()
        if role in ADMINISTRATORS:
            found[role] = page_client(server, f"a-{role}", PASSWORD)
        else:
            found[role].environ_base["HTTP_AUTHORIZATION"] = f"Bearer {add_token(store, f'a-{role}', 1)[1]}"
    return found


def requests_of(routes: Map) -> Iterator[tuple[str, str, str]]:
    """Return (endpoint, method, address) of every route."""
    adapter = routes.bind("localhost")
    for rule in routes.iter_rules():
        values = {
            name: "a-wall" if rule.endpoint.startswith("walls.") and name == "name" else VALUES[name]
            for name in rule.arguments
        }
        if "pdf" in rule.rule:
            values["kind"] = "pdf"
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, adapter.build(rule.endpoint, values, method=method)


def status_of(client: FlaskClient, method: str, address: str) -> int:
    """Return the status of a request like one that a page of ours sends, with nothing in it."""
    is_form = address.startswith(("/tasks", "/scenes", "/brands", "/acc", "/rights", "/sign"))
    if method == "GET":
        return client.get(address).status_code
    return client.post(address, data={}).status_code if is_form else client.post(address, json={}).status_code


def may(role: Role, endpoint: str, method: str) -> bool:
    """Say whether the table of rights lets a role through."""
    if endpoint in OPEN | SIGNED_IN:
        return True
    is_wall = Right.SHOW_WALL in RIGHTS[role] and endpoint in WALLS_TOO
    return is_wall or needed(endpoint, method) in RIGHTS[role]


@pytest.mark.parametrize("role", Role)
def test_a_role_is_let_through_where_it_has_the_right(
    role: Role, server: Flask, clients: dict[Role, FlaskClient]
) -> None:
    """And refused with 403 everywhere else, before anything is looked up; documents lead administrators to their work."""
    wrong = []
    for endpoint, method, address in requests_of(server.url_map):
        if endpoint in SIGNED_IN:  # some of which end the session
            continue
        status = status_of(clients[role], method, address)
        is_refused = status == 403 or (status == 302 and endpoint in DOCUMENTS)
        if is_refused is may(role, endpoint, method):
            wrong.append((endpoint, method, address, status))
    assert wrong == []


def test_nobody_sees_anything_before_signing_in(server: Flask) -> None:
    """Every route but the open ones leads a person to the sign-in page and answers a program with 401."""
    client = server.test_client()
    through = [
        (endpoint, method)
        for endpoint, method, address in requests_of(server.url_map)
        if endpoint not in OPEN and status_of(client, method, address) not in {302, 401}
    ]
    assert through == []


def test_a_wall_opens_walls_alone(clients: dict[Role, FlaskClient]) -> None:
    """Any other page leads it back to its wall."""
    opened = {
        path: clients[Role.WALL].get(path).status_code for path in (f"/wall/{CITY}", f"/overview/{CITY}", "/walls")
    }
    assert opened == {f"/wall/{CITY}": 200, f"/overview/{CITY}": 302, "/walls": 302}


def test_a_callback_of_a_wall_names_the_walls_address(clients: dict[Role, FlaskClient]) -> None:
    """Another address in it is refused, although the route is the same."""
    sent = {"inputs": [{"id": "url", "property": "pathname", "value": f"/overview/{CITY}"}], "state": []}
    assert clients[Role.WALL].post(CALLBACKS, json=sent).status_code == 403


def test_a_new_route_that_changes_something_must_name_its_right() -> None:
    """A server with one that does not does not start."""
    with pytest.raises(LookupError, match=r"name the right of new.thing in NEEDED"):
        check_all_named([Rule("/new", endpoint="new.thing", methods=["POST"])], {})
