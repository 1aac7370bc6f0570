"""The catalogue's files as written, before they are checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.catalogue.formula import Expression, FormulaError, parse

DIMENSIONS = "measures/dimensions.toml"
PARTS = ("numerator", "denominator")


@dataclass(frozen=True, slots=True)
class CatalogueFinding:
    """Something wrong in a file: where, at which key, and why."""

    file: str
    key: str
    reason: str

    @property
    def text(self) -> str:
        """The finding as the person who wrote the file reads it."""
        return ": ".join(filter(None, (self.file, self.key, self.reason)))


@dataclass(frozen=True, slots=True)
class Stanza:
    """One stanza of a file.

    `group` is the theme of a metric, the table of a column or limit, the dimension of a value.
    """

    file: str
    key: str
    values: Mapping[str, Any]
    group: str = ""

    def finding(self, reason: str) -> CatalogueFinding:
        """Return a finding about this stanza."""
        return CatalogueFinding(self.file, self.key, reason)

    def text(self, name: str) -> str:
        """Return a text, empty where there is none."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty where there is none."""
        value = self.values.get(name)
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

    def number(self, name: str) -> float | None:
        """Return a number, None where there is none."""
        value = self.values.get(name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def whole(self, name: str) -> int | None:
        """Return a whole number, None where there is none."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def flag(self, name: str) -> bool:
        """Return a yes or no, no where there is none."""
        return self.values.get(name) is True

    def formula(self, part: str) -> Expression | None:
        """Return the numerator or denominator, None where there is none that can be read."""
        try:
            return parse(self.text(part)) if part in self.values else None
        except FormulaError:
            return None


@dataclass(frozen=True, slots=True)
class CatalogueDraft:
    """Every stanza of the catalogue's files; not whole when a file could not be read as TOML."""

    themes: tuple[Stanza, ...]
    metrics: tuple[Stanza, ...]
    tables: tuple[Stanza, ...]
    columns: tuple[Stanza, ...]
    limits: tuple[Stanza, ...]
    dimensions: tuple[Stanza, ...]
    members: tuple[Stanza, ...]
    is_whole: bool


def read_draft(folder: Path) -> tuple[CatalogueDraft, list[CatalogueFinding]]:
    """Return what the files hold, and what of them could not be read at all."""
    reader = _Reader(folder)
    themes, metrics = reader.themes()
    tables, columns, limits = reader.tables()
    dimensions, members = reader.dimensions()
    draft = CatalogueDraft(
        themes=tuple(themes),
        metrics=tuple(metrics),
        tables=tuple(tables),
        columns=tuple(columns),
        limits=tuple(limits),
        dimensions=tuple(dimensions),
        members=tuple(members),
        is_whole=reader.is_whole,
    )
    return draft, reader.findings


class _Reader:
    """Reads the files of one folder and keeps what it could not read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.findings: list[CatalogueFinding] = []
        self.is_whole = True

    def dimensions(self) -> tuple[list[Stanza], list[Stanza]]:
        entries, members = [], []
        for key, values in self._stanzas(DIMENSIONS, "", self._read(DIMENSIONS)):
            inner = dict(values)
            for code, names in self._stanzas(DIMENSIONS, key, inner.pop("values", {})):
                members.append(Stanza(DIMENSIONS, code, names, key))
            entries.append(Stanza(DIMENSIONS, key, inner))
        return entries, members

    def themes(self) -> tuple[list[Stanza], list[Stanza]]:
        themes, metrics = [], []
        for file in self._files("metrics"):
            key = Path(file).stem
            content = self._read(file)
            theme = next(self._stanzas(file, "", {"theme": content.pop("theme", {})}), ("theme", {}))
            themes.append(Stanza(file, key, theme[1]))
            for metric, values in self._stanzas(file, "metrics", content.pop("metrics", {})):
                metrics.append(Stanza(file, metric, values, key))
            for name in content:
                self.findings.append(CatalogueFinding(file, name, f"不认识的节；指标写作 [metrics.{name}]"))
        return themes, metrics

    def tables(self) -> tuple[list[Stanza], list[Stanza], list[Stanza]]:
        tables, columns, limits = [], [], []
        for file in self._files("measures"):
            if file == DIMENSIONS:
                continue
            content = self._read(file)
            key = str(content.get("key", Path(file).stem))
            for column, values in self._stanzas(file, "measures", content.pop("measures", {})):
                columns.append(Stanza(file, column, values, key))
            for number, values in self._stanzas(file, "limits", _numbered(content.pop("limits", []))):
                limits.append(Stanza(file, str(values.get("part", number)), values, key))
            tables.append(Stanza(file, key, content))
        return tables, columns, limits

    def _files(self, kind: str) -> Iterator[str]:
        paths = sorted((self._folder / kind).glob("*.toml"))
        if not paths:
            reason = f"{self._folder} 下没有 TOML 文件；请检查目录是否完整"
            self.findings.append(CatalogueFinding(f"{kind}/", "", reason))
        for path in paths:
            yield f"{kind}/{path.name}"

    def _read(self, file: str) -> dict[str, Any]:
        try:
            return tomllib.loads((self._folder / file).read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            self.findings.append(CatalogueFinding(file, *_syntax(str(error))))
        except (OSError, UnicodeDecodeError) as error:
            self.findings.append(CatalogueFinding(file, "", f"读不出来：{error}"))
        self.is_whole = False
        return {}

    def _stanzas(self, file: str, section: str, content: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
        if not isinstance(content, Mapping):
            self.findings.append(CatalogueFinding(file, section, "应为若干节，却是一个值"))
            return
        for key, values in content.items():
            if isinstance(values, Mapping):
                yield key, values
            else:
                self.findings.append(CatalogueFinding(file, key, f"应为一节，却是 {values!r}"))


def _numbered(content: object) -> object:
    """Return a list as a mapping from its places, anything else as it is."""
    if not isinstance(content, list):
        return content
    return {f"limits 第 {at} 条": item for at, item in enumerate(content, 1)}


def _syntax(message: str) -> tuple[str, str]:
    """Return place and reason of a TOML error."""
    match = re.search(r"^(.*) \(at line (\d+), column (\d+)\)$", message)
    if match is None:
        return "结尾", f"TOML 语法错误：{message}"
    return f"第 {match[2]} 行第 {match[3]} 列", f"TOML 语法错误：{match[1]}"


def first_numbered(entries: Iterable[Stanza]) -> list[Stanza]:
    """Return stanzas by their `position`."""
    return sorted(entries, key=lambda entry: entry.number("position") or 0)
