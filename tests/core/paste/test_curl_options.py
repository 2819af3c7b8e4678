"""Options of cURL."""

import pytest

from convert_console.core.paste.curl import NeedsFile, command_of


def test_short_options_may_stand_together_and_hold_their_value():
    command = command_of(["-sSLXPOST", "-Ha: b", "-d1", "-d", "2", "https://h/", "more"])
    assert (command.method, command.headers, command.body) == ("POST", ["a: b"], "1&2")
    assert command.addresses == ["https://h/"]
    assert {"s", "S", "L"} <= command.flags


def test_options_with_values_are_passed_over_whole():
    words = ["--max-time", "5", "-o", "out", "--compressed", "--retry=3", "--url", "https://h/"]
    assert command_of(words).addresses == ["https://h/"]
    assert command_of(["-x"]).addresses == []


def test_agent_referrer_and_cookie_are_headers():
    words = ["-A", "UA", "-e", "https://r/", "-b", "a=b", "-b", "cookies.txt"]
    assert command_of(words).headers == ["user-agent: UA", "referer: https://r/", "Cookie: a=b"]


def test_data_is_joined_and_encoded_as_curl_does():
    words = ["--data-urlencode", "a=b c", "--data-urlencode", "=d&e", "--data-urlencode", "f g"]
    assert command_of(words).body == "a=b+c&d%26e&f+g"
    assert command_of(["--json", "{", "--json", "}"]).body == "{}"
    assert command_of(["--url-query", "a=b c"]).queries == ["a=b+c"]
    assert command_of([]).body is None


def test_raw_data_may_begin_with_an_at_sign():
    assert command_of(["--data-raw", "@x"]).body == "@x"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-d", "@body.json"], "the file body.json"),
        (["--data-binary", "@-"], "standard input"),
        (["--json", "@x"], "the file x"),
        (["--data-urlencode", "name@file"], "the file file"),
        (["-F", "a=@b;type=x"], "the file b"),
        (["-T", "file"], "-T"),
        (["-K", "config"], "-K"),
    ],
)
def test_what_stands_in_a_file_is_asked_for(words, said):
    with pytest.raises(NeedsFile, match=said):
        command_of(words)


def test_a_login_is_left_out_and_never_repeated():
    command = command_of(["-u", "me:secret"])
    assert "secret" not in " ".join(command.notes) and "--user" in command.notes[0]


def test_an_escaped_bracket_of_an_address_is_a_bracket_unless_globbing_is_off():
    words = ["h/?seg\\[a\\]=1"]
    assert command_of(words).addresses == ["http://h/?seg[a]=1"]
    assert command_of(["-g", *words]).addresses == ["http://h/?seg\\[a\\]=1"]


def test_a_form_of_parts_becomes_a_plain_one_and_that_is_said():
    command = command_of(["-F", "a=b c", "--form-string", "d=@e"])
    assert command.body == "a=b+c&d=%40e"
    assert command.notes == ["The command sends a form of parts (multipart/form-data)."]


def test_what_is_not_known_or_stands_in_a_file_is_named():
    words = ["--frob", "-H", "@h.txt", "-b", "jar.txt", "-b", "a=b", "-b", "c=d"]
    command = command_of(words)
    assert "--frob" in command.notes[0] and "h.txt" in command.notes[1]
    assert "jar.txt" in command.notes[2] and command.headers == ["Cookie: a=b; c=d"]


def test_what_is_piped_in_is_the_data():
    assert command_of(["-d", "@-"], "a\nb").body == "ab"
    assert command_of(["--data-binary", "@-"], "@a\nb").body == "@a\nb"
