"""What `cockpit check` points out."""

from pathlib import Path

from dashboard.cli.check import findings
from dashboard.settings import Settings
from tests.data.feeds import BINJIANG, DAY, XIXING, binjiang_store, load, write_csv


def test_incidents_that_do_not_agree_are_notes(tmp_path: Path) -> None:
    """The office, the day and both sums; nothing is stopped by it."""
    store = binjiang_store(tmp_path)
    load(store, write_csv(tmp_path / "a.csv", [["日期", "司法所", "突发事件数"], [DAY, "西兴", 2]]))
    load(
        store,
        write_csv(tmp_path / "b.csv", [["日期", "司法所", "突发事件类型", "突发事件数"], [DAY, "西兴", "其他", 1]]),
    )

    said = [
        each for each in findings(Settings(database_url=str(store.engine.url), root=BINJIANG)) if "突发" in each.text
    ]

    name = store.regions.get(XIXING).zh
    assert [each.text for each in said] == [
        f"{DAY} {name}（{XIXING}）突发事件勾稽不平：共 2 起，分类合计 1 起。请让该所核对后重报。"
    ]
    assert not any(each.is_error for each in said)
