"""The view: all that a URL says, and the only code that reads or writes one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode

from data.errors import DataError
from data.periods import Grain, Period
from data.readings import Compare

HOME = "overview"
WALL = "wall"
DICTIONARY = "dictionary"
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
)  # texts, each a field of the view and a key of the address, but for those that have another there
NARROWING = ("brand", "brand_class", "service", "beside", "theme", "agenda", "edition")
MONTHLY = {"brands", "education", "screening"}  # pages whose work shows by the month, not by the week
NAMES = {"brand_class": "class", "beside": "with"}


class UnknownView(DataError):
    """An address that names no page of the cockpit."""


@dataclass(frozen=True, slots=True)
class View:
    """A page for one region and period. Empty `region` is the root, `period` None the newest with data.

    Such a period is of the page's usual grain unless `grain` says otherwise. `explain` is the metric whose drawer is open, on the dictionary the one whose entry is, `map` the metric the map
    shows, `lang` "zh" or "en", `wall` and `scene` a wall's name and the scene it shows, empty for the first,
    `bezel` the pixels a wall leaves free at its edges and, after a point, between its panels ("24.16"), `name` the
    one by which a screen is led from a remote. `brand` is the county whose brand is read, `brand_class` and
    `service` narrow the brands shown, `beside` are the counties compared, by code and parted by points,
    `theme` narrows the resources of the library. `agenda` is the page of a meeting's agenda, `edition` the freezing of its
    week that is shown: empty for the newest, "0" for today's figures. A week may also be asked for as `week=`.
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

    @classmethod
    def from_url(cls, pathname: str, search: str = "") -> View:
        """Read an address; unknown keys are dropped. Raises UnknownView, UnknownPeriod."""
        parts = [unquote(part) for part in pathname.split("/") if part]
        if len(parts) > 2:
            raise UnknownView(f"没有“{pathname}”这个页面。地址的写法是 /页面/区划代码，例如 /overview/330100。")
        asked = dict(parse_qsl(search.removeprefix("?")))
        named = asked.get("period") or asked.get("week")
        period = Period.parse(named) if named else None
        page = parts[0] if parts else HOME
        grain = asked.get("grain", "")
        compare = asked.get("compare", Compare.PREVIOUS)
        given = {key: asked.get(NAMES.get(key, key), "") for key in OPTION_KEYS}
        options = {key: text for key, text in given.items() if OPTION.fullmatch(text)}
        return cls(
            page=page,
            region=parts[1] if len(parts) == 2 else "",
            grain=period.grain if period else Grain(grain) if grain in set(Grain) else usual_grain(page),
            period=period,
            compare=Compare(compare) if compare in set(Compare) else Compare.PREVIOUS,
            **{**options, "lang": "en" if options.get("lang") == "en" else "zh"},
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
        query = urlencode({key: value for key, value in asked.items() if value})
        path = "/".join(["", quote(self.page), *([quote(self.region)] if self.region else [])])
        return f"{path}?{query}" if query else path

    @property
    def has_drawer(self) -> bool:
        """Whether the drawer is open."""
        return bool(self.explain) and self.page != DICTIONARY

    def on(self, **changes: object) -> View:
        """Return this view with some fields changed, the drawer closed unless it is among them.

        Another page drops what narrows this one, and has its own usual grain until a period or a grain was chosen.
        """
        page = str(changes.get("page", self.page))
        dropped = NARROWING if page != self.page else ()
        is_usual = self.period is None and self.grain is usual_grain(self.page)
        usual = {"grain": usual_grain(page)} if is_usual else {}
        return replace(self, **{"explain": "", **dict.fromkeys(dropped, ""), **usual, **changes})  # type: ignore[arg-type]


def usual_grain(page: str) -> Grain:
    """Return the grain of the period that a page opens with."""
    return Grain.MONTH if page in MONTHLY else Grain.WEEK
