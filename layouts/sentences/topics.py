"""The topics of the sentences: which figures must be zero, which rates are watched, what is stated otherwise."""

from __future__ import annotations

from dataclasses import dataclass

ROLL_CALL = "registered_count"
REPORTED = "office_reporting_rate"  # the one share of reports stated for a period


@dataclass(frozen=True, slots=True)
class Topic:
    """Metric keys of one page's sentences.

    `bottom_line` counts must be zero and are said first. For the `due` rates the sentences say how many fell due and how many
    of those were not done in time. Of the `ranked` rates the gravest are named that are short of their target, last among
    their peers or worse than these beyond chance. Of the `watched` rates the worst worsening that chance does
    not explain is stated; where there is none the first known of `calm` are given, and where the bottom line held too
    the first known of `facts`, counts of what was done.
    `charted` is the rate whose history is judged too, for a drift that two periods do not show. `balance` is the count that says by
    how much the register differs from what it should be where offices have not reported.
    """

    bottom_line: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    ranked: tuple[str, ...] = ()
    watched: tuple[str, ...] = ()
    calm: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    charted: str = ""
    balance: str = ""

    @property
    def rates(self) -> tuple[str, ...]:
        """Those that fall due, the ranked, the watched and the calm ones, each once."""
        return tuple(dict.fromkeys((*self.due, *self.ranked, *self.watched, *self.calm)))

    @property
    def metrics(self) -> tuple[str, ...]:
        """All metrics of the sentences, except who has reported."""
        return (*self.bottom_line, *self.rates, *self.facts)


ASSESSED = (
    "checkin_completion_rate",
    "registration_ontime_rate",
    "report_completion_rate",
    "education_met_rate",
    "screening_coverage_rate",
    "alert_close_ontime_rate",
)
OVERVIEW = Topic(
    bottom_line=("absconded_count", "missing_registration_count", "device_over_term_count", "red_alert_open_count"),
    ranked=ASSESSED,
    watched=(
        "checkin_completion_rate",
        "registration_ontime_rate",
        "visit_completion_rate",
        "alert_close_ontime_rate",
        "screening_ontime_rate",
    ),
    calm=("checkin_completion_rate", "registration_ontime_rate"),
    charted="checkin_completion_rate",
)

DUTIES = (
    "registration_ontime_rate",
    "document_ontime_rate",
    "assessment_ontime_rate",
    "report_completion_rate",
    "checkin_completion_rate",
    "visit_completion_rate",
    "leave_return_ontime_rate",
    "medical_review_ontime_rate",
)
SUPERVISION = Topic(
    bottom_line=("absconded_count", "missing_registration_count", "device_over_term_count", "incident_count"),
    ranked=DUTIES,
    watched=DUTIES,
    calm=("checkin_completion_rate", "report_completion_rate"),
    charted="checkin_completion_rate",
)

STUDIES = ("education_met_rate", "welfare_met_rate", "entry_education_ontime_rate", "assistance_done_rate")
EDUCATION = Topic(
    ranked=STUDIES,
    watched=STUDIES,
    calm=("education_met_rate", "welfare_met_rate"),
    facts=("welfare_person_times", "job_placed_count"),
)

SCREENINGS = (
    "screening_coverage_rate",
    "screening_ontime_rate",
    "severe_intervention_ontime_rate",
    "portrait_precision_rate",
    "case_improved_rate",
)
SCREENING = Topic(
    due=("screening_ontime_rate", "severe_intervention_ontime_rate"),
    ranked=SCREENINGS,
    watched=SCREENINGS,
    calm=("screening_coverage_rate", "portrait_precision_rate"),
    facts=("psych_education_person_times", "consult_phone_count"),
    charted="screening_ontime_rate",
)

FORCES = ("purchase_county_coverage", "brand_county_coverage", "pairing_rate", "family_engagement_rate")
BRANDS = Topic(
    ranked=FORCES,
    watched=FORCES,
    calm=("purchase_county_coverage", "brand_county_coverage", "pairing_rate", "family_engagement_rate"),
    facts=("brand_activity_count", "brand_served_person_times"),
)

EMERGENCIES = ("alert_close_ontime_rate", "incident_report_ontime_rate", "device_uptime_rate")
CENTRES = Topic(
    bottom_line=("red_alert_open_count", "incident_count"),
    ranked=EMERGENCIES,
    watched=(*EMERGENCIES, "room_compliance_rate"),
    calm=("alert_close_ontime_rate", "device_uptime_rate"),
    charted="alert_close_ontime_rate",
)

FEEDS = ("office_reporting_rate", "feed_ontime_rate", "field_completeness_rate", "row_reject_rate")
QUALITY = Topic(
    bottom_line=("roster_balance_break_count",),
    ranked=FEEDS,
    watched=FEEDS,
    calm=("office_reporting_rate", "feed_ontime_rate"),
    charted="office_reporting_rate",
    balance="register_balance_gap",
)

KEY_SUBJECTS = Topic(
    bottom_line=(
        "absconded_count",
        "missing_registration_count",
        "serious_reoffence_count",
        "extreme_incident_count",
    ),
    facts=("key_subject_count",),
)

FORMALITIES = (
    "registration_ontime_rate",
    "document_ontime_rate",
    "assessment_ontime_rate",
    "medical_review_ontime_rate",
    "leave_return_ontime_rate",
)
ENFORCEMENT = Topic(
    ranked=FORMALITIES,
    watched=FORMALITIES,
    calm=("document_ontime_rate", "assessment_ontime_rate"),
)

TOPICS = {
    "overview": OVERVIEW,
    "supervision": SUPERVISION,
    "education": EDUCATION,
    "screening": SCREENING,
    "brands": BRANDS,
    "centres": CENTRES,
    "quality": QUALITY,
}
