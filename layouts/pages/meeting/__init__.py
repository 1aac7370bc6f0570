"""The weekly meeting: ten pages of an agenda, drawn from today's figures or opened as they were frozen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from data.readings import Figures, Readings
from layouts.charts.chart import Drawing, Words
from layouts.charts.drawn import Drawn, FrozenWeek, Leaf
from layouts.charts.twins import lines
from layouts.context import Context, Need, Panel
from layouts.pages.meeting import alert_overdue, brand_week, drafts, revisions, signal_map, signals, task_list, waits
from layouts.pages.meeting.frozen import frozen_week
from layouts.pages.page import Page, Placed
from layouts.panels import duties, enforcement, feed_late, month_progress, points, register, tiles
from layouts.panels.alerts import area, kinds
from layouts.panels.screening import leaks
from layouts.sentences.topics import BRANDS, CENTRES, EDUCATION, ENFORCEMENT, KEY_SUBJECTS, QUALITY
from layouts.view import REVIEW

KEY = REVIEW
FRONT = "signals"  # where the page opens: only what left its normal range
LIVE = {
    revisions.PANEL.key,
    task_list.PANEL.key,
    area.NEW.key,
}  # always today's, even in a frozen week: tasks and new alerts change while the figures stay

Opening = tuple[Callable[[Context], Sequence[Need]], Callable[[Readings, Context], Words]]


def shown_week(context: Context) -> FrozenWeek | None:
    """Return the frozen week that the view shows, None where it shows today's figures."""
    return frozen_week(context, context.period)


def _agenda(key: str, opening: Opening, *placed: Placed, is_live: bool = False) -> Page:
    """Return one page of the agenda; for a frozen week its frozen drawings, except for panels and openings that are live."""
    asked, said = opening

    def kept(context: Context) -> Leaf | None:
        week = None if is_live else shown_week(context)
        return week.leaves.get(key) if week else None

    def headline(readings: Readings, context: Context) -> Words:
        leaf = kept(context)
        return leaf.said if leaf else said(readings, context)

    return Page(
        key=key,
        title=lambda context: context.words(f"review.agenda.{key}"),
        headline=headline,
        headline_needs=lambda context: () if kept(context) else asked(context),
        placed=tuple(replace(place, panel=_kept(place.panel, key)) for place in placed),
    )


def _kept(panel: Panel, leaf: str) -> Panel:
    """Return a panel that shows its copy where the week is frozen; without one it is drawn from today's data, except texts.

    A week that was frozen before the meeting had texts has none: drafts from today may contradict what is frozen.
    """
    if panel.key in LIVE:
        return panel

    def is_lacking(context: Context) -> bool:
        return panel in drafts.PANELS and shown_week(context) is not None and copy(context) is None

    def copy(context: Context) -> Drawn | None:
        week = shown_week(context)
        return week.drawn(leaf, panel.key) if week else None

    def needs(context: Context) -> Sequence[Need]:
        return () if copy(context) or is_lacking(context) else panel.needs(context)

    def draw(readings: Readings, context: Context) -> Drawing:
        if is_lacking(context):
            return drafts.lacking(context)
        kept = copy(context)
        drawing = kept.drawing if kept else panel.draw(readings, context)
        if isinstance(drawing, Words) and shown_week(context) is not None:
            return replace(drawing, edit=None)
        return drawing

    def title(context: Context) -> str:
        kept = copy(context)
        return kept.title if kept else panel.title(context)

    def note(context: Context) -> str:
        kept = copy(context)
        return kept.note if kept else panel.note(context)

    return replace(panel, needs=needs, draw=draw, title=title, note=note)


def _summary_of(panel: Panel) -> Opening:
    """Return an opening that repeats the summary of a panel's drawing."""

    def said(readings: Readings, context: Context) -> Words:
        return Words(tuple((line,) for line in lines(panel.draw(readings, context))))

    return panel.needs, said


def _nothing(context: Context) -> Sequence[Figures]:
    return ()


_silent: Opening = (_nothing, lambda readings, context: Words(()))  # of a page whose panels are its text

AGENDA: tuple[Page, ...] = (
    _agenda(
        "summary",
        _silent,
        Placed("draft_summary", drafts.SUMMARY, span=12),
        Placed("draft_problems", drafts.PROBLEMS, span=12),
    ),
    _agenda(
        "tasks",
        _summary_of(task_list.PANEL),
        Placed("draft_done", drafts.DONE, span=12),
        Placed("tasks", task_list.PANEL, span=12),
        is_live=True,
    ),
    _agenda(
        "signals",
        (signals.needs, signals.headline),
        Placed("signals", signals.PANEL, span=12, decides=True),
        Placed("signal_map", signal_map.PANEL, span=12),
    ),
    _agenda(
        "alerts",
        points.opening(CENTRES),
        Placed(
            "kpis",
            tiles.figures("alert_count", "alert_close_ontime_rate", "alert_valid_rate", "red_alert_open_count"),
            span=12,
        ),
        Placed("area_alerts", area.PANEL, span=6),
        Placed("new_alerts", area.NEW, span=6),
        Placed("alert_overdue", alert_overdue.PANEL, span=5),
        Placed("alert_kinds", kinds.PANEL, span=7),
    ),
    _agenda(
        "key_subjects",
        points.opening(KEY_SUBJECTS),
        Placed(
            "kpis",
            tiles.figures("key_subject_count", "red_orange_count", "absconded_count", "missing_registration_count"),
            span=12,
        ),
        Placed("composition", register.PANEL, span=8),
        Placed("people", register.PEOPLE, span=4),
        Placed("waits_absconded", waits.ABSCONDED, span=6),
        Placed("waits_reoffended", waits.REOFFENDED, span=6),
    ),
    _agenda(
        "enforcement",
        points.opening(ENFORCEMENT),
        Placed("enforcement", enforcement.PANEL, span=5),
        Placed("duties", duties.PANEL, span=7),
    ),
    _agenda(
        "education",
        points.opening(EDUCATION),
        Placed("month_progress", month_progress.PANEL, span=6),
        Placed("leaks", leaks.PANEL, span=6),
    ),
    _agenda(
        "brands",
        points.opening(BRANDS),
        Placed("good_practice", brand_week.GOOD_PRACTICE, span=7),
        Placed("brand_week", brand_week.PANEL, span=5),
    ),
    _agenda(
        "quality",
        points.opening(QUALITY),
        Placed("feed_late", feed_late.PANEL, span=6),
        Placed("feed_breaks", feed_late.BREAKS, span=6),
        Placed("revisions", revisions.PANEL, span=12),
    ),
    _agenda("handing", _silent, Placed("draft_next", drafts.NEXT, span=12)),
)
PAGE = replace(
    next(page for page in AGENDA if page.key == FRONT), key=KEY, title=lambda context: context.words("pages.review")
)


def agenda_page(key: str) -> Page:
    """Return the page of the agenda by its key, the front for any other."""
    return next((page for page in AGENDA if page.key == key), next(page for page in AGENDA if page.key == FRONT))
