"""Looks up known vulnerabilities of the pinned dependencies with pip-audit; ends with 1 for any, and where it audited none.

With `--if-reachable` it ends with 0 where no source of advisories answers, and says so. The code is audited by ruff's
rules S, which are bandit's, in `make lint`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

PINS = Path("constraints.txt")
OWN = Path("var/audit")  # an environment of its own: the tool is no dependency of the product
TOOL = "pip-audit==2.10.1"
SERVICES = ("pypi", "osv")


def main() -> int:
    """Audit, print what was found, and return the exit status."""
    try:
        install()
        service = next((each for each in SERVICES if audited(report(each, PINS.read_text().splitlines()[:1]))), None)
    except (OSError, subprocess.SubprocessError) as error:
        service, reason = None, str(error)
    else:
        reason = f"neither {' nor '.join(SERVICES)} knows the first of the pinned packages from here"
    if service is None:
        print(f"The dependencies were NOT audited: {reason}. docs/security.md says how to do it elsewhere.")
        return 0 if "--if-reachable" in sys.argv else 1
    lines, is_clean = outcome(report(service, PINS.read_text().splitlines()))
    print("\n".join(lines))
    return 0 if is_clean else 1


def install() -> None:
    """Put the tool into its own environment; raises SubprocessError where it cannot be had."""
    if not (OWN / "bin" / "pip-audit").exists():
        venv.create(OWN, with_pip=True, clear=True)
        command: list[str | Path] = [OWN / "bin" / "pip", "install", "-q", "--disable-pip-version-check", TOOL]
        subprocess.run(command, check=True, capture_output=True, timeout=300)


def report(service: str, pins: list[str]) -> Any:
    """Return what a service knows of pinned packages, as the tool's JSON; empty where the service does not answer."""
    asked = OWN / "asked.txt"
    asked.write_text("\n".join(pins) + "\n")
    options = ["-f", "json", "--no-deps", "--disable-pip", "--timeout", "10", "--progress-spinner", "off"]
    command: list[str | Path] = [OWN / "bin" / "pip-audit", "-s", service, "-r", asked, *options]
    said = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    return json.loads(said) if said.startswith("{") else {"dependencies": []}


def audited(found: Any) -> list[Any]:
    """Return the packages of a report that the service knew: the tool calls a report without any clean."""
    return [each for each in found["dependencies"] if "skip_reason" not in each]


def outcome(found: Any) -> tuple[list[str], bool]:
    """Return what to print of a report, and whether everything was audited without a finding."""
    known = audited(found)
    wrong = [
        f"{each['name']} {each['version']}: {hole['id']}, repaired in {', '.join(hole['fix_versions']) or 'no version yet'}"
        for each in known
        for hole in each["vulns"]
    ]
    missing = [f"{each['name']}: {each['skip_reason']}" for each in found["dependencies"] if "skip_reason" in each]
    lines = [
        *wrong,
        *missing,
        f"{len(known)} packages audited, {len(wrong)} vulnerabilities, {len(missing)} not known.",
    ]
    return lines, bool(known) and not wrong and not missing


if __name__ == "__main__":
    sys.exit(main())
