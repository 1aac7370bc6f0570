"""Whom to call, in words: the post of a place and its telephone as a link."""

from __future__ import annotations

from collections.abc import Iterable

from data.catalogue.reference_tables import Row, reference_table
from data.references import DutyPosts, Post
from data.references.duty_posts import TABLE, DutyPost
from data.regions import Level, Region, Regions
from layouts.words.language import Language

POST = reference_table(TABLE).column("post")


def who_answers(rows: Iterable[Row], regions: Regions, place: Region) -> DutyPost | None:
    """Return who answers the telephone for a place: an office's head, a bureau's duty desk; None where none is loaded."""
    post = Post.HEAD if place.level is Level.OFFICE else Post.DESK
    return DutyPosts.of(rows, regions).of_place(place.code, post)


def responsible(rows: Iterable[Row], regions: Regions, place: Region) -> DutyPost | None:
    """Return who is responsible in a place: an office's head, a bureau's lead in charge; None where not loaded."""
    post = Post.HEAD if place.level is Level.OFFICE else Post.LEAD
    return DutyPosts.of(rows, regions).by_place.get((place.code, post))


def telephone(post: DutyPost | None, words: Language) -> tuple[tuple[str, str], ...]:
    """Return a post and its telephone as a link to dial it, nothing without one."""
    if post is None:
        return ()
    return ((words("duty.call", post=post_name(post.post, words), telephone=post.telephone), f"tel:{post.telephone}"),)


def post_name(post: Post, words: Language) -> str:
    """Return a post's name."""
    choice = POST.choices[post]
    return choice.en if words.tongue == "en" else choice.zh
