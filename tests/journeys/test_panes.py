"""Every pane full and empty, light and dark: nothing is cut off, and there is a picture of each.

With CONVERT_CONSOLE_SCREENSHOTS=write the pictures are saved.
"""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QDialog, QScrollArea

from convert_console.core.request.draft import blank_request
from convert_console.widgets.history.compare_dialog import CompareDialog
from convert_console.widgets.kit.visitor_ids import new_visitor_id
from convert_console.widgets.ledger.dialog import LedgerDialog
from convert_console.widgets.main_window.command_palette import CommandPalette
from convert_console.widgets.profile.dialog import ProfileDialog
from convert_console.widgets.traffic.dialog import TrafficDialog
from support.collecting import ask
from support.driver import Driver, focused, settle, visible, words
from support.pictures import NARROW, both_schemes, colours, cut_off, keep, photograph
from support.shop import CATALOG, ORDERS

PAIRS = (("Request", "JSON"), ("Segments", "GET URL"), ("Events", "Wire"), ("Saved", "Answer"))
"""Pages of the left half and of the right one; the history stands below them."""

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def used(driver: Driver) -> Driver:
    """A window whose project has names, which has sent, and has saved a request."""
    driver.context.catalogs.load_text(json.dumps(CATALOG), "shop.json")
    for text in ORDERS[:3]:
        driver.paste_json(text)
        driver.window.trigger("Format JSON")
        driver.send()
    driver.keys("Ctrl+S", driver.window)
    driver.answer_name("A purchase")
    return driver


def dialog(driver: Driver, command: str) -> QDialog:
    driver.window.trigger(command)
    [made] = visible(driver.window, QDialog)
    return made


def pictures(driver: Driver, shown: QDialog, name: str) -> None:
    """Look at a dialog in both themes."""
    for scheme in both_schemes(driver):
        assert colours(keep(shown.grab(), f"{name}-{scheme}")) > 3
    assert cut_off(shown) == []


def check_halves(driver: Driver, name: str) -> None:
    for scheme in both_schemes(driver):
        for left, right in PAIRS:
            driver.turn_builder(left)
            driver.turn_preview(right)
            file = f"panes-{left}-{right}-{name}-{scheme}".lower().replace(" ", "-")
            assert colours(photograph(driver, NARROW, file)) > 10
            assert cut_off(driver.window) == [], (left, right)
            for form in visible(driver.window.builder, QScrollArea):
                assert form.horizontalScrollBar().maximum() == 0, f"{left} is wider than its half"


def test_the_halves_and_the_history_in_use(used: Driver) -> None:
    check_halves(used, "full")
    assert used.window.history.table.isVisible()
    assert used.window.result.isVisible()
    used.write(used.window.history.filter, "verdict:bot since:1h")
    history = used.context.history
    used.until(lambda: history.rowCount() == 0 and not history.loader.search.going)
    for scheme in both_schemes(used):
        photograph(used, NARROW, f"history-no-match-{scheme}")
    assert "Nothing found" in words(used.window.history)
    assert cut_off(used.window) == []


def test_the_halves_and_the_history_empty(driver: Driver) -> None:
    blank = blank_request(driver.profiles.current, new_visitor_id())
    driver.document.load(blank, "New request")
    driver.until(lambda: [one.rule for one in driver.context.problems.all] == ["ev-empty"])
    check_halves(driver, "empty")
    assert "No history yet" in words(driver.window.history)
    assert "No answer yet" in words(driver.window.preview.answer)


def test_expected_results_and_the_names_of_a_project(used: Driver) -> None:
    ledger = dialog(used, "Expected results…")
    assert isinstance(ledger, LedgerDialog)
    used.until(lambda: ledger.table.rowCount() > 0)
    pictures(used, ledger, "ledger-full")
    ledger.close()
    settle()
    names = dialog(used, "Project names…")
    assert any("Example shop" in text for text in words(names))
    pictures(used, names, "names-full")
    names.close()


def test_traffic(used: Driver) -> None:
    traffic = dialog(used, "Traffic…")
    assert isinstance(traffic, TrafficDialog)
    pictures(used, traffic, "traffic-empty")
    for text in ORDERS:
        ask(used.context.collector, body=text.encode(), headers=JSON)
    table, model = traffic.table, traffic.table.model()
    used.until(lambda: model.rowCount() == len(ORDERS))
    used.until(lambda: all(one.is_read for one in traffic._traffic._requests))
    settle()
    used.click(table.viewport(), table.visualRect(model.index(1, 0)).center())
    for place, page in enumerate(("bytes", "document", "problems")):
        traffic.detail.pages.turn_to(place)
        pictures(used, traffic, f"traffic-{page}")
    used.click(traffic.head.switch)
    used.click(traffic.head.clear)
    pictures(used, traffic, "traffic-off")
    traffic.close()


def test_a_comparison_and_the_palette(used: Driver) -> None:
    table = used.window.history.table
    used.choose_row(0)
    both = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    table.selectionModel().select(table.model().index(1, 0), both)
    compared = dialog(used, "Compare selected")
    assert isinstance(compared, CompareDialog)
    pictures(used, compared, "compare")
    compared.close()
    used.activate()
    used.keys("Ctrl+K", used.window)
    [palette] = visible(used.window, CommandPalette)
    used.keys("v", focused())
    for scheme in both_schemes(used):
        photograph(used, NARROW, f"palette-{scheme}")
    assert cut_off(palette) == []
    used.keys("Esc", focused())


def test_what_is_empty_before_anything_was_done(driver: Driver) -> None:
    for command, name in (
        ("Expected results…", "ledger-empty"),
        ("Project names…", "names-empty"),
        ("History limits…", "limits"),
    ):
        shown = dialog(driver, command)
        driver.until(lambda: "Counting…" not in words(shown))  # noqa: B023 - at once
        pictures(driver, shown, name)
        driver.keys("Esc", shown)
        settle()


def test_each_page_of_a_profile(driver: Driver) -> None:
    driver.profiles.alter(
        target="convert", project="10000001", account="10000009", reach="ask",
        headers=(("X-Shop", "staging"), ("Authorization", "Bearer made-up")),
        silenced=("sample-id", "vid-form"), proxy="http://proxy.example:3128",
    )  # fmt: skip
    profile = dialog(driver, "Profile settings…")
    assert isinstance(profile, ProfileDialog)
    for place, page in enumerate(("general", "network", "headers", "rules")):
        profile.pages.turn_to(place)
        pictures(driver, profile, f"profile-{page}")
    profile.close()
