"""Psychological screening, the colours it gives, and what follows from it."""

from __future__ import annotations

from datetime import date

import numpy as np

from data.demo.facts import Counts
from data.demo.simulate.draft import SEED, Simulation
from data.demo.simulate.subjects import Ints, Subjects, stock, tally


def put_screening(draft: Simulation, subjects: Subjects, registered: Counts) -> None:
    """Draw screenings and what follows from them, subject by subject."""
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
    draft.put(
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


def _screen_days(draft: Simulation, subjects: Subjects) -> tuple[Ints, Ints]:
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
    draft: Simulation,
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
