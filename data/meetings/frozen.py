"""Frozen weeks: the material of a meeting, kept as it was with its seal, and never overwritten.

A body is plain JSON. The seal is the HMAC-SHA-256, with a key that is not in the database, of the canonical JSON of body and
edition together, so that neither can be changed without the other, nor both by whoever can write the database. Editions
frozen before there was a key have a plain SHA-256. Those that were there when the key came are listed outside the database
(`list_unkeyed`): another edition with a plain SHA-256 was forged.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer

from data.audit import Action, record
from data.clock import shanghai
from data.errors import AlreadyThere, DamagedEdition, NoSuchEdition, StoreError
from data.periods import Grain, Period
from data.reasons import InterfaceWord, Reason
from data.regions.scope import is_within
from data.schema.operations import FrozenWeekRow
from data.store import Store
from data.store.editions import editing
from data.store.once import put_once
from data.text.free import checked

LONGEST_REASON = 200
PURPOSE = "frozen week"  # of the key

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
    """The result of `verify` for an edition; `fault` is empty where everything holds, `is_keyed` false for a seal without a key."""

    edition: Edition
    fault: Reason | str
    is_keyed: bool = True


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
        raise AlreadyThere(Reason("freeze.again", {"week": edition.week.key}))
    edition = replace(
        edition, reason=checked(edition.reason, InterfaceWord("重新定稿的理由", "request.texts.freeze"), LONGEST_REASON)
    )
    sealed = replace(edition, seal=seal(edition, body, _key(store)))
    taken = AlreadyThere(_fault("taken", edition))
    with editing(store.writing_briefly(), lambda: taken) as session:
        if session.scalar(_newest(edition)) != edition.number - 1:
            raise taken
        session.add(_row(sealed, body))
        session.flush()
        after = {
            "edition": sealed.number,
            "version": sealed.version,
            "seal": sealed.seal,
            "reason": sealed.reason or None,
        }
        about, place = f"{edition.region} {edition.week.key}", edition.region
        record(store, session.connection(), Action.FREEZE, about, region=place, after=after)
    return sealed


def body_of(store: Store, edition: Edition) -> Body:
    """Return the body of an edition; raises NoSuchEdition, or DamagedEdition where it was changed since."""
    held = _held(store, edition)
    if held is None:
        raise NoSuchEdition(_fault("no_edition", edition))
    if fault := _checked(store, *held).fault:
        raise DamagedEdition(fault)
    return _unpacked(held[1])


def verify(store: Store, scope: str, region: str = "", *weeks: Period) -> list[EditionCheck]:
    """Return a finding for each edition within a scope: whether its body still matches its seal."""
    found = []
    for edition in editions(store, scope, region, *weeks):
        held = _held(store, edition)
        found.append(_checked(store, *held) if held else EditionCheck(edition, _fault("gone", edition)))
    return found


def seal(edition: Edition, body: Body, key: bytes = b"") -> str:
    """Return the seal over an edition and its body, in hexadecimal: HMAC-SHA-256, without a key the plain SHA-256."""
    said = _canonical({"edition": _named(edition), "body": body})
    return hmac.new(key, said, hashlib.sha256).hexdigest() if key else hashlib.sha256(said).hexdigest()


def list_unkeyed(store: Store) -> None:
    """List outside the database the editions that are there when a deployment first has a key; later nothing.

    Raises StoreError where the list cannot be written.
    """
    file = _unkeyed_file(store)
    if file is None or file.exists():
        return
    with store.reading_rows() as session:
        rows = session.scalars(select(FrozenWeekRow).options(defer(FrozenWeekRow.body)))
        lines = [f"{_mark(_edition(row))}\n" for row in rows]
    try:
        put_once(file, "".join(lines))
    except OSError as error:
        raise StoreError(f"写不了 {file}：{error.strerror}。请检查审计文件夹的权限和磁盘。") from error


def _unkeyed_file(store: Store) -> Path | None:
    return store.vault.folder / f"{(store.present or store).address}.unkeyed" if store.vault else None


def _mark(edition: Edition) -> str:
    return f"{edition.region} {edition.week.key} {edition.number} {edition.seal}"


def _is_listed(store: Store, edition: Edition) -> bool:
    """Say whether an edition was there before the key; without a vault there is no key yet."""
    file = _unkeyed_file(store)
    return file is None or (file.exists() and _mark(edition) in file.read_text("utf-8").splitlines())


def _key(store: Store) -> bytes:
    return store.key(PURPOSE) if store.vault else b""


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


def _checked(store: Store, edition: Edition, packed: str) -> EditionCheck:
    """Return whether the seal of a kept edition holds, and what is wrong where it does not."""
    try:
        body = _unpacked(packed)
    except (ValueError, zlib.error) as error:
        return EditionCheck(edition, _fault("unreadable", edition, why=str(error)))
    if seal(edition, body, _key(store)) == edition.seal:
        return EditionCheck(edition, "", is_keyed=store.vault is not None)
    if seal(edition, body) != edition.seal:
        return EditionCheck(edition, _fault("edited", edition))
    if _is_listed(store, edition):
        return EditionCheck(edition, "", is_keyed=False)
    return EditionCheck(edition, _fault("forged", edition), is_keyed=False)


def _fault(key: str, edition: Edition, **more: str) -> Reason:
    named = {"region": edition.region, "week": edition.week.key, "number": edition.number}
    return Reason(f"freeze.{key}", named | more)


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
