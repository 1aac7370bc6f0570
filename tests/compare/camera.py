"""Pictures of a running product, the same whenever they are taken: a fixed clock, no motion, taken until two are equal."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Page, StorageState, async_playwright
from playwright.async_api import TimeoutError as NotInTime

from tests.compare.folders import whole_folder
from tests.product import IS_DRAWN, QUIET, installed_browser, signed_in
from tests.screenshots import SIZES, Shot

HOST = "127.0.0.1:8050"  # for the browser; the real port differs each time, and some pictures show the address
ADDRESS = f"http://{HOST}"
AT_ONCE = 3
TRIES = 12
PATIENCE_MS = 60_000
REST_MS = 80  # between two pictures that must be equal

EXACT = ("--disable-partial-raster", "--disable-skia-runtime-opts", "--force-color-profile=srgb")

# A page of Dash has its panels or a message; any other page is there as soon as its typeface is.
IS_READY = f"""() => document.querySelector('#react-entry-point')
    && !document.querySelector('#screen[data-drawn] > main:not(.page)')
  ? ({IS_DRAWN})() : document.readyState === 'complete' && document.fonts.status === 'loaded'"""

# Every visit begins with an empty memory, and a wall that is looked at here does not report to the server.
FIRST = """
localStorage.clear(); localStorage.setItem('theme', %s); localStorage.setItem('wall-tab', 'tab-compare');
const ask = window.fetch;
window.fetch = (what, how) => how?.method === 'POST' && /\\/api\\/v1\\/walls\\//.test(String(what))
  ? Promise.resolve(new Response(null, { status: 204 })) : ask(what, how);
"""


def take(address: str, moment: datetime, shots: Sequence[Shot], folder: Path) -> None:
    """Write the picture of each shot and the words on it into a folder of its name."""
    asyncio.run(_take(address, moment, shots, folder))


async def _take(address: str, moment: datetime, shots: Sequence[Shot], folder: Path) -> None:
    rule = f"--host-resolver-rules=MAP {HOST} {urlsplit(address).netloc}"
    kept = signed_in(address)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed_browser(), args=[*QUIET, *EXACT, rule])
        waiting = sorted(shots, key=lambda shot: (shot.width, shot.theme), reverse=True)
        await asyncio.gather(*(_worker(browser, kept, moment, waiting, folder) for _ in range(AT_ONCE)))
        await browser.close()


async def _worker(browser: Browser, kept: StorageState, moment: datetime, waiting: list[Shot], folder: Path) -> None:
    contexts: dict[tuple[int, str], BrowserContext] = {}
    while waiting:
        shot = waiting.pop()
        kind = (shot.width, shot.theme)
        if kind not in contexts:
            contexts[kind] = await _context(browser, kept, moment, shot)
        page = await contexts[kind].new_page()
        await _picture(page, shot, folder)
        await page.close()


async def _context(browser: Browser, kept: StorageState, moment: datetime, shot: Shot) -> BrowserContext:
    context = await browser.new_context(
        viewport={"width": shot.width, "height": SIZES[shot.width]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=shot.width < 500,
        reduced_motion="reduce",
        storage_state=kept,
    )
    await context.clock.set_fixed_time(moment)
    await context.add_init_script(FIRST % json.dumps(shot.theme))
    return context


async def _picture(page: Page, shot: Shot, folder: Path) -> None:
    await page.goto(ADDRESS + shot.path)
    try:
        await page.wait_for_load_state()
        for frame in page.frames:  # the editor of a wall shows it in a frame
            await frame.wait_for_function(IS_READY, timeout=PATIENCE_MS)
        if not await page.query_selector("#react-entry-point"):
            await page.wait_for_load_state("networkidle")  # a form's typefaces are asked for late
    except NotInTime:
        print(f"{shot.name} is not drawn after {PATIENCE_MS // 1000} s", flush=True)
    is_wall = shot.path.startswith("/wall/")
    before = b""
    for _ in range(TRIES):
        after = await page.screenshot(full_page=not is_wall, animations="disabled", caret="hide")
        if after == before:
            break
        before = after
        await page.wait_for_timeout(REST_MS)
    else:
        print(f"{shot.name} did not come to rest", flush=True)
    text = await page.evaluate("document.body.innerText")
    with whole_folder(folder / shot.name) as place:
        (place / "picture.png").write_bytes(after)
        (place / "words.txt").write_text(text)
