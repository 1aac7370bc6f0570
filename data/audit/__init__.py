"""The audit log: who did what, when and from where, in a chain that cannot be changed unnoticed."""

from data.audit.action import Action
from data.audit.actor import Actor, acting
from data.audit.recording import note, record

__all__ = ["Action", "Actor", "acting", "note", "record"]
