"""What the forms have in common: which headers are told, and what is refused."""

from __future__ import annotations

import pytest

from convert_console.core.copy_as import HandoffImpossible as HandoffImpossible_copy_as
from convert_console.core.copy_as.target import (
    HandoffImpossible,
    ascii_headers,
    body_text,
    has_header,
    refuse_nul,
    told_headers,
)
from convert_console.core.copy_as.target import write_raw as write
from support.collecting import running, talk
from support.handing import CASES, arrived, cases, last, sent, wire

URL = "http://Shop.Example:8765/track"


def test_what_every_client_sees_to_itself_is_not_told() -> None:
    assert [name for name, _ in told_headers(wire(URL))] == ["User-Agent", "Content-Type"]
    assert told_headers(wire(URL, user_agent=None, method="GET")) == ()


def test_ones_own_headers_are_told_even_under_usual_names() -> None:
    own = (("Host", "else.example"), ("ACCEPT", "text/html"), ("accept-encoding", "br"))
    assert set(own) <= set(told_headers(wire(URL, headers=own)))


def test_a_header_is_known_whatever_its_case() -> None:
    assert has_header(wire(URL), "user-AGENT")
    assert not has_header(wire(URL, user_agent=None), "User-Agent")


def test_text_is_text_and_anything_else_is_refused() -> None:
    assert body_text(wire(URL, "é\0")) == "é\0"
    with pytest.raises(HandoffImpossible, match="not UTF-8"):
        body_text(wire(URL, "\ud83d"))


def test_a_nul_is_refused_where_it_ends_a_text() -> None:
    refuse_nul(wire(URL, "a"))
    with pytest.raises(HandoffImpossible, match="NUL"):
        refuse_nul(wire(URL, "a\0b"))


def test_a_header_beyond_ascii_is_refused_by_name() -> None:
    assert ascii_headers((("X-A", "a"),)) == (("X-A", "a"),)
    with pytest.raises(HandoffImpossible, match="X-B"):
        ascii_headers((("X-A", "a"), ("X-B", "é")))


# The text of the wire, which a socket takes as it is.

REFUSED = ("body nul", "body not utf-8", "agent latin")


def test_the_collector_receives_the_very_bytes() -> None:
    with running() as collector:
        for case, copied in cases(collector.url).items():
            if case in REFUSED:
                continue
            talk(collector, write(copied).encode())
            received = last(collector)
            assert received.raw == copied.raw
            assert arrived(received) == sent(copied)


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_text_cannot_hold_is_refused(case: str) -> None:
    assert case in CASES
    with pytest.raises(HandoffImpossible_copy_as):
        write(cases("http://127.0.0.1/track")[case])
