"""`cockpit pull`: what it says, how it ends, and in whose name a feed is loaded."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from sqlalchemy import select

from dashboard import schedule
from dashboard.opening import open_configured_store
from dashboard.outlets.metrics import registry
from dashboard.settings import load_settings
from data import clock
from data.accounts.tokens import add_token
from data.schema.accounts import AuditRow
from data.store import Store
from data.viewer import Role
from tests.dashboard.conftest import Run
from tests.data.feeds import BINJIANG, XIXING, binjiang_store
from tests.data.pull.conftest import report, stanza
from tests.product import add_person


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the settings of a county's own cockpit, one feed of files, and one whose folder is away."""
    binjiang_store(tmp_path).engine.dispose()
    (tmp_path / "inbox").mkdir()
    common = {"kind": '"folder"', "complete": '"done"', "retry": "{attempts = 1}", "expected_at": '"00:00"'}
    stanzas = [
        stanza("日报", folder=f'"{tmp_path / "inbox"}"', **common),
        stanza("旧盘", folder=f'"{tmp_path / "gone"}"', **common),
    ]
    (tmp_path / "feeds.toml").write_text("\n".join(stanzas), encoding="utf-8")
    for name, value in {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'cockpit.db'}",
        "ROOT": BINJIANG,
        "FEEDS": tmp_path / "feeds.toml",
        "FEEDS_FOLDER": tmp_path / "feeds",
    }.items():
        monkeypatch.setenv(f"COCKPIT_{name}", str(value))
    return tmp_path


@pytest.fixture
def command(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on that cockpit, whatever the settings of others are."""
    monkeypatch.setenv("COCKPIT_DATABASE_URL", f"sqlite:///{place / 'cockpit.db'}")
    monkeypatch.setenv("COCKPIT_ROOT", BINJIANG)
    return run


def put(place: Path) -> None:
    """Put yesterday's report into the folder."""
    yesterday = clock.today() - timedelta(days=1)
    report(place / "inbox" / "a.csv", yesterday.isoformat())
    (place / "inbox" / "a.csv.done").touch()


def opened(place: Path) -> Store:
    """Open the store of that cockpit as the product does."""
    return open_configured_store(load_settings())


def test_a_feed_is_loaded_in_its_own_name(command: Run, place: Path) -> None:
    """The audit log has 接口·日报 for the load."""
    put(place)

    status, said, _ = command("pull", "日报")

    assert status == 0, said
    assert "日报：已装载。" in said
    with opened(place).reading() as connection:
        assert connection.execute(select(AuditRow.account).where(AuditRow.what == "load")).scalars().all() == [
            "接口·日报"
        ]


def test_a_dry_run_writes_nothing(command: Run, place: Path) -> None:
    """It says what a load would do."""
    put(place)

    status, said, _ = command("pull", "日报", "--dry-run")

    assert status == 0
    assert "试运行，未写入" in said
    assert "3 个单位·日" in said
    assert opened(place).version() == 0


def test_a_failure_is_the_exit_status(command: Run, place: Path) -> None:
    """The others are fetched all the same."""
    put(place)

    status, said, _ = command("pull")

    assert status == 1
    assert "日报：已装载。" in said
    assert "旧盘：取不到。" in said


def test_the_list_says_how_each_feed_is(command: Run, place: Path) -> None:
    """Those that are late first of all say so."""
    command("pull")

    status, said, _ = command("pull", "--list")

    assert status == 0
    assert "今日未到；没有新文件" in said
    assert "今日未到；取不到" in said


def test_an_unknown_name_names_the_known_ones(command: Run, place: Path) -> None:
    """In words."""
    status, _, trouble = command("pull", "月报")

    assert status == 1
    assert "没有叫“月报”的接口。现有：日报、旧盘。" in trouble


def test_without_a_file_of_feeds_the_way_is_said(command: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting and where its form is described."""
    monkeypatch.delenv("COCKPIT_FEEDS")

    status, said, _ = command("pull")

    assert status == 0
    assert "COCKPIT_FEEDS" in said


def test_the_server_fetches_what_is_due_and_says_once_what_is_late(
    place: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The next minute neither fetches nor says it again; monitors see it too."""
    put(place)
    store, settings = opened(place), load_settings()

    schedule.pull_due(store, settings)
    schedule.pull_due(store, settings)

    said = [each.getMessage() for each in caplog.records]
    assert store.version() == 1
    assert sum("旧盘: 试了 1 次都取不到" in each for each in said) == 1
    assert [each for each in said if "have not arrived" in each] == [
        "feed 旧盘: the figures expected at 00:00 have not arrived"
    ]
    text = generate_latest(registry(store, ())).decode()
    assert 'cockpit_feed_late{feed="旧盘"} 1.0' in text
    assert 'cockpit_feed_late{feed="日报"} 0.0' in text


def test_a_file_of_feeds_that_is_wrong_stops_nothing_else(place: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The log says what is wrong each minute."""
    (place / "feeds.toml").write_text("[[feed]]\nname = 'a'\n", encoding="utf-8")

    schedule.pull_due(opened(place), load_settings())

    assert "feeds are not fetched: feeds.toml 第 1 段“a”" in caplog.text


def test_a_feed_of_a_wider_region_is_not_for_an_account_of_a_narrower_one(
    command: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not there for it: neither listed nor fetched."""
    store = opened(place)
    add_person(store, Role.REPORTER, name="clerk", region=XIXING)
    monkeypatch.setenv("COCKPIT_TOKEN", add_token(store, "clerk", 1)[1])

    _, said, _ = command("pull", "--list")
    status, _, trouble = command("pull", "日报")

    assert said.strip() == ""
    assert status == 1
    assert "现有：无" in trouble
