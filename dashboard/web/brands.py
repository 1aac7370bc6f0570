"""The administration page of the brands: a list, a form a brand, and the table as a file."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from callbacks.cockpit import Cockpit
from dashboard.build import STYLES, build_id
from data.catalogue.reference_tables import Row
from data.errors import SavedMeanwhile, StoreError, UnknownRegion
from data.load.files.cells import escaped
from data.load.references.brand_edits import TABLE, find, read_form, save, stamp, texts_of
from data.regions import Level, Region
from layouts.screen.templating import template
from layouts.words.language import load_language
from layouts.words.meanwhile import saved_meanwhile

PATH = "/brands-admin"
FIXED = ("county", "brand_no")  # what tells one brand from another is not edited
SAVED = "{path}?saved={county}&lang={lang}"


def blueprint(cockpit: Cockpit, *, is_editable: bool) -> Blueprint:
    """Return the routes; without `is_editable` everything can be read and nothing changed."""
    routes = Blueprint("brand_desk", __name__)

    @routes.get(PATH)
    def everything() -> Response:
        return _list(cockpit, is_editable=is_editable)

    @routes.get(f"{PATH}/brands.csv")
    def table() -> Response:
        return _table(cockpit)

    @routes.get(f"{PATH}/<county>/<int:number>")
    def one(county: str, number: int) -> Response:
        region = _county(cockpit, county)
        row = find(cockpit.store.reference(TABLE.key), (region.code, number))
        return _form(cockpit, region, number, texts_of(row), stamp(row), is_editable=is_editable)

    @routes.post(f"{PATH}/<county>/<int:number>")
    def keep(county: str, number: int) -> Answer:
        region = _county(cockpit, county)
        if not is_editable:
            return _page(cockpit, "desk_refused.html", 403, reason=load_language(_tongue())("desk.off"))
        return _keep(cockpit, region, number)

    @routes.errorhandler(UnknownRegion)
    def unknown(error: UnknownRegion) -> Response:
        return _page(cockpit, "desk_refused.html", 404, reason=str(error))

    return routes


def _county(cockpit: Cockpit, code: str) -> Region:
    region = cockpit.store.regions.get(code)
    if region.level is not Level.COUNTY or not cockpit.store.regions.within(code, cockpit.viewer.scope):
        raise UnknownRegion(f"{region.zh}（{code}）没有品牌可登记：品牌以可查看范围内的县（市、区）为单位。")
    return region


def _keep(cockpit: Cockpit, region: Region, number: int) -> Answer:
    texts = {column.key: "、".join(request.form.getlist(column.key)).strip() for column in TABLE.columns}
    texts |= {"county": region.code, "brand_no": str(number)}
    row, wrong = read_form(texts, cockpit.store.regions)
    seen = request.form.get("seen", "")
    if wrong:
        return _form(cockpit, region, number, texts, seen, wrong=wrong, status=422)
    try:
        save(cockpit.store, row, seen)
    except SavedMeanwhile as error:
        now = find(cockpit.store.reference(TABLE.key), (region.code, number))
        said = saved_meanwhile(error, load_language(_tongue()))
        return _form(cockpit, region, number, texts, stamp(now), said=said, now=now, status=409)
    except StoreError as error:
        return _form(cockpit, region, number, texts, seen, said=str(error), status=503)
    return redirect(SAVED.format(path=PATH, county=region.code, lang=_tongue()), 303)


def _list(cockpit: Cockpit, *, is_editable: bool) -> Response:
    regions, scope = cockpit.store.regions, cockpit.viewer.scope
    rows = cockpit.store.reference(TABLE.key)
    counties = [regions.get(code) for code in regions.counties(scope)]
    lines = [
        (county, regions.get(county.parent or county.code), [row for row in rows if row["county"] == county.code])
        for county in counties
    ]
    return _page(
        cockpit,
        "desk_list.html",
        lines=lines,
        saved=next((county for county in counties if county.code == request.args.get("saved")), None),
        count=sum(bool(own) for *_, own in lines),
        real=sum(any(not row["is_example"] for row in own) for *_, own in lines),
        classes=TABLE.column("brand_class").choices,
        is_editable=is_editable,
    )


def _form(
    cockpit: Cockpit,
    region: Region,
    number: int,
    texts: Mapping[str, str],
    seen: str,
    *,
    wrong: Mapping[str, str] | None = None,
    said: str = "",
    now: Row | None = None,
    is_editable: bool = True,
    status: int = 200,
) -> Response:
    held = texts_of(now) if now else {}
    return _page(
        cockpit,
        "desk_form.html",
        status,
        region=region,
        number=number,
        columns=[column for column in TABLE.columns if column.key not in FIXED],
        texts=texts,
        seen=seen,
        wrong=wrong or {},
        said=said,
        differing={key: text for key, text in held.items() if text != texts.get(key, "")},
        is_editable=is_editable,
    )


def _tongue() -> str:
    return "en" if request.args.get("lang") == "en" else "zh"


def _page(cockpit: Cockpit, name: str, status: int = 200, **fields: object) -> Response:
    words = load_language(_tongue())
    about = {"words": words, "title": cockpit.title_in(words), "styles": STYLES, "build": build_id(), "path": PATH}
    return Response(template(name).render(**about, **fields), status, mimetype="text/html")


def _table(cockpit: Cockpit) -> Response:
    """Return the brands as the table file that `cockpit load` takes; no cell is a formula to a spreadsheet."""
    text = StringIO()
    file = csv.writer(text)
    file.writerow([column.zh for column in TABLE.columns])
    for row in cockpit.store.reference(TABLE.key):
        texts = texts_of(row)
        file.writerow([escaped(texts[column.key]) for column in TABLE.columns])
    named = {"Content-Disposition": "attachment; filename=brands.csv"}
    return Response("\ufeff" + text.getvalue(), mimetype="text/csv", headers=named)
