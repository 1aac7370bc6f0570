"""Why something that a person wrote cannot be kept, in the reader's language."""

from __future__ import annotations

import pytest

from data.catalogue.reference_tables import reference_table
from data.errors import UnknownRegion
from data.reasons import Reason, reasons
from data.tasks.task import TaskStatus, word
from data.tasks.workbook import Refused, Taken
from layouts.words.language import load_language
from layouts.words.reasons import error_text, reason_text
from tests.layouts import fabricate

ZH, EN = load_language("zh"), load_language("en")
CLASS = reference_table("brand").column("brand_class")


def test_every_reason_is_in_the_catalogue() -> None:
    """Chinese as it is said to files, and English beside it."""
    assert {key: ZH.messages[f"reasons.{key}"] for key in reasons()} == reasons()
    assert {f"reasons.{key}" for key in reasons()} <= EN.messages.keys()


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason("cell.empty", {"column": CLASS}), "Brand class is missing. This field is required."),
        (
            Reason("task.move", {"after": word(TaskStatus.CLOSED), "move": "…"}),
            "Closed (…)",
        ),
        (
            Reason("text.personal", {"what": CLASS, "kind": Reason("personal.bank")}),
            "“Brand class” contains what looks like a bank card number; nothing was saved. "
            "Name units and posts only; persons stay in the business system, refer to them by case number.",
        ),
    ],
)
def test_an_english_reason_has_english_names(reason: Reason, said: str) -> None:
    """Of columns, of words of the interface, and of a reason within it."""
    assert reason_text(reason, EN) == said


def test_choices_are_in_the_readers_language() -> None:
    """What may be written is listed by its English names."""
    choices = tuple(CLASS.choices.values())
    said = reason_text(Reason("cell.choice", {"text": "x", "column": CLASS, "choices": choices}), EN)

    assert ", ".join(each.en for each in choices) in said


def test_a_chinese_reader_reads_what_the_command_line_says() -> None:
    """To the letter, also where a person's own text has a blank before a per cent sign."""
    reason = Reason("cell.rate", {"text": "95 %"})

    assert reason_text(reason, ZH) == str(reason)


def test_a_reason_that_is_a_text_stays() -> None:
    """What has no message of its own is shown as it is."""
    assert reason_text("未写入。", EN) == "未写入。"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("不知所云", "“不知所云” is no known region or office. "),
        ("滨江", "“滨江” means several: Binjiang of Hangzhou (330108), Binjiang of Lucheng (330302024). "),
        ("330999", "There is no office or region with the code “330999”. "),
    ],
)
def test_a_region_that_is_not_found_is_said_in_english(text: str, said: str) -> None:
    """With the regions that may be meant, by their English names."""
    with pytest.raises(UnknownRegion) as refused:
        fabricate.regions().named(text)

    assert error_text(refused.value, EN).startswith(said)


def test_a_refused_row_of_a_workbook_is_said_in_english() -> None:
    """With the reason within it."""
    taken = Taken(created=["330900-1"], refused=[Refused(3, Reason("workbook.no_id"))])

    head, row = (reason_text(line, EN) for line in taken.lines())
    assert head == "1 new, 0 changed, 0 as before, 1 refused."
    assert row.startswith("Row 3: There is an edition without a number")
