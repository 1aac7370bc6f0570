"""What a command waits for before it does anything."""

from __future__ import annotations

import subprocess
import sys

LOADED = "import sys, dashboard.cli.main; print(*sys.modules)"
OF_SCREENS = {"callbacks", "dash", "flask", "geopandas", "layouts", "plotly", "requests"}


def test_a_command_that_draws_nothing_loads_nothing_to_draw_with() -> None:
    """They take longer than most commands do."""
    printed = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True).stdout

    assert OF_SCREENS.isdisjoint(printed.split())
