"""Foreign text turns nothing round in the lists."""

from __future__ import annotations

import pytest

from convert_console.protocol.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zahlung für Ünïcode – 支付", "Zahlung für Ünïcode – 支付"),
        ("\u202egnp.exe", "⟨U+202E⟩gnp.exe"),
        ("a\u2066b\u2069\u200f", "a⟨U+2066⟩b⟨U+2069⟩⟨U+200F⟩"),
        ("tr\x07\x00", "tr⟨U+0007⟩⟨U+0000⟩"),
        ("zero\u200bwidth\ufeff", "zero⟨U+200B⟩width⟨U+FEFF⟩"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("👩\u200d💻 \u0645\u06cc\u200c\u062e", "👩\u200d💻 \u0645\u06cc\u200c\u062e"),
    ],
)
def test_what_misleads_stands_by_its_number_and_all_else_as_it_is(text: str, shown: str) -> None:
    assert visible(text) == shown
