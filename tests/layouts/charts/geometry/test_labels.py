"""Labels on a map never touch one another."""

from __future__ import annotations

from itertools import combinations

import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import STRtree

from layouts.charts.geometry.labels import Box, Label, place, spots_about, text_spots, text_width

FRAME = Box(0, 0, 1000, 1000)
coordinates = st.floats(-100, 1100)
sizes = st.floats(1, 300)
many_labels = st.lists(
    st.builds(
        Label,
        key=st.uuids().map(str),
        width=sizes,
        height=sizes,
        spots=st.lists(st.tuples(coordinates, coordinates), max_size=6).map(tuple),
    ),
    max_size=40,
)


@given(many_labels)
def test_no_two_labels_overlap(labels: list[Label]) -> None:
    """For any request the placed boxes are apart."""
    placed = place(labels, frame=FRAME)

    assert not [pair for pair in combinations(placed.values(), 2) if pair[0].overlaps(pair[1])]


@given(many_labels)
def test_no_label_leaves_the_frame(labels: list[Label]) -> None:
    """A placed box is wholly on the sheet."""
    assert all(box.is_within(FRAME) for box in place(labels, frame=FRAME).values())


@given(many_labels)
def test_the_first_label_that_fits_is_placed(labels: list[Label]) -> None:
    """The most important label is hidden only when no spot of its own is on the sheet."""
    placed = place(labels, frame=FRAME)

    if labels:
        assert (labels[0].key in placed) == any(box.is_within(FRAME) for box in labels[0].boxes())


def test_a_label_takes_its_next_spot_when_the_first_is_taken() -> None:
    """A label moves aside before it is hidden."""
    first = Label("first", 100, 20, ((500, 500),))
    second = Label("second", 100, 20, ((500, 510), (500, 540)))

    placed = place([first, second], frame=FRAME)

    assert placed["second"].middle == (500, 540)


def test_a_label_without_room_is_hidden() -> None:
    """A label is left out rather than laid over another."""
    first = Label("first", 100, 20, ((500, 500),))
    second = Label("second", 100, 20, ((500, 505),))

    assert list(place([first, second], frame=FRAME)) == ["first"]


def test_a_chinese_character_is_one_em_wide() -> None:
    """Widths are computed without a font: full-width characters are one em, others less."""
    assert text_width("西湖") == 2
    assert text_width("Xihu") < 3


def test_the_anchor_is_the_first_spot() -> None:
    """A label is at its anchor unless it must move."""
    assert spots_about(10, 20, 5)[0] == (10, 20)


def test_a_name_is_never_on_another_region() -> None:
    """The middles offered for a name are on its own region or on none."""
    own, other = shapely.box(0, 0, 100, 100), shapely.box(100, 0, 300, 100)

    spots = tuple(text_spots(own, (80.0, 50.0), "西湖", 30, STRtree([own, other])))

    assert spots
    assert not [spot for spot in spots if other.contains(shapely.Point(spot))]
