"""The command line: what it prints, its exit status, and that an error is a sentence."""

from __future__ import annotations

import csv
import io
import json
import socket
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import delete
from typer.main import get_command

from dashboard.cli import main
from data.demo.tasks import is_half_made
from data.schema.operations import TaskRow, TaskStepRow
from data.store import Store
from tests.dashboard.conftest import Run
from tests.data.feeds import BINJIANG, HEADER, XIXING, binjiang_store, load, write_csv

METRIC = "checkin_completion_rate"
KEYS = ["id", "metric", "region", "period", "value", "numerator", "denominator", "coverage", "status", "previous", "change", "previous_coverage", "is_comparable"]  # fmt: skip


def test_every_command_of_the_product_is_there() -> None:
    """run, demo, load, withdraw, pull, rollup, read, metrics, regions, alerts, backup, check, template, report, review, tasks, webhooks, audit, user."""
    commands = set(getattr(get_command(main.app), "commands", {}))

    expected = {"run", "demo", "load", "rollup", "read", "metrics", "regions", "alerts", "check", "template", "report"}
    assert commands == expected | {
        "review",
        "tasks",
        "backup",
        "withdraw",
        "webhooks",
        "audit",
        "user",
        "pull",
        "due",
        "loads",
    }


@pytest.mark.parametrize("name", sorted(getattr(get_command(main.app), "commands", {})))
def test_help_has_an_example(run: Run, name: str) -> None:
    """What to type is shown, not only described."""
    status, said, _ = run(name, "--help")

    assert status == 0
    assert f"示例：cockpit {name}" in said


def test_backup_says_what_it_wrote(run: Run, tmp_path: Path) -> None:
    """The file, the data version and the size; a second one of the same name is refused in a sentence."""
    path = tmp_path / "copy.db"

    status, said, _ = run("backup", path)
    again, _, trouble = run("backup", path)

    assert (status, again) == (0, 1)
    assert f"备份到 {path}，数据第 " in said
    assert "已经有了，不会覆盖它" in trouble


def test_read_prints_json(run: Run, client: FlaskClient) -> None:
    """A list of objects with the promised keys, in order, with the values that the API gives."""
    status, said, _ = run("read", METRIC, "--region", "330902", "--period", "2026-W46", "--format", "json")

    answer = client.get(f"/api/v1/readings?metric={METRIC}&region=330902&period=2026-W46").get_json()
    assert status == 0
    assert list(json.loads(said)[0]) == KEYS
    assert json.loads(said) == answer["items"]


def test_a_metric_may_be_called_by_its_name(run: Run) -> None:
    """As it is on the screen, long or short; the id names the key."""
    for name in ("信息化核查完成率", "信息化核查完成率"):
        _, said, _ = run("read", name, "--region", "330902", "--period", "2026-W46", "--format", "json")
        assert json.loads(said)[0]["metric"] == METRIC


def test_read_prints_csv_and_table(run: Run) -> None:
    """The same rows, for a spreadsheet and for eyes; a region may be named."""
    asked = ("read", METRIC, "--region", "舟山市", "--period", "2026-10", "--level", "county")

    rows = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv")[1])))
    lines = run(*asked, "--format", "table")[1].splitlines()

    assert list(rows[0]) == KEYS
    assert [row["region"] for row in rows] == [line.split()[2] for line in lines[1:]]


def test_read_compares_with_the_target(run: Run) -> None:
    """--compare target puts the target beside the value."""
    row = json.loads(run("read", METRIC, "--compare", "target", "--format", "json")[1])[0]

    assert row["previous"] == 98
    assert row["change"] == pytest.approx(row["value"] - 98)


def test_read_computes_a_figure_again_from_its_id(run: Run) -> None:
    """The id on the screen is enough; an older version is said."""
    row = json.loads(run("read", METRIC, "--period", "2026-W46", "--format", "json")[1])[0]

    again = run("read", "--id", row["id"], "--format", "json")
    older = run("read", "--id", row["id"].rsplit(":", 1)[0] + ":v0", "--format", "json")

    assert json.loads(again[1]) == [row]
    assert "第 0 版" in older[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("read", "checkin_completion_rat"), METRIC),
        (("read", METRIC, "--region", "杭洲市"), "杭洲市"),
        (("read", METRIC, "--period", "2026-W60"), "2026-W60"),
        (("read", METRIC, "--level", "street"), "street"),
        (("read", METRIC, "--format", "yaml"), "yaml"),
        (("read", METRIC, "--compare", "yesterday"), "yesterday"),
        (("read", "--id", "abc"), "abc"),
        (("read", "--id", f"{METRIC}:330900:2026-W46:v1", "--compare", "x"), "x"),
        (("read",), "cockpit metrics"),
        (("regions", "--level", "street"), "street"),
        (("regions", "qqq"), "拼音首字母"),
        (("metrics", "qqq"), "cockpit metrics"),
        (("template", "fact_nothing"), "fact_nothing"),
        (("template", "fact_roster_day", "--county", "999999"), "999999"),
        (("template", "fact_roster_day", "--day", "2026-W47"), "2026-11-16"),
        (("load", "nowhere.csv"), "nowhere.csv"),
        (("demo",), "--replace"),
    ],
)
def test_a_known_error_is_a_sentence(run: Run, words: tuple[str, ...], said: str) -> None:
    """Exit status 1, what was wrong and what to do, no traceback."""
    status, out, err = run(*words)

    assert status == 1
    assert said in out + err
    assert "Traceback" not in out + err
    assert "程序内部错误" not in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("laod",), "没有“laod”这个命令，最接近的是 load、loads。用法和示例见 cockpit --help。"),
        (("load",), "缺少参数 paths。用法和示例见 cockpit load --help。"),
        (("read", "--formt", "json"), "没有 --formt 这个选项，最接近的是 --format。用法和示例见 cockpit read --help。"),
        (("read", "--xyz"), "没有 --xyz 这个选项。用法和示例见 cockpit read --help。"),
        (("read", "--region"), "--region 后面缺少内容。用法和示例见 cockpit --help。"),
        (("load", "--dry-run=x"), "--dry-run 后面不带内容。用法和示例见 cockpit --help。"),
        (("template", "a", "b"), "多出了“b”。用法和示例见 cockpit template --help。"),
        (("user", "token", "x", "--days", "0"), "--days 太小，最小是 1。用法和示例见 cockpit user token --help。"),
        (
            ("user", "token", "x", "--days", "9999"),
            "--days 太大，最大是 3650。用法和示例见 cockpit user token --help。",
        ),
        (("user", "token", "x", "--days", "a"), "--days 须填整数，例如 30。用法和示例见 cockpit user token --help。"),
        (("user", "revoke", "x", "y"), "number 须填整数，例如 30。用法和示例见 cockpit user revoke --help。"),
        (("review", "frz"), "没有“frz”这个命令，最接近的是 freeze。用法和示例见 cockpit review --help。"),
    ],
)
def test_wrong_words_are_reported_in_chinese(run: Run, words: tuple[str, ...], said: str) -> None:
    """A mistyped command ends with status 2 and says what is wrong and where help is."""
    assert run(*words) == (2, "", f"{said}\n")


def test_a_wrong_setting_is_a_sentence(run: Run) -> None:
    """The variable is named before anything is opened."""
    status, _, err = run("check", port="many")

    assert status == 1
    assert "COCKPIT_PORT" in err


def test_a_wrong_choice_lists_the_others(run: Run) -> None:
    """The choices are shown as one types them."""
    assert "应为 nhs、western_electric、nelson 之一" in run("check", rule_book="x")[2]


def test_a_file_that_is_no_database_is_said(run: Run, tmp_path: Path) -> None:
    """The setting is named; nothing is written into the file."""
    path = tmp_path / "letter.docx"
    path.write_text("社区矫正" * 600, encoding="utf-8")

    status, said, _ = run("check", database_url=f"sqlite:///{path}")

    assert status == 1
    assert "请检查 COCKPIT_DATABASE_URL" in said
    assert path.read_text(encoding="utf-8") == "社区矫正" * 600


def test_a_taken_port_is_said_before_serving(run: Run) -> None:
    """`run` names the address and the setting that changes it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        status, _, err = run("run", port=str(taken.getsockname()[1]))

    assert status == 1
    assert "COCKPIT_PORT" in err


def test_regions_are_found_by_name_and_initials(run: Run) -> None:
    """A name, a part of it, or its initials."""
    for text in ("岱山", "330921", "dsx"):
        assert "岱山县" in run("regions", text)[1]


def test_metrics_are_listed_with_their_formulas(run: Run) -> None:
    """Code, name, unit and formula of those that match."""
    said = run("metrics", "信息化核查完成率")[1]

    assert METRIC in said
    assert "S(" in said


def test_check_says_what_to_do(run: Run, tmp_path: Path) -> None:
    """Notes pass; an empty database is an error with the two commands that fill it."""
    status, said, _ = run("check")
    empty = run("check", database_url=f"sqlite:///{tmp_path}/empty.db")

    assert status == 0
    assert "演示数据" in said
    assert empty[0] == 1
    assert "cockpit load" in empty[1]


def test_a_template_can_be_filled_in(run: Run, tmp_path: Path) -> None:
    """An XLSX with the county's offices, written where it was asked for."""
    path = tmp_path / "岱山县.xlsx"

    status, _, _ = run("template", "fact_roster_day", "--county", "330921", "--day", "2026-11-22", "--to", path)

    cells = [str(cell) for row in load_workbook(path).active.iter_rows(values_only=True) for cell in row]
    assert status == 0
    assert any(cell.startswith("330921") for cell in cells)


def test_a_reference_template_holds_the_rows_of_a_county_and_loads(run: Run, tmp_path: Path) -> None:
    """`cockpit template brand` writes what the store holds; what is changed in it is loaded."""
    path = tmp_path / "brand.xlsx"
    assert run("template", "brand", "--county", "330921", "--to", path)[0] == 0
    book = load_workbook(path)
    cells = [cell.value for cell in book.active[3]]
    assert cells[0] == "330921"
    book.active.cell(3, 3, "改了名的品牌")
    book.save(path)

    status, said, _ = run("load", path, "--dry-run")

    assert status == 0
    assert "一县一品品牌，读到 1 行，通过 1 行" in said
    assert "库里有演示数据" in said


def test_rollup_changes_no_figure(run: Run) -> None:
    """Rolling up again from the kept facts gives the same reading."""
    asked = ("read", METRIC, "--period", "2026-W46", "--format", "json")
    before = run(*asked)[1]

    assert run("rollup")[0] == 0
    assert run(*asked)[1] == before


@pytest.fixture
def half(tmp_path: Path, run: Run) -> Store:
    """The store of one county whose demo was stopped after its figures and before its tasks."""
    run("demo", root=BINJIANG, database_url=f"sqlite:///{tmp_path}/cockpit.db")
    store = binjiang_store(tmp_path)
    with store.engine.begin() as connection:
        for table in (TaskStepRow, TaskRow):
            connection.execute(delete(table))
    return store


def test_a_demo_that_was_stopped_is_made_again(half: Store, run: Run) -> None:
    """`make run` after a kill begins again instead of serving a half for good."""
    status, said, _ = run("demo", "--if-empty")

    assert (status, "清空" in said) == (0, True)
    assert not is_half_made(half)


def test_a_whole_demo_is_left_alone(half: Store, run: Run) -> None:
    """With --if-empty nothing happens and nothing is wrong: `make run` may be typed again."""
    run("demo", "--if-empty")

    assert run("demo", "--if-empty") == (0, "", "")


def test_real_figures_are_never_cleared_for_a_demo(half: Store, tmp_path: Path, run: Run) -> None:
    """A demo that was stopped may hold what somebody loaded since."""
    assert load(half, write_csv(tmp_path / "a.csv", [HEADER, ["2026-11-22", XIXING, 10, 9]])).version

    assert run("demo", "--if-empty")[:2] == (0, "")
    assert half.is_demo()


def test_read_computes_a_year_again_as_it_was_known(run: Run) -> None:
    """The id of a figure of a past page ends with the day up to which it was read."""
    plain = json.loads(run("read", "--id", f"{METRIC}:330900:2026:v1", "--format", "json")[1])[0]
    until = json.loads(run("read", "--id", f"{METRIC}:330900:2026:v1:2026-11-15", "--format", "json")[1])[0]

    assert until["id"].endswith(":2026-11-15")
    assert until["denominator"] < plain["denominator"]
