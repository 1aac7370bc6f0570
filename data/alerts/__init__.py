"""Alerts that the cockpit raises itself: their rules, how they are raised, escalated and closed."""

from data.alerts.alerts import AreaAlert, open_alerts
from data.alerts.evaluation import evaluate
from data.alerts.notices import Notice
from data.alerts.rules import AlertLevel

__all__ = ["AlertLevel", "AreaAlert", "Notice", "evaluate", "open_alerts"]
