"""The pictures a deployer lays into assets/photos, one a county, named by its code."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent.parent / "assets" / "photos"
ENDINGS = (".jpg", ".png", ".webp")


def photo_of(county: str, folder: Path = FOLDER) -> str:
    """Return the address of a county's picture, empty where there is none; it changes when the file does."""
    for ending in ENDINGS:
        file = folder / f"{county}{ending}"
        if file.is_file():
            return f"/assets/photos/{file.name}?m={int(file.stat().st_mtime)}"
    return ""
