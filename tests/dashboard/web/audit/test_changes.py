"""Each change that people make leaves one entry with what was before and after, written together with it."""

from __future__ import annotations

import json

import pytest

from dashboard.app import create_app
from data.alerts import evaluate, open_alerts
from data.audit.entry import AuditEntry
from data.load.references.brand_edits import TABLE, find, stamp, texts_of
from data.viewer import Role
from data.walls.custom import own_wall
from tests.dashboard.web.audit.conftest import Audited
from tests.product import PASSWORD, add_person, page_client
from tests.viewers import root

TASK = {"title": "核查定海的脱管", "owner": "定海区司法局", "due": "2026-12-20", "week": "2026-W47"}


def changes(audited: Audited) -> list[AuditEntry]:
    return [entry for entry in audited.gained() if entry.action.value not in {"view", "download"}]


def fields(text: str | None) -> dict[str, object]:
    found: dict[str, object] = json.loads(text or "{}")
    return found


def test_a_new_task_and_its_edit(audited: Audited) -> None:
    """A task is kept as it was made, an edit with the fields that differ."""
    where = audited.client.post("/tasks/330900/new?week=2026-W47", data=TASK).headers["Location"].partition("?")[0]
    (made,) = changes(audited)
    audited.client.post(where, data={**TASK, "title": "核查定海的漏管", "seen": "1"})
    (edited,) = changes(audited)

    assert (made.action, made.region, made.before) == ("task", "330900", None)
    assert fields(made.after)["title"] == "核查定海的脱管"
    assert (fields(edited.before), fields(edited.after)) == ({"title": "核查定海的脱管"}, {"title": "核查定海的漏管"})


def test_a_refused_form_leaves_none(audited: Audited) -> None:
    """What was not saved is no change."""
    audited.client.post("/tasks/330900/new?week=2026-W47", data={**TASK, "due": ""})

    assert changes(audited) == []


def test_an_acknowledged_alert(audited: Audited) -> None:
    """Each acknowledged alert is an entry with who did it; acknowledged again it is none."""
    evaluate(audited.store)
    number = open_alerts(audited.store, root(audited.store))[0].number
    audited.gained()

    for _ in range(2):
        audited.client.post("/api/v1/alerts/ack", json={"numbers": [number], "reason": "已派人核查"})

    (entry,) = changes(audited)
    assert (entry.action, entry.about.split()[0]) == ("alert", str(number))
    assert fields(entry.before)["reason"] is None
    assert fields(entry.after)["reason"] == "已派人核查"


def test_a_note_of_a_meeting(audited: Audited) -> None:
    """A note is kept with its text before."""
    at = "/api/v1/review/330900/2026-W46/notes/signals"
    audited.client.post(at, json={"text": "先查定海", "seen": 0})
    audited.client.post(at, json={"text": "先查普陀", "seen": 1})

    first, second = changes(audited)
    assert (first.before, first.after) == (None, "先查定海")
    assert (second.before, second.after) == ("先查定海", "先查普陀")


def test_a_baseline(audited: Audited) -> None:
    """A baseline is kept with its reason."""
    audited.client.post("/api/v1/review/330900/2026-W40/steps/checkin_completion_rate", json={"reason": "改用新办法"})

    (entry,) = changes(audited)
    assert (entry.action, entry.region, entry.after) == ("baseline", "330900", "改用新办法")


def test_a_brand(audited: Audited) -> None:
    """A brand is kept with the columns that differ, and is not a load besides."""
    held = find(audited.store.reference(TABLE.key), ("330902", 1))
    texts = {**texts_of(held), "zh": "定海同心站"}
    audited.client.post("/brands-admin/330902/1", data={**texts, "seen": stamp(held)})

    (entry,) = changes(audited)
    assert (entry.action, entry.region) == ("brand", "330902")
    assert fields(entry.after) == {"zh": "定海同心站"}
    assert fields(entry.before).keys() == {"zh"}


def test_a_wall_made_and_removed(audited: Audited) -> None:
    """A wall is kept with its scenes when it is made and when it is removed."""
    audited.client.post("/scenes", data={"name": "hall-7", "from": "command", "title_zh": "大厅", "title_en": "Hall"})
    (made,) = changes(audited)
    wall = own_wall(audited.store, root(audited.store), "hall-7")
    assert wall is not None
    audited.client.post("/scenes/hall-7/remove", data={"seen": str(wall.edition)})
    (removed,) = changes(audited)

    assert (made.action, made.about, made.before) == ("wall", "hall-7", None)
    assert "scenes" in fields(made.after)
    assert (removed.before, removed.after) == (made.after, None)


def test_an_order_to_a_wall(audited: Audited) -> None:
    """An order is kept with its argument; the report of a wall is no change of anybody."""
    audited.client.post("/api/v1/walls/hall-1", json={"version": 1})
    audited.client.post("/api/v1/walls/hall-1/order", json={"what": "region", "argument": "330902"})

    (entry,) = changes(audited)
    assert (entry.action, entry.about, entry.after) == ("wall-order", "hall-1 region", "330902")


def test_the_page_shows_who_changed_what(audited: Audited) -> None:
    """The audit administrator reads the entries, with what was before and after."""
    audited.client.post("/api/v1/review/330900/2026-W45/notes/signals", json={"text": "<b>查</b>", "seen": 0})

    page = audited.administrator.get("/audit?action=note&region=330900").text
    assert "会议记录变更" in page
    assert "&lt;b&gt;查&lt;/b&gt;" in page
    assert "330900 2026-W45 signals" in page


@pytest.mark.parametrize(("query", "is_there"), [("days=1", True), ("account=nobody", False), ("region=330903", False)])
def test_the_page_filters(audited: Audited, query: str, is_there: bool) -> None:
    """Filters leave out what they do not choose."""
    audited.client.post("/api/v1/walls/hall-2", json={"version": 1})
    audited.client.post("/api/v1/walls/hall-2/order", json={"what": "next"})

    page = audited.administrator.get(f"/audit?{query}&action=wall-order").text
    assert ("hall-2 next" in page) is is_there


def test_the_page_in_english_says_how_far_the_chain_was_verified(audited: Audited) -> None:
    """Both languages; before the first verification it says so."""
    assert "was not verified yet" in audited.administrator.get("/audit?lang=en").text


def test_a_region_that_is_not_there_is_said(audited: Audited) -> None:
    """A wrong filter is answered in words, with all entries below."""
    answer = audited.administrator.get("/audit?region=nowhere")

    assert answer.status_code == 422
    assert "nowhere" in answer.text


def test_the_page_gives_lines_of_json(audited: Audited) -> None:
    """The download has an entry a line, the chosen ones only."""
    audited.client.post("/api/v1/review/330900/2026-W44/notes/signals", json={"text": "查", "seen": 0})

    lines = audited.administrator.get("/audit/entries.jsonl?action=note").text.splitlines()

    assert {json.loads(line)["action"] for line in lines} == {"note"}


def test_an_administrator_of_a_county_reads_its_entries_alone(audited: Audited) -> None:
    """On the page, in its filters and in the download: the changes of a sibling hold its notes and tasks."""
    add_person(audited.store, Role.AUDIT, name="auditor-902", region="330902")
    client = page_client(create_app(audited.settings).server, "auditor-902", PASSWORD)
    for region in ("330902", "330903"):
        note = {"text": f"note of {region}", "seen": 0}
        audited.client.post(f"/api/v1/review/{region}/2026-W43/notes/signals", json=note)

    page, lines = client.get("/audit?days=0").text, client.get("/audit/entries.jsonl?days=0").text

    assert ("note of 330902" in page, "note of 330903" in page) == (True, False)
    assert ("note of 330902" in lines, "note of 330903" in lines) == (True, False)
    assert client.get("/audit?region=330903").text.count("330903 2026-W43") == 0
