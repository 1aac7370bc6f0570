"""The API, files and commands as of an earlier version, marked as such wherever they are read."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient

from callbacks.memory import Memory
from dashboard.app import create_app
from dashboard.cockpit import cockpit_over
from dashboard.exports.formats import FORMATS, Paper
from dashboard.exports.making import document_for, file_of, file_stem
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.store import Store
from data.viewer import EVERYTHING, Viewer
from layouts.view import View
from tests.data.feeds import HEADER, load, write_csv
from tests.product import copy_without_log, signed_client

OFFICE = "330902050"
DAY = "2026-11-22"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def settings(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a city into whose database one office's day was loaded after the demonstration."""
    folder = tmp_path_factory.mktemp("known")
    url = copy_without_log(city_store, folder / "cockpit.db")
    settings = Settings(database_url=url, root="330900", known=folder / "known")
    store = open_configured_store(settings)
    load(store, write_csv(folder / "one.csv", [HEADER, [DAY, OFFICE, 60, 3]]))
    store.engine.dispose()
    return settings


@pytest.fixture(scope="module")
def version(settings: Settings) -> int:
    """The version before the last load."""
    store = open_configured_store(settings)
    return store.version() - 1


@pytest.fixture(scope="module")
def asking(settings: Settings) -> FlaskClient:
    """A client of that city's cockpit."""
    return signed_client(create_app(settings).server)


QUESTION = f"/api/v1/readings?metric=checkin_completion_rate&region={OFFICE}&period={DAY}"


def test_the_api_answers_as_of_a_version_and_says_so(asking: FlaskClient, version: int) -> None:
    """By either name, with the loads that are not counted; the present says null."""
    now = asking.get(QUESTION)
    then, same = (asking.get(f"{QUESTION}&{name}={version}") for name in ("known", "version"))

    assert now.get_json()["known"] is None
    assert then.get_json() == same.get_json() | {"next": None}
    assert (then.get_json()["known"], then.get_json()["later"], then.get_json()["version"]) == (
        str(version),
        1,
        version,
    )
    assert then.headers["X-Known"] == str(version)
    assert now.get_json()["items"][0]["value"] == 5
    assert then.get_json()["items"][0]["value"] != 5


@pytest.mark.parametrize(
    ("asked", "status"),
    [("known=99", 404), ("known=yesterday", 404), ("known=2099-01-01", 404), ("known=1&version=2", 404)],
)
def test_the_api_refuses_what_cannot_be_known(asking: FlaskClient, asked: str, status: int) -> None:
    """With a problem in words."""
    answer = asking.get(f"{QUESTION}&{asked}")

    assert answer.status_code == status
    assert answer.get_json()["detail"]


def test_an_address_that_cannot_be_known_is_not_found(asking: FlaskClient, version: int) -> None:
    """The page itself says why."""
    assert asking.get(f"/overview?known={version}").status_code == 200
    assert asking.get("/overview?known=99").status_code == 404
    assert asking.get(f"/wall?known={version}").status_code == 404


def test_a_panel_s_file_has_the_past_in_its_name_and_head(asking: FlaskClient, version: int) -> None:
    """Figures and pictures differ from those of today."""
    answer = asking.get(f"/api/v1/panels/kpis.zip/overview?known={version}")

    assert f"-known-{version}.zip" in answer.headers["Content-Disposition"]
    about = ZipFile(io.BytesIO(answer.data)).read("about.csv").decode()
    assert f"按第 {version} 版所知" in about
    picture = asking.get(f"/api/v1/panels/kpis.svg/overview?known={version}")
    assert picture.status_code == 200


@pytest.mark.parametrize("suffix", ["json", "csv", "docx", "xlsx", "pptx", "pdf"])
def test_every_kind_of_file_is_made_of_the_past(settings: Settings, version: int, suffix: str) -> None:
    """Read back as every file is; its name says as of when."""
    cockpit = cockpit_over(open_configured_store(settings), settings, Memory())
    view = View(page="quality", region="330902", known=str(version))

    document = document_for(cockpit, Viewer("operator", "330900", EVERYTHING), view)

    assert file_stem(document).endswith(f"-v{version}-known-{version}")
    assert f"按第 {version} 版所知" in document.title
    assert "此后 1 次装载未计入" in document.edition
    assert file_of(document, FORMATS[suffix], Paper.A4)


def test_commands_read_the_past_and_say_so_beside_it(
    settings: Settings, version: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows carry it too; both options at once are refused."""
    monkeypatch.setenv("COCKPIT_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("COCKPIT_KNOWN", str(settings.known))
    asked = ("read", "checkin_completion_rate", "--region", OFFICE, "--period", DAY, "--format", "json")

    status, said, beside = run(*asked, "--version", str(version))

    assert status == 0
    assert json.loads(said)[0]["known"] == str(version)
    assert json.loads(said)[0]["value"] != 5
    assert "此后 1 次装载未计入" in beside
    assert run(*asked, "--version", "1", "--known", DAY)[0] != 0
