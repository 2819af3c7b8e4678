"""Text for people hides nothing and says values, sizes and ages in words."""

from __future__ import annotations

import json
import unicodedata

import pytest

from convert_console.core.document.payload import Number, Payload
from convert_console.core.text import (
    DECEIVING,
    ago,
    escaped,
    one_line,
    plain_text,
    printable,
    visible,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zahlung für Ünïcode – 支付", "Zahlung für Ünïcode – 支付"),
        ("\u202egnp.exe", "⟨U+202E⟩gnp.exe"),
        ("a\u2066b\u2069\u200f", "a⟨U+2066⟩b⟨U+2069⟩⟨U+200F⟩"),
        ("tr\x07\x00", "tr⟨U+0007⟩⟨U+0000⟩"),
        ("zero\u200bwidth\ufeff", "zero⟨U+200B⟩width⟨U+FEFF⟩"),
        ("flag\U000e0067\U000e0062", "flag⟨U+E0067⟩⟨U+E0062⟩"),
        ("blank\u3164\xad", "blank⟨U+3164⟩⟨U+00AD⟩"),
        ("pay\u200dpal \u200c", "pay⟨U+200D⟩pal ⟨U+200C⟩"),
        ("half \ud83d", "half ⟨U+D83D⟩"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("👩\u200d💻 \u0645\u06cc\u200c\u062e", "👩\u200d💻 \u0645\u06cc\u200c\u062e"),
    ],
)
def test_what_misleads_is_shown_by_its_number_and_all_else_as_it_is(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_every_control_of_unicode_is_among_them() -> None:
    """Python's tables know some signs of scripts as format that are seen; those stay."""
    seen = {*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD}
    seen |= {*range(0x13430, 0x13460), 0x200C, 0x200D, ord("\t"), ord("\n")}
    for number in set(range(0x11_0000)) - seen:
        if unicodedata.category(chr(number)) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            assert DECEIVING.fullmatch(chr(number)), hex(number)


def test_inside_json_an_escape_is_the_character() -> None:
    for number in range(0x11_0000):
        if DECEIVING.fullmatch(chr(number)):
            shown = escaped(chr(number))
            assert shown.isascii()
            assert json.loads(f'"{shown}"') == chr(number)


def test_a_sentence_stays_in_its_line() -> None:
    assert one_line("a\nb\tc\x1b") == "a\\nb\\tc\\u001b"
    assert printable("a\nb\xa0\u3164\U000e0041") == "a\\nb⟨U+00A0⟩⟨U+3164⟩⟨U+E0041⟩"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5.0, "just now"),
        (59.9, "just now"),
        (60.0, "1 minute ago"),
        (7_199.0, "1 hour ago"),
        (86_400.0 * 1_200, "1,200 days ago"),
    ],
)
def test_an_age_is_in_its_largest_unit(seconds: float, words: str) -> None:
    assert ago(seconds) == words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Number("1.10"), "1.10"),
        ("7", "7"),
        (True, "true"),
        (False, "false"),
        (None, "null"),
        ([], "[]"),
        (["1"], "[…]"),
        ({}, "{}"),
        ({"a": "1"}, "{…}"),
    ],
)
def test_a_value_is_shown_as_the_user_would_type_it(value: Payload, text: str) -> None:
    assert plain_text(value) == text
