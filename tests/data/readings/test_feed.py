"""The state of the feed: late offices, refused rows, balances that break, corrected weeks."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.catalogue import load_catalogue
from data.demo import fill, simulate
from data.demo.corrections import corrected_weeks, refused_rows
from data.errors import OutOfScope
from data.load import put_partitions
from data.load.trimming import forget_before
from data.readings.feed import Feed, read_feed
from data.readings.feed.feed import CAME, WENT
from data.readings.feed.week_changes import WATCHED
from data.store import Store
from data.viewer import Viewer
from tests.data.feeds import BINJIANG, CHANGHE, DAY, HEADER, PUYAN, XIXING, binjiang_store, load, write_csv

REST = [*CAME[1:], *WENT]  # the moves beside receptions
ROSTER = ["day", "office_code", "correction_type", "management_level", "registered_eod", "received_n", *REST]
OFFICES = (XIXING, CHANGHE, PUYAN)
WEEK = date(2026, 11, 9)  # a Monday, two weeks before the newest day


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def put(store: Store, folder: Path, header: Sequence[Any], *rows: Sequence[Any]) -> None:
    load(store, write_csv(folder / "监督.csv", [header, *rows]))


def roster(day: date, office: str, registered: int, received: int = 0) -> list[Any]:
    return [day, office, "probation", "ordinary", registered, received, *(0 for _ in REST)]


def feed(store: Store, code: str = BINJIANG) -> Feed:
    return read_feed(store, store.regions.get(code), DAY, viewer=Viewer("test", BINJIANG))


def checkins(day: date, done: int, office: str = XIXING) -> list[Any]:
    return [day, office, 80, done]


def two_weeks(store: Store, folder: Path) -> None:
    """Load check-ins of three offices for a closed week and the newest day."""
    days = [WEEK + timedelta(days=step) for step in range(7)] + [DAY]
    put(store, folder, HEADER, *(checkins(day, 72, office) for day in days for office in OFFICES))


def test_an_office_that_has_not_reported_is_late(store: Store, tmp_path: Path) -> None:
    """Days that are not there count as missing; an office that reported all of them is not named."""
    days = [DAY - timedelta(days=step) for step in range(14)]
    put(
        store,
        tmp_path,
        ROSTER,
        *(roster(day, XIXING, 70) for day in days),
        *(roster(day, CHANGHE, 50) for day in days[2:]),
    )

    late = {each.office: each for each in feed(store).late}

    assert late[CHANGHE].lacking == 2
    assert late[CHANGHE].last == DAY - timedelta(days=2)
    assert late[PUYAN].lacking == 14
    assert late[PUYAN].last is None
    assert XIXING not in late
    assert [each.office for each in feed(store, CHANGHE).late] == [CHANGHE]


def test_a_register_that_does_not_add_up_is_shown_with_its_amounts(store: Store, tmp_path: Path) -> None:
    """70 and 2 received is not 75; a day after a gap is not judged."""
    eve, gap = DAY - timedelta(days=1), DAY - timedelta(days=3)
    put(
        store, tmp_path, ROSTER,
        roster(eve, XIXING, 70), roster(DAY, XIXING, 75, received=2),
        roster(eve, CHANGHE, 50), roster(DAY, CHANGHE, 52, received=2),
        roster(gap, PUYAN, 30), roster(DAY, PUYAN, 31),
    )  # fmt: skip

    (broken,) = feed(store).breaks

    assert (broken.office, broken.day, broken.before, broken.moved, broken.after) == (XIXING, DAY, 70, 2, 75)


@pytest.mark.parametrize("sent", [{"registered_eod": 75}, {"received_n": 2}])
def test_a_partly_reported_day_is_not_judged(store: Store, tmp_path: Path, sent: dict[str, int]) -> None:
    """Neither a register without its moves, nor moves without a register, which is carried from the day before."""
    eve = DAY - timedelta(days=1)
    put(store, tmp_path, ROSTER, roster(eve, XIXING, 70))
    put(store, tmp_path, [*ROSTER[:4], *sent], [DAY, XIXING, "probation", "ordinary", *sent.values()])

    assert feed(store).breaks == ()


@pytest.mark.parametrize(
    ("counts", "listed", "printed"),
    [
        (("缓刑", "严管", 2, 3), "未成年在册（…）大于在册人数（…）", "未成年在册（3）大于在册人数（2）"),
        (("缓刑", "普管", 7, 0), "库中还有缓刑·严管（在册人数 …）", "库中还有缓刑·严管（在册人数 4）"),
    ],
)
def test_reasons_are_listed_without_the_counts_in_them(
    store: Store, tmp_path: Path, counts: tuple[str, str, int, int], listed: str, printed: str
) -> None:
    """An office's few are not shown by what is wrong with them; anyone who loads the file reads them on the terminal."""
    header = ["日期", "司法所", "矫正类别", "管理等级", "在册人数", "未成年在册"]
    load(store, write_csv(tmp_path / "a.csv", [header, [DAY, "西兴", "缓刑", "严管", 4, 1]]))

    other = [DAY, "长河", "缓刑", "严管", 6, 0]
    report = load(store, write_csv(tmp_path / "b.csv", [header, [DAY, "西兴", *counts], other]))

    assert listed in feed(store).refusals[0].reason
    assert printed in report.text()


def test_refused_rows_are_listed_without_what_they_held(store: Store, tmp_path: Path) -> None:
    """File, row, column and reason; a name in the wrong column is not repeated."""
    put(store, tmp_path, HEADER, [DAY, XIXING, 80, "张三"], checkins(DAY, 72, CHANGHE))

    (refused,) = feed(store).refusals

    assert (refused.file, refused.row, refused.column, refused.office) == ("监督.csv", 2, "checkin_done_n", XIXING)
    assert refused.reason
    assert "张三" not in repr(refused)
    assert feed(store, XIXING).refusals == (refused,)
    assert feed(store, CHANGHE).refusals == ()


def test_a_corrected_closed_week_shows_what_was_published(store: Store, tmp_path: Path) -> None:
    """216 of 240 a day; one day made 240 of 240 is 91.4 % of the week."""
    two_weeks(store, tmp_path)

    put(store, tmp_path, HEADER, *(checkins(WEEK, 80, office) for office in OFFICES))

    (change,) = feed(store).corrections
    assert (change.region, change.week, change.metric) == (BINJIANG, WEEK, "checkin_completion_rate")
    assert change.before == pytest.approx(90.0)
    assert change.after == pytest.approx(100 * (6 * 216 + 240) / 1680)
    assert change.load_no == store.version()


def test_the_same_figures_again_are_no_correction(store: Store, tmp_path: Path) -> None:
    """A week sent again unchanged leaves nothing behind."""
    two_weeks(store, tmp_path)
    two_weeks(store, tmp_path)

    assert feed(store).corrections == ()


def test_a_running_week_is_not_corrected(store: Store, tmp_path: Path) -> None:
    """Until a day after it is held, a week may still fill."""
    two_weeks(store, tmp_path)
    put(store, tmp_path, HEADER, checkins(DAY, 80), checkins(DAY - timedelta(days=1), 80))

    assert feed(store).corrections == ()


def test_what_is_watched_is_known_and_needs_no_hiding() -> None:
    """Every watched metric is in the catalogue, exists at county level and may be shown there at any size."""
    for key in WATCHED:
        metric = load_catalogue().metric(key)
        assert not metric.guarded
        assert metric.lowest.depth >= 2


def test_stays_inside_the_scope(store: Store) -> None:
    """A feed outside the viewer's scope is not read."""
    with pytest.raises(OutOfScope):
        read_feed(store, store.regions.get(BINJIANG), DAY, viewer=Viewer("test", XIXING))


def test_the_demo_ends_with_two_corrected_weeks(tmp_path: Path) -> None:
    """What was booked late makes rates of two closed weeks better, never worse; refused rows are listed with it."""
    store = binjiang_store(tmp_path)
    facts = simulate(store.regions, store.catalogue, first_day=date(2026, 10, 1), last_day=DAY)
    fill(store, facts, fact_days=400, progress=lambda *_: None)

    put_partitions(
        store,
        corrected_weeks(facts, store.regions),
        source="演示",
        rejects=refused_rows(store.regions, DAY),
        is_demo=True,
    )

    found = feed(store)
    assert found.corrections
    assert {each.week for each in found.corrections} <= {date(2026, 11, 2), date(2026, 11, 9)}
    assert all(each.after is not None and each.after > each.before for each in found.corrections)
    assert len(found.refusals) == 3


def test_days_that_are_no_longer_kept_are_not_called_lacking(store: Store, tmp_path: Path) -> None:
    """When the daily rows of offices have been deleted, no office is listed as not having reported on those days."""
    days = [DAY - timedelta(days=step) for step in range(14)]
    put(store, tmp_path, ROSTER, *(roster(day, XIXING, 70) for day in days))
    with store.writing() as connection:
        forget_before(store, connection, store.version(), DAY + timedelta(days=30))

    found = feed(store)

    assert (found.is_kept, found.late, found.breaks) == (False, (), ())
