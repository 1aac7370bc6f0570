"""The comparison of two renderings finds what differs, names it and shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.compare import files
from tests.compare.pictures import MARK, differences, marked
from tests.compare.shots import shots


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    """Two renderings of one page, equal to the pixel and the letter."""
    for side in ("before", "after"):
        place = tmp_path / side / "overview"
        place.mkdir(parents=True)
        Image.new("RGB", (40, 30), "white").save(place / "picture.png")
        (place / "words.txt").write_text("在册 30 人\n未报 2 所\n")
    return tmp_path / "before", tmp_path / "after"


def test_equal_renderings_have_no_difference(sides: tuple[Path, Path], tmp_path: Path) -> None:
    """Nothing is named, and the page to look at says so."""
    assert differences(*sides, ["overview"], tmp_path / "result") == []
    assert "No differences" in (tmp_path / "result" / "index.html").read_text()


def test_one_changed_pixel_is_found(sides: tuple[Path, Path], tmp_path: Path) -> None:
    """A single pixel of a slightly other colour is named with its picture and marked where it is."""
    picture = sides[1] / "overview" / "picture.png"
    with Image.open(picture) as drawn:
        drawn.putpixel((12, 7), (255, 255, 250))
        drawn.save(picture)

    (found,) = differences(*sides, ["overview"], tmp_path / "result")

    assert (found.name, found.share) == ("overview/picture.png", 1 / (40 * 30))
    with Image.open(tmp_path / "result" / "overview--picture" / "marked.png") as shown:
        assert shown.getpixel((12, 7)) == MARK
        assert shown.getpixel((30, 25)) == (255, 255, 255)


def test_one_changed_word_is_found(sides: tuple[Path, Path], tmp_path: Path) -> None:
    """The page to look at shows the line before and after."""
    (sides[1] / "overview" / "words.txt").write_text("在册 31 人\n未报 2 所\n")

    (found,) = differences(*sides, ["overview"], tmp_path / "result")

    assert found.name == "overview/words.txt"
    assert "-在册 30 人\n+在册 31 人" in (tmp_path / "result" / "index.html").read_text()


def test_a_longer_page_differs_where_it_is_longer() -> None:
    """A page that grew by a tenth differs in that part alone."""
    share, _ = marked(Image.new("RGB", (10, 9)), Image.new("RGB", (10, 10)))

    assert share == 0.1


def test_a_file_of_one_side_only_differs(sides: tuple[Path, Path], tmp_path: Path) -> None:
    """What is no longer made is named, not passed over."""
    (sides[1] / "overview" / "words.txt").unlink()

    (found,) = differences(*sides, ["overview"], tmp_path / "result")

    assert (found.name, found.said) == ("overview/words.txt", "only before")


def test_every_compared_thing_has_a_name_of_its_own() -> None:
    """Two of one name would take each other's place."""
    names = [*(shot.name for shot in shots()), *files.NAMES]

    assert len(names) == len(set(names))
