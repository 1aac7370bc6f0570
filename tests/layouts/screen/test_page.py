"""The frame of the pages that are forms."""

from __future__ import annotations

from pathlib import Path

TEMPLATES = Path("layouts/screen/templates")


def test_one_template_is_the_frame_of_every_page() -> None:
    """No other begins an HTML document."""
    frames = [path.name for path in TEMPLATES.glob("*.html") if "<!doctype" in path.read_text("utf-8").lower()]

    assert frames == ["page.html"]
