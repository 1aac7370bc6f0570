"""Reads a date cell of a workbook no finer than its number format shows it: 2026-11-01 shown as Nov-26 is a month."""

from __future__ import annotations

import re
from datetime import date, datetime

from openpyxl.styles.numbers import is_date_format

# What Excel in Chinese writes by number alone: openpyxl does not list them.
CHINESE_FORMATS = {
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    **dict.fromkeys((32, 55), 'h"时"mm"分"'),
    **dict.fromkeys((33, 34, 35, 56), 'h"时"mm"分"ss"秒"'),
}
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|am/pm|a/p|上午/下午', re.IGNORECASE)
_CLOCK = re.compile(r"h[^a-z]*m+|m+[^a-z]*s|h|s")
_DAY_OF_MONTH = re.compile(r"(?<!d)dd?(?!d)")


def shown(day: date, form: str) -> str:
    """Return a date as text: ISO where its format shows the day, else as much as it shows (2026年11月, 2026年, 星期日)."""
    parts = _LITERAL.sub("", form).split(";")[0].lower()
    without_clock = _CLOCK.sub("", parts)
    if _DAY_OF_MONTH.search(parts) or not is_date_format(form):
        return day.isoformat()[:10]
    text = f"{day.year}年" if set("yeb") & {*without_clock} else ""
    text += f"{day.month}月" if "m" in without_clock else ""
    if not text and parts != without_clock and isinstance(day, datetime):
        text = f"{day:%H:%M}"
    if not text and ("a" in without_clock or "d" in without_clock):
        text = f"星期{'一二三四五六日'[day.weekday()]}"
    return text or day.isoformat()[:10]
