"""Why a figure moved is explained in parts that add up, in the drawer and on pages."""

from dataclasses import replace

import pytest

from data.periods import Period
from data.readings import Reading, Status
from data.readings.reading import Compare, Parts
from data.regions import Region
from layouts.charts.chart import Nothing
from layouts.charts.kinds import SignedChart
from layouts.context import Context
from layouts.panels.movement import NAMED, Why, why
from layouts.panels.why import why as panel
from layouts.screen.draw import draw
from layouts.screen.drawer import drawer, drawer_questions
from tests.layouts.fabricate import REGIONS, answers, catalogue, context, reading, region, silent, usual

RATE, COUNT, GUARDED = "checkin_completion_rate", "alert_count", "red_orange_count"
CITY = "330100"


def plain(text: str) -> str:
    """Return text with ordinary spaces."""
    return text.replace("\u2009", " ").replace("\u202f", " ")


def side(of: Reading, numerator: float, denominator: float | None) -> Reading:
    """Return a reading whose earlier amounts are these."""
    metric = of.metric
    value = numerator / denominator * metric.scale if denominator else numerator
    return replace(of, previous=value, bases={Compare.PREVIOUS: Parts(numerator, denominator)})


def two_counties() -> tuple[Reading, list[Reading]]:
    """Return a city that fell from 70 % to 61.25 % because its weaker county trebled."""
    first = side(reading(RATE, region("330102"), value=95, base=100), 90, 100)
    second = side(reading(RATE, region("330105"), value=50, base=300), 50, 100)
    return side(reading(RATE, region(CITY), value=61.25, base=400), 140, 200), [first, second]


def explained(whole: Reading, children: list[Reading], here: Context | None = None) -> Why:
    """Return why a reading moved, which must be known."""
    found = why(whole, children, Compare.PREVIOUS, here or context())
    assert found is not None
    return found


def texts(found: Why) -> list[tuple[str, str]]:
    """Return labels and figures of the lines."""
    return [(line.label, line.text) for line in found.lines]


def test_a_change_that_is_shown_as_none_is_not_called_a_fall() -> None:
    """98.13 after 98.18 is 98.1 % after 98.2 %, 98.11 after 98.14 is no change at 98.1 %, and both places say so."""
    whole = side(reading(RATE, region(CITY), value=98.11, base=10_000), 9814, 10_000)
    low = side(reading(RATE, region(CITY), value=98.0, base=10_000), 9814, 10_000)

    assert plain(context().words.change(whole, Compare.PREVIOUS)) == "持平"
    assert plain(explained(whole, []).change) == "与上周基本持平（−0.03 个百分点）"
    assert plain(explained(low, []).change) == "较上周下降 0.14 个百分点"


def test_parts_of_a_ratio() -> None:
    """The panel says the change, both amounts, each county's own part, the mix and the total."""
    found = explained(*two_counties())

    assert plain(found.change) == "较上周下降 8.75 个百分点"
    assert found.moves == "分子（完成核查）+105，分母（应核查）+200"
    assert texts(found) == [("上城", "+1.87"), ("结构", "−10.62"), ("合计", "−8.75")]
    assert found.notes[0].startswith("结构：")


def test_an_unwelcome_part_is_marked() -> None:
    """A county whose own rate fell is worse; the mix and the total take no side."""
    whole, (first, second) = two_counties()
    fallen = side(replace(first, value=80.0, numerator=80), 90, 100)

    found = explained(side(replace(whole, value=57.5, numerator=230), 140, 200), [fallen, second])

    assert [(line.label, line.is_worse) for line in found.lines] == [("上城", True), ("结构", False), ("合计", False)]


def test_parts_in_english() -> None:
    """The same in English."""
    found = explained(*two_counties(), context(lang="en"))

    assert plain(found.change) == "down 8.75 points on last week"
    assert found.moves == "numerator (completed) +105, denominator (due) +200"
    assert [label for label, _ in texts(found)] == ["Shangcheng", "Mix", "Total"]


def test_count_is_split_by_difference() -> None:
    """A count has no denominator and no mix; the part that no region below explains is shown."""
    children = [
        reading(COUNT, region("330102"), value=12, previous=9),
        reading(COUNT, region("330105"), value=4, previous=5),
    ]
    found = explained(reading(COUNT, region(CITY), value=18, previous=14), children)

    assert plain(found.change) == "较上周增加 4 条"
    assert found.moves == ""
    assert texts(found) == [("上城", "+3"), ("拱墅", "−1"), ("未分到下级", "+2"), ("合计", "+4")]


def test_many_children_are_summed_and_still_add_up() -> None:
    """The largest are named, the others summed, and what is shown adds up to the shown total."""
    here = context("330000")
    children = [
        reading(RATE, where, value=97 - step / 7, previous=98, base=1000 + 37 * step)
        for step, where in enumerate(here.children)
    ]
    now, base = (sum(getattr(c, part) for c in children) for part in ("numerator", "denominator"))
    own = replace(reading(RATE, region("330000"), value=100 * now / base, base=base), numerator=now)
    found = explained(
        side(own, sum(round(0.98 * (1000 + 37 * step)) for step in range(len(children))), base), children, here
    )

    assert [line.label for line in found.lines][NAMED].startswith("其余")
    assert sum(line.amount for line in found.lines if not line.is_total) == pytest.approx(found.lines[-1].amount)


def test_one_sided_children_are_named() -> None:
    """Regions with figures in only one of the periods are named, and count as mix."""
    whole, (first, second) = two_counties()
    new = replace(second, previous=None, bases={})
    gone = side(reading(RATE, region("330106"), status=Status.MISSING, reported=0), 50, 100)
    found = explained(whole, [first, new, gone])

    assert found.notes[-1] == "拱墅仅本期有数，西湖仅基期有数，计入结构。"


def test_hidden_child_stops_the_split() -> None:
    """While a small cell is hidden the change is stated but not split into parts."""
    hidden = reading(GUARDED, region("330102"), status=Status.SUPPRESSED)
    shown = reading(GUARDED, region("330105"), value=9, previous=8)
    found = explained(reading(GUARDED, region(CITY), value=12, previous=10), [hidden, shown])

    assert found.lines == ()
    assert "小格保护" in found.notes[0]


def test_noise_is_called_so() -> None:
    """A change that chance explains is marked as such; a clear change and one of a stock are not."""
    slight = explained(reading(RATE, region(CITY), value=97.2, previous=97.5, base=1000), [])
    clear = explained(reading(RATE, region(CITY), value=90, previous=97.5, base=5000), [])
    stock = explained(reading("registered_count", region(CITY), value=5010, previous=5000), [])

    assert "偶然" in slight.notes[0]
    assert not any("偶然" in note for note in (*clear.notes, *stock.notes))


def test_target_and_unknown_bases_explain_nothing() -> None:
    """Against a target, or without an earlier figure, there is nothing to take apart."""
    whole, children = two_counties()

    assert why(whole, children, Compare.TARGET, context()) is None
    assert why(replace(whole, previous=None), children, Compare.PREVIOUS, context()) is None


def test_running_month_is_compared_with_the_same_days() -> None:
    """A running period says 同期, a window its days."""
    whole, children = two_counties()
    running = replace(whole, span=replace(whole.span, last=whole.span.first))

    assert explained(running, children).change.startswith("较上周同期")
    offended = side(reading("reoffence_rate", region(CITY), value=0.1, base=1000), 0, 1000)
    assert explained(offended, []).change.startswith("较上周末的同样 365 天")


def test_drawer_says_why() -> None:
    """The drawer has the section, with links that explain the same metric below; against the target it has none."""
    whole, children = two_counties()
    here = context(explain=RATE)
    html = plain(drawer(answers(drawer_questions(here), usual, whole, *children), here).html)

    assert "升降原因" in html
    assert "较上周下降 8.75 个百分点" in html
    assert "/330102?" in html
    assert "style=" not in html
    against = context(explain=RATE, compare=Compare.TARGET)
    assert "升降原因" not in drawer(answers(drawer_questions(against)), against).html


@pytest.mark.parametrize("code", REGIONS.values())
@pytest.mark.parametrize("metric", [RATE, COUNT, GUARDED, "education_met_rate", "purchase_county_coverage"])
@pytest.mark.parametrize("compare", list(Compare))
def test_panel_draws_everywhere(code: str, metric: str, compare: Compare) -> None:
    """Every level, kind of metric and comparison gives a chart or says why there is none."""
    for tongue in ("zh", "en"):
        here, shown = context(code, compare=compare, lang=tongue), panel(metric)
        for make in (usual, silent(Status.MISSING), silent(Status.SUPPRESSED)):
            drawing = shown.draw(answers(shown.needs(here), make), here)
            assert isinstance(drawing, SignedChart | Nothing)
            assert draw(drawing, here).to_plotly_json()
        assert catalogue().metric(metric).short_en in shown.title(here) or tongue == "zh"


def test_panel_bars_are_signed_and_add_up() -> None:
    """The panel's bars are the drawer's lines, the total last."""
    whole, children = two_counties()
    here, shown = context(), panel(RATE)

    def alone(key: str, where: Region, period: Period) -> Reading:
        return reading(key, where, period, status=Status.MISSING, reported=0)

    drawing = shown.draw(answers(shown.needs(here), alone, whole, *children), here)

    assert isinstance(drawing, SignedChart)
    assert [point.text for point in drawing.series[0].points] == ["+1.87", "−10.62", "−8.75"]
    assert drawing.series[0].points[-1].is_total
