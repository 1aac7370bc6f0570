"""A draft keeps what was typed, is seen by those whom it concerns alone, and is closed once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data.errors import NotAllowed, OutOfScope, TextRefused
from data.intake.draft import Corrections, DraftState
from data.intake.drafts import (
    DraftFault,
    OtherEdition,
    UnknownDraft,
    discard,
    find,
    own_drafts,
    save,
    send_back,
    submit,
    waiting_drafts,
)
from data.store import Store
from data.viewer import Right, Viewer
from tests.data.feeds import BINJIANG, CHANGHE, XIXING, binjiang_store
from tests.data.intake.accounts import CLERK, COLLEAGUE, OFFICE, REVIEWER, given

TYPED = Corrections({(0, 3, 2): "118"}, {"备注": ""}, {"0:3:4": "当日集中训诫"}, frozenset({CHANGHE}))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store of one county."""
    return binjiang_store(tmp_path)


def test_what_was_typed_is_found_again_in_another_browser(store: Store) -> None:
    draft = given(store)
    save(store, CLERK, draft.number, TYPED, seen=draft.edition)

    assert find(store, CLERK, draft.number).corrections == TYPED
    assert [each.number for each in own_drafts(store, CLERK)] == [draft.number]


def test_what_is_the_same_makes_no_new_edition(store: Store) -> None:
    draft = save(store, CLERK, given(store).number, TYPED, seen=1)

    assert save(store, CLERK, draft.number, TYPED, seen=draft.edition).edition == draft.edition


def test_a_second_browser_is_shown_what_the_first_one_saved(store: Store) -> None:
    draft = given(store)
    save(store, CLERK, draft.number, TYPED, seen=draft.edition)

    with pytest.raises(OtherEdition) as refused:
        save(store, CLERK, draft.number, Corrections({(0, 3, 2): "117"}), seen=draft.edition)

    assert refused.value.held.corrections == TYPED
    assert find(store, CLERK, draft.number).corrections == TYPED


@pytest.mark.parametrize("stranger", [COLLEAGUE, REVIEWER, Viewer("clerk", XIXING, CLERK.rights)])
def test_an_open_draft_is_its_senders_alone(store: Store, stranger: Viewer) -> None:
    draft = given(store)

    with pytest.raises(UnknownDraft):
        find(store, stranger, draft.number)
    assert own_drafts(store, stranger) == []


def test_another_clerk_does_not_save_it(store: Store) -> None:
    draft = given(store)

    with pytest.raises(UnknownDraft):
        save(store, COLLEAGUE, draft.number, TYPED, seen=draft.edition)


def test_a_submitted_draft_waits_for_the_reviewer_of_the_scope(store: Store) -> None:
    draft = submit(store, OFFICE, given(store, OFFICE).number, seen=1)

    assert draft.state is DraftState.WAITING
    assert [each.number for each in waiting_drafts(store, REVIEWER)] == [draft.number]
    assert waiting_drafts(store, replace(REVIEWER, scope=CHANGHE)) == []
    assert waiting_drafts(store, COLLEAGUE) == []


def test_a_submitted_draft_is_not_corrected(store: Store) -> None:
    draft = submit(store, OFFICE, given(store, OFFICE).number, seen=1)

    with pytest.raises(DraftFault, match="先收回"):
        save(store, OFFICE, draft.number, TYPED, seen=draft.edition)


def test_a_returned_draft_says_why_and_may_be_corrected(store: Store) -> None:
    draft = submit(store, OFFICE, given(store, OFFICE).number, seen=1)
    back = send_back(store, REVIEWER, draft.number, seen=draft.edition, note="应核查数与名册不符")

    assert (back.state, back.note) == (DraftState.RETURNED, "应核查数与名册不符")
    assert save(store, OFFICE, draft.number, TYPED, seen=back.edition).note == "应核查数与名册不符"


def test_a_draft_is_not_returned_without_a_reason(store: Store) -> None:
    draft = submit(store, OFFICE, given(store, OFFICE).number, seen=1)

    with pytest.raises(DraftFault, match="写明原因"):
        send_back(store, REVIEWER, draft.number, seen=draft.edition, note=" ")


def test_a_sender_takes_back_what_was_submitted(store: Store) -> None:
    draft = submit(store, OFFICE, given(store, OFFICE).number, seen=1)

    assert send_back(store, OFFICE, draft.number, seen=draft.edition).state is DraftState.OPEN
    assert waiting_drafts(store, REVIEWER) == []


def test_a_discarded_draft_is_not_listed_and_not_changed(store: Store) -> None:
    draft = discard(store, CLERK, given(store).number, seen=1)

    assert own_drafts(store, CLERK) == []
    with pytest.raises(DraftFault, match="已作废"):
        save(store, CLERK, draft.number, TYPED, seen=draft.edition)


def test_a_draft_is_for_a_region_of_the_scope(store: Store) -> None:
    with pytest.raises(OutOfScope):
        given(store, OFFICE, BINJIANG)


def test_who_may_not_report_gives_nothing(store: Store) -> None:
    with pytest.raises(NotAllowed):
        given(store, Viewer("chief", BINJIANG, frozenset({Right.VIEW, Right.CONFIRM})))


@pytest.mark.parametrize(
    "typed",
    [
        Corrections(cells={(0, 1, 1): "330108199001011234"}),
        Corrections(reasons={"a": "联系 13812345678"}),
        Corrections(cells={(0, 1, 1): "1" * 201}),
        Corrections(cells={(0, row, column): "1" for row in range(201) for column in range(100)}),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_of_it_is_saved(store: Store, typed: Corrections) -> None:
    draft = given(store)

    with pytest.raises(DraftFault):
        save(store, CLERK, draft.number, typed, seen=draft.edition)
    assert find(store, CLERK, draft.number).corrections == Corrections()


def test_a_files_name_that_names_a_person_is_refused(store: Store) -> None:
    with pytest.raises(TextRefused):
        given(store, title="13812345678.csv")
