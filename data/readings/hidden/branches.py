"""Which counts of a city's counties and offices are hidden on a day, so that no sum gives one of them back.

A count that is hidden can have another value when a person can be moved between it and another hidden count without any
figure that is shown being different. Where a count cannot, a further one is hidden; so the rule proves what it hides.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

SPARE = 2  # persons that are enough for one of them to be elsewhere and still one to be there


@dataclass(frozen=True, slots=True)
class Freedom:
    """What could be true of a count while it is hidden; of several editions of it, what could be true in all of them.

    `spare` says how few can be left when one person fewer is: 2 where one must be left, 1 where none need be, 0 where
    none can be taken away. `rises` says whether one person more could be true, `is_zero` that it is a zero that only
    something beside it can hide.
    """

    spare: int = SPARE
    rises: bool = True
    is_zero: bool = True

    def falls(self, lowest: int) -> bool:
        """Say whether one person fewer could be true, where hidden means at least `lowest`, 0 or 1."""
        return self.spare > lowest

    def __and__(self, other: Freedom) -> Freedom:
        """Return what is true of both."""
        return Freedom(min(self.spare, other.spare), self.rises and other.rises, self.is_zero and other.is_zero)


ANY = Freedom()


@dataclass(frozen=True, slots=True)
class Count:
    """A count of a region on a day.

    `room` is by how many it could be more without its whole being more, None where nothing limits it, and `whole` how many
    persons it is a part of, 0 where that is not known. With `hides_zero` the
    whole is so small that a zero says as much as a one: then a hidden count may be zero, else it is at least 1.
    `before` is what could be true of it in all its earlier editions.
    """

    amount: int
    room: int | None = None
    whole: int = 0
    hides_zero: bool = False
    before: Freedom = ANY

    @property
    def own(self) -> Freedom:
        """What could be true of it now, whatever it was before."""
        spare = self.amount + (self.hides_zero and self.amount > 0)
        rises = self.room is None or self.room > 0
        return Freedom(min(spare, SPARE), rises, not self.amount and not self.hides_zero)

    @property
    def freedom(self) -> Freedom:
        """What could be true of it now and before."""
        return self.own if self.before is ANY else self.own & self.before


@dataclass(frozen=True, slots=True)
class Branches:
    """The counts of regions below one that is shown whatever it is, each with the region above it.

    `top` is the region that is shown; None where the highest of these regions is the root, so that nothing says its count.
    """

    counts: Mapping[str, Count]
    parents: Mapping[str, str | None]
    top: str | None
    _below: dict[str | None, list[str]] = field(init=False, default_factory=lambda: defaultdict(list))
    _known: dict[str, Freedom] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for code in self.counts:
            self._below[self.parents[code]].append(code)

    def hidden(self, first: Collection[str]) -> set[str]:
        """Return the regions whose counts to hide: some, and those beside which each of them can have another value.

        Next is hidden, of those that help, the one of the fewest persons, beside a count or beside the one above it, then
        that one itself, and a zero last. How many persons a place has hardly changes, so that the next day or after a
        correction the same one is hidden. Where nothing would help, as in a city with one office, it stays as it is.
        """
        found, looked_at = set(first), deque(self._below)
        while looked_at:
            above = looked_at[0]
            extra = None if above in found else next(self._companions(above, found), None)
            if extra is None:
                looked_at.popleft()
                continue
            found.add(extra)
            if extra == above:  # what is hidden in it is beside what is hidden in others now
                looked_at.appendleft(self.parents[above])
        return found

    def _companions(self, above: str | None, hidden: Collection[str]) -> Iterator[str]:
        """Yield what to hide for each count hidden below a shown one that cannot have another value."""
        for stuck in self._stuck(above, hidden):
            places = [(tier, code) for tier, codes in enumerate(stuck.beside) for code in codes if code not in hidden]
            usable = [(tier, code) for tier, code in places if code == above or stuck.is_freed_by(self._free(code))]
            if usable:
                yield min(usable, key=lambda each: (not self.counts[each[1]].amount, each[0], *self._size(each[1])))[1]

    def _size(self, code: str) -> tuple[int, int, str]:
        return self.counts[code].whole, self.counts[code].amount, code

    def _stuck(self, above: str | None, hidden: Collection[str]) -> Iterator[_Stuck]:
        """Yield the counts hidden below one that is shown that cannot have another value."""
        branches = [code for code in self._beneath(above) if code in hidden]
        leaves = [_Leaf(leaf, branch) for branch in branches for leaf in self._leaves(branch, hidden)]
        beside = self._beneath(above)
        if above is None:  # nothing says what they add up to
            yield from (
                _Stuck(True, True, True, [self._beneath(each)]) for each in branches if not self._leaves(each, hidden)
            )
            return
        free = {code: self._free(code) for each in leaves for code in (each.code, each.branch)}
        lowest = 0 if any(free[each.code].is_zero for each in leaves) else 1
        falls = [each for each in leaves if free[each.code].falls(lowest) and free[each.branch].falls(lowest)]
        rises = [each for each in leaves if free[each.code].rises and free[each.branch].rises]
        itself = [above] if above in self.counts else []
        down, up = ({each.branch for each in some} for some in (falls, rises))
        made_of = {leaf.branch for leaf in leaves}
        for branch in branches:
            if branch not in made_of:
                yield _Stuck(True, True, True, [self._beneath(branch)])
            if not _is_moved(branch, down, up):
                yield _Stuck(self._free(branch).spare > 0, branch in down, branch in up, [beside, itself])
        down, up = ({each.code for each in some} for some in (falls, rises))
        for leaf in leaves:
            if not _is_moved(leaf.code, down, up):
                yield _Stuck(
                    free[leaf.code].spare > 0,
                    leaf.code in down,
                    leaf.code in up,
                    [self._beneath(leaf.branch), beside, itself],
                )

    def _free(self, code: str) -> Freedom:
        """Return what could be true of a count, made for those alone that are looked at."""
        if code not in self._known:
            self._known[code] = self.counts[code].freedom
        return self._known[code]

    def _beneath(self, code: str | None) -> Sequence[str]:
        return self._below.get(code, ())

    def _leaves(self, branch: str, hidden: Collection[str]) -> Sequence[str]:
        """Return the hidden counts that a hidden one is made of: its own where none below it is known."""
        below = self._beneath(branch)
        return [each for each in below if each in hidden] if below else [branch]


@dataclass(frozen=True, slots=True)
class _Leaf:
    code: str
    branch: str


@dataclass(frozen=True, slots=True)
class _Stuck:
    """A count that could fall or rise, if another did the opposite; `beside` is where to look for one, the nearest first."""

    is_some: bool
    falls: bool
    rises: bool
    beside: Sequence[Sequence[str]]

    def is_freed_by(self, other: Freedom) -> bool:
        if other.is_zero:  # beside it any count may be zero
            return self.is_some and other.rises
        return (self.falls and other.rises) or (self.rises and other.falls(1))


def _is_moved(code: str, down: Set[str], up: Set[str]) -> bool:
    """Say whether one person can go from a place to another one, or come from there."""
    return (code in down and len(up) > (code in up)) or (code in up and len(down) > (code in down))
