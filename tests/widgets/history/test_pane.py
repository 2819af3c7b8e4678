"""The history shows why it is empty, its rows, and what the selected ones are."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from convert_console.core.history.columns import Column
from convert_console.widgets.history.detail import HistoryDetail
from support.driver import Driver, button, focused, settle, words
from support.exchanges import record
from support.histories import keep_all
from support.pictures import NARROW, WIDE


def detail_of(driver: Driver) -> HistoryDetail:
    detail = driver.window.history.detail
    assert detail is not None
    return detail


def sent(driver: Driver, *orders: str) -> None:
    for order in orders:
        driver.fill("Request", "tid", order)
        driver.send()


def stored(driver: Driver, *visitors: str) -> None:
    """Fill the history with a request of each visitor, which nobody sends."""
    records = [record(number, vid=vid) for number, vid in enumerate(visitors)]
    keep_all(driver.context.store, records)
    driver.context.history.loader.read()
    driver.until(lambda: driver.context.history.rowCount() == len(visitors))


def test_down_leads_from_the_filter_to_the_rows(driver: Driver) -> None:
    pane = driver.window.history
    stored(driver, "a", "b")
    driver.keys("Ctrl+F")
    driver.keys("Down", focused())
    assert focused() is pane.table
    assert pane.table.selected_rows() == [0]
    driver.keys("Down", focused())
    driver.keys("Ctrl+F")
    driver.keys("Down", focused())
    assert (focused(), pane.table.selected_rows()) == (pane.table, [1]), "where it was"


# Empty states.


def test_an_empty_history_says_why_and_offers_the_next_step(driver: Driver) -> None:
    # Without a send it says so and offers the next step.
    pane = driver.window.history
    assert "Nothing sent yet" in words(pane)
    assert button(pane, "Set up your own project…").isVisible()
    assert not pane.filter.isVisible()
    driver.keys("Ctrl+F")
    assert "The history lists no requests to filter yet." in words(driver.window.message)

    # Without a chosen row nothing is sent again.
    driver.keys("Ctrl+Shift+Return")
    assert not driver.sending.running

    # A history that cannot be read says so and tries again.
    pane = driver.window.history
    driver.context.history.loader.failed.emit("The history is locked by another program. Close it.")
    assert "The history is locked by another program" in words(pane)
    driver.click(button(pane, "Try again"))
    assert "Nothing sent yet" in words(pane)


def test_a_filter_that_finds_nothing_or_cannot_be_read_says_so(driver: Driver) -> None:
    # A filter that finds nothing says how to clear it.
    driver.send()
    pane = driver.window.history
    driver.write(pane.filter, "nowhere")
    driver.until(lambda: "Nothing matches “nowhere”" in words(pane))
    assert "1 row in the history." in words(pane)
    driver.click(button(pane, "Clear filter"))
    driver.until(pane.table.isVisible)
    assert pane.filter.text() == ""
    assert focused() is pane.filter

    # A filter that cannot be read does not get the words of the one before.
    pane = driver.window.history
    driver.write(pane.filter, "nowhere")
    driver.until(lambda: "Nothing matches “nowhere”" in words(pane))
    driver.write(pane.filter, "foo:bar")
    driver.until(lambda: "Filter not applied" in words(pane))
    shown = " ".join(words(pane))
    assert "Nothing matches" not in shown
    assert "starred" in shown
    driver.write(pane.filter, "elsewhere")
    driver.until(lambda: "Nothing matches “elsewhere”" in words(pane))


# The details beside the list.


def test_one_row_two_rows_and_more_are_shown_compared_and_copied(driver: Driver) -> None:
    # The row of a send is shown until another one is selected.
    long = "-long" * 30
    sent(driver, "ORDER-1", f"ORDER-2{long}")
    detail = detail_of(driver)
    driver.until(lambda: "ORDER-2" in detail.words.text)
    driver.choose_row(1)
    driver.until(lambda: "ORDER-1" in detail.words.text)
    sent(driver, f"ORDER-3{long}")
    assert "ORDER-1" in detail.words.text
    assert driver.window.history.table.selected_rows() == [2]

    # Two rows show what differs and more only their number.
    table, detail = driver.window.history.table, detail_of(driver)
    table.select(0, 1)
    driver.until(lambda: "ORDER-3" in detail.several.text)
    assert detail.several.title.text() == "2 selected"
    assert "Older first. 1 difference in all." in detail.several.text
    labels = detail.several.findChildren(QLabel)
    (cut,) = [label for label in labels if label.text().startswith("ORDER-3")]
    driver.until(lambda: f"ORDER-3{long}" in cut.toolTip())
    assert detail.foot.compare.isVisible()
    assert detail.foot.send.text() == "Send both again"
    height = detail.several._page.sizeHint().height()
    table.select(0, 2)
    driver.until(lambda: detail.several.title.text() == "3 selected")
    assert not detail.foot.compare.isEnabled()
    for _ in range(5):
        detail.several.show_rows((), ())
    table.select(0, 1)
    driver.until(lambda: detail.several.title.text() == "2 selected")
    driver.until(lambda: detail.several._page.sizeHint().height() == height)

    # Ctrl+C copies the selected rows as they are shown.
    table = driver.window.history.table
    table.select(0, 1)
    driver.keys("Ctrl+C", table)
    lines = QApplication.clipboard().text().splitlines()
    assert len(lines) == 3
    assert lines[0].split("\t")[:4] == ["Verdict", "Time", "Method", "Events"]
    assert lines[1].split("\t")[0] == "Accepted here"
    last = [line.split("\t")[-1] for line in lines]
    assert last == ["Sent to", *["this machine (rehearsal)"] * 2]
    assert driver.message == "2 rows copied."

    # Commands for the panes end the comparison that covers them.
    window = driver.window
    for keys, shown in (("Ctrl+F", window.history.filter), ("Ctrl+O", window.saved.search)):
        window.history.table.select(0, 1)
        window.history.row_actions.compare()
        driver.until(lambda: window.places.covered)
        driver.keys(keys)
        assert not window.places.covered
        assert focused() is shown


def test_each_tab_shows_its_part_and_the_last_one_is_opened_again(
    driver: Driver, open_console: Callable[[], Driver]
) -> None:
    sent(driver, "ORDER-1")
    detail = detail_of(driver)
    driver.until(lambda: "The collector on this machine took it" in detail.words.text)
    bar = detail.pages.bar
    assert [bar.tabText(index) for index in range(4)] == ["Words", "Document", "Problems", "Bytes"]
    assert not bar.isTabEnabled(2), "there are no problems"
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())
    assert detail.document is not None
    assert '"tid": "ORDER-1"' in detail.document.text()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(3).center())
    assert detail.bytes is not None
    assert detail.bytes.text().startswith("POST /track HTTP/1.1")
    assert "\nHTTP/1.1 200" in detail.bytes.text()
    driver.until(lambda: driver.context.preferences.history_layout.get("detail_tab") == "bytes")
    driver.close()
    again = open_console()
    again.choose_row(0)
    again.until(lambda: detail_of(again).bytes is not None)


def test_problems_of_a_row_are_listed(driver: Driver) -> None:
    driver.paste_json('{"cid": "1", "ev": [{"evt": "hitGoal"}]}')
    driver.begin()
    driver.confirm()
    detail = detail_of(driver)
    driver.until(lambda: detail.pages.bar.isTabEnabled(2))
    detail.pages.turn_to(2)
    assert detail.problems is not None
    assert detail.problems.problem_model.rowCount() > 0


def test_the_details_are_beside_the_list_below_it_or_closed(driver: Driver) -> None:
    # The details are closed and opened again.
    sent(driver, "ORDER-1")
    pane = driver.window.history
    wide = pane.table.width()
    driver.click(pane.toggle)
    assert pane.table.width() > wide
    driver.keys("Ctrl+Alt+D")
    assert pane.table.width() == wide
    for is_wide in (True, False):
        pane.toggle.toggle()  # as a screen reader does
        assert (pane.table.width() > wide) is is_wide

    # Where there is little width the details are below the list.
    driver.context.preferences.zoom_by(10)
    pane = driver.window.history
    driver.until(lambda: pane._split.orientation() == Qt.Orientation.Vertical)
    driver.context.preferences.zoom_by(0)
    driver.until(lambda: pane._split.orientation() == Qt.Orientation.Horizontal)

    # Buttons without a row say nothing of none.
    detail = detail_of(driver)
    driver.window.history.table.clearSelection()
    driver.until(detail.foot.isHidden)
    assert "0" not in detail.foot.send.text()


# Rows stay where they are while others come in.


def test_rows_stay_where_they_are_while_others_come_in(driver: Driver) -> None:
    # A table that shows its top shows new rows at once.
    stored(driver, *["v"] * 14)
    table = driver.window.history.table
    table.verticalScrollBar().setValue(0)
    driver.send()
    assert table.verticalScrollBar().value() == 0
    assert not table.news.isVisible()

    # The row of an own send comes into sight.
    table = driver.window.history.table
    driver.choose_row(2)
    table.verticalScrollBar().setValue(30)
    driver.send()
    assert table.verticalScrollBar().value() == 0
    assert not table.news.isVisible()
    assert table.selected_rows() == [3]

    # Reading all rows again keeps selection and scroll.
    table = driver.window.history.table
    driver.choose_row(3)
    bar = table.verticalScrollBar()
    bar.setValue(30)
    chosen = table.history.row(3)
    driver.context.history.loader.read()
    assert table.selected_rows() == [3]
    row = table.history.row(3)
    assert row is not None
    assert chosen is not None
    assert row.uid == chosen.uid  # its problems may have been found since
    assert bar.value() == 30

    # Rows in sight stay and a button leads to the new ones.
    table = driver.window.history.table
    bar = table.verticalScrollBar()
    driver.choose_row(2)
    bar.setValue(bar.maximum() // 2)
    top = table.rowAt(3)
    place, row = table.rowViewportPosition(top), table.history.row(top)
    table.viewport().setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    QCursor.setPos(table.viewport().mapToGlobal(QPoint(9, 9)))
    driver.send("keys")
    driver.send("keys")
    now = table.history.row(table.rowAt(3))
    assert now is not None
    assert row is not None
    assert now.uid == row.uid  # its problems may have been found since
    assert table.rowViewportPosition(table.rowAt(3)) == place
    assert table.news.text() == "2 new"
    driver.click(table.news)
    assert bar.value() == 0
    assert not table.news.isVisible()
    assert table.selected_rows() == [4]


def test_a_row_that_was_selected_by_keys_stays_selected_when_another_is_sent(
    driver: Driver,
) -> None:
    stored(driver, "v", "v", "v")
    table = driver.window.history.table
    driver.send()
    assert table.selected_rows() == [0], "what is sent is selected until the person selects"
    table.setFocus()
    driver.keys("Down")
    driver.keys("Down")
    chosen = table.selected_rows()
    driver.send("keys")
    assert table.selected_rows() == [chosen[0] + 1]


def test_a_mouse_that_was_left_there_when_another_window_opened_is_not_in_use(
    driver: Driver,
) -> None:
    driver.send()
    driver.activate()
    table = driver.window.history.table
    table.viewport().setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    QCursor.setPos(table.viewport().mapToGlobal(QPoint(9, 9)))
    assert table.in_use
    browser = QWidget()
    browser.show()
    browser.activateWindow()
    driver.until(browser.isActiveWindow)
    assert not table.in_use
    QCursor.setPos(QCursor.pos() + QPoint(1, 0))
    assert table.in_use
    browser.close()


# Rows that are shown by a command.


def test_a_row_is_shown_without_a_filter_that_hides_it_or_else_what_another_one_finds(
    driver: Driver,
) -> None:
    stored(driver, "v1", "v2", "v1")
    pane = driver.window.history
    pane.show_found("vid:v2")
    driver.until(lambda: driver.context.history.rowCount() == 1)
    pane.show_row(3, "vid:v1")
    assert (pane.filter.text(), pane.table.selected_rows()) == ("", [0])
    pane.show_row(77, "vid:v1")
    assert pane.filter.text() == "vid:v1"
    driver.until(lambda: driver.context.history.rowCount() == 2)
    pane.show_row(77)
    assert "not listed" in driver.message


# Keys.


def test_edit_again_brings_back_the_draft_its_user_agent_and_its_target(driver: Driver) -> None:
    # Enter takes a row back to edit.
    sent = driver.document.draft
    driver.send()
    driver.keys("Ctrl+N")
    driver.choose_row(0)
    driver.keys("Return", driver.window.history.table)
    assert driver.document.draft == sent

    # Edit again restores the user agent too and one undo takes all back.
    driver.keys("Ctrl+N")
    driver.profiles.alter(user_agent="Mozilla/5.0")
    before = driver.document.draft
    driver.choose_row(0)
    driver.keys("Return", driver.window.history.table)
    assert str(driver.profiles.current.user_agent).startswith("ConvertAgent/1.0")
    assert driver.message
    driver.keys("Ctrl+Z")
    assert driver.document.draft == before
    assert driver.profiles.current.user_agent == "Mozilla/5.0"
    assert driver.message == "", "what was said of it is gone too"
    driver.keys("Ctrl+Shift+Z")
    assert str(driver.profiles.current.user_agent).startswith("ConvertAgent/1.0")

    # Edit again offers another target but not to a local only profile.
    url = driver.request.profile.url
    driver.profiles.alter(target="custom", endpoint="http://127.0.0.1:9/track")
    driver.choose_row(0)
    driver.keys("Return", driver.window.history.table)
    driver.click(button(driver.window.message, "Use its target"))
    assert driver.profiles.current.target == "local"
    assert driver.request.profile.url == url

    # The target of an earlier request is not given to another profile.
    driver.profiles.alter(target="custom", endpoint="http://127.0.0.1:9/track")
    driver.choose_row(0)
    driver.keys("Return", driver.window.history.table)
    use = button(driver.window.message, "Use its target")
    driver.profiles.add("Other", driver.profiles.current)
    current = driver.profiles.current
    use.click()
    assert driver.profiles.current == current
    assert "The target is unchanged" in driver.message


def test_ctrl_z_in_the_history_brings_deleted_rows_back_before_it_changes_the_draft(
    driver: Driver,
) -> None:
    driver.fill("Request", "cid", "5")
    driver.send()
    driver.send()
    driver.choose_row(0)
    driver.keys("Del", driver.window.history.table)
    assert len(driver.history(Column.TIME)) == 1
    driver.keys("Ctrl+Z")
    driver.until(lambda: len(driver.history(Column.TIME)) == 2)
    assert driver.line("Request", "cid").text() == "5"
    driver.window.history.table.setFocus()
    driver.keys("Ctrl+Z")
    assert driver.line("Request", "cid").text() != "5"


def test_deletions_and_changes_of_the_draft_are_undone_the_last_one_first(driver: Driver) -> None:
    driver.send()
    driver.send()
    editor, table = driver.window.preview.json.editor, driver.window.history.table
    editor.setFocus()
    texts = []
    for _ in range(2):
        QTest.keyClicks(editor, " ")
        texts.append(driver.document.draft.text)
        driver.choose_row(0)
        driver.keys("Del", table)
        editor.setFocus()
    QTest.keyClicks(editor, " ")

    def shown(text: str, rows: int) -> bool:
        return (driver.document.draft.text, len(driver.history(Column.TIME))) == (text, rows)

    for expected in ((texts[1], 0), (texts[1], 1), (texts[0], 1), (texts[0], 2)):
        driver.keys("Ctrl+Z", focused())
        driver.until(partial(shown, *expected))
    driver.keys("Ctrl+Z", focused())
    assert driver.document.draft.text not in texts
    driver.keys("Ctrl+Shift+Z", focused())
    assert shown(texts[0], 2)


def test_the_last_row_comes_back_by_ctrl_z_with_its_count_and_under_a_filter(
    driver: Driver,
) -> None:
    # The last row comes back by Ctrl+Z too. Its table gives way to the empty state, and the focus
    # must not leave the history.
    driver.fill("Request", "cid", "5")
    driver.send()
    driver.choose_row(0)
    driver.keys("Del", driver.window.history.table)
    assert driver.history(Column.TIME) == []
    driver.keys("Ctrl+Z", focused())
    driver.until(lambda: len(driver.history(Column.TIME)) == 1)
    assert driver.line("Request", "cid").text() == "5"

    # The count next to the title follows a deletion and its undo.
    count = driver.window.history.count
    assert count.text() == "1"
    driver.choose_row(0)
    driver.keys("Del", driver.window.history.table)
    driver.until(lambda: count.text() == "0")
    driver.keys("Ctrl+Z", focused())
    driver.until(lambda: count.text() == "1")

    # Rows deleted since the filter was typed come back before its typing does. The last row that
    # was found is gone, so that the filter has the focus.
    pane = driver.window.history
    driver.write(pane.filter, "method:POST")
    driver.until(lambda: driver.context.history.loader.filtered and pane.filter.applied != "")
    driver.until(lambda: len(driver.history(Column.TIME)) == 1)
    driver.choose_row(0)
    driver.keys("Del", pane.table)
    assert driver.history(Column.TIME) == []
    assert focused() is pane.filter
    driver.keys("Ctrl+Z", focused())
    driver.until(lambda: len(driver.history(Column.TIME)) == 1)
    assert pane.filter.text() == "method:POST"
    driver.keys("Ctrl+Z", pane.filter)
    assert pane.filter.text() == ""


def test_ctrl_z_in_the_filter_undoes_its_own_typing(driver: Driver) -> None:
    driver.send()
    driver.fill("Request", "cid", "5")
    driver.write(driver.window.history.filter, "shoe")
    driver.keys("Ctrl+Z", focused())
    assert driver.window.history.filter.text() == ""
    driver.keys("Ctrl+Shift+Z", focused())
    assert driver.window.history.filter.text() == "shoe"
    assert driver.line("Request", "cid").text() == "5"


# Notes.


def test_a_note_is_written_over_its_row_and_outlives_reading_all_rows_again(driver: Driver) -> None:
    # A note is written over its row while its column is hidden.
    stored(driver, "v", "v", "v")
    view = driver.window.history.table
    assert view.isColumnHidden(Column.NOTE)
    driver.choose_row(2)
    before = view.viewport().grab().toImage()
    driver.keys("F2", view)
    line = view.note
    assert line.isVisible()
    row = view.visualRect(view.model().index(2, Column.EVENTS))
    assert abs(line.geometry().center().y() - row.center().y()) <= 1
    assert view.viewport().rect().contains(line.geometry())
    QTest.keyClicks(line, "first try")
    driver.keys("Esc", line)
    assert not line.isVisible()
    driver.keys("F2", view)
    assert line.text() == ""
    QTest.keyClicks(line, "the coupon one")
    driver.keys("Return", line)
    assert driver.history(Column.NOTE) == ["", "", "the coupon one"]
    assert focused() is view
    assert view.viewport().grab().toImage() != before, "the row has the sign of a note"
    tip = view.model().index(2, Column.STAR).data(Qt.ItemDataRole.ToolTipRole)
    assert "the coupon one" in tip
    driver.until(lambda: driver.context.store.newest(3)[2].note == "the coupon one")

    # A note that is being typed outlives reading all rows again.
    view = driver.window.history.table
    driver.choose_row(1)
    driver.keys("F2", view)
    QTest.keyClicks(view.note, "over its row")
    driver.context.history.loader.read()
    driver.keys("Return", view.note)
    assert driver.history(Column.NOTE) == ["", "over its row", "the coupon one"]
    view._show_column(Column.NOTE, True)
    driver.choose_row(0)
    driver.keys("F2", view)
    QTest.keyClicks(focused(), "in its cell")
    driver.context.history.loader.read()
    assert driver.history(Column.NOTE) == ["in its cell", "over its row", "the coupon one"]


def test_esc_in_a_note_leaves_the_note_before_it_closes_a_message(driver: Driver) -> None:
    stored(driver, "v")
    view = driver.window.history.table
    driver.choose_row(0)
    driver.keys("Ctrl+C", view)
    assert driver.message == "1 row copied."
    driver.keys("F2", view)
    QTest.keyClicks(view.note, "unwanted")
    driver.keys("Esc", view.note)
    assert not view.note.isVisible()
    assert driver.message == "1 row copied."
    driver.choose_row(0)
    assert driver.history(Column.NOTE) == [""]


def test_a_deletion_is_undone_right_after_a_group_was_folded(driver: Driver) -> None:
    stored(driver, "v1", "v2", "v1", "v2", "v1")
    history, table = driver.context.history, driver.window.history.table
    driver.window.trigger("Group by visitor")
    driver.until(lambda: not history.loader.search.going)
    history.edits.delete([1])
    table.toggle_group(1)
    assert history.rowCount() == 2
    history.edits.undo()
    driver.until(lambda: history.rowCount() == 5 and not history.loader.search.going)
    vids = [row.summary.vid for place in range(5) if (row := history.row(place))]
    assert vids == ["v2", "v2", "v1", "v1", "v1"]


# The columns.


def test_columns_and_sort_order_are_the_same_at_the_next_start(
    driver: Driver, open_console: Callable[[], Driver]
) -> None:
    stored(driver, "v1", "v2")
    table = driver.window.history.table
    header = table.horizontalHeader()
    header.resizeSection(Column.EVENTS, 180)
    header.moveSection(header.visualIndex(Column.METHOD), 0)
    table._show_column(Column.VISITOR, False)
    table._show_column(Column.STATUS, True)
    where = QPoint(header.sectionViewportPosition(Column.TIME) + 20, 5)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    driver.until(lambda: driver.context.preferences.history_layout.get("sort") == ["TIME", False])
    driver.close()
    again = open_console()
    table = again.window.history.table
    assert table.columnWidth(Column.EVENTS) == 180
    assert table.horizontalHeader().visualIndex(Column.METHOD) == 0
    assert table.isColumnHidden(Column.VISITOR)
    assert not table.isColumnHidden(Column.STATUS)
    assert again.context.history.loader.order == (Column.TIME, False)


# Names.


def test_a_row_keeps_the_names_of_its_own_profile(driver: Driver) -> None:
    sent(driver, "ORDER-1")
    assert driver.history(Column.GOALS) == ["Purchase"]
    first = driver.profiles.current.id
    driver.profiles.add("Other shop")
    driver.until(lambda: driver.history(Column.GOALS) == ["Purchase"])
    driver.choose_row(0)
    detail = detail_of(driver)
    driver.until(lambda: "Reached goal Purchase in Green button" in detail.words.text)
    other = '{"goals": [{"id": "100300301", "name": "Newsletter"}], "experiences": []}'
    driver.context.catalogs.load_text(other, "other.json")
    driver.until(lambda: driver.history(Column.GOALS) == ["Purchase"])
    driver.profiles.choose(first)
    driver.until(lambda: driver.history(Column.GOALS) == ["Purchase"])


# While two rows are compared.


def test_what_was_received_is_listed_when_sent_only_is_switched_off(driver: Driver) -> None:
    sent(driver, "ORDER-1")
    pane, history = driver.window.history, driver.context.history
    made = record(900, outcome=None, verdict="inbound-bot")
    exchange = made.exchange._replace(inbound="bot", source="collector", peer="curl/8")
    driver.context.store.append_received([made._replace(exchange=exchange)], 1e12).result()
    assert pane.sent_only.isVisible()
    assert pane.sent_only.isChecked()
    assert pane.table.isColumnHidden(Column.SOURCE)
    pane.sent_only.toggle()  # as a screen reader does
    driver.until(lambda: history.rowCount() == 2)
    assert driver.history(Column.VERDICT) == ["Discarded as bot", "Accepted"]
    assert driver.history(Column.SOURCE) == ["Received", "Sent"]
    assert not pane.table.isColumnHidden(Column.SOURCE)
    assert pane.count.text() == "2"
    driver.write(pane.filter, "from:sent")
    driver.keys("Return", pane.filter)
    driver.until(lambda: history.rowCount() == 1)
    assert not pane.sent_only.isVisible(), "the filter says it"


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_filter_keeps_its_place_while_it_is_typed_into(
    driver: Driver, size: tuple[int, int]
) -> None:
    driver.window.resize(*size)
    for _ in range(10):
        driver.send()
    pane, loader = driver.window.history, driver.context.history.loader
    settle()
    before = pane.filter.geometry()
    for text, found in (("no-such-word", 0), ("from:sent", 10), ("Purchase", 10), ("", 10)):
        driver.write(pane.filter, text)
        pane.filter.apply()
        driver.until(lambda: not loader.search.going)
        settle()
        settle()
        assert pane.filter.geometry() == before, text
        of_all = " of 10" if text and size == WIDE else ""
        assert pane.count.text() == f"{found}{of_all}"
        told = f"{found} of 10 matched the filter when it was applied"
        assert pane.count.toolTip() == (told if text else "")


def test_what_is_sent_while_a_filter_is_on_is_counted_apart(driver: Driver) -> None:
    driver.send()
    pane = driver.window.history
    driver.write(pane.filter, "verdict:bot")
    pane.filter.apply()
    driver.until(lambda: pane.count.text() == "0 of 1")
    driver.send()
    driver.until(lambda: pane.count.text() == "0 of 2, 1 new")
    assert driver.history(Column.VERDICT) == ["Accepted"], "it is listed nonetheless"
    driver.send()
    driver.until(lambda: pane.count.text() == "0 of 3, 2 new")
    pane.filter.apply()
    driver.until(lambda: pane.count.text() == "0 of 3")
