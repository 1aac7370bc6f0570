"""A load of any size is written some days at a time; a dry run does the same and undoes it; one load waits for another."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import event, func, select

from data.catalogue import load_catalogue
from data.errors import StoreError
from data.load import findings, load_files, put_partitions
from data.regions import load_regions
from data.store import Partition, Store, open_store
from tests.data.feeds import CHANGHE, HEADER, TODAY, XIXING, binjiang_store, held, load, write_csv

MOST_PARAMETERS = 10_000  # of one statement; the SQLite that many systems ship takes 32 766
DAYS = 60


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of a whole province without figures."""
    path = tmp_path_factory.mktemp("province") / "cockpit.db"
    regions = load_regions(Path("data/places"), "330000")
    return open_store(f"sqlite:///{path}", catalogue=load_catalogue(), regions=regions)


def province_rows(store: Store, days: int) -> list[list[Any]]:
    """Return a header and one row an office and day, the last of them the day before the feeds' today."""
    last = TODAY - timedelta(days=1)
    return [
        HEADER,
        *(
            [last - timedelta(days=step), office, 10, 9]
            for step in range(days)
            for office in store.regions.offices("330000")
        ),
    ]


def test_a_statement_of_a_large_load_has_few_parameters(province: Store, tmp_path: Path) -> None:
    """Nine days of a province are 12 000 office-days: no statement names as many."""
    sizes: list[int] = []

    @event.listens_for(province.engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, _text: str, parameters: Any, _context: object, many: bool) -> None:
        sizes.append(0 if many else len(parameters))

    report = load(province, write_csv(tmp_path / "a.csv", province_rows(province, 9)))

    assert report.ok
    assert report.files[0].office_days == 9 * len(province.regions.offices("330000"))
    assert max(sizes) < MOST_PARAMETERS


def test_a_large_load_over_a_large_load_keeps_other_columns(store: Store, tmp_path: Path) -> None:
    """Two files with different columns of the same sixty days: each day has both in the end, in one row."""
    days = [TODAY - timedelta(days=step + 1) for step in range(DAYS)]
    load(store, write_csv(tmp_path / "a.csv", [HEADER, *([day, XIXING, 10, 9] for day in days)]))

    load(store, write_csv(tmp_path / "b.csv", [["day", "office_code", "visit_due_n"], *([d, XIXING, 3] for d in days)]))

    assert held(store) == {(day, XIXING): {"checkin_due_n": 10, "checkin_done_n": 9, "visit_due_n": 3} for day in days}


def test_a_dry_run_leaves_nothing(store: Store, tmp_path: Path) -> None:
    """Neither figures nor a line in the load log, nor a data version."""
    file = write_csv(tmp_path / "a.csv", [HEADER, ["2026-11-22", XIXING, 10, 9]])

    report = load(store, file, dry_run=True)

    assert report.version is None
    assert "可写入 1 个单位·日，未写入任何数据" in report.text()
    assert held(store) == {}
    assert store.version() == 0


def test_a_dry_run_tries_what_the_load_does(store: Store, tmp_path: Path) -> None:
    """It writes the same statements: a table that is gone stops both."""
    file = write_csv(tmp_path / "a.csv", [HEADER, ["2026-11-22", XIXING, 10, 9]])
    texts: dict[bool, set[str]] = {True: set(), False: set()}
    is_dry = True

    @event.listens_for(store.engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, text: str, *_rest: object) -> None:
        if text.startswith(("INSERT", "DELETE")):
            texts[is_dry].add(text)

    load(store, file, dry_run=True)
    is_dry = False
    load(store, file)

    assert texts[True]
    assert texts[True] == {text for text in texts[False] if "area_alert" not in text}


def test_an_error_of_the_database_says_no_parameters(store: Store) -> None:
    """What reaches a terminal or a log holds no figures and no codes."""
    with pytest.raises(Exception, match="parameters hidden") as caught, store.engine.connect() as connection:
        connection.exec_driver_sql("SELECT missing FROM load_log WHERE source = ?", ("330108001",))

    assert "330108001" not in str(caught.value)


def test_a_second_load_waits_for_the_first(store: Store, tmp_path: Path) -> None:
    """Both go in, one after the other."""
    first = write_csv(tmp_path / "a.csv", [HEADER, ["2026-11-22", XIXING, 10, 9]])
    second = write_csv(tmp_path / "b.csv", [HEADER, ["2026-11-21", XIXING, 8, 8]])
    waiting = Thread(target=load_files, args=(store, [second]), kwargs={"today": TODAY})

    with store.writing():
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
        assert store.version() == 0
    waiting.join()
    load(store, first)

    assert store.version() == 2
    assert len(held(store)) == 2


def test_days_opened_by_another_load_while_a_file_was_read_are_refused(store: Store, tmp_path: Path) -> None:
    """Where the first day that is kept moved meanwhile, nothing is written and the load is asked to run again."""
    load(store, write_csv(tmp_path / "a.csv", [HEADER, ["2025-01-06", XIXING, 10, 9]]))
    file = write_csv(tmp_path / "b.csv", [HEADER, ["2025-02-03", XIXING, 10, 9]])

    def another(_what: str, share: float) -> None:
        if share > 0.4 and store.version() == 1:
            frame = pd.DataFrame([[date(2026, 11, 22), XIXING, 1]], columns=["day", "office_code", "checkin_due_n"])
            put_partitions(store, [Partition("fact_supervision_day", frame)], source="another")

    with pytest.raises(StoreError, match="请再装一次"):
        load_files(store, [file], today=TODAY, progress=another)

    with store.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(store.schema.loads)).scalar() == 2


WRONG = {
    "a figure": [["2026-11-22", XIXING, "x", 9]],
    "a day": [["2026-13-22", XIXING, 10, 9]],
    "a later day": [["2027-11-22", XIXING, 10, 9]],
    "an office": [["2026-11-22", "没有的所", 10, 9]],
    "a part above its whole": [[f"2026-11-{day:02}", XIXING, 9, 10] for day in range(1, 22)],
}


@pytest.mark.parametrize("rows", WRONG.values(), ids=WRONG)
def test_a_file_wrong_throughout_is_refused_whole(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[list[Any]]
) -> None:
    """More errors than a person would fix are reported once, with one example, and nothing is loaded."""
    monkeypatch.setattr(findings, "MOST", 20)
    good = ["2026-11-22", CHANGHE, 10, 9]

    report = load(store, write_csv(tmp_path / "a.csv", [HEADER, good, *(rows * 21)[:21]]))

    assert [error.kind for error in report.errors] == [findings.FindingKind.FILE]
    assert "有错的地方超过 20 处，例如：" in report.text()
    assert held(store) == {}


def test_warnings_beyond_reading_are_counted(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A load passes with its warnings, the first listed and the others counted."""
    monkeypatch.setattr(findings, "MOST", 20)
    days = [TODAY - timedelta(days=step + 1) for step in range(25)]
    load(
        store,
        write_csv(tmp_path / "a.csv", [["day", "office_code", "incident_n"], *([day, XIXING, 3] for day in days)]),
    )

    report = load(
        store,
        write_csv(
            tmp_path / "b.csv",
            [
                ["day", "office_code", "incident_type", "incident_type_n"],
                *([day, XIXING, "其他", 2] for day in days),
            ],
        ),
    )

    assert report.ok
    assert len(report.warnings) == 21
    assert "另有 5 条提醒未列出。" in report.warnings[-1].reason


def test_a_long_file_takes_little_memory(province: Store, tmp_path: Path) -> None:
    """Fifteen thousand office-days go in within 400 MB of the whole process."""
    file = write_csv(tmp_path / "a.csv", province_rows(province, 11))
    database = f"sqlite:///{tmp_path / 'long.db'}"
    program = f"""
import re
from datetime import date
from pathlib import Path
from data.catalogue import load_catalogue
from data.load import load_files
from data.regions import load_regions
from data.store import open_store
places = load_regions(Path("data/places"), "330000")
store = open_store({database!r}, catalogue=load_catalogue(), regions=places)
report = load_files(store, [Path({str(file)!r})], today=date.fromisoformat({str(TODAY)!r}), dry_run=True)
status = Path("/proc/self/status").read_text()
print(report.files[0].office_days, int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) // 1024)
"""

    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    office_days, peak = map(int, done.stdout.split())
    assert office_days == 11 * len(province.regions.offices("330000"))
    assert peak < 400
