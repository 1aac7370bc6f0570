"""What a program may ask: the parameters of each address, their limits, and the refusal of anything else in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from callbacks.cockpit import Cockpit
from dashboard.web.request import WordedRefusal, language
from data.errors import OutOfScope, UnknownMetric, UnknownPeriod, UnknownRegion
from data.known import UnknownMoment
from data.periods import Grain, Period
from data.reasons import Reason
from data.regions import Level, Region
from data.regions.scope import region_in_scope
from data.viewer import Viewer
from layouts.view import View, nearest_key

MOST_ROWS = 1000
MOST_METRICS, MOST_PERIODS = 100, 26
KEEPABLE = r"^[^\x00]*$"  # no database keeps NUL
LARGEST_OFFSET = 10_000_000
LONGEST_NAME = 60
SHOWN = 40  # characters of a wrong value that a refusal repeats

Name = Annotated[str, Field(max_length=LONGEST_NAME, pattern=KEEPABLE)]
RegionAsked = Annotated[
    str,
    Field(
        "",
        max_length=LONGEST_NAME,
        pattern=KEEPABLE,
        description="Code or name of a region; empty for the one that the account belongs to.",
        examples=["330900"],
    ),
]
LevelAsked = Annotated[
    Literal["", "province", "city", "county", "office"],
    Field("", description="Ask for the regions of this level in the region in place of itself.", examples=["county"]),
]
PeriodAsked = Annotated[
    str,
    Field(
        "",
        max_length=LONGEST_NAME,
        pattern=KEEPABLE,
        description="A day, week, month, quarter or year; empty for the newest week.",
        examples=["2026-W46"],
    ),
]


class Query(BaseModel):
    """The parameters that every address takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lang: Literal["", "zh", "en"] = Field(
        "", description="Language of problems; empty goes by `Accept-Language`, else Chinese.", examples=["en"]
    )


class RowsAsked(Query):
    """The parameters of every address that answers with rows."""

    format: Literal["", "json", "csv"] = Field(
        "",
        description="`csv` needs the right to export; empty goes by `Accept`, else JSON.",
        examples=["json"],
    )
    known: str = Field(
        "",
        max_length=LONGEST_NAME,
        pattern=KEEPABLE,
        description="A day (`2026-11-02`), minute (`2026-11-02T08:00`) or data version (`1284`) as of which everything is answered; empty for the present.",
    )
    version: str = Field(
        "", max_length=LONGEST_NAME, pattern=KEEPABLE, description="Another name of `known`, for a data version."
    )
    limit: int = Field(500, ge=1, le=MOST_ROWS, description="Most rows in one answer.", examples=[100])
    offset: int = Field(0, ge=0, le=LARGEST_OFFSET, description="Rows to pass over.", examples=[0])


Shape = TypeVar("Shape", bound=Query)


def asked_cockpit(cockpit: Cockpit, asked: RowsAsked) -> Cockpit:
    """Return the cockpit over the store as of when a request asks for; raises UnknownMoment."""
    if asked.known and asked.version and asked.known != asked.version:
        raise UnknownMoment(Reason("known.unknown", {"text": f"{asked.known}, {asked.version}"[:SHOWN]}))
    return cockpit.at(View(known=asked.known or asked.version))


def asked_in(shape: type[Shape]) -> Shape:
    """Return the parameters of this request; raises WordedRefusal for one that is unknown, given twice, missing or wrong."""
    fields = schema_of(shape)["properties"]
    given: dict[str, Any] = {}
    for key, texts in request.args.lists():
        if key not in fields:
            raise _unknown(key, tuple(fields))
        is_list = fields[key].get("type") == "array"
        if len(texts) > 1 and not is_list:
            raise WordedRefusal(400, language()("problem.says.twice", name=key), "unknown-parameter")
        given[key] = texts if is_list else texts[0]
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        raise _wrong(error, fields) from error


@cache
def schema_of(shape: type[BaseModel]) -> Mapping[str, Any]:
    """Return the JSON Schema of some parameters, from which requests are refused in words and OpenAPI is written."""
    return shape.model_json_schema(ref_template="#/components/schemas/{model}")


def asked_region(cockpit: Cockpit, viewer: Viewer, text: str) -> Region:
    """Return the region that a code or name means, the viewer's own for none; raises WordedRefusal."""
    regions, words = cockpit.store.regions, language()
    if not text:
        return regions.get(viewer.scope)
    try:
        return region_in_scope(regions, regions.named(text), viewer)
    except UnknownRegion as error:
        raise WordedRefusal(404, words("problem.says.region", given=text[:SHOWN]), "unknown-region") from error
    except OutOfScope as error:
        said = words("problem.says.scope", given=text[:SHOWN], scope=viewer.scope)
        raise WordedRefusal(403, said, "out-of-scope") from error


def asked_regions(cockpit: Cockpit, viewer: Viewer, text: str, level: str) -> tuple[str, ...]:
    """Return the code of a region, or those of one level in it; raises WordedRefusal."""
    region = asked_region(cockpit, viewer, text)
    if not level or region.level == level:
        return (region.code,)
    found = tuple(each.code for each in cockpit.store.regions.descendants(region.code, Level(level)))
    if not found:
        said = language()("problem.says.level", region=region.code, level=level)
        raise WordedRefusal(404, said, "unknown-region")
    return found


def asked_period(text: str, *, default: Period) -> Period:
    """Return the period that a text means, `default` for none; raises WordedRefusal."""
    try:
        return Period.parse(text) if text else default
    except UnknownPeriod as error:
        said = language()("problem.says.period", given=text[:SHOWN])
        raise WordedRefusal(404, said, "unknown-period") from error


def asked_week(text: str) -> Period:
    """Return the week that a text means; raises WordedRefusal."""
    try:
        week = Period.parse(text)
    except UnknownPeriod:
        week = None
    if week is None or week.grain is not Grain.WEEK:
        raise WordedRefusal(404, language()("problem.says.week", given=text[:SHOWN]), "unknown-period")
    return week


def asked_metrics(cockpit: Cockpit, names: list[str]) -> tuple[str, ...]:
    """Return the keys of metrics; raises WordedRefusal."""
    found = []
    for name in dict.fromkeys(names):
        try:
            found.append(cockpit.store.catalogue.metric(name).key)
        except UnknownMetric as error:
            said = language()("problem.says.metric", given=name[:SHOWN])
            raise WordedRefusal(404, said, "unknown-metric") from error
    return tuple(dict.fromkeys(found))


def _unknown(key: str, known: tuple[str, ...]) -> WordedRefusal:
    words, near = language(), nearest_key(key, known)
    meant = words("problem.says.meant", near=near) if near else ""
    said = words("problem.says.unknown", name=key[:SHOWN], meant=meant, known=words("problem.comma").join(known))
    return WordedRefusal(400, said, "unknown-parameter")


def _wrong(error: ValidationError, fields: Mapping[str, Mapping[str, Any]]) -> WordedRefusal:
    fault, words = error.errors()[0], language()
    key = str(fault["loc"][0])
    wanted = _wanted(fields[key])
    if fault["type"] == "missing":
        return WordedRefusal(400, words("problem.says.missing", name=key, wanted=wanted), "wrong-parameter")
    said = words("problem.says.wrong", name=key, given=str(fault["input"])[:SHOWN], wanted=wanted)
    return WordedRefusal(400, said, "wrong-parameter")


def _wanted(field: Mapping[str, Any]) -> str:
    """Return in words what a field's schema asks for."""
    words = language()
    if "enum" in field:
        return words("problem.wanted.one_of", choices=words("problem.comma").join(filter(None, field["enum"])))
    if field.get("type") == "integer":
        return words("problem.wanted.whole", least=field["minimum"], most=field["maximum"])
    if field.get("type") == "array":
        return words("problem.wanted.texts", most=field["maxItems"])
    return words("problem.wanted.text", most=field["maxLength"])
