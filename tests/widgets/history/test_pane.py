"""The history shows why it is empty, and what its rows are good for."""

from __future__ import annotations

from convert_console.core.history.columns import Column
from support.driver import Driver, button, focused, words


def test_without_a_send_it_says_so(driver: Driver) -> None:
    assert "No history yet" in words(driver.window.history)


def test_a_filter_that_finds_nothing_says_how_to_clear_it(driver: Driver) -> None:
    driver.send()
    pane = driver.window.history
    driver.write(pane.filter, "nowhere")
    driver.until(lambda: "Nothing found" in words(pane))
    driver.click(button(pane, "Clear the filter"))
    driver.until(pane.table.isVisible)
    assert pane.filter.text() == ""


def test_enter_takes_a_row_back_to_edit(driver: Driver) -> None:
    sent = driver.document.draft
    driver.send()
    driver.keys("Ctrl+N")
    driver.choose_row(0)
    driver.keys("Return", driver.window.history.table)
    assert driver.document.draft == sent


def test_without_a_chosen_row_nothing_is_sent_again(driver: Driver) -> None:
    driver.keys("Ctrl+Shift+Return")
    assert not driver.sending.running


def test_ctrl_z_in_the_history_brings_deleted_rows_back_and_leaves_the_draft_alone(
    driver: Driver,
) -> None:
    driver.fill("Request", "cid", "5")
    driver.send()
    driver.send()
    driver.choose_row(0)
    driver.keys("Del")
    assert len(driver.history(Column.TIME)) == 1
    driver.keys("Ctrl+Z")
    driver.until(lambda: len(driver.history(Column.TIME)) == 2)
    driver.keys("Ctrl+Z")
    assert driver.line("Request", "cid").text() == "5"


def test_the_last_row_comes_back_by_ctrl_z_too(driver: Driver) -> None:
    """Its table gives way to the empty state, and the focus must not leave the history."""
    driver.fill("Request", "cid", "5")
    driver.send()
    driver.choose_row(0)
    driver.keys("Del")
    assert driver.history(Column.TIME) == []
    driver.keys("Ctrl+Z", focused())
    driver.until(lambda: len(driver.history(Column.TIME)) == 1)
    assert driver.line("Request", "cid").text() == "5"


def test_ctrl_z_in_the_filter_undoes_its_own_typing(driver: Driver) -> None:
    driver.fill("Request", "cid", "5")
    driver.write(driver.window.history.filter, "shoe")
    driver.keys("Ctrl+Z", focused())
    assert driver.window.history.filter.text() == ""
    driver.keys("Ctrl+Shift+Z", focused())
    assert driver.window.history.filter.text() == "shoe"
    assert driver.line("Request", "cid").text() == "5"


def test_rows_deleted_since_the_filter_was_typed_come_back_before_its_typing_does(
    driver: Driver,
) -> None:
    """The last row that was found is gone, so that the filter has the focus."""
    driver.send()
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


def test_the_count_next_to_the_title_follows_a_deletion_and_its_undo(driver: Driver) -> None:
    driver.send()
    count = driver.window.history.header.count
    assert count.text() == "1"
    driver.choose_row(0)
    driver.keys("Del")
    driver.until(lambda: count.text() == "")
    driver.keys("Ctrl+Z", focused())
    driver.until(lambda: count.text() == "1")


def test_a_filter_that_cannot_be_read_does_not_get_the_words_of_the_one_before(
    driver: Driver,
) -> None:
    driver.send()
    pane = driver.window.history
    driver.write(pane.filter, "nowhere")
    driver.until(lambda: "Nothing found" in words(pane))
    driver.write(pane.filter, "foo:bar")
    driver.until(lambda: "Filter not applied" in words(pane))
    shown = " ".join(words(pane))
    assert "Nothing matches" not in shown
    assert "starred" in shown
    driver.write(pane.filter, "elsewhere")
    driver.until(lambda: "Nothing matches “elsewhere”." in words(pane))
