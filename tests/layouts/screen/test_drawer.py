"""The drawer explains one figure completely."""

import pytest

from data.errors import UnknownMetric
from data.periods import Period
from data.readings import Reading, Status
from layouts.context import Context
from layouts.screen.drawer import drawer, drawer_questions, explanation
from layouts.screen.spark import spark
from tests.layouts.fabricate import REGIONS, Maker, answers, catalogue, context, reading, region, silent, usual

METRIC = "checkin_completion_rate"
CITY = "330100"
EMPTY = (Status.MISSING, Status.STALE, Status.SUPPRESSED, Status.UNDEFINED, Status.NOT_APPLICABLE)


def opened(code: str = CITY, metric: str = METRIC, **view: str) -> Context:
    """Return a context with the drawer of a metric open."""
    return context(code, explain=metric, **view)


def plain(html: str) -> str:
    """Return text with ordinary spaces."""
    return html.replace("\u2009", " ").replace("\u202f", " ")


def html(here: Context, *others: Reading, make: Maker = usual) -> str:
    """Return the open drawer's markup."""
    return plain(drawer(answers(drawer_questions(here), make, *others), here).html)


def test_closed_drawer_asks_nothing() -> None:
    """Without a metric to explain nothing is read."""
    assert drawer_questions(context()) == []


def test_unknown_metric() -> None:
    """A metric that the catalogue does not have is an error."""
    with pytest.raises(UnknownMetric):
        drawer_questions(opened(metric="checkin_completion_rat"))


def test_formula_is_filled_with_the_readings_values() -> None:
    """The two counts, the quotient and the notation are in the drawer."""
    text = html(opened(), reading(METRIC, region(CITY), value=97.2, base=5670))
    metric = catalogue().metric(METRIC)

    assert f"{metric.numerator_zh} 5 511 ÷ {metric.denominator_zh} 5 670 = 97.2%" in text
    assert "S(checkin_done_n) ÷ S(checkin_due_n)" in text


def test_a_count_is_not_said_to_equal_itself() -> None:
    """期末脱管未查获 2 人, not 2 = 2 人."""
    text = html(opened(metric="absconded_count"), reading("absconded_count", region(CITY), value=2))

    assert "期末脱管未查获 2 人" in text
    assert "2 = 2" not in text


def test_formula_shows_the_constant_apart_from_the_count() -> None:
    """A rate per thousand is explained by the count, not by a thousand times the count."""
    own = reading("admonition_per_1000", region(CITY), value=2, base=3000)
    text = html(opened(metric="admonition_per_1000"), own)

    assert "训诫人次 6 × 1 000 ÷ 日均在册 3 000 = 2.0‰" in text


def test_target_verdict() -> None:
    """At the target a value is 达标; short of it it is near until past its red limit of 95, then far."""

    def verdict(value: float) -> str:
        here = opened()
        return explanation(
            answers(drawer_questions(here), usual, reading(METRIC, region(CITY), value=value)), here
        ).verdict

    assert [verdict(value) for value in (98.0, 97.2, 95.0, 94.9)] == [
        "达标",
        "未达标，接近",
        "未达标，接近",
        "未达标，差距大",
    ]


def test_figure_id_and_data_version() -> None:
    """The id from which the figure is computed again is shown."""
    assert "checkin_completion_rate:330100:2026-W47:v12" in html(opened())


def test_who_is_late() -> None:
    """Regions below whose reports are not all in are named with how many are missing."""
    here = opened()
    late = reading(METRIC, region("330109"), value=95, reported=5, due=7)
    found = explanation(answers(drawer_questions(here), usual, late), here).late

    assert [(item.name, item.lacking) for item in found] == [("萧山", "缺 2 所·日")]
    assert "/330109" in found[0].href


def test_small_samples_are_marked() -> None:
    """A ratio on fewer than a hundred is called a small sample."""
    here = opened()
    small = reading(METRIC, region("330109"), value=90, base=40)
    children = explanation(answers(drawer_questions(here), usual, small), here).children

    assert [child.name for child in children if child.is_small] == ["萧山"]


def test_children_keep_the_drawer_open() -> None:
    """A click on a child explains the same metric there."""
    here = opened()
    children = explanation(answers(drawer_questions(here)), here).children

    assert all("explain=checkin_completion_rate" in child.href for child in children)


def test_close_is_the_view_without_the_drawer() -> None:
    """Closing leads to the same view without explain."""
    here = opened()

    assert explanation(answers(drawer_questions(here)), here).close == here.view.on().href


def test_no_children_below_the_lowest_level() -> None:
    """A metric of counties lists no offices in a county's drawer."""
    here = opened("330108", "purchase_county_coverage")

    assert explanation(answers(drawer_questions(here)), here).children == ()


@pytest.mark.parametrize("metric", list(catalogue().metrics))
def test_explains_every_metric(metric: str) -> None:
    """Each of the catalogue's metrics has a drawer, in both languages."""
    assert plain(catalogue().metric(metric).zh) in html(opened(metric=metric))
    assert html(opened(metric=metric, lang="en"))


@pytest.mark.parametrize("code", REGIONS.values())
@pytest.mark.parametrize("status", EMPTY)
def test_survives_every_status(code: str, status: Status) -> None:
    """Without a value the drawer still explains, and writes neither None nor nan."""
    text = html(opened(code), make=silent(status))

    assert "None" not in text
    assert "nan" not in text.replace("finance", "")


def test_a_hidden_figure_s_formula_is_said_to_be_hidden() -> None:
    """The figures are there; they are few."""
    assert "因人少不显示" in html(opened(CITY), make=silent(Status.SUPPRESSED))


def test_monthly_duty_is_explained_where_it_was_assessed() -> None:
    """A week without an assessment day explains the last assessed month."""
    here = opened(metric="education_met_rate")
    week = reading("education_met_rate", region(CITY), status=Status.UNDEFINED)
    found = explanation(answers(drawer_questions(here), usual, week), here)

    assert found.reading.period == Period.parse("2026-11")


def test_spark_breaks_at_gaps() -> None:
    """A reading without a value breaks the line into two."""
    weeks = Period.parse("2026-W47").back(5)
    values = [98.0, 97.0, None, 99.0, 98.5]
    line = spark([reading(METRIC, region(CITY), week, value=v) for week, v in zip(weeks, values, strict=True)])

    assert len(line.runs) == 2
    assert line.last is not None


def test_spark_of_nothing() -> None:
    """Without any value there is no line."""
    assert spark([reading(METRIC, region(CITY))]).runs == ()


def test_the_course_has_its_limits_and_its_verdict() -> None:
    """26 weeks with the normal range behind them, what is happening, and whether the target will be met."""
    here = opened()
    weeks = Period.parse("2026-W47").back(26)
    values = [98.0, 97.8, 98.2, 97.9, 98.1] * 5 + [94.0]
    course = [reading(METRIC, region(CITY), week, value=v, base=5000) for week, v in zip(weeks, values, strict=True)]
    found = explanation(answers(drawer_questions(here), usual, *course), here)
    text = html(here, *course)

    assert found.chart is not None
    assert all(point.low is not None for point in found.chart.series[0].points)
    assert [icon.look for icon in found.icons] == ["concerning", "hit_and_miss"]
    assert "低于目标 98%，且低于正常波动下限，建议查原因" in text
    assert "达标不稳定" in text
    assert "line-limits" in text


def test_without_any_figure_there_is_no_course() -> None:
    """The drawer says so instead."""
    here = opened()
    found = explanation(answers(drawer_questions(here), silent(Status.MISSING)), here)

    assert found.chart is None
    assert "没有可画的历史" in html(here, make=silent(Status.MISSING))


@pytest.mark.parametrize("metric", ["abscond_rate", "absconded_new_count", "incident_count"])
def test_a_case_on_the_bottom_line_is_no_matter_of_chance(metric: str) -> None:
    """One who absconded is neither 接近 a target nor within chance: the case is looked into."""
    here = opened(metric=metric)
    value = 0.5 if metric == "abscond_rate" else 1.0
    text = html(here, reading(metric, region(CITY), value=value, previous=0.0, base=200))

    assert "本周 1 " in text
    assert "逐案查明" in text
    for word in ("接近", "偶然", "宜看趋势", "在正常波动范围"):
        assert word not in text


def test_a_count_at_its_target_is_no_attainment() -> None:
    """No one absconded: the target is shown, and no 达标."""
    text = html(opened(metric="absconded_count"), reading("absconded_count", region(CITY), value=0))

    assert "目标 0" in text
    assert "达标" not in text
