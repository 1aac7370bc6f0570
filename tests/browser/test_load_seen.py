"""A county's file goes in through the command line and is seen on its page, also on one that is open already."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.data.feeds import BINJIANG, COUNTY_ROWS, county_xlsx, write_csv
from tests.product import COCKPIT, running, wait_until_drawn

VIEW = f"/overview/{BINJIANG}?period=2026-11-22&explain=checkin_completion_rate"


def test_a_county_file_is_seen_on_its_page(browser: Browser, tmp_path: Path) -> None:
    """292 of 295 check-ins after the first file; 295 after the corrected one, without a click."""
    url = f"sqlite:///{tmp_path}/cockpit.db"
    with running(url, poll_seconds=1, root=BINJIANG) as address:
        page = browser.new_page()
        page.goto(address + VIEW)
        expect(page.locator(".not-found")).to_contain_text("cockpit load")

        page.close()  # it would load itself again as soon as there are figures

        load(url, county_xlsx(tmp_path / "滨江区日报.xlsx"))
        page = browser.new_page()
        page.goto(address + VIEW)
        wait_until_drawn(page)
        expect(page.locator(".explain-figure")).to_contain_text("99.0")
        expect(page.locator(".explain-formula")).to_contain_text(re.compile(r"292\D+295"))

        corrected = [list(row) for row in COUNTY_ROWS]
        corrected[4][3], corrected[5][3], corrected[7][3] = "120", 80, 295
        load(url, write_csv(tmp_path / "更正.csv", corrected, "gb18030"))
        expect(page.locator(".explain-formula")).to_contain_text(re.compile(r"295\D+295"), timeout=15_000)
        expect(page.locator("[data-area=kpis]")).to_be_visible()
        page.close()


def load(url: str, path: Path) -> None:
    """Load a file as an operator does."""
    own = {"COCKPIT_DATABASE_URL": url, "COCKPIT_ROOT": BINJIANG}
    subprocess.run([COCKPIT, "load", path], env={**os.environ, **own}, check=True, capture_output=True)
