"""Simulates the facts of every table from the subjects' states, with the calibration of the domain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.demo import adoption, calendar
from data.demo.details import by_hour, by_service
from data.demo.facts import Counts, DemoFacts, Flags
from data.demo.subjects import Ints, Subjects, office_shares, roster, simulate_subjects, stock, tally
from data.regions import Regions
from data.rollup.office_days import days_between

SEED = 330000
NEWEST_DAYS = 90  # the days for which the cells of tables with dimensions are simulated
MISSING_SHARE = 0.006
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

Progress = Callable[[str, float], None]


@dataclass
class Draft:
    """Facts under way: offices × days arrays by (table, column)."""

    rng: np.random.Generator
    days: list[date]
    offices: int
    counties: int
    county_of: Ints
    totals: dict[tuple[str, str], Counts]
    quality: NDArray[np.float64]
    county_codes: list[str]

    @property
    def shape(self) -> tuple[int, int]:
        """Offices × days."""
        return self.offices, len(self.days)

    def poisson(self, base: Counts, a_year: float, weights: NDArray[np.float64] | float = 1.0) -> Counts:
        """Draw events at a yearly rate a head, with a mean-one shape over the days."""
        shape = np.asarray(weights) / np.mean(weights)
        return np.asarray(self.rng.poisson(base * (a_year / 365.0) * shape), np.int32)

    def done(self, due: Counts, level: float) -> Counts:
        """Draw how many of the due were done, at about `level` bent by each office's quality."""
        share = np.clip(1 - (1 - level) * self.quality, 0.0, 1.0)
        return self.rng.binomial(due, share).astype(np.int32)


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
    rng = np.random.default_rng(seed)
    days = list(days_between(first_day, last_day))
    offices = list(regions.offices(regions.root.code))
    counties = sorted(regions.counties(regions.root.code)) or [str(regions.root.parent)]
    county_of = np.array([counties.index(str(regions.get(code).parent)) for code in offices])
    quality = _quality(len(offices), len(days), rng)
    draft = Draft(rng, days, len(offices), len(counties), county_of, {}, quality, counties)
    progress("社区矫正对象", 0.05)
    subjects = simulate_subjects(days, office_shares(regions, rng), rng)
    newest = min(NEWEST_DAYS, len(days))
    totals, by_level, cells = roster(subjects, len(offices), len(days), newest, rng)
    draft.totals |= {("fact_roster_day", column): values for column, values in totals.items()}
    registered = totals["registered_eod"]
    progress("监管", 0.3)
    _supervision(draft, subjects, registered)
    progress("心理", 0.45)
    _education(draft, subjects, registered)
    _screening(draft, subjects, registered)
    progress("预警", 0.6)
    alert_parts, alert_cells = _alerts(draft, registered, newest)
    reported = rng.random(draft.shape) >= MISSING_SHARE
    reported = np.vstack(
        [reported, np.ones((len(counties) if regions.root.code not in offices else 0, len(days)), bool)]
    )
    notes = _break_balance(draft, by_level, cells, offices)
    _social(draft, totals, registered)
    _operations(draft, registered, reported)
    incident_parts, incident_cells = _incidents(draft, newest)
    cells = _with_rare(draft, cells, newest)
    owners = [*offices, *(regions.bureau(county) for county in counties)][: len(reported)]
    social_cells = _social_cells(draft, owners, newest)
    return DemoFacts(
        catalogue,
        days,
        owners,
        reported,
        {key: _padded(values, len(owners)) for key, values in draft.totals.items()},
        {
            ("fact_roster_day", "registered_eod"): {level: _padded(v, len(owners)) for level, v in by_level.items()},
            **{
                ("fact_alert_day", column): {k: _padded(v, len(owners)) for k, v in parts.items()}
                for column, parts in alert_parts.items()
            },
            ("fact_incident_day", "incident_type_n"): {k: _padded(v, len(owners)) for k, v in incident_parts.items()},
        },
        {
            "fact_roster_day": cells,
            "fact_alert_day": alert_cells,
            "fact_incident_day": incident_cells,
            "fact_social_day": social_cells,
            "fact_alert_hour": by_hour(alert_cells, rng),
            "fact_brand_service_day": by_service(social_cells, len(offices), rng),
        },
        notes,
    )


def _padded(values: Counts, owners: int) -> Counts:
    lacking = owners - len(values)
    return np.vstack([values, np.zeros((lacking, values.shape[1]), values.dtype)]) if lacking else values


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


def _put(draft: Draft, table: str, **columns: Counts) -> None:
    draft.totals |= {(table, column): _small(values) for column, values in columns.items()}


def _small(values: Counts) -> Counts:
    """Keep counts in the narrowest whole numbers that hold them: two years of every office are many."""
    return values.astype(np.int16) if values.size and values.max() < np.iinfo(np.int16).max else values


def _supervision(draft: Draft, subjects: Subjects, registered: Counts) -> None:
    office_hours = calendar.office_weights(draft.days)
    received = draft.totals["fact_roster_day", "received_n"]
    late = _shifted(received, 10)
    docs, assess = _shifted(received, 5), draft.poisson(registered, 0.8, office_hours)
    reports = draft.poisson(registered, 26, _report_shape(draft.days))
    checkins = (registered + draft.rng.binomial(registered, 0.6)).astype(np.int32)
    visits, spot = draft.poisson(registered, 6, office_hours), draft.poisson(registered, 18)
    leave = draft.poisson(registered, 3.6, _leave_shape(draft.days))
    rejected = draft.rng.binomial(leave, 0.06).astype(np.int32)
    returns, medical = _shifted(leave - rejected, 5), draft.poisson(registered, 0.06, office_hours)
    closed = draft.done(assess, 0.994)
    admonish = draft.poisson(registered, 0.03, office_hours)
    lost, found, away = _absconded(draft, registered)
    missing, resolved, unregistered = _lost(draft, registered, 12 / 32000, 3.0)
    _put(draft, "fact_roster_day", absconded_eod=np.minimum(away, registered), missing_reg_eod=unregistered)
    reoffend = _overdispersed(draft, registered, 42 / 32000)
    opinions = draft.poisson(registered, 0.006, office_hours)
    device = draft.totals["fact_roster_day", "device_worn_eod"]
    _put(
        draft,
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
        reoffend_n=reoffend,
        reoffend_serious_n=draft.rng.binomial(reoffend, 0.07).astype(np.int32),
        abscond_new_n=lost,
        abscond_found_n=found,
        missing_new_n=missing,
        missing_resolved_n=resolved,
        procur_opinion_n=opinions,
        procur_reply_due_n=_shifted(opinions, 15),
        procur_reply_ontime_n=draft.done(_shifted(opinions, 15), 0.99),
    )


def _absconded(draft: Draft, registered: Counts) -> tuple[Counts, Counts, Counts]:
    return _lost(draft, registered, 18 / 32000, 2.5)


def _lost(draft: Draft, registered: Counts, a_year: float, mean_days: float) -> tuple[Counts, Counts, Counts]:
    """Return new cases, ended cases and open cases: rare events with long-tailed lengths."""
    new = _overdispersed(draft, registered, a_year)
    office, day = np.nonzero(new)
    length = 1 + draft.rng.exponential(mean_days, len(office)).astype(int) * np.where(
        draft.rng.random(len(office)) < 0.12, 8, 1
    )
    open_cases = stock(*draft.shape, office, day, day + length)
    new = tally(*draft.shape, office, day)
    return new, tally(*draft.shape, office, day + length), open_cases


def _overdispersed(draft: Draft, registered: Counts, a_year: float) -> Counts:
    county = draft.rng.gamma(1.5, 1 / 1.5, draft.counties)[draft.county_of]
    return draft.rng.poisson(registered * county[:, None] * a_year / 365.0).astype(np.int32)


def _shifted(values: Counts, days: int) -> Counts:
    """Book events some days later; what would have begun before the first day repeats the first days."""
    return np.concatenate([values[:, :days], values[:, :-days]], axis=1) if values.shape[1] > days else values


def _report_shape(days: list[date]) -> NDArray[np.float64]:
    return np.array([2.2 if day.day <= 5 or day.day >= 25 else 0.4 for day in days])


def _leave_shape(days: list[date]) -> NDArray[np.float64]:
    festive = {1: 1.8, 2: 1.6, 4: 1.2, 9: 1.4}
    return np.array([festive.get(day.month, 0.9) * (1.4 if day.weekday() in {3, 4} else 0.85) for day in days])


def _education(draft: Draft, subjects: Subjects, registered: Counts) -> None:
    office_hours, weekends = calendar.office_weights(draft.days), calendar.weekend_weights(draft.days)
    month_end = calendar.assessment_days(draft.days)
    due = np.where(month_end[None, :], registered, 0).astype(np.int32)
    able = draft.rng.binomial(due, 0.78).astype(np.int32)
    entry = _shifted(draft.totals["fact_roster_day", "received_n"], 7)
    collective, online = (
        draft.poisson(registered, 9.6, _course_days(draft.days)),
        draft.poisson(registered, 48),
    )
    welfare, training = (
        draft.poisson(registered, 8.0, weekends),
        draft.poisson(registered, 0.17, office_hours),
    )
    need = draft.poisson(registered, 0.22, office_hours)
    enrolled = draft.rng.binomial(registered[:, :1], 5000 / 32000)
    growth = np.linspace(0.96, 1.05, len(draft.days))
    _put(
        draft,
        "fact_education_day",
        edu_due_n=due,
        edu_met_n=draft.done(due, 0.968),
        collective_session_n=(collective + 11) // 12,
        collective_attend_n=collective,
        individual_talk_n=draft.poisson(registered, 12, office_hours),
        online_done_n=online,
        edu_minutes_sum=collective * 60 + online * 45,
        entry_edu_due_n=entry,
        entry_edu_ontime_n=draft.done(entry, 0.995),
        welfare_due_n=able,
        welfare_met_n=draft.done(able, 0.962),
        welfare_attend_n=welfare,
        welfare_minutes_sum=welfare * 120,
        voc_train_n=training,
        voc_cert_n=draft.rng.binomial(training, 0.3).astype(np.int32),
        job_guide_n=draft.poisson(registered, 0.28, office_hours),
        job_placed_n=draft.poisson(registered, 0.06, office_hours),
        degree_enrolled_eod=np.minimum((enrolled * growth).astype(np.int32), registered),
        degree_graduate_n=draft.poisson(registered, 0.03),
        assist_need_n=need,
        assist_done_n=draft.done(need, 0.972),
    )


def _course_days(days: list[date]) -> NDArray[np.float64]:
    return np.array([{2: 2.6, 5: 2.2}.get(day.weekday(), 0.4) for day in days])


def _screening(draft: Draft, subjects: Subjects, registered: Counts) -> None:
    rng, size = draft.rng, draft.shape
    count = len(subjects.office)
    due_day, who = _screen_days(draft, subjects)
    office = _office_at(subjects, who, due_day)
    lateness = draft.quality[office, np.clip(due_day, 0, size[1] - 1)]
    in_time = rng.random(len(who)) > 0.014 * lateness
    done_day = np.where(in_time, due_day, due_day + rng.integers(3, 20, len(who)))
    winter = np.array([1.1 if day.month in {12, 1, 2} else 1.0 for day in draft.days])[
        np.clip(done_day, 0, size[1] - 1)
    ]
    positive = rng.random(len(who)) < 0.135 * winter
    reassessed = positive & (rng.random(len(who)) < 0.955)
    severe = reassessed & (rng.random(len(who)) < 0.054)
    started = severe & (rng.random(len(who)) < 0.986)
    case_end = done_day + rng.integers(100, 260, len(who))
    improved = severe & (rng.random(len(who)) < 0.76)
    coloured = np.full(count, 10**6)
    np.minimum.at(coloured, who, done_day)
    codes = _codes(
        draft,
        subjects,
        np.minimum(coloured, np.where(subjects.start < -40, subjects.start, 10**6)),
        registered,
        office[severe],
        done_day[severe],
        case_end[severe],
    )
    flags = draft.poisson(registered, 0.05)
    _put(
        draft,
        "fact_psych_day",
        screen_due_n=tally(*size, office, due_day),
        screen_ontime_n=tally(*size, office[in_time], due_day[in_time]),
        screen_done_n=tally(*size, office, done_day),
        screen_pos_n=tally(*size, office[positive], done_day[positive]),
        reassess_n=tally(*size, office[reassessed], done_day[reassessed] + 2),
        severe_new_n=tally(*size, office[severe], done_day[severe] + 4),
        severe_start_due_n=tally(*size, office[severe], done_day[severe] + 7),
        severe_start_ontime_n=tally(*size, office[started], done_day[started] + 7),
        case_open_eod=stock(*size, office[severe], done_day[severe] + 7, case_end[severe]),
        case_closed_n=tally(*size, office[severe], case_end[severe]),
        case_improved_n=tally(*size, office[improved], case_end[improved]),
        flag_n=flags,
        flag_confirmed_n=rng.binomial(flags, 0.908).astype(np.int32),
        lecture_n=draft.poisson(registered, 338 / 32000),
        group_n=draft.poisson(registered, 632 / 32000),
        psych_edu_attend_n=draft.poisson(registered, 2.3),
        crisis_n=draft.poisson(registered, 0.003),
        consult_offline_n=draft.poisson(registered, 0.10),
        consult_phone_n=draft.poisson(registered, 0.78),
        consult_online_n=draft.poisson(registered, 0.2),
        referral_n=draft.poisson(registered, 0.004),
        **codes,
    )


def _screen_days(draft: Draft, subjects: Subjects) -> tuple[Ints, Ints]:
    """Return due day and subject of every screening: on entry, in the yearly campaign, before release."""
    rng, count = draft.rng, len(subjects.office)
    entry = subjects.start + np.minimum(rng.exponential(2.6, count).astype(int), 25)
    leave = subjects.end - rng.integers(5, 25, count)
    due, who = [entry, leave], [np.arange(count), np.arange(count)]
    for campaign in {(day.year, month) for day in draft.days for month in (5, 10)}:
        middle = (date(*campaign, 15) - draft.days[0]).days
        chosen = np.nonzero((subjects.start < middle - 60) & (subjects.end > middle + 40) & (rng.random(count) < 0.42))[
            0
        ]
        due.append(middle + rng.integers(-14, 15, len(chosen)))
        who.append(chosen)
    days, subject = np.concatenate(due), np.concatenate(who)
    inside = (days >= subjects.start[subject]) & (days < subjects.end[subject])
    return days[inside], subject[inside]


def _office_at(subjects: Subjects, who: Ints, day: Ints) -> Ints:
    moved = (subjects.moved_at[who] >= 0) & (day >= subjects.moved_at[who])
    return np.where(moved, subjects.moved_to[who], subjects.office[who])


def _codes(
    draft: Draft,
    subjects: Subjects,
    coloured: Ints,
    registered: Counts,
    office: Ints,
    severe_day: Ints,
    severe_end: Ints,
) -> dict[str, Counts]:
    """Return the five colours and the unscreened, which add up to the register on every office-day."""
    stays = subjects.segments()
    first = np.maximum(stays["first"].to_numpy(), coloured[stays["subject"].to_numpy()])
    keep = first < stays["last"].to_numpy()
    screened = stock(*draft.shape, stays["office"].to_numpy()[keep], first[keep], stays["last"].to_numpy()[keep])
    screened = np.minimum(screened, registered)
    worst = np.minimum(stock(*draft.shape, office, severe_day + 4, np.minimum(severe_end, severe_day + 180)), screened)
    red = draft.rng.binomial(worst[:, :1], 0.25)
    red = np.minimum(
        np.broadcast_to(np.where(worst.mean(axis=1, keepdims=True) > 0, np.maximum(red, 0), 0), worst.shape),
        worst,
    ).astype(np.int32)
    rest = screened - worst
    tone = np.random.default_rng(SEED).random((draft.offices, 1))
    yellow = np.minimum((rest * (0.045 + 0.03 * tone)).round().astype(np.int32), rest)
    blue = np.minimum((rest * (0.10 + 0.05 * tone[::-1])).round().astype(np.int32), rest - yellow)
    return {
        "code_none_eod": registered - screened,
        "code_red_eod": red,
        "code_orange_eod": worst - red,
        "code_yellow_eod": yellow,
        "code_blue_eod": blue,
        "code_green_eod": rest - yellow - blue,
    }


def _alerts(draft: Draft, registered: Counts, newest: int) -> tuple[dict[str, dict[str, Counts]], pd.DataFrame]:
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
        _put(draft, "fact_alert_day", **{column: tally(*size, office, day, np.asarray(weight, float))})
    overdue_to = np.where(in_time, day + 1, close_day)
    _put(
        draft,
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


def _break_balance(
    draft: Draft, by_level: dict[str, Counts], cells: pd.DataFrame, offices: list[str]
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
    _put(draft, "breaks", office=breaks)
    return notes


def _with_rare(draft: Draft, cells: pd.DataFrame, newest: int) -> pd.DataFrame:
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


def _social(draft: Draft, totals: dict[str, Counts], registered: Counts) -> None:
    rng, days = draft.rng, draft.days
    growth = np.linspace(1.0, 1.15, len(days))
    weight = np.maximum(registered[:, :1], 1)
    volunteers = rng.poisson(weight * 14000 / 32000 * rng.lognormal(0, 0.3, (draft.offices, 1)))
    party = rng.binomial(volunteers, 5500 / 14000)
    paired = rng.binomial(1, 1.0, draft.shape)
    _put(
        draft,
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


def _county_social(draft: Draft, registered: Counts) -> None:
    rng, days = draft.rng, draft.days
    pad = draft.offices
    size = (draft.counties, len(days))
    years = np.array([(day - date(2022, 12, 31)).days / 365 for day in days])
    stocked = np.zeros(size, np.int32)
    np.add.at(stocked, draft.county_of, registered)
    activity = rng.poisson(1.3 / 7 * calendar.weekend_weights(days), size).astype(np.int32)
    served = rng.poisson(activity * np.maximum(4, stocked[:, :1] / 9)).astype(np.int32)
    surveys = rng.binomial(served, 0.25).astype(np.int32)
    columns = {
        "county_eod": np.ones(size, np.int32),
        "purchase_active_eod": _adopted(adoption.purchase_days(draft.county_codes), days),
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
    _put(
        draft,
        "fact_social_day",
        **{
            column: np.vstack([np.zeros((pad, len(days)), np.int32), values.astype(np.int32)])
            for column, values in columns.items()
        },
    )


def _adopted(since: Mapping[str, date], days: list[date]) -> Counts:
    """Return 0/1 a county and day: 1 from the county's day on."""
    return np.array([[day >= first for day in days] for first in since.values()], np.int32)


def _social_cells(draft: Draft, owners: list[str], newest: int) -> pd.DataFrame:
    """Return the newest days' rows: everything on brand NA, brand work on the county's brand."""
    start = len(draft.days) - newest
    columns = {column: values for (table, column), values in draft.totals.items() if table == "fact_social_day"}
    owner_at, day_at = np.divmod(np.arange(len(owners) * newest), newest)
    frame = pd.DataFrame({"owner_at": owner_at, "day_at": day_at + start, "brand": "NA"})
    for column, values in columns.items():
        frame[column] = _padded(values, len(owners))[owner_at, day_at + start]
    work = [
        column for column in columns if column.startswith(("brand_activity", "brand_served", "brand_job", "survey"))
    ]
    is_brand = frame["brand_activity_n"] > 0
    brand = frame[is_brand].copy()
    brand["brand"] = [owners[at][:-3] + "-1" for at in brand["owner_at"]]
    brand[[column for column in columns if column not in work]] = 0
    frame.loc[is_brand, work] = 0
    return pd.concat([frame, brand], ignore_index=True)


def _incidents(draft: Draft, newest: int) -> tuple[dict[str, Counts], pd.DataFrame]:
    """Give each incident a kind; a reported office-day of the newest without any has a row of zero."""
    rng, size = draft.rng.spawn(1)[0], draft.shape
    incidents = draft.totals["fact_ops_day", "incident_n"]
    _put(draft, "fact_incident_day", incident_type_n=incidents)
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


def _operations(draft: Draft, registered: Counts, reported: Flags) -> None:
    rng, days, pad = draft.rng, draft.days, draft.offices
    size = (draft.counties, len(days))

    def below(values: Counts | Flags) -> Counts:
        total = np.zeros(size, np.int32)
        np.add.at(total, draft.county_of, values.astype(np.int32))
        return total

    incidents = _overdispersed(draft, registered, 22 / 32000)
    _put(
        draft,
        "fact_ops_day",
        incident_n=incidents,
        incident_report_due_n=incidents,
        incident_closed_n=incidents,
        incident_report_ontime_n=rng.binomial(incidents, 0.97).astype(np.int32),
        incident_close_minutes_sum=incidents * 300,
    )
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
        "centre_accepted_eod": _adopted(adoption.centre_days(draft.county_codes), days),
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
    _put(
        draft,
        "fact_ops_day",
        **{
            column: np.vstack([np.zeros((pad, len(days)), np.int32), values.astype(np.int32)])
            for column, values in columns.items()
        },
    )
