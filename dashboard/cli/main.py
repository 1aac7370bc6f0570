"""The command line: every command prints Chinese, and on a known error says what to do and exits with 1."""

from __future__ import annotations

import csv
import json
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.cli import report, review, tasks
from dashboard.cli.terminal import print_table, progress_line, say, spoken_errors
from dashboard.opening import open_configured_store
from dashboard.settings import Settings, SettingsError, load_settings
from data.alerts.alerts import AreaAlert, evaluate, open_alerts
from data.alerts.rules import AreaRule, load_area_rules
from data.catalogue import load_catalogue
from data.catalogue.reference_tables import Row, load_references, reference_table
from data.errors import DataError, StoreError
from data.load.load import load_files
from data.load.withdrawals import withdraw
from data.load.writing import put_partitions
from data.periods import Grain, Period
from data.readings import Question, read
from data.readings.shown_day import latest_load
from data.regions import Level, Regions, load_regions
from data.store import SHANGHAI, Store
from data.store.backup import back_up
from data.store.rebuilding import rebuild
from data.store.seeding import clear

if TYPE_CHECKING:
    from callbacks.cockpit import Cockpit

DEMO_WEEKS = 107  # two years and a little, ending yesterday
DEMO_FACT_DAYS = 31  # office-days are simulated for the newest months; older ones are there as closed roll-ups

ALERT_NAMES = {"red": "红", "yellow": "黄", "blue": "蓝"}

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="社区矫正“一县一品”驾驶舱的命令行。",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run a command; a known error is one message and exit status 1, never a traceback."""
    with spoken_errors():
        raise SystemExit(app(prog_name="cockpit", standalone_mode=False) or 0)


@app.command()
def run() -> None:
    """启动驾驶舱，并打印访问地址。

    示例：cockpit run
    """
    from callbacks.memory import Memory
    from dashboard.app import open_cockpit

    settings = load_settings()
    _check_port(settings)
    store = open_cockpit(settings, Memory()).store
    if store.newest_load() is None:
        say("库里还没有数据，页面会提示。装载文件用 cockpit load，演示用 cockpit demo。")
    store.engine.dispose()
    say(f"驾驶舱：http://{settings.host}:{settings.port}  （Ctrl+C 停止）")
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "dashboard.wsgi:server",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=4,
        log_access=False,
    ).serve()


def _check_port(settings: Settings) -> None:
    """Say that the address cannot be listened on before the server's processes fail one by one."""
    try:
        family, *_, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise SettingsError(
            f"不能在 {settings.host}:{settings.port} 上启动：{error.strerror}。"
            "端口可能已被占用，换一个：COCKPIT_PORT=8051；地址须是本机的：COCKPIT_HOST=127.0.0.1。"
        ) from error


@app.command()
def demo(
    replace: Annotated[bool, typer.Option("--replace", help="清空已有的数据，重新生成。")] = False,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="库里已有数据时什么也不做，也不报错。")] = False,
) -> None:
    """用固定种子生成演示数据：截至昨天的两年多。每屏都会标明“演示数据”。

    示例：cockpit demo
    """
    from data.demo import CORRECTION, corrected_weeks, hand_out, is_half_made, references, refused_rows, simulate
    from data.demo.fill import fill

    store = open_configured_store(load_settings())
    if store.newest_load() is not None:
        is_half = is_half_made(store)
        if if_empty and not is_half:
            return
        if not replace and not if_empty:
            held = "只生成了一半的演示数据" if is_half else "数据，演示数据不会覆盖它"
            raise DataError(f"库里已有{held}。确要清空重来，请用 cockpit demo --replace。")
        say("正在清空原有的数据……")
        clear(store)
    last_day = (datetime.now(SHANGHAI) - timedelta(days=1)).date()
    say("正在生成演示数据（约一分钟）……")
    with progress_line() as show:
        facts = simulate(
            store.regions,
            store.catalogue,
            first_day=last_day - timedelta(weeks=DEMO_WEEKS),
            last_day=last_day,
            progress=lambda what, share: show(what, share / 4),
        )
        fill(store, facts, fact_days=DEMO_FACT_DAYS, progress=lambda what, share: show(what, 0.25 + share * 0.75))
    store.put_references(references(store.regions, last_day), source="演示数据", is_demo=True)
    if corrected := corrected_weeks(facts, store.regions):
        refused = refused_rows(store.regions, last_day)
        put_partitions(store, corrected, source=CORRECTION, rejects=refused, is_demo=True)
    evaluate(store)
    hand_out(store, last_day)
    say(f"已生成演示数据，截至 {last_day}，数据第 {store.version()} 版。查看：cockpit run")


@app.command()
def load(
    paths: Annotated[list[Path], typer.Argument(help="CSV、XLSX 或 Parquet 文件。")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="照样做一遍再撤销：只报告，不写入。")] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="拆分的各行文件里都写全了：库中有而文件里没有的行按没有处理。")
    ] = False,
) -> None:
    """装载数据文件；被拒收的行写入同目录的拒收文件，改正后可直接再装。

    示例：cockpit load 滨江区1122.xlsx --dry-run
    """
    store = open_configured_store(load_settings())
    today = datetime.now(SHANGHAI).date()
    with progress_line() as show:
        report = load_files(store, paths, today=today, dry_run=dry_run, is_whole=whole, progress=show)
    say(report.text())
    if store.is_demo():
        say("注意：库里有演示数据，屏上仍标“演示数据”。真实数据请装入空库，见 COCKPIT_DATABASE_URL。")
    if not report.ok:
        raise SystemExit(1)


@app.command(name="withdraw")
def withdraw_command(
    table: Annotated[str, typer.Argument(help="表名，例如 supervision；全部表名见 cockpit template。")],
    office: Annotated[str, typer.Option(help="司法所的代码或名称；县级本级写“滨江区本级”；写县、市则撤回其下全部。")],
    day: Annotated[str, typer.Option(help="哪一天，例如 2026-11-22；写 2026-W47 或 2026-11 则撤回整周或整月。")],
    reason: Annotated[str, typer.Option(help="为什么撤回，记入装载日志。")],
    to: Annotated[str, typer.Option(help="撤回到哪一天为止；不写只撤回 --day。")] = "",
) -> None:
    """撤回报错的单位·日：数字回到未上报，汇总和指标预警随之重算，记入装载日志。

    示例：cockpit withdraw supervision --office 西兴司法所 --day 2026-11-22 --reason 误报了次日的数
    """
    settings = load_settings()
    store = open_configured_store(settings)
    first, last = Period.parse(day), Period.parse(to or day)
    done = withdraw(store, table, office, first.first, last.last, post=settings.post, reason=reason)
    say(f"已撤回 {done.office_days} 个单位·日，数据版本 {done.version}。这些数字现为未上报。")


@app.command()
def rollup() -> None:
    """从保留的事实重新汇总，结果与逐次装载时的汇总相同。

    示例：cockpit rollup
    """
    with progress_line() as show:
        rebuild(open_configured_store(load_settings()), show)
    say("已重新汇总。")


@app.command(name="read")
def read_command(
    metrics: Annotated[list[str] | None, typer.Argument(help="指标代码或名称，可多个；见 cockpit metrics。")] = None,
    region: Annotated[str, typer.Option(help="地区代码或名称，默认为根地区。")] = "",
    period: Annotated[str, typer.Option(help="2026-11-22、2026-W47、2026-11、2026-Q4 或 2026，默认为最近一周。")] = "",
    level: Annotated[str, typer.Option(help="读该地区之下某一级：province、city、county、office。")] = "",
    compare: Annotated[str, typer.Option(help="previous 环比、last_year 同比、target 目标。")] = "previous",
    form: Annotated[str, typer.Option("--format", help="table、json 或 csv。")] = "table",
    figure_id: Annotated[str, typer.Option("--id", help="屏上或导出里的编号，重新算出这一个数。")] = "",
) -> None:
    """打印页面所显示的数，出自同一个函数。

    示例：cockpit read checkin_completion_rate --region 330100 --period 2026-W47 --level county --format csv
    """
    from callbacks.memory import Memory
    from dashboard.app import open_cockpit
    from dashboard.web.api import asked_readings

    if form not in PRINTERS:
        raise DataError(f"没有“{form}”这种格式。可用：{'、'.join(PRINTERS)}。")
    cockpit = open_cockpit(load_settings(), Memory())
    if figure_id:
        rows = [_by_id(cockpit, figure_id, compare)]
    elif metrics:
        rows = asked_readings(cockpit, metrics, region=region, period=period, level=level, compare=compare)
    else:
        raise DataError("请写出至少一个指标代码，或用 --id。全部指标见 cockpit metrics。")
    PRINTERS[form](rows)


def _by_id(cockpit: Cockpit, figure_id: str, compare: str) -> dict[str, object]:
    from callbacks.cockpit import EMPTY_STORE
    from dashboard.web.api import as_row, comparison

    parts = figure_id.split(":")
    if len(parts) not in {4, 5} or not parts[3].removeprefix("v").isdecimal():
        raise DataError(f"编号“{figure_id}”不完整。编号形如 checkin_completion_rate:330100:2026-W47:v12。")
    metric, region, period, version = parts[:4]
    against = comparison(compare)
    when = Period.parse(period)
    code = cockpit.store.regions.get(region).code
    entry = latest_load(cockpit.store, code)
    if entry is None:
        raise StoreError(EMPTY_STORE)
    # without a last day it is a whole period, or was written before a running one had its last day in its id
    whole = when.last if when.last <= entry.newest else entry.as_of_in(when)
    as_of = Period.parse(parts[4]).last if parts[4:] else whole
    question = Question(
        (cockpit.store.catalogue.metric(metric).key,),
        (code,),
        (when,),
        compare=True,
    )
    reading = read(cockpit.store, [question], viewer=cockpit.viewer, as_of=as_of).one(metric, region, when)
    if f"v{reading.version}" != version:
        typer.echo(f"注意：编号是数据第 {version[1:]} 版的数，现在是数据第 {reading.version} 版。", err=True)
    return as_row(reading, against)


def _print_json(rows: Sequence[Mapping[str, object]]) -> None:
    say(json.dumps(rows, ensure_ascii=False, indent=2))


def _print_csv(rows: Sequence[Mapping[str, object]]) -> None:
    writer = csv.DictWriter(sys.stdout, list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows(rows)


PRINTERS: dict[str, Callable[[Sequence[Mapping[str, object]]], None]] = {
    "table": print_table,
    "json": _print_json,
    "csv": _print_csv,
}


@app.command(name="metrics")
def list_metrics(text: Annotated[str, typer.Argument(help="只列名称或代码含有这些字的指标。")] = "") -> None:
    """列出指标：代码、名称、单位、公式。

    示例：cockpit metrics 核查
    """
    wanted = text.lower()
    chosen = [m for m in load_catalogue().metrics.values() if wanted in f"{m.key} {m.zh} {m.en}".lower()]
    if not chosen:
        raise DataError(f"没有名称或代码含“{text}”的指标。全部指标见 cockpit metrics。")
    print_table(
        [
            {
                "metric": m.key,
                "名称": m.zh,
                "单位": m.unit,
                "公式": " ÷ ".join(filter(None, (m.numerator_text, m.denominator_text))),
            }
            for m in chosen
        ]
    )


@app.command(name="regions")
def list_regions(
    text: Annotated[str, typer.Argument(help="代码、名称或拼音首字母。")] = "",
    level: Annotated[str, typer.Option(help="只列一级：province、city、county、office。")] = "",
) -> None:
    """列出地区：代码、名称、上级。

    示例：cockpit regions 西湖
    """
    settings = load_settings()
    regions = load_regions(settings.places, settings.root)
    found = regions.find(text, limit=200) if text else list(regions.inside)
    if level and level not in set(Level):
        raise DataError(f"没有“{level}”这一级。可用：{'、'.join(Level)}。")
    rows = [
        {
            "code": r.code,
            "level": r.level.value,
            "名称": r.zh,
            "上级": r.parent or "",
            "生效": r.valid_from.isoformat(),
        }
        for r in found
        if not level or r.level == level
    ]
    if not rows:
        what = f"“{text}”" if text else f" {level} 这一级的地区"
        raise DataError(f"没有找到{what}。可试全称、简称、代码或拼音首字母；这里只有{regions.root.zh}及其下级。")
    print_table(rows)


@app.command()
def alerts(
    level: Annotated[str, typer.Option(help="只列一级：red 红、yellow 黄、blue 蓝。")] = "",
) -> None:
    """列出未关闭的指标预警：编号、级别、地区、规则、数值、限值、起始日、由谁已签收。

    示例：cockpit alerts --level red
    """
    if level and level not in ALERT_NAMES:
        raise DataError(f"没有“{level}”这一级。可用：{'、'.join(ALERT_NAMES)}。")
    store = open_configured_store(load_settings())
    found = [alert for alert in open_alerts(store) if not level or alert.level == level]
    if not found:
        say("没有未关闭的指标预警。")
        return
    rules = load_area_rules(store.catalogue)
    print_table([_alert_row(store, rules.get(alert.rule), alert) for alert in found])


def _alert_row(store: Store, rule: AreaRule | None, alert: AreaAlert) -> dict[str, object]:
    unit = rule.unit_zh if rule else ""
    region = store.regions.by_code.get(alert.region)
    return {
        "编号": alert.number,
        "级别": ALERT_NAMES[alert.level],
        "地区": region.zh if region else alert.region,
        "规则": rule.zh if rule else alert.rule,
        "数值": f"{alert.figure:.4g} {unit}",
        "限值": f"{alert.limit:g} {unit}",
        "起": alert.opened_day.isoformat(),
        "已签收": alert.acknowledged_by,
    }


@app.command()
def backup(
    path: Annotated[Path, typer.Argument(help="写到哪个文件；已有的文件不会覆盖。")],
) -> None:
    """备份整个库为一个文件，不用停机；只用于 SQLite。恢复时停机，把它放回原处。

    示例：cockpit backup /srv/backup/cockpit-2026-11-28.db
    """
    store = open_configured_store(load_settings())
    back_up(store, path)
    say(
        f"已把 {store.engine.url.database} 备份到 {path}，数据第 {store.version()} 版，{path.stat().st_size / 1e6:.0f} MB。"
    )


@app.command()
def check(
    every: Annotated[
        bool, typer.Option("--all", help="整个数据库文件和全部汇总都核对，用时较长；不写则抽查。")
    ] = False,
) -> None:
    """检查数据库、汇总、指标目录、地区、地图和勾稽，逐条说明怎么办；有错误时退出码为 1。

    示例：cockpit check --all
    """
    from dashboard.cli.check import findings

    found = list(findings(load_settings(), every=every))
    for finding in found:
        say(f"{'错误' if finding.is_error else '提示'}  {finding.text}")
    errors = sum(finding.is_error for finding in found)
    say(f"检查完毕：{errors} 个错误，{len(found) - errors} 个提示。")
    if errors:
        raise SystemExit(1)


@app.command()
def template(
    table: Annotated[str, typer.Argument(help="表名，例如 fact_supervision_day；参考表如 brand。")],
    county: Annotated[str, typer.Option(help="县（市、区）代码，预填其司法所；参考表只留其行。")] = "",
    day: Annotated[str, typer.Option(help="预填的日期，例如 2026-11-22；参考表没有日期。")] = "",
    to: Annotated[Path | None, typer.Option(help="写到哪个文件，默认为 表名.xlsx。")] = None,
) -> None:
    """写出一个带中文批注的 XLSX 填报模板；参考表的模板带着库中现有的行，改后可直接装载。

    参考表：brand 品牌、contract 合同、centre 中心、organisation 组织、resource 资源、resource_use 使用、event 大事记、
    published_figure 公开口径、duty_post 值班电话。

    示例：cockpit template fact_supervision_day --county 330108 --to 滨江区.xlsx
    """
    path = to or Path(f"{table}.xlsx")
    if table in load_references():
        _write_reference_template(table, county, path)
    else:
        _write_fact_template(table, county, day, path)
    say(f"已写出 {path}。填好后用 cockpit load {path} 装载。")


def _write_reference_template(key: str, county: str, path: Path) -> None:
    from data.load.references.template import write_reference_template

    store = open_configured_store(load_settings())
    code = store.regions.named(county, level=Level.COUNTY) if county else ""
    rows = [row for row in store.reference(key) if not code or _is_of(row, code, store.regions)]
    write_reference_template(reference_table(key), store.regions, rows, path)


def _is_of(row: Row, county: str, regions: Regions) -> bool:
    place = str(row.get("county") or row.get("region") or "")
    return place in regions.by_code and regions.within(place, county)


def _write_fact_template(table: str, county: str, day: str, path: Path) -> None:
    from data.load.template import write_template

    settings = load_settings()
    catalogue, regions = load_catalogue(), load_regions(settings.places, settings.root)
    when = Period.parse(day) if day else None
    if when and when.grain is not Grain.DAY:
        raise DataError(f"--day 要写一天，例如 {when.first}，不是“{day}”。")
    write_template(
        catalogue,
        regions,
        catalogue.table(table).key,
        path,
        county=county or None,
        day=when.first if when else None,
    )


app.command(name="report")(report.report)
app.add_typer(review.app, name="review")
app.add_typer(tasks.app, name="tasks")
