"""The secret that signs cookies: made once, for the owner alone, long enough."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from dashboard.app import create_app
from dashboard.settings import Settings
from data.errors import StoreError
from tests.conftest import opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A deployment without a secret."""
    opened(tmp_path / "cockpit.db").engine.dispose()
    url = f"sqlite:///{tmp_path}/cockpit.db"
    return Settings(database_url=url, root="330900", secret_file=tmp_path / "own" / "secret")


def test_two_servers_that_start_together_have_one_secret(settings: Settings) -> None:
    """The file that the first one made; nothing else is left beside it."""
    with ThreadPoolExecutor(2) as pool:
        keys = {app.server.secret_key for app in pool.map(create_app, [settings] * 2)}

    assert len(keys) == 1
    assert [file.name for file in settings.secret_file.parent.glob("secret*")] == ["secret"]


def test_nobody_else_reads_it(settings: Settings) -> None:
    """The file is its owner's."""
    create_app(settings)

    assert settings.secret_file.stat().st_mode & 0o777 == 0o600


def test_a_short_one_is_refused(settings: Settings) -> None:
    """With the command that makes one."""
    settings.secret_file.parent.mkdir()
    settings.secret_file.write_text("short")

    with pytest.raises(StoreError, match="openssl rand -hex 32"):
        create_app(settings)


def test_a_short_one_of_the_environment_is_named(settings: Settings) -> None:
    """By its variable, without its text."""
    with pytest.raises(StoreError, match="COCKPIT_SECRET") as refused:
        create_app(Settings(database_url=settings.database_url, root="330900", secret=SecretStr("feeble-and-short")))

    assert "feeble" not in str(refused.value)
