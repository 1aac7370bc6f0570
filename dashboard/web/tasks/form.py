"""The form of a task: what it is filled in with, what there is to choose from, how it is read, and why it was not saved."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.web.page import FilledForm
from data import clock
from data.errors import DataError, StoreError, TaskFault
from data.reasons import Reason
from data.regions import Region, Regions
from data.store import Store
from data.tasks import Task
from data.tasks.task import (
    LONGEST_EVIDENCE,
    LONGEST_NOTE,
    LONGEST_OWNER,
    LONGEST_TITLE,
    TaskDraft,
    faults,
)
from data.tasks.workbook import due_of
from layouts.words.language import Language
from layouts.words.reasons import error_text, reason_text

FIELDS = ("title", "owner", "due", "metric", "place", "evidence")
LONGEST = {"title": LONGEST_TITLE, "owner": LONGEST_OWNER, "evidence": LONGEST_EVIDENCE, "note": LONGEST_NOTE}


class WrongFields(DataError):
    """A form that cannot be saved; `wrong` says why by field."""

    def __init__(self, wrong: Mapping[str, Reason | str]) -> None:
        super().__init__("；".join(map(str, wrong.values())))
        self.wrong = wrong


def texts_of(task: Task) -> dict[str, str]:
    """Return a task as its form has it."""
    return {
        "title": task.title,
        "owner": task.owner,
        "due": task.due.isoformat(),
        "metric": task.metric,
        "place": task.place,
        "evidence": task.evidence,
    }


def read_draft(texts: Mapping[str, str]) -> TaskDraft:
    """Return a task as a person wrote it; raises WrongFields."""
    wrong = faults(texts)
    try:
        due = due_of(texts.get("due", ""))
    except TaskFault as error:
        raise WrongFields({**wrong, "due": error.reason}) from error
    if wrong:
        raise WrongFields(wrong)
    return TaskDraft(due=due, **{key: texts.get(key, "") for key in FIELDS if key != "due"})


def form_after(error: DataError, texts: Mapping[str, str], words: Language, edition: int = 0) -> FilledForm:
    """Return a form with its texts and why it was not saved: beside a field where the reason names one, else above."""
    match error:
        case WrongFields():
            wrong = {key: reason_text(reason, words) for key, reason in error.wrong.items()}
            return FilledForm(texts, edition, wrong, status=422)
        case TaskFault():
            return FilledForm(texts, edition, {error.field: reason_text(error.reason, words)}, status=422)
        case _:
            return FilledForm(
                texts,
                edition,
                message=error_text(error, words),
                status=503 if isinstance(error, StoreError) else 422,
            )


def metric_choices(store: Store, region: Region, words: Language) -> list[tuple[str, str]]:
    """Return the metrics that a region has figures of, by key and name."""
    found = store.catalogue.metrics.values()
    return [(metric.key, words.name(metric)) for metric in found if region.level.depth <= metric.lowest.depth]


def place_choices(regions: Regions, region: Region, chosen: str, scope: str) -> list[Region]:
    """Return the regions a task's metric may be of: this one and those below, and the one within the scope that is chosen already."""
    places = [region, *regions.children(region.code, clock.today())]
    known = {place.code for place in places}
    is_other = chosen in regions.by_code and chosen not in known and regions.within(chosen, scope)
    return [*places, regions.get(chosen)] if is_other else places
