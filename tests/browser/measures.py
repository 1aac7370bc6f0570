"""What a browser is asked to measure on a page: scripts that return values for several tests."""

# Every visible text with its box; a text is cut when its element hides overflow and is smaller than its content.
# The cells of AG Grid are left to it: it cuts and scrolls them itself, and a reader can widen each column.
TEXTS = """
() => {
  const boxes = [], cut = [];
  const clipped = (e) => { for (; e && e !== document.body; e = e.parentElement) { const s = getComputedStyle(e); if (s.clipPath !== 'none' || s.display === 'none') return true; } return false; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || !parent || parent.closest('script,style,noscript,.visually-hidden,[hidden],details:not([open]) > :not(summary),.ag-root-wrapper')) continue;
    if (!parent.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (clipped(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const frames = [];  // what scrolls inside its own frame is seen only there
    for (let e = parent; e && e !== document.body; e = e.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(e).overflow)) frames.push(e.getBoundingClientRect());
    }
    for (const r of range.getClientRects()) {
      const x = Math.max(r.left, ...frames.map((f) => f.left)), right = Math.min(r.right, ...frames.map((f) => f.right));
      const y = Math.max(r.top, ...frames.map((f) => f.top)), bottom = Math.min(r.bottom, ...frames.map((f) => f.bottom));
      if (right - x < 1 || bottom - y < 1) continue;
      boxes.push({text: node.data.trim().slice(0, 30), x, y, w: right - x, h: bottom - y});
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

# Heads whose note went to a second line, and on how many lines the names of the pages are.
HEADS = """() => [
  new Set([...document.querySelectorAll('.nav a')].map((link) => link.offsetTop)).size,
  [...document.querySelectorAll('.panel-head')].filter((head) => {
    const [title, note] = [head.querySelector('h2'), head.querySelector('.panel-note')];
    return title && note && note.textContent && getComputedStyle(head).position !== 'absolute'
      && getComputedStyle(head).flexDirection === 'row'
      && note.getBoundingClientRect().top >= title.getBoundingClientRect().bottom - 2;
  }).map((head) => head.textContent),
]"""

# How high the area is that a finger may hit to reach a control; links within sentences are left to the words around them.
HIT = """(selector) => [...document.querySelectorAll(selector)].map((control) => {
  control.scrollIntoView({block: 'center'});
  const box = control.getBoundingClientRect(), x = box.left + Math.min(box.width / 2, 20), middle = box.top + box.height / 2;
  const isHit = (y) => { const found = document.elementFromPoint(x, y); return found && control.contains(found); };
  let top = middle, bottom = middle;
  while (middle - top < 60 && isHit(top - 1)) top -= 1;
  while (bottom - middle < 60 && isHit(bottom + 1)) bottom += 1;
  return [control.textContent.trim(), Math.round(bottom - top)];
}).filter(([text, height]) => height < 43)"""

# For each panel on the page: its area, and the share of its body's height from the top of its content to the bottom.
FILLING = """
() => [...document.querySelectorAll('.grid .panel')].filter((panel) => panel.offsetParent).map((panel) => {
  const body = panel.querySelector('.panel-body'), box = body.getBoundingClientRect();
  const seen = [...body.querySelectorAll('*')].filter((e) => !e.closest('.visually-hidden, details:not([open]), svg *'))
    .filter((e) => e.tagName === 'svg' || !e.children.length || e.matches('.cell')).map((e) => e.getBoundingClientRect()).filter((r) => r.height > 1);
  const top = Math.min(...seen.map((r) => r.top)), bottom = Math.max(...seen.map((r) => r.bottom));
  return [panel.dataset.area, (Math.min(bottom, box.bottom) - Math.max(top, box.top)) / box.height];
})
"""
