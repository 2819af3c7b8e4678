"""Pictures of composing: problems and names in the forms, and the choice among pasted requests.

With CONVERT_CONSOLE_SCREENSHOTS=write they are saved for people to look at.
"""

from __future__ import annotations

import json

import pytest
from PySide6.QtWidgets import QApplication

from convert_console.core.document.formatting import pretty
from convert_console.core.request.draft import Draft
from convert_console.widgets.kit.visitor_ids import new_visitor_id
from convert_console.widgets.paste.paste import PasteChooser
from support.driver import Driver, visible, words
from support.pictures import WIDE, both_schemes, colours, cut_off, keep, photograph
from support.shop import catalog

VISITOR = new_visitor_id()
CATALOG = {
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
    driver.context.catalogs.load_text(json.dumps(CATALOG), "shop.json")
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
    driver.context.catalogs.load_text(json.dumps(CATALOG), "shop.json")
    entries = [posted("100300301", 123.2), posted("100300302", 59.9), posted("100300301", 12.5)]
    QApplication.clipboard().setText(json.dumps({"log": {"entries": entries}}))
    driver.keys("Ctrl+Shift+V")
    [chooser] = visible(driver.window, PasteChooser)
    for scheme in both_schemes(driver):
        assert colours(keep(chooser.grab(), f"paste-chooser-{scheme}")) > 3
    assert cut_off(chooser) == []
    assert "Purchase · 123.2" in chooser.list.item(0).text()
    chooser.reject()
