"""A draft is checked as a load would, by cell, with its corrections and without writing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import OutOfScope
from data.intake import Checked, Corrections, corrected
from data.intake.flaws import Weight, at_the_desk
from data.load import load_files
from data.store import Store
from data.viewer import Right, Viewer
from tests.data.feeds import (
    CHANGHE,
    DAY,
    HEADER,
    PUYAN,
    SUPERVISION,
    TODAY,
    XIXING,
    binjiang_store,
    county_csv,
    county_xlsx,
    held,
    load,
    write_csv,
    write_xlsx,
)
from tests.data.intake.drafting import CLERK, checked, flaws, places

OFFICES = (XIXING, CHANGHE, PUYAN)
REGISTER: list[Any] = ["日期", "司法所代码", "矫正类别", "管理等级", "在册人数"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store without figures, that nothing writes to."""
    return binjiang_store(tmp_path_factory.mktemp("empty"))


def day_csv(folder: Path, *done: object, name: str = "a.csv") -> Path:
    """Write a day of three offices, each with what it completed of 100."""
    rows = [["2026-11-22", office, 100, each] for office, each in zip(OFFICES, done, strict=False)]
    return write_csv(folder / name, [HEADER, *rows])


@pytest.mark.parametrize("write", [county_csv, county_xlsx])
def test_a_county_s_day_is_ready(empty: Store, tmp_path: Path, write: Callable[[Path], Path]) -> None:
    """Under its title and merged header, with its total and signatures: three offices go in."""
    found = checked(empty, write(tmp_path / "滨江区1122.xlsx"))

    assert found.is_ready
    assert found.offices == {*OFFICES}
    assert found.sheets[0].days == (DAY,)


def test_a_wrong_text_is_a_fault_of_its_cell(empty: Store, tmp_path: Path) -> None:
    """Row and column as the file has them, with the reason, the way out and the office."""
    found = checked(empty, day_csv(tmp_path, 90, "十二", 80))

    assert places(found) == [(2, 3)]
    assert (flaws(found)[0].office, flaws(found)[0].title) == (CHANGHE, "checkin_done_n")
    assert flaws(found)[0].reason
    assert flaws(found)[0].way
    assert not found.is_ready


def test_a_part_above_its_total_could_be_either(empty: Store, tmp_path: Path) -> None:
    """The fault is at the part; the total is beside it."""
    (fault,) = flaws(checked(empty, day_csv(tmp_path, 171)))

    assert (fault.row, fault.column) == (1, 3)
    assert fault.beside == ((1, 2),)


@pytest.mark.parametrize("cell", [(0, 1, 3), (0, 1, 2)])
def test_correcting_either_makes_it_ready(empty: Store, tmp_path: Path, cell: tuple[int, int, int]) -> None:
    """The part lower, or the total higher."""
    text = "99" if cell[2] == 3 else "200"

    assert checked(empty, day_csv(tmp_path, 171), Corrections({cell: text})).is_ready


def test_a_corrected_cell_keeps_what_it_was(empty: Store, tmp_path: Path) -> None:
    """The grid has the new text, and the old one beside it."""
    sheet = checked(empty, day_csv(tmp_path, 171), Corrections({(0, 1, 3): "99"})).sheets[0]

    assert sheet.cells[1, 3] == "99"
    assert sheet.was == {(1, 3): "171"}


def test_the_row_of_a_fault_does_not_go_in(empty: Store, tmp_path: Path) -> None:
    """The others would."""
    sheet = checked(empty, day_csv(tmp_path, 90, 171)).sheets[0]

    assert [(row.office, row.goes_in) for row in sheet.rows] == [(XIXING, True), (CHANGHE, False)]
    assert (sheet.rows_good, sheet.office_days) == (1, 1)


def test_an_office_left_out_has_no_faults(empty: Store, tmp_path: Path) -> None:
    """Its row is shown as left out, and the rest is ready."""
    found = checked(empty, day_csv(tmp_path, 90, 171), Corrections(left_out=frozenset({CHANGHE})))

    assert found.is_ready
    assert [(row.office, row.is_left_out) for row in found.sheets[0].rows] == [(XIXING, False), (CHANGHE, True)]
    assert found.offices == {XIXING}


def test_nothing_is_ready_when_all_is_left_out(empty: Store, tmp_path: Path) -> None:
    """A load of nothing is no load."""
    assert not checked(empty, day_csv(tmp_path, 90), Corrections(left_out=frozenset({XIXING}))).is_ready


def usual_then(store: Store, folder: Path, done: int) -> Path:
    """Load a month of about ten a day, and write a day of `done`."""
    days = [DAY - timedelta(days=step) for step in range(1, 29)]
    load(store, write_csv(folder / "before.csv", [HEADER, *([day, XIXING, 12, 10] for day in days)]))
    return write_csv(folder / "a.csv", [HEADER, [DAY, XIXING, done, done]])


def test_a_doubt_wants_a_reason(store: Store, tmp_path: Path) -> None:
    """An amount ten times the usual one stops confirming until each cell has a reason; a blank one is none."""
    path = usual_then(store, tmp_path, 400)
    found = checked(store, path)
    keys = [flaw.key for flaw in flaws(found, Weight.DOUBT)]

    assert (found.faults, found.doubts, found.is_ready) == (0, 2, False)
    assert places(found, Weight.DOUBT) == [(1, 2), (1, 3)]
    assert checked(store, path, Corrections(reasons=dict.fromkeys(keys, "集中点名"))).is_ready
    assert checked(store, path, Corrections(reasons=dict.fromkeys(keys, " "))).doubts == 2


def test_a_reason_is_of_the_figure_it_was_given_for(store: Store, tmp_path: Path) -> None:
    """Another figure in the cell is another doubt; a load meanwhile changes nothing."""
    path = usual_then(store, tmp_path, 400)
    reasons = {flaw.key: "集中点名" for flaw in flaws(checked(store, path), Weight.DOUBT)}
    load(store, write_csv(tmp_path / "c.csv", [HEADER, [DAY - timedelta(days=3), XIXING, 20, 20]]))

    assert checked(store, path, Corrections(reasons=reasons)).doubts == 0
    assert checked(store, path, Corrections({(0, 1, 3): "399"}, {}, reasons)).doubts == 1


def test_what_is_only_said_wants_no_reason(empty: Store, tmp_path: Path) -> None:
    """A rate that the cockpit computes itself is a note."""
    found = checked(empty, county_csv(tmp_path / "a.csv"))

    assert places(found, Weight.NOTE) == [(3, 4)]
    assert found.doubts == 0


def test_messages_call_the_file_as_its_sender_does(empty: Store, tmp_path: Path) -> None:
    """It is kept under a key; its day may be in its name."""
    path = write_csv(tmp_path / "0123456789abcdef", [HEADER[1:], [XIXING, 100, 90]])

    assert checked(empty, path, title="滨江区2026-11-22.csv").sheets[0].days == (DAY,)


def test_a_file_that_cannot_be_read_is_one_fault(empty: Store, tmp_path: Path) -> None:
    """It says what the file is; there is nothing to show."""
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 ...")
    found = checked(empty, path)

    assert found.faults == 1
    assert found.sheets == ()
    assert "PDF" in found.flaws[0].reason


def test_no_way_out_is_a_command(empty: Store, tmp_path: Path) -> None:
    """A clerk has no shell: of a file of which nothing is known the way out is the template."""
    (fault,) = flaws(checked(empty, write_csv(tmp_path / "a.csv", [["甲", "乙"], [1, 2]])))

    assert "cockpit" not in fault.way
    assert "模板" in fault.way


def test_a_file_too_large_to_look_at_is_refused(empty: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before its rows are read; the reason says how else it can be loaded."""
    monkeypatch.setattr(corrected, "MOST_CELLS", 7)

    assert "cockpit load" in checked(empty, day_csv(tmp_path, 90)).flaws[0].way


def test_a_person_in_a_correction_is_refused(empty: Store, tmp_path: Path) -> None:
    """The number of a telephone typed into the grid is personal data as it is in a file."""
    found = checked(empty, day_csv(tmp_path, 90), Corrections({(0, 1, 1): "13812345678"}))

    assert "个人信息" in found.flaws[0].way
    assert found.sheets == ()


def test_each_sheet_of_a_workbook_is_corrected_by_its_number(empty: Store, tmp_path: Path) -> None:
    """A correction of the second sheet leaves the first as it is."""
    sheets: dict[str, Any] = {"一": [HEADER, [DAY, XIXING, 100, 171]], "二": [HEADER, [DAY, CHANGHE, 100, 171]]}
    found = checked(empty, write_xlsx(tmp_path / "a.xlsx", sheets), Corrections({(1, 1, 3): "99"}))

    assert [(sheet.number, len(sheet.flaws)) for sheet in found.sheets] == [(0, 1), (1, 0)]


def test_the_figures_of_a_week_ago_are_beside(store: Store, tmp_path: Path) -> None:
    """Of the same office and column, by the cell they are beside."""
    load(store, write_csv(tmp_path / "w.csv", [HEADER, [DAY - timedelta(days=7), CHANGHE, 80, 77]]))

    assert checked(store, day_csv(tmp_path, 90, 91)).sheets[0].week_ago == {(2, 2): 80, (2, 3): 77}


def test_a_week_ago_is_by_part(store: Store, tmp_path: Path) -> None:
    """Of a table by kinds each row has the figure of its kind."""
    before = DAY - timedelta(days=7)
    load(store, write_csv(tmp_path / "w.csv", [REGISTER, [before, XIXING, "缓刑", "普管", 6]]))
    rows = [[DAY, XIXING, "缓刑", "严管", 2], [DAY, XIXING, "缓刑", "普管", 7]]

    assert checked(store, write_csv(tmp_path / "a.csv", [REGISTER, *rows])).sheets[0].week_ago == {(2, 4): 6}


def test_parts_that_a_file_does_not_name_are_nothing_once_it_is_said(store: Store, tmp_path: Path) -> None:
    """The store's other part is a fault, and a doubt when the file is said to be whole."""
    rows = [[DAY, XIXING, "缓刑", "普管", 6], [DAY, XIXING, "缓刑", "严管", 2]]
    load(store, write_csv(tmp_path / "w.csv", [REGISTER, *rows]))
    path = write_csv(tmp_path / "a.csv", [REGISTER, rows[0]])

    assert "各行已报齐" in flaws(checked(store, path))[0].way
    whole = checked(store, path, Corrections(is_whole=True))
    assert [flaw.weight for flaw in whole.every_flaw] == [Weight.DOUBT]


def test_a_short_line_is_mended_by_filling_in_its_end(empty: Store, tmp_path: Path) -> None:
    """A line of a CSV that lacks its last cell is a fault until the cell is written."""
    path = tmp_path / "a.csv"
    path.write_text(f"day,office_code,checkin_due_n,checkin_done_n\n2026-11-22,{XIXING},100\n", encoding="utf-8")

    assert checked(empty, path).faults == 1
    assert checked(empty, path, Corrections({(0, 1, 3): "90"})).is_ready


def test_a_merged_figure_is_mended_by_writing_it(empty: Store, tmp_path: Path) -> None:
    """One figure over two rows is of neither, until one of them is typed."""
    rows = [HEADER, [DAY, XIXING, 100, 90], [DAY, CHANGHE, 100, None]]
    path = write_xlsx(tmp_path / "a.xlsx", {"a": rows}, {"a": ["D2:D3"]})

    assert checked(empty, path).faults == 2
    assert checked(empty, path, Corrections({(0, 2, 3): "80"})).is_ready


def test_another_county_s_row_is_a_fault(tmp_path: Path) -> None:
    """A draft of a county takes the rows of its offices, whatever its sender may see."""
    city = binjiang_store(tmp_path, "330100")
    viewer = Viewer("clerk", "330100", frozenset({Right.LOAD}))
    path = write_csv(tmp_path / "a.csv", [HEADER, [DAY, XIXING, 10, 9], [DAY, "330106002", 10, 9]])

    assert places(checked(city, path, viewer=viewer)) == [(2, 1)]


def test_a_draft_outside_the_scope_is_not_checked(tmp_path: Path) -> None:
    """An account of another county asks for it."""
    city = binjiang_store(tmp_path, "330100")

    with pytest.raises(OutOfScope):
        checked(city, day_csv(tmp_path, 90), viewer=Viewer("other", "330106", CLERK.rights))


def test_checking_holds_no_lock_and_writes_nothing(store: Store, tmp_path: Path) -> None:
    """It goes on while a load writes."""
    path = day_csv(tmp_path, 90)
    with store.writing():
        assert checked(store, path).is_ready

    assert held(store, SUPERVISION) == {}
    assert store.version() == 0


def test_references_are_checked_too(empty: Store, tmp_path: Path) -> None:
    """A kind that is not known is a fault of its cell; corrected, the row goes in."""
    path = write_csv(tmp_path / "a.csv", [["组织名称", "组织类别", "登记地"], ["甲乙社", "社", "滨江区"]])

    assert places(checked(empty, path)) == [(1, 1)]
    assert checked(empty, path, Corrections({(0, 1, 1): "专业"})).is_ready


texts = st.one_of(
    st.integers(0, 400).map(str),
    st.sampled_from(["", "-", "—", "十二", "12人", "1.5", "-3", "98%", "=A1", "无", "1,118", "１２", "12件"]),
)
days = st.sampled_from(["2026-11-22", "2026-11-21", "2026/11/22", "11月22日", "2026-11-24", "昨天", ""])
owners = st.sampled_from([*OFFICES, "西兴", "长河街道", "浦沿司法所", "滨江区", "合计", "天堂所", ""])
titles = st.permutations(
    ["应核查", "已核查", "应查访", "已查访", "训诫", "备注", "本周应核查", "核查完成率", "外出", "应核査"]
)
rows_of_feeds = st.lists(st.tuples(days, owners, *[texts] * 5), max_size=6)


class Desk:
    """A store without figures and one file of it, with no more in its name than what these tests vary."""

    def __init__(self, store: Store, path: Path) -> None:
        self.store = store
        self.path = path

    def check(self, rows: Sequence[Sequence[Any]], corrections: Corrections | None = None) -> Checked:
        """Check rows with corrections."""
        return checked(self.store, write_csv(self.path, rows), corrections)


@pytest.fixture(scope="module")
def desk(empty: Store, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(empty, tmp_path_factory.mktemp("desk") / "日报.csv")


@given(titles, rows_of_feeds)
@settings(max_examples=60, deadline=None)
def test_a_check_finds_what_a_load_would_say(desk: Desk, names: list[str], rows: list[tuple[str, ...]]) -> None:
    """For any file: the same errors and warnings, in the same cells, and as many office-days that go in."""
    found = desk.check([["日期", "司法所", *names[:5]], *rows])
    report = load_files(desk.store, [desk.path], today=TODAY, dry_run=True)

    said = [(at_the_desk(each.reason), each.row, each.at) for each in (*report.errors, *report.warnings)]
    shown = [
        (each.reason + each.way, None if each.row is None else each.row + 1, each.column) for each in found.every_flaw
    ]
    assert sorted(map(repr, shown)) == sorted(map(repr, said))
    assert found.office_days == sum(file.office_days for file in report.files)


@given(st.lists(st.tuples(texts, texts), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_good_values_in_all_faulty_cells_make_it_ready(desk: Desk, figures: list[tuple[str, str]]) -> None:
    """Whatever is in the cells of three offices: what is marked is enough to correct."""
    rows = [[DAY, office, *pair] for office, pair in zip(OFFICES, figures, strict=True)]
    rows = [HEADER, *rows, [DAY - timedelta(days=1), XIXING, 10, 9]]
    corrections: dict[tuple[int, int, int], str] = {}
    for _ in range(2):  # a limit is looked at once both figures can be read
        for fault in flaws(desk.check(rows, Corrections(corrections))):
            assert fault.row is not None
            assert fault.column is not None
            corrections[0, fault.row, fault.column] = "0"

    assert desk.check(rows, Corrections(corrections)).is_ready


def test_a_day_is_a_day(empty: Store, tmp_path: Path) -> None:
    """A day after today is a fault of its cell."""
    path = write_csv(tmp_path / "a.csv", [HEADER, [date(2026, 11, 30), XIXING, 10, 9]])

    assert places(checked(empty, path)) == [(1, 0)]
