"""An audit of the dependencies that audited nothing is no clean one."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.audit import outcome

CLEAN = {"name": "flask", "version": "3.1.3", "vulns": []}
HOLED = {"name": "flask", "version": "2.0.0", "vulns": [{"id": "PYSEC-2023-62", "fix_versions": ["2.3.2"]}]}
UNKNOWN = {"name": "flask", "skip_reason": "Dependency not found on PyPI and could not be audited: flask (2.0.0)"}


@pytest.mark.parametrize(
    ("found", "is_clean"),
    [([CLEAN], True), ([CLEAN, HOLED], False), ([CLEAN, UNKNOWN], False), ([UNKNOWN], False), ([], False)],
)
def test_only_a_full_audit_without_findings_is_clean(found: list[dict[str, Any]], is_clean: bool) -> None:
    """The tool itself calls a report clean in which every package was left out."""
    assert outcome({"dependencies": found})[1] is is_clean


def test_a_finding_names_package_number_and_repair() -> None:
    """Whoever reads it knows what to do."""
    assert outcome({"dependencies": [HOLED]})[0][0] == "flask 2.0.0: PYSEC-2023-62, repaired in 2.3.2"
