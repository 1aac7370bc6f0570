"""From a view to a file: the document is made, its pages are counted while they are set, and the file is written in one move."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from callbacks.cockpit import Cockpit
from callbacks.documents import document_of
from dashboard.build import program_version
from dashboard.exports.formats import Format, Paper, made
from data import clock
from data.errors import DataError
from data.viewer import Viewer
from layouts.charts.drawn import Leaf
from layouts.pages.document import Document
from layouts.view import View
from layouts.words.known import known_name

UNSAFE = re.compile(r"[^\w.\-]+")


@dataclass(frozen=True, slots=True)
class Step:
    """How far the making is: the page being set, counted from 1, of how many; `page` 0 is before the first."""

    page: int
    pages: int
    title: str = ""


Show = Callable[[Step], None]


class _Counted(tuple[Leaf, ...]):
    """Leaves that report which of them is being read for the first time."""

    show: Show
    furthest = 0

    def __iter__(self) -> Iterator[Leaf]:
        for page, leaf in enumerate(super().__iter__(), 1):
            if page > self.furthest:
                self.furthest = page
                self.show(Step(page, len(self), leaf.title))
            yield leaf


def document_for(cockpit: Cockpit, viewer: Viewer, view: View) -> Document:
    """Return what a view shows, made now; raises DataError where the view means nothing or there is no data."""
    return document_of(cockpit, viewer, view, program=program_version(), at=clock.now())


def file_of(document: Document, kind: Format, paper: Paper, show: Show = lambda step: None) -> bytes:
    """Return a document as a file, calling `show` for each page as it is set; raises DataError."""
    show(Step(0, len(document.leaves)))
    counted = _Counted(document.leaves)
    counted.show = show
    return made(replace(document, leaves=counted), kind, paper)


def file_stem(document: Document) -> str:
    """Return what a file of a document is called: region, pages, period and data version, and as of when it is known where that is not the present."""
    context = document.context
    title = document.leaves[0].title if len(document.leaves) == 1 else context.words(f"pages.{context.view.page}")
    name = f"{context.words.name(context.region)}-{title}-{context.period.key}-v{context.version}{known_name(context.known)}"
    return UNSAFE.sub("_", name)


def check_place(path: Path) -> None:
    """Raise DataError where a file cannot be written at `path`, before anything is made."""
    folder = path.resolve().parent
    if path.is_dir():
        raise DataError(f"{path} 是一个文件夹。请写出文件名，例如 {path / 'week.pptx'}。")
    if not folder.is_dir():
        raise DataError(f"没有文件夹 {folder}。请先建好它，或换一个位置。")
    if not os.access(folder, os.W_OK):
        raise DataError(f"不能写入文件夹 {folder}：没有权限。请换一个位置，或请管理员开通权限。")


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises DataError naming the folder where it cannot be written."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        raise DataError(f"不能写入 {path}：{error.strerror}。请检查磁盘空间和权限，或换一个位置。") from error
    finally:
        unfinished.unlink(missing_ok=True)
