"""What weeks on a wall do to a browser, in minutes: scene changes and refreshes as fast as they go."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize

from tests.bench.table import Row
from tests.product import chromium, running, signed_in, wait_until_drawn

WARM_UP, CHANGES, REFRESHES, PART = 40, 500, 2000, 50
MOST_GROWTH = 15.0  # per cent, from after the warm-up to the end
LONG_FRAME_MS = 50

# Turns `count` scenes as the wall does: the next picture is fetched, shown, and its address follows. Or draws the shown
# scene again `count` times as after a load. Resolves with milliseconds each.
TURN = """(count) => new Promise((resolve) => {
  const screen = document.querySelector('#screen'), started = performance.now();
  let left = count;
  const step = () => {
    if (!left--) return resolve((performance.now() - started) / count);
    const wanted = document.querySelector('#wall-progress').dataset.next;
    window.cockpitWall.go(wanted);
    const isShown = () => screen.dataset.drawn.startsWith(wanted + '#') && location.pathname + location.search === wanted;
    const wait = () => isShown() && !document.querySelector('[data-dash-is-loading=true]') ? setTimeout(step) : setTimeout(wait, 10);
    wait();
  };
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


# Tasks over 50 ms, and frames that were due (60 a second) and did not come.
WATCH = """window.watched = { long: 0, dropped: 0 };
new PerformanceObserver((list) => { watched.long += list.getEntries().length; }).observe({ type: 'longtask', buffered: true });
let before = null;
const frame = (now) => {
  if (before !== null) watched.dropped += Math.max(Math.round((now - before) / (1000 / 60)) - 1, 0);
  before = now;
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one change or refresh costs: milliseconds, those of the main thread, long tasks, dropped frames."""

    took: float
    busy: float
    long: float
    dropped: float


@dataclass(frozen=True, slots=True)
class Burden:
    """What the page holds after a forced collection: megabytes of heap, nodes, listeners."""

    heap: float
    nodes: float
    listeners: float


def rows(database_url: str) -> Iterator[Row]:
    """Yield memory, nodes and listeners at start, middle and end, their growth, and what a change and a refresh cost."""
    with running(database_url, poll_seconds=3600) as address, chromium() as browser:
        yield from _soak(browser, address)


def _soak(browser: Browser, address: str) -> Iterator[Row]:
    size = ViewportSize(width=1920, height=1080)
    page = browser.new_context(viewport=size, storage_state=signed_in(address)).new_page()
    page.add_init_script(WATCH)
    page.goto(f"{address}/wall")
    wait_until_drawn(page)
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable")
    page.evaluate(TURN, WARM_UP)
    page.evaluate(REDRAW, WARM_UP)
    burdens = {"start": _burden(page, tools)}
    turns, redraws = [], []
    for name in ("middle", "end"):
        turns.append(_cost(page, tools, TURN, CHANGES // 2))
        redraws.append(_cost(page, tools, REDRAW, REFRESHES // 2))
        burdens[name] = _burden(page, tools)
    for kind, unit in (("heap", "MB"), ("nodes", ""), ("listeners", "")):
        held = {name: getattr(burden, kind) for name, burden in burdens.items()}
        yield from (Row(f"wall: {kind} at {name}", value, unit) for name, value in held.items())
        growth = 100 * (held["end"] / held["start"] - 1)
        yield Row(f"wall: growth of {kind}, {CHANGES} scenes, {REFRESHES} refreshes", growth, "%", limit=MOST_GROWTH)
    for name, costs in (("scene change", turns), ("refresh", redraws)):
        yield Row(f"wall: a {name}, question to picture", fmean(cost.took for cost in costs), "ms")
        yield Row(f"wall: main thread a {name}", fmean(cost.busy for cost in costs), "ms")
        yield Row(f"wall: tasks over {LONG_FRAME_MS} ms a {name}", fmean(cost.long for cost in costs), "")
        yield Row(f"wall: frames dropped a {name}", fmean(cost.dropped for cost in costs), "")
    page.context.close()


def _cost(page: Page, tools: CDPSession, script: str, count: int) -> Cost:
    """Run a script in parts that say how far they are; returns the mean cost of one."""
    busy, seen, took = _busy(tools), page.evaluate("watched"), []
    for step in range(0, count, PART):
        took.append(page.evaluate(script, PART))
        done = f"{'scenes' if script is TURN else 'refreshes'} {step + PART}/{count}"
        print(f"       soak {done}", file=sys.stderr, flush=True)
    now = page.evaluate("watched")
    return Cost(
        took=fmean(took),
        busy=1000 * (_busy(tools) - busy) / count,
        long=(now["long"] - seen["long"]) / count,
        dropped=(now["dropped"] - seen["dropped"]) / count,
    )


def _metrics(tools: CDPSession) -> dict[str, float]:
    return {each["name"]: each["value"] for each in tools.send("Performance.getMetrics")["metrics"]}


def _busy(tools: CDPSession) -> float:
    return _metrics(tools)["TaskDuration"]


def _burden(page: Page, tools: CDPSession) -> Burden:
    """Measure before the first scene, so that each time the same picture is there."""
    page.evaluate("window.dash_clientside.set_props('url', { href: location.origin + '/wall' })")
    page.wait_for_function("() => document.querySelector('#wall-progress')?.dataset.at === '0'")
    wait_until_drawn(page)
    for _ in range(3):
        tools.send("HeapProfiler.collectGarbage")
    held = _metrics(tools)
    return Burden(held["JSHeapUsedSize"] / 1e6, held["Nodes"], held["JSEventListeners"])
