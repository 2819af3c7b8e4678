"""What is piped into a command."""

import pytest

from convert_console.core.paste.curl import piped_in


@pytest.mark.parametrize("before", ["echo '{}' | ", "printf %s '{}' |\n", "$ echo -n '{}' | "])
def test_echo_and_printf_give_their_words(before):
    assert piped_in(before, "curl -d @- h") == ("{}", "curl -d @- h")


def test_a_text_below_the_command_is_its_input():
    assert piped_in("", "curl -d @- h <<'EOF'\r\n{\r\n}\r\nEOF") == ("{\n}", "curl -d @- h  ")


def test_a_text_below_without_its_end_is_none():
    assert piped_in("", "curl -d @- h <<EOF\nx") == (None, "curl -d @- h <<EOF\nx")


def test_nothing_piped_in_is_nothing():
    assert piped_in("cat x |", "curl h") == (None, "curl h")
