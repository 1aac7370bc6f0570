"""`cockpit report`: the file of a week for one region, and the Monday files of a region and those below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.cli.commands import CommandContext, KnownOption, VersionOption, asked_known, say_known
from dashboard.cli.terminal import noted, progress_line, say
from data import clock
from data.audit import Action, note
from data.errors import DataError, UnknownPeriod
from data.meetings import monday_file
from data.meetings.files import KINDS, is_current
from data.periods import Grain, Period
from data.readings.shown_day import latest_load
from data.regions import Region

if TYPE_CHECKING:
    from callbacks.cockpit import Cockpit
    from dashboard.exports.formats import Paper
    from layouts.view import View


def report(
    context: CommandContext,
    to: Annotated[
        Path | None, typer.Option(help="写到哪个文件；后缀定格式：.pptx .docx .xlsx .pdf .csv .json。")
    ] = None,
    week: Annotated[str, typer.Option(help="周，例如 2026-W47；默认为最近一个完整的周。")] = "",
    region: Annotated[str, typer.Option(help="地区代码或名称，默认为账号的范围。")] = "",
    page: Annotated[str, typer.Option(help="页面，默认为周例会的各页；见地址栏第一段，例如 supervision。")] = "",
    period: Annotated[str, typer.Option(help="周以外的时期：2026-11-22、2026-11、2026-Q4 或 2026。")] = "",
    size: Annotated[str, typer.Option(help="PDF 的纸张：a4 或 a3。")] = "",
    lang: Annotated[str, typer.Option(help="zh 或 en。")] = "zh",
    schedule: Annotated[
        bool, typer.Option("--schedule", help="写出上一周的周一文件，已有的不重写；供定时任务用。")
    ] = False,
    folder: Annotated[
        Path | None, typer.Option(help="周一文件放在哪个文件夹，默认为 COCKPIT_WEEKLY；例会页链接的是那里的文件。")
    ] = None,
    known: KnownOption = "",
    version: VersionOption = None,
) -> None:
    """导出一份文件：数与页面相同，交出前逐个核对；或用 --schedule 写出周一文件。

    示例：cockpit report --week 2026-W47 --region 330100 --to week.pptx
    """
    from dashboard.exports.formats import paper_named
    from layouts.view import View

    if lang not in {"zh", "en"}:
        raise DataError(f"没有“{lang}”这种语言。可用：zh、en。")
    asked = View(
        page=page,
        region=context.region(region),
        period=_asked_period(week, period),
        lang=lang,
        known=asked_known(known, version),
    )
    if schedule and asked.known:
        raise DataError("--schedule 写的是当前的周一文件，不能与 --known、--version 同用。")
    if schedule:
        _write_schedule(context, folder, asked, paper_named(size))
    else:
        _write_one(context, to, asked, size)


def _asked_period(week: str, period: str) -> Period | None:
    if week and period:
        raise DataError("--week 和 --period 只能写一个。")
    found = Period.parse(week or period) if week or period else None
    if week and found and found.grain is not Grain.WEEK:
        raise UnknownPeriod(f"“{week}”不是一周。请写成 2026-W47；其他时期请用 --period。")
    return found


def _write_one(context: CommandContext, to: Path | None, asked: View, size: str) -> None:
    from dashboard.exports.formats import format_named, paper_named
    from dashboard.exports.making import check_place, document_for, file_of, put
    from layouts.pages import meeting

    if to is None:
        raise DataError("请写出文件名，例如 --to week.pptx；周一文件请用 --schedule --folder 文件夹。")
    kind, paper = format_named(to.suffix or to.name), paper_named(size)
    check_place(to)
    cockpit = context.cockpit
    past = cockpit.at(asked)
    if past.known:
        say_known(past.known)
    period = asked.period or last_whole_week(past)
    view = asked.on(page=asked.page or meeting.KEY, period=period)
    document = document_for(cockpit, context.viewer, view)
    with progress_line() as line:
        content = file_of(
            document,
            kind,
            paper,
            lambda step: line(f"{to.name} {step.page}/{step.pages} {step.title}", step.page / max(step.pages, 1)),
        )
    put(to, content)
    note(cockpit.store, Action.EXPORT, f"{to.name} {view.href}", region=document.context.region.code)
    say(
        f"已写出 {to}：{document.title}，{document.context.period.key}，数据第 {document.context.version} 版，"
        f"{len(document.leaves)} 页，{len(document.readings)} 个读数，已逐个核对。"
    )


def last_whole_week(cockpit: Cockpit) -> Period | None:
    """Return the newest week that the data covers to its end; None while there is no data."""
    entry = latest_load(cockpit.store)
    return Period.over_by(entry.as_of, Grain.WEEK) if entry else None


def _write_schedule(context: CommandContext, folder: Path | None, asked: View, paper: Paper) -> None:
    """Write the files of the week that is over, for a region and those below it, each once; name what was not written."""
    folder, regions = folder or context.settings.weekly, context.store.regions
    top = regions.get(asked.region)
    week = asked.period or Period.holding(clock.today(), Grain.WEEK).previous()
    _make_folder(folder / week.key)
    written, present, failed = 0, 0, 0
    for region in (top, *regions.children(top.code, week.first)):
        for path, trouble in _monday_files(context, region, week, folder, asked.on(period=week), paper):
            if trouble is None:
                written += 1
                say(f"已写出 {path.name}")
            else:
                present, failed = present + (not trouble), failed + bool(trouble)
                say(f"跳过 {path.name}：{trouble or '已有这一份，不重写'}")
    say(f"{week.key} 的周一文件在 {folder / week.key}：新写 {written} 份，已有 {present} 份，没有写成 {failed} 份。")
    if failed:
        raise SystemExit(1)


def _make_folder(folder: Path) -> None:
    from dashboard.exports.making import check_place

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"建不了文件夹 {folder}：{error.strerror}。请换一个位置，或请管理员开通权限。") from error
    check_place(folder / "week.pptx")


def _monday_files(
    context: CommandContext, region: Region, week: Period, folder: Path, asked: View, paper: Paper
) -> Iterator[tuple[Path, str | None]]:
    """Yield each file with why it was not written: None where it was, empty where it is there and not frozen again."""
    from dashboard.exports.formats import format_named
    from dashboard.exports.making import document_for, file_of, put
    from layouts.pages import meeting

    cockpit, document = context.cockpit, None
    for kind in KINDS:
        path = monday_file(folder, region, week, kind)
        if is_current(path, cockpit.store, region, week):
            yield path, ""
            continue
        try:
            view = asked.on(page=asked.page or meeting.KEY, region=region.code)
            document = document or document_for(cockpit, replace(context.viewer, scope=region.code), view)
            put(path, file_of(document, format_named(kind), paper))
            note(cockpit.store, Action.EXPORT, f"{path.name} {view.href}", region=region.code)
        except DataError as error:
            yield path, str(error)
        except Exception as error:  # the boundary of a file: the others are written all the same
            yield path, noted(error)
        else:
            yield path, None
