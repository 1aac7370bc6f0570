"""The words of tasks: the same in panels, on their page and in exports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import urlencode, urlsplit

from data.catalogue import Catalogue, Metric
from data.periods import Period
from data.readings import Reading
from data.regions import Regions
from data.tasks import Listed, TaskFinding, TaskStatus
from data.tasks.outcome import OutcomeBasis
from data.tasks.task import LONGEST_TITLE
from layouts.words.language import Language
from layouts.words.limits import limit_words

PATH = "/tasks"


def new_task(region: str, lang: str = "zh", **known: str) -> str:
    """Return the address of the form of a new task on a region's list, with what is known filled in."""
    return f"{PATH}/{region}/new{_query(lang, known)}"


def is_new_task(href: str) -> bool:
    """Say whether an address is that of the form of a new task."""
    path = urlsplit(href).path
    return path.startswith(f"{PATH}/") and path.endswith("/new")


def task_list(region: str, lang: str = "zh", **known: str) -> str:
    """Return the address of a region's list, of the week that is known."""
    return f"{PATH}/{region}{_query(lang, known)}"


def _query(lang: str, known: Mapping[str, str]) -> str:
    asked = {key: value for key, value in known.items() if value} | ({"lang": lang} if lang == "en" else {})
    return f"?{urlencode(asked)}" if asked else ""


def task_page(listed: Listed, region: str, lang: str = "zh") -> str:
    """Return the address of a task, opened from a region's list."""
    return f"{PATH}/{region}/{listed.task.number}" + ("?lang=en" if lang == "en" else "")


def matter(reading: Reading, due: date, words: Language) -> str:
    """Return a figure as a task title: what it is, which limit it is beyond, what is asked and until when.

    Where that is longer than a title may be, only the first part.
    """
    what = words(
        "tasks.matter.figure",
        place=words.name(reading.region),
        metric=words.name(reading.metric),
        value=words.figure_with_unit(reading),
    )
    limit = limit_words(reading, words)
    base = words("tasks.matter.base", base=words.number(reading.denominator)) if reading.denominator else ""
    said = words(
        "tasks.matter.asked", what=words("tasks.comma").join(filter(None, (what, limit))) + base, day=words.day(due)
    )
    return said if len(said) <= LONGEST_TITLE else what


def status_word(listed: Listed, words: Language) -> str:
    """Return how far a task is, or by how many days it is overdue."""
    if listed.late:
        return words("tasks.status.late", days=listed.late)
    return words(f"tasks.status.{_state(listed)}")


def status_look(listed: Listed) -> str:
    """Return the name of the colour of a task's status."""
    return "late" if listed.late else _state(listed)


def is_new(listed: Listed) -> bool:
    """Say whether a task was assigned in the shown week and no one has started on it."""
    return listed.is_open and listed.task.status is TaskStatus.ASSIGNED and not listed.is_carried


def _state(listed: Listed) -> str:
    return "new" if is_new(listed) else listed.task.status.value


def facts(listed: Listed, week: Period, regions: Regions, words: Language) -> list[str]:
    """Return owner, when it was assigned, when it is due, and where it comes from."""
    task = listed.task
    region = regions.by_code.get(task.region)
    return [
        task.owner,
        since(listed, week, words),
        words("tasks.due", day=words.day(task.due)),
        *([words("tasks.from_below", region=words.name(region))] if listed.is_from_below and region else []),
        *([words("tasks.from_above", region=words.name(region))] if listed.is_from_above and region else []),
        *([words("tasks.demo")] if task.is_demo else []),
    ]


def since(listed: Listed, week: Period, words: Language) -> str:
    """Return whether a task was assigned this week, last week, or in which one."""
    if listed.task.week == week:
        return words("tasks.this_week")
    if listed.task.week == week.previous():
        return words("tasks.last_week")
    return words("tasks.earlier", week=words.tick(listed.task.week))


def task_counts(listed: Iterable[Listed], words: Language) -> str:
    """Return how many tasks there are: closed, under way and of them overdue, new; 共 7 项：销号 2、办理中 3（逾期 2）、新交办 2。"""
    every = list(listed)
    closed = sum(not each.is_open for each in every)
    new = sum(map(is_new, every))
    acting, late = len(every) - closed - new, sum(each.late > 0 for each in every)
    parts = [
        *([words("tasks.counts.closed", count=closed)] if closed else []),
        *(
            [words("tasks.counts.acting_late" if late else "tasks.counts.acting", count=acting, late=late)]
            if acting
            else []
        ),
        *([words("tasks.counts.new", count=new)] if new else []),
    ]
    return words("tasks.counts.all", count=len(every), parts=words("panels.comma").join(parts))


def outcome_word(found: TaskFinding, words: Language) -> str:
    """Return whether a task worked."""
    return words(f"tasks.outcome.{found.outcome}")


def outcome_text(found: TaskFinding, listed: Listed, catalogue: Catalogue, words: Language) -> str:
    """Return the basis of an outcome: the figure then, the figure now, and the limit."""
    task, metric = listed.task, catalogue.metrics.get(listed.task.metric)
    limit = "" if found.limit is None or metric is None else words.number(found.limit, _decimals(metric))
    said = words(
        f"tasks.why.{found.why}",
        limit=limit,
        unit=words.unit(metric, limit) if metric else "",
        day=words.day(task.due),
    )
    if metric is None or found.why is OutcomeBasis.NOT_DUE:
        return said
    figures = words("tasks.comma").join(_figures(found, listed, metric, words))
    return words("tasks.sentence", figures=figures, said=said) if figures else said


def _figures(found: TaskFinding, listed: Listed, metric: Metric, words: Language) -> list[str]:
    parts = []
    if listed.task.first_figures.value is not None:
        value = words.number(listed.task.first_figures.value, _decimals(metric))
        parts.append(words("tasks.why.then", value=value, unit=words.unit(metric, value)))
    if found.reading is not None and found.reading.value is not None:
        value, period = words.number(found.reading.value, _decimals(metric)), words.tick(found.reading.period)
        parts.append(words("tasks.why.now", period=period, value=value, unit=words.unit(metric, value)))
    return parts


def _decimals(metric: Metric) -> int:
    """Return the decimals that distinguish a figure from its limit: one more than usual, except for a count of cases."""
    return metric.decimals + 1 if metric.is_ratio else metric.decimals
