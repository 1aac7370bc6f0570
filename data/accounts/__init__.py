"""Accounts: who may sign in, with which rights, and what programs and walls act with."""

from data.accounts.account import Account

__all__ = ["Account"]
