"""Prints how well the source tree keeps its order; `--check` fails when a measure is beyond its limit."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FLOORS = ("data", "layouts", "callbacks", "dashboard")
OUTSIDE = {"data": 5, "layouts": 6, "callbacks": 20, "dashboard": 7}
IN_A_FOLDER = 20
LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
REPEATED_CLASSES = 0
SMALL_CELL = 5
LONGEST_CODE = 12  # digits of a place's code, those of the statistics bureau
VERSIONS = Path("data/store/migrations/versions")  # a history, which only grows


@dataclass(frozen=True, slots=True)
class Module:
    """A source file: `lines` counts all, `filled` those that are not blank."""

    path: Path
    lines: int
    filled: int
    tree: ast.Module

    @property
    def name(self) -> str:
        """The dotted name it is imported by, that of its folder for an `__init__.py`."""
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if self.path.name == "__init__.py" else parts)

    @property
    def package(self) -> str:
        """The dotted name that its relative imports begin from."""
        return ".".join(self.path.parts[:-1])


@dataclass(frozen=True, slots=True)
class Measure:
    """One number about the tree, the most it may be (None for any), and the places that add to it."""

    name: str
    value: int
    limit: int | None = None
    places: tuple[str, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Say whether the number is within its limit."""
        return self.limit is None or self.value <= self.limit


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that has one home: `copies` yields the lines that apply it; only `homes` may have any."""

    name: str
    homes: tuple[str, ...]
    copies: Callable[[ast.Module], Iterator[int]]


def modules(root: Path = Path()) -> list[Module]:
    """Return every source file of the four floors, by path."""
    found = (path for floor in FLOORS for path in sorted((root / floor).rglob("*.py")))
    return [module(path.relative_to(root), path.read_text(encoding="utf-8")) for path in found]


def module(path: Path, text: str) -> Module:
    """Return a source file as it is measured."""
    lines = text.splitlines()
    return Module(path, len(lines), sum(bool(line.strip()) for line in lines), ast.parse(text))


def measures(tree: Sequence[Module]) -> Iterator[Measure]:
    """Yield all measures of a tree."""
    yield from _folders(tree)
    yield _long_modules(tree)
    yield _long_functions(tree)
    yield _repeated_classes(tree)
    cycles = list(import_cycles(imports(tree)))
    yield Measure("import cycles", len(cycles), 0, tuple(" ".join(cycle) for cycle in cycles))
    for rule in RULES:
        copies = tuple(copies_of(rule, tree))
        yield Measure(f"copies of a rule: {rule.name}", len(copies), 0, copies)
    yield Measure("lines of Python that are not blank", sum(module.filled for module in tree))


def _folders(tree: Sequence[Module]) -> Iterator[Measure]:
    inside = [module for module in tree if module.path.name != "__init__.py" and module.path.parent != VERSIONS]
    counts = Counter(module.path.parent.as_posix() for module in inside)
    for floor, limit in OUTSIDE.items():
        names = tuple(module.path.as_posix() for module in inside if module.path.parent == Path(floor))
        yield Measure(f"modules outside folders in {floor}", len(names), limit, names)
    full = tuple(f"{folder}: {count}" for folder, count in counts.most_common() if count > IN_A_FOLDER)
    yield Measure("modules in the largest folder", max(counts.values()), IN_A_FOLDER, full)


def _long_modules(tree: Sequence[Module]) -> Measure:
    long = sorted((module for module in tree if module.lines >= LONGEST_MODULE), key=lambda module: -module.lines)
    places = tuple(f"{module.path}: {module.lines}" for module in long)
    return Measure("lines of the longest module", max(module.lines for module in tree), LONGEST_MODULE - 1, places)


def _long_functions(tree: Sequence[Module]) -> Measure:
    places = []
    for module in tree:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    places.append(f"{module.path}:{node.lineno} {node.name}: {length}")
    return Measure(f"functions over {LONGEST_FUNCTION} lines", len(places), 0, tuple(places))


def _repeated_classes(tree: Sequence[Module]) -> Measure:
    places: dict[str, list[str]] = {}
    for module in tree:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(f"{module.path}:{node.lineno}")
    twice = tuple(f"{name}: {' '.join(where)}" for name, where in sorted(places.items()) if len(where) > 1)
    return Measure("class names used twice", len(twice), REPEATED_CLASSES, twice)


def imports(tree: Sequence[Module]) -> dict[str, set[str]]:
    """Return the modules each module imports, those imported only for types among them."""
    names = {module.name for module in tree}
    return {module.name: set(_imported(module, names)) - {module.name} for module in tree}


def _imported(module: Module, names: set[str]) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in names)
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            if node.level:
                parts = module.package.split(".")
                source = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [source])])
            for alias in node.names:
                whole = f"{source}.{alias.name}"
                yield from [whole] if whole in names else [source] if source in names else []


def import_cycles(graph: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """Yield each set of modules that reach one another by imports, in order of name."""
    reached = {name: _reachable(name, graph) for name in graph}
    seen: set[str] = set()
    for name in sorted(graph):
        if name not in seen and name in reached[name]:
            cycle = [other for other in sorted(reached[name]) if name in reached[other]]
            seen.update(cycle)
            yield cycle


def _reachable(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(graph[start])
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += graph[name]
    return found


def copies_of(rule: Rule, tree: Sequence[Module]) -> Iterator[str]:
    """Yield the places, as path:line, where a rule is applied outside its home."""
    for module in tree:
        path = module.path.as_posix()
        if not any(path == home or path.startswith(f"{home}/") for home in rule.homes):
            yield from (f"{path}:{line}" for line in sorted(set(rule.copies(module.tree))))


def clock_readers(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that read the time of day: datetime.now, date.today, time.time, SQL's now() and their like."""
    readers = {
        "datetime": {"now", "utcnow", "today"},
        "date": {"today"},
        "time": {"time", "time_ns", "localtime", "gmtime", "ctime"},
        "func": {"now", "current_timestamp", "current_date"},
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if node.attr in readers.get(owner, ()):
                yield node.lineno


def clock_names(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that import a function which reads the clock by its name, so that replacing it would miss them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "data.clock":
            yield from (node.lineno for alias in node.names if alias.name in {"now", "today", "utc_now"})


def clock_users(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that import the clock itself, rather than a zone or how moments are kept."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "data":
            yield from (node.lineno for alias in node.names if alias.name == "clock")


def code_arithmetic(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that cut, lengthen or measure the code of a region, office or bureau."""
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=value, slice=ast.Slice()):
                is_copy = _is_code(value)
            case ast.Call(func=ast.Attribute(attr="endswith" | "removesuffix"), args=[ast.Constant(value="000")]):
                is_copy = True
            case ast.BinOp(left=left, op=ast.Add(), right=ast.Constant(value="000")):
                is_copy = _is_code(left)
            case ast.Compare(left=left, comparators=others):
                is_copy = any(map(_is_length_of_code, (left, *others))) and any(map(_is_number, (left, *others)))
            case _:
                is_copy = False
        if is_copy and isinstance(node, ast.expr):
            yield node.lineno


def _is_code(node: ast.expr) -> bool:
    """Say whether an expression is named like a code: code, owner, row["office_code"], str(code), codes.str."""
    match node:
        case ast.Call(func=ast.Name(id="str"), args=[argument]):
            return _is_code(argument)
        case ast.Attribute(value=value, attr="str"):
            return _is_code(value)
        case ast.Subscript(value=value, slice=ast.Constant(value=str(name))):
            return name.endswith("code")
        case ast.Subscript(value=ast.Name(id=name)):
            return name in {"codes", "owners", "offices", "counties"}
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.endswith("code") or name in {"owner", "office", "county"}
    return False


def _is_length_of_code(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="len") | ast.Attribute(attr="length"), args=[argument]):
            return _is_code(argument)
    return False


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value <= LONGEST_CODE


def small_cells(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that say which counts are small, or in which regions those of something guarded are hidden."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(ops=ops, comparators=others):
                pairs = zip(ops, others, strict=True)
                is_copy = any(isinstance(op, ast.Lt | ast.LtE) and _is_five(op, other) for op, other in pairs)
            case ast.BoolOp(values=values):
                is_copy = any(isinstance(each, ast.Attribute) and each.attr.endswith("guarded") for each in values)
            case _:
                is_copy = False
        if is_copy and isinstance(node, ast.expr):
            yield node.lineno


def _is_five(operator: ast.cmpop, limit: ast.expr) -> bool:
    match limit:
        case ast.Constant(value=int(number)):
            return number == (SMALL_CELL if isinstance(operator, ast.Lt) else SMALL_CELL - 1)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name == "SMALL_CELL"
    return False


def scope_checks(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that check a region against somebody's scope: `within(code, viewer.scope)` and its like."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="within"), args=[_, ast.Attribute(attr="scope")]):
                yield node.lineno


RULES: tuple[Rule, ...] = (
    Rule("reading the clock", ("data/clock.py",), clock_readers),
    Rule("calling the clock through its module", (), clock_names),
    Rule("drawing without the clock", ("data", "callbacks", "dashboard"), clock_users),
    Rule("region-code arithmetic", ("data/regions/owners.py", VERSIONS.as_posix()), code_arithmetic),
    Rule("small cells", ("data/readings/privacy.py",), small_cells),
    Rule("a region of a request within its viewer's scope", ("data", "layouts", "callbacks"), scope_checks),
)


def main(arguments: Sequence[str]) -> int:
    """Print the measures, and the places beyond a limit; return 1 with --check where one is that is not open, else 0."""
    found = list(measures(modules()))
    for measure in found:
        limit = "" if measure.limit is None else f" (at most {measure.limit})"
        print(f"{'    ' if measure.is_kept else 'NOT '}{measure.value:>6}  {measure.name}{limit}")
        if not measure.is_kept:
            print(*(f"{'':12}{place}" for place in measure.places), sep="\n")
    is_held = all(measure.is_kept for measure in found)
    return int("--check" in arguments and not is_held)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
