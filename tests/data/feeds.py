"""Builders of feed files as bureaus send them, and a store to load them into."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from sqlalchemy import select

from data.load import LoadReport, load_files
from data.store import Store
from tests.conftest import opened

TODAY = date(2026, 11, 23)
DAY = date(2026, 11, 22)
BINJIANG = "330108"
XIXING, CHANGHE, PUYAN = "330108001", "330108002", "330108003"
SUPERVISION = "fact_supervision_day"
HEADER: list[Any] = ["day", "office_code", "checkin_due_n", "checkin_done_n"]


def binjiang_store(folder: Path, root: str = BINJIANG) -> Store:
    """Return an empty store of one county (or another root)."""
    return opened(folder / "cockpit.db", root)


def load(store: Store, *paths: Path, dry_run: bool = False) -> LoadReport:
    """Load files as on the day after the feeds' day."""
    return load_files(store, paths, today=TODAY, dry_run=dry_run)


def held(store: Store, table: str = SUPERVISION) -> dict[tuple[date, str], dict[str, int]]:
    """Return what the store holds of a table without dimensions: the columns that are not empty, by day and office."""
    facts = store.schema.facts[table]
    with store.engine.connect() as connection:
        rows = connection.execute(select(facts)).mappings().all()
    keys = {"day", "office_code", "loaded_at", "load_no"}
    return {
        (row["day"], row["office_code"]): {
            key: value for key, value in row.items() if key not in keys and value is not None
        }
        for row in rows
    }


def csv_text(rows: Sequence[Any], delimiter: str = ",") -> str:
    """Return rows as the text of a CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def write_csv(path: Path, rows: Sequence[Any], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Write rows as a CSV."""
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))
    return path


def write_xlsx(path: Path, sheets: dict[str, Sequence[Any]], merges: dict[str, Sequence[str]] | None = None) -> Path:
    """Write a workbook; `merges` are ranges to merge, by sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for merged in (merges or {}).get(name, ()):
            sheet.merge_cells(merged)
    book.save(path)
    return path


COUNTY_ROWS: list[list[Any]] = [
    ["滨江区社区矫正日报　2026年11月22日", *[None] * 8],
    ["填报单位：滨江区司法局", *[None] * 8],
    ["序号", "司法所", "信息化核查", None, None, "实地查访", None, "训诫", "备注"],
    [None, None, "应核查", "已完成", "完成率", "应查访", "已完成", None, None],
    [1, "西兴司法所", "１２０", "1,118", "98.3%", 6, 6, 0, None],
    [2, "长河", 80, 79, "98.8%", 4, 4, 1, "说明：一人请假"],
    [3, "浦沿街道", 95, 95, "100%", "—", "/", 0, None],
    ["合　计", None, 295, 292, "99.0%", 10, 10, 1, None],
    ["填表人：张三", None, None, "审核人：李四", None, None, None, None, None],
]
COUNTY_ROWS[4][3] = "118"


def county_xlsx(path: Path) -> Path:
    """Write a county's daily spreadsheet: title, merged two-row header in Chinese, 合计 row, signatures."""
    merges = ["A1:I1", "A2:I2", "A3:A4", "B3:B4", "C3:E3", "F3:G3", "H3:H4", "I3:I4", "A8:B8"]
    return write_xlsx(path, {"日报": COUNTY_ROWS}, {"日报": merges})


def county_csv(path: Path) -> Path:
    """Write the GB18030 twin of the county's spreadsheet."""
    return write_csv(path, COUNTY_ROWS, "gb18030")


def write_parquet(path: Path, rows: Sequence[Any]) -> Path:
    """Write rows, the first of them the header, as Parquet."""
    pd.DataFrame([list(row) for row in rows[1:]], columns=[str(name) for name in rows[0]]).to_parquet(path)
    return path
