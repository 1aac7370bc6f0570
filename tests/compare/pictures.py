"""Two renderings compared: pictures pixel by pixel, texts line by line, what differs on a page to look at."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np
from PIL import Image

MARK = (255, 0, 160)  # no colour of the product
NOISE_LEVEL, NOISE_PIXELS = 1, 200  # the same page drawn twice
MOST_LINES = 60  # of a text difference on the page

HEAD = """<!doctype html><meta charset="utf-8"><title>Differences</title>
<style>body{font:14px sans-serif;margin:16px}img{width:32%;border:1px solid #999;vertical-align:top}
pre{background:#f4f4f4;padding:8px;overflow:auto}</style>
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that differs: its name as ITEM/FILE, its share of differing pixels or lines from 0 to 1, and what is seen."""

    name: str
    share: float
    said: str


def differences(before: Path, after: Path, names: Iterable[str], to: Path) -> list[Difference]:
    """Return what differs in the named folders, the worst first, and write it into a folder with an index.html."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    found = sorted(
        (one for name in names for one in _of_folder(before / name, after / name, to)),
        key=lambda one: (-one.share, one.name),
    )
    (to / "index.html").write_text(HEAD + _page(found, to))
    return found


def marked(before: Image.Image, after: Image.Image) -> tuple[float, Image.Image | None]:
    """Return the share of pixels that differ and the later picture, pale, with these marked; None when all are equal.

    Few pixels that differ by one level of 255 are noise of drawing and count as equal. A pixel that only one of them has, because their sizes differ, differs.
    """
    width, height = max(before.width, after.width), max(before.height, after.height)
    old, new = (_filled(picture, width, height) for picture in (before, after))
    distance = np.abs(old.astype(int) - new).max(axis=2)
    differs = distance > 0
    if distance.max() <= NOISE_LEVEL and differs.sum() <= NOISE_PIXELS:
        return 0.0, None
    shown = 255 - (255 - new[..., :3]) // 3
    shown[_thick(differs)] = MARK
    return float(differs.mean()), Image.fromarray(shown)


def _of_folder(before: Path, after: Path, to: Path) -> Iterator[Difference]:
    files = {file.name for folder in (before, after) if folder.exists() for file in folder.iterdir()}
    for file in sorted(files):
        name, old, new = f"{before.name}/{file}", before / file, after / file
        if not (old.exists() and new.exists()):
            yield Difference(name, 1.0, "only before" if old.exists() else "only after")
        elif old.read_bytes() != new.read_bytes():
            yield from (_of_pictures if file.endswith(".png") else _of_texts)(name, old, new, to)


def _of_pictures(name: str, before: Path, after: Path, to: Path) -> Iterator[Difference]:
    with Image.open(before) as old, Image.open(after) as new:
        share, picture = marked(old, new)
        if picture is None:
            return
        sizes = "" if old.size == new.size else f", {old.width}×{old.height} became {new.width}×{new.height}"
    place = to / name.removesuffix(".png").replace("/", "--")
    place.mkdir()
    shutil.copy(before, place / "before.png")
    shutil.copy(after, place / "after.png")
    picture.save(place / "marked.png")
    yield Difference(name, share, f"{share:.3%} of the pixels{sizes}")


def _of_texts(name: str, before: Path, after: Path, to: Path) -> Iterator[Difference]:
    old, new = before.read_text().splitlines(), after.read_text().splitlines()
    lines = [*difflib.unified_diff(old, new, "before", "after", lineterm="", n=1)]
    changed = sum(line[:1] in "+-" and not line.startswith(("+++", "---")) for line in lines)
    (to / f"{name.replace('/', '--')}.diff").write_text("\n".join(lines) + "\n")
    yield Difference(name, min(changed / max(len(old) + len(new), 1), 1.0), f"{changed} lines")


def _page(found: Iterable[Difference], to: Path) -> str:
    parts = []
    for one in found:
        parts.append(f"<h2>{escape(one.name)}: {escape(one.said)}</h2>")
        place = one.name.replace("/", "--")
        folder, text = place.removesuffix(".png"), to / f"{place}.diff"
        if (to / folder).is_dir():
            parts += [
                f'<a href="{folder}/{kind}.png"><img src="{folder}/{kind}.png" title="{kind}"></a>' for kind in KINDS
            ]
        elif text.exists():
            shown = text.read_text().splitlines()[:MOST_LINES]
            parts.append(f"<pre>{escape(chr(10).join(shown))}</pre>")
    return "\n".join(parts) or "<p>No differences.</p>"


KINDS = ("before", "after", "marked")


def _filled(picture: Image.Image, width: int, height: int) -> np.ndarray:
    """Return a picture's pixels in a larger frame; the pixels outside it are like no picture's."""
    frame = np.zeros((height, width, 4), np.uint8)
    frame[: picture.height, : picture.width] = np.asarray(picture.convert("RGBA"))
    return frame


def _thick(differs: np.ndarray) -> np.ndarray:
    """Return the marked pixels and those two beside them: a single one is not overlooked."""
    wide = differs.copy()
    for axis in (0, 1):
        for step in (-2, -1, 1, 2):
            wide |= np.roll(differs, step, axis)
    return wide
