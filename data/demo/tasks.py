"""A handful of tasks of the demo: carried over, overdue, new, closed, and one from a signal. Units only, all marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from data.periods import Grain, Period
from data.readings import Figures, Reading, Readings, read
from data.regions import Level, Region
from data.schema.operations import TaskRow
from data.statistics import Variation
from data.statistics.history import HISTORY
from data.store import Store
from data.tasks import Task, TaskStatus
from data.tasks.outcome import first_figures_of
from data.tasks.store import put_all, unit_of
from data.tasks.task import FirstFigures, TaskDraft, TaskOrigin, TaskStep, What
from data.viewer import Viewer

POST = "值班员（演示）"
WATCHED = 8  # weeks that are looked back for one that a task may come of
METRICS = (
    "checkin_completion_rate",
    "report_completion_rate",
    "visit_completion_rate",
    "alert_close_ontime_rate",
)
OWN = {Level.PROVINCE: "省厅", Level.CITY: "市局", Level.COUNTY: "本局"}
ON_THE_WAY = (TaskStatus.ASSIGNED, TaskStatus.ACTING, TaskStatus.REPORTED, TaskStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class Plan:
    """One task to make: `ago` weeks before the newest whole one, due so many days from today, and how far it is."""

    title: str
    owner: str
    ago: int
    due: int
    status: TaskStatus
    metric: str = ""
    evidence: str = ""
    first_figures: FirstFigures | None = None


def assign_tasks(store: Store, last_day: date) -> None:
    """Assign tasks on the lists of the root, its first region below, and the first below that."""
    newest = Period.over_by(last_day, Grain.WEEK)
    lists = _lists(store)
    weeks = newest.back(HISTORY + WATCHED)
    asked = [Figures(METRICS, (here.code,), tuple(weeks)) for here in lists]
    readings = read(store, asked, viewer=Viewer("demo", store.regions.root.code))
    made = [
        _made(store, here, plan, newest, last_day)
        for here in lists
        for plan in _plans(store, here, readings, weeks, last_day)
    ]
    put_all(store, made)


def is_half_made(store: Store) -> bool:
    """Say whether the store holds a demo that was stopped before its end and nothing else: the tasks are made last, at once."""
    loads = store.schema.loads.c
    with store.engine.connect() as connection:
        has_figures = connection.execute(select(func.count()).where(loads.is_demo == 0)).scalar_one()
        has_tasks = connection.execute(select(func.count(TaskRow.task_no)))
        return store.is_demo() and not has_figures and not has_tasks.scalar_one()


def _lists(store: Store) -> list[Region]:
    found = [store.regions.root]
    while found[-1].level is not Level.COUNTY and (below := store.regions.children(found[-1].code)):
        found.append(below[0])
    return [here for here in found if here.level in OWN]


def _plans(store: Store, here: Region, readings: Readings, weeks: Sequence[Period], last_day: date) -> Iterator[Plan]:
    units = [_unit(child) for child in store.regions.children(here.code, last_day)] or [OWN[here.level]]
    first, second, third = (units[min(at, len(units) - 1)] for at in (0, 1, 2))
    own = OWN[here.level]
    yield from _of_signal(here, readings, weeks, first)
    yield Plan("核查值守补岗", second, 1, 4, TaskStatus.ACTING, "checkin_completion_rate", evidence="值班表")
    yield Plan("外出超期情况复核", third, 1, -2, TaskStatus.ACTING)
    yield Plan("设备离线规则阈值复核", f"{own}信息部门", 0, 11, TaskStatus.ASSIGNED)
    yield Plan("集中教育“空中课堂”做法推广", f"{own}教育部门", 0, 18, TaskStatus.ASSIGNED)
    yield Plan("补报数据核对", f"{own}信息部门", 1, -4, TaskStatus.CLOSED, evidence="核对记录存档")
    if here.level is Level.COUNTY:
        yield Plan("中心设备检修", first, 3, -9, TaskStatus.ACTING)


def _of_signal(here: Region, readings: Readings, weeks: Sequence[Period], owner: str) -> Iterator[Plan]:
    """Yield a task from the newest chart that was worse than usual three weeks ago or before, where there is one."""
    for ago in range(3, WATCHED):
        for metric in METRICS:
            history: list[Reading] = readings.series(metric, here.code, weeks[WATCHED - ago : len(weeks) - ago])
            if history[-1].value is None:
                continue
            first_figures = first_figures_of(history)
            if (
                first_figures.variation == Variation.CONCERNING
                and first_figures.low is not None
                and first_figures.value is not None
            ):
                title = f"{history[-1].metric.zh}下降原因排查"
                yield Plan(
                    title, owner, ago, 7 - 7 * ago, TaskStatus.CLOSED, metric, "排查记录和整改清单", first_figures
                )
                return


def _unit(region: Region) -> str:
    return region.zh if region.level is Level.OFFICE else f"{region.zh}司法局"


def _made(store: Store, here: Region, plan: Plan, newest: Period, last_day: date) -> tuple[Task, list[TaskStep]]:
    week = newest.back(plan.ago + 1)[0]
    due = max(last_day + timedelta(days=1 + plan.due), week.first)
    begun = week.last + timedelta(days=1)
    ended = max(begun, min(last_day, newest.last))
    draft = TaskDraft(plan.title, plan.owner, due, plan.metric, here.code, plan.evidence)
    steps = list(_steps(plan.status, begun, ended))
    bare = Task(
        number=0,
        edition=1,
        region=here.code,
        week=week,
        title="",
        metric="",
        place=here.code,
        owner="",
        unit=here.code,
        due=due,
        evidence="",
        status=plan.status,
        origin=TaskOrigin.ITEM if plan.first_figures else TaskOrigin.HAND,
        alert=None,
        first_figures=plan.first_figures or FirstFigures(),
        is_demo=True,
        made_by=POST,
        made_at=steps[0].made_at,
        closed_at=steps[-1].made_at if plan.status is TaskStatus.CLOSED else None,
    )
    return bare.with_draft(draft, unit_of(store.regions, here.code, plan.owner)), steps


def _steps(status: TaskStatus, begun: date, ended: date) -> Iterator[TaskStep]:
    """Yield the steps up to a status: the first on the day of the meeting, the others until the newest week's end."""
    before: TaskStatus | None = None
    for at, after in enumerate(ON_THE_WAY[: ON_THE_WAY.index(status) + 1]):
        day = min(begun + timedelta(days=at), ended) if after is not TaskStatus.CLOSED else ended
        moment = datetime.combine(max(day, begun), time(1 + at, 30))
        what = What.CREATED if before is None else What.MOVED
        yield TaskStep(0, what, moment, POST, before, after, "")
        before = after
