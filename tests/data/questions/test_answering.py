"""Every question on behalf of a reader is answered in one place, within the reader's scope."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.alerts import open_alerts
from data.errors import OutOfScope
from data.meetings.baselines import set_step
from data.periods import Period
from data.questions import Answers, Failure, Question, answer, kinds
from data.questions.kinds import (
    AlertsClosedWithin,
    AlertsOpenAt,
    Baselines,
    Comparisons,
    DueReports,
    Editions,
    EventDays,
    FeedLog,
    Frozen,
    Loads,
    MeetingNotes,
    MondayFiles,
    OpenAlerts,
    Reference,
    TaskList,
    WallContent,
)
from data.store import Store, open_store
from data.viewer import Viewer
from tests.product import copy_database
from tests.viewers import staff

COUNTY, NEIGHBOUR, OFFICE = "330902", "330903", "330902002"
WEEK = Period.parse("2026-W47")
DAY = date(2026, 11, 22)


def one_of_each_kind(region: str) -> list[Question[object]]:
    """Return a question of every kind, about a region where it is about one."""
    return [
        Reference("event"),
        OpenAlerts(region),
        DueReports(region, WEEK.span),
        Loads(region, 5),
        AlertsOpenAt(region, DAY),
        AlertsClosedWithin(region, WEEK.span),
        FeedLog(region, DAY),
        EventDays(region, "abscond_new_n", DAY),
        TaskList(region, WEEK, DAY),
        Baselines(),
        Comparisons(region, ("checkin_completion_rate",), WEEK, DAY),
        MeetingNotes(region, WEEK),
        Editions(region),
        Frozen(region, WEEK),
        MondayFiles(region, WEEK, Path("nowhere")),
        WallContent("none"),
    ]


def test_the_tests_here_know_every_kind() -> None:
    """A kind that is added is asked in them too."""
    known = {each for each in vars(kinds).values() if isinstance(each, type) and issubclass(each, Question)}

    assert {type(each) for each in one_of_each_kind(COUNTY)} == known - {Question}


@pytest.mark.parametrize("question", one_of_each_kind(COUNTY), ids=lambda each: type(each).__name__)
def test_every_kind_is_answered(city_store: Store, question: Question[object]) -> None:
    """Within the scope, of a region or of none, by what is of the same kind as the answer of an empty store."""
    found = answer(city_store, question, Viewer("chief", COUNTY))

    assert found is None or question.nothing is None or isinstance(found, type(question.nothing) | list | dict | tuple)


@pytest.mark.parametrize(
    "question", [each for each in one_of_each_kind(NEIGHBOUR) if each.regions], ids=lambda each: type(each).__name__
)
def test_no_kind_answers_about_a_neighbour(city_store: Store, question: Question[object]) -> None:
    """The scope is checked before anything is read."""
    with pytest.raises(OutOfScope, match="只能查看定海区"):
        answer(city_store, question, Viewer("chief", COUNTY))


def test_an_offices_alerts_are_its_countys(city_store: Store) -> None:
    """Who sees the county gets its alerts on an office's page, in notices that name no office; who does not, the office's own."""
    of_county = answer(city_store, OpenAlerts(COUNTY), Viewer("chief", COUNTY))
    own = answer(city_store, OpenAlerts(OFFICE), Viewer("clerk", OFFICE))

    assert answer(city_store, OpenAlerts(OFFICE), Viewer("chief", COUNTY)) == of_county
    assert {number for notice in own for number in notice.numbers} == {
        alert.number for alert in open_alerts(city_store, city_store.regions.root.code) if alert.region == OFFICE
    }


def test_baselines_of_other_regions_are_not_given(city_store: Store, tmp_path: Path) -> None:
    """A county's viewer gets its own and not its neighbour's."""
    url = copy_database(city_store, tmp_path / "cockpit.db")
    store = open_store(url, catalogue=city_store.catalogue, regions=city_store.regions)
    for code in (COUNTY, NEIGHBOUR):
        set_step(store, staff(store), "checkin_completion_rate", code, date(2026, 9, 7), "新办法施行")

    found = answer(store, Baselines(), Viewer("chief", COUNTY))
    store.engine.dispose()

    assert [step.region for step in found] == [COUNTY]


def test_what_was_not_asked_is_not_answered() -> None:
    with pytest.raises(KeyError):
        Answers().of(Baselines())


def test_a_failure_is_raised_where_the_answer_is_used() -> None:
    """And not where somebody else uses another one."""
    answers = Answers({Baselines(): Failure(ValueError("gone")), Reference("event"): ()})

    assert answers.of(Reference("event")) == ()
    with pytest.raises(ValueError, match="gone"):
        answers.of(Baselines())
