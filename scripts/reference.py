"""Writes docs/reference from the code: settings, command line, metrics, tables and rights; `--check` fails when one is stale."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dashboard.cli import rights as commands
from dashboard.cli.commands import names_in
from dashboard.cli.main import all_commands
from dashboard.settings import CHECKOUT, Settings
from dashboard.web.accounts.rights import CALLBACK_RIGHTS, NEEDED, OPEN, SIGNED_IN, WALLS_TOO
from data.catalogue import Catalogue, load_catalogue
from data.catalogue.catalogue import Kind
from data.catalogue.reference_tables import load_references
from data.viewer import RIGHTS, Right, Role

FOLDER = Path("docs/reference")
README = Path("README.md")
SETTINGS_BEGIN, SETTINGS_END = "<!-- settings -->", "<!-- /settings -->"


def settings_table() -> str:
    """Return the table of settings, one row a COCKPIT_ variable."""
    rows = ["| variable | default | what it does |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = str("" if field.default is None else field.default).replace(f"{CHECKOUT}/", "") or "–"
        rows.append(f"| `COCKPIT_{name.upper()}` | `{default}` | {field.description} |")
    return "\n".join(rows)


def command_line() -> str:
    """Return the help of every command."""
    parts = ["# The command line\n"]
    for name, command in sorted(all_commands().commands.items()):
        parts.append(f"## cockpit {name}\n\n{_help(command)}\n")
        for below, each in getattr(command, "commands", {}).items():
            parts.append(f"### cockpit {name} {below}\n\n{_help(each)}\n")
    return "\n".join(parts)


def _help(command: Any) -> str:
    lines = [(command.help or "").replace("\b", "").strip(), ""]
    for option in command.params:
        names = ", ".join(f"`{name}`" for name in option.opts)
        lines.append(f"- {names}: {getattr(option, 'help', '') or ''}".rstrip(": "))
    return "\n".join(lines)


def metrics(catalogue: Catalogue) -> str:
    """Return every metric with its formula, limits, basis and definition."""
    return "\n".join(["# Metrics\n", *_metric_lines(catalogue)])


def _metric_lines(catalogue: Catalogue) -> Iterator[str]:
    for theme in catalogue.themes.values():
        yield f"## {theme.zh} {theme.en}\n"
        for metric in (m for m in catalogue.metrics.values() if m.theme == theme.key):
            formula = metric.numerator_text + (f" ÷ {metric.denominator_text}" if metric.denominator_text else "")
            yield f"### {metric.zh} `{metric.key}`\n\n{metric.definition_zh}\n\n{metric.definition_en}\n"
            yield f"- formula `{formula}`, unit {metric.unit}, direction {metric.direction.value}"
            yield f"- target {metric.target if metric.target is not None else '–'}, lowest level {metric.lowest.value}"
            yield f"- basis {metric.basis_zh}\n"


def tables(catalogue: Catalogue) -> str:
    """Return every fact table and every reference table with its columns."""
    parts = ["# Fact tables\n", "Each is keyed by `day`, `office_code` and its dimensions.\n"]
    for table in catalogue.tables.values():
        parts.append(f"## {table.zh} `{table.key}`\n\nDimensions: {', '.join(table.dimensions) or '–'}\n")
        parts.append("| column | 中文 | English | unit | kind | owed by |\n|---|---|---|---|---|---|")
        for measure in table.measures:
            kind = "stock, last day" if measure.kind is Kind.STOCK else "flow"
            parts.append(
                f"| `{measure.key}` | {measure.zh} | {measure.en} | {measure.unit} | {kind} | {measure.owner.value} |"
            )
        parts.append("")
    return "\n".join([*parts, *_reference_tables()])


def _reference_tables() -> Iterator[str]:
    yield "# Reference tables\n\nRows with the same unique columns replace one another. `cockpit load` takes them all.\n"
    for table in load_references().values():
        yield f"## {table.zh} `{table.key}`\n\nUnique: {', '.join(table.unique)}\n"
        yield "| column | 中文 | English | kind | required | values |\n|---|---|---|---|---|---|"
        for column in table.columns:
            values = "、".join(names.zh for names in column.choices.values()) or column.note or "–"
            required = "yes" if column.required else ""
            yield f"| `{column.key}` | {column.zh} | {column.en} | {column.kind.value} | {required} | {values} |"
        yield ""


def rights() -> str:
    """Return which role has which right, and which right each address, callback and command needs."""
    head = [
        "# Rights\n",
        "Roles may be combined, but an administrator and a wall have one role alone. The terminal's operator has every right but a wall's.\n",
    ]
    rows = [
        f"| right | 中文 | {' | '.join(f'`{role}` {role.word.zh}' for role in Role)} |",
        f"|---|---|{'---|' * len(Role)}",
    ]
    for right in Right:
        marks = " | ".join("yes" if right in given else "" for given in RIGHTS.values())
        rows.append(f"| `{right}` | {right.word.zh} | {marks} |")
    needs = ["\n## Routes\n", "What reads and is not named here needs `view`.\n", "| route | right |", "|---|---|"]
    needs += [f"| `{route}` | `{right}` |" for route, right in sorted(NEEDED.items())]
    needs += [f"| `{route}` | a wall's account too |" for route in sorted(WALLS_TOO)]
    needs += [f"| `{route}` | any account |" for route in sorted(SIGNED_IN)]
    needs += [f"| `{route}` | none |" for route in sorted(OPEN)]
    return "\n".join([*head, *rows, *needs, *_callback_rights(), *_command_rights()])


def _callback_rights() -> Iterator[str]:
    yield "\n## Callbacks\n\nBy the first thing that each writes. A wall's account may call them for its wall's page.\n"
    yield "| callback | right |\n|---|---|"
    yield from (f"| `{name}` | `{right}` |" for name, right in CALLBACK_RIGHTS.items())


def _command_rights() -> Iterator[str]:
    yield "\n## Commands\n"
    yield "For an account whose token is in `COCKPIT_TOKEN`; the terminal's operator may run all of them.\n"
    yield "| command | right | of the root region alone |\n|---|---|---|"
    for name in names_in(all_commands()):
        named = " or ".join(f"`{right}`" for right in commands.NEEDED.get(name, ())) or "none"
        yield f"| `cockpit {name}` | {named} | {'yes' if name in commands.WHOLE else ''} |"


def pages() -> dict[Path, Callable[[], str]]:
    """Return what each generated file holds."""
    catalogue = load_catalogue()
    return {
        FOLDER / "settings.md": lambda: f"# Settings\n\n{settings_table()}\n",
        FOLDER / "command-line.md": command_line,
        FOLDER / "metrics.md": lambda: metrics(catalogue),
        FOLDER / "tables.md": lambda: tables(catalogue),
        FOLDER / "rights.md": rights,
        README: _readme,
    }


def _readme() -> str:
    before, rest = README.read_text(encoding="utf-8").split(SETTINGS_BEGIN)
    return f"{before}{SETTINGS_BEGIN}\n{settings_table()}\n{SETTINGS_END}{rest.split(SETTINGS_END)[1]}"


def main() -> None:
    """Write the pages, or with --check name those that differ from what is on disk."""
    stale = []
    for path, make in pages().items():
        text = make().rstrip("\n") + "\n"
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(str(path))
    if stale:
        sys.exit(f"Stale: {', '.join(stale)}. Run make docs.")


if __name__ == "__main__":
    main()
