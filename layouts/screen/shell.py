"""The frame of every screen: top bar, controls, headline, panels, and what is shown when there is nothing to show."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from data.errors import DataError
from data.readings import Reading
from data.regions import Region
from layouts import ids
from layouts.context import Context
from layouts.pages import NAVIGATION, PAGES
from layouts.screen.controls import controls, current
from layouts.screen.search import Found
from layouts.screen.watermark import watermark
from layouts.view import DICTIONARY, INTAKE, KEYS, PUBLISHED, QUALITY, View, nearest_key
from layouts.words.language import Language, load_language

HANDBOOK, ACCOUNT = "/handbook", "/account"
MISREAD_SHOWN = 3  # of what was not understood in an address


def document(title: str, version: int, poll_seconds: int) -> Component:
    """Return the root: the one address, the data version, what was last asked for, and where screen and drawer are put."""
    return html.Div(
        [
            dcc.Location(id=ids.URL, refresh="callback-nav"),
            dcc.Store(id=ids.VERSION, data=version),
            dcc.Store(id=ids.ASKED),
            dcc.Interval(id=ids.PULSE, interval=poll_seconds * 1000),
            html.Div(id=ids.SCREEN, **{ids.TITLE: title}),
            html.Div(id=ids.DRAWER),
            html.Div(
                id="unanswered",
                className="unanswered",
                role="alert",
                **{f"data-{tongue}": load_language(tongue)("shell.unanswered") for tongue in ("zh", "en")},
            ),
        ]
    )


def frame(title: str, context: Context, roll: Reading, body: Sequence[Component], mark: str = "") -> list[Component]:
    """Return the whole screen of a context: top bar, the page's controls, `body`, and over them the watermark `mark`.

    `roll` says who reported.
    """
    page = html.Main(
        [*misread(context.view, context.words), controls(context, roll), *body],
        id="main",
        className=f"page page-{context.view.page}",
    )
    bar = top_bar(title, context.view, context.words, is_demo=context.is_demo, beside=_where(context))
    return [bar, page, watermark(mark)]


def misread(view: View, words: Language) -> list[Component]:
    """Return the parts of an address that were not understood and are ignored, and the likely intended address."""
    lines = []
    for key, text in view.unread[:MISREAD_SHOWN]:
        said = words("misread.key" if key not in KEYS else "misread.value", name=key[:40], text=text[:40])
        near, href = _meant(view, (key, text))
        way = [" ", html.A(words("misread.meant", name=near, text=text[:40]), href=href)] if href else []
        lines.append(html.P([said, *way]))
    if lines:
        lines.append(html.P(html.A(words("misread.without"), href=view.on().href)))
    return [html.Div(lines, className="misread", role="alert")] if lines else []


def _meant(view: View, pair: tuple[str, str]) -> tuple[str, str]:
    """Return the key that a misspelt one means and the address with it; empty where that would not be understood."""
    key, text = pair
    near = nearest_key(key)
    href = view.on(unread=tuple((near, text) if each == pair else each for each in view.unread)).href
    path, _, query = href.partition("?")
    try:
        is_understood = (near, text) not in View.from_url(path, query).unread
    except DataError:
        is_understood = False
    return (near, href) if near and near != key and is_understood else ("", "")


def top_bar(title: str, view: View, words: Language, *, is_demo: bool, beside: Sequence[Component] = ()) -> Component:
    """Return seal, title, pages, the demo mark, search, and the switches of theme and language.

    `beside` replaces the title on a phone: region and period.
    """
    home = View(lang=view.lang).href
    return html.Header(
        [
            html.A(words("shell.skip"), href="#main", className="skip"),
            html.A([seal(), html.Span(title)], href=home, className="brand-title", title=words("shell.home")),
            *beside,
            html.Nav(
                [
                    html.A(
                        words(f"pages.{key}"),
                        href=view.on(page=key).href,
                        **current(_within(view.page) == key, "page"),
                    )
                    for key in NAVIGATION
                ],
                className="nav",
                **{"aria-label": words("shell.navigation")},
            ),
            _tools(view, words, is_demo=is_demo),
            html.Button(
                html.Span("☰", **{"aria-hidden": "true"}),
                className="menu-toggle",
                type="button",
                **{"aria-label": words("shell.menu"), "aria-expanded": "false", "data-opens": "menu"},
            ),
        ],
        className="topbar has-place" if beside else "topbar",
    )


def _tools(view: View, words: Language, *, is_demo: bool) -> Component:
    """Return the demo mark, the search, the links to the handbook and the own account, and the switches of theme and language."""
    mark = html.Span(words("shell.demo"), className="demo-mark", title=words("shell.demo_note"))
    return html.Div(
        [
            *([mark] if is_demo else []),
            _search(words),
            html.A(words("shell.help"), className="pill", href=f"{HANDBOOK}?lang={words.tongue}"),
            html.Button(words("shell.theme"), className="pill", id="theme-switch", type="button"),
            html.A(words("shell.account"), className="pill", href=f"{ACCOUNT}?lang={words.tongue}"),
            html.A(words("shell.language"), className="pill", href=view.on(lang=words("shell.language_code")).href),
        ],
        className="topbar-tools",
    )


def _within(key: str) -> str:
    """Return the page under which the bar leads to a page: published figures are beside the dictionary, what is due beside quality."""
    return {PUBLISHED: DICTIONARY, INTAKE: QUALITY}.get(key, key)


def _where(context: Context) -> list[Component]:
    """Return the region, the link to the one above, and the button that opens the period's controls on a phone."""
    words, wider = context.words, context.regions.above(context.region.code)
    is_open = bool(wider) and context.opens(wider[-1].code)
    up = [html.A(f"‹ {words.name(wider[-1])}", href=context.address(wider[-1].code))] if is_open else []
    place = html.Div([html.B(words.name(context.region)), *up], className="topbar-place")
    view, key = context.view, f"due.when.{context.view.grain}"
    is_by_clock = view.period is None and view.page in PAGES and PAGES[view.page].is_by_clock and key in words.messages
    when = html.Button(
        f"{words(key) if is_by_clock else words.tick(context.period)} ▾",
        className="when-toggle",
        type="button",
        **{"aria-label": words("shell.period"), "aria-expanded": "false", "data-opens": "when"},
    )
    return [place, when]


def seal() -> Component:
    """Return the product's seal."""
    return html.Span([html.Span(each) for each in "一县一品"], className="seal", **{"aria-hidden": "true"})


def _search(words: Language) -> Component:
    field = dcc.Input(
        id=ids.SEARCH,
        type="search",
        placeholder=words("shell.search"),
        debounce=False,
        autoComplete="off",
        value="",
    )
    return html.Div(
        [field, html.Div(id=ids.SUGGESTIONS, className="suggestions", tabIndex=-1)], className="search", role="search"
    )


def notice(
    title: str, heading: str, reasons: Sequence[str], near: Sequence[Region], view: View, words: Language
) -> list[Component]:
    """Return a page in words, for an unknown address or when there is nothing to show.

    `near` are regions that the reasons speak of, each a link to the page of `view`.
    """
    links = [html.Li(html.A(words("not_found.home"), href=View(lang=view.lang).href))]
    links += [html.Li(html.A(words.name(region), href=view.on(region=region.code).href)) for region in near]
    body = html.Main([html.H1(heading), *map(html.P, reasons), html.Ul(links)], id="main", className="not-found")
    return [top_bar(title, View(lang=view.lang), words, is_demo=False), body]


def suggestions(found: Found, text: str, words: Language) -> list[Component]:
    """Return how a search was understood and its answers as links."""
    said = found.said or ((words("shell.search_none", text=text),) if text and not found.answers else ())
    links = [html.A([html.Span(each.text), html.Small(each.beside)], href=each.href) for each in found.answers]
    return [*map(html.P, said), *links]
