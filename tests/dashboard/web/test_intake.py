"""The routes of the intake desk: what is given becomes a draft, what is wrong is said by cell, and confirming makes a load."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from dashboard.app import create_app
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.accounts import Account
from data.accounts.accounts import add_account
from data.store import Store
from data.viewer import Role
from tests.conftest import LAST_DAY
from tests.product import PASSWORD, copy_database, page_client

COUNTY, OTHER = "330902", "330903"
DESK = f"/intake/{COUNTY}"
TITLES = ("日期", "司法所", "应签到/核查次数", "签到/核查完成次数")


@pytest.fixture
def settings(city_store: Store, tmp_path: Path) -> Settings:
    """A deployment of Zhoushan with a folder of uploads of its own."""
    url = copy_database(city_store, tmp_path / "cockpit.db")
    return Settings(database_url=url, root="330900", uploads=tmp_path / "uploads")


@pytest.fixture
def store(settings: Settings) -> Store:
    """Its store, with a reporter in each of two counties and a viewer."""
    store = open_configured_store(settings)
    for name, region, role in (
        ("clerk", COUNTY, Role.REPORTER),
        ("other", OTHER, Role.REPORTER),
        ("looker", COUNTY, Role.VIEWER),
    ):
        add_account(store, Account(name, region, frozenset({role})), PASSWORD)
    return store


@pytest.fixture
def clerk(settings: Settings, store: Store) -> FlaskClient:
    """The reporter of the county."""
    return page_client(create_app(settings).server, "clerk", PASSWORD)


def sheet(store: Store, figures: Sequence[Sequence[object]] = ((10, 9), (20, 18))) -> bytes:
    """Return a CSV of the county's first offices on the last day."""
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow(TITLES)
    for code, given in zip(store.regions.offices(COUNTY), figures, strict=False):
        rows.writerow([LAST_DAY.isoformat(), store.regions.get(code).zh, *given])
    return out.getvalue().encode("utf-8-sig")


def give(client: FlaskClient, content: bytes, name: str = "日报.csv") -> Any:
    """Give one file and return the answer."""
    return client.post(f"{DESK}/files", data={"file": (BytesIO(content), name)})


def draft(client: FlaskClient, content: bytes) -> dict[str, Any]:
    """Give one file and return the draft as the desk gets it."""
    number = give(client, content).get_json()["drafts"][0]
    found: dict[str, Any] = client.get(f"{DESK}/drafts/{number}").get_json()
    return found


def correct(client: FlaskClient, found: dict[str, Any], **sent: Any) -> Any:
    """Send corrections of a draft."""
    return client.patch(f"{DESK}/drafts/{found['number']}", json={"seen": found["edition"], **sent})


def cell(row: int, column: int, text: str) -> dict[str, object]:
    """Return a corrected cell of the first sheet."""
    return {"sheet": 0, "row": row, "column": column, "text": text}


def test_a_fault_is_marked_in_its_cell(clerk: FlaskClient, store: Store) -> None:
    """More done than due is red where it is, and names both cells that may be wrong."""
    found = draft(clerk, sheet(store, ((10, 11), (20, 18))))

    marks = found["sheets"][0]["marks"]

    assert [(mark["row"], mark["column"], mark["kind"]) for mark in marks] == [(1, 3, "fault")]
    assert 'data-column="2"' in marks[0]["html"]
    assert 'data-column="3"' in marks[0]["html"]
    assert not found["is_ready"]


def test_a_corrected_draft_becomes_one_load(clerk: FlaskClient, store: Store) -> None:
    """Corrected in the grid it is confirmed as the next data version, and figures are the corrected ones."""
    before = store.version()
    found = draft(clerk, sheet(store, ((10, 11), (20, 18))))
    now = correct(clerk, found, cells=[cell(1, 3, "10")]).get_json()

    answer = clerk.post(f"{DESK}/drafts/{now['number']}/confirm", json={"seen": now["edition"]})

    assert answer.get_json()["version"] == store.version() == before + 1


def test_a_confirmed_load_is_taken_back(clerk: FlaskClient, store: Store) -> None:
    """As a new data version; a second time it is refused in words."""
    found = draft(clerk, sheet(store))
    version = clerk.post(f"{DESK}/drafts/{found['number']}/confirm", json={"seen": found["edition"]}).get_json()[
        "version"
    ]

    answer = clerk.post(f"{DESK}/loads/{version}/undo", json={"reason": "报错了一天"})
    again = clerk.post(f"{DESK}/loads/{version}/undo", json={"reason": "报错了一天"})

    assert answer.get_json()["version"] == version + 1
    assert again.status_code == 422


def test_a_draft_with_a_fault_is_not_confirmed(clerk: FlaskClient, store: Store) -> None:
    """The refusal counts what is left."""
    before, found = store.version(), draft(clerk, sheet(store, ((10, 11),)))

    answer = clerk.post(f"{DESK}/drafts/{found['number']}/confirm", json={"seen": found["edition"]})

    assert answer.status_code == 422
    assert "1 处错误" in answer.get_json()["detail"]
    assert store.version() == before


def test_an_office_may_be_left_out(clerk: FlaskClient, store: Store) -> None:
    """Without the row that is wrong the rest is ready."""
    found = draft(clerk, sheet(store, ((10, 11), (20, 18))))

    now = correct(clerk, found, left_out={store.regions.offices(COUNTY)[0]: True}).get_json()

    assert now["is_ready"]


def test_a_second_browser_is_shown_both_texts(clerk: FlaskClient, store: Store) -> None:
    """Who saves from an older edition gets 409 with mine and theirs."""
    found = draft(clerk, sheet(store))
    correct(clerk, found, cells=[cell(1, 3, "7")])

    answer = correct(clerk, found, cells=[cell(1, 3, "8")])

    assert answer.status_code == 409
    assert "<td>8</td><td>7</td>" in answer.get_json()["clash"]


def test_what_confirming_changes_is_shown_and_nothing_is_written(clerk: FlaskClient, store: Store) -> None:
    """The part beside the sheet names a figure before and after."""
    before, found = store.version(), draft(clerk, sheet(store, ((1000, 3), (1000, 3))))

    side = clerk.get(f"{DESK}/drafts/{found['number']}/preview").get_json()["side"]

    assert "<dt>" in side
    assert store.version() == before


def test_a_pasted_block_becomes_a_draft(clerk: FlaskClient, store: Store) -> None:
    """Cells parted by tabs, as a spreadsheet copies them."""
    office = store.regions.get(store.regions.offices(COUNTY)[0]).zh
    text = "\t".join(TITLES) + f"\n{LAST_DAY}\t{office}\t10\t9\n"

    number = clerk.post(f"{DESK}/paste", json={"text": text}).get_json()["drafts"][0]

    assert clerk.get(f"{DESK}/drafts/{number}").get_json()["is_ready"]


def test_a_prepared_sheet_lists_the_offices(clerk: FlaskClient, store: Store) -> None:
    """One row an office, and no fault while nothing is filled in."""
    sent = {"table": "fact_supervision_day", "day": LAST_DAY.isoformat()}
    number = clerk.post(f"{DESK}/grid", json=sent).get_json()["drafts"][0]

    shown = clerk.get(f"{DESK}/drafts/{number}").get_json()["sheets"][0]

    assert len(shown["rows"]) == len(store.regions.offices(COUNTY))
    assert shown["marks"] == []


def test_a_sheet_that_is_being_filled_in_keeps_its_rows(clerk: FlaskClient, store: Store) -> None:
    """Also those that are empty yet, with last week's figures beside."""
    sent = {"table": "fact_supervision_day", "day": LAST_DAY.isoformat()}
    number = clerk.post(f"{DESK}/grid", json=sent).get_json()["drafts"][0]
    found = clerk.get(f"{DESK}/drafts/{number}").get_json()

    shown = correct(clerk, found, cells=[cell(1, 3, "1")]).get_json()["sheets"][0]

    assert len(shown["rows"]) == len(store.regions.offices(COUNTY))
    assert all("上周同日" in row["notes"]["3"] for row in shown["rows"])


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        ("姓名,司法所,应签到/核查次数\n张三,解放司法所,3\n", "名单.csv", "姓名"),
        ("", "空.csv", "空"),
        ("没有,表头\n1,2\n", "别的.csv", ""),
    ],
)
def test_a_refused_file_leaves_nothing(
    clerk: FlaskClient, settings: Settings, content: str, name: str, why: str
) -> None:
    """A file with persons, an empty one: refused in words, and neither file nor draft is kept."""
    answer = give(clerk, content.encode(), name)

    if answer.status_code == 200:  # what can be read is corrected at the desk
        assert answer.get_json()["drafts"]
        return
    assert answer.status_code == 422
    assert name in answer.get_json()["detail"]
    assert why in answer.get_json()["detail"]
    assert not [path for path in settings.uploads.glob("*") if path.is_file()]
    assert clerk.get(f"{DESK}/drafts").get_json()["drafts"] == []


def test_the_marked_file_has_the_reason_in_its_row(clerk: FlaskClient, store: Store) -> None:
    """The faulty cell is filled and commented, and the last column says why."""
    found = draft(clerk, sheet(store, ((10, 11), (20, 18))))

    answer = clerk.get(f"{DESK}/drafts/{found['number']}/marked.xlsx")

    page = load_workbook(BytesIO(answer.data)).worksheets[0]
    assert page["D2"].comment is not None
    assert page["D2"].fill.fgColor.rgb == "00F3D6CE"
    assert "大于" in str(page["E2"].value)


def test_a_file_goes_back_to_its_sender_as_it_was(clerk: FlaskClient, store: Store) -> None:
    """As an attachment that no browser runs."""
    content = sheet(store)
    found = draft(clerk, content)

    answer = clerk.get(f"{DESK}/drafts/{found['number']}/file")

    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_nobody_else_sees_a_draft(clerk: FlaskClient, store: Store, settings: Settings) -> None:
    """Not the county beside, not a viewer of the own county."""
    found = draft(clerk, sheet(store))
    server = create_app(settings).server

    for name, status in (("other", 403), ("looker", 404)):
        client = page_client(server, name, PASSWORD)
        codes = {
            client.get(f"{DESK}/drafts/{found['number']}{below}").status_code for below in ("", "/file", "/marked.xlsx")
        }
        assert codes <= {status, 404}


def test_a_discarded_draft_takes_its_file_along(clerk: FlaskClient, store: Store, settings: Settings) -> None:
    """Neither the list nor the folder has it any more."""
    found = draft(clerk, sheet(store))

    clerk.delete(f"{DESK}/drafts/{found['number']}")

    assert clerk.get(f"{DESK}/drafts").get_json()["drafts"] == []
    assert not [path for path in settings.uploads.glob("*") if path.is_file()]


def test_an_unknown_column_is_matched_once(clerk: FlaskClient, store: Store) -> None:
    """What the sender said a column means holds for the next file of the same shape."""
    content = sheet(store).replace("签到/核查完成次数".encode(), "办完次数".encode())
    found = draft(clerk, content)
    sent = {"seen": found["edition"], "columns": {"办完次数": "checkin_done_n"}}

    matched = clerk.post(f"{DESK}/drafts/{found['number']}/columns", json=sent)
    again = draft(clerk, content.replace(b"18", b"17"))

    assert matched.status_code == 200
    assert "按上次的对照" in again["parts"]["foot"]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(clerk: FlaskClient) -> None:
    """By its declared length."""
    answer = clerk.post(
        f"{DESK}/files", input_stream=BytesIO(b""), content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(200 * 2**20)},
    )  # fmt: skip

    assert answer.status_code == 413


def test_templates_have_the_offices(clerk: FlaskClient, store: Store) -> None:
    """As a workbook and as CSV."""
    for kind in ("xlsx", "csv"):
        answer = clerk.get(f"{DESK}/templates/fact_supervision_day.{kind}")
        text = (
            answer.data.decode("utf-8-sig")
            if kind == "csv"
            else str([cell.value for row in load_workbook(BytesIO(answer.data)).active.iter_rows() for cell in row])
        )
        assert all(store.regions.get(code).zh in text for code in store.regions.offices(COUNTY))
