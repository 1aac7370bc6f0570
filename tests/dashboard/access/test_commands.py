"""Every command as every role, with own, child, parent, sibling and foreign regions, and every format of `cockpit report`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook

from dashboard.cli import commands, main
from dashboard.cli.commands import names_in
from dashboard.cli.rights import NEEDED, OPEN, WHOLE, check_all_named
from dashboard.exports.formats import FORMATS
from dashboard.opening import open_configured_store
from data.accounts.tokens import add_token, remove_token
from data.regions import load_regions
from data.tasks.workbook import HEADINGS
from data.viewer import RIGHTS, Right, Role
from tests.dashboard.access.roles import ELSEWHERE, HOME, WITH_TOKENS, Everyone, leaked, person_of, unpacked
from tests.dashboard.access.test_routes import FROM_ABOVE, rows
from tests.dashboard.web.places import CITY, COUNTY, OFFICE, PROVINCE, SIBLING, WEEK
from tests.data.feeds import HEADER, write_csv

ADD_IT = "say in WORDS of tests/dashboard/access/test_commands.py"
METRIC = "checkin_completion_rate"
Run = Callable[..., tuple[int, str]]
Words = Callable[[str, Path], list[object]]


def feed(region: str, folder: Path) -> Path:
    """Write a file of figures of an office in a region."""
    office = (
        OFFICE if region in HOME else {PROVINCE: f"{SIBLING}001", CITY: f"{SIBLING}001"}.get(region, f"{region}001")
    )
    return write_csv(folder / f"{region}.csv", [HEADER, ["2026-11-21", office, 10, 9]])


WORDS: Mapping[str, Words] = {  # what follows the command when it is asked about a region
    "run": lambda region, folder: [],
    "demo": lambda region, folder: ["--replace"],
    "rollup": lambda region, folder: [],
    "backup": lambda region, folder: [folder / "backup.db"],
    "check": lambda region, folder: [],
    "webhooks": lambda region, folder: [],
    "load": lambda region, folder: [feed(region, folder)],
    "withdraw": lambda region, folder: ["supervision", "--office", region, "--day", "2026-11-22", "--reason", "误报"],
    "pull": lambda region, folder: [],
    "loads list": lambda region, folder: ["--region", region],
    "loads show": lambda region, folder: [1],
    "loads diff": lambda region, folder: [1],
    "loads undo": lambda region, folder: [1, "--reason", "误报"],
    "template": lambda region, folder: ["brand", "--county", region, "--to", folder / "brand.xlsx"],
    "read": lambda region, folder: [METRIC, "--region", region, "--period", "2026-W47"],
    "metrics": lambda region, folder: [],
    "regions": lambda region, folder: [region],
    "alerts": lambda region, folder: [],
    "due": lambda region, folder: ["--region", region],
    "report": lambda region, folder: ["--week", "2026-W47", "--region", region, "--to", folder / "week.json"],
    "audit verify": lambda region, folder: [],
    "audit list": lambda region, folder: ["--region", region],
    "audit export": lambda region, folder: ["--region", region],
    "audit prune": lambda region, folder: [],
    "review freeze": lambda region, folder: ["--week", "2026-W47", "--region", region],
    "review list": lambda region, folder: ["--region", region],
    "review verify": lambda region, folder: ["--region", region],
    "review step": lambda region, folder: [METRIC, "--region", region, "--day", "2026-11-02", "--reason", "新办法"],
    "tasks list": lambda region, folder: ["--region", region, "--week", WEEK.key],
    "tasks export": lambda region, folder: [folder / "tasks.xlsx", "--region", region, "--week", WEEK.key],
    "tasks import": lambda region, folder: [workbook(folder), "--region", region, "--week", WEEK.key],
    "user add": lambda region, folder: [f"new-{region}", "--region", region],
    "user list": lambda region, folder: [],
    "user show": lambda region, folder: [person_of(region)],
    "user grant": lambda region, folder: [person_of(region), "--role", "analyst"],
    "user disable": lambda region, folder: [person_of(region)],
    "user enable": lambda region, folder: [person_of(region)],
    "user unlock": lambda region, folder: [person_of(region)],
    "user reset": lambda region, folder: [person_of(region)],
    "user token": lambda region, folder: [person_of(region)],
    "user revoke": lambda region, folder: [person_of(region), 1],
    "user rights": lambda region, folder: [],
}
WITHOUT_A_REGION = {  # about the account's own scope
    "pull",
    "loads show",
    "loads diff",
    "loads undo",
    "metrics",
    "alerts",
    "user list",
    "user rights",
}
NOT_FOR_EACH = {  # what fails at home for a reason of its own: an office has no brands, of the demo's load nothing is kept
    "loads show",
    "loads diff",
    "loads undo",
    "template",
    "user revoke",
    "review freeze",
    "withdraw",
}


def workbook(folder: Path) -> Path:
    """Write a workbook with one new task that names no region."""
    book = Workbook()
    given = {"title": "补岗", "owner": "信息处", "due": "2026-12-04"}
    book.active.append([each.zh for each in HEADINGS])
    book.active.append([given.get(each.key, "") for each in HEADINGS])
    book.save(folder / "new.xlsx")
    return folder / "new.xlsx"


@pytest.fixture
def run(everyone: Everyone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run a command as the account of a token; returns exit status and all that it says. Afterwards all is as it was."""
    settings = everyone.places.settings
    monkeypatch.setattr(commands, "open_configured_store", opened_once)
    monkeypatch.setattr(commands, "load_regions", read_once)
    monkeypatch.setenv("COCKPIT_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("COCKPIT_ROOT", PROVINCE)
    monkeypatch.setenv("COCKPIT_SECRET_FILE", str(settings.secret_file))
    monkeypatch.setenv("COCKPIT_WEEKLY", str(settings.weekly))

    def run(token: str, *words: object) -> tuple[int, str]:
        monkeypatch.setenv("COCKPIT_TOKEN", token)
        monkeypatch.setattr(sys, "argv", ["cockpit", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    yield run
    everyone.restore()


# A command opens the store and reads the regions each time it is called; here that is done once, for speed.
opened_once, read_once = cache(open_configured_store), cache(load_regions)


def every_command() -> list[str]:
    """Return all commands; raises LookupError for one that nothing is said about here."""
    found = [*names_in(main.all_commands())]
    if missing := {*found} - WORDS.keys():
        raise LookupError(f"{ADD_IT} how {', '.join(sorted(missing))} is asked about a region")
    return found


def may(role: Role, command: str) -> bool:
    """Say whether the table of rights lets a role of the county run a command."""
    return command in OPEN or (command not in WHOLE and not RIGHTS[role].isdisjoint(NEEDED[command]))


@pytest.mark.parametrize("role", WITH_TOKENS)
def test_a_command_is_refused_without_its_right(everyone: Everyone, run: Run, tmp_path: Path, role: Role) -> None:
    """In words that name the command, the way out and nothing else; a command about everything also without its scope."""
    before = rows(everyone)
    for command in every_command():
        if may(role, command):
            continue
        status, said = run(everyone.tokens[role], *command.split(), *WORDS[command](COUNTY, tmp_path))

        assert status == 1, command
        assert f"cockpit {command} " in said
        assert "COCKPIT_TOKEN" in said
        assert leaked(said) == []
    assert rows(everyone) == before


@pytest.mark.parametrize("role", WITH_TOKENS)
def test_a_command_works_in_the_own_scope(everyone: Everyone, run: Run, tmp_path: Path, role: Role) -> None:
    """Of the own region and those below, and says nothing of others."""
    for command in filter(lambda each: may(role, each), every_command()):
        for region in HOME:
            status, said = run(everyone.tokens[role], *command.split(), *WORDS[command](region, tmp_path))

            assert status == 0 or command in NOT_FOR_EACH or (command, region) == ("report", OFFICE), (command, said)
            assert "COCKPIT_TOKEN" not in said
            assert leaked(said, but=FROM_ABOVE) == [], command
            for file in tmp_path.iterdir():
                assert leaked(unpacked(file.read_bytes()), but=FROM_ABOVE) == [], (command, file.name)


@pytest.mark.parametrize("role", WITH_TOKENS)
def test_a_command_does_nothing_elsewhere(everyone: Everyone, run: Run, tmp_path: Path, role: Role) -> None:
    """Above, beside, below another: it is refused without a figure, and no row of any table is another."""
    before = rows(everyone)
    for command in filter(lambda each: may(role, each), {*every_command()} - WITHOUT_A_REGION):
        for region in ELSEWHERE:
            status, said = run(everyone.tokens[role], *command.split(), *WORDS[command](region, tmp_path))

            assert status == 1, (command, region, said)
            assert leaked(said, but=(person_of(region),)) == [], command
    assert rows(everyone) == before


@pytest.mark.parametrize("suffix", [each for each in FORMATS if each != "pdf"])  # tests/dashboard/exports prints
def test_a_report_of_any_format_holds_nothing_of_others(
    everyone: Everyone, run: Run, tmp_path: Path, suffix: str
) -> None:
    """Nor is one made of a region elsewhere."""
    token, path = everyone.tokens[Role.ANALYST], tmp_path / f"week.{suffix}"

    made = run(token, "report", "--week", "2026-W47", "--to", path)
    refused = [
        run(token, "report", "--week", "2026-W47", "--region", region, "--to", tmp_path / f"{region}.{suffix}")[0]
        for region in ELSEWHERE
    ]

    assert made[0] == 0, made[1]
    assert leaked(unpacked(path.read_bytes()), but=FROM_ABOVE) == []
    assert set(refused) == {1}
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("role", Role)
def test_an_export_of_any_format_is_ordered_by_its_right(everyone: Everyone, role: Role, suffix: str) -> None:
    """For the own region and those below alone."""
    client = everyone.clients[role]
    statuses = {
        region: client.post("/exports", json={"address": f"/overview/{region}", "format": suffix}).status_code
        for region in (*HOME, *ELSEWHERE)
    }

    ordered = {202} if Right.EXPORT in RIGHTS[role] else {403}
    assert {statuses[region] for region in HOME} == ordered
    assert {statuses[region] for region in ELSEWHERE} == {403}


def test_the_account_is_in_the_audit_log(everyone: Everyone, run: Run) -> None:
    """What it did and what it was refused, from the terminal."""
    run(everyone.tokens[Role.REVIEWER], "tasks", "list", "--week", WEEK.key)
    run(everyone.tokens[Role.REVIEWER], "user", "list")

    lines = run("", "audit", "list", "--account", "a-reviewer")[1].splitlines()

    assert any("terminal" in line and "被拒绝" in line and "cockpit user list" in line for line in lines)
    assert any("terminal" in line and f"tasks {WEEK.key}" in line for line in lines)


@pytest.mark.parametrize("kind", ["unknown", "expired", "revoked", "closed"])
def test_a_token_that_is_not_good_runs_nothing(everyone: Everyone, run: Run, kind: str) -> None:
    """The refusal says how to get another, and does not repeat it."""
    store, token = everyone.places.cockpit.store, "cockpit_nothing"
    if kind != "unknown":
        made, token = add_token(store, person_of(COUNTY), -1 if kind == "expired" else 1)
        if kind == "revoked":
            remove_token(store, person_of(COUNTY), made.number)
        if kind == "closed":
            run("", "user", "disable", person_of(COUNTY))

    status, said = run(token, "read", METRIC)

    assert status == 1
    assert "cockpit user token" in said
    assert token not in said


def test_a_command_about_everything_is_not_for_accounts_of_a_county(
    everyone: Everyone, run: Run, tmp_path: Path
) -> None:
    """Nor is it for others than administrators, who have no token: the operator runs it."""
    for role in WITH_TOKENS:
        assert run(everyone.tokens[role], "backup", tmp_path / "other.db")[0] == 1
    assert run("", "backup", tmp_path / "all.db")[0] == 0
    assert [file.name for file in tmp_path.iterdir()] == ["all.db"]


def test_without_a_token_the_operator_runs_everything(everyone: Everyone, run: Run) -> None:
    """Figures of any county, accounts and the audit log."""
    assert "58213" in run("", "read", METRIC, "--region", SIBLING, "--period", "2026-W47", "--format", "json")[1]
    assert run("", "user", "list")[0] == run("", "audit", "list")[0] == 0


def test_a_new_command_must_name_its_right() -> None:
    """The program with one that does not does not start."""
    with pytest.raises(LookupError, match=r"name the right of new thing in NEEDED of dashboard/cli/rights.py"):
        check_all_named([*NEEDED, *OPEN, "new thing"])
