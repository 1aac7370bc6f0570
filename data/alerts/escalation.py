"""Area alerts that are not acknowledged in time are escalated to the next administrative level; they keep their colour.

It happens once for each level that an alert's figure reaches, and is a step of its history.
"""

from __future__ import annotations

from datetime import datetime

from data import clock
from data.alerts.alerts import (
    COCKPIT,
    ESCALATED,
    AlertStep,
    AreaAlert,
    as_escalated,
    open_alerts,
    step_of,
    write_steps,
)
from data.alerts.terms import Duty, Terms, load_terms
from data.regions import Regions
from data.store import Store


def escalate(store: Store, terms: Terms | None = None, now: datetime | None = None) -> list[AlertStep]:
    """Escalate the overdue alerts at a moment in UTC without a zone, and return the steps.

    Raises CatalogueError for wrong terms, StoreError while a load is writing.
    """
    known, moment = terms or load_terms(), now or clock.utc_now()
    if not any(_is_overdue(alert, known, moment) for alert in open_alerts(store, store.regions.root.code)):
        return []
    with store.writing() as connection:
        steps = [
            step_of(alert, ESCALATED, moment, COCKPIT, _receiver(alert, store.regions))
            for alert in as_escalated(connection)
            if _is_overdue(alert, known, moment)
        ]
        write_steps(connection, steps)
    return steps


def _is_overdue(alert: AreaAlert, terms: Terms, now: datetime) -> bool:
    return (
        not alert.acknowledged_at
        and not alert.escalated_at
        and now >= terms[alert.level][Duty.ACKNOWLEDGE].due(alert.at_level_since)
    )


def _receiver(alert: AreaAlert, regions: Regions) -> str:
    """Return the code of the region above, empty where none is known."""
    above = regions.ancestors(alert.region) if alert.region in regions.by_code else []
    return above[-1].code if above else ""
