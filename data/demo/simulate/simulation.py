"""Simulates the facts of every table, one subject after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.demo.facts import DemoFacts
from data.demo.simulate.alerts import put_alerts
from data.demo.simulate.details import by_hour, by_service
from data.demo.simulate.draft import SEED, Simulation, padded
from data.demo.simulate.education import put_education
from data.demo.simulate.operations import put_incidents, put_operations
from data.demo.simulate.roster import break_balance, with_rare
from data.demo.simulate.screening import put_screening
from data.demo.simulate.social import put_social, social_cells
from data.demo.simulate.subjects import office_shares, roster, simulate_subjects
from data.demo.simulate.supervision import put_supervision
from data.periods import days_between
from data.regions import Regions

NEWEST_DAYS = 90  # the days for which the cells of tables with dimensions are simulated
MISSING_SHARE = 0.006

Progress = Callable[[str, float], None]


def simulate(
    regions: Regions,
    catalogue: Catalogue,
    *,
    first_day: date,
    last_day: date,
    seed: int = SEED,
    progress: Progress = lambda *_: None,
) -> DemoFacts:
    """Simulate every fact of the regions below the root; the same arguments give the same figures."""
    draft = _begun(regions, first_day, last_day, np.random.default_rng(seed))
    rng, days = draft.rng, draft.days
    offices, owners = list(regions.offices(regions.root.code)), list(regions.owners(regions.root.code))
    progress("社区矫正对象", 0.05)
    subjects = simulate_subjects(days, office_shares(regions, rng), rng)
    newest = min(NEWEST_DAYS, len(days))
    totals, by_level, register_cells = roster(subjects, len(offices), len(days), newest, rng)
    draft.totals |= {("fact_roster_day", column): values for column, values in totals.items()}
    registered = totals["registered_eod"]
    progress("监管", 0.3)
    put_supervision(draft, registered)
    progress("心理", 0.45)
    put_education(draft, registered)
    put_screening(draft, subjects, registered)
    progress("预警", 0.6)
    alert_parts, alert_cells = put_alerts(draft, registered, newest)
    reported = rng.random(draft.shape) >= MISSING_SHARE
    reported = np.vstack([reported, np.ones((len(owners) - len(offices), len(days)), bool)])
    notes = break_balance(draft, by_level, register_cells, offices)
    put_social(draft, registered)
    put_operations(draft, registered, reported)
    incident_parts, incident_cells = put_incidents(draft, newest)
    parts = {
        ("fact_roster_day", "registered_eod"): by_level,
        **{("fact_alert_day", column): amounts for column, amounts in alert_parts.items()},
        ("fact_incident_day", "incident_type_n"): incident_parts,
    }
    return DemoFacts(
        catalogue,
        days,
        owners,
        reported,
        {key: padded(values, len(owners)) for key, values in draft.totals.items()},
        {key: {cell: padded(values, len(owners)) for cell, values in each.items()} for key, each in parts.items()},
        _newest_cells(draft, owners, newest, register_cells, alert_cells, incident_cells),
        notes,
    )


def _newest_cells(
    draft: Simulation,
    owners: list[str],
    newest: int,
    register: pd.DataFrame,
    alerts: pd.DataFrame,
    incidents: pd.DataFrame,
) -> Mapping[str, pd.DataFrame]:
    """Return the cells of the newest days of every table that has dimensions."""
    social = social_cells(draft, owners, newest)
    return {
        "fact_roster_day": with_rare(draft, register, newest),
        "fact_alert_day": alerts,
        "fact_incident_day": incidents,
        "fact_social_day": social,
        "fact_alert_hour": by_hour(alerts, draft.rng),
        "fact_brand_service_day": by_service(social, draft.offices, draft.rng),
    }


def _begun(regions: Regions, first_day: date, last_day: date, rng: np.random.Generator) -> Simulation:
    """Return a simulation without facts: its days, places, and how well each office works."""
    days = list(days_between(first_day, last_day))
    offices = list(regions.offices(regions.root.code))
    counties = sorted(regions.counties(regions.root.code)) or [str(regions.root.parent)]
    county_of = np.array([counties.index(str(regions.get(code).parent)) for code in offices])
    quality = _quality(len(offices), len(days), rng)
    return Simulation(rng, days, len(offices), len(counties), county_of, {}, quality, counties)


def _quality(offices: int, days: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return how much worse than usual each office works each day: mean about 1, slow drift, rare bad weeks."""
    between = rng.gamma(1.6, 1 / 1.6, offices)
    steps = rng.normal(0, 0.10, (offices, days // 14 + 2)).cumsum(axis=1)
    drift = np.exp(np.clip(steps - steps.mean(axis=1, keepdims=True), -1, 1))
    at = np.arange(days) / 14
    low = at.astype(int)
    share = at - low
    smooth = drift[:, low] * (1 - share) + drift[:, low + 1] * share
    quality = between[:, None] * smooth
    for _ in range(max(1, days // 30) * max(1, round(4 * offices / 1370))):
        office, start = rng.integers(offices), rng.integers(days)
        quality[office, start : start + rng.integers(7, 15)] = rng.uniform(6, 10)
    return np.asarray(quality)
