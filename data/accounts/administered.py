"""Which accounts an administrator may change: another's, of the own region and below. The pages and the commands ask here."""

from __future__ import annotations

from data.accounts.account import Account
from data.accounts.accounts import account, accounts
from data.errors import DataError, NotAllowed
from data.reasons import Reason
from data.regions.scope import is_within, region_in_scope
from data.store import Store
from data.viewer import Viewer


class OwnAccount(NotAllowed):
    """An administrator's own account, which somebody else has to change."""

    def __init__(self) -> None:
        self.reason = Reason("account.own")
        DataError.__init__(self, str(self.reason))


def administered(store: Store, viewer: Viewer) -> list[Account]:
    """Return the accounts of an administrator's region and below by name, the own one too."""
    return [each for each in accounts(store) if is_within(store.regions, each.region, viewer.scope)]


def administered_account(store: Store, name: str, viewer: Viewer) -> Account:
    """Return another's account by its name; raises UnfitAccount for an unknown one, OutOfScope, OwnAccount."""
    found = account(store, name)
    region_in_scope(store.regions, found.region, viewer)
    if found.name == viewer.account:
        raise OwnAccount
    return found
