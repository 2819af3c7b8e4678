"""The GET of the draft, editable, with what a GET loses."""

from __future__ import annotations

import pytest

from convert_console.core.document.payload import Number, Payload
from convert_console.widgets.preview.url_pane import losses_text
from support.driver import Driver


def type_at_end(driver: Driver, text: str) -> None:
    view = driver.window.preview.url.view
    view.setFocus()
    driver.keys("Ctrl+End", view)
    driver.qtbot.keyClicks(view, text)


def test_the_url_is_the_get_of_the_draft_and_edits_it(driver: Driver) -> None:
    # The URL is shown also while the method is POST.
    shown = driver.window.preview.url.view.url()
    driver.choose_method("GET")
    assert driver.wire.url == shown

    # Undo and redo of what was typed show in the URL.
    view = driver.window.preview.url.view
    before = view.url()
    type_at_end(driver, "7")
    typed = view.url()
    assert typed == before + "7"
    driver.keys("Ctrl+Z", view)
    assert view.url() == before
    driver.keys("Ctrl+Shift+Z", view)
    assert view.url() == typed

    # What is typed changes the document.
    driver.keys("Ctrl+Z", view)
    type_at_end(driver, "7")
    assert driver.document.draft.text.count('"prc": "27"') + driver.document.draft.text.count(
        '"prc": 27'
    )

    # The spelling of brackets is a setting of the profile.
    pane = driver.window.preview.url
    assert "seg[browser]" in pane.view.url()
    spelling = next(action for action in pane.options.menu().actions() if "%5B" in action.text())
    spelling.trigger()
    assert driver.profiles.current.spelling == "percent"
    assert "seg%5Bbrowser%5D" in pane.view.url()

    # Broken text has no URL and says why.
    driver.paste_json("{")
    assert driver.window.preview.url.view.url() == ""
    assert "is not valid JSON" in driver.window.preview.url.view.placeholderText()


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ({"a": "text"}, ""),
        (
            {"ev": [{"r": Number("1.10"), "prc": Number("2")}, {"r": Number("2")}]},
            "Sent as text in GET: amount, products",
        ),
        ({str(n): [] for n in range(5)}, "Left out of GET: 0, 1, 2 and 2 more"),
        ({"a": True, "b": []}, "Sent as text in GET: a · Left out of GET: b"),
    ],
)
def test_the_fields_that_a_get_changes_are_named(payload: Payload, text: str) -> None:
    assert losses_text(payload) == text
