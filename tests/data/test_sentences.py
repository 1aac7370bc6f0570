"""What the sentences say for chosen readings."""

import pytest

from data.periods import Period
from data.readings import Reading, Status
from data.regions import Region
from data.sayings import SAYINGS
from data.sentences import LONGEST, Sentence, is_beyond_chance, sentence_questions, sentences
from data.topics import (
    BRANDS,
    CENTRES,
    EDUCATION,
    OVERVIEW,
    QUALITY,
    ROLL_CALL,
    SCREENING,
    SUPERVISION,
    TOPICS,
    Topic,
)
from tests.layouts.fabricate import AS_OF, WEEK, Maker, answers, catalogue, reading, region, regions, silent

CITY, COUNTY = "330100", "330109"
CHECKIN = "checkin_completion_rate"
CALM = {CHECKIN: 97.2, "registration_ontime_rate": 99.4}
ZERO = {key for topic in TOPICS.values() for key in topic.bottom_line}
FACTS = {key for topic in TOPICS.values() for key in topic.facts}


def quiet(key: str, where: Region, period: Period) -> Reading:
    """Make a calm week: nothing on the bottom line, rates where they were."""
    if key in ZERO:
        return reading(key, where, period, value=0)
    if key == ROLL_CALL:
        return reading(key, where, period, value=5000)
    if key in FACTS:
        return reading(key, where, period, value=120)
    value = CALM.get(key, 99.0)
    return reading(key, where, period, value=value, previous=value, base=5000)


def spoken(
    *others: Reading, code: str = CITY, english: bool = False, make: Maker = quiet, topic: Topic = OVERVIEW
) -> list[Sentence]:
    """Return the sentences about a region in which some readings differ from a calm week."""
    where, children = region(code), regions().children(code, WEEK.first)
    readings = answers(sentence_questions(topic, where, children, WEEK, AS_OF), make, *others)
    return sentences(topic, readings, where, children, WEEK, AS_OF, "en" if english else "zh")


def texts(
    *others: Reading, code: str = CITY, english: bool = False, make: Maker = quiet, topic: Topic = OVERVIEW
) -> list[str]:
    """Return the same as plain text with ordinary spaces."""
    found = spoken(*others, code=code, english=english, make=make, topic=topic)
    return [s.text.replace("\u2009", " ") for s in found]


def test_calm_week() -> None:
    """A week without incident names the zeros and the watched rates."""
    assert texts() == [
        "脱管、漏管、电子定位超期、红色对象预警未办结均为零。",
        "信息化核查完成率 97.2 %（低于目标 98 %），按期报到率 99.4 %，较上周无明显变化。",
    ]


def test_calm_week_in_english() -> None:
    """The same week reads as English."""
    assert texts(english=True) == [
        "All zero: absconded, never registered, devices past their term, red alerts open.",
        "Check-ins completed 97.2 % (below the target of 98 %), On-time registration 99.4 %, no clear change on last week.",
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

    assert found[0] == "脱管未查获 3 人（萧山区 2、余杭区 1）；红色对象预警未办结 1 条（萧山区 1）。"
    assert "为零" not in "".join(found)


def test_drop_names_the_child_that_cost_most() -> None:
    """A fall that chance does not explain is told with the child's share."""
    found = texts(
        reading(CHECKIN, region(CITY), value=97.2, previous=98.4, base=5000),
        reading(CHECKIN, region("330109"), value=95.1, previous=99.2, base=1000),
    )

    assert found[1] == "信息化核查完成率 97.2 %，较上周下降 1.2 个百分点，其中萧山区拉低 0.8 个百分点。"


def test_noise_is_not_told() -> None:
    """A fall within what the counts make plausible is not called one."""
    found = texts(reading(CHECKIN, region(CITY), value=97.2, previous=97.5, base=5000))

    assert found[1].startswith("信息化核查完成率 97.2 %")
    assert "下降" not in found[1]


def test_improvement_is_not_called_worse() -> None:
    """A clear rise is no worsening, and not steady either."""
    found = texts(reading(CHECKIN, region(CITY), value=97.2, previous=90.0, base=5000))

    assert found[1] == "信息化核查完成率 97.2 %（低于目标 98 %），按期报到率 99.4 %。"


def test_absent_offices_by_name_in_a_county() -> None:
    """A county hears which offices have not reported."""
    office = regions().children(COUNTY, WEEK.first)[0]
    found = texts(
        reading("registered_count", region(COUNTY), value=900, status=Status.PARTIAL, reported=6, due=7),
        reading("registered_count", office, status=Status.MISSING, reported=0, due=1),
        code=COUNTY,
    )

    assert found[-1] == f"11 月 22 日 1 个司法所名册未上报：{office.zh}。"


def test_absent_offices_by_count_in_a_city() -> None:
    """A city hears how many offices are lacking in which county."""
    found = texts(
        reading("registered_count", region(CITY), value=5900, status=Status.PARTIAL, reported=188, due=191),
        reading("registered_count", region("330109"), value=900, status=Status.PARTIAL, reported=19, due=22),
    )

    assert found[-1] == "11 月 22 日 3 个司法所名册未上报：萧山区 3。"


def test_unreported_is_not_zero() -> None:
    """A bottom line without a report is not among the zeros."""
    found = texts(reading("missing_registration_count", region(CITY), status=Status.MISSING, reported=0))

    assert found[0] == "脱管、电子定位超期、红色对象预警未办结均为零。"


def test_silence() -> None:
    """A region without any report says so and nothing else."""
    assert texts(make=silent(Status.MISSING)) == ["杭州市本期还没有上报本页的指标。"]


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


def test_a_balance_below_zero_is_judged_by_its_size() -> None:
    """A balance may be negative, which no count of events is."""
    assert is_beyond_chance(reading("register_balance_gap", region(CITY), value=-30, previous=0))
    assert not is_beyond_chance(reading("register_balance_gap", region(CITY), value=-2, previous=-1))


CALM_WEEKS = [
    (
        SUPERVISION,
        [
            "脱管、漏管、电子定位超期、突发事件均为零。",
            "信息化核查完成率 97.2 %（低于目标 98 %），定期报告完成率 99.0 %，较上周无明显变化。",
        ],
        [
            "All zero: absconded, never registered, devices past their term, incidents.",
            "Check-ins completed 97.2 % (below the target of 98 %), Scheduled reports made 99.0 %, no clear change on last week.",
        ],
    ),
    (
        EDUCATION,
        [
            "教育学习月度达标率 99.0 %，公益活动达标率 99.0 %，较上周无明显变化。",
            "公益活动 120 人次，帮助就业创业 120 人。",
        ],
        [],
    ),
    (
        SCREENING,
        [
            "到期应筛查 5 000 人，按期筛查 4 950 人，50 人逾期；严重问题到期应干预 5 000 人，按期 4 950 人，50 人逾期。",
            "初步筛查率 99.0 %，风险防控画像精准率 99.0 %，较上周无明显变化。",
            "心理健康教育 120 人次，电话咨询 120 人次。",
        ],
        [],
    ),
    (
        BRANDS,
        [
            "政府购买服务覆盖率 99.0 %（低于目标 100 %），一县一品覆盖率 99.0 %（低于目标 100 %），较上周无明显变化。",
            "品牌活动 120 场次，品牌服务 120 人次。",
        ],
        [],
    ),
    (
        CENTRES,
        ["红色对象预警未办结、突发事件均为零。", "对象预警按期办结率 99.0 %，设备在线率 99.0 %，较上周无明显变化。"],
        [],
    ),
    (
        QUALITY,
        ["在册勾稽不平为零。", "司法所上报率 99.0 %，数据按时到达率 99.0 %，较上周无明显变化。"],
        [],
    ),
]


@pytest.mark.parametrize(("topic", "chinese", "english"), CALM_WEEKS)
def test_calm_week_of_each_topic(topic: Topic, chinese: list[str], english: list[str]) -> None:
    """Each page opens with its own zeros, rates and facts."""
    assert texts(topic=topic) == chinese
    if english:
        assert texts(topic=topic, english=True) == english
    assert len(texts(topic=topic, english=True)) == len(chinese)


def test_fact_gives_way_to_who_has_not_reported_only_in_order() -> None:
    """Facts stand before who has not reported, and nothing is lost while three are enough."""
    late = reading(ROLL_CALL, region(CITY), value=5900, status=Status.PARTIAL, reported=188, due=191)
    found = texts(late, topic=BRANDS)

    assert [text[:4] for text in found] == ["政府购买", "品牌活动", "11 月"]


def test_facts_are_not_stated_when_something_worsened() -> None:
    """A clear fall is not followed by what was done all the same."""
    fallen = reading("pairing_rate", region(CITY), value=90, previous=97, base=5000)

    assert texts(fallen, topic=BRANDS) == ["结对帮教率 90.0 %，较上周下降 7.0 个百分点。"]


def test_nothing_late_is_said_so() -> None:
    """All of those due were done in time, and where nobody was due nothing is said of it."""
    tight = reading("screening_ontime_rate", region(CITY), value=100, base=12)
    none = reading("severe_intervention_ontime_rate", region(CITY), status=Status.UNDEFINED)

    assert texts(tight, none, topic=SCREENING)[0] == "到期应筛查 12 人，按期筛查 12 人，无逾期。"


def test_a_small_base_is_said_with_its_rate() -> None:
    """91.2 % of 68 is not said bare."""
    few = reading("portrait_precision_rate", region(CITY), value=91.2, previous=91.2, base=68)

    assert "风险防控画像精准率 91.2 %（基数 68）" in texts(few, topic=SCREENING)[1]


def test_a_rate_of_a_handful_is_not_told() -> None:
    """One flag that was not confirmed is no precision of 0 %; the next rate speaks alone."""
    one = reading("portrait_precision_rate", region(CITY), value=0, previous=0, base=1)

    assert texts(one, topic=SCREENING)[1].startswith("初步筛查率")
    assert "画像精准率" not in "".join(texts(one, topic=SCREENING))


def test_a_target_missed_by_more_than_chance_is_said() -> None:
    """97.2 % of 5 000 falls short of 98 %; the same of 200 may be chance."""
    many = reading(CHECKIN, region(CITY), value=97.2, previous=97.2, base=5000)
    few = reading(CHECKIN, region(CITY), value=97.2, previous=97.2, base=200)

    assert texts(many)[1].startswith("信息化核查完成率 97.2 %（低于目标 98 %），")
    assert "目标" not in texts(few)[1]


def test_a_drift_that_no_two_weeks_show_is_told() -> None:
    """Eleven weeks half a point under the mean are no noise, though the last differs little from the one before."""

    def sinking(key: str, where: Region, period: Period) -> Reading:
        if key != CHECKIN:
            return quiet(key, where, period)
        at = list(WEEK.back(26)).index(period) if period in WEEK.back(26) else 0
        value = (98.6 if at < 15 else 97.9) + (0.05 if at % 2 else -0.05)
        return reading(key, where, period, value=value, previous=value, base=5000)

    found = texts(topic=SUPERVISION, make=sinking)

    assert found[1].startswith("信息化核查完成率 98.0 %，")
    assert "低于均值" in found[1]
    assert "无明显变化" not in "".join(found)


def test_a_child_that_made_little_of_a_fall_is_not_named() -> None:
    """Of 1.2 points the largest county made 0.1: the fall is everybody's."""
    found = texts(
        reading(CHECKIN, region(CITY), value=97.2, previous=98.4, base=5000),
        reading(CHECKIN, region("330109"), value=97.9, previous=98.4, base=1000),
    )

    assert found[1] == "信息化核查完成率 97.2 %，较上周下降 1.2 个百分点。"


def test_incident_opens_supervision() -> None:
    """An incident is said with its place, in both languages."""
    incidents = (
        reading("incident_count", region(CITY), value=2),
        reading("incident_count", region("330110"), value=2),
    )

    assert texts(*incidents, topic=SUPERVISION)[0] == "突发事件 2 起（余杭区 2）。"
    assert texts(*incidents, topic=SUPERVISION, english=True)[0] == "Incidents: 2 (Yuhang 2)."


def test_rising_rejects_are_worse() -> None:
    """Where less is better a rise is the worsening that is told."""
    risen = reading("row_reject_rate", region(CITY), value=1.5, previous=0.4, base=20_000)

    assert texts(risen, topic=QUALITY)[1] == "记录拒收率 1.50 %，较上周上升 1.10 个百分点。"


def unassessed(key: str, where: Region, period: Period) -> Reading:
    """Make a week and a running month in which no assessment day lies."""
    if key in EDUCATION.monthly and period != Period.parse("2026-10"):
        return reading(key, where, period, status=Status.UNDEFINED)
    return quiet(key, where, period)


def test_monthly_duty_names_the_month_it_was_assessed_in() -> None:
    """A week without an assessment day speaks of the last assessed month and says so."""
    assert (
        texts(topic=EDUCATION, make=unassessed)[0]
        == "教育学习月度达标率（10 月） 99.0 %，公益活动达标率（10 月） 99.0 %。"
    )

    fallen = reading("education_met_rate", region(CITY), Period.parse("2026-10"), value=91, previous=96, base=5000)
    assert texts(fallen, topic=EDUCATION, make=unassessed)[0].startswith(
        "教育学习月度达标率（10 月） 91.0 %，较 9 月下降 5.0 个百分点"
    )


def test_figures_kept_above_say_so() -> None:
    """An office's page of figures that counties keep says where they are."""
    office = "330109001"

    def above(key: str, where: Region, period: Period) -> Reading:
        return (
            quiet(key, where, period) if key == ROLL_CALL else reading(key, where, period, status=Status.NOT_APPLICABLE)
        )

    assert texts(topic=QUALITY, code=office, make=above) == [f"本页指标不统计到{region(office).zh}这一级，请看上级。"]


def test_a_region_that_did_not_exist_then_is_not_sent_to_the_one_above() -> None:
    """Its register is asked of nobody in the period: it had not begun, or had ended."""

    def none(key: str, where: Region, period: Period) -> Reading:
        return reading(key, where, period, status=Status.NOT_APPLICABLE)

    assert texts(make=none) == [f"{region(CITY).zh}本期尚未设立或已经撤销，没有数。"]


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_every_topic_is_sound(topic: Topic) -> None:
    """Its metrics are in the catalogue, monthly ones are marked, and what must be said has words in both tongues."""
    assert {key for key in topic.rates if catalogue().metric(key).is_monthly} == set(topic.monthly)
    for words in SAYINGS.values():
        assert {*topic.bottom_line, *(f"{key}_name" for key in topic.bottom_line), *topic.facts} <= set(words)
    for english in (False, True):
        assert len(texts(topic=topic, english=english)) <= LONGEST


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_each_sentence_leads_to_its_view(topic: Topic) -> None:
    """Every sentence holds at least one link."""
    assert all(any(part.metric or part.region for part in found.parts) for found in spoken(topic=topic))
    silence = spoken(topic=topic, make=silent(Status.MISSING))
    assert any(part.metric for part in silence[0].parts)


def test_zeros_of_half_the_reports_are_said_to_be_so() -> None:
    """Nobody absconded among half the offices is not nobody absconded."""
    half = [reading(key, region(CITY), value=0, reported=21, due=42) for key in OVERVIEW.bottom_line]
    assert texts(*half)[0] == "上报未齐，已报的脱管、漏管、电子定位超期、红色对象预警未办结均为零。"
    assert texts(*half, english=True)[0].startswith("Of what was reported: All zero: absconded")
