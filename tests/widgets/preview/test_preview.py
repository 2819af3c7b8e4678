"""The page in front is up to date, and so is the GET URL, which is always in sight."""

from __future__ import annotations

import pytest

from convert_console.widgets.kit.badge import MethodBadge
from convert_console.widgets.preview.url_pane import size_words
from support.driver import Driver, visible


def test_pages_and_the_url_are_up_to_date_and_what_is_sent_is_marked(driver: Driver) -> None:
    # A page is updated when it is opened.
    driver.turn_preview("Wire")
    driver.turn_preview("JSON")
    driver.fill("Request", "cid", "555")
    driver.turn_preview("Wire")
    assert '"cid": "555"' in driver.window.preview.wire.view.text()

    # JSON and URL are in sight and what send sends is marked.
    driver.turn_preview("JSON")
    preview = driver.window.preview
    for method, other in (("POST", "GET"), ("GET", "POST")):
        driver.choose_method(method)
        assert preview.json.editor.isVisible()
        assert preview.url.view.isVisible()
        marks = [mark.text() for mark in visible(preview, MethodBadge)]
        assert marks == [f"{method} sends this"]
        assert f"{other} sends this" not in marks

    # The size of the URL is next to its title.
    driver.choose_method("GET")
    assert driver.window.preview.url.bytes.text() == f"{len(driver.wire.url)} bytes"


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 bytes"), (1, "1 byte"), (2_048, "2,048 bytes")]
)
def test_byte_counts_are_written_for_people(count: int, words: str) -> None:
    assert size_words(count) == words
