"""What the server sends before any script runs."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.settings import Settings
from tests.product import page_client


def test_the_document_says_what_it_is(client: FlaskClient) -> None:
    """Title by root region, language, viewport, the seal as its icon."""
    document = client.get("/").text

    assert "<title>舟山市社区矫正驾驶舱</title>" in document
    assert '<html lang="zh-CN"' in document
    assert 'name="viewport"' in document
    assert "/assets/favicon.svg?m=" in document


def test_the_title_can_be_chosen(city_url: str) -> None:
    """COCKPIT_TITLE replaces the one made from the region."""
    app = create_app(Settings(database_url=city_url, root="330900", title="舟山群岛驾驶舱"))

    assert "<title>舟山群岛驾驶舱</title>" in page_client(app.server).get("/").text


@pytest.mark.parametrize("path", ["/", "/overview", "/overview/330921?period=2026-W40", "/overview/330900?grain=month"])
def test_a_known_address_answers_200(client: FlaskClient, path: str) -> None:
    """Every view is an address that can be sent."""
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/overview/999999",
        "/overview/330100",
        "/overview/330900/more",
        "/overview/330900?period=2026-W60",
        "/overview/330900?period=2030",
        "/overview/330900?explain=nonsense",
        "/overview/330900?period=%FF",
        "/api/v1/nothing",
    ],
)
def test_an_unknown_address_answers_404(client: FlaskClient, path: str) -> None:
    """Unknown pages, regions, periods and metrics, and regions outside the root."""
    assert client.get(path).status_code == 404


def test_an_empty_store_is_no_unknown_address(empty_client: FlaskClient) -> None:
    """The page that says how to bring data is served as any other."""
    assert empty_client.get("/").status_code == 200


def test_scripts_and_styles_need_this_response(client: FlaskClient) -> None:
    """The policy allows own files, hashed scripts and styles with this response's nonce, and nothing inline."""
    first, second = client.get("/"), client.get("/")

    policies = [answer.headers["Content-Security-Policy"] for answer in (first, second)]
    nonces = [re.search(r"'nonce-([^']+)'", policy) for policy in policies]
    assert all(
        nonce and f'nonce="{nonce[1]}"' in answer.text for nonce, answer in zip(nonces, (first, second), strict=True)
    )
    assert policies[0] != policies[1]
    assert "default-src 'none'" in policies[0]
    assert "unsafe" not in policies[0]


def test_the_tables_script_waits_for_the_first_table(client: FlaskClient) -> None:
    """The document names the script that tables need, which is half of all scripts, and does not load it."""
    document = client.get("/").text

    address = re.search(r'data-tables="(/[^"]+)"', document)

    assert address
    assert f'src="{address[1]}"' not in document
    script = client.get(address[1])
    assert script.status_code == 200
    assert "max-age=31536000" in script.headers["Cache-Control"]
    assert "window.dash_ag_grid" in script.text


def test_nothing_is_asked_of_other_machines(client: FlaskClient) -> None:
    """Every script, style and icon of the document comes from this server."""
    links = re.findall(r'(?:src|href)="([^"]+)"', client.get("/").text)

    assert links
    assert [link for link in links if not link.startswith("/")] == []


def test_files_are_kept_and_documents_are_not(client: FlaskClient) -> None:
    """Assets carry their version and are kept for a year, the document is asked for each time."""
    document = client.get("/")
    asset = next(link for link in re.findall(r'src="([^"]+)"', document.text) if link.startswith("/assets/0-theme.js"))

    assert "max-age=31536000" in client.get(asset).headers["Cache-Control"]
    assert document.headers["Cache-Control"] == "private, no-cache"
    assert "?m=" in asset


def test_the_first_parallel_requests_are_answered(city_url: str) -> None:
    """After the warm-up of wsgi.py, all bundles asked for at once arrive."""
    server = create_app(Settings(database_url=city_url, root="330900")).server
    bundles = re.findall(r'src="(/_dash-component-suites[^"]+)"', page_client(server).get("/").text)

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda path: server.test_client().get(path).status_code, bundles))

    assert len(bundles) > 3
    assert set(statuses) == {200}


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/overview/定海区", "/overview/330902"),
        ("/supervision/定海?period=2026-W46", "/supervision/330902?period=2026-W46"),
        ("/wall/舟山市", "/wall/330900"),
    ],
)
def test_an_address_that_names_a_region_leads_to_its_code(client: FlaskClient, path: str, address: str) -> None:
    """Typed or written down by name, with what else the address asks for."""
    answer = client.get(path)

    assert (answer.status_code, answer.headers["Location"]) == (302, address)


def test_an_address_that_names_several_regions_is_not_led_anywhere(client: FlaskClient) -> None:
    """The page offers all of them instead."""
    assert client.get("/overview/不知所云").status_code == 404


def test_help_leads_to_the_handbook(client: FlaskClient) -> None:
    """帮助 shows the handbook for those who read the screens, with its parts."""
    answer = client.get("/handbook")

    assert answer.status_code == 200
    assert "<h1>看屏手册</h1>" in answer.text
    assert '<a href="#part-2">一分钟看懂一屏</a>' in answer.text
