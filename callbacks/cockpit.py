"""What the callbacks work with: the store, the map, and the context that an address means for a viewer."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from callbacks.memory import Memory
from data import clock
from data.errors import DataError, UnknownPeriod
from data.known import CopyFailed, Knowledge, KnownStores, UnknownMoment, known_at
from data.periods import Grain, Period
from data.questions import Answers, Failure, Question, answer
from data.questions.kinds import Baselines, MondayFiles, Reference, WallContent
from data.readings import Figures, Readings, read
from data.readings.privacy import check_scope, is_for_halls
from data.readings.shown_day import shown_load
from data.reasons import Reason
from data.references import first_brands
from data.regions import Level, Region
from data.regions.boundaries import Boundaries
from data.statistics.rules import NHS, RuleBook
from data.store import LoadEntry, Store
from data.viewer import Viewer
from layouts.context import Context, Need, records
from layouts.pages import PAGES, Page, meeting
from layouts.pages.meeting.frozen import frozen
from layouts.view import UnknownView, View
from layouts.walls import wall
from layouts.walls.custom import own_wall
from layouts.words.language import Language, load_language

logger = logging.getLogger(__name__)
Remembered = TypeVar("Remembered")
BRANDS = Reference("brand")
EVERYWHERE = (BRANDS, Reference("event"), Baselines())  # what every page may draw from, and the drawer beside it


class Watermark(StrEnum):
    """Where account and minute are written: nowhere, on files, or on files and screens."""

    OFF = "off"
    EXPORTS = "exports"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Cockpit:
    """One running cockpit; `title` replaces the one made from the root region's name, `book` is the rule book for signals.

    `weekly` is the folder of the Monday files, `coverage_shown` the coverage below which a figure states its own. `freeze_at` is the
    (weekday from 1, hour, minute) at which the week before is frozen. `past` are the earlier states of its store, `known` says which of them this cockpit is over, None for the present.
    """

    store: Store
    boundaries: Boundaries
    memory: Memory
    title: str = ""
    book: RuleBook = NHS
    weekly: Path | None = None
    coverage_shown: float = 0.95
    watermark: Watermark = Watermark.EXPORTS
    freeze_at: tuple[int, int, int] = (1, 8, 0)
    past: KnownStores | None = None
    known: Knowledge | None = None

    def at(self, view: View) -> Cockpit:
        """Return the cockpit over the store as a view asks for it: as it was known then, or as it is.

        Raises UnknownMoment for a wall and for what cannot be known or is not kept any more, CopyFailed.
        """
        known = self.meant(view)
        if known is None:
            return self
        if self.past is None:
            raise CopyFailed(Reason("known.no_folder", {"folder": "-", "why": "COCKPIT_KNOWN"}))
        return replace(self, store=self.past.store(known), known=known, weekly=None)

    def meant(self, view: View) -> Knowledge | None:
        """Return as of when a view is read, None for the present; raises as `at`, but opens nothing."""
        if not view.known:
            return None
        if view.page == wall.KEY:
            raise UnknownMoment(Reason("known.walls_show_now"))
        return known_at(self.past.present if self.past else self.store, view.known)

    def context(self, viewer: Viewer, view: View) -> Context:
        """Return the context that a view means for a viewer, with what every page draws from; raises a DataError.

        The error names what is unknown, or says that there is no data.
        """
        own = self._own_walls(viewer, view)
        page_of(view, lambda name: own_wall(Answers(own), name))
        region = self._shown_region(viewer, view)
        view = self._with_known_metrics(view)
        is_meeting = view.page == meeting.KEY  # which is about weeks that are over for the root
        entry = shown_load(self.store, None if is_meeting else region.code)
        period = _shown_period(view, entry)
        as_of = entry.as_of_in(period)
        context = Context(
            view=view,
            viewer=viewer,
            region=region,
            period=period,
            as_of=as_of,
            today=self.known.today if self.known else clock.today(),
            coming=entry.coming if as_of == entry.as_of else None,
            behind=entry.behind if as_of == entry.as_of else 0,
            loaded_at=entry.loaded_at,
            version=entry.version,
            is_demo=entry.is_demo,
            catalogue=self.store.catalogue,
            regions=self.store.regions,
            boundaries=self.boundaries,
            brands={},
            words=load_language(view.lang),
            answers=Answers(own),
            book=self.book,
            retained_from=entry.retained_from,
            coverage_shown=self.coverage_shown,
            monday_files=self._monday_files(viewer, view, region, period),
            known=self.known,
            freeze_at=self.freeze_at,
        )
        known = self.answered(context, [*EVERYWHERE, *_by_view(context)])
        return replace(context, answers=known, brands=first_brands(known.of(BRANDS)))

    def _with_known_metrics(self, view: View) -> View:
        """Return a view, on a wall without a metric that none explains; raises UnknownMetric."""
        metrics = self.store.catalogue.metric
        if view.map:
            metrics(view.map)
        if view.explain and not is_for_halls(metrics(view.explain)) and view.page == wall.KEY:
            return replace(view, explain="")
        return view

    def _shown_region(self, viewer: Viewer, view: View) -> Region:
        """Return the region a view is of, by default the viewer's own; raises OutOfScope, or UnknownView for a wall of an office."""
        code = view.region or viewer.scope
        check_scope(self.store.regions, [code], viewer)
        region = self.store.regions.get(code)
        if view.page == wall.KEY and region.level.depth > Level.COUNTY.depth:
            raise UnknownView(Reason("view.no_wall_here", {"region": region, "code": region.code}))
        return region

    def own_wall(self, viewer: Viewer, name: str) -> wall.Wall | None:
        """Return a wall a bureau made itself, or the draft of one, as it can be drawn; None where there is none."""
        asked = WallContent(name)
        return own_wall(Answers({asked: answer(self.store, asked, viewer)}), name)

    def _own_walls(self, viewer: Viewer, view: View) -> dict[Question[Any], Any]:
        """Return the answer of what a view's wall holds, where it is not one of the shipped ones."""
        if view.page != wall.KEY or not view.wall or view.wall in wall.load_walls():
            return {}
        asked = WallContent(view.wall)
        return {asked: answer(self.store, asked, viewer)}

    def ask(self, context: Context, needs: Callable[[Context], Sequence[Need]]) -> Context:
        """Return a context with the answers to every question beside figures; a question may depend on the answers to others."""
        while True:
            needed = records(needs(replace(context, answers=context.answers.with_gaps())))
            lacking = [each for each in dict.fromkeys(needed) if each not in context.answers]
            if not lacking:
                return context
            context = replace(context, answers=self.answered(context, lacking))

    def answered(self, context: Context, asked: Iterable[Question[Any]]) -> Answers:
        """Return a context's answers and those to some questions; raises DataError. Any other error is kept as the answer."""
        known: dict[Question[Any], Any] = {}
        for question in asked:
            try:
                known[question] = self._answer(context, question)
            except DataError:
                raise
            except Exception as error:  # the boundary: only the panel that needs this answer breaks
                logger.exception("%s", question)
                known[question] = Failure(error)
        return context.answers.with_more(known)

    def _answer(self, context: Context, question: Question[Any]) -> Any:
        def ask() -> Any:
            return answer(self.store, question, context.viewer)

        return self._remembered(context.viewer, question, ask) if question.changes_with_loads else ask()

    def read(self, context: Context, questions: Sequence[Figures]) -> Readings:
        """Answer the questions of a context, from memory where they were answered before for its viewer's scope and this version.

        On a wall, where nothing is below county level, no office is named as one that has not reported.
        """
        if not questions:
            return Readings(())
        if context.view.page == wall.KEY:
            questions = [replace(each, absent=False) for each in questions]
        asked = (context.as_of, tuple(questions))
        return self._remembered(
            context.viewer, asked, lambda: read(self.store, questions, viewer=context.viewer, as_of=context.as_of)
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

    def _monday_files(self, viewer: Viewer, view: View, region: Region, period: Period) -> tuple[str, ...]:
        """Return the kinds of file in which the shown week is ready; none beside an edition that is not the newest."""
        if self.weekly is None or view.page != meeting.KEY or view.edition or period.grain is not Grain.WEEK:
            return ()
        return tuple(answer(self.store, MondayFiles(region.code, period, self.weekly), viewer))

    def _remembered(self, viewer: Viewer, asked: object, compute: Callable[[], Remembered]) -> Remembered:
        """Return an answer from memory, or compute and remember it: the only way into the memory.

        The key is made of the database and its newest load, what the viewer sees, and what was asked, so that nobody is given
        what was answered to somebody who sees more or less. A load is identified by number and time: after a backup was
        restored, the next load gets a number that was used before. What an earlier state hides goes by the newest load too.
        """
        with self.store.reading():  # the answer is kept under its own load, not the context's
            entry = shown_load(self.store)
            load = f"v{entry.version}@{entry.loaded_at:%Y%m%dT%H%M%S.%f}"
            now = f"+{self.known.newest}" if self.known else ""
            whose = f"{self.store.regions.root.code}:{viewer.sight}"
            said = hashlib.sha256(repr(asked).encode()).hexdigest()
            return self.memory.recall(f"cockpit:{self.store.address}:{whose}:{load}{now}:{said}", compute)


def shown_page(context: Context) -> Page:
    """Return the page of a context, of a wall the one it shows."""
    return page_of(context.view, lambda name: own_wall(context.answers, name))


def page_of(view: View, own: wall.OwnWalls = lambda name: None) -> Page:
    """Return the page a view is of, of a wall the scene it shows; `own` finds own walls. Raises DataError."""
    if view.page == wall.KEY:
        return wall.wall_page(view, own)
    if view.page == meeting.KEY:
        return meeting.agenda_page(view.agenda)
    if view.page not in PAGES:
        raise UnknownView(Reason("view.no_page", {"page": view.page, "known": tuple(f"/{key}" for key in PAGES)}))
    return PAGES[view.page]


def pages_of(view: View) -> tuple[Page, ...]:
    """Return the pages that a document of a view holds, in order; raises DataError."""
    return meeting.AGENDA if view.page == meeting.KEY else (page_of(view),)


def _by_view(context: Context) -> list[Question[Any]]:
    """Return what is asked everywhere on a page of this address: the frozen week of a meeting, contracts for a service."""
    week = frozen(context, context.period)
    return [*filter(None, [week]), *[Reference("contract")] * bool(context.view.service)]


def _shown_period(view: View, entry: LoadEntry) -> Period:
    if view.period is None:
        is_meeting = view.page == meeting.KEY  # which speaks of what is over
        return (Period.over_by if is_meeting else Period.holding)(entry.as_of, view.grain)
    if view.period.first > entry.newest:
        raise UnknownPeriod(Reason("period.no_data", {"period": view.period.key, "day": entry.newest.isoformat()}))
    return view.period
