"""Whom to call: a region's duty post with its unit and telephone, from the reference table `duty_post`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from data.catalogue.reference_tables import Row
from data.regions import Regions

TABLE = "duty_post"


class Post(StrEnum):
    """The posts that a bureau or an office may have, as `choices.toml` names them."""

    DESK = "desk"
    LEAD = "lead"
    HEAD = "head"
    EDUCATION = "education"
    PSYCHOLOGY = "psychology"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class DutyPost:
    """One post of one region: its unit in full, its telephone and its hours, "" where not given."""

    region: str
    post: Post
    unit: str
    telephone: str
    hours: str


@dataclass(frozen=True, slots=True)
class DutyPosts:
    """The posts that the bureaus have loaded."""

    by_place: dict[tuple[str, Post], DutyPost]
    regions: Regions

    @classmethod
    def of(cls, rows: Iterable[Row], regions: Regions) -> Self:
        """Return the posts out of the rows of the reference table."""
        posts = (
            DutyPost(
                str(row["region"]), Post(str(row["post"])), *(str(row[key]) for key in ("unit", "telephone", "hours"))
            )
            for row in rows
        )
        return cls({(each.region, each.post): each for each in posts}, regions)

    def of_place(self, code: str, post: Post) -> DutyPost | None:
        """Return the post of a region, else that of the next region above that has it; None where none has.

        Raises UnknownRegion for a code that is not known.
        """
        near = [code, *(above.code for above in reversed(self.regions.ancestors(code)))]
        return next((self.by_place[place, post] for place in near if (place, post) in self.by_place), None)
