"""The view: everything a URL says, and the only code that reads or writes one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from urllib.parse import parse_qsl, quote, unquote, urlencode

from data.errors import DataError
from data.known.moment import is_known_mark
from data.periods import Grain, Period
from data.readings.reading import Compare
from data.reasons import Reason

HOME = "overview"
WALL = "wall"
REVIEW = "review"
DICTIONARY = "dictionary"
PUBLISHED = "published"
RANKING = "ranking"
QUALITY = "quality"
INTAKE = "intake"
OPTION = re.compile(r"[A-Za-z0-9_.:+-]{1,60}")
OPTION_KEYS = (
    "map",
    "wall",
    "scene",
    "name",
    "bezel",
    "explain",
    "lang",
    "brand",
    "brand_class",
    "service",
    "beside",
    "theme",
    "agenda",
    "edition",
    "level",
    "sort",
    "known",
)  # texts, each a field of the view and a key of the address, but for those that have another there
NARROWING = ("brand", "brand_class", "service", "beside", "theme", "agenda", "edition", "level", "sort")
MONTHLY = {"brands", "education", "screening"}  # pages whose work shows by the month, not by the week
NAMES = {"brand_class": "class", "beside": "with"}
OTHER_NAMES = {"week": "period", "version": "known"}  # a key that may be written for another
OWN_KEYS = ("sound",)  # of an address, but of the wall's scripts alone (assets/wall-alarm.js)
KEYS = ("period", "grain", "compare", *(NAMES.get(key, key) for key in OPTION_KEYS), *OWN_KEYS)
Pair = tuple[str, str]


class UnknownView(DataError):
    """An address that names no page of the cockpit."""


class UnknownKey(UnknownView):
    """An address or a request with a part after the question mark that is not understood."""


@dataclass(frozen=True, slots=True)
class View:
    """A page for one region and period. Empty `region` is the root, `period` None the newest with data.

    Such a period is of the page's usual grain unless `grain` says otherwise. `explain` is the metric whose drawer is open, on the dictionary the one whose entry is, `map` the metric the map
    shows, `lang` "zh" or "en", `wall` and `scene` a wall's name and the scene it shows, empty for the first,
    `bezel` the pixels a wall leaves free at its edges and, after a point, between its panels ("24.16"), `name` the
    one by which a remote controls a screen. `brand` is the county whose brand is read, `brand_class` and
    `service` narrow the brands shown, `beside` are the counties compared, by code and separated by points,
    `theme` narrows the resources of the library. `agenda` is the page of a meeting's agenda, `edition` the freezing of its
    week that is shown: empty for the newest, "0" for today's figures. A week may also be asked for as `week=`.
    `level` are the regions that a ranking lists, "city", "county" or "office", `sort` its column, after "-" from the
    bottom up; empty for the worst first. `known` is the data version ("1284"), day ("2026-11-02") or minute
    ("2026-11-02T08:00") as of which everything is read, empty for the present; a version may be asked for as `version=`. `unread` are the keys and values that were not understood: unknown, of no known value, or given twice and differing.
    """

    page: str = HOME
    region: str = ""
    grain: Grain = Grain.WEEK
    period: Period | None = None
    compare: Compare = Compare.PREVIOUS
    explain: str = ""
    map: str = ""
    lang: str = "zh"
    wall: str = ""
    scene: str = ""
    name: str = ""
    bezel: str = ""
    brand: str = ""
    brand_class: str = ""
    service: str = ""
    beside: str = ""
    theme: str = ""
    agenda: str = ""
    edition: str = ""
    level: str = ""
    sort: str = ""
    known: str = ""
    unread: tuple[Pair, ...] = ()

    @classmethod
    def from_url(cls, pathname: str, search: str = "") -> View:
        """Read an address; what is not understood is ignored and kept as `unread`.

        Raises UnknownView, UnknownPeriod.
        """
        parts = [unquote(part) for part in _writable(pathname).split("/") if part]
        if len(parts) > 2:
            raise UnknownView(Reason("view.too_deep", {"path": pathname}))
        asked, unread = _understood(parse_qsl(_writable(search).removeprefix("?"), keep_blank_values=True))
        period = Period.parse(asked["period"]) if asked.get("period") else None
        page = parts[0] if parts else HOME
        grain = asked.get("grain", "")
        options = {key: asked.get(NAMES.get(key, key), "") for key in OPTION_KEYS}
        return cls(
            page=page,
            region=parts[1] if len(parts) == 2 else "",
            grain=period.grain if period else Grain(grain) if grain else usual_grain(page),
            period=period,
            compare=Compare(asked.get("compare") or Compare.PREVIOUS),
            unread=unread,
            **{**options, "lang": options["lang"] or "zh"},
        )

    @property
    def href(self) -> str:
        """The address of this view, defaults left out."""
        asked = {
            "period": self.period.key if self.period else "",
            "grain": self.grain if self.period is None and self.grain is not usual_grain(self.page) else "",
            "compare": "" if self.compare is Compare.PREVIOUS else self.compare,
            **{NAMES.get(key, key): getattr(self, key) for key in OPTION_KEYS},
            "lang": "" if self.lang == "zh" else self.lang,
        }
        query = urlencode([*((key, value) for key, value in asked.items() if value), *self.unread])
        path = "/".join(["", quote(self.page), *([quote(self.region)] if self.region else [])])
        return f"{path}?{query}" if query else path

    @property
    def has_drawer(self) -> bool:
        """Whether the drawer is open."""
        return bool(self.explain) and self.page != DICTIONARY

    def on(self, **changes: object) -> View:
        """Return this view with some fields changed, the drawer closed and without the unread parts, unless these are among the changes.

        Another page drops what narrows this one, and has its own usual grain until a period or a grain was chosen.
        """
        page = str(changes.get("page", self.page))
        dropped = NARROWING if page != self.page else ()
        is_usual = self.period is None and self.grain is usual_grain(self.page)
        usual = {"grain": usual_grain(page)} if is_usual else {}
        return replace(self, **{"explain": "", "unread": (), **dict.fromkeys(dropped, ""), **usual, **changes})  # type: ignore[arg-type]


def _understood(pairs: Sequence[Pair]) -> tuple[dict[str, str], tuple[Pair, ...]]:
    """Return the values of the keys that are understood, and the other pairs in their order."""
    given: dict[str, set[str]] = {}
    for key, text in pairs:
        given.setdefault(OTHER_NAMES.get(key, key), set()).add(text)
    asked = {key: min(texts) for key, texts in given.items() if len(texts) == 1 and _is_known(key, *texts)}
    return asked, tuple((key, text) for key, text in pairs if OTHER_NAMES.get(key, key) not in asked)


def _is_known(key: str, text: str) -> bool:
    allowed: dict[str, set[str]] = {"grain": {*Grain}, "compare": {*Compare}, "lang": {"zh", "en"}}
    if key not in KEYS:
        return False
    if key == "known":
        return not text or is_known_mark(text)
    return not text or key == "period" or (text in allowed[key] if key in allowed else bool(OPTION.fullmatch(text)))


def _writable(text: str) -> str:
    """Return a text that can be written into an address again: without halves of characters."""
    return text.encode(errors="replace").decode()


def nearest_key(key: str, known: Iterable[str] = KEYS) -> str:
    """Return the known key that a misspelt one most likely means, empty when none is like it."""
    return next(iter(get_close_matches(key.strip().lower(), list(known), n=1, cutoff=0.7)), "")


def only_known(keys: Iterable[str], known: Sequence[str], repeated: Sequence[str] = ()) -> None:
    """Raise UnknownKey unless each of a request's keys is known and, but for `repeated`, given once."""
    seen: set[str] = set()
    for key in keys:
        if key not in known:
            near = nearest_key(key, known)
            meant = Reason("view.meant", {"name": near}) if near else ""
            allowed = tuple(known) or Reason("view.no_keys")
            raise UnknownKey(Reason("view.unknown_key", {"name": key[:40], "meant": meant, "known": allowed}))
        if key in seen and key not in repeated:
            raise UnknownKey(Reason("view.twice", {"name": key[:40]}))
        seen.add(key)


def understood(view: View) -> View:
    """Return a view whose address was fully understood; raises UnknownKey, for requests that no person sees."""
    only_known((key for key, _ in view.unread), KEYS)
    if view.unread:
        key, text = view.unread[0]
        raise UnknownKey(Reason("view.unknown_value", {"name": key, "text": text[:40]}))
    return view


def usual_grain(page: str) -> Grain:
    """Return the grain of the period that a page opens with."""
    if page == INTAKE:
        return Grain.DAY
    return Grain.MONTH if page in MONTHLY else Grain.WEEK
