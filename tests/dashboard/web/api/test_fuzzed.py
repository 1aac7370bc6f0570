"""The API under requests that are made up from its own description: every answer is one that the description promises."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.schemas import OpenApiSchema

from dashboard.app import create_app
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from dashboard.web.api import LISTINGS
from dashboard.web.api.openapi import description
from data.accounts.tokens import add_token
from data.store import Store
from data.viewer import Role
from tests.product import add_person, copy_database

EXAMPLES = 15  # of an address, right and wrong ones each
TOO_LONG = 414  # what is right one by one may be too long together
CONFIG = {
    "checks": {
        "negative_data_rejection": {"expected-statuses": [400, 403, 404, TOO_LONG]},
        "positive_data_acceptance": {"expected-statuses": [200, 304, 403, 404, TOO_LONG]},
    }
}
PATHS = sorted(description(LISTINGS)["paths"])


@pytest.fixture(scope="module")
def token(fuzzed: Settings) -> str:
    """The token of an account that may view and export."""
    store = open_configured_store(fuzzed)
    add_person(store, Role.ANALYST)
    return add_token(store, "reader", 1)[1]


@pytest.fixture(scope="module")
def fuzzed(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a cockpit of Zhoushan with an account of its own."""
    url = copy_database(city_store, tmp_path_factory.mktemp("fuzzed") / "cockpit.db")
    return Settings(database_url=url, root="330900")


@pytest.fixture(scope="module")
def described(fuzzed: Settings) -> OpenApiSchema:
    """The description as a server of Zhoushan gives it; the tests bring the token."""
    server: Flask = create_app(fuzzed).server
    given = server.test_client().get("/api/openapi.json").get_json()
    found = schemathesis.openapi.from_dict({**given, "security": []}, config=SchemathesisConfig.from_dict(CONFIG))
    found.app = server
    return found


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_one_that_the_description_promises(
    described: OpenApiSchema, token: str, path: str, mode: GenerationMode
) -> None:
    """No error of the server, no status, type, header or shape that is not described; wrong parameters are refused."""

    @given(case=described[path]["get"].as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answers(case: Case[Any]) -> None:
        case.call_and_validate(headers={"Accept-Encoding": "identity", "Authorization": f"Bearer {token}"})

    answers()
