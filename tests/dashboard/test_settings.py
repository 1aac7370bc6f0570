"""What may be chosen, and what is said about a choice that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.settings import Settings, SettingsError, load_settings


def test_nothing_needs_to_be_set() -> None:
    """The defaults serve Zhejiang from a file in the checkout, on this machine only."""
    settings = Settings(_env_file=None)  # type: ignore[call-arg]

    assert settings.root == "330000"
    assert settings.host == "127.0.0.1"
    assert settings.database_url.endswith("var/cockpit.db")


def test_every_setting_is_described() -> None:
    """The README's table has a sentence for each."""
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "eight", "应为整数"),
        ("PORT", "70000", "不得大于 65535"),
        ("KEEP_DAYS", "3", "不得小于 62"),
        ("ROOT", "浙江", "区划代码"),
        ("HOST", "", "不得为空"),
        ("ALLOWED_HOSTS", "http://cockpit.example", "不带 http://"),
        ("ALLOWED_HOSTS", "cockpit.example:8050", "不带 http:// 和端口"),
        ("NAMES_SIBLINGS", "perhaps", "true 或 false"),
        ("COVERAGE_SHOWN", "most", "应为数"),
        ("COVERAGE_SHOWN", "950", "不得大于 100"),
        ("COVERAGE_SHOWN", "nan", "不得大于 100"),
        ("REDIS_URL", "localhost", "redis://"),
        ("PROXIES", "gateway.example", "IP 地址"),
        ("GATEWAY_HEADER", "Cookie", "网关专用"),
        ("GATEWAY_HEADER", "X_User", "网关专用"),
        ("OIDC_ISSUER", "http://id.example", "https://"),
        ("OIDC_ISSUER", "https://id.example/?a=b", "https://"),
        ("FRAME_ANCESTORS", "'self'; script-src *", "用一个空格隔开"),
        ("FRAME_ANCESTORS", "https://a.example\nX-Evil: 1", "用一个空格隔开"),
        ("FRAME_ANCESTORS", "'none' 'self'", "用一个空格隔开"),
        ("FRAME_ANCESTORS", "*", "用一个空格隔开"),
        ("DATABASE_URL", "cockpit.db", "sqlite:///"),
        ("DATABASE_URL", "nosuch://host/name", "驱动"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    """The message has the variable, its value and what it should be."""
    monkeypatch.setenv(f"COCKPIT_{name}", value)

    with pytest.raises(SettingsError) as error:
        load_settings()

    assert f"COCKPIT_{name}：设为“{value}”" in str(error.value)
    assert said in str(error.value)


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two mistakes are two lines."""
    monkeypatch.setenv("COCKPIT_PORT", "x")
    monkeypatch.setenv("COCKPIT_WORKERS", "0")

    with pytest.raises(SettingsError) as error:
        load_settings()

    assert len(str(error.value).splitlines()) == 2


def test_a_password_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes to a log has no password in it."""
    monkeypatch.setenv("COCKPIT_DATABASE_URL", "nosuch://me:secret@host/name")

    with pytest.raises(SettingsError) as error:
        load_settings()

    assert "secret" not in str(error.value)


@pytest.mark.parametrize("password", ["hidden", "hid/den", "hid:den@"])
def test_no_setting_shows_a_password(password: str) -> None:
    """Printing the settings, by mistake or in a trace, shows no secret."""
    settings = Settings(
        database_url=f"postgresql+psycopg://me:{password}@host/name",
        redis_url=f"redis://:{password}@host/0",
        secret=password,  # type: ignore[arg-type]
        oidc_client_secret=password,  # type: ignore[arg-type]
    )

    assert password not in repr(settings)
    assert password not in str(settings)


def test_a_provider_needs_our_name_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it no token of the provider could be ours."""
    monkeypatch.setenv("COCKPIT_OIDC_ISSUER", "https://id.example")

    with pytest.raises(SettingsError, match="COCKPIT_OIDC_CLIENT_ID"):
        load_settings()


def test_secrets_come_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder of files is read beside the environment, which counts first."""
    (tmp_path / "cockpit_oidc_client_secret").write_text("from-a-file\n")
    (tmp_path / "cockpit_database_url").write_text("sqlite:///from-a-file.db\n")
    (tmp_path / "cockpit_title").write_text("from-a-file\n")
    monkeypatch.setenv("COCKPIT_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("COCKPIT_TITLE", "from the environment")

    settings = load_settings()

    assert settings.oidc_client_secret.get_secret_value() == "from-a-file"
    assert settings.database_url == "sqlite:///from-a-file.db"
    assert settings.title == "from the environment"


def test_a_missing_folder_of_secrets_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing starts with defaults where secrets were meant."""
    monkeypatch.setenv("COCKPIT_SECRETS_DIR", "/no/such/folder")

    with pytest.raises(SettingsError, match="/no/such/folder"):
        load_settings()
