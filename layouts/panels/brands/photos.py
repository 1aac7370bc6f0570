"""The pictures a deployer puts into assets/photos, one a county, named in the brand table or else by its code."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

FOLDER = Path(__file__).parents[3] / "assets" / "photos"
ENDINGS = (".jpg", ".jpeg", ".png", ".webp")


def photo_of(county: str, name: str = "", folder: Path = FOLDER) -> str:
    """Return the address of a county's picture, empty where there is none; it changes when the file does.

    `name` is looked for first; only its last part counts, so that nothing outside the folder can be reached.
    """
    for each in (Path(name).name, *(f"{county}{ending}" for ending in ENDINGS)):
        file = folder / each
        if file.suffix.lower() in ENDINGS and file.is_file():
            return f"/assets/photos/{quote(file.name)}?m={int(file.stat().st_mtime)}"
    return ""
