"""Who runs a command and on what: found and checked once, before the command begins, and given to it as its context."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.models import CommandFunctionType

from dashboard.cli.rights import check_right
from dashboard.opening import open_configured_store, operator
from dashboard.settings import Settings, load_settings
from data.accounts.tokens import account_of_token
from data.audit import Action, Actor, acting, note
from data.audit.actor import NOBODY, TERMINAL
from data.errors import DataError, NotAllowed, OutOfScope, UnknownRegion
from data.known import Knowledge
from data.regions import Level, Regions, load_regions
from data.regions.scope import region_in_scope
from data.store import Store
from data.viewer import Viewer

if TYPE_CHECKING:
    from callbacks.cockpit import Cockpit


KnownOption = Annotated[
    str, typer.Option("--known", help="按某天（2026-11-02）或某一时刻（2026-11-02T08:00）所知；默认为当前。")
]
VersionOption = Annotated[
    int | None, typer.Option("--version", min=1, help="按数据第几版所知，例如 1284；各版见 cockpit loads list。")
]


class CommandContext(typer.Context):
    """What a command works with: the settings, the store, and the one viewer whose rights and scope it has."""

    @property
    def name(self) -> str:
        """The words by which the command is called."""
        return self.command_path.partition(" ")[2]

    @cached_property
    def settings(self) -> Settings:
        """The settings of this process."""
        return load_settings()

    @cached_property
    def regions(self) -> Regions:
        """The regions below the root; no database is opened for them."""
        return load_regions(self.settings.places, self.settings.root)

    @cached_property
    def store(self) -> Store:
        """The store that the settings name."""
        return open_configured_store(self.settings)

    @cached_property
    def cockpit(self) -> Cockpit:
        """The cockpit over that store."""
        from callbacks.memory import Memory
        from dashboard.cockpit import cockpit_over

        return cockpit_over(self.store, self.settings, Memory())

    @cached_property
    def viewer(self) -> Viewer:
        """The account of the token in the settings, without one the terminal's operator; raises DataError."""
        token = self.settings.token.get_secret_value().strip()
        if not token:
            return operator(self.settings)
        found = account_of_token(self.store, token)
        if found is None:
            raise DataError(
                "COCKPIT_TOKEN 里的令牌不能用：没有这个令牌、已到期、已收回，或账号已停用；未作任何处理。"
                "请安全管理员另发一个：cockpit user token 账号名；在服务器上以系统终端的身份执行，请去掉 COCKPIT_TOKEN。"
            )
        return found.viewer(names_siblings=self.settings.names_siblings)

    @property
    def actor(self) -> Actor:
        """Who runs the command, as the audit log names it."""
        return Actor(self.viewer.account, TERMINAL.address)

    def region(self, text: str, level: Level | None = None) -> str:
        """Return the code that a code or name means, the viewer's own for none; raises OutOfScope, UnknownRegion."""
        scope = self.viewer.scope
        if not text:
            return scope
        if scope == self.regions.root.code:
            return self.regions.named(text, level=level)
        try:
            code = self.regions.named(text, scope)
        except UnknownRegion:  # the same is said of a region elsewhere and of one that does not exist
            return region_in_scope(self.regions, "", self.viewer).code
        return self.regions.named(code, scope, level)


class CheckedCommand(TyperCommand):
    """A command that begins only for a viewer who may run it, and is in the audit log under the viewer's name."""

    context_class = CommandContext

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what is refused is noted. Raises DataError."""
        try:
            actor = ctx.actor
        except DataError:
            note(ctx.store, Action.REFUSED, f"cockpit {ctx.name}", actor=Actor(NOBODY, TERMINAL.address))
            raise
        with acting(lambda: actor):
            try:
                check_right(ctx.name, ctx.viewer, ctx.settings.root)
            except DataError:
                note(ctx.store, Action.REFUSED, f"cockpit {ctx.name}", region=ctx.viewer.scope)
                raise
            try:
                return super().invoke(ctx)
            except (OutOfScope, NotAllowed):
                note(ctx.store, Action.REFUSED, f"cockpit {ctx.name}", region=ctx.viewer.scope)
                raise


class Commands(typer.Typer):
    """A group of commands, each of which is checked before it begins."""

    def command(self, name: str | None = None, **given: Any) -> Callable[[CommandFunctionType], CommandFunctionType]:
        """Return what adds a function to the group."""
        return super().command(name, cls=CheckedCommand, **given)


def names_in(group: TyperGroup, above: str = "") -> Iterator[str]:
    """Yield the words by which each command of a group is called, those of groups in it too."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from names_in(command, f"{above}{name} ")
        else:
            yield f"{above}{name}"


def asked_known(known: str, version: int | None) -> str:
    """Return what the two options ask for, empty for the present; raises DataError where both are given."""
    if known and version:
        raise DataError("--known 和 --version 只能写一个。")
    return known or (str(version) if version else "")


def say_known(known: Knowledge) -> None:
    """Say beside what is printed that it is the past; programs read the output without it."""
    from layouts.words.known import known_words
    from layouts.words.language import load_language

    typer.echo(f"注意：{known_words(known, load_language('zh'))}。", err=True)
