"""At the prompt of cmd.exe a copied command reaches curl word for word.

Judged by a model of Windows that knows nothing of the writer; the words are then given to the real
curl.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convert_console.core.copy_as import HandoffImpossible
from convert_console.core.copy_as.curl import LINE_LIMIT
from convert_console.core.copy_as.curl import quoted_curl_cmd as quoted
from convert_console.core.copy_as.curl import write_cmd as write
from convert_console.services.collector.server import Collector
from support.collecting import running
from support.handing import CASES, SIGNS, arrived, cases, last, output_of, sent, wire
from support.windows_shells import c_arguments, cmd_lines, cmd_percent

REFUSED = {
    "body nul": "NUL",
    "body control": "control characters",
    "body other line ends": "control characters",
    "body not utf-8": "not UTF-8",
    "body long": "8,191 characters",
    "agent latin": "beyond ASCII",
    "headers of the body": "control characters",
}
SIGN = st.characters(exclude_categories=["Cs"], exclude_characters=[*map(chr, range(32)), "\x7f"])
WORDS = st.lists(
    SIGN | st.sampled_from('\\"%^!& \n') | st.sampled_from(["%PATH%", "%a", "c:b=d%"]), max_size=12
).map("".join)


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with running() as made:
        yield made


def handed(text: str) -> list[str]:
    (line,) = cmd_lines(text)
    return c_arguments(line)


@given(st.lists(WORDS, max_size=4))
@example([SIGNS, "%PATH%", "%path:c=d%", "\\", 'a\\"', "", "a b\\\\", "%\n%a%", "^%^", '"%"'])
def test_every_word_arrives_as_it_is(words: list[str]) -> None:
    assert handed(" ".join(["curl.exe", *map(quoted, words)]) + "\n") == ["curl.exe", *words]


def test_the_model_knows_what_goes_wrong_without_quoting() -> None:
    assert cmd_percent("%PATH% %nope% %path:C=D%") == "C:\\Windows %nope% C:\\Windows"
    assert cmd_lines("a ^& b\n") == ["a & b"]
    assert c_arguments(r'a "b \"c\" \\" d\e""') == ["a", r'b "c" ' + "\\", "d\\e"]
    with pytest.raises(AssertionError):
        cmd_lines("a & b\n")


@pytest.mark.skipif(not shutil.which("curl"), reason="CI has curl, see tests/core/test_copy_as")
@pytest.mark.parametrize("case", [case for case in CASES if case not in REFUSED])
def test_curl_sends_what_send_sends(case: str, collector: Collector) -> None:
    copied = cases(collector.url)[case]
    program, *words = handed(write(copied))
    assert program == "curl.exe"
    output_of(shutil.which("curl") or "", *words)
    assert arrived(last(collector)) == sent(copied)


@pytest.mark.parametrize(("case", "said"), REFUSED.items())
def test_what_the_prompt_cannot_hold_is_refused_in_a_sentence(case: str, said: str) -> None:
    with pytest.raises(HandoffImpossible, match=rf"{said}.*\.$"):
        write(cases("http://127.0.0.1/track")[case])


def test_a_body_beyond_ascii_says_which_curl_it_needs() -> None:
    url = "http://127.0.0.1/track"
    assert write(wire(url, "é")).startswith("rem ")
    assert write(wire(url, "e")).startswith("curl.exe ")


def test_the_longest_command_just_fits() -> None:
    url = "http://127.0.0.1/track"
    room = LINE_LIMIT - len(write(wire(url, "x"))) + 2
    assert len(write(wire(url, "x" * room))) == LINE_LIMIT + 1
    with pytest.raises(HandoffImpossible):
        write(wire(url, "x" * (room + 1)))
