"""What is beside the sheet of a draft: what confirming changes, the button, and why it cannot be pressed yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.settings import Settings
from dashboard.web.intake.sheets import is_blank
from data.alerts import AreaAlert
from data.alerts.alerts import CLOSED, OPENED
from data.alerts.rules import load_area_rules
from data.catalogue.definitions import Direction
from data.clock import shanghai
from data.intake.checking import Checked
from data.intake.draft import Draft, DraftState
from data.intake.preview import FigureChange, Preview
from data.intake.turns import places
from data.store import Store
from data.viewer import Right, Viewer
from layouts.screen.templating import template
from layouts.words.language import Language

MOST_FIGURES = 12
MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One figure before and after in words; `look` colours the change, `beyond` says that it left its usual range."""

    name: str
    before: str
    after: str
    change: str = ""
    look: str = ""
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class BesideDraft:
    """Draws what is beside a draft for a viewer."""

    store: Store
    settings: Settings
    viewer: Viewer
    words: Language

    def drawn(self, draft: Draft, checked: Checked, preview: Preview | None) -> str:
        """Return the markup; without a preview it says that it is being worked out."""
        words, found = self.words, preview if preview and preview.version else None
        nothing = "looking" if preview is None else "nothing_changes" if found else "no_preview"
        is_own = draft.account == self.viewer.account
        act, button = self._act(draft, checked, is_own=is_own)
        return template("intake_side.html").render(
            words=words,
            draft=draft,
            is_own=is_own and draft.state is not DraftState.CONFIRMED,
            period=words.tick(found.figures[0].after.period) if found and found.figures else "",
            changes=[*map(self._figure, found.figures[:MOST_FIGURES]), *self._reports(found)] if found else [],
            nothing=words(f"intake_desk.{nothing}"),
            alerts=self._alerts(found) if found else None,
            weeks=list(self._weeks(found)) if found else [],
            replaced=list(self._replaced(found)) if found else [],
            act=act,
            button=button,
            can_confirm=bool(act),
            why_not=self._why_not(draft, checked),
            queue=self._queue(),
            may_return=not is_own and draft.state is DraftState.WAITING and self.viewer.may(Right.CONFIRM),
        )

    def _act(self, draft: Draft, checked: Checked, *, is_own: bool) -> tuple[str, str]:
        """Return what the button does and says, nothing where there is none."""
        words, count = self.words, len(_offices(checked))
        said = words("intake_desk.confirm_offices", count=count) if count else words("intake_desk.confirm")
        if self.settings.second_review == "off":
            return ("confirm", said) if is_own and draft.is_open else ("", "")
        if is_own:
            return ("submit", words("intake_desk.submit")) if draft.is_open else ("", "")
        return ("confirm", said) if draft.state is DraftState.WAITING else ("", "")

    def _why_not(self, draft: Draft, checked: Checked) -> str:
        words = self.words
        if draft.state is DraftState.WAITING and draft.account == self.viewer.account:
            return words("intake_desk.submitted")
        if is_blank(draft):
            return words("intake_desk.fill_first")
        if checked.faults:
            return words("intake_desk.correct_first", count=checked.faults)
        if checked.doubts:
            return words("intake_desk.tick_first", count=checked.doubts)
        return "" if checked.is_ready else words("intake_desk.not_ready")

    def _queue(self) -> str:
        waiting = len(places(self.settings.uploads / "queue"))
        return self.words("intake_desk.queue", count=waiting) if waiting else ""

    def _figure(self, change: FigureChange) -> ShownChange:
        words, before, after = self.words, change.before, change.after
        name = f"{words.short(after.region)} {words.short(after.metric)}"
        moved, look = "", ""
        if before and before.value is not None and after.value is not None:
            by = after.value - before.value
            moved = f"{'▲' if by > 0 else '▼'}{words.number(abs(by), after.metric.decimals)}"
            direction = after.metric.direction
            is_better = (by > 0) == (direction is Direction.UP)
            look = "" if direction is Direction.NEUTRAL else "is-better" if is_better else "is-worse"
        return ShownChange(
            name, words.figure(before) if before else "—", words.figure(after), moved, look, change.is_beyond
        )

    def _reports(self, found: Preview) -> Iterator[ShownChange]:
        """Yield how many have reported on the newest day, of those regions where that changes."""
        words, tables = self.words, self.store.catalogue.tables
        newest = max((each.day for each in found.reports), default=None)
        for each in [each for each in found.reports if each.day == newest and each.before != each.after][:MOST_LINES]:
            table = tables[each.table]
            name = f"{words.short(each.region)} {table.zh if words.tongue == 'zh' else table.en}"
            is_all = each.after >= each.due
            yield ShownChange(
                words("intake_desk.reported", name=name),
                f"{each.before}",
                f"{each.after} / {each.due}",
                words("intake_desk.all_in") if is_all else "",
                "is-better" if is_all else "",
            )

    def _alerts(self, found: Preview) -> dict[str, list[str]]:
        texts = {
            what: [self._alert(each.alert) for each in found.alerts if each.what == what] for what in (OPENED, CLOSED)
        }
        return {"opening": texts[OPENED][:MOST_LINES], "closing": texts[CLOSED][:MOST_LINES]}

    def _alert(self, alert: AreaAlert) -> str:
        words, rule = self.words, load_area_rules(self.store.catalogue).get(alert.rule)
        name = (rule.zh if words.tongue == "zh" else rule.en) if rule else alert.rule
        region = self.store.regions.by_code.get(alert.region)
        level = words(f"area_alerts.level.{alert.level}")
        return words("intake_desk.alert", region=words.short(region) if region else "", name=name, level=level)

    def _weeks(self, found: Preview) -> Iterator[str]:
        words = self.words
        for each in found.weeks[:MOST_LINES]:
            names = [words.short(self.store.regions.get(edition.region)) for edition in each.frozen]
            week = words.tick(each.week)
            yield (
                words("intake_desk.week", week=week, region=words("panels.comma").join(names))
                if names
                else words("intake_desk.week_closed", week=week)
            )

    def _replaced(self, found: Preview) -> Iterator[str]:
        for each in found.replaced[:MOST_LINES]:
            who = each.load.by or each.load.source
            yield self.words(
                "intake_desk.replaced",
                count=each.office_days,
                version=each.load.number,
                who=f"{who} {shanghai(each.load.loaded_at):%m-%d %H:%M}",
            )


def _offices(checked: Checked) -> set[str]:
    """Return the codes of the offices that a file is of once it is corrected."""
    return {row.office for sheet in checked.sheets for row in sheet.rows if row.office and not row.is_left_out}
