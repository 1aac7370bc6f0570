"""Texts as XML can hold them: what was stored before such signs were refused does not break an exported file."""

from __future__ import annotations

import re

# XML 1.0, production 2 (Char): everything else cannot be written into a document, not even escaped
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_xml(text: str) -> str:
    """Return a text without the signs that no XML document may hold."""
    return UNWRITABLE.sub("", text)
