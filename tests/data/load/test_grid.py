"""A sheet's cells are kept as codes and read back as the texts they are."""

import numpy as np
import pytest

from data.errors import LoadError
from data.load.files.grid import MOST_ROWS, check_size, grid


def test_cells_are_read_back_as_texts() -> None:
    """One cell, a row, a column and a part are what was put in; short rows end with blanks."""
    cells = grid([["日期", "数"], ["1", "2", "3"], ["1"], [], [""]])

    assert cells.shape == (3, 3)
    assert cells[1, 2] == "3"
    assert cells[2].tolist() == ["1", "", ""]
    assert cells[1:, 0].tolist() == ["1", "1"]
    assert [row.tolist() for row in cells[:1]] == [["日期", "数", ""]]


def test_a_copy_is_written_to_alone() -> None:
    """Texts that were not there before can be written; the grid that was copied keeps its own."""
    cells = grid([["a", "b"], ["c", "d"]])
    copy = cells.copy()

    copy[0, 1] = "new"
    copy[[1], 0] = np.array(["b"], dtype=object)

    assert [row.tolist() for row in copy] == [["a", "new"], ["b", "d"]]
    assert [row.tolist() for row in cells] == [["a", "b"], ["c", "d"]]


def test_more_different_texts_than_two_bytes_hold_are_kept() -> None:
    """Seventy thousand different texts stay different."""
    texts = [str(number) for number in range(70_000)]

    assert grid([text] for text in texts)[:, 0].tolist() == texts


def test_a_table_that_is_too_long_is_refused() -> None:
    """The limit is named."""
    with pytest.raises(LoadError, match="200 万行"):
        check_size(MOST_ROWS + 1, 2)
