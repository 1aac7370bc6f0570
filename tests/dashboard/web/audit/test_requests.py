"""Each request leaves in the audit log what it saw, took out, changed or was refused: one entry each, and no secret."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from data import clock
from data.audit.verifying import verify
from tests.dashboard.web.audit.conftest import Audited
from tests.product import search_body


def show(client: FlaskClient, path: str, search: str = "", drawn: str | None = None) -> None:
    """Ask for a page as a browser does: its content comes by a callback."""
    slots = [("screen", "children"), ("drawer-slot", "children"), ("screen", "data-drawn"), ("screen", "data-title")]
    body = {
        "output": f"..{'...'.join('.'.join(slot) for slot in slots)}..",
        "outputs": [{"id": place, "property": name} for place, name in slots],
        "inputs": [
            {"id": "url", "property": "pathname", "value": path},
            {"id": "url", "property": "search", "value": search},
        ],
        "changedPropIds": ["url.pathname"],
        "state": [{"id": "screen", "property": "data-drawn", "value": drawn}],
    }
    assert client.post("/_dash-update-component", json=body).status_code == 200


def search(client: FlaskClient, text: str, path: str = "/overview/330902") -> None:
    """Type a text into the search box of a page."""
    body = search_body(text, path, "?period=2026-W47")
    assert client.post("/_dash-update-component", json=body).status_code == 200


def said(audited: Audited) -> list[tuple[str, str, str | None]]:
    return [(entry.action.value, entry.about, entry.region) for entry in audited.gained()]


def test_a_page_is_one_view(audited: Audited) -> None:
    """The empty document and its figures are one view, with the period and without the language."""
    audited.client.get("/overview/330902?period=2026-W47&lang=en")
    show(audited.client, "/overview/330902", "?period=2026-W47&lang=en")

    (entry,) = audited.gained()
    assert (entry.action, entry.about, entry.region) == ("view", "/overview/330902?period=2026-W47", "330902")
    assert entry.address == "127.0.0.1"


def test_the_same_page_is_noted_once_a_minute(audited: Audited, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is looked at for long does not fill the log, and is there again the next minute."""
    start = clock.now().replace(second=0)
    for seconds in (0, 10, 20, 70):
        monkeypatch.setattr(clock, "now", lambda seconds=seconds: start + timedelta(seconds=seconds))
        show(audited.client, "/education/330902")

    assert len(audited.gained()) == 2


def test_a_wall_is_noted_once_a_day(audited: Audited, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scenes of a wall turn by themselves."""
    start = clock.now().replace(hour=8)
    for minutes in (0, 1, 2, 24 * 60):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: start + timedelta(minutes=minutes))
        audited.client.get("/api/v1/picture/wall/330900" + ("?wall=command" if minutes == 1 else ""))

    assert [entry.region for entry in audited.gained()] == ["330900", "330900"]


def test_a_region_out_of_scope_is_a_refusal(audited: Audited) -> None:
    """A page of a foreign region is refused in words; that is no view."""
    show(audited.county, "/overview/330903")

    assert said(audited) == [("refused", "/overview/330903", "330903")]


def test_a_figure_found_by_a_search_is_a_view(audited: Audited) -> None:
    """The box answers with figures: each is noted by the address that explains it, once a minute, without what was typed."""
    for _ in range(2):
        search(audited.client, "定海区 未成年在册 张三")

    assert said(audited) == [("view", "/overview/330902?period=2026-W47&explain=minor_count", "330902")]


def test_a_search_that_finds_places_alone_is_no_view(audited: Audited) -> None:
    """The name of a region, a page and a term show no figure."""
    for text in ("定海区", "定海区 监管", "没有这样的地方"):
        search(audited.client, text)

    assert said(audited) == []


def test_a_refused_request_is_one_entry(audited: Audited) -> None:
    """Whatever answers 403 leaves one entry with its address and status."""
    audited.county.get("/api/v1/alerts?region=330903")

    assert said(audited) == [("refused", "GET /api/v1/alerts?region=330903 403", "330903")]


def test_what_comes_from_a_foreign_page_is_a_refusal(audited: Audited) -> None:
    """A change sent by another site's page is refused before anything reads it, and noted."""
    answer = audited.client.post("/exports", json={}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert [entry.action for entry in audited.gained()] == ["refused"]


def test_an_export_is_one_entry(audited: Audited) -> None:
    """An ordered file is noted with its page and format."""
    audited.client.post("/exports", json={"address": "/overview/330902?period=2026-W47&lang=zh", "format": "pdf"})

    assert said(audited) == [("export", "pdf /overview/330902?period=2026-W47", "330902")]


@pytest.mark.parametrize("address", ["/brands-admin/brands.csv", "/tasks/330900/tasks.xlsx", "/scenes/command.toml"])
def test_a_file_is_a_download(audited: Audited, address: str) -> None:
    """Whatever is given as a file is a download, each time."""
    audited.client.get(address)
    audited.client.get(address)

    assert [entry.action for entry in audited.gained()] == ["download", "download"]


@pytest.mark.parametrize(
    "address", ["/healthz", "/metrics", "/api/v1/version", "/assets/favicon.svg", "/", "/handbook"]
)
def test_what_holds_no_figures_of_a_region_is_not_noted(audited: Audited, address: str) -> None:
    """Files of the program and what is asked every few seconds are no views."""
    audited.client.get(address)

    assert audited.gained() == []


def test_an_unknown_address_is_not_noted(audited: Audited) -> None:
    """What is not there was neither seen nor refused."""
    show(audited.client, "/overview/999999")
    show(audited.client, "/overview/330902", "?period=someday")
    audited.client.get("/api/v1/nothing")

    assert audited.gained() == []


@pytest.mark.parametrize("key", ["token", "code", "access_token", "password"])
def test_no_secret_of_an_address_is_kept(audited: Audited, key: str) -> None:
    """What a token or password may be in never gets into the log, of a view or a refusal."""
    audited.client.get(f"/tasks/330900?{key}=hunter2")
    audited.client.get(f"/api/v1/alerts?region=330200&{key}=hunter2")
    show(audited.client, "/supervision/330903", f"?{key}=hunter2")

    assert "hunter2" not in "".join(entry.line for entry in audited.gained())


def test_the_log_of_a_server_is_whole(audited: Audited) -> None:
    """All that the requests left is one chain."""
    assert verify(audited.store).findings == ()


@pytest.mark.parametrize("path", ["/tasks/330903", "/tasks/330903/new", "/brands-admin/330903/1"])
def test_a_form_of_another_region_is_a_refusal(audited: Audited, path: str) -> None:
    """As its figures are: who looks around among the neighbours is in the log."""
    status = audited.county.get(path).status_code

    (entry,) = audited.gained()
    assert (status, entry.action, entry.account, entry.region) == (403, "refused", "county", "330903")
