"""The article's sample, composed by hand from an empty request, arrives as it was previewed."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert_console.app.examples import article_post
from convert_console.core.document.payload import Number, Payload
from convert_console.core.query import read_query
from support.driver import Driver, settle

DATA = Path(__file__).parents[1] / "data"
ARTICLE_URL = (DATA / "article-get.url.txt").read_text("utf-8").strip()
ARTICLE_QUERY = ARTICLE_URL.partition("?")[2]


def compose_article(driver: Driver, *, transaction: bool) -> None:
    """Everything of the sample by form: fields, segments and events."""
    driver.keys("Ctrl+N")
    for key, text in (
        ("cid", "12345"),
        ("pid", "12345"),
        ("vid", "1588166554499-0.2020703998482254"),
    ):
        driver.fill("Request", key, text)
    for key, text in (
        ("browser", "CH"),
        ("devices", "DESK"),
        ("source", "direct"),
        ("campaign", "test_campaign"),
        ("new", "1"),
        ("cust", "123 456"),
    ):
        driver.fill("Segments", key, text)
    driver.keys("Ctrl+1")
    driver.pair("ABCD", "12345")
    driver.pair("DEF", "6789")
    driver.keys("Ctrl+2")
    driver.fill_event("goals", "12345")
    if transaction:
        driver.keys("Ctrl+3")
        driver.fill_event("r", "123.23")
        driver.fill_event("prc", "2")


@pytest.mark.parametrize("by", ["click", "keys"])
def test_a_post_composed_by_form_arrives_byte_for_byte_as_previewed(
    driver: Driver, by: str
) -> None:
    compose_article(driver, transaction=True)
    driver.fill("Segments", "ctry", "RO")
    driver.turn_preview("Wire")
    shown = driver.wire.raw
    driver.send(by)
    assert driver.arrived[-1].raw == shown
    assert driver.window.preview.wire.view.text() == shown.decode().replace("\r\n", "\n")
    assert driver.result == "Accepted"


def test_a_document_composed_by_form_equals_the_article(driver: Driver) -> None:
    compose_article(driver, transaction=True)
    driver.fill("Segments", "ctry", "RO")
    driver.fill("Segments", "campaign", "")
    assert driver.document.payload == goals_as_text(article_post().payload)


def test_a_get_composed_by_form_arrives_as_previewed_and_equals_the_article(
    driver: Driver,
) -> None:
    compose_article(driver, transaction=False)
    driver.choose_method("GET")
    shown = driver.wire
    driver.send()
    assert driver.arrived[-1].raw == shown.raw
    query = driver.arrived[-1].target.partition("?")[2]
    assert sorted(query.split("&")) == sorted(ARTICLE_QUERY.split("&"))
    assert read_query(f"?{query}").payload == read_query(f"?{ARTICLE_QUERY}").payload


def test_the_article_s_get_sample_arrives_character_for_character(driver: Driver) -> None:
    driver.window.trigger("The article's GET sample")
    driver.send("keys")
    assert driver.arrived[-1].target == f"/track?{ARTICLE_QUERY}"
    assert driver.arrived[-1].method == "GET"


def goals_as_text(value: Payload) -> Payload:
    """New ids of a form are text, as most integrations send them; the article has numbers."""
    assert isinstance(value, dict)
    events = value["ev"]
    assert isinstance(events, list)
    for event in events:
        assert isinstance(event, dict)
        goals = event.get("goals", [])
        assert isinstance(goals, list)
        event.update(
            {"goals": [g.literal if isinstance(g, Number) else g for g in goals]} if goals else {}
        )
    return value


def test_the_window_survives_the_deletion_of_every_event(driver: Driver) -> None:
    """A dead wrapper of a line that lives ended the program at the next resize."""
    window = driver.window
    for command in ("Delete event", "Delete event", "Add tr", "Undo"):
        window.trigger(command)
        settle()
    window.resize(1100, 760)
    settle()
    assert window.bar.agent.line.text() == "ConvertAgent"
