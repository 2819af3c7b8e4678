"""The history shows why it is empty, and what its rows are good for."""

from __future__ import annotations

from support.driver import Driver, button, words


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
    assert not driver.console.sending
