"""What the chosen rows can be used for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from convert_console.core.export.formats import EXPORT_FORMATS
from convert_console.core.history.columns import Column
from convert_console.models.sending.send_controller import ANOTHER_SEND
from convert_console.widgets.history.row_actions import (
    SELECT_FIRST,
    SELECT_ONE,
    SELECT_TWO,
    ExportMenu,
    more_menu,
    row_menu,
)
from support.driver import Driver, button, visible
from support.exchanges import record
from support.histories import keep_all


def test_an_empty_selection_and_too_many_rows_do_no_harm(driver: Driver) -> None:
    # An empty selection does no harm.
    actions = driver.window.history.row_actions
    for use in (actions.edit_again, actions.resend, actions.star, actions.delete):
        use()
    assert (actions.selected_ids(), actions.current_wire()) == ([], None)
    actions.compare()
    assert "Select two rows" in driver.message
    driver.send()
    driver.window.history.table.clearSelection()
    actions.exports.ask(EXPORT_FORMATS["csv"])
    assert "Ctrl+A selects all" in driver.message
    driver.keys("Ctrl+A")
    assert len(actions.selected_ids()) == 1

    # Too many rows are not sent again at once.
    actions = driver.window.history.row_actions
    actions.table.selected_rows = lambda: list(range(201))  # type: ignore[method-assign]
    actions.resend()
    assert "Up to 200" in driver.message
    assert not driver.sending.running

    # The menu of rows offers what fits their number.
    one, two, many = (offered(driver, number) for number in (1, 2, 1234))
    assert one["Edit again"] == (True, "Enter")
    assert one["Note…"] == (True, "F2")
    assert one["Compare with draft"] == (True, "")
    assert two["Send both again"] == (True, "Ctrl+Shift+Enter")
    assert two["Edit again"] == (False, "select one row")
    assert two["Compare these two"] == (True, "")
    assert two["Star both"] == (True, "S")
    assert many["Send all 1,234 again"][0]
    assert many["Delete all 1,234"] == (True, "Del")


def test_menu_and_palette_act_on_the_chosen_rows_and_grey_what_does_not_fit(driver: Driver) -> None:
    # The current row gives its request.
    shown = driver.wire
    driver.send()
    driver.choose_row(0)
    assert driver.window.history.row_actions.current_wire() == shown
    assert len(driver.window.history.row_actions.selected_ids()) == 1

    # A chosen row is copied and exported from the palette.
    driver.choose_row(0)
    driver.window.trigger("Copy as cURL (bash)")
    assert QApplication.clipboard().text().startswith("curl")
    driver.window.trigger("Export as HAR 1.2…")
    dialog = visible(driver.window, QFileDialog)[0]
    assert dialog.windowTitle() == "Export 1 request: HAR 1.2"
    assert dialog.isVisible()
    dialog.reject()

    # The palette greys what does not fit and enter says why.
    driver.window.history.table.clearSelection()
    driver.window.help.show_commands()
    palette = driver.window.help.palette
    assert palette is not None
    driver.write(palette.line, "export CSV")
    said = palette.list.currentItem().data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == f"Export as CSV… {SELECT_FIRST}"
    driver.keys("Return", palette.line)
    assert palette.isVisible()
    palette.close_up()

    # What does not fit the choice is greyed in the menu and says why.
    driver.send()
    table = driver.window.history.table
    table.clearSelection()
    offered = offered_in(menu_of(driver, "History"))
    for text in ("Star or unstar", "Write a note", "Edit again", "Delete selected"):
        assert not offered[text].isEnabled()
        assert offered[text].toolTip() == SELECT_FIRST
    assert offered["Compare selected"].toolTip() == SELECT_TWO
    resend = offered_in(menu_of(driver, "Request"))["Send selected again"]
    assert not resend.isEnabled()
    table.selectAll()
    offered = offered_in(menu_of(driver, "History"))
    assert offered["Star or unstar"].isEnabled()
    assert offered["Star or unstar"].toolTip() == "In the history: S"
    assert offered["Compare selected"].isEnabled()
    assert offered["Write a note"].toolTip() == SELECT_ONE
    copies = offered_in(menu_of(driver, "History", "Copy selected"))
    assert not copies["Copy as cURL (bash)"].isEnabled()

    # A shortcut works again once the menu has closed.
    driver.window.history.table.clearSelection()
    menu = menu_of(driver, "Request")
    menu.aboutToHide.emit()
    driver.choose_row(0)
    driver.keys("Ctrl+Shift+Return")
    driver.wait_until_sent()
    assert len(driver.arrived) == 3

    # Palette and menu act on the chosen rows and say when there is none.
    driver.window.history.table.clearSelection()
    driver.window.trigger("Star or unstar")
    assert driver.message == SELECT_FIRST
    driver.choose_row(0)
    driver.window.trigger("Star or unstar")
    assert driver.history(Column.STAR) == ["★", "", ""]
    driver.window.trigger("Delete selected")
    assert driver.history(Column.STAR) == ["", ""]


def test_a_deletion_selects_the_next_row_or_else_the_last_one(driver: Driver) -> None:
    keep_all(driver.context.store, [record(number) for number in range(5)])
    history, table = driver.context.history, driver.window.history.table
    history.loader.read()
    driver.choose_row(1)
    after = [row.id for position in (2, 3) if (row := history.row(position))]
    driver.keys("Del", table)
    assert table.selected_rows() == [1]
    driver.until(lambda: [row.id for row in history.selected.rows] == after[:1])
    driver.keys("Del", table)
    driver.until(lambda: [row.id for row in history.selected.rows] == after[1:])
    table.select(1, 2)
    driver.keys("Del", table)
    assert table.selected_rows() == [0]
    driver.keys("Del", table)
    assert driver.history(Column.TIME) == []


def test_the_menus_offer_to_remove_stars_where_every_row_has_one(driver: Driver) -> None:
    driver.send()
    driver.send()
    actions = driver.window.history.row_actions

    def shown() -> list[str]:
        menus = (row_menu(actions, driver.window), more_menu(actions, driver.window))
        texts = [action.text() for menu in menus for action in menu.actions()]
        return [text.partition("\t")[0] for text in texts if "star" in text.lower()]

    driver.choose_row(0)
    assert shown() == ["Star", "Star"]
    driver.keys("S", actions.table)
    assert shown() == ["Remove star", "Remove star"]
    actions.table.selectAll()
    assert shown() == ["Star both", "Star"]
    driver.keys("S", actions.table)
    assert shown() == ["Remove both stars", "Remove stars"]


def test_progress_can_be_cancelled(driver: Driver) -> None:
    driver.send()
    driver.send()
    actions = driver.window.history.row_actions
    actions.table.selectAll()
    actions.resend()
    assert driver.message == "Sending 1 of 2 again"
    driver.click(button(driver.window.message, "Cancel"))
    driver.wait_until_sent()
    assert len(driver.arrived) == 3
    assert driver.message == "Stopped after 1 of 2."


def test_progress_stays_until_the_end_and_a_second_run_says_why_it_waits(driver: Driver) -> None:
    driver.send()
    driver.send()
    actions = driver.window.history.row_actions
    actions.table.selectAll()
    actions.resend()
    driver.window.message.dismiss()  # as a message does after its time
    assert driver.message == "Sending 1 of 2 again"
    actions.resend()
    assert driver.message == f"Sending 1 of 2 again\n{ANOTHER_SEND}"
    driver.until(lambda: not actions.resending.going)
    assert driver.message == ANOTHER_SEND
    driver.wait_until_sent()
    assert len(driver.arrived) == 4


@pytest.mark.parametrize("by", ["Esc", "the top bar"])
def test_cancel_stops_all_that_were_to_be_sent_again(driver: Driver, by: str) -> None:
    driver.send()
    driver.send()
    table = driver.window.history.table
    table.setFocus()
    table.selectAll()
    driver.keys("Ctrl+Shift+Return")
    if by == "Esc":
        driver.keys("Esc", table)
    else:
        driver.click(driver.window.bar.buttons.stop)
    driver.until(lambda: not driver.window.history.row_actions.resending.going)
    driver.wait_until_sent()
    assert len(driver.history(Column.TIME)) == 3
    assert driver.message == "Stopped after 1 of 2."


# What the menu of rows offers.


def offered(driver: Driver, rows: int) -> dict[str, tuple[bool, str]]:
    """The entries of the menu for so many selected rows: whether they can be used, and what stands
    at their right.
    """
    actions = driver.window.history.row_actions
    actions.table.selected_rows = lambda: list(range(rows))  # type: ignore[method-assign]
    menu = row_menu(actions, driver.window)
    entries = [action for action in menu.actions() if not action.isSeparator()]
    found = {}
    for action in entries:
        text, _tab, hint = action.text().partition("\t")
        found[text] = action.isEnabled(), hint
    return found


def menu_of(driver: Driver, *titles: str) -> QMenu:
    """A menu within the window's, as it opens."""
    menu = driver.window.rail.menu.menu()
    for title in titles:
        menu.aboutToShow.emit()
        # Not by its action, with which PySide takes the menu for deleted.
        menu = next(
            found for found in menu.findChildren(QMenu) if found.title().replace("&", "") == title
        )
    menu.aboutToShow.emit()
    return menu


def offered_in(menu: QMenu) -> dict[str, QAction]:
    return {action.text().replace("&", ""): action for action in menu.actions()}


# An export asks for a form and a file, and for rows where none is chosen.


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    return window


def opened(exports):
    menu = exports.menu()
    menu.aboutToShow.emit()
    return menu


def test_every_form_is_offered(window, qtbot):
    menu = opened(ExportMenu(lambda: [1], window))
    qtbot.addWidget(menu)
    assert [action.text() for action in menu.actions()] == [
        f"{form.title}…" for form in EXPORT_FORMATS.values()
    ]


def test_without_chosen_rows_it_says_what_to_do(window, qtbot):
    exports = ExportMenu(list, window)
    menu = opened(exports)
    qtbot.addWidget(menu)
    with qtbot.waitSignal(exports.refused):
        menu.actions()[0].trigger()


def test_a_chosen_file_is_wanted_with_rows_and_form(window, qtbot, tmp_path):
    exports = ExportMenu(lambda: [3, 1], window)
    menu = opened(exports)
    qtbot.addWidget(menu)
    menu.actions()[2].trigger()
    dialog = window.findChild(QFileDialog)
    assert dialog.defaultSuffix() == EXPORT_FORMATS["csv"].suffix
    with qtbot.waitSignal(exports.wanted) as wanted:
        dialog.fileSelected.emit(str(tmp_path / "out.csv"))
    assert wanted.args == [[3, 1], EXPORT_FORMATS["csv"], str(tmp_path / "out.csv")]
    dialog.close()
