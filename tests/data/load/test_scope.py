"""An account loads rows of its own region and those below; rows of others are refused with their place and reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from data.errors import OutOfScope
from data.load import LoadReport, load_files
from data.load.withdrawals import withdraw
from data.store import Store
from data.viewer import Viewer
from tests.data.feeds import BINJIANG, HEADER, TODAY, XIXING, binjiang_store, held, load, write_csv

ELSEWHERE = "330106002"  # an office of Xihu
ORGANISATIONS: list[Any] = ["组织名称", "组织类别", "登记地"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A city without figures."""
    return binjiang_store(tmp_path, "330100")


def loaded(store: Store, folder: Path, rows: Sequence[Any], scope: str = BINJIANG) -> LoadReport:
    """Load a file as an account of a county."""
    return load_files(store, [write_csv(folder / "own.csv", rows)], today=TODAY, scope=scope)


def homes(store: Store) -> list[object]:
    """Return where the organisation of these tests is at home."""
    return [row["region"] for row in store.reference("organisation") if row["zh"] == "甲乙社"]


def test_only_the_own_offices_are_loaded(store: Store, tmp_path: Path) -> None:
    """The row of another county is refused by its number; the own one goes in."""
    report = loaded(store, tmp_path, [HEADER, ["2026-11-22", XIXING, 10, 9], ["2026-11-22", ELSEWHERE, 10, 9]])

    assert not report.ok
    assert "不在装载的范围（滨江区）内" in report.text()
    assert {office for _, office in held(store)} == {XIXING}


def test_an_office_loads_itself_alone(store: Store, tmp_path: Path) -> None:
    """Not the office beside it."""
    report = loaded(store, tmp_path, [HEADER, ["2026-11-22", "330108002", 10, 9]], scope=XIXING)

    assert not report.ok
    assert held(store) == {}
    assert loaded(store, tmp_path, [HEADER, ["2026-11-22", XIXING, 10, 9]], scope=XIXING).ok


@pytest.mark.parametrize("place", ["西湖区", "杭州市"])
def test_a_reference_row_of_another_region_is_refused(store: Store, tmp_path: Path, place: str) -> None:
    """Beside or above."""
    report = loaded(store, tmp_path, [ORGANISATIONS, ["甲乙社", "专业", place]])

    assert not report.ok
    assert homes(store) == []


def test_a_row_of_another_region_is_not_replaced(store: Store, tmp_path: Path) -> None:
    """By one of the same name that says it is the own region's."""
    assert load(store, write_csv(tmp_path / "first.csv", [ORGANISATIONS, ["甲乙社", "专业", "西湖区"]])).ok

    report = loaded(store, tmp_path, [ORGANISATIONS, ["甲乙社", "专业", "滨江区"]])

    assert "不能替换" in report.text()
    assert homes(store) == ["330106"]


def test_only_the_own_office_days_are_withdrawn(store: Store, tmp_path: Path) -> None:
    """Those of another county stay."""
    load(store, write_csv(tmp_path / "a.csv", [HEADER, ["2026-11-22", ELSEWHERE, 10, 9]]))
    viewer, day = Viewer("county", BINJIANG), next(iter(held(store)))[0]

    with pytest.raises(OutOfScope):
        withdraw(store, viewer, "supervision", ELSEWHERE, day, day, reason="误报")

    assert held(store)
