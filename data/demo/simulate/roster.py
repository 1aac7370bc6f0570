"""What is odd in the register: sums that do not add up, and the absconded and missing in its cells."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from data.demo.facts import Counts
from data.demo.simulate.draft import Simulation


def break_balance(
    draft: Simulation, by_level: dict[str, Counts], cells: pd.DataFrame, offices: list[str]
) -> list[tuple[str, str, date]]:
    """Add one subject to one office for one day each week, which breaks the balance on that day and the next."""
    breaks = np.zeros(draft.shape, np.int32)
    notes = []
    for day in range(3, len(draft.days) - 1, 7):
        office = int(draft.rng.integers(draft.offices))
        for values in (
            draft.totals["fact_roster_day", "registered_eod"],
            draft.totals["fact_psych_day", "code_green_eod"],
            by_level["ordinary"],
        ):
            values[office, day] += 1
        at = (
            (cells["owner_at"] == office)
            & (cells["day_at"] == day)
            & (cells["management_level"] == "ordinary")
            & (cells["correction_type"] == "probation")
        )
        cells.loc[at, "registered_eod"] += 1
        breaks[office, day : day + 2] = 1
        notes.append(("勾稽不平", offices[office], draft.days[day]))
    draft.put("breaks", office=breaks)
    return notes


def with_rare(draft: Simulation, cells: pd.DataFrame, newest: int) -> pd.DataFrame:
    """Put absconded and missing persons into the cells: on ordinary probation, and on level none."""
    start = len(draft.days) - newest
    cells["absconded_eod"] = 0
    away = draft.totals["fact_roster_day", "absconded_eod"][cells["owner_at"], cells["day_at"]]
    base = (cells["correction_type"] == "probation") & (cells["management_level"] == "ordinary")
    cells.loc[base, "absconded_eod"] = away[base]
    cells["missing_reg_eod"] = 0
    office, day = np.nonzero(draft.totals["fact_roster_day", "missing_reg_eod"][:, start:])
    extra = pd.DataFrame(
        {
            "owner_at": office,
            "day_at": day + start,
            "correction_type": "probation",
            "management_level": "none",
        }
    )
    extra["missing_reg_eod"] = draft.totals["fact_roster_day", "missing_reg_eod"][office, day + start]
    return pd.concat([cells, extra], ignore_index=True).fillna(0)
