"""An answer is shown part by part, whatever its bytes claim to be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convert_console.protocol.exchange import Answer, Exchange, Failure
from convert_console.protocol.wire import WireRequest
from convert_console.widgets.preview.answer_pane import BODY_SHOWN, decoded, part_text, size_words
from support.driver import Driver, words

WIRE = WireRequest("POST", "http://localhost/track", (("Host", "localhost"),), b"{}")
ANSWER = Answer(200, "OK", (("X-A", "1"), ("X-A", "2")), b"fine", 4)
EXCHANGE = Exchange("1", 0.0, "A", WIRE, "{}", ANSWER)


def test_the_parts_of_an_exchange() -> None:
    assert part_text(EXCHANGE, "body") == "fine"
    assert part_text(EXCHANGE, "headers") == "HTTP/1.1 200 OK\nX-A: 1\nX-A: 2"
    assert part_text(EXCHANGE, "sent") == "POST /track HTTP/1.1\nHost: localhost\n\n{}"
    assert size_words(EXCHANGE) == "4 bytes"


def test_without_an_answer_there_is_a_reason() -> None:
    assert part_text(replace(EXCHANGE, outcome=None), "body") == "Waiting for an answer…"
    failed = replace(EXCHANGE, outcome=Failure("refused", "Connection refused"))
    assert part_text(failed, "headers") == "There was no answer.\nConnection refused"
    assert size_words(failed) == ""


def test_an_empty_body_and_a_long_one_say_so() -> None:
    empty = replace(EXCHANGE, outcome=replace(ANSWER, body=b"", body_size=0))
    assert part_text(empty, "body") == "The answer has no body."
    size = BODY_SHOWN + 7
    long = replace(EXCHANGE, outcome=replace(ANSWER, body=b"x" * size, body_size=size))
    assert part_text(long, "body").endswith("… 7 more bytes")


@pytest.mark.parametrize("claim", ["", "text/plain", "text/plain; charset=nonsense", "charset=''"])
def test_an_odd_charset_is_read_as_utf_8(claim: str) -> None:
    assert decoded("é".encode(), claim) == "é"


def test_before_the_first_send_the_pane_says_how_to_get_one(driver: Driver) -> None:
    driver.turn_preview("Answer")
    assert "No answer yet" in words(driver.window.preview.answer)
