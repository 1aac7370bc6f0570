"""Says why a workbook is refused whose figures could be other than they seem, or that could do harm where it is passed on."""

from __future__ import annotations

import re
from urllib.parse import unquote

LOCKED = "表格设了打开密码，读不了。请打开后去掉密码，另存为 XLSX。"
MACROS = "工作簿里有宏（自动执行的程序）。宏可能带病毒，也可能改动数字，一律不收。请打开后另存为“Excel 工作簿（*.xlsx）”，宏就不再保存。"
_LAST = re.compile(r"[^\\/\x01-\x1f:]+\Z")


def linked(sheet: str, place: str, file: str) -> str:
    """Return why a sheet is refused of which a cell (B7) takes its figure from another file."""
    other = f"另一份文件“{file}”" if file else "另一份文件"
    return (
        f"工作表“{sheet}”的 {place} 格是从{other}取来的数，那份文件改了这里不一定跟着改，不能当作填报的数。"
        "请用“数据→编辑链接→断开链接”把公式变成数值，保存后重新提交。"
    )


def file_named(target: str) -> str:
    """Return the name of the file that a link leads to, without its folders: 汇总.xlsx of file:///D:/%E6%B1%87.../…"""
    found = _LAST.search(unquote(target).strip("'").rstrip("\\/"))
    return "".join(letter for letter in found[0] if letter.isprintable())[:80] if found else ""
