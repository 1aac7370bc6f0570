"""The demo's roll-ups, computed in memory, equal those that the loader computes from the same facts."""

from datetime import date
from pathlib import Path

from data.catalogue import load_catalogue
from data.demo import fill, simulate
from data.regions import load_regions
from data.store import open_store
from data.store.rebuilding import rebuild
from tests.data.rollup.test_rollup import rollups


def test_bulk_equals_rebuilt(tmp_path: Path) -> None:
    """Two months of a small county, filled at once and rolled up again from its facts, saying how far it is."""
    catalogue, regions = load_catalogue(), load_regions(Path("data/places"), "330108")
    store = open_store(f"sqlite:///{tmp_path / 'a.db'}", catalogue=catalogue, regions=regions)
    facts = simulate(regions, catalogue, first_day=date(2026, 9, 1), last_day=date(2026, 11, 22))
    fill(store, facts, fact_days=3000, progress=lambda *_: None)
    filled = rollups(store)
    shares: list[float] = []

    rebuild(store, lambda what, share: shares.append(share))

    assert rollups(store) == filled
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_simulation_repeats(tmp_path: Path) -> None:
    """The same seed gives the same figures."""
    catalogue, regions = load_catalogue(), load_regions(Path("data/places"), "330108")
    first, last = date(2026, 10, 1), date(2026, 11, 22)
    once, twice = (simulate(regions, catalogue, first_day=first, last_day=last) for _ in range(2))

    assert all((once.totals[key] == twice.totals[key]).all() for key in once.totals)
