"""What confirming would do is shown before, is what confirming then does, and changes nothing by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from data.alerts import open_alerts
from data.alerts.evaluation import evaluate
from data.intake.draft import Corrections
from data.intake.preview import FigureChange, Preview, preview
from data.meetings import Edition
from data.meetings.frozen import freeze
from data.periods import Grain, Period
from data.readings import Figures, read
from data.readings.shown_day import latest_load
from data.store import Store
from data.viewer import Viewer
from tests.data.feeds import BINJIANG, CHANGHE, DAY, HEADER, PUYAN, TODAY, XIXING, binjiang_store, held, load, write_csv
from tests.data.intake.accounts import CLERK, NOW, OFFICE, confirmed, day_file, given

NOTHING = Corrections()
RATE, WEEK = "checkin_completion_rate", Period.holding(DAY, Grain.WEEK)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of one county with a day of figures."""
    store = binjiang_store(tmp_path)
    load(store, day_file(tmp_path, 118, "held.csv"))
    return store


def foreseen(store: Store, path: Path, viewer: Viewer = CLERK, corrections: Corrections = NOTHING) -> Preview:
    """Return what confirming a file would do."""
    return preview(
        store,
        replace(given(store, viewer), corrections=corrections),
        path,
        viewer=viewer,
        today=TODAY,
        queue=path.parent,
    )


def rate(found: Preview) -> FigureChange:
    """Return the change of the county's completion rate."""
    (change,) = [each for each in found.figures if (each.after.metric.key, each.after.region.code) == (RATE, BINJIANG)]
    return change


def now(store: Store) -> float | None:
    """Return the county's completion rate of the week as it is read."""
    readings = read(store, [Figures((RATE,), (BINJIANG,), (WEEK,))], viewer=CLERK)
    return readings.one(RATE, BINJIANG, WEEK).value


def test_a_figure_is_shown_before_and_after_as_confirming_then_makes_it(store: Store, tmp_path: Path) -> None:
    before, path = now(store), day_file(tmp_path, 110)
    change = rate(foreseen(store, path))
    confirmed(store, given(store), path)

    assert change.before is not None
    assert (change.before.value, change.after.value) == (before, now(store))
    assert before != now(store)


def test_what_was_corrected_counts(store: Store, tmp_path: Path) -> None:
    found = foreseen(store, day_file(tmp_path, 110), corrections=Corrections({(0, 1, 3): "118"}))

    assert found.figures == ()


def test_nothing_of_a_trial_is_left(store: Store, tmp_path: Path) -> None:
    figures, version = held(store), store.version()
    entry = latest_load(store)
    path = write_csv(tmp_path / "next.csv", [HEADER, [DAY + timedelta(days=1), XIXING, 120, 1]])
    foreseen(store, path)

    assert (held(store), store.version(), latest_load(store)) == (figures, version, entry)


def test_the_number_of_the_version_is_that_of_confirming(store: Store, tmp_path: Path) -> None:
    path = day_file(tmp_path, 110)

    assert foreseen(store, path).version == confirmed(store, given(store), path).load_no


def test_a_file_without_figures_would_do_nothing(store: Store, tmp_path: Path) -> None:
    assert foreseen(store, write_csv(tmp_path / "empty.csv", [HEADER])) == Preview(None)


def test_reports_are_counted_before_and_after(tmp_path: Path) -> None:
    store = binjiang_store(tmp_path)
    load(store, write_csv(tmp_path / "one.csv", [HEADER, [DAY, XIXING, 120, 118]]))
    path = write_csv(tmp_path / "rest.csv", [HEADER, [DAY, CHANGHE, 80, 79], [DAY, PUYAN, 95, 95]])
    (change,) = foreseen(store, path).reports

    assert (change.region.code, change.day, change.before, change.after, change.due) == (BINJIANG, DAY, 1, 3, 3)


def test_what_is_replaced_is_named_with_its_load(store: Store, tmp_path: Path) -> None:
    (replaced,) = foreseen(store, day_file(tmp_path, 110)).replaced

    assert (replaced.load.number, replaced.load.source, replaced.office_days) == (1, "held.csv", 3)
    assert (replaced.first, replaced.last) == (DAY, DAY)


def test_a_closed_week_is_named_with_its_frozen_edition(store: Store, tmp_path: Path) -> None:
    week = WEEK.previous()
    freeze(store, Edition(BINJIANG, week, 1, NOW, store.version(), "test", "值班员", ""), {})
    (closed,) = foreseen(store, write_csv(tmp_path / "late.csv", [HEADER, [week.last, XIXING, 90, 90]])).weeks

    assert (closed.week, [(each.region, each.number) for each in closed.frozen]) == (week, [(BINJIANG, 1)])


def test_a_running_week_is_not_named(store: Store, tmp_path: Path) -> None:
    assert foreseen(store, day_file(tmp_path, 110)).weeks == ()


def test_alerts_are_foreseen_as_confirming_then_opens_them(store: Store, tmp_path: Path) -> None:
    evaluate(store)
    path = day_file(tmp_path, 30)
    expected = {
        (each.what, each.alert.rule, each.alert.region, each.alert.level) for each in foreseen(store, path).alerts
    }
    before = open_places(store)
    confirmed(store, given(store), path)

    assert expected
    assert {each[1:] for each in expected if each[0] == "opened"} == open_places(store) - before


def open_places(store: Store) -> set[tuple[str, str, object]]:
    """Return the alerts that are open, by rule, region and level."""
    return {(alert.rule, alert.region, alert.level) for alert in open_alerts(store, BINJIANG)}


def test_an_office_sees_its_own_alerts_and_the_totals_above(store: Store, tmp_path: Path) -> None:
    found = foreseen(store, write_csv(tmp_path / "own.csv", [HEADER, [DAY, XIXING, 120, 30]]), OFFICE)

    assert {each.alert.region for each in found.alerts} == {XIXING}
    assert {each.after.region.code for each in found.figures} == {XIXING, BINJIANG}


def test_a_figure_beyond_its_normal_range_is_marked(tmp_path: Path) -> None:
    store = binjiang_store(tmp_path)
    weeks = [DAY - timedelta(weeks=back) for back in range(1, 20)]
    usual = [[day, code, 100, 97 + at % 3] for at, day in enumerate(weeks) for code in (XIXING, CHANGHE, PUYAN)]
    load(store, write_csv(tmp_path / "usual.csv", [HEADER, *usual]))

    assert rate(foreseen(store, day_file(tmp_path, 60))).is_beyond
    assert not rate(foreseen(store, day_file(tmp_path, 117))).is_beyond


def test_small_counts_stay_hidden(store: Store, tmp_path: Path) -> None:
    titles, offices = ["day", "office_code", "code_yellow_eod"], (XIXING, CHANGHE, PUYAN)
    load(store, write_csv(tmp_path / "psych.csv", [titles, *([DAY, code, 30] for code in offices)]))
    few = foreseen(store, write_csv(tmp_path / "few.csv", [titles, *([DAY, code, 1] for code in offices)]))
    many = foreseen(store, write_csv(tmp_path / "many.csv", [titles, *([DAY, code, 20] for code in offices)]))

    assert [each.after.value for each in many.figures if each.after.metric.key == "mood_yellow_count"] == [60]
    assert [each for each in few.figures if each.after.metric.key == "mood_yellow_count"] == []


def test_the_first_table_of_a_day_shows_its_own_figures(store: Store, tmp_path: Path) -> None:
    titles, offices = ["day", "office_code", "code_yellow_eod"], (XIXING, CHANGHE, PUYAN)
    load(store, write_csv(tmp_path / "psych.csv", [titles, *([DAY, code, 30] for code in offices)]))
    monday = DAY + timedelta(days=1)
    rows = [[monday, code, 100, 90] for code in offices]
    change = rate(foreseen(store, write_csv(tmp_path / "monday.csv", [HEADER, *rows])))

    assert (change.before, change.after.value, change.after.period) == (None, 90, WEEK.next())
