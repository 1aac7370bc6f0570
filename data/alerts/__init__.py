"""Alerts that the cockpit raises itself: their rules, how they are raised, escalated and closed."""
