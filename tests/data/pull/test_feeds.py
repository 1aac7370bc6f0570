"""The file of feeds: what is wrong in it is said by its place, and no secret may be written into it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from data import clock
from data.errors import CatalogueError
from data.pull import load_feeds
from data.pull.timing import is_due, is_late
from data.store import Store
from tests.data.pull.conftest import stanza

FOLDER = {"kind": '"folder"', "folder": '"/in"'}
DATABASE = {"kind": '"database"', "query": '"SELECT 1"', "url": '"postgresql+psycopg://reader@10.0.0.5/jz"'}
SFTP = {"kind": '"sftp"', "host": '"h"', "user": '"u"', "folder": '"/"', "known_hosts": '"/k"', "key": '"/id"'}
HTTPS = {"kind": '"https"', "url": '"https://jz.example/daily"'}
WRONG = {
    "an unknown key": ({**FOLDER, "pattern": '"*.csv"'}, "pattern：不认识的键"),
    "an unknown kind": ({"kind": '"ftp"'}, "kind：应为 database、folder、sftp、https 之一"),
    "an unknown region": ({**FOLDER, "region": '"999999"'}, "region："),
    "no schedule": ({**FOLDER, "every": '""'}, "every 和 at 写一个"),
    "a password in an address": (
        {**DATABASE, "url": '"postgresql+psycopg://reader:Quiet29@h/jz"'},
        "url 里不能有密码",
    ),
    "a password in a parameter": (
        {**DATABASE, "url": '"postgresql+psycopg://reader@h/jz?password=Quiet29"'},
        "url 里不能有密码",
    ),
    "a password written out": ({**DATABASE, "password": '"Quiet29"'}, "password：这里不写密码本身"),
    "a password of digits": ({**DATABASE, "password": "29292929"}, "password：这里不写密码本身"),
    "a token in an address": ({**HTTPS, "url": '"https://jz.example/daily?token=Quiet29"'}, "url 里不能有密码或令牌"),
    "an address without TLS": ({**HTTPS, "url": '"http://jz.example/daily"'}, "https:// 开头"),
    "a server without a known key": (
        {key: value for key, value in SFTP.items() if key != "known_hosts"},
        "known_hosts：没有写",
    ),
    "a server without a way in": ({key: value for key, value in SFTP.items() if key != "key"}, "password 和 key"),
    "a watermark without a start": ({**DATABASE, "watermark": '"changed"'}, "三样要一起写"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_by_its_place(store: Store, tmp_path: Path, case: str) -> None:
    """The file, the number and name of the stanza, the key, the reason; never a secret."""
    given, said = WRONG[case]
    path = tmp_path / "feeds.toml"
    path.write_text(stanza("监管库", **given), encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"feeds\.toml 第 1 段“监管库”") as raised:
        load_feeds(path, store.regions)

    assert said in str(raised.value)
    assert "Quiet29" not in str(raised.value)
    assert "29292929" not in str(raised.value)


def test_two_of_one_name_are_refused(store: Store, tmp_path: Path) -> None:
    """Each is known by its name."""
    path = tmp_path / "feeds.toml"
    path.write_text("\n".join([stanza("a", **FOLDER)] * 2), encoding="utf-8")

    with pytest.raises(CatalogueError, match="有两段都叫“a”"):
        load_feeds(path, store.regions)


def test_a_file_that_is_no_toml_is_not_repeated(store: Store, tmp_path: Path) -> None:
    """What is written in it may be a secret; its line is named."""
    path = tmp_path / "feeds.toml"
    path.write_text("[[feed]]\npassword = Quiet29", encoding="utf-8")

    with pytest.raises(CatalogueError, match="line 2") as raised:
        load_feeds(path, store.regions)

    assert "Quiet29" not in str(raised.value)


def test_the_example_of_the_handbook_for_operators_can_be_used(store: Store, tmp_path: Path) -> None:
    """Every kind of feed is in it."""
    text = Path("docs/running.md").read_text(encoding="utf-8")
    example = next(found for found in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if "[[feed]]" in found)
    path = tmp_path / "feeds.toml"
    path.write_text(example, encoding="utf-8")

    feeds = load_feeds(path, store.regions)

    assert [feed.kind for feed in feeds] == ["database", "folder", "sftp", "https"]


def at(text: str) -> datetime:
    """Return a time of 2026-11-23 in Shanghai."""
    return datetime.fromisoformat(f"2026-11-23 {text}").replace(tzinfo=clock.SHANGHAI)


@pytest.mark.parametrize(
    ("looked_at", "now", "due"),
    [
        (at("08:29"), at("08:30"), True),
        (at("08:30"), at("16:59"), False),
        (at("08:30"), at("17:00"), True),
        (at("17:00") - timedelta(days=1), at("08:29"), False),
        (at("08:00") - timedelta(days=1), at("08:00"), True),  # the server was off
        (None, at("03:00"), True),
    ],
)
def test_times_of_day_are_due_once(looked_at: datetime | None, now: datetime, due: bool) -> None:
    """At 08:30 and 17:00; those missed while the server was off are due once."""
    assert is_due("", ("08:30", "17:00"), looked_at, now) is due


def test_an_interval_is_due_again_after_it() -> None:
    """Every ten minutes, from look to look."""
    assert not is_due("10m", (), at("08:00"), at("08:09"))
    assert is_due("10m", (), at("08:00"), at("08:10"))


def test_figures_are_late_after_their_time() -> None:
    """On the day itself, until they arrive."""
    yesterday = at("09:00") - timedelta(days=1)
    assert not is_late("09:00", yesterday, at("08:59"))
    assert is_late("09:00", yesterday, at("09:00"))
    assert is_late("09:00", None, at("09:00"))
    assert not is_late("09:00", at("08:40"), at("12:00"))
    assert not is_late("", None, at("12:00"))
