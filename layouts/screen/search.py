"""What the search box answers: figures, pages, tasks and regions as links, with what was understood and what was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from data.periods import Grain, Period
from data.readings import Figures, Reading, Readings, Status
from data.regions import Region
from data.search import Asked, Wanted
from data.tasks import Listed
from layouts.context import Context
from layouts.pages import PAGES
from layouts.panels.monthly import asked as monthly_questions
from layouts.panels.monthly import assessed_note, newest_reading
from layouts.view import DICTIONARY, HOME, WALL, View
from layouts.words.language import Tongue, load_language
from layouts.words.tasks import status_word, task_list, task_page
from layouts.words.terms import glossary

OTHERS = 3  # other meanings of a name that are listed
TASKS = "tasks"
TONGUES: tuple[Tongue, ...] = ("zh", "en")
WITHOUT_FIGURES = ("review", "dictionary", "published", "library")  # pages of which no figure is asked


@dataclass(frozen=True, slots=True)
class Answer:
    """A link: its text, the small text beside it, its address."""

    text: str
    beside: str
    href: str


@dataclass(frozen=True, slots=True)
class Found:
    """The sentences above the answers, and the answers, the best first."""

    said: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = field(default=())


def figure_view(view: View) -> View:
    """Return the view on which a figure is answered: the shown one, the overview where its page has none."""
    return view.on(page=HOME) if view.page in WITHOUT_FIGURES or view.page not in PAGES else view.on()


@cache
def term_names() -> tuple[tuple[str, str], ...]:
    """Return (key, name) of every term that is explained, by each of its names in both languages."""
    return tuple((term.key, name) for tongue in TONGUES for term in glossary(tongue) for name in term.names)


def questions(asked: Asked, context: Context) -> list[Figures]:
    """Ask for the figures that were named: all of them for the shown region, the first for other regions that may be meant."""
    pairs = _pairs(asked, context)
    codes = tuple(dict.fromkeys(region.code for region, _ in pairs))
    return monthly_questions(context, tuple(dict.fromkeys(wanted.metric.key for _, wanted in pairs)), codes)


def found(asked: Asked, readings: Readings, context: Context, page: str, tasks: Sequence[Listed]) -> Found:
    """Return the answers to what was asked.

    `context` is of the region and period that were named, `page` the one that regions are opened on, `tasks` those that fit.
    """
    answers = [
        *_figures(asked, readings, context),
        *_pages(asked, context),
        *_terms(asked, context),
        *_tasks(tasks, context),
        *_places(asked, context, page),
    ]
    return Found(tuple(_said(asked, context)), tuple(answers))


def not_there(asked: Asked, view: View, reason: str) -> Found:
    """Return why a named period has no figures, and the regions that were named without it."""
    words = load_language(view.lang)
    links = (Answer(words.name(region), "", view.on(region=region.code).href) for region in asked.regions[: OTHERS + 1])
    return Found((reason,), tuple(links))


def _pairs(asked: Asked, context: Context) -> list[tuple[Region, Wanted]]:
    others = [region for region in asked.regions if region.code != context.region.code][:OTHERS]
    first = [(context.region, wanted) for wanted in asked.metrics[: OTHERS + 1]]
    return first + [(region, wanted) for region in others for wanted in asked.metrics[:1]]


def _figures(asked: Asked, readings: Readings, context: Context) -> Iterator[Answer]:
    for region, wanted in _pairs(asked, context):
        reading = newest_reading(readings, context, wanted.metric.key, region.code)
        if reading.status is Status.NOT_APPLICABLE and region.code != context.region.code:
            continue
        text = context.words(
            "search.figure",
            region=context.words.name(region),
            period=_brief(reading.period, context),
            metric=named(wanted, context),
            figure=_figure(wanted, reading, context),
        )
        beside = assessed_note(reading, context) or _path(region, context)
        yield Answer(text, beside, context.view.on(region=region.code, explain=wanted.metric.key).href)


def _brief(period: Period, context: Context) -> str:
    """Name a period as it follows a region's name, without its year where that is the shown day's."""
    is_full = period.grain is Grain.YEAR or period.year != context.as_of.year
    first = period.first
    return context.words(
        f"search.period.{'full' if is_full else period.grain}",
        period=context.words.period(period),
        month=first.month,
        day=first.day,
        week=first.isocalendar().week,
        quarter=(first.month + 2) // 3,
    )


def named(wanted: Wanted, context: Context) -> str:
    """Return the name of what was asked for: of a count above a rate's line, that of the line."""
    metric = wanted.metric
    if not wanted.is_count:
        return context.words.name(metric)
    return metric.numerator_zh if context.words.tongue == "zh" else metric.numerator_en


def _figure(wanted: Wanted, reading: Reading, context: Context) -> str:
    words = context.words
    unit, text = words.unit_of(reading), words.figure(reading)
    if wanted.is_count and reading.parts:
        column = context.catalogue.measures[reading.metric.primary.measure]
        text = words.number(reading.parts.numerator)
        unit = words.unit(column, text)
    elif reading.value is None:
        return words("search.without", mark=text, why=words(f"status.{reading.status}"))
    amount, state = words("search.amount", value=text, unit=unit), context.state(reading)
    return words("search.state", amount=amount, state=state) if state and reading.parts else amount


def _pages(asked: Asked, context: Context) -> Iterator[Answer]:
    words, region = context.words, context.region
    for page in asked.pages:
        if page == TASKS:
            count = sum(each.is_open for each in context.answer(context.task_list))
            yield Answer(
                words("search.tasks", region=words.name(region)),
                words("search.open", count=count),
                task_list(region.code, context.view.lang),
            )
        elif page == WALL:
            yield Answer(words("search.wall"), words.name(region), View(page=WALL, region=region.code).href)
        elif page in PAGES:
            yield Answer(words(f"pages.{page}"), words.name(region), context.view.on(page=page).href)


def _terms(asked: Asked, context: Context) -> Iterator[Answer]:
    """Yield what the named terms mean; the dictionary lists them all."""
    for term in glossary(context.words.tongue):
        if term.key in asked.terms:
            text = context.words("search.term", name=term.names[0], meaning=term.meaning)
            yield Answer(text, "", context.view.on(page=DICTIONARY).href)


def _tasks(tasks: Sequence[Listed], context: Context) -> Iterator[Answer]:
    for each in tasks[:OTHERS]:
        href = task_page(each, context.region.code, context.view.lang)
        yield Answer(each.task.title, status_word(each, context.words), href)


def _places(asked: Asked, context: Context, page: str) -> Iterator[Answer]:
    """Yield the regions that were named, or the named period of the shown one, each with the period where one was."""
    words = context.words
    alone = () if asked.metrics or asked.pages or asked.terms or not asked.period else (context.region,)
    for region in asked.regions or alone:
        name = words.name(region)
        text = words("search.place", region=name, period=words.period(asked.period)) if asked.period else name
        yield Answer(text, _path(region, context), context.view.on(page=page, region=region.code).href)


def _path(region: Region, context: Context) -> str:
    return " › ".join(context.words.short(wider) for wider in context.regions.above(region.code))


def _said(asked: Asked, context: Context) -> Iterator[str]:
    """Say how the text was read, where more than one thing was named or something was left over."""
    words, comma = context.words, context.words("panels.comma")
    read = [
        words.name(context.region) if asked.regions or asked.metrics else "",
        words.period(asked.period, asked.period.span) if asked.period else "",
        comma.join(named(wanted, context) for wanted in asked.metrics[:2]),
        comma.join(words(f"pages.{page}") for page in asked.pages if page in PAGES),
    ]
    parts = [part for part in read if part]
    if len(parts) > 1 or (parts and asked.unread):
        yield words("search.read", parts=" · ".join(parts))
    if parts and asked.unread:
        yield words("search.unread", words=comma.join(words("search.quoted", text=text[:20]) for text in asked.unread))
