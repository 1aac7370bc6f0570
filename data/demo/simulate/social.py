"""Volunteers, social workers, organisations and the work of brands."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from data.demo import adoption, calendar
from data.demo.facts import Counts
from data.demo.simulate.draft import Simulation, adopted, padded
from data.regions.owners import county_of


def put_social(draft: Simulation, registered: Counts) -> None:
    """Draw volunteers and helpers of offices, and what bureaus report about workers, organisations and brands."""
    rng, days = draft.rng, draft.days
    growth = np.linspace(1.0, 1.15, len(days))
    weight = np.maximum(registered[:, :1], 1)
    volunteers = rng.poisson(weight * 14000 / 32000 * rng.lognormal(0, 0.3, (draft.offices, 1)))
    party = rng.binomial(volunteers, 5500 / 14000)
    paired = rng.binomial(1, 1.0, draft.shape)
    draft.put(
        "fact_social_day",
        volunteer_eod=(volunteers * growth).astype(np.int32),
        party_volunteer_eod=(party * growth).astype(np.int32),
        helper_team_eod=np.broadcast_to(rng.binomial(1, 0.6, (draft.offices, 1)), draft.shape).astype(np.int32),
        base_eod=np.broadcast_to(rng.poisson(1.6, (draft.offices, 1)), draft.shape).astype(np.int32),
        paired_eod=np.minimum(draft.done(registered, 0.987), registered) * paired.astype(np.int32),
        family_team_eod=np.minimum(
            (registered * rng.uniform(0.86, 0.97, (draft.offices, 1))).round().astype(np.int32), registered
        ),
        volunteer_minutes_sum=draft.poisson(registered, 6.0, calendar.weekend_weights(days)) * 90,
    )
    _county_social(draft, registered)


def _county_social(draft: Simulation, registered: Counts) -> None:
    rng, days = draft.rng, draft.days
    size = (draft.counties, len(days))
    years = np.array([(day - date(2022, 12, 31)).days / 365 for day in days])
    stocked = np.zeros(size, np.int32)
    np.add.at(stocked, draft.county_of, registered)
    activity = rng.poisson(1.3 / 7 * calendar.weekend_weights(days), size).astype(np.int32)
    served = rng.poisson(activity * np.maximum(4, stocked[:, :1] / 9)).astype(np.int32)
    surveys = rng.binomial(served, 0.25).astype(np.int32)
    columns = {
        "county_eod": np.ones(size, np.int32),
        "purchase_active_eod": adopted(adoption.purchase_days(draft.county_codes), days),
        "purchase_signed_yuan": (rng.random(size) < 1 / 365).astype(np.int32)
        * rng.integers(20, 90, size).astype(np.int32)
        * 10000,
        "social_worker_eod": np.maximum(1, (stocked[:, :1] * 0.081 * (1 + 0.02 * years)[None, :]).round()).astype(
            np.int32
        ),
        "brand_active_eod": np.ones(size, np.int32),
        "brand_activity_n": activity,
        "brand_served_n": served,
        "brand_job_n": rng.binomial(served, 0.01).astype(np.int32),
        "survey_n": surveys,
        "survey_score_sum": (surveys * rng.uniform(91, 97, (draft.counties, 1))).round().astype(np.int32),
    }
    for column, total in (
        ("org_professional_eod", 53),
        ("org_association_eod", 24),
        ("org_industry_eod", 31),
    ):
        base = rng.multinomial(round(total * draft.counties / 90), np.full(draft.counties, 1 / draft.counties))[:, None]
        columns[column] = np.floor(
            base * 1.06 ** np.maximum(years, 0)[None, :] + rng.random((draft.counties, 1)) * 0.9
        ).astype(np.int32) * (base > 0)
    draft.put_counties("fact_social_day", **columns)


def social_cells(draft: Simulation, owners: list[str], newest: int) -> pd.DataFrame:
    """Return the newest days' rows: everything on brand NA, brand work on the county's brand."""
    start = len(draft.days) - newest
    columns = {column: values for (table, column), values in draft.totals.items() if table == "fact_social_day"}
    owner_at, day_at = np.divmod(np.arange(len(owners) * newest), newest)
    frame = pd.DataFrame({"owner_at": owner_at, "day_at": day_at + start, "brand": "NA"})
    for column, values in columns.items():
        frame[column] = padded(values, len(owners))[owner_at, day_at + start]
    work = [
        column for column in columns if column.startswith(("brand_activity", "brand_served", "brand_job", "survey"))
    ]
    is_brand = frame["brand_activity_n"] > 0
    brand = frame[is_brand].copy()
    brand["brand"] = [county_of(owners[at]) + "-1" for at in brand["owner_at"]]
    brand[[column for column in columns if column not in work]] = 0
    frame.loc[is_brand, work] = 0
    return pd.concat([frame, brand], ignore_index=True)
