"""A draft becomes one load with one data version, once, by whom it may, or nothing of it is written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data.errors import NotAllowed
from data.intake.checking import check
from data.intake.confirming import SecondReview, give, merge
from data.intake.draft import Corrections, Draft, DraftState
from data.intake.drafts import DraftFault, OtherEdition, UnknownDraft, find, save, submit, waiting_drafts
from data.intake.overtaking import Overtaken
from data.load import withdraw
from data.store import Store
from data.viewer import Right, Viewer
from tests.data.feeds import (
    BINJIANG,
    CHANGHE,
    DAY,
    HEADER,
    SUPERVISION,
    TODAY,
    XIXING,
    binjiang_store,
    held,
    load,
    write_csv,
)
from tests.data.intake.accounts import CLERK, COLLEAGUE, OFFICE, REVIEWER, confirmed, day_file, given
from tests.viewers import staff

COUNTY = SecondReview.COUNTY
SPLIT = (("missed_checkin", "red"), ("missed_checkin", "yellow"))  # parts of a table of alerts
FIRST_CELL = (0, 1, 3)  # the completed checks of the first office


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store of one county."""
    return binjiang_store(tmp_path)


def loads(store: Store) -> int:
    """Return how many loads there are."""
    with store.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(store.schema.loads)).scalar_one()


def test_a_confirmed_draft_is_one_version_of_the_data(store: Store, tmp_path: Path) -> None:
    before = store.version()
    done = confirmed(store, given(store), day_file(tmp_path))

    assert (done.state, done.load_no, done.closed_by) == (DraftState.CONFIRMED, before + 1, "滨江填报员")
    assert store.version() == before + 1
    assert held(store)[DAY, XIXING] == {"checkin_due_n": 120, "checkin_done_n": 118}


def test_what_was_corrected_at_the_desk_is_loaded(store: Store, tmp_path: Path) -> None:
    draft = save(store, CLERK, given(store).number, Corrections({FIRST_CELL: "117"}), seen=1)
    confirmed(store, draft, day_file(tmp_path))

    assert held(store)[DAY, XIXING]["checkin_done_n"] == 117


def test_the_log_says_who_gave_it_and_for_which_region(store: Store, tmp_path: Path) -> None:
    number = confirmed(store, given(store), day_file(tmp_path)).load_no

    log = store.schema.loads.c
    with store.engine.connect() as connection:
        line = connection.execute(select(log.region_code, log.post, log.source).where(log.load_no == number)).one()
    assert tuple(line) == (BINJIANG, "滨江填报员", "日报.csv")


def test_a_second_click_makes_no_second_load(store: Store, tmp_path: Path) -> None:
    draft, path = given(store), day_file(tmp_path)
    first = confirmed(store, draft, path)

    assert confirmed(store, draft, path) == first
    assert loads(store) == 1


def test_clicks_at_the_same_time_make_one_load(store: Store, tmp_path: Path) -> None:
    draft, path = given(store), day_file(tmp_path)

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: confirmed(store, draft, path), range(4)))

    assert {each.load_no for each in done} == {1}
    assert loads(store) == 1


def test_a_draft_with_a_fault_is_refused_and_stays(store: Store, tmp_path: Path) -> None:
    draft = given(store)

    with pytest.raises(DraftFault, match="1 处错误"):
        confirmed(store, draft, day_file(tmp_path, done=121))
    assert (loads(store), find(store, CLERK, draft.number)) == (0, draft)


def test_a_draft_without_figures_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DraftFault):
        confirmed(store, given(store), write_csv(tmp_path / "empty.csv", [HEADER]))
    assert loads(store) == 0


def test_a_draft_whose_file_is_gone_is_refused_in_words(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DraftFault, match="重新交"):
        confirmed(store, given(store), tmp_path / "gone.csv")


def test_what_was_saved_after_it_was_opened_is_not_confirmed_unseen(store: Store, tmp_path: Path) -> None:
    draft = given(store)
    save(store, CLERK, draft.number, Corrections({FIRST_CELL: "1"}), seen=draft.edition)

    with pytest.raises(OtherEdition):
        confirmed(store, draft, day_file(tmp_path))
    assert loads(store) == 0


@pytest.mark.parametrize(
    ("viewer", "refusal"),
    [(COLLEAGUE, UnknownDraft), (REVIEWER, UnknownDraft), (replace(CLERK, scope=XIXING), UnknownDraft)],
)
def test_another_account_does_not_confirm_an_open_draft(
    store: Store, tmp_path: Path, viewer: Viewer, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        confirmed(store, given(store), day_file(tmp_path), viewer)
    assert loads(store) == 0


def test_without_the_setting_a_reviewer_does_not_confirm(store: Store, tmp_path: Path) -> None:
    draft = submit(store, OFFICE, given(store, OFFICE).number, seen=1)

    with pytest.raises(NotAllowed):
        confirmed(store, draft, day_file(tmp_path), REVIEWER)


def test_by_the_setting_the_countys_reviewer_confirms_what_an_office_gave(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "office.csv", [HEADER, [DAY, XIXING, 120, 118]])
    draft = submit(store, OFFICE, given(store, OFFICE).number, seen=1)
    done = confirmed(store, draft, path, REVIEWER, COUNTY)

    assert (done.state, done.account, done.closed_by) == (DraftState.CONFIRMED, "office", "滨江复核员")
    assert list(held(store)) == [(DAY, XIXING)]


@pytest.mark.parametrize("is_submitted", [False, True])
def test_by_the_setting_nobody_confirms_their_own(store: Store, tmp_path: Path, *, is_submitted: bool) -> None:
    both = Viewer("clerk", BINJIANG, frozenset({Right.VIEW, Right.LOAD, Right.CONFIRM}))
    draft = given(store, both)
    if is_submitted:
        draft = submit(store, both, draft.number, seen=1)

    with pytest.raises(DraftFault, match="另一"):
        confirmed(store, draft, day_file(tmp_path), both, COUNTY)
    assert loads(store) == 0


def test_an_office_does_not_confirm_for_its_colleague(store: Store, tmp_path: Path) -> None:
    draft = submit(store, OFFICE, given(store, OFFICE).number, seen=1)

    with pytest.raises(DraftFault, match="及以上"):
        confirmed(store, draft, day_file(tmp_path), replace(REVIEWER, scope=XIXING), COUNTY)


def test_a_row_of_another_region_is_refused(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "two.csv", [HEADER, [DAY, XIXING, 120, 118], [DAY, CHANGHE, 80, 79]])

    with pytest.raises(DraftFault, match="1 处错误"):
        confirmed(store, given(store, OFFICE), path, OFFICE)
    assert loads(store) == 0


def both_clerks(store: Store, folder: Path, mine: int, theirs: int) -> Overtaken:
    """Let a colleague confirm another number for an office than a clerk whose draft is older; return what the clerk reads."""
    draft, other = given(store), given(store, COLLEAGUE)
    confirmed(store, other, day_file(folder, theirs, "theirs.csv"), COLLEAGUE)
    with pytest.raises(Overtaken) as refused:
        confirmed(store, draft, day_file(folder, mine, "mine.csv"))
    return refused.value


def test_of_two_clerks_one_wins_and_the_other_sees_both_figures(store: Store, tmp_path: Path) -> None:
    overtaken = both_clerks(store, tmp_path, mine=117, theirs=116)

    assert held(store)[DAY, XIXING]["checkin_done_n"] == 116
    assert [(each.key.office, each.key.measure, each.was, each.theirs, each.mine) for each in overtaken.clashes] == [
        (XIXING, "checkin_done_n", None, 116, 117)
    ]
    assert [(each.by, each.source) for each in overtaken.loads] == [("滨江内勤", "日报.csv")]


@pytest.mark.parametrize(("chosen", "expected"), [("mine", 117), ("theirs", 116)])
def test_what_is_chosen_of_both_is_loaded(store: Store, tmp_path: Path, chosen: str, expected: int) -> None:
    overtaken = both_clerks(store, tmp_path, mine=117, theirs=116)
    theirs = {each.key: each.theirs for each in overtaken.clashes} if chosen == "theirs" else {}
    mine = tmp_path / "mine.csv"
    draft = merge(store, CLERK, 1, mine, seen=1, today=TODAY, theirs=theirs, known=overtaken.version)

    assert confirmed(store, draft, mine).state is DraftState.CONFIRMED
    assert held(store)[DAY, XIXING]["checkin_done_n"] == expected


def test_two_who_give_the_same_do_not_disturb_each_other(store: Store, tmp_path: Path) -> None:
    draft, other = given(store), given(store, COLLEAGUE)
    confirmed(store, other, day_file(tmp_path), COLLEAGUE)

    assert confirmed(store, draft, day_file(tmp_path)).load_no == 2


def test_two_who_give_other_columns_do_not_disturb_each_other(store: Store, tmp_path: Path) -> None:
    draft, other = given(store), given(store, COLLEAGUE)
    visits = [["day", "office_code", "visit_due_n", "visit_done_n"], [DAY, XIXING, 6, 6]]
    confirmed(store, other, write_csv(tmp_path / "visits.csv", visits), COLLEAGUE)
    confirmed(store, draft, day_file(tmp_path))

    assert held(store)[DAY, XIXING] == {
        "checkin_due_n": 120,
        "checkin_done_n": 118,
        "visit_due_n": 6,
        "visit_done_n": 6,
    }


def test_what_its_sender_knew_is_replaced_without_a_question(store: Store, tmp_path: Path) -> None:
    load(store, day_file(tmp_path, 100))

    confirmed(store, given(store), day_file(tmp_path, 118))
    assert held(store)[DAY, XIXING]["checkin_done_n"] == 118


def doubtful(store: Store, folder: Path) -> Path:
    """Load four weeks of hardly any admonitions, and return a file of a day with many."""
    titles = ["day", "office_code", "admonish_n"]
    days = [DAY - timedelta(days=back) for back in range(1, 29)]
    load(store, write_csv(folder / "usual.csv", [titles, *([day, XIXING, day.day % 2] for day in days)]))
    return write_csv(folder / "many.csv", [titles, [DAY, XIXING, 400]])


def answered(store: Store, draft: Draft, path: Path, *, is_whole: bool = False) -> Draft:
    """Give a reason for every doubt of a draft."""
    asked = replace(draft, corrections=Corrections(is_whole=is_whole))
    keys = [flaw.key for flaw in check(store, asked, path, viewer=CLERK, today=TODAY).every_flaw if flaw.is_open]
    reasons = dict.fromkeys(keys, "当日集中训诫")
    return save(store, CLERK, draft.number, Corrections(reasons=reasons, is_whole=is_whole), seen=draft.edition)


def test_a_doubt_without_a_reason_is_refused(store: Store, tmp_path: Path) -> None:
    path = doubtful(store, tmp_path)

    with pytest.raises(DraftFault, match="1 处疑问"):
        confirmed(store, given(store), path)
    assert loads(store) == 1


def test_a_doubt_with_a_reason_is_loaded(store: Store, tmp_path: Path) -> None:
    path = doubtful(store, tmp_path)

    assert confirmed(store, answered(store, given(store), path), path).load_no == 2


def test_the_setting_lets_only_what_is_ready_be_submitted(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "office.csv", [HEADER, [DAY, XIXING, 120, 121]])

    with pytest.raises(DraftFault, match="1 处错误"):
        give(store, OFFICE, given(store, OFFICE).number, path, seen=1, today=TODAY, second_review=COUNTY)
    assert waiting_drafts(store, REVIEWER) == []


def test_without_the_setting_nothing_is_submitted(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DraftFault, match="不必提交"):
        give(store, CLERK, given(store).number, day_file(tmp_path), seen=1, today=TODAY, second_review=SecondReview.OFF)


def test_a_column_that_was_there_before_both_is_shown_as_it_was(store: Store, tmp_path: Path) -> None:
    load(store, day_file(tmp_path, 100, "first.csv"))
    (clash,) = both_clerks(store, tmp_path, mine=117, theirs=116).clashes

    assert (clash.was, clash.theirs, clash.mine) == (100, 116, 117)


def test_what_another_left_as_it_was_is_no_matter(store: Store, tmp_path: Path) -> None:
    load(store, day_file(tmp_path, 100, "first.csv"))
    draft, other = given(store), given(store, COLLEAGUE)
    confirmed(store, other, day_file(tmp_path, 100, "theirs.csv"), COLLEAGUE)

    assert confirmed(store, draft, day_file(tmp_path, 117, "mine.csv")).state is DraftState.CONFIRMED


def test_what_was_withdrawn_meanwhile_is_not_put_back_unseen(store: Store, tmp_path: Path) -> None:
    load(store, day_file(tmp_path, 100, "first.csv"))
    draft = given(store)
    withdraw(store, staff(store), SUPERVISION, XIXING, DAY, DAY, reason="误报")

    with pytest.raises(Overtaken) as refused:
        confirmed(store, draft, day_file(tmp_path, 100))
    assert {(each.key.office, each.was, each.theirs, each.mine) for each in refused.value.clashes} == {
        (XIXING, 120, None, 120),
        (XIXING, 100, None, 100),
    }


def test_a_split_table_is_compared_part_by_part(store: Store, tmp_path: Path) -> None:
    titles = ["day", "office_code", "alert_type", "alert_level", "alert_n"]
    draft, other = given(store), given(store, COLLEAGUE)
    mine = write_csv(tmp_path / "mine.csv", [titles, [DAY, XIXING, *SPLIT[0], 3], [DAY, XIXING, *SPLIT[1], 1]])
    theirs = write_csv(tmp_path / "theirs.csv", [titles, [DAY, XIXING, *SPLIT[0], 2], [DAY, XIXING, *SPLIT[1], 1]])
    confirmed(store, other, theirs, COLLEAGUE)

    with pytest.raises(Overtaken) as refused:
        confirmed(store, draft, mine)
    assert [(each.key.split, each.theirs, each.mine) for each in refused.value.clashes] == [(SPLIT[0], 2, 3)]


def test_a_part_that_only_the_other_gave_is_not_lost_silently(store: Store, tmp_path: Path) -> None:
    titles = ["day", "office_code", "alert_type", "alert_level", "alert_n"]
    draft, other = given(store), given(store, COLLEAGUE)
    mine = write_csv(tmp_path / "mine.csv", [titles, [DAY, XIXING, *SPLIT[0], 3]])
    theirs = write_csv(tmp_path / "theirs.csv", [titles, [DAY, XIXING, *SPLIT[1], 2]])
    confirmed(store, other, theirs, COLLEAGUE)
    draft = answered(store, draft, mine, is_whole=True)
    with pytest.raises(Overtaken) as refused:
        confirmed(store, draft, mine)
    chosen = {each.key: each.theirs for each in refused.value.clashes if each.theirs}

    with pytest.raises(DraftFault, match="西兴司法所"):
        merge(
            store,
            CLERK,
            draft.number,
            mine,
            seen=draft.edition,
            today=TODAY,
            theirs=chosen,
            known=refused.value.version,
        )


def test_of_two_who_confirm_at_once_exactly_one_wins(store: Store, tmp_path: Path) -> None:
    both = [(given(store), CLERK, day_file(tmp_path, 117, "mine.csv"))]
    both += [(given(store, COLLEAGUE), COLLEAGUE, day_file(tmp_path, 116, "theirs.csv"))]

    def work(each: tuple[Draft, Viewer, Path]) -> bool:
        try:
            return confirmed(store, each[0], each[2], each[1]).state is DraftState.CONFIRMED
        except Overtaken:
            return False

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(work, both)) == [False, True]
    assert loads(store) == 1
