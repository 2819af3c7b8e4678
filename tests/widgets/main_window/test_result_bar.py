"""The result is one sentence, with its figures; never more is claimed than is known."""

from __future__ import annotations

import pytest

from convert_console.core.request.profile import NO_PROJECT, Profile
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure, Timings
from convert_console.widgets.main_window.result_bar import figures, milliseconds, what_to_try
from support.driver import Driver, settle, words
from support.endpoint import Endpoint, silence

WIRE = WireRequest("POST", "http://localhost/track", (), b"")


@pytest.mark.parametrize(
    ("outcome", "total", "told"),
    [
        (Answer(200, "OK", (), b"", 0), 0.132, "00:00:00 · 200 · 132 ms"),
        (Failure("refused", ""), 0.0042, "00:00:00 · 4.2 ms"),
        (None, 0.0, "00:00:00"),
    ],
)
def test_figures(outcome: Answer | Failure | None, total: float, told: str) -> None:
    exchange = Exchange("1", 0, "A", WIRE, "{}", outcome, Timings(total=total))
    assert figures(exchange) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.0099, "9.9 ms"), (0.01, "10 ms"), (9.999, "9,999 ms"), (10, "10.0 s")],
)
def test_durations(seconds: float, told: str) -> None:
    assert milliseconds(seconds) == told


def test_before_the_first_send_it_says_how_to_begin(driver: Driver) -> None:
    [sentence] = words(driver.window.result)
    assert "Press Send (Ctrl+Enter)" in sentence
    assert "does not affect any statistics" in sentence
    driver.profiles.alter(target="convert", reach="ask")
    [sentence] = words(driver.window.result)
    assert "asked before" in sentence
    assert "10000001.metrics.convertexperiments.com" in sentence


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        (Profile("a", "A", target="custom", endpoint="http://h.example/", reach="free"), "at once"),
        (
            Profile("a", "A", target="custom", endpoint="http://localhost:3000/"),
            "the program that listens there",
        ),
        (Profile("a", "A", project="7", reach="local"), "Choose the local collector"),
        (Profile("a", "A", target="custom", endpoint="", reach="ask"), "goes to its target"),
    ],
)
def test_what_to_try_follows_where_it_would_go(profile: Profile, told: str) -> None:
    assert told in what_to_try(profile)


def test_no_send_moves_the_panes_of_a_small_window(driver: Driver) -> None:
    driver.window.resize(1024, 700)
    settle()
    columns = driver.window.arrangement.columns
    before = columns.sizes()
    with Endpoint([silence]) as endpoint:
        driver.aim(endpoint.url)
        driver.begin()
        settle()
        assert columns.sizes() == before
        driver.keys("Esc")
        driver.wait_until_sent()
    driver.profiles.alter(target="local", reach="local")
    driver.send()
    settle()
    assert columns.sizes() == before


def test_what_cannot_be_sent_is_not_offered(driver: Driver) -> None:
    driver.paste_json("[]")
    assert "Press Send" in words(driver.window.result)[0]
    driver.choose_method("GET")
    [sentence] = words(driver.window.result)
    assert sentence.startswith("A GET URL is made from an object, and this document is not one.")
    driver.choose_method("POST")
    driver.profiles.alter(target="convert", project="", reach="ask")
    assert words(driver.window.result) == [NO_PROJECT]


def test_after_a_send_it_says_what_became_of_it_and_never_that_it_was_recorded(
    driver: Driver,
) -> None:
    driver.send()
    assert driver.result == "Accepted"
    assert not any("was recorded" in text for text in words(driver.window.result))
    driver.click(driver.window.result.details)
    assert driver.window.preview.answer.isVisible()


def test_a_result_says_when_the_draft_is_another_request(driver: Driver) -> None:
    driver.send()
    assert driver.window.result.property("surface") == "ok"
    assert not driver.window.result.figures.text().startswith("Earlier request")
    driver.document.set_method("GET")
    assert driver.window.result.figures.text().startswith("Earlier request · ")
    assert driver.window.result.property("surface") == "pane"
    driver.document.set_method("POST")
    assert driver.window.result.property("surface") == "ok"
