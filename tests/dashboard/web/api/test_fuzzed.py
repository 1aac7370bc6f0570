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
from dashboard.settings import Settings
from dashboard.web.api import LISTINGS
from dashboard.web.api.openapi import description

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
def described(city_url: str) -> OpenApiSchema:
    """The description as a server of Zhoushan gives it; who may ask is the matter of other tests."""
    server: Flask = create_app(Settings(database_url=city_url, root="330900")).server
    given = server.test_client().get("/api/openapi.json").get_json()
    found = schemathesis.openapi.from_dict({**given, "security": []}, config=SchemathesisConfig.from_dict(CONFIG))
    found.app = server
    return found


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_one_that_the_description_promises(
    described: OpenApiSchema, path: str, mode: GenerationMode
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
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    answers()
