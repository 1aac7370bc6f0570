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
    """Give each of the newest days' alerts an hour; an office-day without any has a row of zero."""
    each = alerts.loc[alerts.index.repeat(alerts["alert_n"]), ["owner_at", "day_at", "alert_level"]]
    hours = rng.choice(24, len(each), p=HOURS / HOURS.sum())
    names = np.array([f"{hour:02d}" for hour in range(24)])
    counted = each.assign(alert_hour=names[hours]).value_counts().rename("alert_hour_n").reset_index()
    raised = alerts.groupby(["owner_at", "day_at"])["alert_n"].sum().rename("alert_hour_n").reset_index()
    quiet = raised[raised["alert_hour_n"] == 0].assign(alert_hour="00", alert_level="blue")
    return pd.concat([counted, quiet], ignore_index=True)


def by_service(social: pd.DataFrame, bureaus_from: int, rng: Generator) -> pd.DataFrame:
    """Part the attendances of each brand's day among the six kinds of service.

    A bureau's day without any has a row of zero; bureaus are the owners from `bureaus_from` on.
    """
    work = social[social["brand_served_n"] > 0].reset_index(drop=True)
    parts = rng.multinomial(work["brand_served_n"], SERVICE_SHARES)
    at, kind = np.nonzero(parts)
    rows = work.loc[at, ["owner_at", "day_at", "brand"]].reset_index(drop=True)
    rows = rows.assign(service_type=np.array(SERVICES)[kind], attendance_n=parts[at, kind])
    served = social[social["owner_at"] >= bureaus_from].groupby(["owner_at", "day_at"])["brand_served_n"].sum()
    quiet = served[served == 0].rename("attendance_n").reset_index().assign(brand="NA", service_type=SERVICES[0])
    return pd.concat([rows, quiet], ignore_index=True)
