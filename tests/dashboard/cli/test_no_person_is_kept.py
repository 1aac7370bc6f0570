"""A file about persons is refused at the command line, and what it says of them is in no file afterwards."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.dashboard.conftest import Run
from tests.data.feeds import write_csv

PERSON = {"姓名": "欧阳示例", "身份证号": "330106199001011234", "手机号": "13812345678"}


@pytest.mark.parametrize("title", PERSON)
def test_its_values_are_written_nowhere(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, title: str) -> None:
    """Not in the database, a rejects file, the audit log, what waits for it, a temporary file or an error's file."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    file = write_csv(
        tmp_path / "feed.csv", [["日期", "司法所", title, "在册人数"], ["2026-11-22", "昌国", PERSON[title], 9]]
    )
    own = {"database_url": f"sqlite:///{tmp_path}/cockpit.db", "secret_file": str(tmp_path / "secret")}

    status, said, trouble = run("load", file, **own)
    file.unlink()

    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert status == 1
    assert PERSON[title] not in said + trouble
    assert len(kept) > 1
    assert [path.name for path in kept if PERSON[title].encode() in path.read_bytes()] == []
