"""What the forms have in common: which headers are told, and what is refused."""

import pytest

from convert_console.core.copy_as.target import (
    HandoffImpossible,
    ascii_headers,
    body_text,
    has_header,
    refuse_nul,
    told_headers,
)
from support.handing import wire

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
