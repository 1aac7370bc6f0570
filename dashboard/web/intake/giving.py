"""What is given: files, a pasted block, a sheet filled in by hand; each becomes a draft once it was read."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, ClassVar

from flask import Response, jsonify, request
from pydantic import Field

from dashboard.web.intake.routes import DeskRoutes
from dashboard.web.request import Body, WordedRefusal, json_body
from data import clock
from data.errors import DataError, StoreError
from data.intake.checking import check
from data.intake.draft import Corrections, Draft, DraftState, Origin
from data.intake.drafts import create
from data.intake.sheets.prepared import prepared
from data.intake.uploads import display_name
from data.load.template import write_template
from data.regions import Level, Region
from layouts.words.reasons import error_text

LONGEST_PASTE = 1_500_000  # characters
KINDS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}


class Pasted(Body):
    """A block out of a spreadsheet: lines of cells parted by tabs."""

    topic: ClassVar[str] = "intake"

    text: str = Field(max_length=LONGEST_PASTE)


class GridWanted(Body):
    """A table to fill in, and its day."""

    topic: ClassVar[str] = "intake"

    table: str = Field(max_length=40)
    day: str = Field("", max_length=10)


class Giving(DeskRoutes):
    """The routes by which figures are given."""

    def files(self, region: str) -> Response:
        """Keep files as drafts and say why some were refused; nothing of a refused file is kept."""
        place, made, refused = self.region(region), list[int](), list[str]()
        given = [each for each in request.files.getlist("file") if each.filename]
        if not given:
            raise WordedRefusal(422, self.words("intake_desk.no_file"))
        for each in given:
            name = display_name(each.filename or "")
            try:
                made.append(self._keep(place, Origin.FILE, name, each.stream).number)
            except StoreError:
                raise
            except DataError as error:
                why = error_text(error, self.words)
                refused.append(self.words("intake_desk.refused_file", name=name, why=why))
        if not made:
            raise WordedRefusal(422, "\n".join(refused))
        return jsonify(drafts=made, refused="\n".join(refused))

    def paste(self, region: str) -> Response:
        """Keep a pasted block as a draft."""
        place, text = self.region(region), json_body(Pasted).text
        rows = list(csv.reader(StringIO(text.strip("\r\n")), delimiter="\t"))
        if len(rows) < 2 or max(map(len, rows)) < 2:
            raise WordedRefusal(422, self.words("intake_desk.one_line"))
        out = StringIO()
        csv.writer(out).writerows(rows)
        name = self.words("intake_desk.pasted", when=f"{clock.shanghai(clock.utc_now()):%m-%d %H%M}")
        return self._made(place, Origin.PASTE, name, out.getvalue().encode("utf-8-sig"))

    def grid(self, region: str) -> Response:
        """Prepare a sheet to fill in as a draft: a form where it is one office's."""
        place, wanted = self.region(region), json_body(GridWanted)
        table, day = self.store.catalogue.table(wanted.table), self._day(wanted.day)
        content = prepared(self.store.catalogue, self.store.regions, table.key, place, day)
        name = table.zh if self.words.tongue == "zh" else table.en
        title = self.words("intake_desk.filled_in", table=name.replace("/", "、"), day=day.isoformat())
        origin = Origin.FORM if place.level is Level.OFFICE else Origin.GRID
        return self._made(place, origin, title, content)

    def template(self, region: str, table: str, kind: str) -> Response:
        """Return the sheet of a table with the region's offices filled in, to be given as a file."""
        place, day = self.region(region), self._day(request.args.get("day", ""))
        known = self.store.catalogue.table(table)
        if kind == "csv":
            content = prepared(self.store.catalogue, self.store.regions, known.key, place, day)
        else:
            with TemporaryDirectory() as folder:
                path = Path(folder) / "template.xlsx"
                county = self._county(place)
                write_template(self.store.catalogue, self.store.regions, known.key, path, county=county, day=day)
                content = path.read_bytes()
        named = {"Content-Disposition": f"attachment; filename={known.key}-{place.code}.{kind}"}
        return Response(content, mimetype=KINDS[kind], headers=named)

    def _county(self, place: Region) -> str | None:
        """Return the county whose offices a template lists; none above the counties."""
        if place.level is Level.OFFICE:
            return self.store.regions.ancestors(place.code)[0].code
        return place.code if place.level is Level.COUNTY else None

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(text) if text else clock.today()
        except ValueError:
            raise WordedRefusal(400, self.words("intake_desk.wrong_day", text=text)) from None

    def _made(self, place: Region, origin: Origin, title: str, content: bytes) -> Response:
        return jsonify(drafts=[self._keep(place, origin, title, BytesIO(content)).number])

    def _keep(self, place: Region, origin: Origin, title: str, stream: IO[bytes]) -> Draft:
        """Keep one file as a draft; raises DataError for one that cannot be read, of which nothing is kept."""
        key = self.uploads.keep(stream, title, self.viewer.account)
        try:
            digest = _digest(self.uploads.path(key))
            for reason in self._unreadable(place, origin, title, key, digest):
                raise DataError(reason)
            return create(self.store, self.viewer, place.code, origin=origin, title=title, file_key=key, sha256=digest)
        except Exception:
            self.uploads.discard(key)
            raise

    def _unreadable(self, place: Region, origin: Origin, title: str, key: str, digest: str) -> Iterator[str]:
        """Yield why a file cannot be read at all: what is wrong with it as a whole."""
        now = clock.utc_now()
        trial = Draft(
            number=0,
            edition=0,
            region=place.code,
            account=self.viewer.account,
            post="",
            state=DraftState.OPEN,
            origin=origin,
            title=title,
            file_key=key,
            sha256=digest,
            corrections=Corrections(),
            checked_no=0,
            made_at=now,
            saved_at=now,
        )
        found = check(self.store, trial, self.uploads.path(key), viewer=self.viewer, today=clock.today())
        if not found.sheets:
            yield "\n".join(f"{flaw.reason}{flaw.way}" for flaw in found.flaws) or self.words("intake_desk.not_ready")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
