"""An account of each role in one county, and how the regions of a province are related to it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from data.viewer import ADMINISTRATORS, Role
from tests.dashboard.web.places import (
    CITY,
    COUNTY,
    FIGURES,
    FOREIGN_CITY,
    FOREIGN_COUNTY,
    OFFICE,
    PROVINCE,
    REGIONS,
    SIBLING,
    Places,
    alert_of,
    mark,
)

RELATIONS = {
    COUNTY: "own",
    OFFICE: "child",
    CITY: "parent",
    PROVINCE: "parent",
    SIBLING: "sibling",
    FOREIGN_CITY: "foreign",
    FOREIGN_COUNTY: "foreign",
}
HOME = tuple(region for region in REGIONS if RELATIONS[region] in {"own", "child"})
ELSEWHERE = tuple(region for region in REGIONS if region not in HOME)

WITH_TOKENS = tuple(role for role in Role if role not in ADMINISTRATORS)  # administrators sign in


def name_of(role: Role) -> str:
    """Return the name of a role's account."""
    return f"a-{role}"


def person_of(region: str) -> str:
    """Return the name of an account of a region, for administrators."""
    return f"person-{region}"


@dataclass(frozen=True, slots=True)
class Everyone:
    """The province's server with a client of each role, and the tokens of those that get one."""

    places: Places
    clients: dict[Role, FlaskClient]
    tokens: dict[Role, str]
    restore: Callable[[], None]

    def name(self, region: str) -> str:
        """Return what a region is called."""
        return self.places.cockpit.store.regions.get(region).zh


def leaked(text: str, *, but: tuple[str, ...] = ()) -> list[str]:
    """Return what a text holds of the regions elsewhere: their daily work, walls, accounts, alerts and figures."""
    return [
        word for word in OF_OTHERS if word in text and word not in but and (not word.isdigit() or _is_in(word, text))
    ]


def _is_in(number: str, text: str) -> bool:
    """Say whether a number is in a text by itself, not within a longer one or a seal."""
    return re.search(rf"(?<![\w.]){number}(?!\w)", text) is not None


OF_OTHERS = [
    word
    for region in ELSEWHERE
    for word in (
        *(mark(what, region) for what in ("品牌", "事项", "记录", "自建", "材料", "文件")),
        *(f"{kind}-{region}" for kind in ("wall", "own", "person", "staff")),
        f"岗位{region}",
        str(alert_of(region)),
        *(form for figure in FIGURES.get(region, ()) for form in (str(figure), f"{figure:,}")),
    )
]


def text_of(answer: TestResponse) -> str:
    """Return all that an answer holds as text: of JSON its texts as they are meant, of a workbook its parts."""
    if answer.is_json:
        return json.dumps(answer.get_json(), ensure_ascii=False)
    return unpacked(answer.data)


def unpacked(content: bytes) -> str:
    """Return all that a file holds as text, of a package its parts."""
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    archive = ZipFile(BytesIO(content))
    return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
