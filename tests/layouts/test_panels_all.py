"""Every panel of every page survives every status, level and root, and asks for no more than it may."""

import pytest

from data.periods import Period
from data.readings import Readings, Status
from data.regions import Level
from layouts.charts.chart import Drawing, Rows
from layouts.pages import PAGES, Page
from layouts.scene import Panel, Scene
from tests.layouts.fabricate import REGIONS, answers, catalogue, scene, silent, usual

PANELS = [panel for page in PAGES.values() for panel in (*(place.panel for place in page.placed), *page.for_walls)]
EMPTY = (Status.MISSING, Status.STALE, Status.SUPPRESSED, Status.UNDEFINED, Status.NOT_APPLICABLE)
AREAS = "since kpis who_acts standing map supervision trend ranking education screening forces levels alerts"


@pytest.fixture(params=PANELS, ids=lambda panel: panel.key)
def panel(request: pytest.FixtureRequest) -> Panel:
    """Return each panel in turn."""
    found: Panel = request.param
    return found


@pytest.fixture(params=list(REGIONS), ids=str)
def here(request: pytest.FixtureRequest) -> Scene:
    """Return a scene at each level in turn."""
    return scene(REGIONS[request.param])


def test_overview_fills_its_grid() -> None:
    """The overview holds each area once."""
    assert sorted(place.area for place in PAGES["overview"].placed) == sorted(AREAS.split())


def test_draws_readings(panel: Panel, here: Scene) -> None:
    """A panel draws from exactly what it asked for, and has a title."""
    drawing = panel.draw(answers(panel.needs(here), usual), here)

    assert isinstance(drawing, Drawing)
    assert panel.title(here)
    assert isinstance(panel.note(here), str)


@pytest.mark.parametrize("status", EMPTY)
def test_survives_every_status(panel: Panel, here: Scene, status: Status) -> None:
    """Without values a panel still draws, and never writes None or nan."""
    drawing = panel.draw(answers(panel.needs(here), silent(status)), here)

    for point in (p for series in getattr(drawing, "series", ()) for p in series.points):
        assert point.value is None
        assert point.text
        assert "None" not in point.text + point.note + point.label
    for row in drawing.rows if isinstance(drawing, Rows) else ():
        assert row.figure
    assert "None" not in getattr(drawing, "summary", "")


@pytest.mark.parametrize("level", list(REGIONS))
def test_any_level_can_be_the_root(panel: Panel, level: Level) -> None:
    """A region that is its own root has nothing above it, and its panels draw all the same."""
    here = scene(REGIONS[level], root=REGIONS[level])

    questions = panel.needs(here)

    asked = {code for question in questions for code in question.regions}
    assert all(here.regions.within(code, REGIONS[level]) for code in asked)
    panel.draw(answers(questions, usual), here)


@pytest.mark.parametrize("period", ["2026-11-22", "2026-11", "2026-Q4", "2026"])
def test_draws_every_grain(panel: Panel, period: str) -> None:
    """Days, months, quarters and years are drawn like weeks."""
    here = scene(period=Period.parse(period))

    panel.draw(answers(panel.needs(here), usual), here)
    assert panel.title(here)
    assert isinstance(panel.note(here), str)


def test_draws_in_english(panel: Panel) -> None:
    """Every word a panel needs exists in English."""
    here = scene(lang="en")

    panel.draw(answers(panel.needs(here), usual), here)
    panel.draw(answers(panel.needs(here), silent(Status.MISSING)), here)
    assert panel.title(here)


def test_asks_for_known_metrics(panel: Panel, here: Scene) -> None:
    """A panel names only metrics of the catalogue."""
    for question in panel.needs(here):
        assert set(question.metrics) <= set(catalogue().metrics)


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.key)
def test_one_read_serves_the_page(page: Page, here: Scene) -> None:
    """All questions of a page together answer each of its panels and its headline."""
    readings: Readings = answers(page.needs(here), usual)

    for place in page.placed:
        place.panel.draw(readings, here)
    assert page.headline(readings, here).lines
