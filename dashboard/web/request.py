"""What a request says, read in one place: its language, region, JSON, numbers and texts; what is not understood is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, ClassVar, NoReturn, TypeVar

from annotated_types import Le, MaxLen
from flask import request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from werkzeug.exceptions import UnsupportedMediaType

from data.reasons import Reason
from data.viewer import Viewer
from layouts.words.language import Language, load_language

CurrentViewer = Callable[[], Viewer]  # who sends the request that is being answered
API = "/api/"
TONGUES = ("zh", "en")
LARGEST = 2_000_000_000  # that every database keeps as a whole number
Whole = Annotated[int, Field(ge=0, le=LARGEST)]
DIGITS = re.compile(r"[0-9]{1,10}")
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # no database keeps NUL, no text file half a character
DEEPEST = 8  # that anything a page of ours sends is nested


class Refusal(Exception):
    """A request that is not answered, with its HTTP status; the reason says why and what is wanted."""

    def __init__(self, status: int, reason: Reason | str) -> None:
        super().__init__(str(reason))
        self.status, self.reason = status, reason


class WordedRefusal(Refusal):
    """A refusal in the reader's language already; `kind` is that of the problem, empty where the status says it."""

    def __init__(self, status: int, reason: str, kind: str = "") -> None:
        super().__init__(status, reason)
        self.kind = kind


def language() -> Language:
    """Return the language that this request asks for, Chinese where it names none.

    A program says it by `Accept-Language` too. A page does not: it is in the language of its address.
    """
    asked = request.args.get("lang")
    if not asked and request.path.startswith(API):
        wanted = (tag.lower().partition("-")[0] for tag in request.accept_languages.values())  # the dearest first
        asked = next((tongue for tongue in wanted if tongue in TONGUES), "")
    return load_language("en" if asked == "en" else "zh")


def edition_read() -> int:
    """Return the edition that the form of this request was filled in from, 0 for none; raises Refusal."""
    return whole(request.form.get("seen"), 0, what="seen")


def whole(text: str | None, default: int, *, what: str, most: int = LARGEST) -> int:
    """Return the whole number that a text writes, `default` for none; raises Refusal naming `what`."""
    if not text:
        return default
    if not DIGITS.fullmatch(text) or int(text) > most:
        raise WordedRefusal(400, language()("request.says.whole", what=what, most=most))
    return int(text)


def asked_keys() -> list[str]:
    """Return the keys of this request's query, each as often as it was given."""
    return [key for key, _ in request.args.items(multi=True)]


class Body(BaseModel):
    """The shape of what is sent as JSON; message `request.wanted.<topic>.<field>` says what each field should be."""

    model_config = ConfigDict(strict=True, frozen=True)

    topic: ClassVar[str]


Sent = TypeVar("Sent", bound=Body)


def json_body(shape: type[Sent]) -> Sent:
    """Return the JSON of this request in a shape.

    Raises Refusal that says in the reader's language what the first wrong field should be.
    """
    try:
        return shape.model_validate(json_object())
    except ValidationError as error:
        name, words = str(error.errors()[0]["loc"][0]), language()
        wanted = words(f"request.wanted.{shape.topic}.{name}", most=_most(shape.model_fields[name]))
        raise WordedRefusal(400, words("request.field", field=name, wanted=wanted)) from error


def _most(field: FieldInfo) -> object:
    """Return how large or how long a field may be, "" where nothing limits it."""
    for limit in field.metadata:
        match limit:
            case Le(le=most) | MaxLen(max_length=most):
                return most
    return ""


def json_object() -> Mapping[str, Any]:
    """Return the JSON object of this request; raises Refusal for anything else, RequestEntityTooLarge."""
    if not request.is_json:
        raise UnsupportedMediaType
    given = read_json(request.get_data())
    if not isinstance(given, dict):
        raise WordedRefusal(400, language()("request.says.object"))
    return given


def read_json(body: bytes) -> Any:
    """Return the parsed JSON; raises Refusal where it is not JSON, repeats a key, nests too deep or has too long a number."""
    try:
        given = json.loads(body, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_short_number)
    except (ValueError, RecursionError) as error:
        raise WordedRefusal(400, language()("request.says.no_json")) from error
    check_texts(_texts_in(given, DEEPEST))
    return given


def check_texts(texts: Iterable[str]) -> None:
    """Raise Refusal where a text holds what cannot be kept: NUL, or half of a pair of surrogates."""
    for text in texts:
        if UNKEEPABLE.search(text):
            raise WordedRefusal(400, language()("request.says.unkeepable"))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    given = dict(pairs)
    if len(given) < len(pairs):
        raise WordedRefusal(400, language()("request.says.twice"))
    return given


def _no_number(name: str) -> NoReturn:
    raise WordedRefusal(400, language()("request.says.no_number", name=name))


def _short_number(digits: str) -> int:
    if len(digits) > 15:
        raise WordedRefusal(400, language()("request.says.long_number"))
    return int(digits)


def _texts_in(given: Any, depth: int) -> Iterable[str]:
    if depth < 0:
        raise WordedRefusal(400, language()("request.says.too_deep"))
    if isinstance(given, str):
        yield given
    elif isinstance(given, list):
        for each in given:
            yield from _texts_in(each, depth - 1)
    elif isinstance(given, dict):
        yield from given
        for each in given.values():
            yield from _texts_in(each, depth - 1)
