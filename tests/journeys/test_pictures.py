"""Every pane and dialog in both themes: nothing is cut off, and there is a picture of each."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea

from convert_console.core.document.formatting import pretty
from convert_console.core.request.draft import Draft, blank_request
from convert_console.widgets.history.compare_dialog import CompareDialog
from convert_console.widgets.kit.visitor_ids import new_visitor_id
from convert_console.widgets.ledger.dialog import LedgerDialog
from convert_console.widgets.main_window.command_palette import CommandPalette
from convert_console.widgets.paste.paste import PasteChooser
from convert_console.widgets.profile.dialog import ProfileDialog
from convert_console.widgets.traffic.dialog import TrafficDialog
from support.collecting import ask
from support.driver import Driver, focused, settle, visible, words
from support.pictures import NARROW, WIDE, both_schemes, colours, cut_off, keep, photograph
from support.shop import CATALOG, ORDERS, catalog

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


def test_traffic_empty_full_and_off(used: Driver) -> None:
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
    driver.keys("Ctrl+,", driver.window)
    [profile] = visible(driver.window, ProfileDialog)
    for place, page in enumerate(("general", "network", "headers", "rules")):
        profile.pages.turn_to(place)
        pictures(driver, profile, f"profile-{page}")
    profile.close()


@pytest.fixture
def full(driver: Driver) -> Driver:
    """A window that has sent a few requests, of which the last is shown."""
    driver.send("keys")
    driver.write(driver.window.top.agent.combo.line, "curl/8")
    driver.begin("keys")
    driver.confirm()
    driver.profiles.alter(user_agent="ConvertAgent/1.0 (convert-console/0.1.0)")
    driver.choose_method("GET")
    driver.send("keys")
    driver.choose_method("POST")
    driver.send("keys")
    return driver


def test_the_window_in_use(full: Driver) -> None:
    for scheme in both_schemes(full):
        image = photograph(full, WIDE, f"window-{scheme}")
        assert image.size().toTuple() == WIDE
        assert colours(image) > 20
    for part in (full.window.builder, full.window.preview, full.window.result):
        assert part.isVisible()
    assert full.window.history.table.isVisible()
    assert cut_off(full.window) == []
    for page in ("Request", "Segments", "Events"):
        full.turn_builder(page)
        image = photograph(full, NARROW, "window-small")
        assert image.size().toTuple() == NARROW, "the window needs more room than it has"
        assert cut_off(full.window) == [], page


def test_an_empty_window_says_how_to_begin(driver: Driver) -> None:
    blank = blank_request(driver.profiles.current, new_visitor_id())
    driver.document.load(blank, "New request")
    driver.until(lambda: [one.rule for one in driver.context.problems.all] == ["ev-empty"])
    image = photograph(driver, NARROW, "window-empty")
    assert colours(image) > 10
    assert cut_off(driver.window) == []


def test_a_window_that_is_zoomed_to_200_percent(open_console: Callable[[], Driver]) -> None:
    driver = open_console()
    driver.context.preferences.zoom_by(10)
    photograph(driver, (1920, 1200))
    assert cut_off(driver.window) == []


VISITOR = new_visitor_id()
STOPPED_CATALOG = {
    **catalog(("100300301",), "stopped"),
    "segments": [{"id": "100500501", "name": "Returning buyers"}],
    "archived_experiences": ["100400199"],
}
REQUEST = {
    "cid": "10000009",
    "pid": "10000001",
    "vid": VISITOR,
    "seg": {
        "browser": "Chrome", "devices": ["DESK"], "new": 1, "ctry": "ro", "cust": ["100500501"],
    },
    "ev": [
        {
            "evt": "tr",
            "goals": ["100300302", "100300309"],
            "exps": ["100400101", "100400199"],
            "vars": ["1004200201", "1004200204"],
            "r": "123,20",
            "prc": 2,
            "currency": "EUR",
        },
        {"evt": "hitGoal", "goals": ["100300301"], "exps": ["100400101"], "vars": []},
    ],
}  # fmt: skip


@pytest.fixture
def named(driver: Driver) -> Driver:
    driver.context.catalogs.load_text(json.dumps(STOPPED_CATALOG), "shop.json")
    driver.document.load(Draft(pretty(json.dumps(REQUEST))), "Load")
    driver.window.models.problems.check()
    return driver


def posted(goal: str, amount: float) -> dict[str, object]:
    pair = {"exps": ["100400101"], "vars": ["1004200201"]}
    sale = {"evt": "tr", "goals": [goal], **pair, "r": amount, "prc": 1}
    document = {"cid": "10000009", "pid": "10000001", "vid": VISITOR, "ev": [sale]}
    return {
        "request": {
            "method": "POST",
            "url": "https://10000001.metrics.convertexperiments.com/track",
            "headers": [],
            "postData": {"mimeType": "application/json", "text": json.dumps(document)},
        }
    }


def test_problems_and_names_in_the_forms(named: Driver) -> None:
    named.window.builder.events.choose(0)
    for scheme in both_schemes(named):
        assert colours(photograph(named, WIDE, f"builder-problems-{scheme}")) > 20
    assert cut_off(named.window) == []
    assert named.window.problems.isVisible()
    assert "Checkout button" in words(named.window.builder.events.form.pairs)
    named.turn_builder("Segments")
    for scheme in both_schemes(named):
        assert colours(photograph(named, WIDE, f"segments-problems-{scheme}")) > 20
    assert cut_off(named.window) == []


def test_the_choice_among_several_pasted_requests(driver: Driver) -> None:
    driver.context.catalogs.load_text(json.dumps(STOPPED_CATALOG), "shop.json")
    entries = [posted("100300301", 123.2), posted("100300302", 59.9), posted("100300301", 12.5)]
    QApplication.clipboard().setText(json.dumps({"log": {"entries": entries}}))
    driver.keys("Ctrl+Shift+V")
    [chooser] = visible(driver.window, PasteChooser)
    for scheme in both_schemes(driver):
        assert colours(keep(chooser.grab(), f"paste-chooser-{scheme}")) > 3
    assert cut_off(chooser) == []
    assert "Purchase · 123.2" in chooser.list.item(0).text()
    chooser.reject()
