"""Words of a command line, by the rules of three shells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.paste.programs.shell import ansi_c, commands_in, shell_of

SHELLS = ("bash", "cmd.exe", "PowerShell")


def words(text, shell):
    (found,) = commands_in(text, shell)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl 'a b' \"c d\"", ["curl", "a b", "c d"]),
        ("curl \\\n  -H 'x' \\\r\n  y", ["curl", "-H", "x", "y"]),
        ("curl 'it'\\''s' a\\ b", ["curl", "it's", "a b"]),
        (r'curl "a \"b\" \$c \\ \n"', ["curl", 'a "b" $c \\ \\n']),
        ('curl "a\\\nb"', ["curl", "ab"]),
        (r"curl $'it\'s \u0041\x42\n'", ["curl", "it's AB\n"]),
        ("curl '' \"\"", ["curl", "", ""]),
        ("curl 'open", ["curl", "open"]),
        ("curl a\n -H b", ["curl", "a", "-H", "b"]),
        ("curl 'a?b=1&c=2' ;", ["curl", "a?b=1&c=2"]),
        ("curl https://h/?a=1&b=2", ["curl", "https://h/?a=1&b=2"]),
    ],
)
def test_words_are_split_as_bash_does(text, expected):
    assert words(text, "bash") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('curl ^"a^" ^\n  -H ^"b: c^"', ["curl", "a", "-H", "b: c"]),
        (r"curl ^" + '"' + r"^{^\^" + '"a^\\^":1^}^"', ["curl", '{"a":1}']),
        ('curl "a^b" "{\\"c\\":1}"', ["curl", "a^b", '{"c":1}']),
        ('curl "say ""hi"""', ["curl", 'say "hi"']),
        ('curl "C:\\dir\\\\"', ["curl", "C:\\dir\\"]),
        ('curl ^"line^\n\nbreak^"', ["curl", "line\nbreak"]),
        ("curl ^%7B^&x", ["curl", "%7B&x"]),
        ('curl \\"', ["curl", '"']),
    ],
)
def test_words_are_split_as_cmd_does(text, expected):
    assert words(text, "cmd.exe") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl.exe 'a''b' `\n -H \"c`\"d `$e `n `\nf\"", ["curl.exe", "a'b", "-H", 'c"d $e \n f']),
        ('curl.exe \'a"b\' "c""d"', ["curl.exe", 'a"b', 'c"d']),
        ("curl.exe a` b", ["curl.exe", "a b"]),
    ],
)
def test_words_are_split_as_powershell_does(text, expected):
    assert words(text, "PowerShell") == expected


def test_commands_in_a_row_are_separated():
    text = "curl 'a' ;\ncurl 'b' &\n$ curl c\ncurl d | jq"
    found = [[w for w in command if w != "$"] for command in commands_in(text, "bash")]
    assert found == [["curl", "a"], ["curl", "b"], ["curl", "c"], ["curl", "d", "|", "jq"]]


def test_the_shell_is_recognised_by_quotes_and_line_ends():
    assert shell_of("curl 'a' \\\n -H b") == "bash"
    assert shell_of('curl ^"a^"') == shell_of('curl "a" ^\r\n -H b') == "cmd.exe"
    assert shell_of("curl.exe 'a'") == shell_of("curl 'a' `\n -H b") == "PowerShell"


def test_a_caret_in_a_word_of_single_quotes_proves_no_shell():
    assert shell_of("""curl -d '{"a":"x^"}' b""") == "bash"
    assert shell_of(r"""curl -d $'{"a":"it\'s ^"}' b""") == "bash"
    assert shell_of("""curl -d '{"a":"it'\\''s ^"}' b""") == "bash"
    assert shell_of("""curl.exe -d '{"a":"x^"}' b""") == "PowerShell"
    assert shell_of("""curl "a 'b" -d "rock 'n roll" ^\n -H b""") == "cmd.exe"


def test_half_a_megabyte_of_backslashes_is_read_in_one_pass():
    assert words('curl "' + "\\" * 500_000 + 'x"', "cmd.exe") == ["curl", "\\" * 500_000 + "x"]


@pytest.mark.parametrize("shell", SHELLS)
def test_half_a_megabyte_of_pipes_is_read_in_one_pass(shell):
    assert words("curl " + "|" * 500_000 + "x", shell) == ["curl", "|" * 500_000 + "x"]


@given(st.text(alphabet="curl '\"\\`^$\n\r;&|a-H#"), st.sampled_from(SHELLS))
def test_any_line_splits_into_words(text, shell):
    for command in commands_in(text, shell):
        assert all(isinstance(word, str) for word in command)


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="'\r")), max_size=4))
def test_words_in_single_quotes_come_out_as_they_are(texts):
    line = "curl " + " ".join(f"'{text}'" for text in texts)
    assert words(line, "bash") == ["curl", *texts]


# The escapes of `$'…'`.


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
