"""A file that is made once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from data.store.once import put_once


def test_of_several_at_once_one_is_kept(tmp_path: Path) -> None:
    """Whole, and nothing is left beside it."""
    file, texts = tmp_path / "list", [f"{number}\n" * 1000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(partial(put_once, file), texts))

    assert file.read_text() in texts
    assert list(tmp_path.iterdir()) == [file]


def test_what_is_there_stays(tmp_path: Path) -> None:
    """Whoever comes later changes nothing."""
    file = tmp_path / "list"
    put_once(file, "first")
    put_once(file, "second")

    assert file.read_text() == "first"


def test_it_is_its_owners(tmp_path: Path) -> None:
    """Nobody else reads it."""
    put_once(tmp_path / "list", "text")

    assert (tmp_path / "list").stat().st_mode & 0o777 == 0o600
