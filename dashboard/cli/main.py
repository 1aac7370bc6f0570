"""The command line: every command prints Chinese, and on a known error says what to do and exits with 1."""

from __future__ import annotations

from functools import cache

from typer.core import TyperGroup
from typer.main import get_group

from dashboard.cli import (
    alerts,
    audit,
    catalogue,
    due,
    loading,
    loads,
    pull,
    readings,
    report,
    review,
    serving,
    tasks,
    upkeep,
    user,
)
from dashboard.cli.commands import Commands, names_in
from dashboard.cli.rights import check_all_named
from dashboard.cli.terminal import spoken_errors

app = Commands(
    add_completion=False,
    no_args_is_help=True,
    help="社区矫正“一县一品”驾驶舱的命令行。命令以系统终端的身份执行，范围为整个根地区；设了 COCKPIT_TOKEN 则以该令牌的账号执行，按其权限和范围。",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run a command; a known error is one message and exit status 1, never a traceback."""
    with spoken_errors():
        raise SystemExit(all_commands()(prog_name="cockpit", standalone_mode=False) or 0)


@cache
def all_commands() -> TyperGroup:
    """Return all commands; raises LookupError where no right is named for one."""
    group = get_group(app)
    check_all_named(names_in(group))
    return group


app.command()(serving.run)
app.command()(serving.demo)
app.command()(loading.load)
app.command(name="withdraw")(loading.withdraw_load)
app.command()(loading.rollup)
app.command(name="pull")(pull.pull_feeds)
app.command(name="read")(readings.read_figures)
app.command(name="metrics")(catalogue.list_metrics)
app.command(name="regions")(catalogue.list_regions)
app.command(name="alerts")(alerts.list_alerts)
app.command(name="due")(due.list_due)
app.command(name="webhooks")(upkeep.list_receivers)
app.command()(upkeep.backup)
app.command()(upkeep.check)
app.command()(loading.template)
app.command(name="report")(report.report)
app.add_typer(audit.app, name="audit")
app.add_typer(loads.app, name="loads")
app.add_typer(review.app, name="review")
app.add_typer(tasks.app, name="tasks")
app.add_typer(user.app, name="user")
