"""Uploaded files are kept in a private folder within limits, and nothing of a refused one is left."""

from __future__ import annotations

import io
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.errors import StoreError
from data.intake import uploads as module
from data.intake.uploads import UploadGone, UploadRefused, Uploads, display_name

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    """An empty folder that takes files of 1 MB for 30 days."""
    return Uploads(tmp_path / "uploads", most_mb=1)


def keep(uploads: Uploads, content: bytes = b"a,b\n", name: str = "日报.csv", account: str = "clerk") -> str:
    """Give a file."""
    return uploads.keep(io.BytesIO(content), name, account)


def test_a_file_is_kept_for_its_owner_alone(uploads: Uploads) -> None:
    """What was given is there, readable by nobody else."""
    path = uploads.path(keep(uploads))

    assert path.read_bytes() == b"a,b\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_sender_s_name_is_never_that_of_a_file(uploads: Uploads) -> None:
    """Nor is any part of it."""
    keep(uploads, name="../../etc/日报.csv")

    assert [path.name for path in uploads.folder.rglob("*") if "日报" in path.name or "etc" in path.name] == []


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (bytes(2**20 + 1), "a.csv", "文件超过 1 MB"),
        (b"", "a.csv", "文件是空的"),
        (b"a", "日报13812345678.csv", "文件名里有形似电话号码的数字"),
    ],
)
def test_nothing_of_a_refused_file_is_left(uploads: Uploads, content: bytes, name: str, says: str) -> None:
    """Too large, empty, or named after a person's number."""
    with pytest.raises(UploadRefused, match=says):
        keep(uploads, content, name)

    assert [*uploads.folder.glob("*")] == []


def test_an_account_has_a_limit_of_its_own(uploads: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another account may still give a file."""
    monkeypatch.setattr(module, "MOST_OF_ONE", 2)
    keep(uploads)
    keep(uploads)

    with pytest.raises(UploadRefused, match="还有 2 份文件没有处理完"):
        keep(uploads)
    assert keep(uploads, account="other")


def test_all_accounts_have_a_limit_together(uploads: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk does not fill up."""
    monkeypatch.setattr(module, "MOST_OF_ALL", 1)
    keep(uploads)

    with pytest.raises(UploadRefused, match="已满"):
        keep(uploads, account="other")


def test_a_discarded_file_is_gone_at_once(uploads: Uploads) -> None:
    """Discarding it again is no fault."""
    key = keep(uploads)

    uploads.discard(key)
    uploads.discard(key)

    with pytest.raises(UploadGone):
        uploads.path(key)


@pytest.mark.parametrize("key", ["../secret", "", "/etc/passwd", "half-abc"])
def test_what_is_no_key_leads_nowhere(uploads: Uploads, key: str) -> None:
    """A key comes from a browser."""
    with pytest.raises(UploadGone):
        uploads.path(key)


def test_old_files_are_removed(uploads: Uploads) -> None:
    """And only those."""
    old, new = keep(uploads), keep(uploads)
    for key, days in ((old, 31), (new, 29)):
        moment = (NOW - timedelta(days=days)).timestamp()
        os.utime(uploads.path(key), (moment, moment))

    assert uploads.trim(NOW) == 1
    assert [path.name for path in uploads.folder.iterdir()] == [new]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """With the setting to look at."""
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(StoreError, match="uploads 不能写"):
        keep(Uploads(tmp_path / "file" / "uploads"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\表\\日报.xlsx", "日报.xlsx"),
        ("../../a.csv", "a.csv"),
        ("a\x00\u202eb.csv", "ab.csv"),
        ("长" * 300 + ".csv", "长" * 180 + "…" + "长" * 15 + ".csv"),
    ],
)
def test_a_name_is_shown_without_what_could_mislead(name: str, shown: str) -> None:
    """No folders, no control characters, at most 200 characters."""
    assert display_name(name) == shown
