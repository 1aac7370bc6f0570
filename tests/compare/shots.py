"""What is compared as pictures: a set in which every page meets every level, size, theme and language at least once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from layouts.pages import PAGES
from layouts.walls.wall import load_walls
from tests.screenshots import Shot

PHONE, DESK, WALL = 390, 1440, 1920
PROVINCE, CITY, COUNTY, OFFICE = "330000", "330100", "330521", "330521001"
OFFICE_PAGES = ("overview", "supervision", "education", "ranking")
OWN_WALL = "hall"  # made in both databases, see tests/compare/side.py
NAMED_WALL = "front"  # reported to both databases

# Options of a page: their name and address. They are shown on a desk in light.
OPTIONS = {
    "overview-day": f"/overview/{CITY}?grain=day",
    "overview-month": f"/overview/{PROVINCE}?grain=month",
    "overview-year-ago": f"/overview/{CITY}?compare=last_year",
    "overview-past-week": f"/overview/{CITY}?period=2026-W40",
    "overview-other-map": f"/overview/{PROVINCE}?map=registered_count",
    "supervision-month": f"/supervision/{PROVINCE}?grain=month",
    "education-quarter": f"/education/{CITY}?grain=quarter",
    "brands-one": f"/brands/{PROVINCE}?brand={COUNTY}",
    "brands-beside": f"/brands/{PROVINCE}?with={COUNTY}.330108",
    "library-legal": f"/library/{PROVINCE}?theme=legal",
    "ranking-county": f"/ranking/{PROVINCE}?level=county&map=checkin_completion_rate",
    "ranking-office": f"/ranking/{CITY}?level=office",
    "dictionary-entry": f"/dictionary/{PROVINCE}?explain=checkin_completion_rate",
    "review-frozen": f"/review/{CITY}?week=2026-W47",
    "review-frozen-province": f"/review/{PROVINCE}?week=2026-W47",
    "review-today": f"/review/{CITY}?week=2026-W47&edition=0",
    "review-running": f"/review/{CITY}?week=2026-W49",
    "review-agenda-supervision": f"/review/{CITY}?week=2026-W47&agenda=supervision",
    "review-agenda-tasks": f"/review/{CITY}?week=2026-W47&agenda=tasks",
    "unknown-page": "/nowhere",
    "unknown-region": "/overview/999999",
    "unknown-option": f"/overview/{CITY}?colour=red",
}
DRAWERS = {
    "overview-drawer": f"/overview/{CITY}?explain=checkin_completion_rate",
    "overview-drawer-count": f"/overview/{PROVINCE}?explain=registered_count",
    "supervision-drawer": f"/supervision/{COUNTY}?explain=alert_close_ontime_rate",
}
# Pages with forms and texts that are no figures' pages: on a desk and a phone.
FORMS = {
    "tasks": f"/tasks/{CITY}",
    "tasks-new": f"/tasks/{CITY}/new",
    "tasks-one": f"/tasks/{PROVINCE}/1",
    "brands-admin": "/brands-admin",
    "brands-admin-one": f"/brands-admin/{COUNTY}/1",
    "scenes": "/scenes",
    "scenes-own": f"/scenes/{OWN_WALL}",
    "handbook": "/handbook",
    "tasks-refused": "/tasks/999999",
    "brands-admin-refused": "/brands-admin/999999/1",
    "scenes-refused": "/scenes/nothing",
    "request-refused": f"/scenes/{OWN_WALL}?open=first",
    "walls": "/walls",
    "remote": f"/remote?name={NAMED_WALL}",
}


def shots() -> Iterator[Shot]:
    """Yield what is compared, each picture with a name of its own."""
    for page in PAGES:
        for code in (PROVINCE, CITY, COUNTY):
            yield _shot(f"{page}-{code}", f"/{page}/{code}")
        city = _shot(f"{page}-{CITY}", f"/{page}/{CITY}")
        yield _dark(city)
        yield _phone(city)
        yield _shot(f"{page}-{CITY}-en", f"{city.path}?lang=en")
    yield from (_shot(f"{page}-{OFFICE}", f"/{page}/{OFFICE}") for page in OFFICE_PAGES)
    yield _dark(_phone(_shot(f"overview-{PROVINCE}", f"/overview/{PROVINCE}")))
    yield from (_shot(name, path) for name, path in OPTIONS.items())
    for name, path in DRAWERS.items():
        yield _shot(name, path)
        yield _dark(_phone(_shot(name, path)))
    for name, path in FORMS.items():
        yield _shot(name, path)
        yield _phone(_shot(name, path))
        yield _shot(f"{name}-en", f"{path}{'&' if '?' in path else '?'}lang=en")
    yield _dark(_shot("tasks", FORMS["tasks"]))
    yield from _walls()


def _walls() -> Iterator[Shot]:
    for wall in load_walls().values():
        for scene in wall.scenes:
            for code in (PROVINCE, CITY, COUNTY):
                name, path = f"wall-{wall.key}-{scene.key}-{code}", f"/wall/{code}?wall={wall.key}&scene={scene.key}"
                yield Shot(f"{name}-dark-{WALL}", path, WALL, "dark")
                if code == PROVINCE:
                    yield Shot(f"{name}-light-{WALL}", path, WALL, "light")
    own = f"/wall/{PROVINCE}?wall={OWN_WALL}"
    yield Shot(f"wall-own-dark-{WALL}", own, WALL, "dark")
    yield Shot(f"wall-en-dark-{WALL}", f"/wall/{PROVINCE}?lang=en", WALL, "dark")


def _shot(name: str, path: str) -> Shot:
    return Shot(f"{name}-light-{DESK}", path, DESK, "light")


def _dark(shot: Shot) -> Shot:
    return replace(shot, name=shot.name.replace("-light-", "-dark-"), theme="dark")


def _phone(shot: Shot) -> Shot:
    return replace(shot, name=shot.name.replace(f"-{DESK}", f"-{PHONE}"), width=PHONE)
