"""Takes the pictures of the product that README and handbook show, or of every page at every level, size and theme.

python -m tests.screenshots                                    # the three pictures in docs/screenshots
python -m tests.screenshots --all                              # all of them, into var/screenshots
python -m tests.screenshots --page overview --level city       # some of them, into var/screenshots
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from layouts.pages import PAGES
from tests.product import LEVELS, chromium, filled_database, running, signed_in, wait_until_drawn

SIZES = {390: 844, 1440: 900, 1920: 1080, 3840: 2160}
THEMES = ("light", "dark")
SETTLED_MS = 400  # transitions of the map and the charts


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file's name, the address, the width of the screen in pixels and the theme."""

    name: str
    path: str
    width: int
    theme: str


SHOWN = (
    Shot("overview-dark-1920", "/overview/330000?grain=month", 1920, "dark"),
    Shot("overview-light-1440", "/overview/330000?grain=month", 1440, "light"),
    Shot("overview-phone-390", "/overview/330000?grain=month", 390, "light"),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the pictures that the arguments choose."""
    chosen = _arguments(arguments)
    narrowed = chosen.page or chosen.level or chosen.width or chosen.theme
    is_shown = not (chosen.all or narrowed)
    shots = SHOWN if is_shown else tuple(_every(chosen))
    folder = chosen.to or Path("docs/screenshots" if is_shown else "var/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    with filled_database() as url, running(url) as address, chromium() as browser:
        for shot in shots:
            take(browser, address, shot, folder)


def take(browser: Browser, address: str, shot: Shot, folder: Path) -> None:
    """Write one picture of a whole page, once everything on it is drawn."""
    size = ViewportSize(width=shot.width, height=SIZES[shot.width])
    context = browser.new_context(viewport=size, locale="zh-CN", storage_state=signed_in(address))
    context.add_init_script(f"localStorage.setItem('theme', '{shot.theme}')")
    page = context.new_page()
    page.goto(address + shot.path)
    wait_until_drawn(page)
    page.wait_for_timeout(SETTLED_MS)
    file = folder / f"{shot.name}.png"
    page.screenshot(path=file, full_page=True, animations="disabled")
    context.close()
    print(f"{file}  {file.stat().st_size / 1024:.0f} KB", flush=True)


def _every(chosen: argparse.Namespace) -> Iterator[Shot]:
    choices = (chosen.page or PAGES, chosen.level or LEVELS, chosen.theme or THEMES, chosen.width or SIZES)
    for page, level, theme, width in product(*choices):
        yield Shot(f"{page}-{level}-{theme}-{width}", f"/{page}/{LEVELS[level]}", width, theme)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description="Take pictures of the product.")
    parser.add_argument("--all", action="store_true", help="every page at every level, size and theme")
    parser.add_argument("--page", action="append", choices=list(PAGES))
    parser.add_argument("--level", action="append", choices=list(LEVELS))
    parser.add_argument("--width", action="append", type=int, choices=list(SIZES))
    parser.add_argument("--theme", action="append", choices=THEMES)
    parser.add_argument("--to", type=Path, help="folder the pictures are written into")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
