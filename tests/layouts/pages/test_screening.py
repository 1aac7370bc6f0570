"""What the panels of the screening page say for chosen readings."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from data.catalogue.formula import Atom, Operator
from data.readings import Reading, Status
from data.readings.reading import Parts
from layouts.charts.chart import Cards, Nothing
from layouts.charts.kinds import ColumnChart, FunnelStep, StackChart
from layouts.pages import screening
from layouts.pages.screening import mood_codes, portrait, programmes, services
from layouts.panels.screening import funnel
from layouts.panels.screening import leaks as screening_leaks
from tests.layouts.fabricate import Maker, answers, context, knowing, reading, region, silent, usual

CITY, COUNTY, OFFICE = "330100", "330108", "330108001"
ONTIME, REASSESSED, STARTED = funnel.LEAKS.values()
TOKENS = (Path(__file__).parents[3] / "assets" / "1-tokens.css").read_text("utf-8")


def counted(metric: str, part: int, whole: int, code: str = CITY) -> Reading:
    """Return a rate's reading made of two counts."""
    value = 100 * part / whole if whole else None
    status = Status.OK if whole else Status.UNDEFINED
    made = reading(metric, region(code), value=value, base=whole, status=status)
    return replace(made, numerator=part, denominator=whole)


# --- the steps ---


def step(label: str, *others: Reading, make: Maker = usual) -> FunnelStep:
    """Return a step of the city's funnel."""
    here = context()
    drawing = funnel.draw(answers(funnel.needs(here), make, *others), here)
    return next(point for point in drawing.series[0].points if point.label == label)


def test_a_step_says_what_it_lacks() -> None:
    """Of 1 612 due 1 589 were screened in time, so 23 leak."""
    found = step("按期已筛", counted(ONTIME, 1589, 1612))

    assert (found.value, found.lack) == (1589, "未按期筛查 23")


def test_a_tight_step_says_so() -> None:
    """All 11 severe cases were started: none is missing, and the text says how many were due."""
    found = step("按期干预", counted(STARTED, 11, 11))

    assert (found.lack, found.note) == ("", "到期应启动 11")
    assert step("复评", counted(REASSESSED, 20, 20)).note == "全部完成"


def test_catching_up_is_no_negative_leak() -> None:
    """More reassessed than positive means that earlier ones were caught up on."""
    found = step("复评", counted(REASSESSED, 21, 20))

    assert (found.value, found.lack, found.note) == (21, "", "全部完成")


def test_only_a_part_of_a_whole_is_a_share() -> None:
    """Positives are of those screened, improved of those closed; severe is a share of nothing."""
    assert "%" in step("初筛阳性").note
    assert "%" in step("好转").note
    assert not any("%" in step(label).note for label in ("复评", "判定严重", "按期干预", "结案"))


def test_a_step_that_was_not_reported_is_not_zero() -> None:
    """It has its mark, no value and no leak."""
    found = step("按期已筛", make=silent(Status.MISSING))

    assert (found.value, found.text, found.lack, found.note) == (None, "—", "", "")


# --- where it leaks ---


def leaks(*others: Reading, code: str = CITY) -> StackChart | Nothing:
    """Return the panel of gaps below a region, where only the given regions have any."""
    here = context(code)
    tight: Maker = lambda key, where, period: reading(key, where, period, value=100, base=20)  # noqa: E731
    return screening_leaks.draw(answers(screening_leaks.needs(here), tight, *others), here)


def row(drawing: StackChart | Nothing, label: str) -> list[str]:
    """Return a region's three counts as they are written."""
    assert isinstance(drawing, StackChart)
    return [next(p.text for p in series.points if p.label == label) for series in drawing.series]


def test_a_region_leaks_by_step() -> None:
    """Binjiang has 3 not screened and 2 not reassessed."""
    assert row(leaks(counted(ONTIME, 17, 20, COUNTY), counted(REASSESSED, 8, 10, COUNTY)), "滨江") == ["3", "2", "0"]


def test_the_severe_not_started_on_come_first() -> None:
    """One severe case left alone outweighs nine late screenings."""
    drawing = leaks(counted(ONTIME, 11, 20, "330109"), counted(STARTED, 0, 1, COUNTY))

    assert isinstance(drawing, StackChart)
    assert [point.label for point in drawing.series[0].points] == ["滨江", "萧山"]


def test_tight_regions_are_counted() -> None:
    """Those without a leak are not listed, and the note says how many there are."""
    drawing = leaks(counted(ONTIME, 19, 20, COUNTY))

    assert isinstance(drawing, StackChart)
    assert len(drawing.series[0].points) == 1
    assert "其余 12 个县（市、区）全部完成" in drawing.note


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"330108": 1}, "仅滨江区有未落实的（1 人次）。"),
        ({"330108": 3, "330109": 1}, "2 个县（市、区）有未落实的，滨江区最多（3 人次）。"),
        ({"330108": 3, "330109": 3}, "2 个县（市、区）有未落实的，滨江区、萧山区最多（各 3 人次）。"),
        ({"330108": 3, "330109": 3, "330110": 3}, "3 个县（市、区）有未落实的。"),
    ],
)
def test_who_leaks_most_is_said_only_where_it_is_so(lacking: dict[str, int], said: str) -> None:
    """Two with as many are both named; where there are more none is."""
    drawing = leaks(*(counted(ONTIME, 20 - count, 20, code) for code, count in lacking.items()))

    assert isinstance(drawing, StackChart)
    assert drawing.summary == said


def test_a_silent_region_is_not_taken_for_tight() -> None:
    """It is on the list with its mark."""
    silence = [reading(key, region(COUNTY), status=Status.MISSING) for key in (ONTIME, REASSESSED, STARTED)]

    assert row(leaks(counted(ONTIME, 19, 20, "330109"), *silence), "滨江") == ["—", "—", "—"]


def test_nothing_due_is_no_leak() -> None:
    """A region where no one was due has no losses."""
    none = [counted(key, 0, 0, COUNTY) for key in (ONTIME, REASSESSED, STARTED)]

    assert isinstance(leaks(*none), Nothing)
    assert funnel.lacking(none[0]) == 0
    assert none[0].parts == Parts(0, 0)


# --- the mood code ---


def moods(code: str, *others: Reading, make: Maker = usual) -> ColumnChart | Nothing:
    """Return the mood codes of a region."""
    here = context(code)
    return mood_codes.draw(answers(mood_codes.needs(here), make, *others), here)


def coloured(code: str) -> Reading:
    """Return 7 red and orange codes, 2 of them red."""
    atoms: dict[Atom, float | None] = {
        Atom(Operator.E, "code_red_eod"): 2.0,
        Atom(Operator.E, "code_orange_eod"): 5.0,
    }
    return replace(reading(mood_codes.WORST, region(code), value=7), atoms=atoms)


def last(drawing: ColumnChart | Nothing) -> dict[str, str]:
    """Return the newest figures by colour."""
    assert isinstance(drawing, ColumnChart)
    return {series.label: series.points[-1].text for series in drawing.series}


def test_a_city_has_four_colours() -> None:
    """Green is left out, red and orange are apart."""
    assert last(moods(CITY, coloured(CITY))) == {"蓝码": "12", "黄码": "12", "橙码": "5", "红码": "2"}


@pytest.mark.parametrize("code", [COUNTY, OFFICE])
def test_below_the_city_red_is_never_alone(code: str) -> None:
    """Two red codes of seven are not distinguished in a county, though the reading knows them."""
    shown = last(moods(code, coloured(code)))

    assert shown == {"蓝码": "12", "黄码": "12", "橙码和红码": "7"}


def test_a_hidden_colour_stays_hidden() -> None:
    """It has its mark and no value, and is no zero."""
    hidden = reading(mood_codes.WORST, region(COUNTY), status=Status.SUPPRESSED)
    drawing = moods(COUNTY, hidden)

    assert last(drawing)["橙码和红码"] == "<5"
    assert isinstance(drawing, ColumnChart)
    assert drawing.series[-1].points[-1].value is None
    assert "不是零" in drawing.note


def test_all_hidden_is_said() -> None:
    """Where all colours are few the panel says why there is nothing."""
    drawing = moods(OFFICE, make=silent(Status.SUPPRESSED))

    assert drawing == Nothing(context().words("panels.mood.hidden"))


def test_mood_colours_are_no_alert_colours() -> None:
    """Each theme has its own four colours, none of them an alert's."""
    for theme in TOKENS.split("[data-theme")[:2]:
        named = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", theme))
        moods = {named[f"mood-{colour}"] for colour in ("blue", "yellow", "orange", "red")}
        assert len(moods) == 4
        assert not moods & {named[level] for level in ("red", "yellow", "blue")}


# --- portrait, services, programmes ---


def test_precision_is_shown_with_its_base() -> None:
    """62 of 68 reviewed, which is a small sample."""
    said = portrait.base_note(counted(portrait.METRIC, 62, 68), context())

    assert "复核 68 人，证实 62 人" in said
    assert "基数小" in said
    assert "由人作出判断" in said


def test_precision_without_a_base_has_none() -> None:
    """Where no one was reviewed no rate is made up."""
    assert "本期无预警并复核" in portrait.base_note(counted(portrait.METRIC, 0, 0), context())


def test_services_are_beside_the_published_figures() -> None:
    """Each says what was published of the whole province, and the panel that its period is not known."""
    here = knowing(context())
    tiles = services.draw(answers(services.PANEL.needs(here)), here).tiles

    assert [tile.note.rsplit(" ", 1)[-1] for tile in tiles][:2] == ["338", "632"]
    assert tiles[2].note == "全省公开口径 7.5 万余"
    assert "期间未注明" in services.PANEL.note(here)


@pytest.mark.parametrize(("code", "cards"), [("330000", 2), ("330800", 2), (CITY, 1), ("330803", 1), (OFFICE, 1)])
def test_quzhou_is_shown_for_the_city_and_above(code: str, cards: int) -> None:
    """The counsellors' programme is the city's; its neighbours and counties have the province's application alone."""
    here = knowing(context(code))
    drawing = programmes.draw(answers(programmes.needs(here)), here)

    assert isinstance(drawing, Cards)
    assert len(drawing.cards) == cards
    assert all(card.tag == "公开口径" and "期间未注明" in card.note for card in drawing.cards)
    assert ("630 余" in {figure for _, figure, _, _ in drawing.cards[0].figures}) == (cards == 2)


def test_a_figure_no_one_published_is_not_made_up() -> None:
    """Without the table of published figures there is nothing beside the services, and the cards say why."""
    here = context("330000")
    tiles = services.draw(answers(services.PANEL.needs(here)), here).tiles
    cards = programmes.draw(answers(programmes.needs(here)), here).cards

    assert {tile.note for tile in tiles} == {""}
    assert {card.note for card in cards} == {here.words("panels.programmes.none")}


# --- the page ---


@pytest.mark.parametrize("code", ["330000", CITY, COUNTY, OFFICE])
def test_the_page_speaks_first(code: str) -> None:
    """At every level the page opens with one or two sentences."""
    here = context(code)

    assert 1 <= len(screening.PAGE.headline(answers(screening.PAGE.needs(here)), here).lines) <= 2
