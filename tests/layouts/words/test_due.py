"""The sentence on top of what is due, in both languages, for every case."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from data.clock import SHANGHAI
from data.intake.due.deadlines import Giver
from data.intake.due.due import DueList, DueRow, DueState, Lacking
from data.periods import Grain, Period, Span
from data.regions import Region
from layouts.words.due import due_sentence
from layouts.words.language import load_language
from tests.layouts.fabricate import region

NOW = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
NOON, EIGHT = NOW.replace(hour=12), NOW.replace(hour=8)
TODAY, DAY = date(2026, 11, 23), date(2026, 11, 22)
ZH, EN = load_language("zh"), load_language("en")
COUNTY, CITY = region("330108"), region("330100")
OFFICES = tuple(region(f"33010800{number}") for number in (1, 2, 3))


def row(
    section: str,
    missing: int = 0,
    state: DueState | None = None,
    *,
    giver: Giver = Giver.OFFICE,
    grain: Grain = Grain.DAY,
    until: datetime = NOON,
    is_ahead: bool = False,
) -> DueRow:
    """Return a row of which some offices, or the bureau, are missing."""
    places = OFFICES[:missing] if giver is Giver.OFFICE else (COUNTY,) * missing
    lacking = tuple(Lacking(place, 1, 1, is_overdue=state is DueState.OVERDUE) for place in places)
    usual = DueState.LACKING if missing else DueState.ALL_IN
    return DueRow(
        section, "fact_roster_day", giver, grain, Span(DAY, DAY), until, 3, lacking, state or usual, is_ahead=is_ahead
    )


def said(*rows: DueRow, here: Region = COUNTY, waiting: int = 0, grain: Grain = Grain.DAY) -> tuple[str, str]:
    """Return the sentence in both languages."""
    found = DueList(here, Period.holding(TODAY, grain).span, NOW, rows, waiting)
    return due_sentence(found, ZH), due_sentence(found, EN)


def test_some_are_missing_until_noon() -> None:
    """The words of the design."""
    zh, en = said(row("supervision", 3), row("roster"))

    assert zh == "今天还差 3 个所的监管日报，12:00 截止；其余已报齐。"
    assert en == "Today still missing: Supervision (daily) from 3 offices, due by 12:00; everything else is in."


def test_one_is_missing() -> None:
    """English says office, not offices."""
    assert "from 1 office," in said(row("supervision", 1))[1]


def test_without_others_nothing_is_said_of_them() -> None:
    """Where all that is due is missing."""
    assert said(row("supervision", 2))[0] == "今天还差 2 个所的监管日报，12:00 截止。"


def test_nothing_is_due() -> None:
    """Reports that are due later are no part of it."""
    later = row("psych", 3, DueState.NOT_BEGUN, is_ahead=True)

    assert said(later) == ("今天没有到期的上报。", "Today: no report is due.")


def test_all_is_in() -> None:
    """How many, in the number's own form."""
    assert said(row("supervision"), row("roster"))[0] == "今天应报的 2 项已全部报齐。"
    assert said(row("supervision"))[1] == "Today, everything that is due is in: 1 report."


def test_overdue() -> None:
    """A deadline that passed is said as such."""
    zh, _ = said(row("supervision", 2, DueState.OVERDUE, until=EIGHT), row("roster"))

    assert zh == "今天仍缺 2 个所的监管日报，08:00 已截止；其余已报齐。"


def test_what_is_overdue_comes_first() -> None:
    """Before what is still in time."""
    zh, _ = said(row("roster", 1), row("supervision", 2, DueState.OVERDUE, until=EIGHT))

    assert zh == "今天仍缺 2 个所的监管日报，08:00 已截止；还差 1 个所的名册日报，12:00 截止。"


def test_reports_that_the_same_offices_owe_are_named_together() -> None:
    """Several tables of the same offices, and of others."""
    zh, _ = said(row("supervision", 2), row("roster", 2), row("alert", 1))

    assert zh == "今天还差 2 个所的监管日报、名册日报、1 个所的预警日报，12:00 截止。"


def test_of_many_reports_the_first_are_named() -> None:
    """Three, and how many there are."""
    zh, _ = said(*(row(key, 2) for key in ("supervision", "roster", "alert", "incident")))

    assert zh == "今天还差 2 个所的监管日报、名册日报、预警日报等 4 项，12:00 截止。"


def test_a_county_s_own_report() -> None:
    """Is its bureau's; of a wider region the bureaus are counted."""
    own = row("ops", 1, giver=Giver.BUREAU)

    assert said(own)[0] == "今天还差县局的中心与数据日报，12:00 截止。"
    assert said(own, here=CITY)[0] == "今天还差 1 个县（市、区）局的中心与数据日报，12:00 截止。"


def test_an_office_reads_of_itself() -> None:
    """It reads no number of offices."""
    assert said(row("supervision", 1), here=OFFICES[0])[0] == "今天还差本所的监管日报，12:00 截止。"


def test_what_waits_to_be_confirmed() -> None:
    """Of a known section by its name, else as a number."""
    assert said(row("supervision", 2, DueState.WAITING), row("roster"), waiting=1)[0] == "监管日报待确认；其余已报齐。"
    assert said(row("roster"), waiting=2)[0] == "今天应报的 1 项已全部报齐。另有 2 份待确认。"
    assert said(row("roster"), waiting=1)[1].endswith(" 1 draft waits to be confirmed.")


@pytest.mark.parametrize(("grain", "begins"), [(Grain.WEEK, "本周"), (Grain.MONTH, "本月")])
def test_this_week_and_this_month(grain: Grain, begins: str) -> None:
    """The sentence begins with the days it is about, and names another day's deadline with its day."""
    zh, _ = said(row("psych", 1, grain=Grain.WEEK, until=NOW.replace(day=30, hour=12)), grain=grain)

    assert zh == f"{begins}还差 1 个所的心理筛查周报，11 月 30 日 12:00 截止。"
