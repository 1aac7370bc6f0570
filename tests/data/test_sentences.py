"""What the sentences say for chosen readings."""

from data.periods import Period
from data.readings import Reading, Status
from data.regions import Region
from data.sentences import BOTTOM_LINE, LONGEST, Sentence, is_beyond_chance, sentence_questions, sentences
from tests.layouts.fabricate import WEEK, Maker, answers, reading, region, regions, silent

CITY, COUNTY = "330100", "330109"
CHECKIN = "checkin_completion_rate"
CALM = {CHECKIN: 97.2, "registration_ontime_rate": 99.4}


def quiet(key: str, where: Region, period: Period) -> Reading:
    """Make a calm week: nothing on the bottom line, rates where they were."""
    if key in BOTTOM_LINE:
        return reading(key, where, period, value=0)
    if key == "registered_count":
        return reading(key, where, period, value=5000)
    value = CALM.get(key, 99.0)
    return reading(key, where, period, value=value, previous=value, base=5000)


def spoken(*others: Reading, code: str = CITY, english: bool = False, make: Maker = quiet) -> list[Sentence]:
    """Return the sentences about a region in which some readings differ from a calm week."""
    where, children = region(code), regions().children(code, WEEK.first)
    readings = answers(sentence_questions(where, children, WEEK), make, *others)
    return sentences(readings, where, children, WEEK, "en" if english else "zh")


def texts(*others: Reading, code: str = CITY, english: bool = False, make: Maker = quiet) -> list[str]:
    """Return the same as plain text with ordinary spaces."""
    return [s.text.replace("\u2009", " ") for s in spoken(*others, code=code, english=english, make=make)]


def test_calm_week() -> None:
    """A week without incident names the zeros and the watched rates."""
    assert texts() == [
        "脱管、漏管、电子定位超期、红色预警未办结均为零。",
        "信息化核查完成率 97.2 %，按期报到率 99.4 %，较上周无明显变化。",
    ]


def test_calm_week_in_english() -> None:
    """The same week reads as English."""
    assert texts(english=True) == [
        "All zero: absconded, never registered, devices past their term, red alerts open.",
        "Check-ins completed 97.2 %, On-time registration 99.4 %, no clear change on last week.",
    ]


def test_lapse_comes_first_with_its_places() -> None:
    """A person lost is the first thing said, with where, and the zeros are not claimed."""
    found = texts(
        reading("absconded_count", region(CITY), value=3),
        reading("absconded_count", region("330109"), value=2),
        reading("absconded_count", region("330110"), value=1),
        reading("red_alert_open_count", region(CITY), value=1),
        reading("red_alert_open_count", region("330109"), value=1),
    )

    assert found[0] == "脱管未查获 3 人（萧山区 2、余杭区 1）；红色预警未办结 1 条（萧山区 1）。"
    assert "为零" not in "".join(found)


def test_drop_names_the_child_that_cost_most() -> None:
    """A fall that chance does not explain is told with the child's share."""
    found = texts(
        reading(CHECKIN, region(CITY), value=97.2, previous=98.4, base=5000),
        reading(CHECKIN, region("330109"), value=95.1, previous=99.2, base=1000),
    )

    assert found[1] == "信息化核查完成率 97.2 %，较上周下降 1.2 个百分点，其中萧山区影响 0.8。"


def test_noise_is_not_told() -> None:
    """A fall within what the counts make plausible is not called one."""
    found = texts(reading(CHECKIN, region(CITY), value=97.2, previous=97.5, base=5000))

    assert found[1].startswith("信息化核查完成率 97.2 %")
    assert "下降" not in found[1]


def test_improvement_is_not_called_worse() -> None:
    """A clear rise is no worsening, and not steady either."""
    found = texts(reading(CHECKIN, region(CITY), value=97.2, previous=90.0, base=5000))

    assert found[1] == "信息化核查完成率 97.2 %，按期报到率 99.4 %。"


def test_absent_offices_by_name_in_a_county() -> None:
    """A county hears which offices have not reported."""
    office = regions().children(COUNTY, WEEK.first)[0]
    found = texts(
        reading("registered_count", region(COUNTY), value=900, status=Status.PARTIAL, reported=6, due=7),
        reading("registered_count", office, status=Status.MISSING, reported=0, due=1),
        code=COUNTY,
    )

    assert found[-1] == f"1 个司法所未上报：{office.zh}。"


def test_absent_offices_by_count_in_a_city() -> None:
    """A city hears how many offices are lacking in which county."""
    found = texts(
        reading("registered_count", region(CITY), value=5900, status=Status.PARTIAL, reported=188, due=191),
        reading("registered_count", region("330109"), value=900, status=Status.PARTIAL, reported=19, due=22),
    )

    assert found[-1] == "3 个司法所未上报：萧山区 3。"


def test_unreported_is_not_zero() -> None:
    """A bottom line without a report is not among the zeros."""
    found = texts(reading("missing_registration_count", region(CITY), status=Status.MISSING, reported=0))

    assert found[0] == "脱管、电子定位超期、红色预警未办结均为零。"


def test_silence() -> None:
    """A region without any report says so and nothing else."""
    assert texts(make=silent(Status.MISSING)) == ["杭州市本期尚无上报数据。"]


def test_never_more_than_three() -> None:
    """However bad the week, three sentences are enough."""
    found = texts(
        reading("absconded_count", region(CITY), value=3),
        reading(CHECKIN, region(CITY), value=80, previous=98.4, base=5000),
        reading("registered_count", region(CITY), value=5900, status=Status.PARTIAL, reported=188, due=191),
    )

    assert len(found) == LONGEST


def test_figures_and_regions_are_links() -> None:
    """A figure leads to its metric, a named region to that region."""
    parts = spoken(
        reading("absconded_count", region(CITY), value=2),
        reading("absconded_count", region("330109"), value=2),
    )[0].parts

    assert ("absconded_count", CITY) in {(part.metric, part.region) for part in parts}
    assert "330109" in {part.region for part in parts if not part.metric}


def test_chance_counts_persons_not_duties() -> None:
    """Many duties of few persons are no larger a sample than the persons."""
    fallen = reading(CHECKIN, region(CITY), value=97.0, previous=98.0, base=100_000)

    assert is_beyond_chance(fallen)
    assert not is_beyond_chance(fallen, persons=200)


def test_chance_of_counts() -> None:
    """Counts are judged as Poisson: nine after one is more than chance, four after two is not."""
    assert is_beyond_chance(reading("alert_count", region(CITY), value=9, previous=1))
    assert not is_beyond_chance(reading("alert_count", region(CITY), value=4, previous=2))
