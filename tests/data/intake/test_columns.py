"""A column that is not known is matched once by hand, and remembered for its sender and files of that shape."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.errors import DataError, NotAllowed
from data.intake import Checked, Corrections, read_draft
from data.intake.columns import OpenColumn, remember
from data.load import load_sheets
from data.load.headers.vocabulary import ColumnRole, load_vocabulary
from data.store import Store
from data.viewer import Viewer
from tests.data.feeds import BINJIANG, DAY, TODAY, XIXING, binjiang_store, held, write_csv, write_xlsx
from tests.data.intake.drafting import CLERK, checked, draft_of, flaws

STRANGE: list[Any] = ["日期", "司法所代码", "应核查", "点到人头", "心情"]
ROW: list[Any] = [DAY, XIXING, 100, 90, 5]
MATCHED = {"点到人头": "checkin_done_n", "心情": ""}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "a.csv", [STRANGE, ROW])


def columns(found: Checked) -> dict[str, OpenColumn]:
    """Return the columns that may be matched, by title."""
    return {column.title: column for sheet in found.sheets for column in sheet.open_columns}


def remembered(store: Store, found: Checked, matches: dict[str, str | None], viewer: Viewer = CLERK) -> None:
    """Remember how columns of a checked file were matched."""
    remember(store, viewer, found.shape, matches, load_vocabulary(store.catalogue))


def test_unknown_columns_stop_confirming_until_they_are_matched(store: Store, path: Path) -> None:
    """One is given a meaning, the other is not used."""
    assert checked(store, path).faults == 2
    assert checked(store, path, Corrections(columns=MATCHED)).is_ready


def test_a_matched_column_is_loaded_as_what_it_means(store: Store, path: Path) -> None:
    """The figures are in the store under the known column, those of the other are not."""
    read = read_draft(store, draft_of(path, Corrections(columns=MATCHED)), path, viewer=CLERK, today=TODAY)
    load_sheets(store, read, source="a.csv", viewer=CLERK)

    assert held(store)[DAY, XIXING] == {"checkin_due_n": 100, "checkin_done_n": 90}


def test_an_open_column_has_samples_and_what_it_may_be(store: Store, path: Path) -> None:
    """Of its table's columns those that the file does not have yet."""
    column = columns(checked(store, path))["点到人头"]

    assert (column.at, column.sample, column.match) == (3, ("90",), None)
    titles = {choice.title for choice in column.choices}
    assert "checkin_done_n" in titles
    assert "checkin_due_n" not in titles


def test_a_mistyped_title_has_its_column_as_the_first_suggestion(store: Store, tmp_path: Path) -> None:
    """训诫人次书 is most like 训诫人次."""
    path = write_csv(tmp_path / "a.csv", [["日期", "司法所代码", "应核查", "训诫人次书"], [DAY, XIXING, 100, 5]])

    assert columns(checked(store, path))["训诫人次书"].suggested[0].title == "admonish_n"


def test_every_choice_is_a_known_title(store: Store, tmp_path: Path) -> None:
    """What is offered for a file of which nothing is known reads as a column once it is chosen."""
    path = write_csv(tmp_path / "a.csv", [["甲", "乙"], ["1", "2"]])
    vocabulary = load_vocabulary(store.catalogue)
    choices = columns(checked(store, path))["甲"].choices

    roles = {vocabulary.meaning((choice.title,)).role for choice in choices}
    assert roles == {ColumnRole.DAY, ColumnRole.OFFICE, ColumnRole.DIMENSION, ColumnRole.MEASURE}


def test_a_file_without_any_known_column_can_be_matched(store: Store, tmp_path: Path) -> None:
    """Day, office and figure are each said by hand."""
    path = write_csv(tmp_path / "a.csv", [["甲", "乙", "丙"], [DAY, XIXING, 7]])
    matches = {"甲": "day", "乙": "司法所", "丙": "visit_due_n"}

    assert checked(store, path, Corrections(columns=matches)).is_ready


def test_a_column_under_a_group_is_matched_by_both_lines(store: Store, tmp_path: Path) -> None:
    """Its neighbours keep the group's meaning."""
    rows = [["日期", "司法所", "信息化核查", None], [None, None, "应核查", "点到"], [DAY, XIXING, 100, 90]]
    path = write_xlsx(tmp_path / "a.xlsx", {"a": rows}, {"a": ["C1:D1"]})
    found = checked(store, path, Corrections(columns={"信息化核查·点到": "checkin_done_n"}))

    assert found.is_ready
    assert [column.key for column in found.sheets[0].columns][2:] == ["checkin_due_n", "checkin_done_n"]


def test_a_unit_in_the_title_is_kept(store: Store, tmp_path: Path) -> None:
    """Figures in 万 stay in 万 whatever the column is matched with."""
    path = write_csv(tmp_path / "a.csv", [["日期", "司法所代码", "点到人头（万人次）"], [DAY, XIXING, 2]])
    found = checked(store, path, Corrections(columns={"点到人头（万人次）": "checkin_due_n"}))

    assert found.is_ready
    assert any("折算" in flaw.reason for flaw in found.every_flaw)


def test_a_week_s_column_is_never_a_day_s(store: Store, tmp_path: Path) -> None:
    """本周应核查 cannot be matched with 应核查."""
    path = write_csv(tmp_path / "a.csv", [["日期", "司法所代码", "应查访", "本周应核查"], [DAY, XIXING, 5, 700]])

    assert checked(store, path, Corrections(columns={"本周应核查": "checkin_due_n"})).faults == 1
    assert checked(store, path, Corrections(columns={"本周应核查": ""})).is_ready


def test_a_known_column_keeps_its_meaning(store: Store, path: Path) -> None:
    """应核查 cannot be made another one."""
    found = checked(store, path, Corrections(columns=MATCHED | {"应核查": "visit_due_n"}))

    assert found.sheets[0].columns[2].key == "checkin_due_n"


def test_a_column_of_persons_is_never_matched(store: Store, tmp_path: Path) -> None:
    """The file is refused before anything is shown."""
    path = write_csv(tmp_path / "a.csv", [["日期", "司法所代码", "应核查", "姓名"], [DAY, XIXING, 5, "甲"]])
    found = checked(store, path, Corrections(columns={"姓名": ""}))

    assert found.sheets == ()
    assert "个人信息" in found.flaws[0].reason


def test_the_next_file_of_the_shape_needs_no_matching(store: Store, path: Path, tmp_path: Path) -> None:
    """Its titles may be typed a little differently; the matches are shown as remembered."""
    remembered(store, checked(store, path), {**MATCHED})
    titles = [f" {title}　" for title in STRANGE]
    found = checked(store, write_csv(tmp_path / "b.csv", [titles, ROW]))

    assert found.is_ready
    column = columns(found)["点到人头"]
    assert (column.match, column.is_remembered) == ("checkin_done_n", True)


def test_a_remembered_match_can_be_changed(store: Store, path: Path) -> None:
    """What this draft says comes first, and is not shown as remembered."""
    remembered(store, checked(store, path), {**MATCHED})
    column = columns(checked(store, path, Corrections(columns={"点到人头": "visit_done_n"})))["点到人头"]

    assert (column.match, column.is_remembered) == ("visit_done_n", False)


def test_a_remembered_match_can_be_forgotten(store: Store, path: Path) -> None:
    """The column is open again."""
    found = checked(store, path)
    remembered(store, found, {**MATCHED})
    remembered(store, found, {"心情": None})

    assert columns(checked(store, path))["心情"].match is None
    assert columns(checked(store, path))["点到人头"].match == "checkin_done_n"


@pytest.mark.parametrize("rows", [[[*STRANGE, "外出"], [*ROW, 1]], [["日期", "司法所代码", "点到人头"], ROW[:3]]])
def test_a_file_of_another_shape_is_asked_again(store: Store, path: Path, tmp_path: Path, rows: list[Any]) -> None:
    """One column more or less."""
    remembered(store, checked(store, path), {**MATCHED})

    assert columns(checked(store, write_csv(tmp_path / "b.csv", rows)))["点到人头"].match is None


def test_another_sender_is_asked_again(store: Store, path: Path) -> None:
    """What one account said is not what another means."""
    remembered(store, checked(store, path), {**MATCHED}, replace(CLERK, account="other"))

    assert columns(checked(store, path))["点到人头"].match is None


@pytest.mark.parametrize(
    ("matches", "said"), [({"点到": "nothing_n"}, "nothing_n"), ({"点到13812345678": ""}, "个人信息")]
)
def test_what_cannot_be_remembered_is_refused(store: Store, path: Path, matches: dict[str, Any], said: str) -> None:
    """A column that nothing is known of; a title that names a person."""
    with pytest.raises(DataError, match=said):
        remembered(store, checked(store, path), matches)


def test_who_may_not_report_remembers_nothing(store: Store, path: Path) -> None:
    """A viewer's account."""
    with pytest.raises(NotAllowed):
        remembered(store, checked(store, path), {**MATCHED}, Viewer("reader", BINJIANG))


def test_a_column_of_a_reference_table_is_matched(store: Store, tmp_path: Path) -> None:
    """团体 is the name of an organisation."""
    path = write_csv(tmp_path / "a.csv", [["团体叫啥", "组织类别", "登记地"], ["甲乙社", "专业", "滨江区"]])
    found = checked(store, path)

    assert "zh" in {choice.title for choice in columns(found)["团体叫啥"].choices}
    assert flaws(found)
    assert checked(store, path, Corrections(columns={"团体叫啥": "zh"})).is_ready
