"""What is pasted or typed becomes a file that is read as if it had been sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.intake.drafts import DraftFault
from data.intake.typed import pasted, typed
from data.load.files.files import read_sheets


def read_back(content: bytes, folder: Path) -> list[list[str]]:
    """Return the cells of a file with such a content."""
    path = folder / "typed.csv"
    path.write_bytes(content)
    (sheet,) = read_sheets(path)
    return [[*map(str, row)] for row in sheet.cells]


def test_a_block_out_of_a_spreadsheet_is_read_cell_by_cell(tmp_path: Path) -> None:
    block = '司法所\t应核查\t"备注\n说明"\r\n西兴\t120\t"甲,乙"\r\n\t\t\r\n'

    assert read_back(pasted(block), tmp_path) == [["司法所", "应核查", "备注\n说明"], ["西兴", "120", "甲,乙"]]


def test_the_rows_of_a_grid_are_kept_with_their_titles(tmp_path: Path) -> None:
    assert read_back(typed([["司法所", "应核查"], ["西兴", " 120 "]]), tmp_path) == [
        ["司法所", "应核查"],
        ["西兴", "120"],
    ]


@pytest.mark.parametrize(
    "block", ["", " \t \n", "西兴司法所", "a" * 201 + "\t1\nb\t2", "\t".join("1" * 100_001) + "\nb"]
)
def test_what_is_no_table_is_refused_in_words(block: str) -> None:
    with pytest.raises(DraftFault, match="没有保存"):
        pasted(block)
