"""What weeks on a wall do to a browser, in minutes: scene changes and refreshes as fast as they go."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession, Page

from tests.bench.table import Row
from tests.product import chromium, running, wait_until_drawn

WARM_UP, CHANGES, REFRESHES = 40, 500, 2000
MOST_GROWTH = 15.0  # per cent, from after the warm-up to the end
LONG_FRAME_MS = 50

# Turns `count` scenes, or draws the shown scene again `count` times as after a load; resolves with milliseconds each.
TURN = """(count) => new Promise((resolve) => {
  const screen = document.querySelector('#screen'), started = performance.now();
  let left = count, wanted = null;
  const line = () => document.querySelector('#wall-progress');
  const step = () => {
    if (!left--) { watcher.disconnect(); return resolve((performance.now() - started) / count); }
    wanted = line().dataset.next;
    window.dash_clientside.set_props('url', { href: location.origin + wanted });
  };
  const watcher = new MutationObserver(() => {
    if (line() && screen.dataset.drawn.startsWith(wanted + '#')) { wanted = ' '; setTimeout(step); }
  });
  watcher.observe(screen, { attributes: true, childList: true, subtree: true });
  step();
})"""
REDRAW = """(count) => new Promise((resolve) => {
  const started = performance.now(), screen = document.querySelector('#screen');
  let left = count, made = 0;
  const step = () => {
    if (!left--) return resolve((performance.now() - started) / count);
    made += 1;
    window.dash_clientside.set_props('version', { data: -made });
    const wait = () => document.querySelector('[data-dash-is-loading=true]') || performance.now() - asked < 30 ? setTimeout(wait, 10) : step();
    const asked = performance.now();
    setTimeout(wait, 30);
  };
  step();
})"""


@dataclass(frozen=True, slots=True)
class Burden:
    """What the page holds after a forced collection: megabytes of heap, nodes, listeners."""

    heap: float
    nodes: float
    listeners: float


def rows(database_url: str) -> Iterator[Row]:
    """Yield memory at start, middle and end, its growth, and what a change and a refresh cost."""
    with running(database_url, poll_seconds=3600) as address, chromium() as browser:
        yield from _soak(browser, address)


def _soak(browser: Browser, address: str) -> Iterator[Row]:
    page = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    page.add_init_script(
        "window.longFrames = 0; new PerformanceObserver((list) => { window.longFrames += list.getEntries().length; })"
        f".observe({json.dumps({'type': 'longtask', 'buffered': True})})"
    )
    page.goto(f"{address}/wall")
    wait_until_drawn(page)
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable")
    page.evaluate(TURN, WARM_UP)
    page.evaluate(REDRAW, WARM_UP)
    start = _burden(tools)
    busy, frames = _busy(tools), page.evaluate("longFrames")
    turn_ms = _in_parts(page, TURN, CHANGES // 2)
    redraw_ms = _in_parts(page, REDRAW, REFRESHES // 2)
    middle = _burden(tools)
    turn_ms = (turn_ms + _in_parts(page, TURN, CHANGES // 2)) / 2
    redraw_ms = (redraw_ms + _in_parts(page, REDRAW, REFRESHES // 2)) / 2
    end = _burden(tools)
    done = CHANGES + REFRESHES
    for name, burden in (("start", start), ("middle", middle), ("end", end)):
        yield Row(f"wall: JavaScript heap at {name}", burden.heap, "MB")
    for name in ("heap", "nodes", "listeners"):
        growth = 100 * (getattr(end, name) / getattr(start, name) - 1)
        yield Row(f"wall: growth of {name}, {CHANGES} scenes, {REFRESHES} refreshes", growth, "%", limit=MOST_GROWTH)
    yield Row("wall: a scene change, picture to picture", turn_ms, "ms")
    yield Row("wall: a refresh, question to picture", redraw_ms, "ms")
    yield Row("wall: main thread a change or refresh", 1000 * (_busy(tools) - busy) / done, "ms")
    yield Row(
        f"wall: tasks over {LONG_FRAME_MS} ms a change or refresh", (page.evaluate("longFrames") - frames) / done, ""
    )
    page.context.close()


def _in_parts(page: Page, script: str, count: int) -> float:
    """Run a script in parts that say how far they are; returns the mean milliseconds."""
    part = 50
    took = []
    for step in range(0, count, part):
        took.append(page.evaluate(script, part))
        print(
            f"       soak {(script is TURN and 'scenes') or 'refreshes'} {step + part}/{count}",
            file=sys.stderr,
            flush=True,
        )
    return float(sum(took) / len(took))


def _metrics(tools: CDPSession) -> dict[str, float]:
    return {each["name"]: each["value"] for each in tools.send("Performance.getMetrics")["metrics"]}


def _busy(tools: CDPSession) -> float:
    return _metrics(tools)["TaskDuration"]


def _burden(tools: CDPSession) -> Burden:
    for _ in range(3):
        tools.send("HeapProfiler.collectGarbage")
    held = _metrics(tools)
    return Burden(held["JSHeapUsedSize"] / 1e6, held["Nodes"], held["JSEventListeners"])
