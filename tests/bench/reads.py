"""Readings from the database: how long they take and how many statements a page costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isclose
from typing import Any

from sqlalchemy import event

from callbacks.cockpit import Cockpit
from callbacks.drawing import page_questions
from callbacks.memory import Memory
from callbacks.show import show
from dashboard.cockpit import open_cockpit
from dashboard.settings import Settings
from data.catalogue.reference_tables import load_references
from data.questions.kinds import Reference
from data.readings import Figures, read
from data.viewer import Viewer
from layouts.context import Context
from layouts.pages import PAGES
from layouts.view import View
from tests.bench.plain import plain_figures
from tests.bench.table import Row, median_ms
from tests.product import LEVELS
from tests.viewers import PROVINCE_CHIEF

READ_MS = 40.0
STATEMENTS = 12
PLAIN_LEVELS = ("province", "city", "county")


class Kept(dict[str, Any]):
    """A cache that keeps everything, as the server's own does for a data version."""

    set = dict.__setitem__


def rows(database_url: str) -> Iterator[Row]:
    """Yield the overview's readings beside plain pandas, then the statements of every page."""
    cockpit = open_cockpit(Settings(database_url=database_url), Memory())
    for level in PLAIN_LEVELS:
        context = cockpit.context(PROVINCE_CHIEF, View.from_url(f"/overview/{LEVELS[level]}", "?grain=month"))
        questions = page_questions(context)
        took = median_ms(lambda: read(cockpit.store, questions, viewer=PROVINCE_CHIEF), 15)  # noqa: B023 - called now
        yield Row(f"overview, all readings: {level}, month", took, "ms", limit=READ_MS)
    for level in PLAIN_LEVELS:
        context = cockpit.context(PROVINCE_CHIEF, View.from_url(f"/overview/{LEVELS[level]}", "?grain=month"))
        yield _beside_plain(cockpit, context, f"overview, figures of this month: {level}")
    cockpit = replace(cockpit, memory=Memory(Kept()))
    context = cockpit.context(PROVINCE_CHIEF, View())
    cockpit.answered(context, map(Reference, load_references()))
    for page in PAGES:
        most = max(_statements(cockpit, f"/{page}/{code}") for code in LEVELS.values())
        yield Row(f"statements, most of four levels: {page}", most, "statements", limit=STATEMENTS)
    cockpit.store.engine.dispose()


def _beside_plain(cockpit: Cockpit, context: Context, name: str) -> Row:
    """Time both ways to the figures of the shown period, once they are found equal."""
    store, period = cockpit.store, context.period
    viewer = Viewer("chief", store.regions.root.code, sees_small_cells=True)
    asked = [_now(question, context) for question in page_questions(context) if period in question.periods]
    span = period.to_date(context.as_of)

    def ours() -> dict[tuple[str, str], float | None]:
        found = read(store, asked, viewer=viewer)
        return {(reading.metric.key, reading.region.code): reading.value for reading in found}

    def plain() -> dict[tuple[str, str], float | None]:
        metrics = list(dict.fromkeys(key for question in asked for key in question.metrics))
        codes = list(dict.fromkeys(code for question in asked for code in question.regions))
        return plain_figures(store, metrics, codes, span)

    others = plain()
    different = [key for key, value in ours().items() if not _equal(value, others[key])]
    if different:
        raise ValueError(f"readings and plain pandas differ: {different[:5]}")
    return Row(name, median_ms(ours, 9), "ms", plain=median_ms(plain, 1))


def _now(question: Figures, context: Context) -> Figures:
    """Narrow a question to the shown period and to metrics whose days are all kept as facts."""
    metrics = tuple(key for key in question.metrics if not context.catalogue.metric(key).window_days)
    return replace(question, metrics=metrics, periods=(context.period,), compare=False)


def _equal(value: float | None, other: float | None) -> bool:
    if value is None or other is None:
        return value is other
    return isclose(value, other, rel_tol=1e-9)


def _statements(cockpit: Cockpit, path: str) -> int:
    """Return how many statements a page takes that no one has opened at this data version.

    Reference tables are remembered, as from the first page of a data version on.
    """
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(cockpit.store.engine, "before_cursor_execute", note)
    mark = show(cockpit, PROVINCE_CHIEF, path, "", None)[2]
    event.remove(cockpit.store.engine, "before_cursor_execute", note)
    if not mark.startswith(f"{path}#"):
        raise ValueError(f"{path} was not shown: {mark}")
    return len(sent)
