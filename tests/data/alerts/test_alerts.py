"""Area alerts live as long as their cause: opened once, raised, lowered, acknowledged, closed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from data.alerts import AlertLevel, AreaAlert, evaluate, open_alerts
from data.alerts.alerts import AlertStep, acknowledge, closed_within, history, open_at
from data.alerts.figures import Days, verdicts
from data.alerts.rules import AreaRule, load_area_rules
from data.catalogue import load_catalogue
from data.errors import UnknownAlert
from data.load import load_files, put_partitions
from data.periods import Grain, Period
from data.readings import Figures, read
from data.readings.shown_day import shown_day
from data.store import Partition, Store
from data.viewer import Viewer
from tests.conftest import opened
from tests.viewers import root, staff

BLUE, YELLOW, RED = AlertLevel
MONDAY = date(2026, 11, 16)
OFFICE, OTHER = "330108001", "330108002"
RULES = load_area_rules(load_catalogue())
CHECKIN = {"checkin": RULES["checkin"]}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store of Binjiang."""
    return opened(tmp_path / "alerts.db", "330108")


def load(store: Store, step: int, done: dict[str, int], due: int = 100) -> None:
    """Load the check-ins done by some offices on the day `step` days after Monday."""
    day = MONDAY + timedelta(days=step)
    rows = [(day, office, due, count) for office, count in done.items()]
    frame = pd.DataFrame(rows, columns=["day", "office_code", "checkin_due_n", "checkin_done_n"])
    types = {"checkin_due_n": "Int64", "checkin_done_n": "Int64"}
    put_partitions(store, [Partition("fact_supervision_day", frame.astype(types))], source="test")


def judged(store: Store, step: int, done: int, *, rules: dict[str, AreaRule] | None = None) -> list[str]:
    """Load one day of the office, judge it, and return what happened."""
    load(store, step, {OFFICE: done})
    return [each.what for each in evaluate(store, rules or CHECKIN)]


def the_alert(store: Store) -> AreaAlert:
    """Return the one open alert."""
    (alert,) = open_alerts(store, root(store))
    return alert


def test_one_alert_from_opening_to_closing(store: Store) -> None:
    """Opened blue, no repeat, raised twice, lowered, closed the moment it is back; the next one is another."""
    assert judged(store, 0, 97) == ["opened"]
    assert judged(store, 0, 97) == []
    assert judged(store, 1, 94) == ["raised"]
    assert judged(store, 2, 89) == ["raised"]
    alert = the_alert(store)
    assert (alert.number, alert.level, alert.figure, alert.limit) == (1, RED, 89, 90)
    assert (alert.opened_day, alert.region, alert.metric) == (MONDAY, OFFICE, "checkin_completion_rate")

    assert judged(store, 3, 96) == ["lowered"]
    assert (the_alert(store).level, the_alert(store).highest) == (YELLOW, RED)
    assert judged(store, 4, 98) == ["closed"]
    assert open_alerts(store, root(store)) == []
    assert judged(store, 5, 85) == ["opened"]
    assert the_alert(store).number == 2
    assert [(step.what, step.level) for step in history(store, root(store), 1)] == [
        ("opened", BLUE),
        ("raised", YELLOW),
        ("raised", RED),
        ("lowered", YELLOW),
        ("closed", YELLOW),
    ]


def test_what_was_open_at_the_end_of_a_day_is_known_later(store: Store) -> None:
    """An alert of Monday that closed at 01:00 on Thursday in Shanghai was open to Wednesday's end, and not on Sunday before."""
    for step, done in enumerate((94, 94, 99)):
        load(store, step, {OFFICE: done})
        evaluate(store, CHECKIN, datetime.combine(MONDAY + timedelta(days=step), time(16 if step < 2 else 17)))

    found = {
        step: [alert.number for alert in open_at(store, root(store), MONDAY + timedelta(days=step))]
        for step in range(-1, 4)
    }

    assert found == {-1: [], 0: [1], 1: [1], 2: [1], 3: []}


def test_a_limit_has_no_slack(store: Store) -> None:
    """At the limit is within; a hair below is beyond; there is no band in which an alert lingers."""
    assert judged(store, 0, 98) == []
    assert judged(store, 1, 97) == ["opened"]
    assert judged(store, 2, 98) == ["closed"]
    assert judged(store, 3, 97) == ["opened"]


def test_three_days_in_a_row_raise(store: Store) -> None:
    """Blue on the third day in a row is yellow, by the limit of the days."""
    assert [judged(store, step, 97) for step in range(3)] == [["opened"], [], ["raised"]]
    assert (the_alert(store).level, the_alert(store).limit) == (YELLOW, 98)


def test_a_small_office_speaks_when_it_lasts(store: Store) -> None:
    """Two missed of nineteen are no red of the day; on the third day in a row they are yellow."""
    said = []
    for step in range(3):
        load(store, step, {OFFICE: 17}, due=19)
        said.append([each.what for each in evaluate(store, CHECKIN)])

    assert said == [[], [], ["opened"]]
    assert (the_alert(store).level, the_alert(store).limit) == (YELLOW, 98)


def test_an_acknowledged_alert_stays_so_until_it_rises(store: Store) -> None:
    """By the acting post, once; a higher level than any before asks again, the same level does not."""
    judged(store, 0, 94)
    first = acknowledge(store, staff(store, "值班员"), [1], reason="已电话核实")[0]
    assert (first.acknowledged_by, first.reason) == ("值班员", "已电话核实")
    assert acknowledge(store, staff(store, "另一岗"), [1])[0].acknowledged_by == "值班员"

    judged(store, 1, 97)
    judged(store, 2, 94)
    assert the_alert(store).acknowledged_by == "值班员"
    judged(store, 3, 80)
    assert the_alert(store).acknowledged_at is None
    made = [(step.what, step.made_by) for step in history(store, root(store), 1) if step.what == "acknowledged"]
    assert made == [("acknowledged", "值班员")]


def test_only_what_is_open_is_acknowledged(store: Store) -> None:
    """One wrong number, and nothing is written."""
    judged(store, 0, 94)

    with pytest.raises(UnknownAlert, match="没有编号为 9"):
        acknowledge(store, staff(store, "值班员"), [1, 9])

    assert the_alert(store).acknowledged_at is None


def test_silence_neither_opens_nor_closes(store: Store) -> None:
    """An office that did not report keeps its alert; one with nothing due is within its limits."""
    judged(store, 0, 80)
    load(store, 1, {OTHER: 100})
    assert evaluate(store, CHECKIN) == []
    assert the_alert(store).figure == 80

    load(store, 2, {OFFICE: 0}, due=0)
    assert [step.what for step in evaluate(store, CHECKIN)] == ["closed"]


def test_a_rule_that_is_gone_closes_its_alerts(store: Store) -> None:
    """With the reason."""
    judged(store, 0, 80)
    steps = evaluate(store, {"screening": RULES["screening"]})

    assert [(step.what, step.reason) for step in steps] == [("closed", "规则或地区已撤销")]


def test_an_empty_store_has_nothing_to_judge(store: Store) -> None:
    """Nor does it fail."""
    assert evaluate(store) == []


def test_a_load_judges_by_itself(store: Store, tmp_path: Path) -> None:
    """A file loaded is a file judged."""
    file = tmp_path / "feed.csv"
    file.write_text(f"day,office_code,checkin_due_n,checkin_done_n\n{MONDAY},{OFFICE},100,80\n", encoding="utf-8")

    report = load_files(store, [file], today=MONDAY + timedelta(days=1))

    assert report.ok
    assert ("checkin", OFFICE, RED) in {
        (alert.rule, alert.region, alert.level) for alert in open_alerts(store, root(store))
    }


def test_steps_are_kept_as_they_were(store: Store) -> None:
    """With figure, limit and data version of the time."""
    judged(store, 0, 97)
    judged(store, 1, 94)

    steps: list[AlertStep] = history(store, root(store), 1)
    assert [(step.figure, step.limit, step.version) for step in steps] == [(97, 98, 1), (94, 95, 2)]


def load_counts(store: Store, column: str, counts: dict[date, int]) -> None:
    """Load a column of the supervision facts of one office by day, and what its county managed."""
    frame = pd.DataFrame(
        [(day, OFFICE, count) for day, count in counts.items()], columns=["day", "office_code", column]
    )
    put_partitions(store, [Partition("fact_supervision_day", frame.astype({column: "Int64"}))], source="test")


def said_of(store: Store, rule: str, as_of: date) -> tuple[AlertLevel | None, float, float]:
    """Return level, figure and limit of a rule in Binjiang."""
    verdict = verdicts(store, {rule: RULES[rule]}, Days(as_of))[rule, "330108"]
    return verdict.level, verdict.figure, verdict.limit


def test_two_within_thirty_days_are_red_wherever_the_month_ends(store: Store) -> None:
    """Two cases on days 1 and 30 are both within thirty days; a day later the first is not."""
    last = date(2026, 11, 5)
    quiet = {last - timedelta(days=step): 0 for step in range(40)}
    load_counts(store, "abscond_new_n", quiet | {last: 1, last - timedelta(days=29): 1})
    with_register(store, last)

    assert said_of(store, "absconded_two", last) == (RED, 2, 2)

    load_counts(store, "abscond_new_n", {last + timedelta(days=1): 0})
    assert said_of(store, "absconded_two", last + timedelta(days=1)) == (None, 1, 0)


def with_register(store: Store, last: date) -> None:
    """Load a register of 300 up to the day after, which a share of those managed needs."""
    moves = ["received_n", "transfer_in_n", "transfer_out_n"]
    days = [last + timedelta(days=1 - step) for step in range(92)]
    rows = [(day, OFFICE, "probation", "ordinary", 300, 0, 0, 0) for day in days]
    columns = ["day", "office_code", "correction_type", "management_level", "registered_eod", *moves]
    frame = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(["registered_eod", *moves], "Int64"))
    put_partitions(store, [Partition("fact_roster_day", frame)], source="test")


def month_firsts(last: date, count: int) -> list[date]:
    """Return a day of each of so many months before the last thirty days."""
    month = pd.Period(last - timedelta(days=29), "M")
    return [(month - back).to_timestamp().date() for back in range(1, count + 1)]


def test_a_reoffence_is_judged_by_the_countys_own_three_years(store: Store) -> None:
    """One is yellow; two are red where there were two in three years (mean 1/18 a month: P(X ≥ 2) = 0.0015).

    Where there were eighteen (mean 0.5: P = 0.09) they are no more than yellow.
    """
    last = date(2026, 11, 5)
    months = month_firsts(last, 36)
    calm = dict.fromkeys(months, 0) | {months[3]: 1, months[20]: 1}
    load_counts(store, "reoffend_n", calm | {last: 1})
    assert said_of(store, "reoffence", last) == (YELLOW, 1, 1)
    load_counts(store, "reoffend_n", {last: 2})
    assert said_of(store, "reoffence", last) == (RED, 2, 2)
    load_counts(store, "reoffend_n", dict.fromkeys(months[::2], 1))
    assert said_of(store, "reoffence", last) == (YELLOW, 2, 1)


def test_without_a_past_nothing_is_a_surge(store: Store) -> None:
    last = date(2026, 11, 5)
    load_counts(store, "reoffend_n", dict.fromkeys(month_firsts(last, 17), 0) | {last: 2})
    assert said_of(store, "reoffence", last) == (YELLOW, 2, 1)


# The rules against plain sums over the facts of Zhoushan.


def facts(store: Store, table: str) -> pd.DataFrame:
    """Return a table of facts as a frame with the county beside the office."""
    with store.engine.connect() as connection:
        frame = pd.DataFrame(connection.execute(select(store.schema.facts[table])).mappings().all())
    return frame.assign(county=frame["office_code"].str[:6], day=pd.to_datetime(frame["day"]).dt.date)


def found_by(store: Store, rule: str, as_of: date) -> dict[str, tuple[AlertLevel | None, float]]:
    """Return level and figure by region."""
    every = verdicts(store, {rule: RULES[rule]}, Days(as_of))
    return {code: (verdict.level, round(verdict.figure, 6)) for (_, code), verdict in every.items()}


def test_checkins_agree_with_plain_sums(city_store: Store) -> None:
    """Each office's rate of the day, and the three days below 98 %."""
    as_of = shown_day(city_store)
    assert as_of is not None
    frame = facts(city_store, "fact_supervision_day")
    sums = frame.groupby(["office_code", "day"])[["checkin_done_n", "checkin_due_n"]].sum()
    due = sums["checkin_due_n"]
    rate = (100 * sums["checkin_done_n"] / due)[due > 0]
    expected: dict[str, tuple[AlertLevel | None, float]] = {}
    for office, series in rate.groupby("office_code"):
        by_day = series.droplevel("office_code")
        if as_of not in by_day.index:
            continue
        value = by_day[as_of]
        last = [by_day.get(as_of - timedelta(days=back), 100) for back in range(3)]
        is_long = all(each < 98 for each in last)
        day = RED if value < 90 else YELLOW if value < 95 else BLUE if value < 98 else None
        level = day if due[office, as_of] >= 20 else None
        level = YELLOW if is_long and level is not RED else level
        expected[str(office)] = (level, round(float(value), 6))

    found = {code: each for code, each in found_by(city_store, "checkin", as_of).items() if code in expected}

    assert found == expected
    assert {level for level, _ in found.values()} >= {None, YELLOW}


def test_weeks_agree_with_plain_sums(city_store: Store) -> None:
    """Alerts closed on time and severe findings not started, of the running week by county."""
    as_of = shown_day(city_store)
    assert as_of is not None
    monday = as_of - timedelta(days=as_of.weekday())
    alerts = facts(city_store, "fact_alert_day")
    week = alerts[alerts["day"] >= monday].groupby("county")[["alert_close_ontime_n", "alert_close_due_n"]].sum()
    rate = (100 * week["alert_close_ontime_n"] / week["alert_close_due_n"])[week["alert_close_due_n"] > 0]
    expected = {
        str(county): (
            RED if value < 95 else YELLOW if value < 98 else BLUE if value < 100 else None,
            round(float(value), 6),
        )
        for county, value in rate.items()
    }
    psych = facts(city_store, "fact_psych_day")
    lack = psych[psych["day"] >= monday].groupby("county")[["severe_start_due_n", "severe_start_ontime_n"]].sum()
    late = (lack["severe_start_due_n"] - lack["severe_start_ontime_n"]).to_dict()

    found = found_by(city_store, "alert_closing", as_of)
    assert {code: found[code] for code in expected} == expected
    assert {code: figure for code, (_, figure) in found_by(city_store, "severe_not_started", as_of).items()} == {
        code: late.get(code, 0) for code in city_store.regions.counties("330900")
    }


def test_days_without_a_brand_agree_with_plain_sums(city_store: Store) -> None:
    """The days since the last activity, days without any figure left out."""
    as_of = shown_day(city_store)
    assert as_of is not None
    table = city_store.catalogue.measures["brand_activity_n"].table
    by_day = facts(city_store, table).groupby(["county", "day"])["brand_activity_n"].sum(min_count=1).dropna()
    expected = {}
    for county, series in by_day.groupby("county"):
        newest = series.droplevel("county").sort_index(ascending=False)
        held = next((at for at, count in enumerate(newest) if count), len(newest))
        expected[str(county)] = held

    found = {code: figure for code, (_, figure) in found_by(city_store, "brand_activity", as_of).items()}

    assert {code: min(figure, 14) for code, figure in found.items()} == {c: min(n, 14) for c, n in expected.items()}


def test_contracts_agree_with_their_table(city_store: Store) -> None:
    """Red once the last contract of a county has ended."""
    as_of = shown_day(city_store)
    assert as_of is not None
    rows = pd.DataFrame(city_store.reference("contract"))
    left = {county: (last - as_of).days for county, last in rows.groupby("county")["last_day"].max().items()}

    assert found_by(city_store, "purchase", as_of) == {
        county: (RED if days < 0 else YELLOW if days <= 30 else BLUE if days <= 60 else None, days)
        for county, days in left.items()
    }


def test_progress_agrees_with_plain_sums(city_store: Store) -> None:
    """Points behind the share of the month's days, or working days if less, that are over, of the mean of three months."""
    as_of = shown_day(city_store)
    assert as_of is not None
    first = as_of.replace(day=1)
    days = pd.bdate_range(first, first + pd.offsets.MonthEnd(0))  # no public holiday in November
    elapsed = min(as_of.day / 30, sum(day.date() <= as_of for day in days) / len(days))
    months = [Period.holding(as_of, Grain.MONTH).previous()]
    for _ in range(2):
        months.append(months[-1].previous())
    counties = city_store.regions.counties("330900")
    asked = [Figures(("welfare_person_times",), counties, (*months, Period.holding(as_of, Grain.MONTH)))]
    found = read(city_store, asked, viewer=Viewer("test", "330900", sees_small_cells=True))
    expected = {}
    for county in counties:
        running = found.one("welfare_person_times", county, Period.holding(as_of, Grain.MONTH))
        before = [found.one("welfare_person_times", county, month) for month in months]
        usual = sum((month.value or 0) / (month.coverage or 1) for month in before) / 3
        done = (running.value or 0) / (running.coverage or 1) / usual
        behind = 100 * (elapsed - done)
        expected[county] = (YELLOW if behind >= 20 else BLUE if behind >= 10 else None, round(behind, 6))

    assert found_by(city_store, "welfare_progress", as_of) == expected


def test_a_county_of_which_most_never_report_can_be_behind(store: Store) -> None:
    """One office of three reports attendances, 30 a month and now none; the others are missing from both months alike."""
    days = [date(2026, 8, 1) + timedelta(days=step) for step in range(107)]
    attended = [(day, OFFICE, int(day.day <= 30 and day < date(2026, 11, 1))) for day in days]
    frame = pd.DataFrame(attended, columns=["day", "office_code", "welfare_attend_n"])
    put_partitions(store, [Partition("fact_education_day", frame.astype({"welfare_attend_n": "Int64"}))], source="test")

    found = found_by(store, "welfare_progress", date(2026, 11, 15))

    assert found == {"330108": (YELLOW, round(100 * 10 / 21, 6))}


def test_what_was_raised_and_closed_within_a_week_is_known_later(store: Store) -> None:
    """An alert of Monday that closed on Wednesday is of that week's own; one still open at its end is not among them."""
    for step, done in enumerate((94, 99, 94)):
        load(store, step, {OFFICE: done})
        evaluate(store, CHECKIN, datetime.combine(MONDAY + timedelta(days=step), time(8)))
    week, before = Period.parse("2026-W47"), Period.parse("2026-W46")
    assert week.first <= MONDAY <= week.last

    assert [alert.number for alert in closed_within(store, root(store), week.span)] == [1]
    assert [alert.number for alert in open_at(store, root(store), week.last)] == [2]
    assert closed_within(store, root(store), before.span) == []
