"""Incidents, and how centres, devices and the data feed work."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.demo import adoption, calendar
from data.demo.facts import Counts, Flags
from data.demo.simulate.draft import Simulation, adopted, overdispersed
from data.demo.simulate.subjects import tally

INCIDENT_TYPES = (
    ("violence", 0.12),
    ("group", 0.02),
    ("petition", 0.10),
    ("off_supervision", 0.15),
    ("disturbance", 0.12),
    ("unnatural_death", 0.12),
    ("casualty", 0.03),
    ("on_site_violence", 0.04),
    ("epidemic", 0.01),
    ("sensitive_place", 0.09),
    ("other", 0.20),
)


def put_incidents(draft: Simulation, newest: int) -> tuple[dict[str, Counts], pd.DataFrame]:
    """Give each incident a kind; a reported office-day of the newest without any has a row of zero."""
    rng, size = draft.rng.spawn(1)[0], draft.shape
    incidents = draft.totals["fact_ops_day", "incident_n"]
    draft.put("fact_incident_day", incident_type_n=incidents)
    office, day = np.nonzero(incidents)
    times = incidents[office, day]
    office, day = np.repeat(office, times), np.repeat(day, times)
    names = [name for name, _ in INCIDENT_TYPES]
    kind = rng.choice(len(names), len(office), p=[share for _, share in INCIDENT_TYPES])
    parts = {name: tally(*size, office[kind == at], day[kind == at]) for at, name in enumerate(names)}
    start = size[1] - newest
    known = pd.DataFrame({"owner_at": office, "day_at": day, "incident_type": np.array(names)[kind]})
    known = known[known["day_at"] >= start].value_counts().rename("incident_type_n").reset_index()
    quiet_owner, quiet_day = np.nonzero(incidents[:, start:] == 0)
    quiet = pd.DataFrame({"owner_at": quiet_owner, "day_at": quiet_day + start, "incident_type": "other"})
    return parts, pd.concat([known, quiet.assign(incident_type_n=0)], ignore_index=True)


def put_operations(draft: Simulation, registered: Counts, reported: Flags) -> None:
    """Draw incidents of offices, and what bureaus report about centres, devices and the feed."""
    rng, days, pad = draft.rng, draft.days, draft.offices
    size = (draft.counties, len(days))

    def below(values: Counts | Flags) -> Counts:
        total = np.zeros(size, np.int32)
        np.add.at(total, draft.county_of, values.astype(np.int32))
        return total

    _put_incidents_reported(draft, registered)
    rank = rng.permutation(draft.counties) / draft.counties
    rooms = rng.integers(18, 28, (draft.counties, 1))
    minutes = np.full(size, 12 * 1440, np.int32)
    office_hours = calendar.office_weights(days)
    off = calendar.holidays()
    drill_day = np.array([day.day == 20 and day.month in {6, 12} for day in days])
    plan = np.broadcast_to(drill_day, size).astype(np.int32)
    inspections = rng.poisson(3 * (office_hours > 0), size).astype(np.int32)
    due, came = below(np.ones(draft.shape, bool)), below(reported[:pad])
    late = np.array(
        [3.0 if day not in off and (day.toordinal() - 1) in {o.toordinal() for o in off} else 1.0 for day in days]
    )
    rows = due * 9
    fields = rows * 20
    columns = {
        "centre_accepted_eod": adopted(adoption.centre_days(draft.county_codes), days),
        "room_required_eod": np.full(size, 18, np.int32),
        "room_set_eod": np.broadcast_to(np.minimum(rooms, 18) - (rank[:, None] > 0.93), size).astype(np.int32),
        "device_due_minutes": minutes,
        "device_up_minutes": (minutes - rng.gamma(0.5, 220, size)).clip(0).astype(np.int32),
        "terminal_case_n": rng.poisson(2, size).astype(np.int32),
        "video_inspect_n": inspections,
        "video_inspect_ok_n": rng.binomial(inspections, 0.98).astype(np.int32),
        "drill_plan_n": plan,
        "drill_n": rng.binomial(plan, 0.97).astype(np.int32),
        "dispatch_n": rng.poisson(0.4, size).astype(np.int32),
        "office_due_n": due,
        "office_reported_n": came,
        "feed_expected_n": due,
        "feed_ontime_n": np.maximum(0, came - rng.binomial(came, np.minimum(0.003 * late, 1.0))).astype(np.int32),
        "row_received_n": rows,
        "row_rejected_n": rng.binomial(rows, 0.0015).astype(np.int32),
        "field_required_n": fields,
        "field_filled_n": fields - rng.binomial(fields, 0.006).astype(np.int32),
        "balance_break_n": below(draft.totals.pop(("breaks", "office"))),
    }
    draft.put_counties("fact_ops_day", **columns)


def _put_incidents_reported(draft: Simulation, registered: Counts) -> None:
    incidents = overdispersed(draft, registered, 22 / 32000)
    draft.put(
        "fact_ops_day",
        incident_n=incidents,
        incident_report_due_n=incidents,
        incident_closed_n=incidents,
        incident_report_ontime_n=draft.rng.binomial(incidents, 0.97).astype(np.int32),
        incident_close_minutes_sum=incidents * 300,
    )
