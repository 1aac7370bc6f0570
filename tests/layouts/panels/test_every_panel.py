"""Every panel of every page survives every status, level and root, and asks for no more than it may."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from callbacks.cockpit import EVERYWHERE
from data.periods import Period
from data.questions import Answers
from data.readings import Readings, Status
from data.regions import Level
from data.regions.scope import sees_totals
from data.viewer import Viewer
from layouts.charts.chart import Drawing, Rows
from layouts.context import Context, Panel, figures, records
from layouts.pages import PAGES, Page
from tests.layouts.fabricate import REGIONS, answers, catalogue, context, knowing, silent, usual

PANELS = [panel for page in PAGES.values() for panel in (*(place.panel for place in page.placed), *page.for_walls)]
EMPTY = (Status.MISSING, Status.STALE, Status.SUPPRESSED, Status.UNDEFINED, Status.NOT_APPLICABLE)
AREAS = "since kpis who_acts standing map supervision trend ranking education screening forces levels alerts"
GRAINS = ("2026-11-22", "2026-11", "2026-Q4", "2026")


def situations() -> Iterator[tuple[str, Context]]:
    """Yield every context a panel is drawn in, with its name: each level, each level as root, each grain, English."""
    for level, code in REGIONS.items():
        yield str(level), knowing(context(code))
        yield f"{level} as root", context(code, root=code)
        yield f"account of a {level}", replace(knowing(context(code)), viewer=Viewer("test", code))
    for key in GRAINS:
        yield key, context(period=Period.parse(key))
    yield "English", context(lang="en")


def test_overview_fills_its_grid() -> None:
    """The overview holds each area once."""
    assert sorted(place.area for place in PAGES["overview"].placed) == sorted(AREAS.split())


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.key)
def test_a_panel_draws_in_every_situation(panel: Panel, subtests: pytest.Subtests) -> None:
    """It draws from exactly what it asked for, names only metrics of the catalogue and regions that its viewer sees by name, and has a title."""
    for name, here in situations():
        with subtests.test(name):
            questions = panel.needs(here)

            asked = dict.fromkeys((*EVERYWHERE, *records(questions)))
            strict = replace(here, answers=Answers({each: here.answers.of(each) for each in asked}))
            assert isinstance(panel.draw(answers(questions, usual), strict), Drawing)
            assert panel.title(strict)
            assert isinstance(panel.note(strict), str)
            assert {key for question in figures(questions) for key in question.metrics} <= catalogue().metrics.keys()
            codes = {code for question in figures(questions) for code in question.regions}
            assert all(sees_totals(here.regions, code, here.viewer) for code in codes)


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.key)
def test_a_panel_survives_every_status(panel: Panel, subtests: pytest.Subtests) -> None:
    """Without values a panel still draws at each level, and never writes None or nan."""
    for level, code in REGIONS.items():
        for status in EMPTY:
            with subtests.test(f"{status} at {level}"):
                here = context(code)
                drawing = panel.draw(answers(panel.needs(here), silent(status)), here)

                for point in (p for series in getattr(drawing, "series", ()) for p in series.points):
                    assert point.value is None
                    assert point.text
                    assert "None" not in point.text + point.note + point.label
                for row in drawing.rows if isinstance(drawing, Rows) else ():
                    assert row.figure
                assert "None" not in getattr(drawing, "summary", "")


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.key)
def test_a_panel_without_values_draws_in_english(panel: Panel) -> None:
    """The words for what is missing exist in English."""
    here = context(lang="en")

    panel.draw(answers(panel.needs(here), silent(Status.MISSING)), here)


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.key)
@pytest.mark.parametrize("level", list(REGIONS))
def test_one_read_serves_the_page(page: Page, level: Level) -> None:
    """All questions of a page together answer each of its panels and its headline."""
    here = context(REGIONS[level])
    readings: Readings = answers(page.needs(here), usual)

    for place in page.placed:
        place.panel.draw(readings, here)
    assert page.headline(readings, here).lines
