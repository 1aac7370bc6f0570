"""The words of the interface and the way figures, changes and periods are written."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from string import Formatter

import pytest

from data.periods import Grain, Period, Span
from data.readings import Status
from data.readings.reading import Compare
from layouts.words.language import MINUS, THIN, load_language
from tests.layouts.fabricate import AS_OF, ROOT, catalogue, reading, region

ZH, EN = load_language("zh"), load_language("en")
HANGZHOU = region("330100")
RATE, COUNT = "checkin_completion_rate", "registered_count"
COUNTED = {
    group: {"count"} for group in ("units", "verdicts.unit", "drawer.unit", "panels.leaks.kind")
}  # words written beside a number
ENGLISH_ONLY = {  # given with those of the Chinese message
    "sentences.close_more": {"rest"},
    "sentences.place": {"count"},
    "sentences.day_only": {"month"},
}
NAMED = re.compile(r"""words\(\s*["']([a-z_]+(?:\.[a-z_]+)+)["']""")


def fields(message: str) -> set[str]:
    """Return the names a message wants filled in."""
    return {name for _, name, _, _ in Formatter().parse(message) if name}


def test_languages_have_the_same_keys() -> None:
    """No message exists in one language alone."""
    assert ZH.messages.keys() == EN.messages.keys()


def test_english_asks_for_no_other_fields() -> None:
    """What fills a Chinese message fills the English one; each that does not is named."""
    asking = {
        key: sorted(
            fields(EN.messages[key])
            - fields(text)
            - COUNTED.get(key.rpartition(".")[0], set())
            - ENGLISH_ONLY.get(key, set())
        )
        for key, text in sorted(ZH.messages.items())
    }
    wrong = [f"{key}: {', '.join(others)}" for key, others in asking.items() if others]

    assert not wrong, "\n".join(wrong)


def forms(message: str) -> list[list[str]]:
    """Return the forms of every word of a message that goes by a number."""
    return [spec.split("|") for _, _, spec, _ in Formatter().parse(message) if spec and "|" in spec]


def test_words_that_go_by_a_number_have_every_form() -> None:
    """English has one for one and one for the others; Chinese has no such words."""
    wrong = [key for key, text in EN.messages.items() if any(len(each) != 2 for each in forms(text))]
    wrong += [key for key, text in ZH.messages.items() if forms(text)]

    assert not wrong, "\n".join(wrong)


def test_no_message_speaks_of_one_as_of_many() -> None:
    """With 1 in every place no word follows in the form of many: no "1 days", no "1 office lack"; each that does is named."""
    parsed = [field for text in EN.messages.values() for field in Formatter().parse(text)]
    numbers = {name for _, name, spec, _ in parsed if name and spec}
    many = {each[1].split()[-1] for text in EN.messages.values() for each in forms(text)}
    wrong_word = re.compile(rf"\b1 (?:[a-z-]+ )?(?:{'|'.join(sorted(many))})\b")
    said = {
        key: EN(key, **{name: 1 if name in numbers else "…" for name in fields(text)})
        for key, text in EN.messages.items()
    }
    wrong = [f"{key}: {text}" for key, text in said.items() if wrong_word.search(text)]

    assert not wrong, "\n".join(wrong)


def test_scripts_of_the_browser_get_no_forms_but_those_of_a_count() -> None:
    """What they are given as it is written in the catalogue has nothing in it that only the server chooses."""
    given = [text for key, text in EN.messages.items() if key.startswith(("export.said.", "grid.", "shell.date"))]

    assert given
    assert not any(forms(text) for text in given)


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "1 day left"), (2, "2 days left"), (0, "0 days left"), ("1.0", "1.0 days left"), (f"1{THIN}001", f"1{THIN}001 days left")],
)  # fmt: skip
def test_a_word_goes_by_its_number(count: int | str, text: str) -> None:
    """As it is written."""
    assert EN("moments.left.days", count=count) == text


def test_a_unit_goes_by_its_figure() -> None:
    """One person, one person less, two persons; the unit of a column of figures is that of many."""
    metric = catalogue().metrics[COUNT]

    assert [EN.unit(metric, amount) for amount in ("1", f"{MINUS}1", "2", "")] == ["person"] * 2 + ["persons"] * 2


def sources() -> list[Path]:
    """Return every file that may name a message."""
    floors = (ROOT / floor for floor in ("layouts", "callbacks", "dashboard"))
    return [path for floor in floors for path in sorted(floor.rglob("*")) if path.suffix in {".py", ".html"}]


def test_every_named_message_exists() -> None:
    """A key written in code or template is in the catalogue; each that is not is named with its file."""
    named = [(path, key) for path in sources() for key in NAMED.findall(path.read_text(encoding="utf-8"))]
    unknown = [f"{path.relative_to(ROOT)}: {key}" for path, key in named if key not in ZH.messages]

    assert named
    assert not unknown, "\n".join(unknown)


def test_every_unit_has_its_word() -> None:
    """Each unit of a metric or column that is a word is known in both languages."""
    units = {metric.unit for metric in catalogue().metrics.values()}
    words = (units | {measure.unit for measure in catalogue().measures.values()}) - {"%", "‰"}

    assert {f"units.{unit}" for unit in words} <= ZH.messages.keys()


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("人次", ["person-time", "person-times"]),
        ("天", ["day", "days"]),
        ("个百分点", ["point", "points"]),
        ("工作日", ["working day", "working days"]),
        ("%", ["%", "%"]),
    ],
)
def test_the_unit_of_a_chart_goes_by_each_figure(unit: str, said: list[str]) -> None:
    """A chart names its unit once, and each figure of it has the form for its number; a sign is the same for all."""
    assert [EN.unit_named(unit, amount) for amount in ("1", "2")] == said


def test_unknown_key_fails() -> None:
    """A missing message is an error, never an empty label."""
    with pytest.raises(KeyError):
        ZH("no.such.message")


def test_numbers_are_grouped_by_thin_spaces() -> None:
    """Thousands are set apart; a minus is a minus sign."""
    assert ZH.number(1_234_567.8, 1) == f"1{THIN}234{THIN}567.8"
    assert ZH.number(-4, 0) == f"{MINUS}4"


def test_minus_zero_is_zero() -> None:
    """What rounds to nothing has no sign."""
    assert ZH.number(-0.04, 1) == "0.0"
    assert ZH.signed(0.04, 1) == "0.0"
    assert ZH.signed(0.4, 1) == "+0.4"


def test_figure_has_the_metrics_decimals() -> None:
    """The catalogue says how many decimals are shown."""
    assert ZH.figure(reading(RATE, HANGZHOU, value=97.249)) == "97.2"
    assert ZH.figure(reading(COUNT, HANGZHOU, value=0.0)) == "0"


@pytest.mark.parametrize("words", [ZH, EN], ids=["zh", "en"])
def test_each_status_reads_differently(words: object) -> None:
    """Mark and word together distinguish the seven statuses and zero."""
    language = ZH if words is ZH else EN
    shown = {
        f"{language.figure(made)} {language.status(made)}"
        for status in Status
        for made in [reading(RATE, HANGZHOU, value=0.0 if status in {"ok", "partial"} else None, status=status)]
    }

    assert len(shown) == len(Status)


def test_marks_of_the_design() -> None:
    """— 未上报, ▒ 过期, <5, 不适用."""
    made = {status: reading(RATE, HANGZHOU, status=status) for status in Status}

    assert (ZH.figure(made[Status.MISSING]), ZH.status(made[Status.MISSING])) == ("—", "未上报")
    assert (ZH.figure(made[Status.STALE]), ZH.status(made[Status.STALE])) == ("▒", "过期")
    assert ZH.figure(made[Status.SUPPRESSED]) == "<5"
    assert ZH.status(made[Status.NOT_APPLICABLE]) == "不适用"


def test_partial_says_its_coverage() -> None:
    """Coverage is written down, never up to 100 %."""
    made = reading(RATE, HANGZHOU, value=97.0, status=Status.PARTIAL, reported=9999, due=10000)

    assert ZH.status(made) == "上报率 99.9%"


def test_percentages_change_by_points() -> None:
    """1.0 % against 0.9 % is 0.1 points, not 11 %."""
    made = reading(RATE, HANGZHOU, value=1.0, previous=0.9)

    assert ZH.change(made, Compare.PREVIOUS) == f"▲{THIN}0.1{THIN}个百分点"


def test_counts_change_by_their_share() -> None:
    """A count's change is a share of what it was."""
    made = reading(COUNT, HANGZHOU, value=982.0, previous=1000.0)

    assert ZH.change(made, Compare.PREVIOUS) == f"▼{THIN}1.8%"


@pytest.mark.parametrize(("value", "previous", "text"), [(3.0, 1.0, "▲ 2 人"), (2.0, 0.0, "▲ 2 人")])
def test_few_change_by_their_number(value: float, previous: float, text: str) -> None:
    """From one to three is two more, not 200 %; from zero there is no share at all."""
    made = reading(COUNT, HANGZHOU, value=value, previous=previous)

    assert ZH.change(made, Compare.PREVIOUS) == text.replace(" ", THIN)


def test_change_too_small_to_show_is_none() -> None:
    """A change that the shown decimals hide is 持平."""
    assert ZH.change(reading(RATE, HANGZHOU, value=97.21, previous=97.19), Compare.PREVIOUS) == "持平"


def test_change_without_base_is_empty() -> None:
    """Without anything to compare with the text is empty."""
    assert ZH.change(reading(RATE, HANGZHOU, value=97.2), Compare.PREVIOUS) == ""


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("2026-11-22", "2026 年 11 月 22 日"),
        ("2026-W47", "2026 年第 47 周 · 11.16–11.22"),
        ("2026-11", "2026 年 11 月 · 截至 22 日"),
        ("2026-10", "2026 年 10 月"),
        ("2026-Q4", "2026 年第 4 季度 · 截至 11 月 22 日"),
    ],
)
def test_periods_with_their_days(key: str, text: str) -> None:
    """A week gives its days, a running period how far it goes."""
    period = Period.parse(key)

    assert ZH.period(period, period.to_date(AS_OF)) == text


@pytest.mark.parametrize("key", ["2026-11-22", "2026-W47", "2026-11", "2026"])
def test_a_figure_of_a_longer_span_says_of_how_many_days(key: str) -> None:
    """A rare event counted over a year is not one of the week's seven days."""
    period = Period.parse(key)
    year = Span(AS_OF - timedelta(days=364), AS_OF)

    assert ZH.period(period, year) == f"{ZH.period(period)} · 近 365 天"


def test_week_belongs_to_its_iso_year() -> None:
    """2027-01-01 is in the 53rd week of 2026."""
    week = Period.holding(date(2027, 1, 1), Grain.WEEK)

    assert ZH.period(week) == "2026 年第 53 周"
    assert ZH.period(week, Span(week.first, week.last)).endswith("12.28–1.3")


def test_names_follow_the_language() -> None:
    """Regions, metrics and units have both names."""
    metric = catalogue().metric(COUNT)

    assert (ZH.name(HANGZHOU), EN.name(HANGZHOU)) == (HANGZHOU.zh, HANGZHOU.en)
    assert (ZH.short(metric), EN.short(metric)) == (metric.short_zh, metric.short_en)
    assert (ZH.unit(metric), EN.unit(metric)) == ("人", "persons")


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_no_reader_reads_about_settings(tongue: str) -> None:
    """Environment variables are for the operator's handbook, and for what is said when only the operator can help."""
    helped = ("reasons.database.", "reasons.export.no_", "request.says.host", "accounts.oidc_unverified")
    said = {key: text for key, text in load_language(tongue).messages.items() if not key.startswith(helped)}

    assert [key for key, text in said.items() if "COCKPIT" in text or ".env" in text] == []


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("2026-11-29", "11.29"),
        ("2026-W48", "第 48 周"),
        ("2026-11", "2026 年 11 月"),
        ("2026-Q4", "2026 年第 4 季度"),
        ("2026", "2026 年"),
    ],
)
def test_an_axis_and_the_phone_s_button_write_periods_as_the_page_does(key: str, said: str) -> None:
    """In words, days as the period's button writes the ends of a week; never 2026-11 or 11-29."""
    assert ZH.tick(Period.parse(key)) == said


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ("2021", "2021 年"),
        ("2021-07", "2021 年 7 月"),
        ("2021-07-05", "2021 年 7 月 5 日"),
        (date(2021, 7, 5), "2021 年 7 月 5 日"),
        ("入矫当日", "入矫当日"),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(known: date | str, said: str) -> None:
    """Years, months and days are written one way; what is no date stays as it is."""
    assert ZH.when(known) == said


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        ("checkin_completion_rate", "目标 98%"),
        ("row_reject_rate", "目标 0.5%"),
        ("abscond_rate", "目标 0%"),
        ("absconded_count", "目标 0 人"),
        ("registered_count", ""),
    ],
)
def test_a_target_is_written_one_way(metric: str, said: str) -> None:
    """In tiles and drawers as in first sentences: without decimals that say nothing."""
    assert re.sub(r"\s", " ", ZH.target(catalogue().metric(metric))) == said
