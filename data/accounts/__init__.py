"""Accounts: who may sign in, with which rights, and the secret that the database does not hold."""

from data.accounts.account import Account
from data.accounts.secret import Secret, load_secret

__all__ = ["Account", "Secret", "load_secret"]
