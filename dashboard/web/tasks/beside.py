"""What the page of a saved task shows beside its form: its state, its history, and whether it worked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from callbacks.cockpit import Cockpit
from callbacks.tasks import effect
from dashboard.web.tasks.form import FIELDS, texts_of
from data.periods import Period
from data.regions import Regions
from data.store import Store
from data.tasks import Listed, Task
from data.tasks.store import history
from data.tasks.task import TaskStep, What, moves_from
from data.viewer import Viewer
from layouts.charts.geometry.line import line
from layouts.charts.kinds import LineChart
from layouts.words.language import Language
from layouts.words.moments import clock_time
from layouts.words.tasks import outcome_text, outcome_word, since


def beside_form(cockpit: Cockpit, viewer: Viewer, listed: Listed, week: Period, words: Language) -> dict[str, object]:
    """Return the fields of `tasks_form.html` that only a saved task has."""
    store, task = cockpit.store, listed.task
    outcome = effect(cockpit, viewer, listed, words)
    return {
        "listed": listed,
        "moves": moves_from(task.status),
        "steps": history(store, viewer, task.number),
        "what": _step_words,
        "when": partial(clock_time, words=words),
        "since": since(listed, week, words),
        "also_listed": also_listed(listed, store.regions, words),
        "facts": _facts(store, task, words),
        "assigner": words.name(store.regions.get(task.region)) if task.region in store.regions.by_code else "",
        "outcome": outcome_word(outcome.found, words),
        "outcome_text": outcome_text(outcome.found, listed, store.catalogue, words),
        "outcome_kind": outcome.found.outcome.value,
        **_drawn(outcome.chart, words),
    }


def also_listed(listed: Listed, regions: Regions, words: Language) -> str:
    """Name the regions above on whose lists an overdue task is too, empty for none."""
    names = [words.name(regions.get(code)) for code in listed.shown_to if code in regions.by_code]
    return words("tasks.also_listed", regions=words("why.and").join(names)) if names else ""


def _facts(store: Store, task: Task, words: Language) -> list[tuple[str, str]]:
    """Return a task's fields with their texts, for those who may only read them."""
    metric, place = store.catalogue.metrics.get(task.metric), store.regions.by_code.get(task.place)
    given = {"metric": words.name(metric) if metric else "", "place": words.name(place) if place else ""}
    texts = texts_of(task) | {"due": words.when(task.due)} | given
    return [(key, texts[key]) for key in FIELDS]


def _drawn(chart: LineChart | None, words: Language) -> Mapping[str, object]:
    """Return a chart, where its marks go, and the first and last period on its axis."""
    if chart is None:
        return {"chart": None}
    points = chart.series[0].points
    ends = [words.tick(point.reading.period) for point in (points[0], points[-1]) if point.reading]
    return {"chart": chart, "line": line(chart), "ends": ends}


def _step_words(step: TaskStep, words: Language) -> str:
    if step.what is What.MOVED and step.before is not None:
        names = [words(f"tasks.status.{state}") for state in (step.before, step.after)]
        return words("tasks.what.moved", before=names[0], after=names[1])
    return words(f"tasks.what.{step.what}")
