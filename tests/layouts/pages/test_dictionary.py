"""The dictionary's entry of a metric, and the drawer's link to it."""

from data.readings import Readings
from layouts.charts.chart import Entries, Entry
from layouts.pages import FIGURES, PAGES
from layouts.pages.dictionary.entries import users
from layouts.screen.draw import draw
from layouts.screen.drawer import drawer_questions, explanation
from layouts.view import View
from tests.layouts.fabricate import answers, catalogue, context, usual

CHECKIN = "checkin_completion_rate"


def entries(**fields: str) -> dict[str, Entry]:
    """Return every entry by its metric."""
    here = context(page="dictionary", **fields)
    drawn = PAGES["dictionary"].placed[0].panel.draw(Readings(()), here)
    assert isinstance(drawn, Entries)
    return {entry.key: entry for key, _, group in drawn.groups for entry in group if key != "terms"}


def test_holds_every_metric_once_in_order() -> None:
    """The dictionary is the catalogue, theme by theme."""
    assert list(entries()) == list(catalogue().metrics)


def test_says_how_a_metric_is_computed() -> None:
    """Formula in words and in the notation, columns, limits, target and basis."""
    entry = entries()[CHECKIN]
    said = " ".join(line for _, lines in entry.facts for line in lines)

    assert entry.brief[0] == "完成核查 ÷ 应核查"
    assert "≥ 98" in entry.brief
    for part in ("S(checkin_done_n) ÷ S(checkin_due_n) × 100", "checkin_due_n", "黄 < 98", "红 < 95", "DB33/T 2543.1"):
        assert part in said


def test_says_what_is_proposed() -> None:
    """A target that no rule lays down is marked as a proposal."""
    said = {entry.key: entry for entry in entries().values()}

    for metric in catalogue().metrics.values():
        limits = next((lines for label, lines in said[metric.key].facts if label == "限值"), ())
        assert any("建议值" in line for line in limits) is (metric.is_proposed and bool(limits))


def test_names_the_pages_that_ask_for_it() -> None:
    """Where a metric is used is asked of the pages themselves."""
    asking = users(FIGURES, context())

    assert asking[CHECKIN][:2] == ["overview", "supervision"]
    assert [label for label, _ in entries()[CHECKIN].links][:2] == ["总览", "监管"]
    for metric, pages in asking.items():
        assert metric in catalogue().metrics
        assert len(pages) == len(set(pages))


def test_is_found_by_its_columns_and_in_both_languages() -> None:
    """The words an entry is found by are small letters: name, English, key and columns."""
    find = entries(lang="en")[CHECKIN].find

    assert find == find.lower()
    for word in ("信息化核查", "check-in", "checkin_due_n", CHECKIN):
        assert word in find


def test_drawer_leads_to_the_entry_and_does_not_open_over_it() -> None:
    """On the dictionary an explained metric is an opened entry, not a drawer."""
    here = context(explain=CHECKIN)
    entry = explanation(answers(drawer_questions(here), usual), here).entry
    path, _, search = entry.partition("?")
    view = View.from_url(path, search)

    assert (view.page, view.explain) == ("dictionary", CHECKIN)
    assert not view.has_drawer
    assert drawer_questions(context(page="dictionary", explain=CHECKIN)) == []


def test_is_drawn_with_an_anchor_for_each_metric() -> None:
    """Every entry has the id that its address scrolls to."""
    here = context(page="dictionary")
    html = draw(PAGES["dictionary"].placed[0].panel.draw(Readings(()), here), here).html

    for key in catalogue().metrics:
        assert f'id="metric-{key}"' in html
