"""What the chosen rows can be used for."""

from __future__ import annotations

from support.driver import Driver


def test_nothing_chosen_is_no_harm(driver: Driver) -> None:
    uses = driver.window.history.uses
    for use in (uses.edit_again, uses.resend, uses.star, uses.delete):
        use()
    assert (uses.chosen_ids(), uses.current_wire()) == ([], None)
    uses.compare()
    assert "Choose two rows" in uses.strip.label.text()


def test_the_current_row_gives_its_request(driver: Driver) -> None:
    shown = driver.wire
    driver.send()
    driver.choose_row(0)
    assert driver.window.history.uses.current_wire() == shown
    assert len(driver.window.history.uses.chosen_ids()) == 1


def test_too_many_are_not_sent_again_at_once(driver: Driver) -> None:
    uses = driver.window.history.uses
    uses.table.chosen = lambda: list(range(201))  # type: ignore[method-assign]
    uses.resend()
    assert "Up to 200" in uses.strip.label.text()
    assert not driver.console.sending


def test_progress_can_be_cancelled(driver: Driver) -> None:
    driver.send()
    driver.send()
    uses = driver.window.history.uses
    uses.table.selectAll()
    uses.resend()
    assert uses.strip.label.text() == "Sending 1 of 2 again"
    uses.strip.action.click()
    driver.wait_until_sent()
    assert len(driver.arrived) == 3
    assert uses.strip.label.text() == "Stopped after 1 of 2."
