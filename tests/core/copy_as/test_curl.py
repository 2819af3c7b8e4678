"""curl's arguments, whatever the shell."""

from convert_console.core.copy_as.curl import WAITS_FROM, header_lines, options
from support.handing import wire

URL = "http://127.0.0.1:8765/track"


def test_the_url_stands_last_and_brackets_stay() -> None:
    made = options(wire(URL, method="GET"))
    assert ("--globoff",) in made
    assert made[-1] == (wire(URL, method="GET").url,)


def test_dots_in_a_path_are_kept_where_there_are_any() -> None:
    assert ("--path-as-is",) in options(wire("http://a/b/../c"))
    assert ("--path-as-is",) in options(wire("http://a/b/%2E%2e"))
    assert ("--path-as-is",) not in options(wire("http://a/b..c/d.e?x=/../"))


def test_what_curl_would_add_is_taken_away() -> None:
    assert "User-Agent:" in header_lines(wire(URL, user_agent=None))
    assert "User-Agent;" in header_lines(wire(URL, user_agent=""))
    assert not [line for line in header_lines(wire(URL)) if line.endswith((":", ";"))]


def test_a_long_body_does_not_wait_for_leave() -> None:
    assert "Expect:" in header_lines(wire(URL, "x" * (WAITS_FROM + 1)))
    assert "Expect:" not in header_lines(wire(URL, "x"))
