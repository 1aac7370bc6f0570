"""The controls of a page: the region, the period, the comparison, and the page's own choices."""

from __future__ import annotations

from datetime import timedelta

from dash import html
from dash.development.base_component import Component

from data.periods import Grain, Period
from data.periods.period import FIRST_YEAR
from data.readings import Reading
from data.readings.reading import Compare
from data.viewer import Right
from layouts import ids
from layouts.charts.chart import Choice
from layouts.context import Context
from layouts.pages import PAGES
from layouts.screen.exports import page_menu
from layouts.screen.freshness import freshness
from layouts.screen.markup import Markup
from layouts.screen.templating import template


def controls(context: Context, roll: Reading) -> Component:
    """Return breadcrumb, period picker, comparison switch and freshness line."""
    fresh = html.Div(freshness(context, roll), id=ids.FRESHNESS, className="freshness")
    is_by_clock = PAGES[context.view.page].is_by_clock
    periods = [] if is_by_clock else [_picker(context), _grains(context), _jump(context), _compare(context)]
    chosen = html.Div(
        [
            *periods,
            *_filters(context),
            *([page_menu(context.words)] if context.offers(Right.EXPORT) else []),
        ],
        className="controls-set",
    )
    return html.Div([_crumbs(context), chosen, fresh], className="controls")


def _crumbs(context: Context) -> Component:
    links = [
        html.Li(
            html.A(context.words.name(each), href=context.address(each.code))
            if context.opens(each.code)
            else html.Span(context.words.name(each))
        )
        for each in context.regions.above(context.region.code)
    ]
    here = html.Li(html.Span(context.words.name(context.region), **{"aria-current": "page"}))
    return html.Nav(html.Ol([*links, here]), className="crumbs", **{"aria-label": context.words("shell.breadcrumb")})


def _picker(context: Context) -> Component:
    words, period = context.words, context.period
    later = period.next()
    ahead: Component = (
        html.A(
            "›",
            href=context.view.on(period=later).href,
            title=words("shell.later"),
            **{"aria-label": words("shell.later")},
        )
        if later.first <= context.as_of + timedelta(days=context.behind)
        else html.Span("›", className="is-dead", **{"aria-hidden": "true"})
    )
    before: Component = (
        html.A("‹", href=context.view.on(period=period.previous()).href, **{"aria-label": words("shell.earlier")})
        if period.previous().year >= FIRST_YEAR
        else html.Span("‹", className="is-dead", **{"aria-hidden": "true"})
    )
    return html.Div(
        [
            before,
            html.Span(words.period(period, period.to_date(context.as_of))),
            ahead,
        ],
        className="picker",
        role="group",
        **{"aria-label": words("shell.period")},
    )


def _grains(context: Context) -> Component:
    last = min(context.period.last, context.as_of)
    links = [
        html.A(
            context.words(f"grain.{grain}"),
            href=context.view.on(period=Period.holding(last, grain), grain=grain).href,
            **current(grain is context.period.grain),
        )
        for grain in Grain
    ]
    return html.Div(links, className="segmented", role="group", **{"aria-label": context.words("shell.period")})


def _jump(context: Context) -> Component:
    day = min(context.period.last, context.as_of).isoformat()
    fields = {"label": context.words("shell.jump"), "day": day, "last": context.as_of, "words": context.words}
    return Markup(template("jump.html").render(**fields), className="jump")


def _compare(context: Context) -> Component:
    links = [
        html.A(
            context.words(f"compare.{each}"),
            href=context.view.on(compare=each).href,
            **current(each is context.view.compare),
        )
        for each in Compare
    ]
    return html.Div(links, className="segmented", role="group", **{"aria-label": context.words("shell.compare")})


def _filters(context: Context) -> list[Component]:
    """Return the page's own choices: side by side, or folded away where there are many."""
    return [_folded(each) if each.is_folded else _open(each) for each in PAGES[context.view.page].filters(context)]


def _open(choice: Choice) -> Component:
    links = [html.A(label, href=href, **current(is_chosen)) for label, href, is_chosen in choice.options]
    return html.Div(links, className="segmented is-filter", role="group", **{"aria-label": choice.label})


def _folded(choice: Choice) -> Component:
    chosen = next((label for label, _, is_chosen in choice.options if is_chosen), "")
    links = [html.Li(html.A(label, href=href, **current(is_it))) for label, href, is_it in choice.options]
    shown = html.Summary(f"{choice.label} · {chosen}" if chosen else choice.label)
    return html.Details([shown, html.Ul(links)], className="choice is-filter")


def current(is_current: bool, word: str = "true") -> dict[str, str]:
    """Return the attribute that marks a link as the current one, nothing for another."""
    return {"aria-current": word} if is_current else {}
