"""The history grouped by visitor, in the real window: sent into, starred, noted, compared, sent
again, exported, deleted and brought back; and grouped the same at the next start.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from convert_console.core.history.columns import Column
from support.driver import Driver, button, visible

OLDER, NEWER = "1588166554499-0.2020703998482254", "1796000000000-0.4126735590148273"


def send_for(driver: Driver, vid: str) -> None:
    driver.fill("Request", "vid", vid)
    driver.send()


@pytest.fixture
def grouped(driver: Driver) -> Driver:
    """Two visitors, three sends by turns, grouped by visitor: newer, newer, older."""
    for vid in (NEWER, OLDER, NEWER):
        send_for(driver, vid)
    group(driver, "Group by visitor")
    return driver


def group(driver: Driver, command: str) -> None:
    driver.window.trigger(command)
    driver.until(lambda: not driver.context.history.loader.search.going)


def vids(driver: Driver) -> list[str]:
    history = driver.context.history
    return [row.summary.vid for place in range(history.rowCount()) if (row := history.row(place))]


def heads(driver: Driver) -> list[int]:
    """The places where a group begins."""
    history = driver.context.history
    return [place for place in range(history.rowCount()) if history.starts_group(place)]


def test_new_rows_stay_separate_until_they_join_their_group(grouped: Driver) -> None:
    history, table = grouped.context.history, grouped.window.history.table
    assert (vids(grouped), heads(grouped)) == ([NEWER, NEWER, OLDER], [0, 2])
    send_for(grouped, OLDER)
    grouped.choose_row(0)
    grouped.keys("Del", table)
    assert history.loader.ungrouped == 0
    assert (vids(grouped), heads(grouped)) == ([NEWER, NEWER, OLDER], [0, 2]), "groups stay as is"
    send_for(grouped, OLDER)
    send_for(grouped, NEWER)
    assert history.loader.ungrouped == 2
    assert heads(grouped) == [0, 2, 4], "the new ones together, then each visitor once"
    assert history.group_at(0) is history.group_at(1) is None
    table.verticalScrollBar().setValue(0)
    assert table.bands.words(0) == "2 new, in no group yet. Click to sort them in"
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 5))
    grouped.until(lambda: not history.loader.search.going)
    assert vids(grouped) == [NEWER, NEWER, NEWER, OLDER, OLDER]
    assert heads(grouped) == [0, 3]


def test_groups_show_their_totals_and_are_compared_and_exported(
    grouped: Driver, tmp_path: Path
) -> None:
    bands = grouped.window.history.table.bands
    grouped.until(lambda: "2 requests, on this machine" in bands.words(0))
    assert bands.words(0).startswith(f"{NEWER}, ")
    assert "on this machine 246.40" in bands.words(0)
    grouped.until(lambda: "1 request, on this machine" in bands.words(2))

    grouped.choose_row(1)
    grouped.keys("Shift+Down", grouped.window.history.table)
    grouped.window.trigger("Compare selected")
    page = grouped.window.comparison
    assert page is not None
    model = page.model
    told = [[model.index(row, n).data() for n in range(3)] for row in range(model.rowCount())]
    assert any({f'"{OLDER}"', f'"{NEWER}"'} <= set(line) for line in told)
    grouped.window.close_comparison()

    grouped.choose_row(0)
    grouped.keys("G", grouped.window.history.table)
    grouped.window.trigger("Export as HAR 1.2…")
    dialog = visible(grouped.window, QFileDialog)[0]
    path = tmp_path / "group.har"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    grouped.until(path.exists)
    entries = json.loads(path.read_text(encoding="utf-8"))["log"]["entries"]
    assert len(entries) == 2
    assert all(NEWER in entry["request"]["postData"]["text"] for entry in entries)


def test_a_deleted_group_comes_back_to_its_place_with_undo(grouped: Driver) -> None:
    pane, history = grouped.window.history, grouped.context.history
    grouped.choose_row(1)
    grouped.keys("G", pane.table)
    assert pane.table.selected_rows() == [0, 1]
    grouped.keys("Del", pane.table)
    assert vids(grouped) == [OLDER]
    grouped.click(button(grouped.window.message, "Undo"))
    grouped.until(lambda: history.rowCount() == 3 and not history.loader.search.going)
    assert (vids(grouped), heads(grouped)) == ([NEWER, NEWER, OLDER], [0, 2])


def test_undo_keeps_scroll_position_and_selection_of_groups(grouped: Driver) -> None:
    table, history = grouped.window.history.table, grouped.context.history
    for _ in range(6):
        send_for(grouped, OLDER)
    history.loader.read()
    grouped.until(lambda: history.rowCount() == 9 and not history.loader.search.going)
    grouped.choose_row(8)
    grouped.keys("Del", table)
    grouped.choose_row(6)
    chosen = history.row(6)
    scrolled = table.verticalScrollBar().value()
    assert scrolled > 0
    grouped.click(button(grouped.window.message, "Undo"))
    grouped.until(lambda: history.rowCount() == 9)
    assert table.selected_rows() == [6]
    row = history.row(6)
    assert row is not None
    assert chosen is not None
    assert row.uid == chosen.uid  # its problems may have been found since
    assert table.verticalScrollBar().value() == scrolled
    assert vids(grouped) == [NEWER] * 2 + [OLDER] * 7


def test_a_star_and_a_note_stay_with_their_row(grouped: Driver) -> None:
    table = grouped.window.history.table
    grouped.choose_row(2)
    grouped.window.trigger("Star or unstar")
    grouped.window.trigger("Write a note")
    editor = visible(table, QLineEdit)[0]
    QTest.keyClicks(editor, "the older one")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert grouped.history(Column.STAR) == ["", "", "★"]
    grouped.until(lambda: grouped.context.store.newest(3)[1].note == "the older one")
    # What was read between the two commits, for the star, is read again for the note.
    grouped.until(lambda: grouped.history(Column.NOTE) == ["", "", "the older one"])
    group(grouped, "Do not group")
    assert grouped.history(Column.NOTE) == ["", "the older one", ""]


def test_a_chosen_group_is_sent_again_and_arrives_as_new(grouped: Driver) -> None:
    grouped.choose_row(0)
    grouped.keys("G", grouped.window.history.table)
    grouped.keys("Ctrl+Shift+Return")
    grouped.until(lambda: len(grouped.arrived) == 5)
    grouped.wait_until_sent()
    grouped.until(lambda: not grouped.window.history.row_actions.resending.going)
    assert [received.body for received in grouped.arrived[3:]] == [
        grouped.arrived[0].body,
        grouped.arrived[2].body,
    ]
    assert grouped.context.history.loader.ungrouped == 2


def test_the_grouping_is_the_same_at_the_next_start(open_console: Callable[[], Driver]) -> None:
    before = open_console()
    send_for(before, NEWER)
    send_for(before, OLDER)
    send_for(before, NEWER)
    group(before, "Group by visitor")
    before.close()
    after = open_console()
    after.until(lambda: not after.context.history.loader.search.going)
    assert after.window.history.grouping.text() == "Group: visitor"
    assert after.window.history.table.bands.shown
    assert vids(after) == [NEWER, NEWER, OLDER]
    assert after.window.history.table.isColumnHidden(Column.VISITOR)
    group(after, "Do not group")
    after.close()
    assert open_console().window.history.grouping.text() == "Group"
