"""What people write: it names no person and has nothing that a file cannot hold, in any way of writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import TextRefused
from data.text.free import checked, names_a_person, person_number, text_fault, unprintable

CHINESE = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
WIDE = dict(zip("0123456789", "０１２３４５６７８９", strict=True))
ARABIC = dict(zip("0123456789", "٠١٢٣٤٥٦٧٨٩", strict=True))
IDENTITY, MOBILE = "330106199001011234", "13812345678"


@pytest.mark.parametrize(
    "text",
    [
        "证号 110101199001011234",
        "11010119900101123X",
        "110101900101123",
        "身份证110101 19900101 1234",
        "身份证3301.0619.9001.0112.34",
        "330106·19900101·1234",
        "三三零一零六一九九零零一零一一二三四",
        "编号99110101199003071938000",
        "138 0013 8000",
        "138-0013-8000",
        "138.1234.5678",
        "138\u200b12345678",
        "138\u202d1234\u202c5678",
        "13８1234５678",
        "一三八一二三四五六七八",
        "+86 138 1234 5678",
        "11-27 13800138000",
        "１３８００１３８０００",
        "0571-87053333",
        "卡号6222021234567890128",
        "zhang.san@example.com",
        "浙A·12345",
        "定位 120.123456,30.234567",
        "姓名：张三",
        "矫正对象张三未按时报到",
        "社矫对象李四，脱管",
        "张某某脱管已查获",
        "经查王某甲拒不到案",
        "由王小明同志创办",
        "社工李四负责",
        "社工王小明获评全省先进个人",
    ],
)
def test_what_names_a_person_is_noticed(text: str) -> None:
    """Identity cards, telephones, cards, plates, places and labelled names, however they are written."""
    assert names_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "萧山区司法局",
        "（2026）浙0108刑更12号",
        "2026-11-22 至 2026-11-29",
        "2026-11-16 08:30 至 2026-11-22 18:00",
        "二〇二六年十一月二十二日",
        "5 355 人次",
        "应核查 12 345 人次，已核查 12 001 人次",
        "T12-7f3a",
        "936 人",
        "重点对象管理薄弱",
        "矫正对象应核查人次",
        "对象任务未完成",
        "重点对象何时报到",
        "对象夏季集中教育",
        "未成年人江山市专题",
        "矫正对象范围相同",
        "某某街道司法所",
        "在某项工作中",
        "上升 12.34 个百分点",
        "330108001000",
        "上城区、拱墅区、西湖区三地补岗",
        "向全体同志通报",
        "各位负责同志",
        "社工钱塘区及萧山区各一名",
        "志愿者应到未到",
    ],
)
def test_the_trade_s_own_words_and_numbers_are_not(text: str) -> None:
    """Case numbers, codes, days, counts and statements about subjects in general."""
    assert not names_a_person(text)


@given(
    number=st.sampled_from([IDENTITY, MOBILE]),
    writing=st.sampled_from([{}, CHINESE, WIDE, ARABIC]),
    gaps=st.lists(st.sampled_from(["", "", " ", "-", ".", "\u200b", "·"]), min_size=17, max_size=17),
    around=st.sampled_from(["{}", "电话{}。", "（{}）"]),
)
def test_no_way_of_writing_hides_a_number(number: str, writing: dict[str, str], gaps: list[str], around: str) -> None:
    """Digits of any script, also with blanks, points, hyphens or invisible marks between them."""
    digits = [writing.get(digit, digit) for digit in number]
    written = "".join(digit + gap for digit, gap in zip(digits, [*gaps, ""], strict=False))

    assert person_number(around.format(written))


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x1f", "\x7f", "\x85", "\ud800", "\ufffe", "\uffff"])
def test_signs_no_file_can_hold_are_refused(sign: str) -> None:
    """Control characters, half surrogate pairs and what XML leaves out, with the place."""
    with pytest.raises(TextRefused, match="第 3 个字"):
        checked(f"补岗{sign}方案", "事项", 80)


@given(st.text())
def test_what_is_kept_can_be_written_everywhere(text: str) -> None:
    """UTF-8 and XML 1.0 hold every text that the guard lets through."""
    try:
        kept = checked(text, "说明", 1000)
    except TextRefused:
        return
    kept.encode()
    assert not unprintable(kept)
    assert checked(kept, "说明", 1000) == kept


def test_marks_that_cannot_be_seen_are_left_out() -> None:
    """Invisible signs copied with a text change nothing."""
    assert checked(" \u202d补岗\u200b\u200e方案\ufeff\r\n", "事项", 80) == "补岗方案"


def test_line_ends_and_tabs_are_kept() -> None:
    """A note of several lines stays one."""
    assert checked("一\r\n二\t三", "会议记录", 80) == "一\n二\t三"


def test_a_text_too_long_is_refused_and_never_cut() -> None:
    """What was accepted is kept whole."""
    assert str(text_fault("长" * 81, "事项", 80)) == "事项最多 80 个字，这里有 81 个。请删减。"


def test_the_refusal_says_where_to_write_it_instead() -> None:
    """What is in the way, and the way out; the number is not repeated."""
    reason = str(text_fault(f"联系{MOBILE}", "事项", 80))

    assert reason == "事项里有形似电话号码的数字，未写入。这里只写单位和岗位；个人情况请留在业务系统，用案件编号指明。"
