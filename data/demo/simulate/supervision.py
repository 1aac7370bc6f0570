"""Supervision: duties and how many were done in time, and who went missing."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.demo import calendar
from data.demo.facts import Counts
from data.demo.simulate.draft import Simulation, overdispersed, shifted
from data.demo.simulate.subjects import stock, tally


def put_supervision(draft: Simulation, registered: Counts) -> None:
    """Draw the duties of supervision and how many were done in time, and who went missing."""
    office_hours = calendar.office_weights(draft.days)
    received = draft.totals["fact_roster_day", "received_n"]
    late = shifted(received, 10)
    docs, assess = shifted(received, 5), draft.poisson(registered, 0.8, office_hours)
    reports = draft.poisson(registered, 26, _report_shape(draft.days))
    checkins = (registered + draft.rng.binomial(registered, 0.6)).astype(np.int32)
    visits, spot = draft.poisson(registered, 6, office_hours), draft.poisson(registered, 18)
    leave = draft.poisson(registered, 3.6, _leave_shape(draft.days))
    rejected = draft.rng.binomial(leave, 0.06).astype(np.int32)
    returns, medical = shifted(leave - rejected, 5), draft.poisson(registered, 0.06, office_hours)
    closed = draft.done(assess, 0.994)
    admonish = draft.poisson(registered, 0.03, office_hours)
    lost, found, away = _lost(draft, registered, 18 / 32000, 2.5)
    missing, resolved, unregistered = _lost(draft, registered, 12 / 32000, 3.0)
    draft.put("fact_roster_day", absconded_eod=np.minimum(away, registered), missing_reg_eod=unregistered)
    reoffend = overdispersed(draft, registered, 42 / 32000)
    opinions = draft.poisson(registered, 0.006, office_hours)
    draft.put(
        "fact_supervision_day",
        doc_due_n=docs,
        doc_ontime_n=draft.done(docs, 0.992),
        register_due_n=late,
        register_ontime_n=draft.done(late, 0.996),
        assess_due_n=assess,
        assess_ontime_n=closed,
        assess_closed_n=closed,
        assess_workdays_sum=closed * 7,
        report_due_n=reports,
        report_done_n=draft.done(reports, 0.988),
        checkin_due_n=checkins,
        checkin_done_n=draft.done(checkins, 0.984),
        spot_check_n=spot,
        spot_check_ok_n=draft.done(spot, 0.97),
        visit_due_n=visits,
        visit_done_n=draft.done(visits, 0.975),
        contact_n=draft.poisson(registered, 24),
        leave_applied_n=leave,
        leave_approved_n=leave - rejected,
        leave_rejected_n=rejected,
        leave_decide_minutes_sum=leave * 190,
        leave_return_due_n=returns,
        leave_return_ontime_n=draft.done(returns, 0.993),
        med_review_due_n=medical,
        cross_county_approved_n=draft.poisson(registered, 0.05, office_hours),
        med_review_done_n=draft.done(medical, 0.99),
    )
    _put_measures(draft, registered, admonish, office_hours)
    draft.put(
        "fact_supervision_day",
        reoffend_n=reoffend,
        reoffend_serious_n=draft.rng.binomial(reoffend, 0.07).astype(np.int32),
        abscond_new_n=lost,
        abscond_found_n=found,
        missing_new_n=missing,
        missing_resolved_n=resolved,
        procur_opinion_n=opinions,
        procur_reply_due_n=shifted(opinions, 15),
        procur_reply_ontime_n=draft.done(shifted(opinions, 15), 0.99),
    )


def _put_measures(draft: Simulation, registered: Counts, admonish: Counts, office_hours: NDArray[np.float64]) -> None:
    """Draw rewards and penalties, and the devices approved and removed."""
    device = draft.totals["fact_roster_day", "device_worn_eod"]
    draft.put(
        "fact_supervision_day",
        commend_n=draft.poisson(registered, 0.12, office_hours),
        admonish_n=admonish,
        warn_n=draft.poisson(registered, 0.02, office_hours),
        police_penalty_n=draft.poisson(registered, 0.004),
        revoke_proposed_n=draft.poisson(registered, 0.011, office_hours),
        reimprison_proposed_n=draft.poisson(registered, 0.001, office_hours),
        commute_proposed_n=draft.poisson(registered, 0.0004, office_hours),
        device_approved_n=draft.poisson(device, 4.0, office_hours),
        device_extended_n=draft.poisson(device, 0.6, office_hours),
        device_removed_n=draft.poisson(device, 3.9),
    )


def _lost(draft: Simulation, registered: Counts, a_year: float, mean_days: float) -> tuple[Counts, Counts, Counts]:
    """Return new cases, ended cases and open cases: rare events with long-tailed lengths."""
    new = overdispersed(draft, registered, a_year)
    office, day = np.nonzero(new)
    length = 1 + draft.rng.exponential(mean_days, len(office)).astype(int) * np.where(
        draft.rng.random(len(office)) < 0.12, 8, 1
    )
    open_cases = stock(*draft.shape, office, day, day + length)
    new = tally(*draft.shape, office, day)
    return new, tally(*draft.shape, office, day + length), open_cases


def _report_shape(days: list[date]) -> NDArray[np.float64]:
    return np.array([2.2 if day.day <= 5 or day.day >= 25 else 0.4 for day in days])


def _leave_shape(days: list[date]) -> NDArray[np.float64]:
    festive = {1: 1.8, 2: 1.6, 4: 1.2, 9: 1.4}
    return np.array([festive.get(day.month, 0.9) * (1.4 if day.weekday() in {3, 4} else 0.85) for day in days])
