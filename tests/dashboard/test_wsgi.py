"""What a server's process does before its first request."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COUNTED = """
import sys
opened = []
sys.addaudithook(lambda event, given: opened.append(given[0]) if event == "open" else None)
import dashboard.wsgi
print(sum(str(file) == sys.argv[1] for file in opened))
"""


def test_the_secret_is_read_once(city_url: str, tmp_path: Path) -> None:
    """What answers and what is done beside answering work with the one store that was opened."""
    file = tmp_path / "secret"
    file.write_text("s" * 64)
    own = {"COCKPIT_DATABASE_URL": city_url, "COCKPIT_ROOT": "330900", "COCKPIT_SECRET_FILE": str(file)}

    started = subprocess.run(
        [sys.executable, "-c", COUNTED, str(file)], env=os.environ | own, capture_output=True, text=True, check=True
    )

    assert started.stdout.split() == ["1"]
