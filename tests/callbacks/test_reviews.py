"""A frozen week: opened as it was drawn, never written over, shown beside what the figures are now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from threading import Barrier, Thread

import pandas as pd
import pytest
from sqlalchemy import select, update
from sqlalchemy import text as sql

from callbacks.cockpit import Cockpit
from callbacks.documents import document_of
from callbacks.drawing import opened, page_questions, whole_screen
from callbacks.meetings import catch_up, freeze_week
from callbacks.memory import Memory
from callbacks.show import show
from data.clock import SHANGHAI
from data.errors import AlreadyThere, DataError, NoSuchEdition
from data.load import put_partitions
from data.meetings import Edition, editions
from data.meetings.frozen import body_of, freeze, verify
from data.periods import Period
from data.readings import Reading
from data.regions import Level
from data.regions.boundaries import load_boundaries
from data.store import Partition, Store, open_store
from data.viewer import Viewer
from layouts.charts.chart import Words
from layouts.charts.drawn import plain
from layouts.pages.document import Document
from layouts.pages.meeting import AGENDA, drafts
from layouts.screen.draw import draw
from layouts.view import View
from tests.callbacks.conftest import MAP_FILE
from tests.product import copy_database
from tests.viewers import CITY_CHIEF

CITY, COUNTY = "330900", "330902"
WEEK = Period.parse("2026-W46")
ALL_SEEING = replace(CITY_CHIEF, sees_small_cells=True)
LOST = date(2026, 11, 11)


@pytest.fixture
def own(city_store: Store, tmp_path: Path) -> Iterator[Cockpit]:
    """Zhoushan's cockpit over a copy of its store, to be written to."""
    yield from copied(city_store, tmp_path)


@pytest.fixture(scope="module")
def frozen_store(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Zhoushan's store, the city's week frozen."""
    for cockpit in copied(city_store, tmp_path_factory.mktemp("frozen")):
        frozen(cockpit)
        yield cockpit.store


@pytest.fixture
def settled(frozen_store: Store, tmp_path: Path) -> Iterator[Cockpit]:
    """As `own`, the city's week frozen already."""
    yield from copied(frozen_store, tmp_path)


def copied(like: Store, folder: Path) -> Iterator[Cockpit]:
    """Yield a cockpit over a copy of a store."""
    url = copy_database(like, folder / "cockpit.db")
    store = open_store(url, catalogue=like.catalogue, regions=like.regions)
    yield Cockpit(store, load_boundaries(MAP_FILE), Memory())
    store.engine.dispose()


def frozen(
    cockpit: Cockpit, region: str = CITY, week: Period = WEEK, reason: str = "", viewer: Viewer = CITY_CHIEF
) -> Edition:
    """Freeze a week."""
    return freeze_week(cockpit, viewer, region, week, program="test", reason=reason)


def document(
    cockpit: Cockpit, region: str = CITY, edition: str = "", week: Period = WEEK, viewer: Viewer = CITY_CHIEF
) -> Document:
    """Return the meeting's document."""
    view = View(page="review", region=region, period=week, edition=edition)
    return document_of(cockpit, viewer, view, program="test", at=datetime(2026, 11, 23, 8, tzinfo=SHANGHAI))


def markup(shown: Document, cockpit: Cockpit) -> list[str]:
    """Return what the screen shows of each panel of a document, without the edition in its addresses."""
    drawn = [
        draw(panel.drawing, shown.context) for leaf in shown.leaves for panel in leaf.drawn if panel.key != "revisions"
    ]
    return [str(each.to_plotly_json()).replace("&amp;edition=0", "").replace("edition=0&amp;", "") for each in drawn]


def correct(store: Store) -> None:
    """Report again, for every office of the county on a day of the week, that no one checked in."""
    key = store.catalogue.measures["checkin_done_n"].table
    table, facts = store.catalogue.tables[key], store.schema.facts[key]
    names = ["office_code", *table.dimensions, *(measure.key for measure in table.measures)]
    asked = select(*(facts.c[name] for name in names)).where(
        facts.c.office_code.like(f"{COUNTY}%"), facts.c.day == LOST, facts.c.checkin_done_n > 0
    )
    with store.engine.connect() as connection:
        frame = pd.DataFrame([tuple(row) for row in connection.execute(asked)], columns=names)
    frame = frame.assign(day=LOST, checkin_done_n=0)
    put_partitions(store, [Partition(key, frame)], source="更正")


def test_a_frozen_week_is_drawn_as_it_was(own: Cockpit) -> None:
    """Every panel of every page of the agenda has the same markup before and after, in the city and a county."""
    for region in (CITY, COUNTY):
        viewer = replace(CITY_CHIEF, scope=region)  # a week is frozen as an account of its region sees it
        live = document(own, region, edition="0", viewer=viewer)
        edition = frozen(own, region)
        kept = document(own, region, viewer=viewer)

        assert [leaf.key for leaf in kept.leaves] == [page.key for page in AGENDA]
        assert markup(kept, own) == markup(live, own)
        assert [leaf.said for leaf in kept.leaves] == [leaf.said for leaf in live.leaves]
        assert kept.context.version == edition.version
        assert "第 1 版" in kept.edition


def test_a_week_frozen_before_it_had_texts_says_so(settled: Cockpit) -> None:
    """No text is drafted from today's figures beside frozen ones, and no panel is empty."""
    (edition,) = editions(settled.store, CITY, CITY, WEEK)
    body = body_of(settled.store, edition)
    leaves = [
        {**leaf, "drawn": [drawn for drawn in leaf["drawn"] if not drawn["key"].startswith("draft_")]}
        for leaf in body["leaves"]
        if leaf["key"] not in {"summary", "handing"}
    ]
    freeze(settled.store, replace(edition, number=2, reason="此前的定稿"), {**body, "leaves": leaves})

    texts = [drawn for leaf in document(settled).leaves for drawn in leaf.drawn if drawn.key.startswith("draft_")]

    assert len(texts) == len(drafts.KEYS)
    for drawn in texts:
        assert isinstance(drawn.drawing, Words)
        assert plain(drawn.drawing) == ["这一周定稿时还没有起草这部分文字；需要时请写明理由重新定稿。"]
        assert drawn.drawing.edit is None


def guarded(readings: Iterable[Reading]) -> list[Reading]:
    """Return the readings of guarded metrics below the city whose count may be small."""
    return [r for r in readings if r.metric.guarded and r.region.level.depth > Level.CITY.depth]


def test_small_cells_are_not_frozen(own: Cockpit) -> None:
    """Anyone who freezes may see them; those who open the week later, or get the file, may not."""
    assert any(
        0 < (r.numerator or 0) < 5 for r in guarded(document(own, COUNTY, edition="0", viewer=ALL_SEEING).readings)
    )

    frozen(own, COUNTY, viewer=ALL_SEEING)

    kept = guarded(document(own, COUNTY, viewer=ALL_SEEING).readings)
    assert kept
    assert not any(0 < (r.numerator or 0) < 5 for r in kept)


def test_a_figure_that_is_only_hidden_is_not_called_corrected(own: Cockpit) -> None:
    """<5 then and 3 now differ because of the viewer, not because a figure was corrected."""
    frozen(own, COUNTY, viewer=ALL_SEEING)

    drift = next(
        p for leaf in document(own, COUNTY, viewer=ALL_SEEING).leaves for p in leaf.drawn if p.key == "revisions"
    )

    assert not [row for row in getattr(drift.drawing, "rows", ()) if "定稿" in row.text]


def test_what_comes_later_changes_today_not_what_was_frozen(own: Cockpit) -> None:
    """A later report moves today's figure; the frozen one stays, and the difference is named with its county."""
    before = document(own, edition="0")
    frozen(own)
    correct(own.store)
    kept, now = document(own), document(own, edition="0")
    rate = "checkin_completion_rate"

    def value(shown: Document) -> float | None:
        return next(r.value for r in shown.own_readings if r.metric.key == rate)

    assert value(kept) == value(before)
    assert value(now) is not None
    assert value(now) != value(kept)
    drift = next(panel for leaf in kept.leaves for panel in leaf.drawn if panel.key == "revisions")
    said = str(drift.drawing)
    assert "信息化核查完成率" in said
    assert "第 46 周定稿后有" in said
    assert "定海更正" in said


def test_a_second_edition_needs_a_reason_and_leaves_the_first(settled: Cockpit) -> None:
    """Without a reason it is refused; with one both editions open."""
    with pytest.raises(AlreadyThere, match="重新定稿须写明理由"):
        frozen(settled)
    correct(settled.store)
    assert frozen(settled, reason="定海更正").number == 2

    first, second = document(settled, edition="1"), document(settled)
    assert "第 1 版" in first.edition
    assert "第 2 版" in second.edition
    assert first.own_readings != second.own_readings
    with pytest.raises(NoSuchEdition, match="没有材料第 7 版"):
        document(settled, edition="7")


def test_of_two_who_freeze_at_once_one_wins(own: Cockpit) -> None:
    """The other is warned, and what the first froze is kept."""
    start = Barrier(2)
    results: list[int | str] = []

    def work() -> None:
        start.wait()
        try:
            results.append(frozen(own).number)
        except (AlreadyThere, DataError) as error:
            results.append(str(error))

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results.count(1) == 1
    assert len(editions(own.store, CITY, CITY, WEEK)) == 1


def test_the_number_taken_meanwhile_is_not_written_over(settled: Cockpit) -> None:
    """The one who prepared the same edition later is refused in words."""
    (first,) = editions(settled.store, CITY, CITY, WEEK)
    with pytest.raises(AlreadyThere, match="已由他人定稿"):
        freeze(settled.store, replace(first, reason="慢了一步"), {"leaves": []})


@pytest.mark.parametrize("column", ["body", "reason", "data_version"])
def test_a_changed_edition_is_found_and_not_shown(settled: Cockpit, column: str) -> None:
    """The seal no longer matches when anything was changed directly in the database."""
    change(settled, column)

    (found,) = verify(settled.store, CITY)
    assert found.fault
    with pytest.raises(DataError, match=r"校验值|读不出来"):
        document(settled)


def test_the_page_of_a_changed_edition_says_so(settled: Cockpit) -> None:
    """The page is headed by what is wrong, not as an address that means nothing."""
    change(settled, "reason")

    screen, _, mark, _ = show(settled, CITY_CHIEF, f"/review/{CITY}", f"?period={WEEK.key}", None)

    assert mark == "edition"
    assert [each.children for each in screen[1].children[:2]] == [
        "这一周的定稿材料不能用",
        f"{CITY} {WEEK.key} 材料第 1 版与定稿时的校验值不符：定稿后被改动过，或密钥换了，不可使用。请从备份恢复，或写明理由重新定稿。",
    ]


def change(cockpit: Cockpit, column: str) -> None:
    """Change a column of the frozen week in the database itself."""
    table = cockpit.store.schema.metadata.tables["frozen_week"]
    with cockpit.store.engine.begin() as connection:
        held = connection.execute(select(table.c[column])).scalar()
        other = {"body": str(held)[:-9] + "AAAAAAAA=", "reason": "改过", "data_version": 99}[column]
        connection.execute(update(table).values({column: other}))


def test_an_untouched_edition_verifies(settled: Cockpit) -> None:
    """Nothing is found where nothing was changed."""
    assert [found.fault for found in verify(settled.store, CITY)] == [""]


def test_weeks_that_cannot_be_frozen(own: Cockpit) -> None:
    """A week without figures, a month, and a week to come are refused in words."""
    with pytest.raises(DataError, match="一项数据也没有"):
        frozen(own, week=Period.parse("2025-W20"))
    with pytest.raises(DataError, match="不是周"):
        frozen(own, week=Period.parse("2026-10"))
    with pytest.raises(DataError, match="结束之后才能定稿"):
        frozen(own, week=Period.parse("2099-W10"))


def test_missed_mondays_are_caught_up_once(own: Cockpit) -> None:
    """City and counties are frozen when the hour has come, not before, and not again."""

    def caught(moment: str, level: Level = Level.COUNTY) -> list[str]:
        now = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
        done = catch_up(own, CITY_CHIEF, now, (1, 8, 0), level, program="test")
        return sorted(f"{each.region} {each.week.key}" for each in done)

    assert caught("2026-11-23 07:59") == [f"{code} 2026-W46" for code in (CITY, "330902", "330903", "330921", "330922")]
    assert caught("2026-11-23 07:59") == []
    assert caught("2026-11-25 11:00", Level.CITY) == [f"{CITY} 2026-W47"]


def test_a_bureau_that_begins_has_missed_no_monday(own: Cockpit) -> None:
    """Its first figures came after the hour: the next week is the first that freezes itself."""
    loads = own.store.schema.loads
    with own.store.engine.begin() as connection:
        connection.execute(update(loads).values(is_demo=0, loaded_at=datetime(2026, 11, 24, 1)))  # noqa: DTZ001 - UTC, as stored

    def caught(day: int) -> set[str]:
        now = datetime(2026, 11, day, 9, tzinfo=SHANGHAI)
        return {each.week.key for each in catch_up(own, CITY_CHIEF, now, (1, 8, 0), Level.CITY, program="test")}

    assert caught(25) == set()
    assert own.store.first_loaded_at() == datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)


def test_the_screen_of_a_frozen_week_says_when(settled: Cockpit) -> None:
    """The head names day, hour and edition, and leads to today's figures."""
    context = opened(settled, CITY_CHIEF, View(page="review", region=CITY, period=WEEK))
    text = str(whole_screen(settled, context, settled.read(context, page_questions(context))))

    assert "定稿，材料第 1 版" in text
    assert "查看最新数据" in text


def test_a_past_week_says_one_share_of_reports_and_its_own_last_day(settled: Cockpit) -> None:
    """The head of a week's material has the week's 上报率 and the day its figures go to; the bar has no other share."""
    context = opened(settled, CITY_CHIEF, View(page="review", region=CITY, period=WEEK))
    text = str(whole_screen(settled, context, settled.read(context, page_questions(context))))
    said = set(re.findall(r"本周上报率\s?([0-9.]+)", text))

    shares = (
        "SELECT 100.0 * sum(office_reported_n) / sum(office_due_n) FROM fact_ops_day WHERE day BETWEEN :first AND :last"
    )
    days = {"first": WEEK.first.isoformat(), "last": WEEK.last.isoformat()}
    with settled.store.engine.connect() as connection:
        share = connection.execute(sql(shares), days).scalar_one()
    assert said == {f"{share:.1f}"}
    assert f"数据截至 {WEEK.last.month} 月 {WEEK.last.day} 日" in text
    assert "所已上报" not in text
