"""The bottom line counts this session and says where the collector listens."""

from __future__ import annotations

from support.driver import Driver, settle
from support.pictures import cut_off


def test_sends_and_exact_revenue_are_counted(driver: Driver) -> None:
    status = driver.window.status
    assert status.sent.text() == "sent 0 · accepted 0"
    driver.send()
    driver.send()
    assert status.sent.text() == "sent 2 · accepted 2 · revenue 246.40"


def test_what_was_not_accepted_brings_no_revenue(driver: Driver) -> None:
    driver.profiles.alter(user_agent="curl/8")
    driver.begin()
    driver.confirm()
    assert driver.window.status.sent.text() == "sent 1 · accepted 0"


def test_saving_and_the_collector_are_shown(driver: Driver) -> None:
    with driver.qtbot.waitSignal(driver.context.autosave.saved):
        driver.fill("Request", "cid", "5")
    assert driver.window.status.saved.text().startswith("saved ")
    address = driver.composition.collector.url.removeprefix("http://").removesuffix("/track")
    assert driver.window.status.collector.text() == f"local collector on {address}"
    driver.window.status.show_collector("")
    assert driver.window.status.collector.text() == "local collector off"


def test_what_has_no_room_is_cut_and_shown_in_full_on_hover(driver: Driver) -> None:
    driver.send()
    status = driver.window.status
    address = "a-name-of-this-machine-that-nobody-foresaw." * 8 + ":8765"
    status.show_collector(f"http://{address}/track")
    settle()
    settle()
    assert cut_off(driver.window) == []
    assert address in status.collector.toolTip()
