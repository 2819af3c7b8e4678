"""A copied curl command sends the request byte for byte, whatever the shell."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from convert_console.core.copy_as.curl import (
    CMD_LIMIT,
    bash_word,
    cmd_word,
    options,
    powershell_text,
    powershell_word,
    write_bash,
    write_cmd,
    write_powershell,
)
from convert_console.core.copy_as.request_parts import CopyError, curl_header_lines
from convert_console.services.collector.server import Collector
from support.collecting import running
from support.depth import repeated
from support.handing import BODIES, CASES, SIGNS, arrived, cases, last, output_of, sent, wire
from support.windows_shells import (
    TEMPORARY,
    PowerShell,
    c_arguments,
    cmd_lines,
    cmd_percent,
    legacy_line,
    power_shell,
    windows_line,
)

URL = "http://127.0.0.1:8765/track"


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with running() as made:
        yield made


def test_the_url_comes_last_and_brackets_stay() -> None:
    made = options(wire(URL, method="GET"))
    assert ("--globoff",) in made
    assert made[-1] == (wire(URL, method="GET").url,)


def test_dots_in_a_path_are_kept_where_there_are_any() -> None:
    assert ("--path-as-is",) in options(wire("http://a/b/../c"))
    assert ("--path-as-is",) in options(wire("http://a/b/%2E%2e"))
    assert ("--path-as-is",) not in options(wire("http://a/b..c/d.e?x=/../"))


def test_what_curl_would_add_is_taken_away() -> None:
    assert "User-Agent:" in curl_header_lines(wire(URL, user_agent=None))
    assert "User-Agent;" in curl_header_lines(wire(URL, user_agent=""))
    assert not [line for line in curl_header_lines(wire(URL)) if line.endswith((":", ";"))]


def test_a_long_body_does_not_wait_for_100_continue() -> None:
    assert "Expect:" in curl_header_lines(wire(URL, "x" * (1_000_001)))
    assert "Expect:" not in curl_header_lines(wire(URL, "x"))


# A shell changes nothing in a bash_word word, and a terminal nothing in a pasted one.

SHELLS = [shell for shell in ("bash", "zsh") if shutil.which(shell) and sys.platform != "win32"]
WORDS = st.lists(
    (st.text() | st.text("'\\\"$`!\n\t\x7f\x85é", max_size=6)).map(
        lambda text: text.encode("utf-8", "surrogatepass").replace(b"\0", b"")
    )
    | st.binary(max_size=6).map(lambda data: data.replace(b"\0", b"")),
    min_size=1,
    max_size=40,
)


@pytest.mark.parametrize("shell", SHELLS)
@given(words=WORDS)
@example(words=[SIGNS.encode(), b"\xed\xa01", b"", b"\x011", b"-e", b"'", b"\\"])
@settings(max_examples=repeated(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bash_and_zsh_read_every_word_as_it_is(
    shell: str, tmp_path: Path, words: list[bytes]
) -> None:
    script = tmp_path / "script"
    script.write_text(f"printf '%s\\0' {' '.join(map(bash_word, words))}", "utf-8")
    done = subprocess.run([shell, str(script)], capture_output=True, check=True)
    assert done.stdout == b"".join(word + b"\0" for word in words)


@pytest.mark.skipif("bash" not in SHELLS, reason="CI has bash, see test_targets")
def test_a_prompt_does_not_take_exclamation_marks_for_history() -> None:
    words = [b"!!", b"a!b'!c", b"\t!x", SIGNS.encode()]
    script = f"set -o history -o histexpand\nprintf '%s\\0' {' '.join(map(bash_word, words))}\n"
    done = subprocess.run(
        ["bash", "--norc", "--noprofile", "-i"],
        input=script.encode(),
        capture_output=True,
        check=True,
        start_new_session=True,
    )
    assert done.stdout == b"".join(word + b"\0" for word in words)


@pytest.mark.parametrize("sign", ["\t", "\r", "\x1b", "\x7f"])
def test_control_characters_are_escaped_for_a_terminal(sign: str) -> None:
    assert sign not in bash_word(f"a{sign}b".encode())


def test_readable_text_stays_readable() -> None:
    assert bash_word('{"a": "é $x"}\n'.encode()) == '\'{"a": "é $x"}\n\''


def test_bash_gets_a_long_body_through_a_pipe() -> None:
    command = write_bash(wire("http://127.0.0.1/track", BODIES["long"]))
    assert command.startswith("printf %s '")
    assert "--data-binary @-" in command


def test_bash_cannot_hold_a_nul() -> None:
    with pytest.raises(CopyError, match=r"NUL.+\.$"):
        write_bash(wire("http://127.0.0.1/track", "a\0b"))


def test_a_get_sends_no_data() -> None:
    assert "--data" not in write_bash(wire("http://127.0.0.1/track", method="GET"))


# cmd.exe, judged by a model of Windows that knows nothing of the writer

REFUSED_BY_CMD = {
    "body nul": "NUL",
    "body control": "control characters",
    "body other line ends": "control characters",
    "body not utf-8": "not UTF-8",
    "body long": "8,191 characters",
    "agent latin": "non-ASCII",
    "headers latin": "non-ASCII",
    "headers of the body": "control characters",
}
SIGN = st.characters(exclude_categories=["Cs"], exclude_characters=[*map(chr, range(32)), "\x7f"])
CMD_WORDS = st.lists(
    SIGN | st.sampled_from('\\"%^!& \n') | st.sampled_from(["%PATH%", "%a", "c:b=d%"]), max_size=12
).map("".join)


def handed(text: str) -> list[str]:
    (line,) = cmd_lines(text)
    return c_arguments(line)


@given(st.lists(CMD_WORDS, max_size=4))
@example([SIGNS, "%PATH%", "%path:c=d%", "\\", 'a\\"', "", "a b\\\\", "%\n%a%", "^%^", '"%"'])
def test_cmd_passes_every_word_as_it_is(words: list[str]) -> None:
    assert handed(" ".join(["curl.exe", *map(cmd_word, words)]) + "\n") == ["curl.exe", *words]


def test_the_model_of_cmd_knows_what_goes_wrong_without_quoting() -> None:
    assert cmd_percent("%PATH% %nope% %path:C=D%") == "C:\\Windows %nope% C:\\Windows"
    assert cmd_lines("a ^& b\n") == ["a & b"]
    assert c_arguments(r'a "b \"c\" \\" d\e""') == ["a", r'b "c" ' + "\\", "d\\e"]
    with pytest.raises(AssertionError):
        cmd_lines("a & b\n")


@pytest.mark.skipif(not shutil.which("curl"), reason="CI has curl, see test_targets")
@pytest.mark.parametrize("case", [case for case in CASES if case not in REFUSED_BY_CMD])
def test_a_command_for_cmd_sends_what_send_sends(case: str, collector: Collector) -> None:
    copied = cases(collector.url)[case]
    program, *words = handed(write_cmd(copied))
    assert program == "curl.exe"
    output_of(shutil.which("curl") or "", *words)
    assert arrived(last(collector)) == sent(copied)


@pytest.mark.parametrize(("case", "reason"), REFUSED_BY_CMD.items())
def test_what_cmd_cannot_hold_is_refused_in_a_sentence(case: str, reason: str) -> None:
    with pytest.raises(CopyError, match=rf"{reason}.*\.$"):
        write_cmd(cases("http://127.0.0.1/track")[case])


def test_cmd_with_a_body_beyond_ascii_says_which_curl_it_needs() -> None:
    url = "http://127.0.0.1/track"
    assert write_cmd(wire(url, "é")).startswith("rem ")
    assert write_cmd(wire(url, "e")).startswith("curl.exe ")


def test_the_longest_command_just_fits_into_cmd() -> None:
    url = "http://127.0.0.1/track"
    room = CMD_LIMIT - len(write_cmd(wire(url, "x"))) + 2
    assert len(write_cmd(wire(url, "x" * room))) == CMD_LIMIT + 1
    with pytest.raises(CopyError):
        write_cmd(wire(url, "x" * (room + 1)))


# PowerShell 5.1 and 7, judged by a model of them that knows nothing of the writer

REFUSED_BY_POWERSHELL = {
    "body nul": "NUL",
    "body not utf-8": "not UTF-8",
    "agent latin": "non-ASCII",
    "headers latin": "non-ASCII",
}
ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126) | st.just("\t"), max_size=12)


@given(st.text(st.characters(exclude_categories=["Cs"])) | ASCII)
@example(SIGNS)
@example("’quoted‘ 🦊\r\n'\n\n")
def test_powershell_reads_every_text_exactly_and_in_ascii(value: str) -> None:
    script = f"$body = {powershell_text(value)}\n[IO.File]::WriteAllText('a', $body)\n"
    assert power_shell(script).files == {"a": value}


@given(st.lists(ASCII, max_size=4))
@example(['X-A: "a b" \\"c\\\\"', "a\\", '"', ' "', 'a"b c"d', "--header", "-x", "[char]+"])
def test_powershell_passes_every_word_as_it_is_the_old_way(
    words: list[str],
) -> None:
    words = [word for word in words if word and not re.search(r"\s.*\\$|^\\$", word)]
    ((_name, *given_words),) = power_shell(
        " ".join(["curl.exe", *map(powershell_word, words)]) + "\n"
    ).programs
    assert c_arguments(legacy_line(given_words)) == words


@pytest.mark.parametrize("line", [legacy_line, windows_line], ids=["5.1", "7"])
def test_powershell_passes_words_without_quotes_both_ways(
    line: Callable[[list[str]], str],
) -> None:
    words = ["--globoff", "X-A: $b `c` %d% 'e'", "http://127.0.0.1/a\\b?x[]=1&y=(z)", "X-A;"]
    ((_name, *given_words),) = power_shell(
        " ".join(["curl.exe", *map(powershell_word, words)]) + "\n"
    ).programs
    assert c_arguments(line(given_words)) == words


def test_powershell_cannot_hold_a_space_before_a_last_backslash() -> None:
    with pytest.raises(CopyError, match="differ"):
        powershell_word("X-A: a\\")


def test_only_words_with_quotes_ask_powershell_for_the_old_way() -> None:
    assert not power_shell(write_powershell(wire("http://127.0.0.1/", SIGNS))).legacy
    assert power_shell(write_powershell(wire("http://127.0.0.1/", user_agent='"a"'))).legacy


@pytest.mark.skipif(not shutil.which("curl"), reason="CI has curl, see test_targets")
@pytest.mark.parametrize("case", [case for case in CASES if case not in REFUSED_BY_POWERSHELL])
def test_a_command_for_powershell_sends_what_send_sends(
    case: str, collector: Collector, tmp_path: Path
) -> None:
    copied = cases(collector.url)[case]
    ran = power_shell(write_powershell(copied))
    (words,) = ran.programs
    in_5, in_7 = legacy_line(words), (legacy_line if ran.legacy else windows_line)(words)
    assert c_arguments(in_5) == c_arguments(in_7)
    (tmp_path / "body").write_bytes(ran.files.get(TEMPORARY, "").encode())
    here = [word.replace(TEMPORARY, str(tmp_path / "body")) for word in c_arguments(in_5)]
    assert here[0] == "curl.exe"
    output_of(shutil.which("curl") or "", *here[1:])
    assert arrived(last(collector)) == sent(copied)


@pytest.mark.parametrize(("case", "reason"), REFUSED_BY_POWERSHELL.items())
def test_what_powershell_cannot_hold_is_refused_in_a_sentence(case: str, reason: str) -> None:
    with pytest.raises(CopyError, match=rf"{reason}.*\.$"):
        write_powershell(cases("http://127.0.0.1/track")[case])


def test_powershell_gets_a_body_of_any_length_through_a_file() -> None:
    ran = power_shell(write_powershell(wire("http://127.0.0.1/track", BODIES["long"])))
    assert ran.files == {TEMPORARY: BODIES["long"]}


def test_the_model_of_powershell_refuses_what_it_would_not_take() -> None:
    for script in ("$a = 'é'\n", "$a = @('b' + [char]99, 'd') -join \"`n\"\n", "$a = 'b\n"):
        with pytest.raises(AssertionError):
            PowerShell(script)
