"""The file of feeds: a stanza a source, with where it is, what is taken and when."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import parse_qsl, urlsplit

from pydantic import Field, model_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from data.errors import CatalogueError, UnknownRegion
from data.pull.secrets import WAY_OUT, Secret
from data.pull.timing import CLOCK, EVERY
from data.regions import Regions
from data.shapes import Shape, shaped

NAME = r"^\w[\w-]{0,29}$"
SECRET_FIELDS = frozenset({"password", "passwd", "pwd", "token", "access_token", "key", "apikey", "api_key", "secret"})
Clock = Annotated[str, Field(pattern=CLOCK)]


class Retry(Shape):
    """How often a source that does not answer is tried, and the seconds before the second attempt; each wait is twice the one before."""

    attempts: int = Field(default=4, ge=1, le=10)
    wait: int = Field(default=60, ge=1, le=3600)


class CommonFeed(Shape):
    """What all feeds have in common.

    `region` is the code whose rows alone are taken. Fewer than half of the usual offices are refused unless `partial`;
    figures whose newest day is more than `days_back` days old are refused. `day` is the day of figures that do not say
    theirs, `columns` what their columns are called here, `whole` that files name every part of a split.
    """

    name: str = Field(pattern=NAME)
    region: str = Field(pattern=r"^\d{6}(\d{3})?$")
    every: str = Field(default="", pattern=rf"^$|{EVERY}")
    at: tuple[Clock, ...] = ()
    expected_at: str = Field(default="", pattern=rf"^$|{CLOCK}")
    retry: Retry = Retry()
    columns: Mapping[str, str] = {}
    day: Literal["", "today", "yesterday"] = ""
    days_back: int = Field(default=31, ge=1, le=400)
    partial: bool = False
    whole: bool = False
    max_mb: int = Field(default=64, ge=1, le=256)

    @model_validator(mode="after")
    def _one_schedule(self) -> Self:
        if bool(self.every) == bool(self.at):
            raise ValueError('every 和 at 写一个：every = "10m"，或 at = ["08:30", "17:00"]')
        return self


class DatabaseFeed(CommonFeed):
    """A query of any database that SQLAlchemy knows; `:since` in it is the largest value of the column `watermark` so far.

    `since` is what it begins with.
    """

    kind: Literal["database"]
    url: str
    password: Secret | None = None
    query: str
    watermark: str = ""
    since: date | datetime | int | str | None = None

    @model_validator(mode="after")
    def _usable(self) -> Self:
        try:
            url = make_url(self.url)
            url.get_dialect()
        except (ArgumentError, ImportError, ValueError):
            raise ValueError('url 不是数据库地址，例如 "postgresql+psycopg://reader@10.0.0.5/jz"') from None
        if url.password or SECRET_FIELDS & {key.lower() for key in url.query}:
            raise ValueError(f"url 里不能有密码。{WAY_OUT.replace('这里', 'password ')}")
        if (":since" in self.query) != bool(self.watermark) or (self.watermark and self.since is None):
            raise ValueError('query 里的 :since、watermark = "列名" 和 since = 起始值三样要一起写')
        return self


class _Files(CommonFeed):
    """Files in a folder: `complete` says how a whole one is known, `settle` the seconds it must have been unchanged for."""

    folder: str = Field(min_length=1)
    glob: str = Field(default="*", pattern=r"^[^/\\]+$")
    complete: Literal["unchanged", "done"] = "unchanged"
    settle: int = Field(default=30, ge=1, le=3600)


class FolderFeed(_Files):
    """A folder of this machine into which files are put."""

    kind: Literal["folder"]


class SftpFeed(_Files):
    """A folder of a server over SFTP, known by `known_hosts`, entered with a password or a key."""

    kind: Literal["sftp"]
    host: str = Field(min_length=1)
    port: int = Field(default=22, ge=1, le=65535)
    user: str = Field(min_length=1)
    known_hosts: Path
    password: Secret | None = None
    key: Path | None = None
    passphrase: Secret | None = None

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.password is None) == (self.key is None):
            raise ValueError("password 和 key（私钥文件）写一个")
        return self


class HttpsFeed(CommonFeed):
    """A JSON list of objects below the pointer `rows`; `next` points to the address of the next page.

    `token` is sent in `header` with `scheme` in front. The largest value of the column `watermark` so far is sent as the
    parameter `parameter`, beginning with `since`.
    """

    kind: Literal["https"]
    url: str
    rows: str = Field(default="", pattern=r"^(/.*)?$")
    next: str = Field(default="", pattern=r"^(/.*)?$")
    token: Secret | None = None
    header: str = Field(default="Authorization", pattern=r"^[A-Za-z][A-Za-z0-9-]{1,60}$")
    scheme: str = "Bearer"
    ca: Path | None = None
    watermark: str = ""
    parameter: str = "since"
    since: date | datetime | int | str | None = None

    @model_validator(mode="after")
    def _safe(self) -> Self:
        parts = urlsplit(self.url)
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError("url 要以 https:// 开头，写明主机名")
        if "@" in parts.netloc or SECRET_FIELDS & {key.lower() for key, _ in parse_qsl(parts.query)}:
            raise ValueError(f"url 里不能有密码或令牌。{WAY_OUT.replace('这里', 'token ')}")
        if bool(self.watermark) != (self.since is not None):
            raise ValueError('watermark = "列名" 和 since = 起始值要一起写')
        return self


AnyFeed = DatabaseFeed | FolderFeed | SftpFeed | HttpsFeed
KINDS: Mapping[str, type[AnyFeed]] = {
    "database": DatabaseFeed,
    "folder": FolderFeed,
    "sftp": SftpFeed,
    "https": HttpsFeed,
}


def load_feeds(path: Path | None, regions: Regions) -> tuple[AnyFeed, ...]:
    """Return the feeds of a file in its order, none without a file; raises CatalogueError naming every place that is wrong."""
    if path is None:
        return ()
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError(
            f"读不出接口文件 {path}（{error.strerror}）。请核对 COCKPIT_FEEDS 和文件的权限。"
        ) from None
    except ValueError as error:
        raise CatalogueError(f"{path.name} 不是 TOML：{_place(error)}。请改正后再试。") from None
    stanzas = given.pop("feed", [])
    if given or not isinstance(stanzas, list):
        raise CatalogueError(f"{path.name}：每个接口写成一段 [[feed]]，不认识 {'、'.join(given) or 'feed'}。")
    feeds, faults = [], []
    for number, stanza in enumerate(stanzas, start=1):
        where = f"{path.name} 第 {number} 段“{stanza.get('name', '')}”"
        try:
            feeds.append(_feed(stanza, where, regions))
        except CatalogueError as error:
            faults.append(str(error))
    names = [feed.name for feed in feeds]
    faults += [f"{path.name}：有两段都叫“{name}”，请改一个名字。" for name in sorted({*names}) if names.count(name) > 1]
    if faults:
        raise CatalogueError("\n".join(faults))
    return tuple(feeds)


def _feed(stanza: Mapping[str, object], where: str, regions: Regions) -> AnyFeed:
    kind = stanza.get("kind")
    if kind not in KINDS:
        raise CatalogueError(f"{where}，kind：应为 {'、'.join(KINDS)} 之一。")
    feed = shaped(KINDS[str(kind)], stanza, where)
    try:
        regions.get(feed.region)
    except UnknownRegion as error:
        raise CatalogueError(f"{where}，region：{error}") from None
    return feed


def _place(error: ValueError) -> str:
    """Return where a file is no TOML, without what is written there."""
    said = str(error)
    return said[said.rfind("(") + 1 :].rstrip(")") if "(at " in said else "文字不是 UTF-8"
