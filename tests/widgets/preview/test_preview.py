"""The page in front is up to date, and so is the size of the URL beside its title."""

from __future__ import annotations

import pytest

from convert_console.widgets.preview.preview import size_words
from support.driver import Driver


def test_a_page_is_updated_when_it_is_opened(driver: Driver) -> None:
    driver.turn_preview("Wire")
    driver.turn_preview("JSON")
    driver.fill("Request", "cid", "555")
    driver.turn_preview("Wire")
    assert '"cid": "555"' in driver.window.preview.wire.view.text()


def test_the_size_of_the_url_is_next_to_its_title(driver: Driver) -> None:
    driver.choose_method("GET")
    size = len(driver.wire.url)
    assert driver.window.preview.bar.tabData(driver.window.preview.URL) == f"{size} B"


@pytest.mark.parametrize(("count", "words"), [(0, "0 B"), (999, "999 B"), (2_048, "2.0 KB")])
def test_byte_counts_are_written_for_people(count: int, words: str) -> None:
    assert size_words(count) == words
