"""What a person at a browser waits for, and what travels over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from layouts.pages import PAGES
from tests.bench.table import Row
from tests.product import IS_DRAWN, LEVELS, chromium, running, signed_in

CITIES = ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11")
SHOWN_MS, LAST_PANEL_MS, FIRST_MS, AGAIN_MS = 250.0, 1000.0, 3000.0, 1000.0
FIRST_KB, REFRESH_BYTES = 2400.0, 1024.0
VISITS, ROUNDS, IDLE_SECONDS = 3, 2, 6

# Notes when the screen last changed and when a new address was painted; a page is done after 250 ms without change.
STOPWATCH = f"""
(() => {{
  const isDrawn = {IS_DRAWN};
  const watch = window.stopwatch = {{ changed: 0, changes: 0, mark: null, shown: 0 }};
  const mark = () => document.querySelector('#screen')?.dataset.drawn;
  const isOnScreen = (record) => record.target.nodeType === 1 && record.target.closest('#screen');
  new MutationObserver((records) => {{
    if (!records.some(isOnScreen)) return;
    watch.changed = performance.now();
    watch.changes += 1;
    if (mark() === watch.mark) return;
    watch.mark = mark();
    requestAnimationFrame(() => requestAnimationFrame(() => {{ watch.shown = performance.now(); }}));
  }}).observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
  watch.done = (href, since) => new Promise((resolve) => {{
    const ask = () => {{
      const isThere = mark()?.startsWith(href + '#') && isDrawn() && performance.now() - watch.changed > 250;
      if (isThere) resolve([watch.shown - since, watch.changed - since]); else setTimeout(ask, 25);
    }};
    ask();
  }});
  watch.click = (link) => {{
    const since = performance.now();
    link.click();
    return watch.done(link.getAttribute('href'), since);
  }};
  watch.go = (href) => {{
    const link = Object.assign(document.createElement('a'), {{ href }});
    document.body.append(link);
    const done = watch.click(link);
    link.remove();
    return done;
  }};
}})()
"""


def rows(database_url: str) -> Iterator[Row]:
    """Yield visits, clicks and the refresh with nothing new."""
    with chromium() as browser:
        with running(database_url) as address:
            yield from _first_and_second(browser, address)
            yield _drill_down(browser, address)
            for page in PAGES:
                yield _to_last_panel(browser, address, page)
        with running(database_url, poll_seconds=1) as address:
            yield from _idle(browser, address)


def _first_and_second(browser: Browser, address: str) -> Iterator[Row]:
    path = f"/overview/{LEVELS['province']}"
    fresh, cached = [], []
    for _ in range(VISITS + 1):
        context = _context(browser, address)
        fresh.append(_visit(context, address, path))
        cached.append(_visit(context, address, path))
        context.close()
    for name, visits, limit_ms, limit_kb in (
        ("first visit", fresh[1:], FIRST_MS, FIRST_KB),
        ("second visit, cached", cached[1:], AGAIN_MS, None),
    ):
        yield Row(f"{name}, to the last panel", median(took for took, _ in visits), "ms", limit=limit_ms)
        yield Row(f"{name}, transferred", median(size for _, size in visits) / 1000, "kB", limit=limit_kb)


def _visit(context: BrowserContext, address: str, path: str) -> tuple[float, float]:
    """Return milliseconds from navigation to the last change, and bytes received."""
    page = context.new_page()
    received = _received(page)
    page.goto(address + path)
    took = page.evaluate("(href) => stopwatch.done(href, 0)", path)[1]
    page.close()
    return float(took), sum(received.values())


def _drill_down(browser: Browser, address: str) -> Row:
    """Click every city in the province's ranking, each read for the first time."""
    context = _context(browser, address)
    page = _opened(context, address, "/overview/330000")
    page.evaluate("stopwatch.go('/overview/330100?grain=month')")
    took = []
    for city in CITIES:
        page.evaluate("stopwatch.go('/overview/330000')")
        link = page.locator(f".panel[data-area=ranking] a[href='/overview/33{city}00']").first
        took.append(float(link.evaluate("(link) => stopwatch.click(link)")[0]))
    context.close()
    return Row("drill-down click to new figures, city not read before", median(took), "ms", limit=SHOWN_MS)


def _to_last_panel(browser: Browser, address: str, page_key: str) -> Row:
    """Click through the four levels of a page; the first round warms the server."""
    context = _context(browser, address)
    page = _opened(context, address, "/overview/330200")
    rounds = [
        [float(page.evaluate("(href) => stopwatch.go(href)", f"/{page_key}/{code}")[1]) for code in LEVELS.values()]
        for _ in range(ROUNDS + 1)
    ]
    context.close()
    took = median(each for levels in rounds[1:] for each in levels)
    return Row(f"click to last panel, warm: {page_key}", took, "ms", limit=LAST_PANEL_MS)


def _idle(browser: Browser, address: str) -> Iterator[Row]:
    """Leave a screen alone while it asks for new data every second."""
    context = _context(browser, address)
    page = _opened(context, address, "/overview/330000")
    page.wait_for_timeout(2500)  # the first answer is whole, those after it say "not modified"
    received = _received(page)
    before = page.evaluate("stopwatch.changes")
    page.wait_for_timeout(IDLE_SECONDS * 1000)
    changes = page.evaluate("stopwatch.changes") - before
    context.close()
    yield Row("refresh with nothing new, received", median(received.values()), "bytes", limit=REFRESH_BYTES)
    yield Row(f"changes to the screen in {len(received)} such refreshes", changes, "changes", limit=0)


def _context(browser: Browser, address: str) -> BrowserContext:
    size = ViewportSize(width=1440, height=900)
    context = browser.new_context(viewport=size, storage_state=signed_in(address))
    context.add_init_script(STOPWATCH)
    return context


def _opened(context: BrowserContext, address: str, path: str) -> Page:
    page = context.new_page()
    page.goto(address + path)
    page.evaluate("(href) => stopwatch.done(href, 0)", path)
    return page


def _received(page: Page) -> dict[str, float]:
    """Return the bytes received by request, headers included, which grow as the page goes on."""
    received: dict[str, float] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def head(event: dict[str, Any]) -> None:
        received[event["requestId"]] = float(event["response"]["encodedDataLength"])

    def whole(event: dict[str, Any]) -> None:
        received[event["requestId"]] = float(event["encodedDataLength"])

    session.on("Network.responseReceived", head)
    session.on("Network.loadingFinished", whole)
    return received
