"""Nothing of ours needs a browser newer than the floor of docs/browsers.md."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ASSETS = Path(__file__).parents[2] / "assets"
NEWER: dict[str, list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("newer_than_floor.toml").read_text("utf-8")
)
MENDING = {"0-older.js", "ask.js"}  # they give the browser what it lacks


@pytest.mark.parametrize("feature", NEWER["style"], ids=lambda feature: str(feature["name"]))
def test_no_style_sheet_needs_what_the_floor_lacks(feature: dict[str, Any]) -> None:
    """A newer feature is in a block that asks for it, or nowhere."""
    found = [
        f"{path.name}: {match[0].strip()!r}; instead: {feature['instead']}"
        for path in sorted(ASSETS.glob("*.css"))
        for match in re.finditer(feature["find"], without_guarded(plain(path), feature.get("guarded")))
    ]
    assert found == []


@pytest.mark.parametrize("feature", NEWER["script"], ids=lambda feature: str(feature["name"]))
def test_no_script_needs_what_the_floor_lacks(feature: dict[str, Any]) -> None:
    """Scripts are written in what Chromium 83 knows."""
    found = [
        f"{path.name}: {match[0].strip()!r}; instead: {feature['instead']}"
        for path in sorted(ASSETS.glob("*.js"))
        if path.name not in MENDING
        for match in re.finditer(feature["find"], plain(path), re.MULTILINE)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("a { x: 1 } @supports (y: 1) { b { y: 1 } } c { }", "a { x: 1 }  c { }"),
        ("@supports (y: 1) { @media print { b { y: 1 } } d { y: 2 } } c { }", " c { }"),
        ("@supports (z: 1) { b { y: 1 } }", "@supports (z: 1) { b { y: 1 } }"),
    ],
)
def test_a_guarded_block_is_passed_over_whole(css: str, left: str) -> None:
    """With the blocks in it, and no other."""
    assert without_guarded(css, "@supports (y: 1)") == left


def plain(path: Path) -> str:
    """Return a file without its comments and the addresses in them."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    return re.sub(r"(^|\s)//.*", "", text)


def without_guarded(css: str, guard: str | None) -> str:
    """Return a style sheet without the blocks that begin with a guard."""
    while guard and guard in css:
        begin = css.index(guard)
        end, depth = css.index("{", begin) + 1, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        css = css[:begin] + css[end:]
    return css
