"""Education, work for the public good, training and assistance."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.demo import calendar
from data.demo.facts import Counts
from data.demo.simulate.draft import Simulation, shifted


def put_education(draft: Simulation, registered: Counts) -> None:
    """Draw education, work for the public good, training and assistance."""
    office_hours, weekends = calendar.office_weights(draft.days), calendar.weekend_weights(draft.days)
    month_end = calendar.assessment_days(draft.days)
    due = np.where(month_end[None, :], registered, 0).astype(np.int32)
    able = draft.rng.binomial(due, 0.78).astype(np.int32)
    entry = shifted(draft.totals["fact_roster_day", "received_n"], 7)
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
    draft.put(
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
