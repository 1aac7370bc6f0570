"""Readings: questions to the store, and their answers."""

from data.readings.answering import read
from data.readings.answers import Readings
from data.readings.ask import Figures
from data.readings.reading import Reading, Status

__all__ = ["Figures", "Reading", "Readings", "Status", "read"]
