"""The page of tasks: a region's list, a form a task with its history and effect, and the list as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from callbacks.cockpit import Cockpit
from callbacks.tasks import chart_when_made, effect, figure, with_outcome
from dashboard.build import STYLES, build_id
from dashboard.web.request import whole
from data import clock
from data.alerts import AreaAlert, open_alerts
from data.alerts.rules import AreaRule, load_area_rules
from data.errors import DataError, StoreError, UnknownRegion
from data.periods import Grain, Period
from data.readings.shown_day import shown_day
from data.references.duty_posts import TABLE
from data.regions import Level, Region
from data.tasks import Listed, Task, TaskStatus, tasks_of
from data.tasks.store import TaskChanged, UnknownTask, create, history, listed, save, task
from data.tasks.task import (
    LONGEST_EVIDENCE,
    LONGEST_NOTE,
    LONGEST_OWNER,
    LONGEST_TITLE,
    Draft,
    Origin,
    TaskFault,
    TaskStep,
    What,
    faults,
    moves_from,
)
from data.tasks.workbook import MOST_BYTES, due_of, sheet_of, take, week_named
from layouts.charts.geometry.line import line
from layouts.charts.kinds import LineChart
from layouts.screen.templating import template
from layouts.words.duty_posts import post_name, responsible
from layouts.words.language import Language, load_language
from layouts.words.moments import clock_time
from layouts.words.tasks import (
    PATH,
    facts,
    matter,
    outcome_text,
    outcome_word,
    since,
    standing,
    status_look,
    status_word,
)

FIELDS = ("title", "owner", "due", "metric", "place", "evidence")
LONGEST = {"title": LONGEST_TITLE, "owner": LONGEST_OWNER, "evidence": LONGEST_EVIDENCE, "note": LONGEST_NOTE}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BUREAUS = {Level.NATION: "", Level.PROVINCE: "司法厅", Level.CITY: "司法局", Level.COUNTY: "司法局", Level.OFFICE: ""}
USUAL = timedelta(days=7)  # that a task is given, unless another day is chosen


def blueprint(cockpit: Cockpit, *, is_editable: bool, post: str) -> Blueprint:
    """Return the routes; without `is_editable` everything can be read and nothing changed. `post` is written down."""
    routes = Blueprint("task_desk", __name__)
    desk = Desk(cockpit, is_editable, post)

    @routes.before_request
    def guard() -> Response | None:
        if request.method == "POST" and not is_editable:
            return desk.refused(desk.words("tasks.off"), 403)
        return None

    @routes.errorhandler(RequestEntityTooLarge)
    def too_big(error: RequestEntityTooLarge) -> Response:
        return desk.refused(desk.words("tasks.too_big", most=MOST_BYTES // 1024 // 1024), 413)

    @routes.errorhandler(StoreError)
    def busy(error: StoreError) -> Response:
        return desk.refused(str(error), 503)

    @routes.errorhandler(DataError)
    def unknown(error: DataError) -> Response:
        return desk.refused(str(error), 404)

    routes.get(PATH)(desk.root)
    routes.get(f"{PATH}/<region>")(desk.everything)
    routes.get(f"{PATH}/<region>/tasks.xlsx")(desk.file)
    routes.post(f"{PATH}/<region>/import")(desk.take)
    routes.get(f"{PATH}/<region>/new")(desk.blank)
    routes.post(f"{PATH}/<region>/new")(desk.make)
    routes.get(f"{PATH}/<region>/<int:number>")(desk.one)
    routes.post(f"{PATH}/<region>/<int:number>")(desk.keep)
    return routes


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in a form: its texts, the edition it began with, what is wrong, and what another saved meanwhile."""

    texts: Mapping[str, str]
    seen: int = 0
    wrong: Mapping[str, str] | None = None
    said: str = ""
    now: Task | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Desk:
    """The answers, over one cockpit."""

    cockpit: Cockpit
    is_editable: bool
    post: str

    @property
    def words(self) -> Language:
        """The language that was asked for."""
        return load_language("en" if request.args.get("lang") == "en" else "zh")

    def root(self) -> Answer:
        """Send to the list of the widest region."""
        return redirect(f"{PATH}/{self.cockpit.viewer.scope}?lang={self.words.tongue}", 302)

    def everything(self, region: str, said: str = "", status: int = 200) -> Response:
        """Return a region's list for a week."""
        here, week, words = self._region(region), self._week(), self.words
        below, chosen, only_late = "below" in request.args, request.args.get("status", ""), "late" in request.args
        found = tasks_of(self.cockpit.store, here.code, week, on=clock.today(), below=below)
        kept = [
            each
            for each in found
            if (not chosen or each.task.status.value == chosen) and (not only_late or each.late > 0)
        ]
        lines = [
            (each, outcome_word(how, words), outcome_text(how, each, self.cockpit.store.catalogue, words), how.outcome)
            for each, how in with_outcome(self.cockpit, self.cockpit.viewer, kept, words)
        ]
        groups = [(state, [line for line in lines if line[0].task.status is state]) for state in TaskStatus]
        return self._page(
            "tasks_list.html",
            status,
            region=here,
            week=week,
            groups=[group for group in groups if group[1]],
            summary=standing(found, words),
            is_empty=not found,
            chosen=chosen,
            below=below,
            only_late=only_late,
            said=said,
            facts=lambda each: words("tasks.join").join(facts(each, week, self.cockpit.store.regions, words)),
            told=self._told,
            statuses=list(TaskStatus),
        )

    def blank(self, region: str) -> Response:
        """Return the form of a new task, with what the address knows filled in; to who may not hand out whom to ask."""
        here, week, asked = self._region(region), self._week(), request.args
        if not self.is_editable:
            return self.refused(self.words("tasks.off"), 403)
        place = asked.get("place") or asked.get("region") or here.code
        self._region(place)
        texts = {key: asked.get(key, "") for key in FIELDS} | {"place": place, "week": week.key}
        texts["alert"], texts["origin"] = asked.get("alert", ""), Origin.ITEM if asked.get("metric") else Origin.HAND
        due = max(clock.today(), week.next().first) + USUAL
        texts["due"] = texts["due"] or due.isoformat()
        texts |= self._of_alert(texts["alert"], here, due) or self._of_figure(texts, week, due)
        texts["owner"] = texts["owner"] or self._usual_owner(texts["place"])
        return self._form(here, Form(texts))

    def make(self, region: str) -> Answer:
        """Hand a task out."""
        here, texts = self._region(region), _texts()
        wrong, draft = self._read(texts)
        if draft is None:
            return self._form(here, Form(texts, wrong=wrong, status=422))
        try:
            week = week_named(texts.get("week") or self._week().key)
            alert = self._alert(texts.get("alert", ""))
            birth = chart_when_made(self.cockpit, self.cockpit.viewer, draft.metric, draft.place or here.code, week)
            origin = Origin.ALERT if alert else Origin.ITEM if texts.get("origin") == Origin.ITEM else Origin.HAND
            made = create(
                self.cockpit.store,
                here.code,
                week,
                draft,
                post=self.post,
                origin=origin if draft.metric or alert else Origin.HAND,
                alert=alert,
                birth=birth,
            )
        except TaskFault as error:
            return self._form(here, Form(texts, wrong={error.field: str(error)}, status=422))
        except StoreError as error:
            return self._form(here, Form(texts, said=str(error), status=503))
        except DataError as error:
            return self._form(here, Form(texts, said=str(error), status=422))
        return redirect(f"{PATH}/{here.code}/{made.number}?done=created&lang={self.words.tongue}", 303)

    def one(self, region: str, number: int) -> Response:
        """Return a task: its form, its history and whether it worked."""
        here, held = self._region(region), self._task(number)
        return self._form(here, Form(_texts_of(held), held.edition), held)

    def keep(self, region: str, number: int) -> Answer:
        """Save a task's text, and move it where a button of a move was pressed."""
        here, held, texts = self._region(region), self._task(number), _texts()
        seen = whole(texts.get("seen"), 0, what="seen")
        wrong, draft = self._read(texts)
        if draft is None:
            return self._form(here, Form(texts, seen, wrong, status=422), held)
        after = texts.get("after", "")
        try:
            is_other = (draft.metric, draft.place or held.region) != (held.metric, held.place)
            birth = (
                chart_when_made(self.cockpit, self.cockpit.viewer, draft.metric, draft.place or held.region, held.week)
                if is_other
                else None
            )
            save(
                self.cockpit.store,
                number,
                seen=seen,
                post=self.post,
                draft=draft,
                after=TaskStatus(after) if after in set(TaskStatus) else None,
                reason=texts.get("note", ""),
                birth=birth,
            )
        except TaskChanged as error:
            changed = Form(texts, error.now.edition, said=str(error), now=error.now, status=409)
            return self._form(here, changed, error.now)
        except TaskFault as error:
            return self._form(here, Form(texts, seen, {error.field: str(error)}, status=422), held)
        except StoreError as error:
            return self._form(here, Form(texts, seen, said=str(error), status=503), held)
        except DataError as error:
            return self._form(here, Form(texts, seen, said=str(error), status=422), held)
        return redirect(f"{PATH}/{here.code}/{number}?done=saved&lang={self.words.tongue}", 303)

    def file(self, region: str) -> Response:
        """Return a region's list as a workbook."""
        here, week = self._region(region), self._week()
        found = tasks_of(self.cockpit.store, here.code, week, on=clock.today(), below="below" in request.args)
        named = {"Content-Disposition": f"attachment; filename=tasks-{here.code}-{week.key}.xlsx"}
        body = sheet_of(self.cockpit.store, [each.task for each in found])
        return Response(body, mimetype=XLSX, headers={**named, "Cache-Control": "no-store"})

    def take(self, region: str) -> Response:
        """Take a workbook's rows in and say what became of each that was refused."""
        here, given = self._region(region), request.files.get("file")
        file = given.read() if given else b""
        if not file:
            return self.everything(here.code, self.words("tasks.no_file"), 422)
        scope = self.cockpit.viewer.scope
        try:
            taken = take(self.cockpit.store, file, region=here.code, week=self._week(), scope=scope, post=self.post)
        except StoreError as error:
            return self.everything(here.code, str(error), 503)
        except DataError as error:
            return self.everything(here.code, str(error), 422)
        return self.everything(here.code, taken.text(), 422 if taken.refused else 200)

    def refused(self, reason: str, status: int) -> Response:
        """Return the page that says why something was not done."""
        return self._page("tasks_refused.html", status, reason=reason)

    def _form(self, here: Region, form: Form, held: Task | None = None) -> Response:
        words, store = self.words, self.cockpit.store
        shown = None if held is None else listed(store, held, here.code, self._week(), clock.today())
        said = effect(self.cockpit, self.cockpit.viewer, shown, words) if shown else None
        held_texts = _texts_of(form.now) if form.now else {}
        done = request.args.get("done", "")
        return self._page(
            "tasks_form.html",
            form.status,
            region=here,
            listed=shown,
            texts=form.texts,
            seen=form.seen,
            wrong=form.wrong or {},
            said=form.said,
            done=words(f"tasks.{done}", id=held.id) if held and done in {"saved", "created"} else "",
            differing={key: text for key, text in held_texts.items() if text != form.texts.get(key, "")},
            metrics=_metrics(self.cockpit, here),
            places=self._places(here, form.texts.get("place", "")),
            longest=LONGEST,
            moves=moves_from(held.status) if held else (),
            steps=history(store, held.number) if held else [],
            what=_what,
            when=partial(clock_time, words=words),
            since=since(shown, self._week(), words) if shown else "",
            told=self._told(shown) if shown else "",
            told_facts=self._told_facts(held) if held else (),
            outcome=said and outcome_word(said.found, words),
            outcome_text=said and shown and outcome_text(said.found, shown, store.catalogue, words),
            outcome_kind=said.found.outcome.value if said else "",
            chart=said.chart if said else None,
            line=line(said.chart) if said and said.chart else None,
            ends=_ends(said.chart, words) if said and said.chart else (),
        )

    def _places(self, here: Region, chosen: str) -> list[Region]:
        """Return the regions a task's metric may be of: this one and those below, and the one it is of already."""
        regions = self.cockpit.store.regions
        places = [here, *regions.children(here.code, clock.today())]
        known = {place.code for place in places}
        return [*places, regions.get(chosen)] if chosen in regions.by_code and chosen not in known else places

    def _read(self, texts: Mapping[str, str]) -> tuple[dict[str, str], Draft | None]:
        """Return what is wrong by field, and the draft where nothing is."""
        wrong = faults(texts)
        try:
            due = due_of(texts.get("due", ""))
        except TaskFault as error:
            return {**wrong, "due": str(error)}, None
        if wrong:
            return wrong, None
        return {}, Draft(due=due, **{key: texts.get(key, "") for key in FIELDS if key != "due"})

    def _of_alert(self, number: str, here: Region, due: date) -> dict[str, str]:
        """Return what an alert fills in; of an office's alert its county, which alone is named."""
        alert = self._alert(number)
        if alert is None:
            return {}
        regions, rule = self.cockpit.store.regions, load_area_rules(self.cockpit.store.catalogue).get(alert.rule)
        place = regions.get(alert.region)
        if place.level is Level.OFFICE and place.parent:
            place = regions.get(place.parent)
        if not regions.within(place.code, here.code):
            return {}
        given = {"place": place.code, "metric": alert.metric, "alert": str(alert.number)}
        return {**given, "title": request.args.get("title") or (self._matter_of(rule, place, due) if rule else "")}

    def _matter_of(self, rule: AreaRule, place: Region, due: date) -> str:
        words = self.words
        what = f"{words.name(place)}{rule.zh}" if words.tongue == "zh" else f"{words.name(place)}: {rule.en}"
        return words("tasks.matter.asked", what=what, day=words.day(due))

    def _of_figure(self, texts: Mapping[str, str], week: Period, due: date) -> dict[str, str]:
        """Return the title of a task about a figure, where the address names one and no title."""
        catalogue = self.cockpit.store.catalogue
        if texts["metric"] not in catalogue.metrics or texts["title"]:
            return {}
        reading = figure(self.cockpit, self.cockpit.viewer, texts["metric"], texts["place"], week)
        return {"title": matter(reading, due, self.words) if reading else ""}

    def _usual_owner(self, code: str) -> str:
        """Return who answers for a place: the post that its directory names, else the office or the bureau itself."""
        store = self.cockpit.store
        place = store.regions.get(code)
        found = responsible(store.reference(TABLE), store.regions, place)
        return (
            f"{found.unit}{post_name(found.post, load_language('zh'))}"
            if found
            else f"{place.zh}{BUREAUS[place.level]}"
        )

    def _alert(self, number: str) -> AreaAlert | None:
        wanted = whole(number, 0, what="alert")
        return (
            next((each for each in open_alerts(self.cockpit.store) if each.number == wanted), None) if wanted else None
        )

    def _told(self, each: Listed) -> str:
        regions = self.cockpit.store.regions
        names = [self.words.name(regions.get(code)) for code in each.told_to if code in regions.by_code]
        return self.words("tasks.told_to", regions=self.words("why.and").join(names)) if names else ""

    def _told_facts(self, held: Task) -> list[tuple[str, str]]:
        """Return a task's fields with their texts, for who only reads them."""
        words, store = self.words, self.cockpit.store
        metric, place = store.catalogue.metrics.get(held.metric), store.regions.by_code.get(held.place)
        given = {"metric": words.name(metric) if metric else "", "place": words.name(place) if place else ""}
        texts = _texts_of(held) | {"due": words.when(held.due)} | given
        return [(key, texts[key]) for key in FIELDS]

    def _region(self, code: str) -> Region:
        region = self.cockpit.store.regions.get(code)
        scope = self.cockpit.viewer.scope
        if not self.cockpit.store.regions.within(region.code, scope):
            top = self.cockpit.store.regions.get(scope)
            raise UnknownRegion(f"{region.zh}（{code}）不在{top.zh}之内，这里只能查看{top.zh}及其下级。")
        return region

    def _task(self, number: int) -> Task:
        """Return a task within the account's scope; raises UnknownTask."""
        held = task(self.cockpit.store, number)
        if not self.cockpit.store.regions.within(held.region, self.cockpit.viewer.scope):
            raise UnknownTask(f"没有编号为 {number} 的交办，或它不在可查看的范围之内。")
        return held

    def _week(self) -> Period:
        """Return the week that was asked for, else the newest that is over."""
        given = request.args.get("week", "")
        if given:
            return week_named(given)
        return Period.over_by(shown_day(self.cockpit.store) or clock.today(), Grain.WEEK)

    def _page(self, name: str, status: int = 200, **fields: object) -> Response:
        words = self.words
        about = {
            "words": words,
            "title": self.cockpit.title_in(words),
            "styles": STYLES,
            "build": build_id(),
            "path": PATH,
            "other_language": _with_language(words("shell.language_code")),
            "is_editable": self.is_editable,
            "is_demo": self.cockpit.store.is_demo(),
            "status_word": status_word,
            "status_look": status_look,
        }
        return Response(template(name).render(**about, **fields), status, mimetype="text/html")


def _with_language(code: str) -> str:
    """Return the address of this page in another language."""
    asked = {key: text for key, text in request.args.items() if key not in {"lang", "done"}}
    return f"{request.path.removesuffix('/import')}?{urlencode({**asked, 'lang': code})}"


def _texts() -> dict[str, str]:
    return {key: text.strip() for key, text in request.form.items()}


def _texts_of(held: Task) -> dict[str, str]:
    return {
        "title": held.title,
        "owner": held.owner,
        "due": held.due.isoformat(),
        "metric": held.metric,
        "place": held.place,
        "evidence": held.evidence,
    }


def _metrics(cockpit: Cockpit, here: Region) -> list[tuple[str, str]]:
    words = load_language("en" if request.args.get("lang") == "en" else "zh")
    found = cockpit.store.catalogue.metrics.values()
    return [(metric.key, words.name(metric)) for metric in found if here.level.depth <= metric.lowest.depth]


def _ends(chart: LineChart, words: Language) -> list[str]:
    points = chart.series[0].points
    return [words.tick(point.reading.period) for point in (points[0], points[-1]) if point.reading]


def _what(step: TaskStep, words: Language) -> str:
    if step.what is What.MOVED and step.before is not None:
        names = [words(f"tasks.status.{state}") for state in (step.before, step.after)]
        return words("tasks.what.moved", before=names[0], after=names[1])
    return words(f"tasks.what.{step.what}")
