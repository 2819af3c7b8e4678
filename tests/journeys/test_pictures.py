"""Every pane and dialog in both themes: nothing is cut off, and there is a picture of each."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QScrollArea, QWidget

from convert_console.core.document.formatting import pretty
from convert_console.core.request.draft import Draft, blank_request
from convert_console.core.request.profile import CONVERT_AGENT
from convert_console.widgets.fields.visitor_field import new_visitor_id
from convert_console.widgets.ledger.place import ResultsPlace
from convert_console.widgets.main_window.command_palette import CommandPalette
from convert_console.widgets.paste.paste import PasteChooser
from convert_console.widgets.profile.dialog import ProfileDialog
from convert_console.widgets.traffic.place import TrafficPlace
from support.collecting import ask
from support.driver import Driver, focused, settle, visible, words
from support.pictures import NARROW, WIDE, colours, cut_off, photograph, save
from support.shop import CATALOG, ORDERS, catalog

PAIRS = (("Request", "JSON"), ("Segments", "JSON"), ("Events", "Wire"), ("Saved", "Answer"))
"""Pages of the left half and of the right one; the history stands below them."""

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def used(themed: Driver) -> Driver:
    """A window whose project has names, which has sent, and has saved a request."""
    themed.context.catalogs.load_text(json.dumps(CATALOG), "shop.json")
    for text in ORDERS[:3]:
        themed.paste_json(text)
        themed.window.trigger("Format JSON")
        themed.send()
    themed.keys("Ctrl+S", themed.window)
    themed.answer_name("A purchase")
    return themed


def dialog(driver: Driver, command: str) -> QWidget:
    """What a command shows: a dialog, or a place of the window."""
    driver.window.trigger(command)
    places = driver.window.places
    return places.current if places.name != "compose" else visible(driver.window, QDialog)[0]


def picture(shown: QWidget, name: str) -> None:
    """Look at a dialog or a place."""
    settle()
    settle()
    assert colours(save(shown.grab(), name)) > 3
    assert cut_off(shown) == []


def check_halves(driver: Driver, name: str) -> None:
    for left, right in PAIRS:
        driver.turn_builder(left)
        driver.turn_preview(right)
        file = f"panes-{left}-{right}-{name}".lower().replace(" ", "-")
        assert colours(photograph(driver, NARROW, file)) > 10
        assert cut_off(driver.window) == [], (left, right)
        for form in visible(driver.window.builder, QScrollArea):
            assert form.horizontalScrollBar().maximum() == 0, f"{left} is wider than its half"


def test_the_halves_and_the_history_in_use(used: Driver, scheme: str) -> None:
    check_halves(used, f"full-{scheme}")
    assert used.window.history.table.isVisible()
    assert used.window.result.isVisible()
    used.write(used.window.history.filter, "verdict:bot since:1h")
    history = used.context.history
    used.until(lambda: history.rowCount() == 0 and not history.loader.search.going)
    photograph(used, NARROW, f"history-no-match-{scheme}")
    assert "Nothing matches “verdict:bot since:1h”" in words(used.window.history)
    assert cut_off(used.window) == []


def test_the_halves_and_the_history_empty(themed: Driver, scheme: str) -> None:
    blank = blank_request(themed.profiles.current, new_visitor_id())
    themed.document.load(blank, "New request")
    themed.until(lambda: [one.rule for one in themed.context.problems.all] == ["ev-empty"])
    check_halves(themed, f"empty-{scheme}")
    assert "Nothing sent yet" in words(themed.window.history)
    assert "No answer yet" in words(themed.window.preview.answer)


def test_a_comparison_the_palette_expected_results_and_the_names_of_a_project(
    used: Driver, scheme: str
) -> None:
    check_comparison_and_palette(used, scheme)
    used.window.resize(*WIDE)
    used.go("Results")
    [ledger] = visible(used.window, ResultsPlace)
    used.until(lambda: bool(ledger.table.rows()))
    picture(ledger, f"ledger-full-{scheme}")
    used.go("Compose")
    names = dialog(used, "Project names…")
    assert any("Example shop" in text for text in words(names))
    picture(names, f"names-full-{scheme}")
    names.close()


def test_traffic_empty_full_and_off(used: Driver, scheme: str) -> None:
    traffic = dialog(used, "Traffic")
    assert isinstance(traffic, TrafficPlace)
    table = traffic.list.table
    model = table.model()
    used.until(lambda: model.rowCount() == 3)  # what the window has sent
    for text in ORDERS:
        ask(used.composition.collector, body=text.encode(), headers=JSON)
    used.until(lambda: model.rowCount() == 3 + len(ORDERS))
    settle()
    used.click(table.viewport(), table.visualRect(model.index(1, 0)).center())
    detail = traffic.list.detail
    assert detail is not None
    used.until(lambda: "Proof" in words(detail))  # the row is read
    for place, page in enumerate(("words", "document")):
        detail.pages.turn_to(place)
        settle()
        picture(traffic, f"traffic-{page}-{scheme}")
    used.click(traffic.head.switch)
    table.selectAll()
    used.keys("Del", table)
    used.until(lambda: model.rowCount() == 0)
    picture(traffic, f"traffic-off-{scheme}")
    used.click(traffic.head.switch)
    picture(traffic, f"traffic-empty-{scheme}")


def check_comparison_and_palette(used: Driver, scheme: str) -> None:
    table = used.window.history.table
    used.choose_row(0)
    both = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    table.selectionModel().select(table.model().index(1, 0), both)
    used.window.trigger("Compare selected")
    assert used.window.comparison is not None
    photograph(used, NARROW, f"compare-{scheme}")
    used.window.close_comparison()
    used.activate()
    used.keys("Ctrl+K", used.window)
    [palette] = visible(used.window, CommandPalette)
    used.keys("v", focused())
    photograph(used, NARROW, f"palette-{scheme}")
    assert cut_off(palette) == []
    used.keys("Esc", focused())


def test_empty_states_before_any_action(themed: Driver, scheme: str) -> None:
    for command, name in (
        ("Results", "ledger-empty"),
        ("Project names…", "names-empty"),
        ("History limits…", "limits"),
    ):
        shown = dialog(themed, command)
        if isinstance(shown, ResultsPlace):
            themed.until(lambda: shown.model.counted is not None)  # noqa: B023 - at once
        picture(shown, f"{name}-{scheme}")
        themed.keys("Esc", shown)
        themed.go("Compose")


def test_each_page_of_a_profile(themed: Driver, scheme: str) -> None:
    themed.profiles.alter(
        target="convert", project="10000001", account="10000009", reach="ask",
        headers=(("X-Shop", "staging"), ("Authorization", "Bearer made-up")),
        silenced=("sample-id", "vid-form"), proxy="http://proxy.example:3128",
    )  # fmt: skip
    themed.keys("Ctrl+,", themed.window)
    [profile] = visible(themed.window, ProfileDialog)
    for place, page in enumerate(("general", "network", "headers", "rules")):
        profile.pages.turn_to(place)
        picture(profile, f"profile-{page}-{scheme}")
    profile.close()


@pytest.fixture
def full(themed: Driver) -> Driver:
    """A window that has sent a few requests, of which the last is shown."""
    themed.send("keys")
    themed.search(themed.window.bar.agent.line, "curl/8")
    themed.begin("keys")
    themed.confirm()
    themed.profiles.alter(user_agent=CONVERT_AGENT)
    themed.choose_method("GET")
    themed.send("keys")
    themed.choose_method("POST")
    themed.send("keys")
    return themed


def test_the_window_in_use(full: Driver, scheme: str) -> None:
    image = photograph(full, WIDE, f"window-{scheme}")
    assert image.size().toTuple() == WIDE
    assert colours(image) > 20
    for part in (full.window.builder, full.window.preview, full.window.result):
        assert part.isVisible()
    assert full.window.history.table.isVisible()
    assert cut_off(full.window) == []
    for page in ("Request", "Segments", "Events"):
        full.turn_builder(page)
        photograph(full, NARROW, "window-small")  # lays the page out, the open card included
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
def named(themed: Driver) -> Driver:
    themed.context.catalogs.load_text(json.dumps(STOPPED_CATALOG), "shop.json")
    themed.document.load(Draft(pretty(json.dumps(REQUEST))), "Load")
    themed.window.models.problems.check()
    return themed


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


def test_problems_and_names_in_the_forms(named: Driver, scheme: str) -> None:
    named.window.builder.events.choose(0)
    assert colours(photograph(named, WIDE, f"builder-problems-{scheme}")) > 20
    assert cut_off(named.window) == []
    assert named.window.problems.isVisible()
    lines = visible(named.window.builder.events.form.pairs, QLineEdit)
    assert "Checkout button" in [line.text() for line in lines]
    named.turn_builder("Segments")
    assert colours(photograph(named, WIDE, f"segments-problems-{scheme}")) > 20
    assert cut_off(named.window) == []


def test_the_choice_among_several_pasted_requests(themed: Driver, scheme: str) -> None:
    themed.context.catalogs.load_text(json.dumps(STOPPED_CATALOG), "shop.json")
    entries = [posted("100300301", 123.2), posted("100300302", 59.9), posted("100300301", 12.5)]
    QApplication.clipboard().setText(json.dumps({"log": {"entries": entries}}))
    themed.keys("Ctrl+Shift+V")
    [chooser] = visible(themed.window, PasteChooser)
    assert colours(save(chooser.grab(), f"paste-chooser-{scheme}")) > 3
    assert cut_off(chooser) == []
    assert "Purchase · 123.2" in chooser.list.item(0).text()
    chooser.reject()
