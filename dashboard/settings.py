"""The settings: read once from `COCKPIT_*` in the environment or a `.env` file, checked, and passed in."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from data.text.addresses import is_address
from data.text.secrets import masked

PREFIX = "COCKPIT_"
CHECKOUT = Path(__file__).resolve().parent.parent

FREEZE_MOMENT = re.compile(r"[1-7] ([01]\d|2[0-3]):[0-5]\d")
REGION = re.compile(r"\d{6}(\d{3})?")
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{2,60}")
READ_OTHERWISE = frozenset({"host", "cookie", "authorization", "origin", "content-type", "content-length"})
LOOPBACK = r"(localhost|127\.0\.0\.1|\[::1\])"
ISSUER = re.compile(rf"(https://[A-Za-z0-9.:\[\]-]+|http://{LOOPBACK}(:[0-9]+)?)(/[A-Za-z0-9._~/-]*)?")
ANCESTOR = re.compile(r"'self'|https?://(\*\.)?[A-Za-z0-9.-]+(:([0-9]{1,5}|\*))?")
HOST_NAMES = re.compile(r"\s*([A-Za-z0-9_.-]+\s*(,\s*|$))*")

RegionCode = Annotated[str, StringConstraints(pattern=r"^\d{6}(\d{3})?$")]


class SettingsError(Exception):
    """A setting that cannot be used; the message names the variable, what was found and what it should be."""


class Settings(BaseSettings):
    """Everything a deployment may choose; the table in the README is made from this class."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    database_url: str = Field(
        default=f"sqlite:///{CHECKOUT / 'var' / 'cockpit.db'}",
        repr=False,  # it may hold a password
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
    history_days: int = Field(
        default=400,
        ge=1,
        description="Days that what a load replaced is kept, so that it can be undone and read as it was known.",
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
        repr=False,  # it may hold a password
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
    known: Path = Field(
        default=CHECKOUT / "var" / "known",
        description="Folder of the copies of the database as it was known on a day (`?known=`): the last few are kept, each as large as the database.",
    )
    audit_days: int = Field(
        default=180,
        ge=180,
        description="Days that entries of the audit log are kept before `cockpit audit prune` may remove them.",
    )
    audit_syslog: str = Field(
        default="",
        description="Address `host:port` (UDP) to which entries of the audit log are sent as syslog; empty sends none.",
    )
    metrics_port: int = Field(
        default=9850,
        ge=0,
        le=65535,
        description="Port on 127.0.0.1 that answers Prometheus at `/metrics`; 0 for none.",
    )
    webhook_urls: str = Field(
        default="",
        description="Addresses that are sent alerts opened and closed and weeks frozen, parted by commas, each with the region whose it gets in front (`330106=https://…`), without one all; `cockpit webhooks` prints the key of each.",
    )
    feeds: Path | None = Field(
        default=None,
        description="TOML file of the feeds that `cockpit pull` and the server fetch by themselves; empty for none.",
    )
    feeds_folder: Path = Field(
        default=CHECKOUT / "var" / "feeds",
        description="Folder, readable by the server alone, in which fetched files are kept for 30 days.",
    )
    rule_book: Literal["nhs", "western_electric", "nelson"] = Field(
        default="nhs", description="Rule book that separates signals from noise: nhs, western_electric or nelson."
    )

    secret: SecretStr = Field(
        default=SecretStr(""),
        description="Secret of at least 32 characters that signs cookies and seals the audit log and frozen weeks; empty takes that of the file.",
    )
    secret_file: Path = Field(
        default=CHECKOUT / "var" / "secret",
        description="File of the secret, made at the first start; keep a copy of it apart from the database's.",
    )
    token: SecretStr = Field(
        default=SecretStr(""),
        description="Token of the account as which commands run (`cockpit user token`); empty runs them as the terminal's operator.",
    )
    idle_minutes: int = Field(default=60, ge=5, le=1440, description="Minutes without use after which a session ends.")
    session_hours: int = Field(default=12, ge=1, le=168, description="Hours after which a session ends in any case.")
    second_factor: Literal["optional", "administrators", "everyone"] = Field(
        default="optional", description="Who must set up a second factor: optional, administrators or everyone."
    )
    uploads: Path = Field(
        default=CHECKOUT / "var" / "uploads",
        description="Private folder of the files given at the intake desk; all processes of the server share it.",
    )
    upload_mb: int = Field(default=64, ge=1, le=190, description="Largest file that the intake desk takes, in MB.")
    upload_days: int = Field(
        default=30,
        ge=1,
        le=400,
        description="Days that a file given at the intake desk is kept unless it is discarded.",
    )
    second_review: Literal["off", "county"] = Field(
        default="off",
        description="Who confirms what is reported at the desk: off (its sender) or county (somebody else of the county or above who may confirm reports).",
    )
    names_siblings: bool = Field(
        default=False,
        description="Show accounts the names and figures of the regions beside theirs; off: place, quartiles and the own mark.",
    )
    proxies: str = Field(
        default="",
        description="Addresses of the reverse proxies whose X-Forwarded-For, X-Forwarded-Proto and gateway header are believed, parted by commas.",
    )
    gateway_header: str = Field(
        default="",
        description="Header in which a portal's gateway names the account, believed from the proxies alone; empty: off.",
    )
    oidc_issuer: str = Field(
        default="", description="Address of an OpenID Connect provider with which accounts may sign in; empty: off."
    )
    oidc_client_id: str = Field(
        default="", validate_default=True, description="Name of this deployment at the provider."
    )
    oidc_client_secret: SecretStr = Field(default=SecretStr(""), description="Its secret at the provider.")
    oidc_claim: str = Field(
        default="sub",
        description="Claim of the provider's token by which an account is known (`cockpit user add --subject`).",
    )
    frame_ancestors: str = Field(
        default="'self'",
        description="Who may embed the pages, parted by spaces: 'self', 'none' or addresses of portals (https://portal.example).",
    )
    secrets_dir: Path | None = Field(
        default=None,
        description="Folder with files of secrets, each named like its variable in small letters (`cockpit_database_url`); read from the environment alone.",
    )
    watermark: Literal["off", "exports", "all"] = Field(
        default="exports",
        description="Where account and minute are written as a watermark: off, exports, or all (screens too; of walls the province's alone).",
    )

    @property
    def trusted_proxies(self) -> frozenset[str]:
        """The addresses whose forwarding headers are believed."""
        return frozenset(_addresses(self.proxies))

    @property
    def is_embedded_elsewhere(self) -> bool:
        """Whether pages of other servers may embed the cockpit's."""
        return bool(set(self.frame_ancestors.split()) - {"'self'", "'none'"})

    @property
    def allowed_names(self) -> tuple[str, ...]:
        """The further names under which the cockpit is opened."""
        return tuple(name.strip() for name in self.allowed_hosts.split(",") if name.strip())

    @property
    def syslog_address(self) -> tuple[str, int] | None:
        """Where the audit log is sent, None for nowhere."""
        host, _, port = self.audit_syslog.rpartition(":")
        return (host.strip("[]"), int(port)) if host else None

    @property
    def webhook_addresses(self) -> tuple[tuple[str, str], ...]:
        """The regions and addresses that webhooks go to, each pair once; the region is empty for the whole cockpit."""
        return tuple(dict.fromkeys(_receiver(one) for one in self.webhook_urls.split(",") if one.strip()))

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

    @field_validator("proxies")
    @classmethod
    def _known_addresses(cls, value: str) -> str:
        try:
            _addresses(value)
        except ValueError as error:
            raise PydanticCustomError("proxies", "proxies") from error
        return value

    @field_validator("gateway_header")
    @classmethod
    def _free_header(cls, value: str) -> str:
        is_free = HEADER.fullmatch(value) and value.lower() not in READ_OTHERWISE
        if value and (not is_free or value.lower().startswith(("x-forwarded-", "sec-"))):
            raise PydanticCustomError("gateway_header", "gateway_header")
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _safe_issuer(cls, value: str) -> str:
        if value and not ISSUER.fullmatch(value):
            raise PydanticCustomError("oidc_issuer", "oidc_issuer")
        return value

    @field_validator("frame_ancestors")
    @classmethod
    def _whole_ancestors(cls, value: str) -> str:
        if value != "'none'" and not (value.split() and all(map(ANCESTOR.fullmatch, value.split(" ")))):
            raise PydanticCustomError("frame_ancestors", "frame_ancestors")
        return value

    @field_validator("oidc_client_id")
    @classmethod
    def _known_client(cls, value: str, others: ValidationInfo) -> str:
        if others.data.get("oidc_issuer") and not value:
            raise PydanticCustomError("oidc_client_id", "oidc_client_id")
        return value

    @field_validator("webhook_urls")
    @classmethod
    def _callable_addresses(cls, value: str) -> str:
        if not all(is_address(_receiver(one)[1]) for one in value.split(",") if one.strip()):
            raise PydanticCustomError("webhook_urls", "webhook_urls")
        return value

    @field_validator("freeze_at")
    @classmethod
    def _known_moment(cls, value: str) -> str:
        if not FREEZE_MOMENT.fullmatch(value):
            raise PydanticCustomError("freeze_at", "freeze_at")
        return value

    @field_validator("audit_syslog")
    @classmethod
    def _known_syslog(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if value and not (host and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise PydanticCustomError("audit_syslog", "audit_syslog")
        return value

    @field_validator("redis_url")
    @classmethod
    def _usable_redis(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise PydanticCustomError("redis_url", "redis_url")
        if value and find_spec("redis") is None:
            raise PydanticCustomError("redis_package", "redis_package")
        return value


def _receiver(written: str) -> tuple[str, str]:
    """Return the region, empty for none, and the address of a receiver of webhooks."""
    region, mark, url = written.strip().partition("=")
    return (region.strip(), url.strip()) if mark and REGION.fullmatch(region.strip()) else ("", written.strip())


def load_settings() -> Settings:
    """Return the settings of this process; raises SettingsError naming every variable that is wrong."""
    folder = os.environ.get(f"{PREFIX}SECRETS_DIR")
    if folder and not Path(folder).is_dir():
        raise SettingsError(f"{PREFIX}SECRETS_DIR：没有文件夹“{folder}”。请新建，或去掉这个变量。")
    try:
        return Settings(_secrets_dir=folder or None)  # type: ignore[call-arg]
    except ValidationError as error:
        raise SettingsError("\n".join(_finding(dict(detail)) for detail in error.errors())) from error


def _addresses(text: str) -> list[str]:
    """Return the IP addresses of a list parted by commas, each as a server names it; raises ValueError."""
    return [str(ip_address(each.strip())) for each in text.split(",") if each.strip()]


def _finding(detail: dict[str, object]) -> str:
    location = detail["loc"]
    name = str(location[0]) if isinstance(location, tuple) and location else ""
    context = detail.get("ctx")
    limits: dict[str, object] = {**context} if isinstance(context, dict) else {}
    limits["expected"] = str(limits.get("expected", "")).replace("'", "").replace(", ", "、").replace(" or ", "、")
    wanted = _WANTED.get(str(detail["type"]), "值不可用。").format_map(limits)
    return f"{PREFIX}{name.upper()}：设为“{masked(str(detail['input']))}”，{wanted}"


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
    "proxies": "应为反向代理的 IP 地址，用逗号隔开，例如 127.0.0.1,10.1.2.3。",
    "gateway_header": "应为门户网关专用的请求头名，只含字母、数字、横线，例如 X-Cockpit-User；不能是浏览器或代理自己用的。",
    "oidc_issuer": "应为统一身份认证的网址，例如 https://id.example/realms/sfj；只有本机的可以用 http。",
    "oidc_client_id": "设了 COCKPIT_OIDC_ISSUER，还须设 COCKPIT_OIDC_CLIENT_ID。",
    "frame_ancestors": "应为 'self'、'none' 或门户的网址，用一个空格隔开，例如 'self' https://portal.example。",
    "webhook_urls": "应为 http:// 或 https:// 开头的地址，不带用户名和口令，几个用逗号隔开，只发某地区的在前面写代码和等号，例如 330106=https://hub.example/hooks/cockpit。",
    "freeze_at": "应写成星期几（1 为星期一）和时刻，例如 1 08:00。",
    "literal_error": "应为 {expected} 之一。",
    "path_type": "应为文件或文件夹的路径。",
    "database_url": "应写成 sqlite:///文件路径 或 postgresql+psycopg://用户:口令@主机/库名，且装有该数据库的驱动。",
    "audit_syslog": "应写成 主机:端口，例如 10.0.0.5:514；留空则不发送。",
    "redis_url": "应写成 redis://主机:6379/0；留空则在进程内缓存。",
    "redis_package": "但没有安装 redis 包。请先 pip install redis；留空则在进程内缓存。",
}
