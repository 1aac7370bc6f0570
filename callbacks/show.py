"""What an address shows, and where controls lead."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from typing import Any
from urllib.parse import unquote

from dash import no_update
from dash.development.base_component import Component

from callbacks.cockpit import Cockpit, page_of, shown_page
from callbacks.drawing import page_questions, whole_screen, with_answers
from callbacks.search import answered
from callbacks.walls import fleet_page
from data.errors import DamagedEdition, DataError, OutOfScope, StoreError, UnknownPeriod
from data.known import CopyFailed, UnknownMoment
from data.periods import Period
from data.reasons import Reason
from data.regions import Region
from data.viewer import Viewer
from layouts.context import Context
from layouts.pages import PAGES
from layouts.screen import shell
from layouts.screen.drawer import drawer, drawer_questions
from layouts.screen.search import Found
from layouts.view import HOME, View
from layouts.walls import fleet
from layouts.words.language import load_language
from layouts.words.reasons import error_text, reason_text

logger = logging.getLogger(__name__)
UNKNOWN = frozenset({"title", "period"})  # the marks of pages in words about an address that means nothing

Shown = tuple[Any, Any, str, str]


def show(cockpit: Cockpit, viewer: Viewer, pathname: str, search: str, drawn: str | None) -> Shown:
    """Return screen, drawer, the mark of what is drawn, and the document's title.

    The screen is left alone when only the drawer opened or closed.
    """
    try:
        view = View.from_url(pathname, search)
        if fleet.is_fleet(view):
            return _fleet(cockpit, viewer, view)
        cockpit = cockpit.at(view)
        with cockpit.store.reading():  # version, figures and names of one moment, even if a load runs meanwhile
            context = cockpit.context(viewer, view)
            mark = mark_of(context)
            context = context if mark == drawn else with_answers(cockpit, context)
            asked = [] if mark == drawn else page_questions(context)
            readings = cockpit.read(context, [*asked, *drawer_questions(context)])
            opened: Any = drawer(readings, context) if context.view.has_drawer else []
            screen: Any = no_update if mark == drawn else whole_screen(cockpit, context, readings)
    except OutOfScope as error:
        return _notice(cockpit, viewer, pathname, search, "scope", error.reason)
    except DataError as error:
        return _notice(cockpit, viewer, pathname, search, _heading(error), error.reason)
    except Exception:  # the boundary: a page that cannot be read says so, and the clock tries again
        logger.exception("%s%s", pathname, search)
        return _notice(cockpit, viewer, pathname, search, "broken")
    return screen, opened, mark, title_of(cockpit, context)


def mark_of(context: Context) -> str:
    """Return what the screen shows, as `address#version`: the drawer is no part of it.

    Of the past it is the newest version, since what is shown says how many loads are not counted.
    """
    version = context.known.newest if context.known else context.version
    return f"{context.view.on(unread=context.view.unread).href}#{version}"


def address_of(mark: str) -> str:
    """Return the address of a mark, without the version."""
    return mark.rpartition("#")[0]


def title_of(cockpit: Cockpit, context: Context) -> str:
    """Return the document's title: page, region, and the cockpit's own."""
    page = shown_page(context).title(context)
    return " · ".join((page, context.words.name(context.region), cockpit.title_in(context.words)))


def _fleet(cockpit: Cockpit, viewer: Viewer, view: View) -> Shown:
    """Return a page about walls, whose mark has no version: it is no picture of the data."""
    words = load_language(view.lang)
    title = " · ".join((fleet.title(view, words), cockpit.title_in(words)))
    return fleet_page(cockpit, viewer, view), [], view.href, title


def _heading(error: DataError) -> str:
    match error:
        case UnknownMoment() | CopyFailed():
            return "known"
        case DamagedEdition():
            return "edition"
        case StoreError():
            return "empty"
        case UnknownPeriod():
            return "period"
        case _:
            return "title"


def _notice(
    cockpit: Cockpit, viewer: Viewer, pathname: str, search: str, heading: str, reason: Reason | str = ""
) -> Shown:
    """Return a page in words: for an address that means nothing or is not to be seen, for no data, for a database that does not answer."""
    words = load_language("en" if "lang=en" in (search or "") else "zh")
    near = meant_regions(cockpit, viewer, pathname) if heading in UNKNOWN else []
    meant = words("not_found.near") if near else ""
    near = [cockpit.store.regions.get(viewer.scope)] if heading == "scope" else near
    view, title = View(page=_known_page(pathname), lang=words.tongue), cockpit.title_in(words)
    said = [line for line in (reason_text(reason, words), words(f"not_found.{heading}_then"), meant) if line]
    page = shell.notice(title, words(f"not_found.{heading}"), said, near, view, words)
    return page, [], heading, title


def _known_page(pathname: str) -> str:
    """Return the page an address names, the first one where it names none."""
    page = pathname.strip("/").split("/")[0]
    return page if page in PAGES else HOME


def meant_regions(cockpit: Cockpit, viewer: Viewer, pathname: str) -> list[Region]:
    """Return the regions that the last part of an address may mean: by name, else by a code that is like it."""
    last, regions = unquote(pathname).rstrip("/").rsplit("/", 1)[-1], cockpit.store.regions
    inside = regions.below(viewer.scope)
    if found := inside.find(last, limit=4):
        return found
    return [regions.get(code) for code in get_close_matches(last, [r.code for r in inside.inside], n=4, cutoff=0.7)]


def renamed(cockpit: Cockpit, viewer: Viewer, pathname: str, search: str) -> str:
    """Return the address by code of one that names a region (/overview/滨江区), empty when it does not name just one seen."""
    try:
        view = View.from_url(pathname, search)
        if not view.region or view.region in cockpit.store.regions.by_code:
            return ""
        return replace(view, region=cockpit.store.regions.below(viewer.scope).named(view.region)).href
    except DataError:
        return ""


def navigate(cockpit: Cockpit, viewer: Viewer, asked: Mapping[str, str] | None, pathname: str, search: str) -> Any:
    """Return the address that a chosen `day` or a search for a `text` leads to, `no_update` when nowhere new."""
    try:
        view = View.from_url(pathname, search)
        cockpit = cockpit.at(view)
        context = cockpit.context(viewer, view)
        if text := (asked or {}).get("text"):
            found = answered(cockpit, viewer, text, context.view).answers
            return found[0].href if found else no_update
        period = Period.holding(Period.parse((asked or {}).get("day", "")).first, context.period.grain)
    except DataError:
        return no_update
    newest = context.coming.day if context.coming else context.as_of
    is_new = period != context.period and period.first <= newest
    return context.view.on(period=period).href if is_new else no_update


def suggest(cockpit: Cockpit, viewer: Viewer, text: str | None, pathname: str, search: str) -> list[Component]:
    """Return the answers to a search as links, under how it was understood."""
    try:
        view = View.from_url(pathname, search)
        page_of(view, partial(cockpit.own_wall, viewer))
    except DataError:
        view = View()
    words, wanted = load_language(view.lang), (text or "").strip()
    try:
        return shell.suggestions(answered(cockpit.at(view), viewer, wanted, view), wanted, words)
    except DataError as error:
        return shell.suggestions(Found((error_text(error, words),)), wanted, words)
