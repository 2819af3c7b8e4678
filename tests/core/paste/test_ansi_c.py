"""The escapes of `$'…'`."""

import pytest

from convert_console.core.paste.shell import ansi_c


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("plain", "plain"),
        (r"it\'s \x41\101\t", "it's AA\t"),
        (r"\303\251 \u00e9 \U0001f600", "é é 😀"),
        (r"\ud83d\ude00", "😀"),
        (r"\ud800", "\ud800"),
        (r"\cA\e\q", "\x01\x1b\\q"),
        (r"\377", "\ufffd"),
        (r"\Uffffffff", "\ufffd"),
    ],
)
def test_each_escape_is_read_as_a_shell_reads_it(text, meant):
    assert ansi_c(text) == meant
