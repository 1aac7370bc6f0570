"""What the callbacks work with: the store, the map, who looks, and the scene that an address means."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from callbacks.memory import Memory
from data import clock
from data.alerts import AreaAlert, Notice, open_alerts
from data.alerts.alerts import closed_within, open_at
from data.alerts.notices import notices
from data.alerts.rules import load_area_rules
from data.catalogue.reference_tables import Row
from data.errors import OutOfScope, StoreError, UnknownPeriod
from data.meetings import BaselineStep, Edition, baseline_steps, editions
from data.meetings.files import monday_files
from data.meetings.frozen import NoSuchEdition, body_of
from data.meetings.notes import note_of
from data.periods import Grain, Period
from data.readings import Question, Readings, read
from data.readings.cases import event_days
from data.readings.feed import read_feed
from data.readings.shown_day import latest_load
from data.references import first_brands
from data.regions import Level, Region
from data.regions.boundaries import Boundaries
from data.statistics.rules import NHS, RuleBook
from data.store import LoadEntry, Store
from data.tasks import tasks_of
from data.viewer import Viewer
from data.walls.custom import wall_content
from layouts.charts.codec import decoded
from layouts.charts.drawn import FrozenWeek
from layouts.pages import PAGES, Page, meeting
from layouts.scene import Scene
from layouts.view import UnknownView, View
from layouts.walls import wall
from layouts.walls.custom import drawable
from layouts.words.language import Language, load_language

logger = logging.getLogger(__name__)
TODAY = "0"  # the edition that is none: today's figures
EMPTY_STORE = "库里还没有数据。先用 cockpit load 装载文件，或用 cockpit demo 生成演示数据。"


@dataclass(frozen=True, slots=True)
class Cockpit:
    """One running cockpit; `title` replaces the one made from the root region's name, `book` tells signal from noise.

    `weekly` is the folder of the Monday files, `coverage_shown` the share of those due below which a figure says it.
    """

    store: Store
    boundaries: Boundaries
    memory: Memory
    title: str = ""
    book: RuleBook = NHS
    weekly: Path | None = None
    coverage_shown: float = 0.95
    viewer: Viewer = Viewer("", "")  # noqa: RUF009 - goes with the pages that are forms

    def scene(self, viewer: Viewer, view: View) -> Scene:
        """Return the scene that a view means for a viewer; raises a DataError that says what is unknown, or that there is no data."""
        own = cache(self.own_wall)
        page_of(view, own)
        region = self._shown_region(viewer, view)
        for key in filter(None, (view.explain, view.map)):
            self.store.catalogue.metric(key)
        is_meeting = view.page == meeting.KEY  # which speaks of weeks that are over for the whole
        entry = latest_load(self.store, None if is_meeting else region.code)
        if entry is None:
            raise StoreError(EMPTY_STORE)
        period = _shown_period(view, entry)
        as_of = entry.as_of_in(period)
        last = min(period.last, as_of)

        @cache
        def reference(table: str) -> tuple[Row, ...]:
            return self.memory.recall(
                self._key(entry, viewer, f"reference-{table}"), lambda: self.store.reference(table)
            )

        return Scene(
            view=view,
            viewer=viewer,
            region=region,
            period=period,
            as_of=as_of,
            today=clock.today(),
            coming=entry.coming if as_of == entry.as_of else None,
            behind=entry.behind if as_of == entry.as_of else 0,
            loaded_at=entry.loaded_at,
            version=entry.version,
            is_demo=entry.is_demo,
            catalogue=self.store.catalogue,
            regions=self.store.regions,
            boundaries=self.boundaries,
            brands=first_brands(reference("brand")),
            words=load_language(view.lang),
            reference=reference,
            notices=cache(lambda code: self._notices(open_alerts(self.store), code)),
            notices_then=cache(lambda code: self._notices(open_at(self.store, period.last), code)),
            notices_closed=cache(lambda code: self._notices(closed_within(self.store, period.span), code)),
            own_wall=own,
            feed=cache(
                lambda: self.memory.recall(
                    self._key(entry, viewer, f"feed-{region.code}-{last}"),
                    lambda: read_feed(self.store, region, last, viewer=viewer),
                )
            ),
            book=self.book,
            event_days=cache(lambda measure: event_days(self.store, measure, region, last)),
            steps=self._steps(),
            frozen=self._frozen(view, region, period),
            tasks=cache(lambda: tasks_of(self.store, region.code, Period.holding(last, Grain.WEEK), on=clock.today())),
            retained_from=entry.retained_from,
            coverage_shown=self.coverage_shown,
            meeting_note=lambda agenda: note_of(self.store, region.code, period, agenda),
            monday_files=lambda: self._monday_files(view, region, period),
        )

    def _shown_region(self, viewer: Viewer, view: View) -> Region:
        """Return the region a view is of; raises OutOfScope, or UnknownView for a wall of an office."""
        region = self.store.regions.get(view.region or self.store.regions.root.code)
        if not self.store.regions.within(region.code, viewer.scope):
            scope = self.store.regions.get(viewer.scope)
            raise OutOfScope(f"{region.zh}（{region.code}）不在{scope.zh}之内，这里只能查看{scope.zh}及其下级。")
        if view.page == wall.KEY and region.level.depth > Level.COUNTY.depth:
            raise UnknownView(f"大屏只到县（市、区）一级，{region.zh}请看 /overview/{region.code}。")
        return region

    def own_wall(self, name: str) -> wall.Wall | None:
        """Return a wall the bureau made itself, or a draft of one, as it can be drawn; None where there is none."""
        content, edition = wall_content(self.store, name)
        return None if content is None else drawable(name, content, edition)

    def read(self, scene: Scene, questions: Sequence[Question]) -> Readings:
        """Answer the questions of a scene, from memory where its viewer's scope had them answered at this version."""
        if not questions:
            return Readings(())
        asked = hashlib.sha256(repr((scene.as_of, tuple(questions))).encode()).hexdigest()
        with self.store.reading():  # the figures are kept under the load that they are of, whatever the scene's is
            entry = latest_load(self.store)
            if entry is None:
                raise StoreError(EMPTY_STORE)
            return self.memory.recall(
                self._key(entry, scene.viewer, asked),
                lambda: read(self.store, questions, viewer=scene.viewer, as_of=scene.as_of),
            )

    def version(self) -> int:
        """Return the data version, 0 while the store is empty or cannot be reached."""
        try:
            return self.store.version()
        except SQLAlchemyError:
            logger.exception("the data version cannot be read")
            return 0

    def title_in(self, words: Language) -> str:
        """Return the title in the top bar: the deployer's, or the root region's."""
        return self.title or words("shell.title", region=words.name(self.store.regions.root))

    def _steps(self) -> Callable[[str, str], Sequence[BaselineStep]]:
        every = cache(lambda: baseline_steps(self.store))
        return lambda metric, code: [step for step in every() if (step.metric, step.region) == (metric, code)]

    def _frozen(self, view: View, region: Region, shown: Period) -> Callable[[Period], FrozenWeek | None]:
        """Return the way to a region's frozen weeks: what is known of the shown one and that before is asked once."""
        near = cache(lambda: editions(self.store, region.code, shown, shown.previous()))

        @cache
        def frozen(asked: Period) -> FrozenWeek | None:
            number = view.edition if asked == shown else ""
            if view.page != meeting.KEY or asked.grain is not Grain.WEEK or number == TODAY:
                return None
            return self._edition(region, asked, number, [each for each in near() if each.week == asked])

        return frozen

    def _edition(self, region: Region, asked: Period, number: str, kept: Sequence[Edition]) -> FrozenWeek | None:
        """Return a week as the edition with a number, without one as the newest; None where it was never frozen."""
        if not number:
            return opened(self.store, kept[0]) if kept else None
        found = next((edition for edition in kept if str(edition.number) == number), None)
        if found is None:
            raise NoSuchEdition(f"{region.zh} {asked.key} 没有材料第 {number} 版，已有 {len(kept)} 版。")
        return opened(self.store, found)

    def _monday_files(self, view: View, region: Region, period: Period) -> tuple[str, ...]:
        """Return the kinds of file in which the shown week lies ready; none beside an edition that is not the newest."""
        if self.weekly is None or view.edition or period.grain is not Grain.WEEK:
            return ()
        return monday_files(self.weekly, self.store, region, period)

    def _notices(self, alerts: Sequence[AreaAlert], code: str) -> list[Notice]:
        return notices(alerts, load_area_rules(self.store.catalogue), self.store.regions, code)

    def _key(self, entry: LoadEntry, viewer: Viewer, asked: str) -> str:
        """Return what an answer is kept under: the database and its newest load, who looks, and what was asked.

        A load is named by number and time: where a backup was put back, the next one has a number that was there before.
        """
        load = f"v{entry.version}@{entry.loaded_at:%Y%m%dT%H%M%S.%f}"
        whose = f"{self.store.regions.root.code}:{viewer.role}:{viewer.scope}:{viewer.sees_small_cells:d}"
        return f"cockpit:{self.store.address}:{whose}:{load}:{asked}"


def page_of(view: View, own: wall.OwnWalls = lambda name: None) -> Page:
    """Return the page a view is of, of a wall the scene it shows; `own` finds own walls. Raises DataError."""
    if view.page == wall.KEY:
        return wall.wall_page(view, own)
    if view.page == meeting.KEY:
        return meeting.agenda_page(view.agenda)
    if view.page not in PAGES:
        known = "、".join(f"/{key}" for key in PAGES)
        raise UnknownView(f"没有“/{view.page}”这个页面。现有页面：{known}。")
    return PAGES[view.page]


def pages_of(view: View) -> tuple[Page, ...]:
    """Return the pages that a document of a view holds, in order; raises DataError."""
    return meeting.AGENDA if view.page == meeting.KEY else (page_of(view),)


def opened(store: Store, edition: Edition) -> FrozenWeek:
    """Return a frozen week as it was drawn; raises DataError where its seal does not hold."""
    leaves, readings = decoded(body_of(store, edition))
    return FrozenWeek(edition, {leaf.key: leaf for leaf in leaves}, Readings(readings))


def _shown_period(view: View, entry: LoadEntry) -> Period:
    if view.period is None:
        newest = Period.holding(entry.as_of, view.grain)
        is_meeting = view.page == meeting.KEY and entry.as_of < newest.last
        return newest.previous() if is_meeting else newest  # a meeting speaks of what is over
    if view.period.first > entry.newest:
        raise UnknownPeriod(
            f"{view.period.key} 还没有数据：数据截至 {entry.newest:%Y-%m-%d}。请选择更早的时期，或回到最新一期。"
        )
    return view.period
