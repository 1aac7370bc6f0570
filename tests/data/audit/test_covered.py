"""No change can be forgotten: whatever opens a write transaction records what it does, or is named here with the reason."""

from __future__ import annotations

import ast
from pathlib import Path

FLOORS = ("data", "callbacks", "dashboard")
NO_CHANGE_OF_PEOPLE = {
    "data/accounts/sign_in.py:_check_code": "a sign-in, which is noted as one",
    "data/accounts/sign_in.py:_forget_failures": "a sign-in, which is noted as one",
    "data/accounts/sign_in.py:_record_failure": "a failed sign-in, which is noted as one",
    "data/accounts/sign_in.py:end_session": "signing out, which is noted as such",
    "data/pull/runs.py:_writing": "the program notes its own runs; what they load is recorded as a load",
    "data/webhooks/outbox.py:_update": "the program delivers what was recorded elsewhere",
    "data/webhooks/outbox.py:claim": "the program delivers what was recorded elsewhere",
    "data/webhooks/outbox.py:put_events": "the program delivers what was recorded elsewhere",
    "data/webhooks/outbox.py:try_again": "the program delivers what was recorded elsewhere",
    "data/alerts/clock_rules.py:judge_by_clock": "the program judges by the clock; an alert keeps its own steps",
    "data/alerts/escalation.py:escalate": "the program escalates; an alert keeps its own steps",
    "data/alerts/evaluation.py:evaluate": "the program judges after a load; an alert keeps its own steps",
    "data/audit/recording.py:settle": "writes the log itself",
    "data/demo/fill.py:fill": "cockpit demo, which is noted as one load",
    "data/store/seeding.py:clear": "cockpit demo --replace, which is noted as one load",
    "data/store/store.py:put_references": "cockpit demo, which is noted as one load",
    "data/tasks/store.py:put_all": "cockpit demo, which is noted as one load",
    "data/intake/drafts.py:save": "what somebody types before it counts; what becomes of it is recorded",
    "data/store/integrity.py:_compare": "compares and rolls back",
    "data/store/rebuilding.py:rebuild": "sums the same facts again",
    "data/store/region_rows.py:put_regions": "the regions that come with the program",
    "data/store/seeding.py:put_shipped": "the rows that come with the program",
    "data/walls/custom.py:keep_draft": "what somebody looks at before saving, for a day",
    "data/walls/reports.py:put_report": "a wall says every few seconds that it is there",
}


def writers() -> dict[str, bool]:
    """Return the functions that open a write transaction, as `file:function`, and whether they record."""
    found = {}
    for floor in FLOORS:
        for path in sorted(Path(floor).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    calls = {_name(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
                    if calls & {"writing", "writing_briefly"}:
                        found[f"{path}:{node.name}"] = "record" in calls
    return found


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def test_every_writer_records_what_it_does() -> None:
    """A function that writes calls `record`, or changes nothing that people decide."""
    silent = {place for place, records in writers().items() if not records}

    assert silent - NO_CHANGE_OF_PEOPLE.keys() == set()


def test_each_exception_is_still_one() -> None:
    """An exception whose function is gone, or records by now, is taken off the list."""
    silent = {place for place, records in writers().items() if not records}

    assert NO_CHANGE_OF_PEOPLE.keys() - silent == set()
