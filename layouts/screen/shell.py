"""The frame of every screen: top bar, controls, headline, panels, and what is said when there is nothing to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dash import dcc, html
from dash.development.base_component import Component

from data.errors import DataError
from data.periods import Grain, Period
from data.periods.period import FIRST_YEAR
from data.readings import Reading
from data.readings.reading import Compare
from data.regions import Region
from layouts import ids
from layouts.charts.chart import Choice
from layouts.pages import NAVIGATION, PAGES, Placed
from layouts.scene import Scene
from layouts.screen.exports import page_menu, panel_menu
from layouts.screen.markup import Markup
from layouts.screen.search import Found
from layouts.screen.templating import template
from layouts.view import DICTIONARY, KEYS, PUBLISHED, REVIEW, WALL, View, nearest_key
from layouts.words.language import Language, load_language

HANDBOOK = "/handbook"
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


def frame(title: str, scene: Scene, roll: Reading, body: Sequence[Component]) -> list[Component]:
    """Return the whole screen of a scene: top bar, then the page's controls and `body`; `roll` says who reported."""
    page = html.Main(
        [*misread(scene.view, scene.words), controls(scene, roll), *body],
        id="main",
        className=f"page page-{scene.view.page}",
    )
    return [top_bar(title, scene.view, scene.words, is_demo=scene.is_demo, beside=_where(scene)), page]


def misread(view: View, words: Language) -> list[Component]:
    """Return what of an address was not understood and counts for nothing, and where the reader meant to go."""
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

    `beside` takes the place of the title on a phone: where one is and when.
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
                        **_current(_within(view.page) == key, "page"),
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
    """Return the demo mark, the search, the way to the handbook and the switches of theme and language."""
    mark = html.Span(words("shell.demo"), className="demo-mark", title=words("shell.demo_note"))
    return html.Div(
        [
            *([mark] if is_demo else []),
            _search(words),
            html.A(words("shell.help"), className="pill", href=f"{HANDBOOK}?lang={words.tongue}"),
            html.Button(words("shell.theme"), className="pill", id="theme-switch", type="button"),
            html.A(words("shell.language"), className="pill", href=view.on(lang=words("shell.language_code")).href),
        ],
        className="topbar-tools",
    )


def _within(key: str) -> str:
    """Return the page under which the bar leads to a page: published figures are looked up beside the dictionary."""
    return DICTIONARY if key == PUBLISHED else key


def _where(scene: Scene) -> list[Component]:
    """Return the place, the way to the one above, and the button that opens the period's controls on a phone."""
    words, wider = scene.words, scene.regions.above(scene.region.code)
    up = [html.A(f"‹ {words.name(wider[-1])}", href=scene.view.on(region=wider[-1].code).href)] if wider else []
    place = html.Div([html.B(words.name(scene.region)), *up], className="topbar-place")
    when = html.Button(
        f"{words.tick(scene.period)} ▾",
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


def controls(scene: Scene, roll: Reading) -> Component:
    """Return breadcrumb, period picker, comparison switch and freshness line."""
    fresh = html.Div(freshness(scene, roll), id=ids.FRESHNESS, className="freshness")
    chosen = html.Div(
        [
            _picker(scene),
            _grains(scene),
            _jump(scene),
            _compare(scene),
            *_filters(scene),
            page_menu(scene.words),
        ],
        className="controls-set",
    )
    return html.Div([_crumbs(scene), chosen, fresh], className="controls")


def _crumbs(scene: Scene) -> Component:
    links = [
        html.Li(html.A(scene.words.name(r), href=scene.view.on(region=r.code).href))
        for r in scene.regions.above(scene.region.code)
    ]
    here = html.Li(html.Span(scene.words.name(scene.region), **{"aria-current": "page"}))
    return html.Nav(html.Ol([*links, here]), className="crumbs", **{"aria-label": scene.words("shell.breadcrumb")})


def _picker(scene: Scene) -> Component:
    words, period = scene.words, scene.period
    later = period.next()
    ahead: Component = (
        html.A(
            "›",
            href=scene.view.on(period=later).href,
            title=words("shell.later"),
            **{"aria-label": words("shell.later")},
        )
        if later.first <= scene.as_of + timedelta(days=scene.behind)
        else html.Span("›", className="is-dead", **{"aria-hidden": "true"})
    )
    before: Component = (
        html.A("‹", href=scene.view.on(period=period.previous()).href, **{"aria-label": words("shell.earlier")})
        if period.previous().year >= FIRST_YEAR
        else html.Span("‹", className="is-dead", **{"aria-hidden": "true"})
    )
    return html.Div(
        [
            before,
            html.Span(words.period(period, period.to_date(scene.as_of))),
            ahead,
        ],
        className="picker",
        role="group",
        **{"aria-label": words("shell.period")},
    )


def _grains(scene: Scene) -> Component:
    last = min(scene.period.last, scene.as_of)
    links = [
        html.A(
            scene.words(f"grain.{grain}"),
            href=scene.view.on(period=Period.holding(last, grain), grain=grain).href,
            **_current(grain is scene.period.grain),
        )
        for grain in Grain
    ]
    return html.Div(links, className="segmented", role="group", **{"aria-label": scene.words("shell.period")})


def _jump(scene: Scene) -> Component:
    day = min(scene.period.last, scene.as_of).isoformat()
    fields = {"label": scene.words("shell.jump"), "day": day, "last": scene.as_of, "words": scene.words}
    return Markup(template("jump.html").render(**fields), className="jump")


def _compare(scene: Scene) -> Component:
    links = [
        html.A(
            scene.words(f"compare.{each}"),
            href=scene.view.on(compare=each).href,
            **_current(each is scene.view.compare),
        )
        for each in Compare
    ]
    return html.Div(links, className="segmented", role="group", **{"aria-label": scene.words("shell.compare")})


def _filters(scene: Scene) -> list[Component]:
    """Return the page's own choices: side by side, or folded away where there are many."""
    return [_folded(each) if each.is_folded else _open(each) for each in PAGES[scene.view.page].filters(scene)]


def _open(choice: Choice) -> Component:
    links = [html.A(label, href=href, **_current(is_chosen)) for label, href, is_chosen in choice.options]
    return html.Div(links, className="segmented is-filter", role="group", **{"aria-label": choice.label})


def _folded(choice: Choice) -> Component:
    chosen = next((label for label, _, is_chosen in choice.options if is_chosen), "")
    links = [html.Li(html.A(label, href=href, **_current(is_it))) for label, href, is_it in choice.options]
    shown = html.Summary(f"{choice.label} · {chosen}" if chosen else choice.label)
    return html.Details([shown, html.Ul(links)], className="choice is-filter")


def _current(is_current: bool, word: str = "true") -> dict[str, str]:
    return {"aria-current": word} if is_current else {}


def freshness(scene: Scene, roll: Reading) -> list[Component]:
    """Return how new the data is and how much of it came in, with the places where the browser's clock speaks."""
    words = scene.words
    is_meeting = scene.view.page == REVIEW  # whose own head says of the week up to when and how much came in
    parts = [words("shell.held" if is_meeting else "shell.fresh", day=words.day(scene.as_of))]
    if not is_meeting:
        parts.append(_reported(scene, roll))
    covered: list[Component | str] = [" · ".join(parts)]
    if roll.coverage is not None and roll.reported < roll.due and not is_meeting:
        said = words("shell.coverage", percent=words.percent(roll.coverage))
        look = "term is-partial" if scene.is_thin(roll) else "term"
        covered += [" ", html.Span(said, className=look, title=words("terms.reporting.meaning"), tabIndex="0")]
    covered += [part for said in (_late_for(scene), _coming(scene), _lifetime(scene)) if said for part in (" · ", said)]
    covered += [" · ", html.Span(words("shell.version", version=words.number(scene.version)))]
    alarm = html.Strong(
        className="alarm",
        id="alarm",
        role="status",
        **{
            "data-lost": words("shell.lost"),
            "data-old": words("shell.old", hours="{hours}"),
            "data-future": words("shell.future", time=f"{words.when(scene.loaded_at.date())} {scene.loaded_at:%H:%M}"),
            "data-clock": words("shell.clock"),
            "data-time": age_of(scene),
            "data-loaded": scene.loaded_at.isoformat(),
        },
    )
    return [html.Span(covered), " ", alarm]


def _reported(scene: Scene, roll: Reading) -> str:
    """Say how many offices reported on the period's last day, which is named where newer data is there."""
    words, last = scene.words, min(scene.period.last, scene.as_of)
    counts = {"reported": words.number(roll.reported), "due": words.number(roll.due)}
    if last == scene.as_of:
        return words("shell.reported", **counts)
    day = words.day(last) if last.year == scene.as_of.year else words.when(last)
    return words("shell.reported_on", day=day, **counts)


def _late_for(scene: Scene) -> Component | None:
    """Say by how many days a region's own figures are behind those of the whole."""
    if not scene.behind:
        return None
    words = scene.words
    said = words("shell.behind", region=words.name(scene.regions.root), days=words.number(scene.behind))
    return html.Span(said, className="is-partial")


def _coming(scene: Scene) -> Component | None:
    """Say which newer day is still coming in, with the way to what is there of it; a wall has no ways."""
    if scene.coming is None:
        return None
    words, day = scene.words, scene.coming.day
    share = words.percent(scene.coming.arrived / scene.coming.due) if scene.coming.due else "0"
    said = words("shell.coming", day=words.day(day), percent=share)
    if scene.view.page == WALL:
        return html.Span(said)
    return html.A(said, href=scene.view.on(period=Period(Grain.DAY, day), grain=Grain.DAY).href)


def _lifetime(scene: Scene) -> str:
    """Say since when a new region has figures of its own, or until when one that is gone had; empty for all others."""
    words, region, regions = scene.words, scene.region, scene.regions
    if region.valid_to is not None and region.valid_to < scene.period.last:
        heirs = words("panels.comma").join(words.name(each) for each in regions.successors(region.code))
        return words(
            "shell.abolished_into" if heirs else "shell.abolished", day=words.when(region.valid_to), heirs=heirs
        )
    if region.valid_from <= scene.period.last_year().first:
        return ""
    line = [words.name(regions.get(code)) for code in regions.lineage(region.code)[1:]]
    key = "shell.founded_from" if line else "shell.founded"
    return words(key, day=words.when(region.valid_from), before=words("panels.comma").join(line))


def grid(sections: Sequence[tuple[Placed, Component]], words: Language) -> list[Component]:
    """Return a page's panels, those of one column together, and the button behind which a phone keeps the rest."""
    columns: dict[str, list[Component]] = {}
    for place, section in sections:
        columns.setdefault(place.column, []).append(section)
    loose = columns.pop("", [])
    grouped = [html.Div(column, className=f"column is-{key}") for key, column in columns.items()]
    has_rest = any(place.decides for place, _ in sections)
    panels = html.Div([*loose, *grouped], className="grid has-rest" if has_rest else "grid")
    return [panels, _more(words)] if has_rest else [panels]


def _more(words: Language) -> Component:
    attributes = {"aria-expanded": "false", "data-opens": "rest"}
    return html.Button(words("shell.rest"), className="more-toggle", type="button", **attributes)


def panel_section(place: Placed, scene: Scene, body: Component) -> Component:
    """Return a panel with its title at left, its quiet note at right, and its body."""
    panel = place.panel
    heading = f"title-{panel.key}"
    return html.Section(
        [
            html.Div(
                [
                    html.H2(panel.title(scene), id=heading),
                    html.Span(panel.note(scene), id=ids.note(panel.key), className="panel-note"),
                    panel_menu(panel.key, panel.title(scene), scene),
                ],
                className="panel-head",
            ),
            html.P(
                id=ids.veil(panel.key),
                className="veil",
                **{ids.AGE: age_of(scene), "data-kept": scene.words("panel.since")},
            ),
            html.Div(body, id=ids.panel(panel.key), className="panel-body"),
        ],
        className="panel is-deciding" if place.decides else "panel",
        style={"--area": place.area} if place.shapes else {},
        **{"data-area": place.area, "data-span": str(place.span), "data-in": place.shapes, "aria-labelledby": heading},
    )


def failed_panel(reason: str, view: View, words: Language) -> Component:
    """Return what stands in a panel that could not be drawn: its reason and a way to try again."""
    return html.P(
        [words("panel.failed", reason=reason), " ", html.A(words("panel.retry"), href=view.href)],
        className="failed",
        role="alert",
    )


def age_of(scene: Scene) -> str:
    """Return of when the figures of a scene are, as the freshness line and a veil say it."""
    return scene.words.moment(scene.loaded_at)


def notice(
    title: str, heading: str, reasons: Sequence[str], near: Sequence[Region], view: View, words: Language
) -> list[Component]:
    """Return a page in words, for an address that means nothing here or when there is nothing to show.

    `near` are regions that may be meant, each a link to the page of `view`.
    """
    links = [html.Li(html.A(words("not_found.home"), href=View(lang=view.lang).href))]
    links += [html.Li(html.A(words.name(region), href=view.on(region=region.code).href)) for region in near]
    said = [html.H1(heading), *map(html.P, reasons)]
    if near:
        said.append(html.P(words("not_found.near")))
    body = html.Main([*said, html.Ul(links)], id="main", className="not-found")
    return [top_bar(title, View(lang=view.lang), words, is_demo=False), body]


def suggestions(found: Found, text: str, words: Language) -> list[Component]:
    """Return how a search was understood and its answers as links."""
    said = found.said or ((words("shell.search_none", text=text),) if text and not found.answers else ())
    links = [html.A([html.Span(each.text), html.Small(each.beside)], href=each.href) for each in found.answers]
    return [*map(html.P, said), *links]
