"""The result names its request; never more is claimed than is known."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.profile import CONVERT_AGENT, NO_PROJECT, Profile
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure, Timings
from convert_console.widgets.main_window.result_bar import (
    TimingBar,
    about,
    gives_up,
    milliseconds,
    timing_text,
    what_to_try,
)
from support.driver import Driver, settle, words
from support.endpoint import Endpoint, answer, silence

WIRE = WireRequest("POST", "http://localhost/track", (), b"")


SALE: Payload = {
    "ev": [
        {"evt": "hitGoal", "goals": ["7"]},
        {"evt": "tr", "goals": ["7"], "r": Number("123.20")},
    ]
}


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        (SALE, "00:00:00 · Purchase 123.20"),
        ({"ev": [{"evt": "viewExp"}]}, "00:00:00 · viewExp"),
        (None, "00:00:00"),
    ],
)
def test_a_result_names_its_request(payload: Payload, told: str) -> None:
    exchange = Exchange("1", 0, "A", WIRE, "{}", names=(("goal", "7", "Purchase"),))
    assert about(exchange, payload) == told


@pytest.mark.parametrize(
    ("phase", "told"),
    [
        ("", "Gives up connecting after 10 s."),
        ("connecting", "Gives up connecting after 10 s."),
        ("waiting for the answer", "Gives up after 30 s without an answer."),
    ],
)
def test_a_send_under_way_says_when_it_gives_up(phase: str, told: str) -> None:
    assert gives_up(Profile("a", "A"), phase) == told


def test_the_hint_says_how_to_begin_and_what_cannot_be_sent(driver: Driver) -> None:
    # Before the first send the hint says how to begin.
    assert driver.window.result.hint.text() == (
        "Press Send to try it: this request stays on this machine and counts nowhere."
    )
    driver.profiles.alter(target="convert", reach="ask")
    told = driver.window.result.hint.text()
    assert "asked before" in told
    assert "10000001.metrics.convertexperiments.com" in told

    # What cannot be sent is not offered.
    driver.profiles.alter(target="local", reach="local")
    hint = driver.window.result.hint
    driver.paste_json("[]")
    assert "Press Send" in hint.text()
    driver.choose_method("GET")
    assert hint.text().startswith("A GET URL is made from an object, and this document is not one.")
    driver.choose_method("POST")
    driver.profiles.alter(target="convert", project="", reach="ask")
    assert hint.text() == NO_PROJECT


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


def test_a_send_under_way_says_what_it_does_and_can_be_cancelled(driver: Driver) -> None:
    result = driver.window.result
    with Endpoint([silence]) as endpoint:
        driver.aim(endpoint.url)
        driver.begin()
        driver.until(lambda: "waiting for the answer" in result.about.text())
        assert re.match(r"\d+ s · ", result.about.text())
        assert result.sentence.text() == "Gives up after 30 s without an answer."
        assert driver.result == "Sending"
        assert not result.details.isVisible()
        driver.click(result.cancel)
        driver.wait_until_sent()
    assert driver.result == "Cancelled"
    assert result.details.isVisible()


def test_a_result_moves_nothing_and_claims_no_more_than_is_known(driver: Driver) -> None:
    # Nothing moves when a result comes.
    window = driver.window
    before = [window.result.geometry(), window.preview.geometry(), window.history.geometry()]
    driver.send()
    settle()
    assert before == [
        window.result.geometry(),
        window.preview.geometry(),
        window.history.geometry(),
    ]

    # A result is fresh again once the sent bytes are back.
    driver.document.set_method("GET")
    assert driver.window.result.property("surface") == "window"
    driver.fill("Request", "tid", "ORDER-7")
    driver.keys("Ctrl+Z")
    driver.keys("Ctrl+Z")
    assert driver.window.result.property("surface") == "ok"

    # The result says what became of the send, and never that it was recorded.
    result = driver.window.result
    assert driver.result == "Accepted"
    assert result.about.text().endswith(" · Purchase 123.20")
    assert result.sentence.text() == "Accepted on this machine. It counts nowhere."
    assert not any("was recorded" in text for text in words(result))
    driver.click(result.details)
    assert driver.window.preview.answer.isVisible()
    meaning = driver.window.preview.answer.meaning
    assert "The collector on this machine took it" in meaning.label.text()


CHANGES: list[tuple[str, Callable[[Driver], object]]] = [
    ("The draft", lambda driver: driver.fill("Request", "tid", "ORDER-7")),
    (
        "The target",
        lambda driver: driver.profiles.alter(target="custom", endpoint="http://127.0.0.1:9/track"),
    ),
    (
        "The target",
        lambda driver: driver.profiles.alter(
            target="custom", endpoint=f"{driver.profiles.current.url}?x=1"
        ),
    ),
    ("The profile", lambda driver: driver.profiles.alter(user_agent="curl/8")),
]


def test_a_result_fades_once_the_request_is_another_one(driver: Driver) -> None:
    result = driver.window.result
    for what, change in CHANGES:
        driver.profiles.alter(target="local")
        driver.send()
        assert result.property("surface") == "ok", what
        change(driver)
        assert result.property("surface") == "window", what
        sentence = f"{what} has changed since. Accepted on this machine."
        assert result.sentence.text() == sentence
        assert driver.result == "Accepted"


def test_a_result_of_another_profile_names_it() -> None:
    exchange = Exchange("1", 0, "Shop", WIRE, "{}", names=(("goal", "7", "Purchase"),))
    assert about(exchange, SALE, names_profile=True) == "00:00:00 · Shop · Purchase 123.20"


def test_a_result_keeps_its_names_when_the_profile_changes(driver: Driver) -> None:
    driver.send()
    told = driver.window.result.about.text()
    assert told.endswith(" · Purchase 123.20")
    driver.profiles.add("Other")
    time, what = told.split(" · ")
    assert driver.window.result.about.text() == f"{time} · Sample shop · {what}"


def test_a_request_refused_for_its_user_agent_offers_the_usual_one(driver: Driver) -> None:
    result = driver.window.result
    refused, taken = answer("301 Moved Permanently", b""), answer("200 OK", b"{}")
    with Endpoint([refused, taken]) as endpoint:
        driver.aim(endpoint.url)
        driver.profiles.alter(user_agent=None)
        driver.begin()  # an error, which is asked about
        driver.confirm()
        assert result.word.text() == "Blocked"
        driver.click(result.use_agent)
        assert driver.profiles.current.user_agent == CONVERT_AGENT
        assert result.use_agent.isHidden()
        driver.send()
        assert result.word.text() == "Accepted"
        assert result.use_agent.isHidden()


def shown(qtbot: QtBot, outcome: Answer | Failure | None, timings: Timings) -> TimingBar:
    bar = TimingBar()
    qtbot.addWidget(bar)
    bar.set_exchange(Exchange("1", 0, "A", WIRE, "{}", outcome, timings))
    return bar


def test_each_phase_is_named_with_its_unit_and_what_it_is() -> None:
    lines = timing_text(Timings(0.024, 0.04, 0.058, 0.01, 0.132)).split("\n")
    assert [line.split(":")[0] for line in lines] == [
        *("Connecting 24 ms", "Encryption 40 ms", "Waiting 58 ms", "Receiving 10 ms"),
    ]


def test_a_phase_that_did_not_happen_is_not_named() -> None:
    assert timing_text(Timings(waiting=0.0042, total=0.0044)).startswith("Waiting 4.2 ms: ")


def test_the_time_before_the_first_byte_has_a_name_too() -> None:
    first = timing_text(Timings(0.024, 0.04, 0.058, 0.01, 0.2)).split("\n")[0]
    assert first == "Preparing 68 ms: before the first byte: loading, secrets, a proxy's tunnel"


def test_status_and_duration_are_told_with_the_phases(qtbot: QtBot) -> None:
    timings = Timings(waiting=0.13, total=0.132)
    bar = shown(qtbot, Answer(200, "OK", (), b"", 0), timings)
    assert (bar.status, bar.duration) == ("200", "132 ms")
    assert bar.accessibleName() == "Status 200, 132 ms in all"
    assert bar.accessibleDescription() == timing_text(timings)
    assert "Waiting 130 ms" in bar.toolTip()


def test_without_an_answer_there_is_no_status(qtbot: QtBot) -> None:
    bar = shown(qtbot, Failure("refused", ""), Timings(total=0.0042))
    assert (bar.status, bar.duration) == ("", "4.2 ms")
    assert shown(qtbot, None, Timings()).accessibleName() == "No timing"


def test_every_phase_of_no_length_is_painted_without_dividing_by_zero(qtbot: QtBot) -> None:
    bar = shown(qtbot, None, Timings(0.0, 0.0, 0.0, 0.0, 0.0))
    bar.resize(300, 24)
    assert not bar.grab().isNull()


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.0099, "9.9 ms"), (0.01, "10 ms"), (9.999, "9,999 ms"), (10, "10.0 s")],
)
def test_a_duration_has_as_many_digits_as_tell_something(seconds: float, told: str) -> None:
    assert milliseconds(seconds) == told
