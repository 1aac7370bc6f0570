"""What `cockpit check` looks at: one rule a function, each finding with what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from dashboard.cockpit import MAP_FILE
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data import clock
from data.alerts.rules import load_area_rules
from data.alerts.terms import load_terms
from data.errors import DataError, StoreError
from data.periods import Grain, Period, Span
from data.readings import Figures, read
from data.readings.feed.feed import balance_breaks
from data.readings.feed.incident_sums import incident_breaks
from data.readings.shown_day import EMPTY_STORE, latest_load
from data.regions import Level
from data.regions.boundaries import load_boundaries
from data.store import Store
from data.store.integrity import damage, differences
from data.store.outage import DAMAGED, is_damage, reason_of
from data.viewer import Viewer
from data.walls import own_walls as kept_walls
from layouts.walls.draft import faults, read_content
from layouts.words.language import load_language

OLD = timedelta(days=2)
BROKEN = "请停止装载，把数据库文件另存一份，用最近的备份恢复，再补装之后的文件；办法见 docs/running.md。"
INCIDENT_DAYS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Something to know: an error stops figures from being right, a note does not."""

    is_error: bool
    text: str


Rule = Callable[[Store, Settings], Iterator[CheckResult]]


def findings(settings: Settings, *, every: bool = False) -> Iterator[CheckResult]:
    """Yield everything found, the rules in order; a store that cannot be opened ends the check.

    With `every` the whole file of the database and every roll-up are examined, without it a part of each.
    """
    try:
        store = open_configured_store(settings)
    except DataError as error:
        yield CheckResult(True, str(error).replace(str(DAMAGED), f"数据库文件已损坏。{BROKEN}"))
        return
    rules: list[Rule] = [partial(database_file, every=every), partial(rolled_up, every=every), *RULES]
    said: set[str] = set()
    for rule in rules:
        try:
            for finding in rule(store, settings):
                said |= {BROKEN} if finding.text.endswith(BROKEN) else set()
                yield finding
        except SQLAlchemyError as error:
            reason = BROKEN if is_damage(error) else f"读不了数据库：{reason_of(error)}"
            if reason not in said:  # every rule that reads the database meets it
                yield CheckResult(True, f"数据库文件有损坏，有的内容读不出来。{BROKEN}" if reason == BROKEN else reason)
            said.add(reason)


def database_file(store: Store, settings: Settings, *, every: bool) -> Iterator[CheckResult]:
    """A file of SQLite that is damaged."""
    for fault in damage(store, whole=every):
        yield CheckResult(True, f"数据库文件有损坏：{fault}。{BROKEN}")


def rolled_up(store: Store, settings: Settings, *, every: bool) -> Iterator[CheckResult]:
    """Roll-ups that are not what the facts add up to."""
    try:
        found, _ = differences(store, every=every)
    except StoreError as error:
        yield CheckResult(False, f"没有核对汇总：{error}")
        return
    for table in sorted({each.table for each in found}):
        rows = [each for each in found if each.table == table]
        names = "、".join(f"{store.regions.owner_name(each.region)} {each.period.key}" for each in rows[:3])
        yield CheckResult(
            True,
            f"{table} 有 {len(rows)} 行与事实合计不符：{names}{'等' if len(rows) > 3 else ''}。"
            "请执行 cockpit rollup 重新汇总，再用 cockpit check --all 核对。",
        )


def future_load(store: Store, settings: Settings) -> Iterator[CheckResult]:
    """A load that was made in the future: the clock was wrong then or is wrong now."""
    entry = latest_load(store)
    if entry is not None and entry.age(clock.now()) is None:
        yield CheckResult(
            True,
            f"最近一次装载记在 {entry.loaded_at:%Y-%m-%d %H:%M}，晚于现在：当时或现在的系统时钟不准，数据的新旧无从判断。"
            "请校准时钟，再装载一次。",
        )


def map_file(store: Store, settings: Settings) -> Iterator[CheckResult]:
    """A map that cannot be read, or that lacks counties."""
    path = settings.map_file or MAP_FILE
    try:
        boundaries = load_boundaries(path)
    except DataError as error:
        yield CheckResult(True, str(error))
        return
    lacking = [code for code in store.regions.counties(store.regions.root.code) if code not in boundaries.frame.index]
    if lacking:
        yield CheckResult(
            False,
            f"地图 {path} 里没有 {len(lacking)} 个县（{'、'.join(lacking[:5])}…），这些县以方块显示。可用 COCKPIT_MAP_FILE 换地图。",
        )
    if not boundaries.review_number:
        yield CheckResult(
            False,
            "地图没有审图号，屏上注明“示意图”。公开使用请换成经审核的地图，并在文件里写 review_number。",
        )


def area_rules(store: Store, settings: Settings) -> Iterator[CheckResult]:
    """Rules and terms of the area alerts that cannot be used."""
    try:
        load_area_rules(store.catalogue)
        load_terms()
    except DataError as error:
        yield CheckResult(True, str(error))


def own_walls(store: Store, settings: Settings) -> Iterator[CheckResult]:
    """Scenes of own walls that name a panel or metric this program no longer has, or are wrong otherwise."""
    words = load_language("zh")
    for wall in kept_walls(store, store.regions.root.code):
        place = f"自建大屏“{wall.content['title']['zh']}”（{wall.name}，第 {wall.edition} 版）"
        try:
            content = read_content(wall.content, words)
        except DataError as error:
            yield CheckResult(True, f"{place}：{error}请导出后改好，再导入。")
            continue
        for fault in faults(content):
            yield CheckResult(True, f"{place}：{fault.with_place(content, words)}在 /scenes/{wall.name} 改。")


def data_present(store: Store, settings: Settings) -> Iterator[CheckResult]:
    """A store without data, or with none of the last two days."""
    entry = latest_load(store)
    if entry is None:
        yield CheckResult(True, str(EMPTY_STORE))
        return
    if entry.is_demo:
        yield CheckResult(False, "库里是演示数据，每屏都有标记。装载真实数据前请换一个空库（COCKPIT_DATABASE_URL）。")
    if clock.today() - entry.as_of > OLD:
        yield CheckResult(False, f"数据只到 {entry.as_of}。请核对数据报送和 cockpit load 的定时任务。")


def unknown_offices(store: Store, settings: Settings) -> Iterator[CheckResult]:
    """Facts of offices that the region files no longer hold."""
    known = {*store.regions.owners(store.regions.root.code)}
    with store.engine.connect() as connection:
        for key, facts in store.schema.facts.items():
            held = set(connection.execute(select(facts.c.office_code).distinct()).scalars())
            if lost := sorted(held - known):
                yield CheckResult(
                    True,
                    f"{key} 里有 {len(lost)} 个不认识的司法所（{'、'.join(lost[:5])}）。请在 data/places/offices.csv 补上，或改用包含它们的 COCKPIT_ROOT。",
                )


def reporting(store: Store, settings: Settings) -> Iterator[CheckResult]:
    """Counties whose offices have not all reported the last day."""
    entry = latest_load(store)
    if entry is None:
        return
    root = store.regions.root
    counties = [root] if root.level is Level.COUNTY else store.regions.descendants(root.code, Level.COUNTY)
    day = Period(Grain.DAY, entry.as_of)
    question = Figures(("registered_count",), tuple(county.code for county in counties), (day,))
    late = [r for r in read(store, [question], viewer=Viewer("check", root.code)) if r.reported < r.due]
    if late:
        names = "、".join(f"{r.region.zh} {r.due - r.reported}" for r in late[:6])
        yield CheckResult(
            False,
            f"{entry.as_of} 有 {sum(r.due - r.reported for r in late)} 个司法所未报：{names}{'等' if len(late) > 6 else ''}。",
        )


def balance(store: Store, settings: Settings) -> Iterator[CheckResult]:
    """Offices whose roster of the last day does not add up."""
    entry = latest_load(store)
    if entry is None:
        return
    with store.engine.connect() as connection:
        broken = balance_breaks(connection, store, store.regions.root, Span(entry.as_of, entry.as_of))
    for each in broken[:10]:
        name = store.regions.get(each.office).zh
        yield CheckResult(
            False,
            f"{each.day} {name}（{each.office}）在册勾稽不平：{each.before} {each.moved:+d} ≠ {each.after}。请让该所核对名册后重报。",
        )


def incidents(store: Store, settings: Settings) -> Iterator[CheckResult]:
    """Offices whose incidents of the last month in all and by kind do not agree."""
    entry = latest_load(store)
    if entry is None:
        return
    with store.engine.connect() as connection:
        broken = incident_breaks(connection, store, Span(entry.as_of - INCIDENT_DAYS, entry.as_of))
    for each in broken[:10]:
        name = store.regions.get(each.office).zh
        yield CheckResult(
            False,
            f"{each.day} {name}（{each.office}）突发事件勾稽不平：共 {each.whole} 起，分类合计 {each.by_kind} 起。请让该所核对后重报。",
        )
    if len(broken) > 10:
        yield CheckResult(False, f"还有 {len(broken) - 10} 个所·日突发事件勾稽不平。")


RULES: tuple[Rule, ...] = (
    map_file,
    area_rules,
    own_walls,
    future_load,
    data_present,
    unknown_offices,
    reporting,
    balance,
    incidents,
)
