"""Supervision: duties and how many were done in time, and who went missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.demo import calendar
from data.demo.facts import Counts
from data.demo.simulate.draft import Simulation, overdispersed, shifted
from data.demo.simulate.subjects import stock, tally


@dataclass(frozen=True, slots=True)
class _Duties:
    """What is due of each duty; of requests for leave and of assessments also how they ended."""

    docs: Counts
    registrations: Counts
    assessments: Counts
    assessed: Counts
    reports: Counts
    checkins: Counts
    visits: Counts
    spot_checks: Counts
    leave: Counts
    rejected: Counts
    returns: Counts
    medical: Counts


def put_supervision(draft: Simulation, registered: Counts) -> None:
    """Draw the duties of supervision and how many were done in time, and who went missing."""
    office_hours = calendar.office_weights(draft.days)
    duties = _duties(draft, registered, office_hours)
    admonish = draft.poisson(registered, 0.03, office_hours)
    lost, found, away = _lost(draft, registered, 18 / 32000, 2.5)
    missing, resolved, unregistered = _lost(draft, registered, 12 / 32000, 3.0)
    draft.put("fact_roster_day", absconded_eod=np.minimum(away, registered), missing_reg_eod=unregistered)
    reoffend = overdispersed(draft, registered, 42 / 32000)
    opinions = draft.poisson(registered, 0.006, office_hours)
    _put_duties(draft, registered, duties, office_hours)
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


def _duties(draft: Simulation, registered: Counts, office_hours: NDArray[np.float64]) -> _Duties:
    """Draw what is due. The order of the draws is part of the figures."""
    received = draft.totals["fact_roster_day", "received_n"]
    assessments = draft.poisson(registered, 0.8, office_hours)
    reports = draft.poisson(registered, 26, _report_shape(draft.days))
    checkins = (registered + draft.rng.binomial(registered, 0.6)).astype(np.int32)
    visits, spot_checks = draft.poisson(registered, 6, office_hours), draft.poisson(registered, 18)
    leave = draft.poisson(registered, 3.6, _leave_shape(draft.days))
    rejected = draft.rng.binomial(leave, 0.06).astype(np.int32)
    medical = draft.poisson(registered, 0.06, office_hours)
    return _Duties(
        docs=shifted(received, 5),
        registrations=shifted(received, 10),
        assessments=assessments,
        assessed=draft.done(assessments, 0.994),
        reports=reports,
        checkins=checkins,
        visits=visits,
        spot_checks=spot_checks,
        leave=leave,
        rejected=rejected,
        returns=shifted(leave - rejected, 5),
        medical=medical,
    )


def _put_duties(draft: Simulation, registered: Counts, duties: _Duties, office_hours: NDArray[np.float64]) -> None:
    """Draw how many of the duties were done in time. The order of the columns is that of the draws."""
    draft.put(
        "fact_supervision_day",
        doc_due_n=duties.docs,
        doc_ontime_n=draft.done(duties.docs, 0.992),
        register_due_n=duties.registrations,
        register_ontime_n=draft.done(duties.registrations, 0.996),
        assess_due_n=duties.assessments,
        assess_ontime_n=duties.assessed,
        assess_closed_n=duties.assessed,
        assess_workdays_sum=duties.assessed * 7,
        report_due_n=duties.reports,
        report_done_n=draft.done(duties.reports, 0.988),
        checkin_due_n=duties.checkins,
        checkin_done_n=draft.done(duties.checkins, 0.984),
        spot_check_n=duties.spot_checks,
        spot_check_ok_n=draft.done(duties.spot_checks, 0.97),
        visit_due_n=duties.visits,
        visit_done_n=draft.done(duties.visits, 0.975),
        contact_n=draft.poisson(registered, 24),
        leave_applied_n=duties.leave,
        leave_approved_n=duties.leave - duties.rejected,
        leave_rejected_n=duties.rejected,
        leave_decide_minutes_sum=duties.leave * 190,
        leave_return_due_n=duties.returns,
        leave_return_ontime_n=draft.done(duties.returns, 0.993),
        med_review_due_n=duties.medical,
        cross_county_approved_n=draft.poisson(registered, 0.05, office_hours),
        med_review_done_n=draft.done(duties.medical, 0.99),
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
