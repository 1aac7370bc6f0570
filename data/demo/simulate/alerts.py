"""The business system's own alerts, by type and level."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.demo.facts import Counts
from data.demo.simulate.draft import Simulation
from data.demo.simulate.subjects import stock, tally

ALERT_TYPES = (
    ("missed_checkin", 0.34),
    ("out_of_area", 0.16),
    ("device_separation", 0.05),
    ("device_offline", 0.07),
    ("strap_tamper", 0.004),
    ("low_battery", 0.10),
    ("lost_contact", 0.006),
    ("leave_overdue", 0.03),
    ("registration_overdue", 0.01),
    ("report_overdue", 0.08),
    ("med_review_overdue", 0.01),
    ("ban_violation", 0.01),
    ("night_pattern", 0.05),
    ("associate_contact", 0.02),
    ("psych_risk", 0.04),
    ("device_term_expiring", 0.02),
)
ALERT_LEVELS = (("red", 0.02, 9.0, 0.93), ("yellow", 0.18, 55.0, 0.80), ("blue", 0.80, 160.0, 0.62))


def put_alerts(draft: Simulation, registered: Counts, newest: int) -> tuple[dict[str, dict[str, Counts]], pd.DataFrame]:
    """Draw the alerts of every day; return their columns by level, and the newest days by type and level."""
    rng, size = draft.rng, draft.shape
    raised = draft.poisson(registered, 22)
    office, day = np.nonzero(raised)
    times = raised[office, day]
    office, day = np.repeat(office, times), np.repeat(day, times)
    count = len(office)
    level = rng.choice(3, count, p=[share for _, share, _, _ in ALERT_LEVELS])
    shares = np.array([share for _, share in ALERT_TYPES])
    kind = rng.choice(len(shares), count, p=shares / shares.sum())
    valid_share = np.clip(0.08 + 0.05 * np.arange(len(shares)), 0.05, 0.8)
    judged = rng.random(count) < 0.97
    valid = judged & (rng.random(count) < valid_share[kind])
    acked = rng.random(count) < 0.992
    minutes = np.where(acked, rng.gamma(2.0, np.array([m / 2 for _, _, m, _ in ALERT_LEVELS])[level]), 0).astype(int)
    in_time = rng.random(count) > 0.012 * draft.quality[office, day]
    same_day = in_time & (rng.random(count) < np.array([q for *_, q in ALERT_LEVELS])[level])
    close_day = np.where(same_day, day, np.where(in_time, day + 1, day + 2 + rng.integers(0, 3, count)))
    columns = {
        "alert_n": np.ones(count, int),
        "alert_judged_n": judged,
        "alert_valid_n": valid,
        "alert_acked_n": acked,
        "alert_ack_minutes_sum": minutes,
        "alert_close_due_n": np.ones(count, int),
        "alert_close_ontime_n": in_time,
    }
    for column, weight in columns.items():
        draft.put("fact_alert_day", **{column: tally(*size, office, day, np.asarray(weight, float))})
    overdue_to = np.where(in_time, day + 1, close_day)
    draft.put(
        "fact_alert_day",
        alert_open_eod=stock(*size, office, day, close_day),
        alert_overdue_eod=stock(*size, office, day + 1, overdue_to),
    )
    parts: dict[str, dict[str, Counts]] = {"alert_n": {}, "alert_open_eod": {}, "alert_overdue_eod": {}}
    for at, (name, *_) in enumerate(ALERT_LEVELS):
        mine = level == at
        parts["alert_n"][name] = tally(*size, office[mine], day[mine])
        parts["alert_open_eod"][name] = stock(*size, office[mine], day[mine], close_day[mine])
        parts["alert_overdue_eod"][name] = stock(*size, office[mine], day[mine] + 1, overdue_to[mine])
    frame = pd.DataFrame(
        {
            "owner_at": office,
            "day_at": day,
            "kind": kind,
            "level": level,
            "close": close_day,
            "in_time": in_time,
            **columns,
        }
    )
    return parts, _alert_cells(frame[frame["day_at"] >= size[1] - newest - 10], size, newest)


def _alert_cells(alerts: pd.DataFrame, size: tuple[int, int], newest: int) -> pd.DataFrame:
    """Return the newest days' alerts by type and level; a reported office-day without any has a row of zeros."""
    keys = ["owner_at", "day_at", "kind", "level"]
    flows = [name for name in alerts.columns if name.endswith(("_n", "_sum"))]
    cells = alerts.groupby(keys)[flows].sum()
    lasting = alerts[alerts["close"] > alerts["day_at"]]
    stays = []
    for after in range(int((lasting["close"] - lasting["day_at"]).max()) if len(lasting) else 0):
        still = lasting[lasting["close"] > lasting["day_at"] + after].copy()
        still["day_at"] += after
        still = still[still["day_at"] < size[1]].assign(alert_open_eod=1, alert_overdue_eod=0)
        if after:
            still["alert_overdue_eod"] = (~still["in_time"]).astype(int)
        stays.append(still.groupby(keys)[["alert_open_eod", "alert_overdue_eod"]].sum())
    if stays:
        cells = cells.join(pd.concat(stays).groupby(level=keys).sum(), how="outer")
    start = size[1] - newest
    quiet = pd.MultiIndex.from_product([range(size[0]), range(start, size[1]), [0], [2]], names=keys)
    cells = cells.reindex(cells.index.union(quiet)).fillna(0).astype(np.int64).reset_index()
    cells = cells[cells["day_at"] >= start]
    cells["alert_type"] = np.array([name for name, _ in ALERT_TYPES])[cells.pop("kind")]
    cells["alert_level"] = np.array([name for name, *_ in ALERT_LEVELS])[cells.pop("level")]
    return cells.reset_index(drop=True)
