"""The viewers in tests: the chief of the city that most tests load, and of the whole province."""

from data.store import Store
from data.viewer import STAFF, Viewer

CITY_CHIEF = Viewer("chief", "330900", post="值班员")
PROVINCE_CHIEF = Viewer("chief", "330000", post="值班员")


def root(store: Store) -> str:
    """Return the widest scope of a store."""
    return store.regions.root.code


def staff(store: Store, post: str = "值班员") -> Viewer:
    """Return an account of that scope with all the rights that staff may have."""
    return Viewer("staff", root(store), STAFF, post)
