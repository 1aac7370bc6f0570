"""Details of the newest days: alerts by the hour, brand work by kind of service; their sums are the other tables'."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator

# Alerts follow the day: few at night, most after the check-ins of morning, noon and evening.
HOURS = np.array([2, 1, 1, 1, 1, 2, 4, 9, 14, 12, 9, 8, 10, 9, 8, 8, 9, 11, 13, 14, 12, 9, 6, 3], float)
SERVICES = ("education", "casework", "psychology", "welfare", "adaptation", "relations")
SERVICE_SHARES = (0.31, 0.12, 0.18, 0.24, 0.09, 0.06)


def by_hour(alerts: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Give each of the newest days' alerts an hour: most by day, missed check-ins after the morning's and evening's."""
    each = alerts.loc[alerts.index.repeat(alerts["alert_n"]), ["owner_at", "day_at", "alert_level"]]
    hours = rng.choice(24, len(each), p=HOURS / HOURS.sum())
    counted = each.assign(alert_hour=[f"{hour:02d}" for hour in hours]).value_counts().rename("alert_hour_n")
    return counted.reset_index()


def by_service(social: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Part the attendances of each brand's day among the six kinds of service."""
    work = social[social["brand_served_n"] > 0].reset_index(drop=True)
    parts = rng.multinomial(work["brand_served_n"], SERVICE_SHARES)
    at, kind = np.nonzero(parts)
    rows = work.loc[at, ["owner_at", "day_at", "brand"]].reset_index(drop=True)
    return rows.assign(service_type=np.array(SERVICES)[kind], attendance_n=parts[at, kind])
