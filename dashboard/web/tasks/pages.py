"""The pages of tasks: a region's list, a form for each task, and the list as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask import Response, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from callbacks.tasks import chart_when_made, with_outcome
from dashboard.web.page import FilledForm, FormPages
from dashboard.web.request import edition_read
from dashboard.web.tasks.beside import also_listed, beside_form
from dashboard.web.tasks.form import LONGEST, form_after, metric_choices, place_choices, read_draft, texts_of
from dashboard.web.tasks.prefill import alert_named, prefilled
from data import clock
from data.errors import DataError, SavedMeanwhile, StoreError
from data.periods import Grain, Period
from data.readings.shown_day import shown_day
from data.regions import Region
from data.regions.scope import is_within, region_in_scope
from data.tasks import Listed, Task, TaskStatus, tasks_of
from data.tasks.lists import from_above, listed
from data.tasks.outcome import Outcome
from data.tasks.store import create, save, task
from data.tasks.task import FirstFigures, TaskDraft, TaskOrigin
from data.tasks.workbook import MOST_BYTES, sheet_of, take, week_named
from data.viewer import Right, Viewer
from layouts.words.meanwhile import saved_meanwhile
from layouts.words.reasons import error_text, reason_text
from layouts.words.tasks import (
    PATH,
    facts,
    outcome_text,
    outcome_word,
    status_look,
    status_word,
    task_counts,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class TaskPages(FormPages):
    """The pages of tasks."""

    topic: ClassVar[str] = "tasks"
    path: ClassVar[str] = PATH
    right: ClassVar[Right] = Right.EDIT_TASKS

    def index(self) -> Answer:
        """Send to the list of the widest region."""
        return redirect(f"{PATH}/{self.current_viewer().scope}?lang={self.words.tongue}", 302)

    def list_page(self, region: str) -> Response:
        """Return a region's list for a week."""
        viewer = self.current_viewer()
        return self._list(viewer, self._region(viewer, region))

    def export(self, region: str) -> Response:
        """Return a region's list as a workbook."""
        viewer, week = self.current_viewer(), self._week()
        here = self._region(viewer, region)
        found = tasks_of(self.cockpit.store, viewer, here.code, week, on=clock.today(), below="below" in request.args)
        named = {"Content-Disposition": f"attachment; filename=tasks-{here.code}-{week.key}.xlsx"}
        body = sheet_of(self.cockpit.store, [each.task for each in found])
        return Response(body, mimetype=XLSX, headers={**named, "Cache-Control": "no-store"})

    def import_file(self, region: str) -> Response:
        """Save the rows of a workbook and say why some were refused."""
        viewer = self.current_viewer()
        here, given = self._region(viewer, region), request.files.get("file")
        file = given.read() if given else b""
        if not file:
            return self._list(viewer, here, self.words("tasks.no_file"), 422)
        week = self._week()
        try:
            taken = take(self.cockpit.store, viewer, file, region=here.code, week=week)
        except StoreError as error:
            return self._list(viewer, here, error_text(error, self.words), 503)
        except DataError as error:
            return self._list(viewer, here, error_text(error, self.words), 422)
        said = "\n".join(reason_text(line, self.words) for line in taken.lines())
        return self._list(viewer, here, said, 422 if taken.refused else 200)

    def new(self, region: str) -> Response:
        """Return the form of a new task, filled in with what the address names."""
        viewer = self.current_viewer()
        here, week = self._region(viewer, region), self._week()
        self._region(viewer, request.args.get("place") or request.args.get("region") or here.code)
        return self._form(here, FilledForm(prefilled(self.cockpit, viewer, here, week, request.args, self.words)))

    def create(self, region: str) -> Answer:
        """Assign a task, or return its form with what is wrong."""
        viewer, texts = self.current_viewer(), _submitted()
        here, store = self._region(viewer, region), self.cockpit.store
        try:
            draft = read_draft(texts)
            week = week_named(texts.get("week") or self._week().key)
            alert = alert_named(store, viewer, texts.get("alert", ""))
            first_figures = chart_when_made(self.cockpit, viewer, draft.metric, draft.place or here.code, week)
            origin = TaskOrigin.ALERT if alert else _origin_without_alert(draft, texts.get("origin", ""))
            made = create(
                store, viewer, here.code, week, draft, origin=origin, alert=alert, first_figures=first_figures
            )
        except DataError as error:
            return self._form(here, form_after(error, texts, self.words))
        return redirect(f"{PATH}/{here.code}/{made.number}?done=created&lang={self.words.tongue}", 303)

    def detail(self, region: str, number: int) -> Response:
        """Return a task: its form, its history and whether it worked."""
        viewer = self.current_viewer()
        here, found = self._region(viewer, region), task(self.cockpit.store, viewer, number)
        return self._saved_form(viewer, here, found, FilledForm(texts_of(found), found.edition))

    def update(self, region: str, number: int) -> Answer:
        """Save a task's text, and move it where the button of a move was pressed."""
        viewer, texts, seen = self.current_viewer(), _submitted(), edition_read()
        here, found = self._region(viewer, region), task(self.cockpit.store, viewer, number)
        after, regions = texts.get("after", ""), self.cockpit.store.regions
        if not is_within(regions, found.region, viewer.scope):
            assigner = self.words.name(regions.get(found.region))
            return self.refused(self.words("tasks.read_only", region=assigner), 403)
        try:
            draft = read_draft(texts)
            save(
                self.cockpit.store,
                viewer,
                number,
                seen=seen,
                draft=draft,
                after=TaskStatus(after) if after in set(TaskStatus) else None,
                reason=texts.get("note", ""),
                first_figures=self._other_chart(viewer, found, draft),
            )
        except SavedMeanwhile as error:
            now = task(self.cockpit.store, viewer, number)
            form = FilledForm(texts, now.edition, {}, saved_meanwhile(error, self.words), texts_of(now), 409)
            return self._saved_form(viewer, here, now, form)
        except DataError as error:
            return self._saved_form(viewer, here, found, form_after(error, texts, self.words, seen))
        return redirect(f"{PATH}/{here.code}/{number}?done=saved&lang={self.words.tongue}", 303)

    def too_large(self, error: RequestEntityTooLarge) -> Response:
        """Return the page that says how large a workbook may be."""
        return self.refused(self.words("tasks.too_big", most=MOST_BYTES // 1024 // 1024), 413)

    def _list(self, viewer: Viewer, here: Region, message: str = "", status: int = 200) -> Response:
        store, week, words, today = self.cockpit.store, self._week(), self.words, clock.today()
        below, chosen, only_late = "below" in request.args, request.args.get("status", ""), "late" in request.args
        found = tasks_of(store, viewer, here.code, week, on=today, below=below)
        lines = self._lines(viewer, found)
        groups = [(state, [line for line in lines if line[0].task.status is state]) for state in TaskStatus]
        return self.page(
            "tasks_list.html",
            status,
            status_word=status_word,
            status_look=status_look,
            region=here,
            week=week,
            groups=[group for group in groups if group[1]],
            summary=task_counts(found, words),
            is_empty=not found,
            above=self._lines(viewer, from_above(store, viewer, here.code, week, on=today)),
            chosen=chosen,
            below=below,
            only_late=only_late,
            message=message,
            facts=lambda each: words("tasks.join").join(facts(each, week, store.regions, words)),
            also_listed=lambda each: also_listed(each, store.regions, words),
            statuses=list(TaskStatus),
        )

    def _lines(self, viewer: Viewer, tasks: Sequence[Listed]) -> list[tuple[Listed, str, str, Outcome]]:
        """Return the tasks that the filter of the address leaves, with whether each worked, as a word and as a text."""
        words, chosen, only_late = self.words, request.args.get("status", ""), "late" in request.args
        shown = [
            each
            for each in tasks
            if (not chosen or each.task.status.value == chosen) and (not only_late or each.late > 0)
        ]
        return [
            (each, outcome_word(how, words), outcome_text(how, each, self.cockpit.store.catalogue, words), how.outcome)
            for each, how in with_outcome(self.cockpit, viewer, shown, words)
        ]

    def _saved_form(self, viewer: Viewer, here: Region, saved: Task, form: FilledForm) -> Response:
        week = self._week()
        regions, shown = self.cockpit.store.regions, listed(self.cockpit.store, saved, here.code, week, clock.today())
        done = request.args.get("done", "")
        said = self.words(f"tasks.{done}", id=saved.id) if done in {"saved", "created"} else ""
        beside = beside_form(self.cockpit, viewer, shown, week, self.words)
        if not is_within(regions, saved.region, viewer.scope):
            beside |= {"is_editable": False}
        return self._form(here, form, done=said, **beside)

    def _form(self, here: Region, form: FilledForm, **beside: object) -> Response:
        """Return the page of a form; `beside` is what only a saved task has."""
        store = self.cockpit.store
        return self.page(
            "tasks_form.html",
            form.status,
            status_word=status_word,
            status_look=status_look,
            region=here,
            form=form,
            metrics=metric_choices(store, here, self.words),
            places=place_choices(store.regions, here, form.texts.get("place", ""), self.current_viewer().scope),
            longest=LONGEST,
            **{"listed": None, **beside},
        )

    def _other_chart(self, viewer: Viewer, saved: Task, draft: TaskDraft) -> FirstFigures | None:
        """Return what the chart shows now where the draft names another than the saved task."""
        place = draft.place or saved.region
        if (draft.metric, place) == (saved.metric, saved.place):
            return None
        return chart_when_made(self.cockpit, viewer, draft.metric, place, saved.week)

    def _region(self, viewer: Viewer, code: str) -> Region:
        return region_in_scope(self.cockpit.store.regions, code, viewer)

    def _week(self) -> Period:
        """Return the week that the address names, else the newest that is over."""
        given = request.args.get("week", "")
        if given:
            return week_named(given)
        return Period.over_by(shown_day(self.cockpit.store) or clock.today(), Grain.WEEK)


def _submitted() -> dict[str, str]:
    return {key: text.strip() for key, text in request.form.items()}


def _origin_without_alert(draft: TaskDraft, text: str) -> TaskOrigin:
    return TaskOrigin.ITEM if draft.metric and text == TaskOrigin.ITEM else TaskOrigin.HAND
