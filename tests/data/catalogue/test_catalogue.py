"""The catalogue: what it holds, and the errors for a wrong file."""

import shutil
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from data.catalogue import Catalogue, Direction, load_catalogue
from data.catalogue.catalogue import HERE, Bands, Kind, Limit, Owner
from data.catalogue.formula import Atom, Operator
from data.errors import CatalogueError, DataError, UnknownMetric
from data.regions import Level

SUPERVISION = "metrics/supervision.toml"
QUALITY = "metrics/quality.toml"
ROSTER = "measures/roster.toml"
ADDED = {
    "register_balance_gap",
    "revocation_proposed_count",
    "female_count",
    "minor_count",
    "reoffence_count",
    "absconded_new_count",
    "missing_new_count",
    "red_alert_overdue_count",
    "red_alert_new_count",
    "serious_reoffence_count",
    "extreme_incident_count",
    "group_incident_count",
    "petition_incident_count",
    "other_incident_count",
    "education_person_times",
    "reassessment_rate",
    "mood_yellow_count",
    "mood_blue_count",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the shipped files, to be spoilt."""
    for name in ("metrics", "measures"):
        shutil.copytree(HERE / name, tmp_path / name)
    return tmp_path


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first `old` in a file."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path) -> list[str]:
    """Return the findings that keep a folder from being loaded."""
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    return str(caught.value).splitlines()[1:]


def in_metric(key: str, old: str, new: str) -> tuple[str, str]:
    """Return a replacement inside one stanza of the supervision file."""
    text = (HERE / SUPERVISION).read_text(encoding="utf-8")
    stanza = text[text.index(f"[metrics.{key}]") :].split("\n\n", 1)[0]
    return stanza, stanza.replace(old, new, 1)


# What it holds


def test_counts(catalogue: Catalogue) -> None:
    """There are the dictionary's 80 metrics and eighteen additions in seven themes, 173 + 3 columns, 42 of them stocks."""
    assert (len(catalogue.metrics) - len(ADDED), len(catalogue.themes)) == (80, 7)
    assert set(catalogue.metrics) >= ADDED
    assert (len(catalogue.measures), len(catalogue.tables)) == (173 + 3, 7 + 3)
    assert sum(measure.kind is Kind.STOCK for measure in catalogue.measures.values()) == 42


@pytest.mark.parametrize(
    ("stem", "columns", "stocks", "dimensions"),
    [
        ("roster", 26, 16, ("correction_type", "management_level")),
        ("supervision", 45, 0, ()),
        ("alert", 9, 2, ("alert_type", "alert_level")),
        ("education", 21, 1, ()),
        ("psych", 27, 7, ()),
        ("social", 20, 13, ("brand",)),
        ("ops", 25, 3, ()),
        ("incident", 1, 0, ("incident_type",)),
        ("alert_hour", 1, 0, ("alert_hour", "alert_level")),
        ("brand_service", 1, 0, ("brand", "service_type")),
    ],
)
def test_tables(catalogue: Catalogue, stem: str, columns: int, stocks: int, dimensions: tuple[str, ...]) -> None:
    """Each table has its columns, its stocks among them, and its dimensions."""
    table = catalogue.table(stem)

    assert table.key in {f"fact_{stem}_day", f"fact_{stem}"}
    assert table.stem == stem
    assert len(table.measures) == columns
    assert sum(measure.kind is Kind.STOCK for measure in table.measures) == stocks
    assert table.keys == ("day", "office_code", *dimensions)


@pytest.mark.parametrize(
    ("theme", "metrics"),
    [
        ("supervision", 26),
        ("education", 10),
        ("screening", 13),
        ("brands", 15),
        ("centres", 3),
        ("emergency", 8),
        ("quality", 5),
    ],
)
def test_themes(catalogue: Catalogue, theme: str, metrics: int) -> None:
    """Each theme has the dictionary's metrics."""
    of_theme = [metric for metric in catalogue.metrics.values() if metric.theme == theme and metric.key not in ADDED]
    assert len(of_theme) == metrics


def test_themes_are_in_the_order_of_the_pages(catalogue: Catalogue) -> None:
    """Themes are in the order in which they are shown, not in that of their files."""
    assert list(catalogue.themes)[:3] == ["supervision", "education", "screening"]


def test_checkin_completion_rate(catalogue: Catalogue) -> None:
    """The metric everybody asks for is complete."""
    metric = catalogue.metric("checkin_completion_rate")

    assert (metric.zh, metric.short_zh) == ("信息化核查完成率", "信息化核查完成率")
    assert (metric.en, metric.short_en) == ("Check-ins completed", "Check-ins")
    assert (metric.unit, metric.scale, metric.decimals) == ("%", 100, 1)
    assert (metric.numerator_text, metric.denominator_text) == ("S(checkin_done_n)", "S(checkin_due_n)")
    assert (metric.direction, metric.target, metric.bands) == (Direction.UP, 98, Bands(yellow=98, red=95))
    assert metric.lowest is Level.OFFICE
    assert "第二十六条" in metric.basis_zh
    assert metric.is_ratio


def test_event_rates_share_the_managed_total(catalogue: Catalogue) -> None:
    """Absconding, re-offending and revocation are all counted against the managed total."""
    managed = catalogue.metric("managed_total").numerator

    for key in ("abscond_rate", "reoffence_rate", "revocation_rate"):
        assert catalogue.metric(key).denominator == managed


def test_factor_in_the_formula_is_not_scaled_again(catalogue: Catalogue) -> None:
    """A rate per thousand carries its own factor."""
    metric = catalogue.metric("admonition_per_1000")
    admonished, mean = metric.atoms

    assert metric.numerator.evaluate({admonished: 3}) == 3000
    assert mean == Atom(Operator.A, "registered_eod")
    assert metric.scale == 1


def test_only_percentages_are_scaled(catalogue: Catalogue) -> None:
    """Percentages are multiplied by 100, nothing else is."""
    assert all(metric.scale == (100 if metric.unit == "%" else 1) for metric in catalogue.metrics.values())


def test_reoffence_is_read_over_a_year(catalogue: Catalogue) -> None:
    """The re-offence rate is never one of a week, and no other metric has a window."""
    windows = {metric.key: metric.window_days for metric in catalogue.metrics.values() if metric.window_days}

    assert windows == {"reoffence_rate": 365}


def test_rare_and_county_metrics_end_at_the_county(catalogue: Catalogue) -> None:
    """Rare-event rates and what belongs to the county are not shown at an office."""
    assert {metric.key for metric in catalogue.metrics.values() if metric.lowest is Level.COUNTY} == {
        "abscond_rate",
        "reoffence_rate",
        "reoffence_count",
        "revocation_rate",
        "purchase_county_coverage",
        "professional_org_count",
        "association_org_count",
        "industry_org_count",
        "social_worker_per_100",
        "brand_county_coverage",
        "ministry_centre_coverage",
        "room_compliance_rate",
        "device_uptime_rate",
        "drill_completion_rate",
        "office_reporting_rate",
        "feed_ontime_rate",
        "field_completeness_rate",
        "row_reject_rate",
        "roster_balance_break_count",
    }


def test_enforcement_and_devices_take_no_side(catalogue: Catalogue) -> None:
    """More devices, admonitions or warnings are neither better nor worse, and have no target."""
    for key in ("device_worn_share", "admonition_per_1000", "warning_per_1000", "strict_share"):
        metric = catalogue.metric(key)
        assert (metric.direction, metric.target, metric.bands) == (Direction.NEUTRAL, None, Bands())


def test_what_must_not_happen_has_the_target_zero(catalogue: Catalogue) -> None:
    """Zero is a target like any other."""
    for key in ("absconded_count", "missing_registration_count", "device_over_term_count", "incident_count"):
        assert catalogue.metric(key).target == 0


def test_every_count_that_must_be_zero_is_marked(catalogue: Catalogue) -> None:
    """The bottom line holds all counts and rates whose target is none, but for the errors of the data themselves."""
    marked = {key for key, metric in catalogue.metrics.items() if metric.is_bottom_line}
    none = {key for key, metric in catalogue.metrics.items() if metric.target == 0 and metric.theme != "quality"}

    assert marked == none
    assert len(marked) == 13


def test_open_cases_lead_to_those_that_began(catalogue: Catalogue) -> None:
    """Of the stocks of absconded and missed it is known which flow counts the new ones."""
    began = {key: metric.occurrence for key, metric in catalogue.metrics.items() if metric.occurrence}

    assert began == {
        "absconded_count": "absconded_new_count",
        "missing_registration_count": "missing_new_count",
    }
    assert all(catalogue.metric(key).primary.operator is Operator.S for key in began.values())


def test_small_cells_are_guarded(catalogue: Catalogue) -> None:
    """Minors and the five mood colours are hidden where they are few."""
    colours = {f"code_{colour}_eod" for colour in ("green", "blue", "yellow", "orange", "red")}
    guarded = {measure.key for measure in catalogue.measures.values() if measure.guarded}

    assert guarded == {"minor_eod", *colours}
    assert {metric.key for metric in catalogue.metrics.values() if metric.guarded} == {
        "mood_blue_count",
        "mood_yellow_count",
        "female_count",
        "minor_count",
        "red_orange_count",
    }


def test_monthly_duties_are_marked(catalogue: Catalogue) -> None:
    """Study and service are booked once a month."""
    monthly = [metric.key for metric in catalogue.metrics.values() if metric.is_monthly]

    assert monthly == ["education_met_rate", "welfare_met_rate"]


def test_county_facts_are_on_the_bureau_row(catalogue: Catalogue) -> None:
    """The contract, the organisations, the centre and the feed are reported in the county's bureau row."""
    owners = {key: measure.owner for key, measure in catalogue.measures.items()}

    for key in ("county_eod", "purchase_active_eod", "org_professional_eod", "room_set_eod", "office_due_n"):
        assert owners[key] is Owner.BUREAU
    assert owners["volunteer_eod"] is Owner.BOTH
    assert owners["registered_eod"] is owners["incident_n"] is Owner.OFFICE


def test_second_tier_columns(catalogue: Catalogue) -> None:
    """55 columns serve only the drill-down."""
    assert sum(measure.second_tier for measure in catalogue.measures.values()) == 55


def test_no_metric_needs_a_second_tier_column(catalogue: Catalogue) -> None:
    """The 80 metrics are on first-tier columns alone."""
    needed = {atom.measure for metric in catalogue.metrics.values() if metric.key not in ADDED for atom in metric.atoms}

    assert not [key for key in needed if catalogue.measures[key].second_tier]


def test_kept_slices(catalogue: Catalogue) -> None:
    """The roll-up keeps the register and alerts by level, incidents by kind."""
    kept = {measure.key: measure.by for measure in catalogue.measures.values() if measure.by}

    assert kept == {
        "registered_eod": ("management_level",),
        "alert_n": ("alert_level",),
        "alert_open_eod": ("alert_level",),
        "alert_overdue_eod": ("alert_level",),
        "incident_type_n": ("incident_type",),
    }


def test_limits(catalogue: Catalogue) -> None:
    """What is done in time is never more than what was due; scores are at most 100 a survey."""
    assert Limit("checkin_done_n", "checkin_due_n") in catalogue.table("supervision").limits
    assert Limit("team_set_eod", "registered_eod") in catalogue.table("roster").limits
    assert Limit("survey_score_sum", "survey_n", 100) in catalogue.table("social").limits


def test_screenings_done_are_not_limited_by_those_due(catalogue: Catalogue) -> None:
    """A screening may be done on another day than it is due."""
    assert Limit("screen_done_n", "screen_due_n") not in catalogue.table("psych").limits


def test_dimension_values(catalogue: Catalogue) -> None:
    """Types, levels and alerts have their values, in order."""
    values = {key: list(dimension.values) for key, dimension in catalogue.dimensions.items()}

    assert values["correction_type"] == ["surveillance", "probation", "parole", "outside_prison", "other"]
    assert values["management_level"] == ["strict", "ordinary", "lenient", "none"]
    assert values["alert_level"] == ["red", "yellow", "blue"]
    assert len(values["alert_type"]) == 16


@pytest.mark.parametrize(
    ("dimension", "text", "code"),
    [
        ("correction_type", "02", "probation"),
        ("correction_type", "暂予监外执行", "outside_prison"),
        ("correction_type", "９９", "other"),
        ("management_level", "严管", "strict"),
        ("management_level", " 宽管 ", "lenient"),
        ("management_level", "3", None),
        ("alert_level", "红色", "red"),
        ("alert_level", "RED", "red"),
        ("alert_type", "越界", "out_of_area"),
        ("alert_type", "飞走", None),
        ("brand", "NA", "NA"),
        ("brand", "binjiang-lianxin", "binjiang-lianxin"),
        ("brand", " ", None),
    ],
)
def test_lookup(catalogue: Catalogue, dimension: str, text: str, code: str | None) -> None:
    """Codes, names and what bureaus write lead to the code; a brand is any key."""
    assert catalogue.dimensions[dimension].lookup(text) == code


def test_no_value_can_be_changed(catalogue: Catalogue) -> None:
    """The catalogue is frozen all the way down."""
    with pytest.raises(FrozenInstanceError):
        catalogue.metric("abscond_rate").target = 1  # type: ignore[misc]
    with pytest.raises(TypeError):
        catalogue.metrics["new"] = catalogue.metric("abscond_rate")  # type: ignore[index]


def test_read_once() -> None:
    """Asking again gives the same catalogue."""
    assert load_catalogue() is load_catalogue()


def test_unknown_metric_names_the_nearest(catalogue: Catalogue) -> None:
    """The error for a mistyped metric names the nearest one."""
    with pytest.raises(UnknownMetric, match="最接近的是 checkin_completion_rate"):
        catalogue.metric("checkin_completion")


def test_unknown_table_names_the_tables(catalogue: Catalogue) -> None:
    """A mistyped table is answered with the nearest and with all."""
    with pytest.raises(DataError, match="最接近的是 roster；可用的有 roster、supervision"):
        catalogue.table("rooster")


# What is said of a wrong file


def test_unknown_column(folder: Path) -> None:
    """A column that no table has is named with file, metric and the column that was meant."""
    spoil(folder, SUPERVISION, "S(checkin_done_n)", "S(checkin_dne_n)")

    assert refusal(folder) == [
        "metrics/supervision.toml: checkin_completion_rate: unknown column checkin_dne_n; did you mean checkin_done_n?"
    ]


@pytest.mark.parametrize(
    ("key", "old", "new", "reason"),
    [
        ("checkin_completion_rate", "S(checkin_done_n)", "S(checkin_done_n", "numerator 第 17 个字符处"),
        ("checkin_completion_rate", "S(checkin_done_n)", "S(zzz)", "unknown column zzz"),
        ("checkin_completion_rate", "S(checkin_done_n)", "E(checkin_done_n)", "是流量，只能用 S"),
        ("minor_count", "E(minor_eod)", "B(minor_eod)", "guarded 的指标只能是期末数"),
        ("registered_count", "E(registered_eod)", "S(registered_eod)", "是存量，不能按日相加"),
        ("strict_share", "management_level=", "managment_level=", "是否想写 management_level？"),
        ("strict_share", "=strict", "=strikt", "没有取值 strikt；是否想写 strict？"),
        ("strict_share", "management_level=strict", "correction_type=parole", "未按 correction_type 保留"),
        ("abscond_rate", "yellow = 0.05", "yelow = 0.05", "不认识的键 yelow；是否想写 yellow？"),
        ("absconded_count", '"absconded_new_count"', '"absconded_now_count"', "最接近的是 absconded_new_count"),
        ("abscond_rate", "decimals = 3\n", "", "缺少 decimals"),
        ("abscond_rate", "decimals = 3", 'decimals = "2"', "decimals 应为整数，却是 '2'"),
        ("abscond_rate", 'zh = "脱管率"', 'zh = ""', "zh 应为文字"),
        ("abscond_rate", "target = 0", "target = true", "target 应为数，却是 True"),
        ("abscond_rate", '"down"', '"downward"', "direction 的值 'downward' 不在 up、down、neutral 之中"),
        ("abscond_rate", '"county"', '"village"', "lowest 的值 'village' 不在"),
        ("abscond_rate", "red = 0.1", "red = 0.01", "direction 为 down：应 target ≤ yellow ≤ red"),
        ("checkin_completion_rate", "red = 95", "red = 99", "direction 为 up：应 red ≤ yellow ≤ target"),
        ("strict_share", "decimals", "target = 20\ndecimals", "中性指标（neutral）不分好坏"),
        ("registered_count", 'unit = "人"', 'unit = "%"', "单位为 % 的指标须有 denominator"),
        ("strict_share", 'denominator_zh = "期末在册"\n', "", "denominator 与 denominator_zh 须"),
        ("strict_share", '"严管占比"\nshort_en', '"严管"\nshort_en', "比率只有一个名称"),
        ("released_count", 'short_zh = "解除矫正"', 'short_zh = "释放"', "不能另起名称"),
        ("released_count", "S(released_n)", "E(purchase_active_eod)", "只在县级本级行，lowest 须为"),
    ],
)
def test_wrong_metric(folder: Path, key: str, old: str, new: str, reason: str) -> None:
    """An error in a metric is reported with its file, its key and the reason, and nothing else is reported."""
    spoil(folder, SUPERVISION, *in_metric(key, old, new))

    findings = refusal(folder)

    assert len(findings) == 1
    assert findings[0].startswith(f"{SUPERVISION}: {key}: ")
    assert reason in findings[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (ROSTER, 'kind = "stock"', 'kind = "stok"', "registered_eod: kind 的值 'stok' 不在 flow、stock 之中"),
        (ROSTER, 'by = ["management_level"]', 'by = ["alert_level"]', "by 里的 alert_level 不是"),
        (ROSTER, '"correction_type"', '"correction_typ"', "是否想写 correction_type？"),
        (ROSTER, 'whole = "registered_eod"', 'whole = "registred_eod"', "是否想写 registered_eod？"),
        (ROSTER, 'whole = "registered_eod"', 'whole = "female_eod"', "part 与 whole 不能是同一列"),
        (ROSTER, "level_raised_n =", "level_raised_eod =", "流量（flow）的列名不得以 _eod 结尾"),
        (ROSTER, "level_raised_n =", "level_raised_owners =", "流量（flow）的列名不得以 _owners 结尾"),
        (ROSTER, "level_raised_n =", "Level_raised_n =", "名称只能用小写字母、数字和下划线"),
        (ROSTER, 'zh = "女性在册"', 'zh = "未成年在册"', "里有另一列也叫“未成年在册”"),
        (ROSTER, "limits = [", 'limits = [ "female_eod",', "应为一节，却是 'female_eod'"),
        ("measures/alert.toml", "\nalert_n =", "\nreceived_n =", "received_n: 重复：measures/alert.toml"),
        ("measures/dimensions.toml", '"普通", ', '"严管", ', "有另一个取值也写作“严管”"),
        (QUALITY, "[metrics.feed_ontime_rate]", "[feed_ontime_rate]", "指标写作 [metrics.feed_ontime_rate]"),
        (QUALITY, "[theme]", "[thema]", "缺少 position"),
    ],
)
def test_wrong_file(folder: Path, file: str, old: str, new: str, reason: str) -> None:
    """Errors in columns, limits, dimensions and themes are reported too."""
    spoil(folder, file, old, new)

    assert any(reason in finding for finding in refusal(folder))


def test_bad_syntax_names_the_line(folder: Path) -> None:
    """A file that is no TOML is named with the line; nothing is guessed from what is left."""
    spoil(folder, ROSTER, "position = 1", "position = ")

    assert refusal(folder) == [f"{ROSTER}: 第 6 行第 12 列: TOML 语法错误：Invalid value"]


def test_same_key_twice_in_one_file(folder: Path) -> None:
    """A metric written twice in a file is refused at its line."""
    text = (folder / QUALITY).read_text(encoding="utf-8")
    (folder / QUALITY).write_text(f"{text}\n[metrics.feed_ontime_rate]\n", encoding="utf-8")

    assert "TOML 语法错误：Cannot declare" in refusal(folder)[0]


def test_same_metric_in_two_files(folder: Path) -> None:
    """A metric written in two files is refused in the second."""
    shutil.copy(folder / QUALITY, folder / "metrics/second.toml")

    findings = refusal(folder)

    assert f"metrics/second.toml: feed_ontime_rate: 重复：{QUALITY} 里已有同名的一节" in findings


def test_every_finding_is_listed(folder: Path) -> None:
    """Three mistakes in two files are reported together."""
    spoil(folder, SUPERVISION, "S(checkin_done_n)", "S(checkin_dne_n)")
    spoil(folder, SUPERVISION, "S(visit_done_n)", "S(visit_done_n")
    spoil(folder, QUALITY, "decimals = 1\n", "")

    findings = refusal(folder)

    assert len(findings) == 3
    assert f"{QUALITY}: office_reporting_rate: 缺少 decimals" in findings


def test_empty_folder(tmp_path: Path) -> None:
    """A folder without files is named, not taken for an empty catalogue."""
    findings = refusal(tmp_path)

    assert any("没有 TOML 文件" in finding for finding in findings)


def test_added_metric_needs_one_stanza(folder: Path) -> None:
    """A bureau adds a metric by adding a stanza."""
    text = (folder / SUPERVISION).read_text(encoding="utf-8")
    stanza = text[text.index("[metrics.released_count]") :].split("\n\n", 1)[0]
    added = stanza.replace("released_count", "died_count").replace("S(released_n)", "S(died_n)")
    (folder / SUPERVISION).write_text(f"{text}\n{added}\n", encoding="utf-8")

    assert load_catalogue(folder).metric("died_count").numerator_text == "S(died_n)"
