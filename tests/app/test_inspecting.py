"""Opening the inspector joins it to the window, and closing either is clean."""

from __future__ import annotations

from convert_console.app.tools import inspect_inbound
from support.collecting import ask
from support.driver import Driver


def test_there_is_one_inspector_at_a_time(driver: Driver) -> None:
    first = inspect_inbound(driver.composition)
    assert inspect_inbound(driver.composition) is first
    first.close()
    second = inspect_inbound(driver.composition)
    assert second is not first
    second.close()


def test_the_window_hears_of_the_collector(driver: Driver) -> None:
    inspector = inspect_inbound(driver.composition)
    inspector._inbound.stop()
    assert driver.window.status.collector.text() == "local collector off"
    inspector._inbound.start()
    assert driver.console.profile.url == driver.composition.collector.url
    assert "local collector on 127.0.0.1" in driver.window.status.collector.text()


def test_silenced_rules_are_silent_here_too(driver: Driver) -> None:
    driver.profiles.alter(silenced=("missing-cid",))
    inspector = inspect_inbound(driver.composition)
    ask(driver.composition.collector, body=b"{}")
    driver.until(lambda: inspector._inbound.came == 1)
    hit = inspector._inbound.hit(0)
    assert hit
    rules = {problem.rule for problem in hit.problems}
    assert "missing-cid" not in rules
    assert "missing-pid" in rules


def test_the_windows_end_is_the_inspectors(driver: Driver) -> None:
    inbound = inspect_inbound(driver.composition)._inbound
    driver.window.close()
    ask(driver.composition.collector, body=b"{}")
    assert inbound.waiting == 0
