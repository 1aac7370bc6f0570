"""Frozen weeks: the material of a meeting, kept as it was with its seal, and never overwritten.

A body is plain JSON. The seal is the SHA-256 of the canonical JSON of body and edition together, so that neither can be
changed without the other.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer

from data.clock import shanghai
from data.errors import AlreadyThere, DataError, NoSuchEdition
from data.periods import Grain, Period
from data.regions.scope import is_within
from data.schema.operations import FrozenWeekRow
from data.store import Store
from data.store.editions import editing
from data.text.free import checked

LONGEST_REASON = 200

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edition:
    """One freezing of a region's week; `frozen_at` is UTC without a zone, the first edition needs no reason."""

    region: str
    week: Period
    number: int
    frozen_at: datetime
    version: int
    program: str
    post: str
    reason: str = ""
    seal: str = ""

    @property
    def frozen_in_shanghai(self) -> datetime:
        """When it was frozen, in Shanghai time."""
        return shanghai(self.frozen_at)


@dataclass(frozen=True, slots=True)
class EditionCheck:
    """The result of `verify` for an edition; `fault` is empty where everything holds."""

    edition: Edition
    fault: str


def editions(store: Store, scope: str, region: str = "", *weeks: Period) -> list[Edition]:
    """Return the editions of a region's weeks within a scope, the newest week and edition first; without either, of all there."""
    asked = (
        select(FrozenWeekRow)
        .options(defer(FrozenWeekRow.body))
        .order_by(FrozenWeekRow.first_day.desc(), FrozenWeekRow.region_code, FrozenWeekRow.edition_no.desc())
    )
    if region:
        asked = asked.where(FrozenWeekRow.region_code == region)
    if weeks:
        asked = asked.where(FrozenWeekRow.first_day.in_([week.first for week in weeks]))
    with store.reading_rows() as session:
        return [_edition(row) for row in session.scalars(asked) if is_within(store.regions, row.region_code, scope)]


def freeze(store: Store, edition: Edition, body: Body) -> Edition:
    """Keep a body as the edition with the given number; return the edition with its seal.

    Raises AlreadyThere when the number is taken or is not the next one, and for a second edition without a reason,
    TextRefused for one that cannot be kept.
    """
    if edition.number > 1 and not edition.reason.strip():
        raise AlreadyThere(f"{edition.week.key} 已经定稿，重新定稿须写明理由，例如：--reason 德清补报。")
    edition = replace(edition, reason=checked(edition.reason, "重新定稿的理由", LONGEST_REASON))
    sealed = replace(edition, seal=seal(edition, body))
    taken = AlreadyThere(
        f"{edition.region} 的 {edition.week.key} 材料第 {edition.number} 版已由他人定稿，以先定的为准，本次未写入。请刷新后核对。"
    )
    with editing(store.writing_briefly(), lambda: taken) as session:
        if session.scalar(_newest(edition)) != edition.number - 1:
            raise taken
        session.add(_row(sealed, body))
    return sealed


def body_of(store: Store, edition: Edition) -> Body:
    """Return the body of an edition; raises NoSuchEdition where there is none, DataError where it was changed since."""
    held = _held(store, edition)
    if held is None:
        raise NoSuchEdition(f"{edition.region} 的 {edition.week.key} 没有材料第 {edition.number} 版。")
    kept, packed = held
    if fault := _fault(kept, packed):
        raise DataError(fault)
    return _unpacked(packed)


def verify(store: Store, scope: str, region: str = "", *weeks: Period) -> list[EditionCheck]:
    """Return a finding for each edition within a scope: whether its body still matches its seal."""
    found = []
    for edition in editions(store, scope, region, *weeks):
        held = _held(store, edition)
        fault = _fault(*held) if held else "正文不见了。"
        found.append(EditionCheck(edition, fault))
    return found


def seal(edition: Edition, body: Body) -> str:
    """Return the SHA-256, in hexadecimal, over an edition and its body."""
    return hashlib.sha256(_canonical({"edition": _named(edition), "body": body})).hexdigest()


def _named(edition: Edition) -> dict[str, object]:
    return {
        "region": edition.region,
        "week": edition.week.key,
        "number": edition.number,
        "frozen_at": edition.frozen_at.isoformat(timespec="seconds"),
        "version": edition.version,
        "program": edition.program,
        "post": edition.post,
        "reason": edition.reason,
    }


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _packed(body: Body) -> str:
    return base64.b64encode(zlib.compress(_canonical(body), 6)).decode()


def _unpacked(packed: str) -> Body:
    body: Body = json.loads(zlib.decompress(base64.b64decode(packed)))
    return body


def _fault(edition: Edition, packed: str) -> str:
    """Return what is wrong with a kept edition, empty where its seal holds."""
    try:
        body = _unpacked(packed)
    except (ValueError, zlib.error) as error:
        return (
            f"{edition.region} {edition.week.key} 材料第 {edition.number} 版的正文读不出来（{error}）：请从备份恢复。"
        )
    if seal(edition, body) == edition.seal:
        return ""
    return (
        f"{edition.region} {edition.week.key} 材料第 {edition.number} 版与定稿时的校验值不符：定稿后被改动过，不可使用。"
        "请从备份恢复，或写明理由重新定稿。"
    )


def _held(store: Store, edition: Edition) -> tuple[Edition, str] | None:
    with store.reading_rows() as session:
        row = session.get(FrozenWeekRow, (edition.region, edition.week.first, edition.number))
        return (_edition(row), row.body) if row else None


def _newest(edition: Edition) -> Select[int]:
    newest = select(func.coalesce(func.max(FrozenWeekRow.edition_no), 0))
    return newest.where(FrozenWeekRow.region_code == edition.region, FrozenWeekRow.first_day == edition.week.first)


def _row(edition: Edition, body: Body) -> FrozenWeekRow:
    return FrozenWeekRow(
        region_code=edition.region,
        first_day=edition.week.first,
        edition_no=edition.number,
        frozen_at=edition.frozen_at,
        data_version=edition.version,
        program=edition.program,
        post=edition.post,
        reason=edition.reason,
        seal=edition.seal,
        body=_packed(body),
    )


def _edition(row: FrozenWeekRow) -> Edition:
    return Edition(
        region=row.region_code,
        week=Period(Grain.WEEK, row.first_day),
        number=row.edition_no,
        frozen_at=row.frozen_at.replace(microsecond=0),
        version=row.data_version,
        program=row.program,
        post=row.post,
        reason=row.reason or "",
        seal=row.seal,
    )


def due_week(now: datetime, freeze_at: tuple[int, int, int]) -> Period:
    """Return the newest week due to be frozen by `now`, Shanghai time: on (weekday, hour, minute) of the week after it.

    Weekdays count from 1, Monday.
    """
    this_week = Period.holding(now.date(), Grain.WEEK)
    is_due = (now.isoweekday(), now.hour, now.minute) >= freeze_at
    return this_week.previous() if is_due else this_week.previous().previous()


def missing(store: Store, week: Period, regions: Sequence[str]) -> list[str]:
    """Return those regions whose week was not frozen yet, in the given order."""
    held = {edition.region for edition in editions(store, store.regions.root.code, "", week)}
    return [code for code in regions if code not in held]
