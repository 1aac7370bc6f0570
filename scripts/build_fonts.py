"""Builds assets/fonts: Barlow (OFL 1.1) from PyPI `fontpkg-barlow`, cut to Latin figures and letters, as woff2."""

from __future__ import annotations

import shutil
from pathlib import Path

import fontpkg_barlow
from fontTools import subset

SOURCE = Path(fontpkg_barlow.__file__).parent
TARGET = Path("assets/fonts")
LETTERS = "U+0020-007E,U+00A0-00FF,U+2009,U+2010-2026,U+2030,U+2190-2193,U+2212,U+25B2,U+25BC"


def main() -> None:
    """Write one file a weight and the licence beside them."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight in ("Regular", "Medium", "SemiBold"):
        subset.main(
            [
                str(SOURCE / "files" / f"Barlow-{weight}.ttf"),
                f"--unicodes={LETTERS}",
                "--flavor=woff2",
                "--layout-features=*",
                f"--output-file={TARGET / f'barlow-{weight.lower()}.woff2'}",
            ]
        )
    shutil.copy(SOURCE / "LICENSE", TARGET / "OFL.txt")


if __name__ == "__main__":
    main()
