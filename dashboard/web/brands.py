"""The administration page of the brands: a list, a form for each brand, and the table as a file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from typing import ClassVar

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from callbacks.cockpit import Cockpit
from dashboard.web.page import FilledForm, FormPages
from dashboard.web.request import CurrentViewer
from data.errors import SavedMeanwhile, StoreError, UnknownRegion
from data.load.files.cells import escaped
from data.load.references.brand_edits import TABLE, find, read_form, save, stamp, texts_of
from data.regions import Level, Region
from data.regions.scope import is_within, region_in_scope
from data.viewer import Right
from layouts.words.meanwhile import saved_meanwhile
from layouts.words.reasons import error_text, reason_text

FIXED = ("county", "brand_no")  # what identifies a brand is not edited


def blueprint(cockpit: Cockpit, current_viewer: CurrentViewer) -> Blueprint:
    """Return the routes."""
    pages = BrandPages(cockpit, current_viewer)
    routes = pages.routes()
    routes.get(pages.path)(pages.list_page)
    routes.get(f"{pages.path}/brands.csv")(pages.export)
    routes.get(f"{pages.path}/<county>/<int:number>")(pages.edit)
    routes.post(f"{pages.path}/<county>/<int:number>")(pages.update)
    return routes


@dataclass(frozen=True, slots=True)
class BrandPages(FormPages):
    """The pages of the brands."""

    topic: ClassVar[str] = "desk"
    path: ClassVar[str] = "/brands-admin"
    right: ClassVar[Right] = Right.EDIT_BRANDS

    def list_page(self) -> Response:
        """Return all counties of the viewer's scope with their brands."""
        regions = self.cockpit.store.regions
        rows = self.cockpit.store.reference(TABLE.key)
        counties = [regions.get(code) for code in regions.counties(self.current_viewer().scope)]
        lines = [
            (county, regions.get(county.parent or county.code), [row for row in rows if row["county"] == county.code])
            for county in counties
        ]
        return self.page(
            "desk_list.html",
            lines=lines,
            saved=next((county for county in counties if county.code == request.args.get("saved")), None),
            count=sum(bool(own) for *_, own in lines),
            real=sum(any(not row["is_example"] for row in own) for *_, own in lines),
            classes=TABLE.column("brand_class").choices,
        )

    def export(self) -> Response:
        """Return the brands within the scope as the table file that `cockpit load` takes; no cell is a formula to a spreadsheet."""
        text, store, scope = StringIO(), self.cockpit.store, self.current_viewer().scope
        file = csv.writer(text)
        file.writerow([column.zh for column in TABLE.columns])
        for row in store.reference(TABLE.key):
            if not is_within(store.regions, str(row["county"]), scope):
                continue
            texts = texts_of(row)
            file.writerow([escaped(texts[column.key]) for column in TABLE.columns])
        named = {"Content-Disposition": "attachment; filename=brands.csv"}
        return Response("\ufeff" + text.getvalue(), mimetype="text/csv", headers=named)

    def edit(self, county: str, number: int) -> Response:
        """Return the form of a brand."""
        region = self._county(county)
        row = find(self.cockpit.store.reference(TABLE.key), (region.code, number))
        return self._form(region, number, FilledForm(texts_of(row), stamp(row)))

    def update(self, county: str, number: int) -> Answer:
        """Save a brand, or return its form with what is wrong."""
        region, seen = self._county(county), request.form.get("seen", "")
        texts = {column.key: "、".join(request.form.getlist(column.key)).strip() for column in TABLE.columns}
        texts |= {"county": region.code, "brand_no": str(number)}
        row, wrong = read_form(texts, self.cockpit.store.regions)
        if wrong:
            said = {key: reason_text(reason, self.words) for key, reason in wrong.items()}
            return self._form(region, number, FilledForm(texts, seen, said, status=422))
        try:
            save(self.cockpit.store, row, seen)
        except SavedMeanwhile as error:
            now = find(self.cockpit.store.reference(TABLE.key), (region.code, number))
            form = FilledForm(
                texts, stamp(now), {}, saved_meanwhile(error, self.words), texts_of(now) if now else {}, 409
            )
            return self._form(region, number, form)
        except StoreError as error:
            return self._form(
                region, number, FilledForm(texts, seen, message=error_text(error, self.words), status=503)
            )
        return redirect(f"{self.path}?saved={region.code}&lang={self.words.tongue}", 303)

    def _county(self, code: str) -> Region:
        """Return a county that the viewer may see; raises OutOfScope, or UnknownRegion for what is no county."""
        region = region_in_scope(self.cockpit.store.regions, code, self.current_viewer())
        if region.level is not Level.COUNTY:
            raise UnknownRegion(f"{region.zh}（{code}）没有品牌可登记：品牌以县（市、区）为单位。")
        return region

    def _form(self, region: Region, number: int, form: FilledForm) -> Response:
        columns = [column for column in TABLE.columns if column.key not in FIXED]
        return self.page("desk_form.html", form.status, region=region, number=number, columns=columns, form=form)
