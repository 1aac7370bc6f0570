"""What the sentences say for chosen readings."""

import pytest

from data.periods import Period
from data.readings import Reading, Readings, Status
from data.regions import Level, Region
from data.statistics.chance import is_beyond_chance
from layouts.sentences.ground import Sentence, focus
from layouts.sentences.sentences import LONGEST, sentence_comparisons, sentence_questions, sentences
from layouts.sentences.topics import (
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
from layouts.words.language import load_language
from tests.layouts.fabricate import AS_OF, WEEK, Maker, answers, catalogue, compared, reading, region, regions, silent

CITY, COUNTY = "330100", "330109"
CHECKIN, VISITS = "checkin_completion_rate", "visit_completion_rate"
CALM = {CHECKIN: 98.4}
STOCKS = {key for topic in TOPICS.values() for key in topic.bottom_line}
ZERO = {*STOCKS, *(catalogue().metric(key).occurrence for key in STOCKS), "register_balance_gap"}
FACTS = {key for topic in TOPICS.values() for key in topic.facts}


def quiet(key: str, where: Region, period: Period) -> Reading:
    """Make a calm week: nothing on the bottom line, rates where they were."""
    if key in ZERO:
        return reading(key, where, period, value=0)
    if key == ROLL_CALL:
        return reading(key, where, period, value=5000)
    if key in FACTS:
        return reading(key, where, period, value=120)
    target = catalogue().metric(key).target
    value = CALM.get(key, 99.0 if target is None else target)
    return reading(key, where, period, value=value, previous=value, base=5000)


def spoken(
    *others: Reading, code: str = CITY, english: bool = False, make: Maker = quiet, topic: Topic = OVERVIEW
) -> list[Sentence]:
    """Return the sentences about a region in which some readings differ from a calm week."""
    of = focus(regions(), region(code), regions().children(code, WEEK.span), WEEK, AS_OF)
    asked = sentence_questions(topic, catalogue(), of, WEEK, AS_OF)
    among = sentence_comparisons(topic, of, WEEK, AS_OF)
    known = {key: each for question in among for key, each in compared(question, make, *others).items()}
    days = {
        (r.metric.key, r.region.code, WEEK): {WEEK.last: int(r.value)}
        for r in others
        if r.metric.key in ZERO and r.value
    }
    readings = Readings([*answers(asked, make, *others)], case_days=days)
    return sentences(topic, readings, known, of, WEEK, AS_OF, "en" if english else "zh")


def others_at(value: float, key: str = CHECKIN) -> list[Reading]:
    """Make the city's equals worse, so that it is not the last among them."""
    cities = regions().children("330000", WEEK.span)
    return [reading(key, city, value=value, previous=value, base=5000) for city in cities if city.code != CITY]


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
        "信息化核查完成率 98.4%，按期报到率 100.0%，较上周无明显变化。",
    ]


def test_calm_week_in_english() -> None:
    """The same week reads as English."""
    assert texts(english=True) == [
        "All zero: absconded, never registered, devices past their term, red alerts open.",
        "Check-ins completed 98.4 %, On-time registration 100.0 %, no clear change on last week.",
    ]


def test_lapse_comes_first_with_its_places() -> None:
    """A person lost is the first thing said, with where, and only what is zero is said to be."""
    found = texts(
        reading("absconded_count", region(CITY), value=3),
        reading("absconded_count", region("330109"), value=2),
        reading("absconded_count", region("330110"), value=1),
        reading("red_alert_open_count", region(CITY), value=1),
        reading("red_alert_open_count", region("330109"), value=1),
    )

    assert found[0] == (
        "脱管未查获 3 人（萧山 2、余杭 1）；红色对象预警未办结 1 条（萧山）；漏管、电子定位超期均为零。"
    )


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ({"330109": 1, "330110": 1, "330106": 1}, "3 条（西湖、萧山、余杭）"),
        ({"330109": 1, "330110": 2}, "3 条（余杭 2、萧山 1）"),
        ({"330109": 1, "330110": 2, "330106": 1, "330108": 3}, "7 条（滨江 3、余杭 2 等 4 地）"),
    ],
)
def test_open_alerts_are_placed_in_few_words(places: dict[str, int], said: str) -> None:
    """Three places are all named, of more the two with most; one alert each needs no count."""
    found = texts(
        reading("red_alert_open_count", region(CITY), value=sum(places.values())),
        *(reading("red_alert_open_count", region(code), value=count) for code, count in places.items()),
    )

    assert found[0] == f"红色对象预警未办结 {said}；脱管、漏管、电子定位超期均为零。"


def test_a_case_that_is_closed_is_not_said_to_be_none_once_more() -> None:
    """Where the text says since when no one is missing, it does not say once more that none is missing at the end."""
    found = texts(
        reading("absconded_new_count", region(CITY), value=1), reading("absconded_new_count", region("330109"), value=1)
    )

    assert found[0] == (
        "本周新发生脱管 1 人（萧山，11 月 22 日，22 日起未查获数为 0）；漏管、电子定位超期、红色对象预警未办结均为零。"
    )


def test_drop_names_the_child_that_cost_most() -> None:
    """A fall that chance does not explain is stated with the child's share, where the figure is not behind anyway."""
    found = texts(
        reading(VISITS, region(CITY), value=98.2, previous=99.4, base=5000),
        reading(VISITS, region("330109"), value=96.1, previous=100, base=1000),
    )

    assert found[1] == "实地查访完成率 98.2%，较上周下降 1.2 个百分点，其中萧山区拉低 0.8 个百分点。"


def test_a_fall_that_may_be_chance_is_not_called_none() -> None:
    """The screen shows it, so the sentence does not say that nothing changed, nor that it got worse."""
    key = "device_uptime_rate"
    found = texts(reading(key, region(CITY), value=99.0, previous=99.2, base=5000), topic=CENTRES)

    assert found[1] == "对象预警按期办结率 100.0%，设备在线率 99.0%（较上周低 0.2 个百分点），变动在正常波动范围。"


def test_improvement_is_not_called_worse() -> None:
    """A clear rise is no worsening, and not steady either."""
    found = texts(reading(CHECKIN, region(CITY), value=98.4, previous=90.0, base=5000))

    assert found[1] == "信息化核查完成率 98.4%，按期报到率 100.0%。"


def test_absent_offices_by_name_in_a_county() -> None:
    """A county's page names the offices that have not reported."""
    office = regions().children(COUNTY, WEEK.first)[0]
    found = texts(
        reading("registered_count", region(COUNTY), value=900, status=Status.PARTIAL, reported=6, due=7),
        reading("registered_count", office, status=Status.MISSING, reported=0, due=1),
        code=COUNTY,
    )

    assert found[-1] == f"11 月 22 日 1 个司法所名册未上报：{office.zh}。"


def test_absent_offices_by_count_in_a_city() -> None:
    """A city's page says how many offices did not report, by county."""
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
            "信息化核查完成率 98.4%，定期报告完成率 98.0%，较上周无明显变化。",
        ],
        [
            "All zero: absconded, never registered, devices past their term, incidents.",
            "Check-ins completed 98.4 %, Scheduled reports made 98.0 %, no clear change on last week.",
        ],
    ),
    (
        EDUCATION,
        [
            "教育学习月度达标率 95.0%，公益活动达标率 95.0%，较上周无明显变化。",
            "公益活动 120 人次，帮助就业创业 120 人。",
        ],
        [],
    ),
    (
        SCREENING,
        [
            "到期应筛查 5 000 人，100 人未按期；严重问题到期应干预 5 000 人，均按期完成。",
            "初步筛查率 100.0%，风险防控画像精准率 90.0%，较上周无明显变化。",
            "心理健康教育 120 人次，电话咨询 120 人次。",
        ],
        [],
    ),
    (
        BRANDS,
        [
            "政府购买服务覆盖率 100.0%，一县一品覆盖率 100.0%，较上周无明显变化。",
            "品牌活动 120 场次，品牌服务 120 人次。",
        ],
        [],
    ),
    (
        CENTRES,
        ["红色对象预警未办结、突发事件均为零。", "对象预警按期办结率 100.0%，设备在线率 99.0%，较上周无明显变化。"],
        [],
    ),
    (
        QUALITY,
        ["在册勾稽不平为零。", "司法所上报率 100.0%，数据按时到达率 99.0%，较上周无明显变化。"],
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


def test_fact_is_replaced_by_who_has_not_reported_only_in_order() -> None:
    """Facts are before who has not reported, and nothing is lost while three are enough."""
    late = reading(ROLL_CALL, region(CITY), value=5900, status=Status.PARTIAL, reported=188, due=191)
    found = texts(late, topic=BRANDS)

    assert [text[:4] for text in found] == ["政府购买", "品牌活动", "11 月"]


def test_facts_are_not_stated_when_something_worsened() -> None:
    """A clear fall is not followed by what was done all the same."""
    fallen = reading("pairing_rate", region(CITY), value=90, previous=97, base=5000)

    assert texts(fallen, topic=BRANDS) == ["结对帮教率 90.0%，低于目标 100%，居全省末位，较上周下降 7.0 个百分点。"]


def test_nothing_late_is_said_so() -> None:
    """It says that all due were done in time; without any due it says nothing."""
    tight = reading("screening_ontime_rate", region(CITY), value=100, base=12)
    none = reading("severe_intervention_ontime_rate", region(CITY), status=Status.UNDEFINED)

    assert texts(tight, none, topic=SCREENING)[0] == "到期应筛查 12 人，均按期完成。"


def test_a_small_base_is_said_with_its_rate() -> None:
    """91.2 % of 68 is not said bare."""
    few = reading("portrait_precision_rate", region(CITY), value=91.2, previous=91.2, base=68)

    assert "风险防控画像精准率 91.2%（基数 68）" in texts(few, topic=SCREENING)[1]


def test_a_rate_of_a_handful_is_not_stated() -> None:
    """One unconfirmed flag is no precision of 0 %; the sentence has the next rate only."""
    one = reading("portrait_precision_rate", region(CITY), value=0, previous=0, base=1)

    assert texts(one, topic=SCREENING)[1].startswith("初步筛查率")
    assert "画像精准率" not in "".join(texts(one, topic=SCREENING))


def test_a_target_missed_by_more_than_chance_is_said() -> None:
    """97.2 % of 5 000 falls short of 98 %; the same of 200 may be chance."""
    many = reading(CHECKIN, region(CITY), value=97.2, previous=97.2, base=5000)
    few = reading(CHECKIN, region(CITY), value=97.2, previous=97.2, base=200)

    assert texts(many, *others_at(97.0))[1].startswith("信息化核查完成率 97.2%，低于目标 98%")
    assert "目标" not in texts(few, *others_at(97.0))[1]


def test_a_drift_that_no_two_weeks_show_is_stated() -> None:
    """Eleven weeks half a point under the mean are a signal, although the last differs little from the one before."""

    def sinking(key: str, where: Region, period: Period) -> Reading:
        if key != CHECKIN:
            return quiet(key, where, period)
        at = list(WEEK.back(26)).index(period) if period in WEEK.back(26) else 0
        value = (98.6 if at < 15 else 97.9) + (0.05 if at % 2 else -0.05)
        return reading(key, where, period, value=value, previous=value, base=5000)

    found = texts(topic=SUPERVISION, make=sinking)

    assert found[1] == "信息化核查完成率 98.0%，仍达标，但缓慢下滑（已连续 11 周低于此前平均 98.6%）。"
    assert "无明显变化" not in "".join(found)


def test_a_child_that_made_little_of_a_fall_is_not_named() -> None:
    """Of 1.2 points the largest county made 0.1: the fall is everybody's."""
    found = texts(
        reading(VISITS, region(CITY), value=98.2, previous=99.4, base=5000),
        reading(VISITS, region("330109"), value=98.9, previous=99.4, base=1000),
    )

    assert found[1] == "实地查访完成率 98.2%，较上周下降 1.2 个百分点。"


def test_incident_opens_supervision() -> None:
    """An incident is named with its place, in both languages."""
    incidents = (
        reading("incident_count", region(CITY), value=2),
        reading("incident_count", region("330110"), value=2),
    )

    assert (
        texts(*incidents, topic=SUPERVISION)[0]
        == "本周突发事件 2 起（余杭，11 月 22 日）；脱管、漏管、电子定位超期均为零。"
    )
    assert texts(*incidents, topic=SUPERVISION, english=True)[0].startswith(
        "Incidents: 2 (Yuhang, on 22/11); All zero: absconded"
    )


def test_rising_rejects_are_worse() -> None:
    """Where less is better a rise is the worsening that is stated, and more than the target is past it."""
    risen = reading("row_reject_rate", region(CITY), value=1.5, previous=0.4, base=20_000)

    assert texts(risen, topic=QUALITY)[1] == ("记录拒收率 1.50%，高于目标 0.5%，居全省末位，较上周上升 1.10 个百分点。")


def unassessed(key: str, where: Region, period: Period) -> Reading:
    """Make a week and a running month without an assessment day."""
    if catalogue().metric(key).is_monthly and period != Period.parse("2026-10"):
        return reading(key, where, period, status=Status.UNDEFINED)
    return quiet(key, where, period)


def test_monthly_duty_names_the_month_it_was_assessed_in() -> None:
    """A week without an assessment day shows the last assessed month and says so."""
    assert (
        texts(topic=EDUCATION, make=unassessed)[0] == "教育学习月度达标率（10 月）95.0%，公益活动达标率（10 月）95.0%。"
    )

    fallen = reading("education_met_rate", region(CITY), Period.parse("2026-10"), value=91, previous=96, base=5000)
    assert texts(fallen, topic=EDUCATION, make=unassessed)[0].startswith(
        "教育学习月度达标率（10 月）91.0%，低于目标 95%，居全省末位，较 9 月下降 5.0 个百分点"
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
    """Its register is asked of no one in the period: it had not begun, or had ended."""

    def none(key: str, where: Region, period: Period) -> Reading:
        return reading(key, where, period, status=Status.NOT_APPLICABLE)

    assert texts(make=none) == [f"{region(CITY).zh}本期尚未设立或已经撤销，没有数。"]


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_every_topic_is_sound(topic: Topic) -> None:
    """Its metrics are in the catalogue, and what must be said has words in both tongues."""
    assert set(topic.metrics) <= set(catalogue().metrics)
    began = {key: catalogue().metric(key).occurrence for key in topic.bottom_line if catalogue().metric(key).occurrence}
    endings = {f"{key}_{ending}" for key in began for ending in ("end", "ended")}
    names = {f"{key}_name" for key in topic.bottom_line}
    said = {*topic.bottom_line, *names, *topic.facts, *began.values(), *endings}
    assert {f"sentences.{key}" for key in said} <= set(load_language("zh").messages)
    for english in (False, True):
        assert len(texts(topic=topic, english=english)) <= LONGEST


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_each_sentence_leads_to_its_view(topic: Topic) -> None:
    """Every sentence holds at least one link."""
    assert all(any(part.metric or part.region for part in found.parts) for found in spoken(topic=topic))
    silence = spoken(topic=topic, make=silent(Status.MISSING))
    assert any(part.metric for part in silence[0].parts)


def test_zeros_of_half_the_reports_are_said_to_be_so() -> None:
    """Zero absconded among half the offices does not mean that no one absconded."""
    half = [reading(key, region(CITY), value=0, reported=21, due=42) for key in OVERVIEW.bottom_line]
    assert texts(*half)[0] == "上报未齐，已报的脱管、漏管、电子定位超期、红色对象预警未办结均为零。"
    assert texts(*half, english=True)[0].startswith("Of what was reported: All zero: absconded")


# --- what is behind is named before what did not change ---

DEQING, XINAN, XINSHI = "330521", "330521114", "330521102"
REPORTS = "report_completion_rate"


def province(key: str, where: Region, period: Period) -> Reading:
    """Make a calm week of a province in which no two counties have the same figures."""
    made = quiet(key, where, period)
    if key not in {CHECKIN, REPORTS} or where.level is not Level.COUNTY:
        return made
    return reading(key, where, period, value=98.2 + int(where.code) % 97 / 100, base=2000)


def deqing(*others: Reading) -> list[str]:
    """Return the sentences about a county that is last of five, and of ninety."""
    own = region(DEQING)
    return texts(
        reading(CHECKIN, own, value=97.0, previous=97.4, base=2184),
        reading(REPORTS, own, value=94.2, previous=94.2, base=171),
        *(reading(CHECKIN, each, value=99.0, base=150) for each in regions().children(DEQING)),
        *(reading(REPORTS, each, value=99.0, base=20) for each in regions().children(DEQING)),
        reading(CHECKIN, region(XINAN), value=88.2, base=245),
        reading(CHECKIN, region(XINSHI), value=93.9, base=163),
        *others,
        code=DEQING,
        make=province,
    )


def test_a_county_behind_is_named_before_anything_calm() -> None:
    """Below its target and the last of its group and of the province: with its places, and whose it is."""
    assert deqing()[1] == (
        "信息化核查完成率 97.0%，低于目标 98%，居全省末位，主要在新安、新市司法所；"
        "定期报告完成率 94.2%，低于目标 98%，居全省末位。"
    )
    assert "无明显变化" not in "".join(deqing())


def test_the_last_of_a_group_is_named_with_its_place_in_the_province() -> None:
    """Fifth of five, and 86th of ninety."""
    worse = [reading(CHECKIN, region(code), value=95.0, base=2000) for code in ("330106", "330212", "330302", "330411")]

    assert "低于目标 98%，居湖州末位，全省第 86，主要在" in deqing(*worse)[1]


def test_a_county_clearly_below_the_province_is_named_though_not_its_last() -> None:
    """Fourth of five and not among the last ten of ninety, yet far below all of them."""
    own = reading(CHECKIN, region("330502"), value=97.2, base=20_000)

    assert "明显低于全省平均" not in "".join(texts(own, code="330502", make=province))
    below = [reading(CHECKIN, region(each), value=97.1, base=400) for each in (*counties()[:11], "330503")]
    said = texts(own, *below, code="330502", make=province)[1]
    assert said.startswith("信息化核查完成率 97.2%，低于目标 98%，明显低于全省平均，全省第 ")


def counties() -> list[str]:
    """Return the codes of all counties."""
    return [each.code for each in regions().descendants("330000", Level.COUNTY)]


def test_a_last_place_that_meets_its_target_says_that_too() -> None:
    """The last of eleven cities may be well."""
    said = texts(reading(CHECKIN, region(CITY), value=98.1, previous=98.1, base=5000), *others_at(98.9))

    assert "低于目标" not in said[1]
    assert "高于目标 98%，居全省末位" in said[1]


def test_a_last_place_below_its_target_is_named_before_one_that_meets_it() -> None:
    """Both are last of five and of ninety; the one that falls short matters more."""
    said = deqing(
        reading(CHECKIN, region(DEQING), value=98.1, previous=98.1, base=2184),
        reading(REPORTS, region(DEQING), value=97.4, previous=97.4, base=171),
    )[1]

    assert said.startswith("定期报告完成率 97.4%，低于目标 98%，居全省末位；信息化核查完成率 98.1%，高于目标 98%，居")


def test_a_last_place_on_a_small_base_names_no_one() -> None:
    """Of a handful of cases a place says nothing."""
    few = reading(REPORTS, region(CITY), value=97.0, previous=97.0, base=60)

    assert "末位" not in "".join(texts(few, *others_at(99.0, REPORTS)))


def test_who_keeps_a_figure_low_is_named_not_who_raised_it() -> None:
    """余杭 rose most and is still above; 萧山 holds a fifth of all and is below: it is responsible."""

    def sinking(key: str, where: Region, period: Period) -> Reading:
        if key != CHECKIN or where.code != CITY:
            return quiet(key, where, period)
        at = list(WEEK.back(26)).index(period) if period in WEEK.back(26) else 0
        value = (98.6 if at < 15 else 98.1) + (0.05 if at % 2 else -0.05)
        return reading(key, where, period, value=value, previous=value - 0.1, base=50_000)

    large_and_low = reading(CHECKIN, region("330109"), value=97.0, previous=97.1, base=10_994)
    risen = reading(CHECKIN, region("330110"), value=98.9, previous=97.5, base=5000)
    others = [
        reading(CHECKIN, each, value=98.7, previous=98.7, base=3000)
        for each in regions().children(CITY)
        if each.code not in {"330109", "330110"}
    ]

    found = texts(large_and_low, risen, *others, *others_at(98.0), make=sinking)

    assert found[1].endswith("缓慢下滑（已连续 11 周低于此前平均 98.6%），主要在萧山。")


# --- what does not balance ---


def test_a_register_that_does_not_balance_since_reports_are_missing_says_so() -> None:
    """Every reported one balances, and the whole still differs: the page says which and why."""
    gap = reading("register_balance_gap", region(CITY), value=-1, reported=1135, due=1146)

    assert texts(gap, topic=QUALITY)[0] == "已报的在册勾稽均平，因 11 所·日未上报，推算差 1 人，待补报后核平。"
    assert texts(gap, topic=QUALITY, english=True)[0] == (
        "Of what was reported all registers balance; 11 office-days were not, so the register differs from its moves by 1, "
        "until they are sent."
    )


def test_a_register_that_is_wrong_is_not_put_down_to_missing_reports() -> None:
    """Where a reported register does not balance, the sentence says so, with its place."""
    found = texts(
        reading("register_balance_gap", region(CITY), value=-1, reported=1135, due=1146),
        reading("roster_balance_break_count", region(CITY), value=2),
        reading("roster_balance_break_count", region("330109"), value=2),
        topic=QUALITY,
    )

    assert found[0] == "本周在册勾稽不平 2 所·日（萧山）。"


def test_a_region_that_has_several_absentees_is_named_whole() -> None:
    """Five regions are all named, of more the first three, with how many there are."""
    cities = regions().children("330000", WEEK.span)

    def late(count: int) -> list[Reading]:
        own = reading(ROLL_CALL, region("330000"), value=9, status=Status.PARTIAL, reported=100 - 2 * count, due=100)
        of = [reading(ROLL_CALL, city, value=9, status=Status.PARTIAL, reported=5, due=7) for city in cities[:count]]
        return [own, *of]

    assert texts(*late(5), code="330000")[-1] == (
        "11 月 22 日 10 个司法所名册未上报：杭州市 2、宁波市 2、温州市 2、嘉兴市 2、湖州市 2。"
    )
    assert texts(*late(6), code="330000")[-1] == (
        "11 月 22 日 12 个司法所名册未上报：杭州市 2、宁波市 2、温州市 2 等 6 地。"
    )
