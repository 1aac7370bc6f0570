"""At every size and theme no text is cut or lies over another, and nothing scrolls sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

SIZES = ((390, 844), (1440, 900), (1920, 1080), (3840, 2160))
VIEWS = ("/overview/330000", "/overview/330100", "/overview/330108", "/overview/330108001")

# Every visible text with its box; a text is cut when its element hides overflow and is smaller than its content.
MEASURE = """
() => {
  const boxes = [], cut = [];
  const clipped = (e) => { for (; e && e !== document.body; e = e.parentElement) { const s = getComputedStyle(e); if (s.clipPath !== 'none' || s.display === 'none') return true; } return false; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || !parent || parent.closest('script,style,noscript,.visually-hidden,[hidden],details:not([open]) > :not(summary)')) continue;
    if (!parent.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (clipped(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects()) {
      if (r.width < 1 || r.height < 1) continue;
      boxes.push({text: node.data.trim().slice(0, 30), x: r.left, y: r.top, w: r.width, h: r.height});
    }
    for (let e = parent; e && e !== document.body; e = e.parentElement) {
      const s = getComputedStyle(e);
      if (s.overflowX !== 'visible' && s.overflowX !== 'auto' && s.overflowX !== 'scroll' && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1 && !e.closest('svg')) {
        cut.push(node.data.trim().slice(0, 30)); break;
      }
    }
  }
  const over = [];
  boxes.sort((a, b) => a.y - b.y);
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length && boxes[j].y < boxes[i].y + boxes[i].h; j++) {
    const a = boxes[i], b = boxes[j];
    const dx = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
    const dy = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
    if (dx > 2 && dy > 0.35 * Math.min(a.h, b.h)) over.push(a.text + ' / ' + b.text);
  }
  return {over: [...new Set(over)], cut: [...new Set(cut)], wide: document.documentElement.scrollWidth - innerWidth};
}
"""


def open_page(browser: Browser, server: str, path: str, size: tuple[int, int], theme: str) -> Page:
    """Open a view in a fresh context of one size and theme, once every panel is drawn."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.add_init_script(f"localStorage.setItem('theme', '{theme}')")
    page = context.new_page()
    page.goto(server + path)
    page.wait_for_selector(".panel[data-area=points] .panel-body")
    page.wait_for_selector(".js-plotly-plot .main-svg", state="attached")
    page.wait_for_timeout(300)
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("path", VIEWS)
def test_texts_neither_overlap_nor_are_cut(
    browser: Browser, server: str, path: str, size: tuple[int, int], theme: str
) -> None:
    """The boxes of all texts on the overview of each level."""
    page = open_page(browser, server, path, size, theme)

    found = page.evaluate(MEASURE)
    page.context.close()

    assert found == {"over": [], "cut": [], "wide": found["wide"]}
    assert found["wide"] <= 0
