"""Commands that went through a word processor or a chat."""

import pytest

from convert_console.core.paste.curl import mended


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("curl ‘https://h/’", "curl 'https://h/'"),
        ("curl “a'b”", "curl 'a'\\''b'"),
        ("curl\u00a0x\u200by", "curl xy"),
        ("curl –data x —H y", "curl --data x -H y"),
        ("curl -d '‘ –x’\u00a0'", "curl -d '‘ –x’\u00a0'"),
        ('curl ^"{\\^"a\\^": \\^"“b”\\^"}^" –d “c”', 'curl ^"{\\^"a\\^": \\^"“b”\\^"}^" -d \'c\''),
        (r"curl -d $'it\'s ‘a’' b", r"curl -d $'it\'s ‘a’' b"),
    ],
)
def test_what_stands_outside_of_straight_quotes_is_as_it_was_typed(text, typed):
    assert mended(text)[0] == typed


def test_each_kind_is_said_once():
    assert len(mended("curl ‘a’ ‘b’\u00a0–data x")[1]) == 3
    assert mended("curl x") == ("curl x", ())
