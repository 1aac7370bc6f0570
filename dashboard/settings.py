"""The settings: read once from `COCKPIT_*` in the environment or a `.env` file, checked, and passed in."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, StringConstraints, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "COCKPIT_"
CHECKOUT = Path(__file__).resolve().parent.parent

FREEZE_MOMENT = re.compile(r"[1-7] ([01]\d|2[0-3]):[0-5]\d")
HOST_NAMES = re.compile(r"\s*([A-Za-z0-9_.-]+\s*(,\s*|$))*")

RegionCode = Annotated[str, StringConstraints(pattern=r"^\d{6}(\d{3})?$")]


class SettingsError(Exception):
    """A setting that cannot be used; the message names the variable, what was found and what it should be."""


class Settings(BaseSettings):
    """Everything a deployment may choose; the table in the README is made from this class."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    database_url: str = Field(
        default=f"sqlite:///{CHECKOUT / 'var' / 'cockpit.db'}",
        description="SQLAlchemy URL of the database; the default is `var/cockpit.db` in the checkout.",
    )
    root: RegionCode = Field(
        default="330000", description="Code of the region at the top: a province, a city or a county."
    )
    places: Path = Field(
        default=CHECKOUT / "data" / "places", description="Folder holding `regions.csv` and `offices.csv`."
    )
    map_file: Path | None = Field(
        default=None,
        description="GeoJSON with the county boundaries and its `review_number` (审图号); empty takes the shipped map.",
    )
    title: str = Field(default="", description="Title in the top bar; empty makes it from the root region's name.")
    host: str = Field(default="127.0.0.1", min_length=1, description="Address the server listens on.")
    port: int = Field(default=8050, ge=1, le=65535, description="Port the server listens on.")
    allowed_hosts: str = Field(
        default="",
        description="Names under which the cockpit is opened, parted by commas; IP addresses, localhost and the machine's own name need not be named.",
    )
    workers: int = Field(default=2, ge=1, le=64, description="Server processes.")
    keep_days: int = Field(
        default=400, ge=62, description="Days that office-day facts are kept; closed roll-ups stay for ever."
    )
    stale_days: int = Field(
        default=7, ge=0, le=31, description="Days an unreported stock is carried before it counts as stale."
    )
    data_age_hours: int = Field(
        default=48, ge=1, description="Hours after the last load at which the screen calls its data old."
    )
    poll_seconds: int = Field(
        default=15, ge=1, le=3600, description="Seconds between two questions of the browser for new data."
    )
    coverage_shown: float = Field(
        default=95,
        ge=0,
        le=100,
        description="Coverage in per cent below which a figure says its own; the top of a page always says it.",
    )
    redis_url: str = Field(
        default="",
        description="Redis shared by several processes for caching and for the queue of exports; empty caches in each process and queues in a file.",
    )
    freeze_at: str = Field(
        default="1 08:00",
        description="When the week before is frozen, Shanghai time: day of the week (1 is Monday) and time.",
    )
    freeze_level: Literal["province", "city", "county"] = Field(
        default="county", description="Lowest level whose weeks are frozen: province, city or county."
    )
    exports: Path = Field(
        default=CHECKOUT / "var" / "exports",
        description="Folder in which exports wait and are kept for a day; all processes of the server share it.",
    )
    weekly: Path = Field(
        default=CHECKOUT / "var" / "weekly",
        description="Folder of the Monday files of `cockpit report --schedule`; the meeting's page links to those in it.",
    )
    metrics_port: int = Field(
        default=9850,
        ge=0,
        le=65535,
        description="Port on 127.0.0.1 that answers Prometheus at `/metrics`; 0 for none.",
    )
    webhook_urls: str = Field(
        default="",
        description="Addresses that are sent alerts opened and closed and weeks frozen, parted by commas; `cockpit webhooks` prints the key of each.",
    )
    secret: SecretStr = Field(
        default=SecretStr(""),
        description="The deployment's secret, at least 32 characters; empty takes the one in `COCKPIT_SECRET_FILE`.",
    )
    secret_file: Path = Field(
        default=CHECKOUT / "var" / "secret",
        description="File with the secret, made at the first start where it is missing.",
    )
    rule_book: Literal["nhs", "western_electric", "nelson"] = Field(
        default="nhs", description="Rule book that separates signals from noise: nhs, western_electric or nelson."
    )

    @property
    def allowed_names(self) -> tuple[str, ...]:
        """The further names under which the cockpit is opened."""
        return tuple(name.strip() for name in self.allowed_hosts.split(",") if name.strip())

    @property
    def webhook_addresses(self) -> tuple[str, ...]:
        """The addresses that webhooks go to, each once."""
        return tuple(dict.fromkeys(url.strip() for url in self.webhook_urls.split(",") if url.strip()))

    @property
    def freeze_moment(self) -> tuple[int, int, int]:
        """When a week is frozen, as (day of the week from 1, hour, minute)."""
        day, time = self.freeze_at.split()
        hour, minute = time.split(":")
        return int(day), int(hour), int(minute)

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            make_url(value).get_dialect().import_dbapi()
        except (ArgumentError, ImportError) as error:
            raise PydanticCustomError("database_url", "database_url") from error
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _host_names(cls, value: str) -> str:
        if not HOST_NAMES.fullmatch(value):
            raise PydanticCustomError("allowed_hosts", "allowed_hosts")
        return value

    @field_validator("webhook_urls")
    @classmethod
    def _addresses(cls, value: str) -> str:
        if not all(is_address(url.strip()) for url in value.split(",") if url.strip()):
            raise PydanticCustomError("webhook_urls", "webhook_urls")
        return value

    @field_validator("freeze_at")
    @classmethod
    def _known_moment(cls, value: str) -> str:
        if not FREEZE_MOMENT.fullmatch(value):
            raise PydanticCustomError("freeze_at", "freeze_at")
        return value

    @field_validator("redis_url")
    @classmethod
    def _usable_redis(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise PydanticCustomError("redis_url", "redis_url")
        if value and find_spec("redis") is None:
            raise PydanticCustomError("redis_package", "redis_package")
        return value


def is_address(url: str) -> bool:
    """Say whether a text is an address over HTTP that can be called, without a name and password in it."""
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc and has_port


def load_settings() -> Settings:
    """Return the settings of this process; raises SettingsError naming every variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_finding(dict(detail)) for detail in error.errors())) from error


def _finding(detail: dict[str, object]) -> str:
    location = detail["loc"]
    name = str(location[0]) if isinstance(location, tuple) and location else ""
    context = detail.get("ctx")
    limits: dict[str, object] = {**context} if isinstance(context, dict) else {}
    limits["expected"] = str(limits.get("expected", "")).replace("'", "").replace(", ", "、").replace(" or ", "、")
    wanted = _WANTED.get(str(detail["type"]), "值不可用。").format_map(limits)
    given = re.sub(r"//[^/]*@", "//***@", str(detail["input"]))  # no password in a log
    return f"{PREFIX}{name.upper()}：设为“{given}”，{wanted}"


_WANTED = {
    "int_parsing": "应为整数。",
    "float_parsing": "应为数，例如 95。",
    "greater_than_equal": "不得小于 {ge}。",
    "less_than_equal": "不得大于 {le}。",
    "bool_parsing": "应为 true 或 false。",
    "string_pattern_mismatch": "应为 6 位区划代码（如 330000、330100、330108）。",
    "string_too_short": "不得为空。",
    "string_too_long": "不得超过 {max_length} 个字符。",
    "allowed_hosts": "应为域名，用逗号隔开，不带 http:// 和端口，例如 cockpit.sfj.example,jsc.sfj.example。",
    "webhook_urls": "应为 http:// 或 https:// 开头的地址，不带用户名和口令，几个用逗号隔开，例如 https://hub.example/hooks/cockpit。",
    "freeze_at": "应写成星期几（1 为星期一）和时刻，例如 1 08:00。",
    "literal_error": "应为 {expected} 之一。",
    "path_type": "应为文件或文件夹的路径。",
    "database_url": "应写成 sqlite:///文件路径 或 postgresql+psycopg://用户:口令@主机/库名，且装有该数据库的驱动。",
    "redis_url": "应写成 redis://主机:6379/0；留空则在进程内缓存。",
    "redis_package": "但没有安装 redis 包。请先 pip install redis；留空则在进程内缓存。",
}
