"""In PowerShell 5.1 and 7 alike a copied command reaches curl word for word, and so does the body.

Judged by a model of PowerShell that knows nothing of the writer; the words are then given to the
real curl.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convert_console.core.copy_as import HandoffImpossible
from convert_console.core.copy_as.curl import native, text
from convert_console.core.copy_as.curl import write_powershell as write
from convert_console.services.collector.server import Collector
from support.collecting import running
from support.handing import BODIES, CASES, SIGNS, arrived, cases, last, output_of, sent, wire
from support.windows_shells import (
    TEMPORARY,
    PowerShell,
    c_arguments,
    legacy_line,
    power_shell,
    windows_line,
)

REFUSED = {
    "body nul": "NUL",
    "body not utf-8": "not UTF-8",
    "agent latin": "beyond ASCII",
}
ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126) | st.just("\t"), max_size=12)


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with running() as made:
        yield made


@given(st.text(st.characters(exclude_categories=["Cs"])) | ASCII)
@example(SIGNS)
@example("’quoted‘ 🦊\r\n'\n\n")
def test_every_text_is_told_exactly_and_in_ascii(value: str) -> None:
    script = f"$body = {text(value)}\n[IO.File]::WriteAllText('a', $body)\n"
    assert power_shell(script).files == {"a": value}


@given(st.lists(ASCII, max_size=4))
@example(['X-A: "a b" \\"c\\\\"', "a\\", '"', ' "', 'a"b c"d', "--header", "-x", "[char]+"])
def test_every_word_arrives_as_it_is_where_quotes_are_passed_the_old_way(words: list[str]) -> None:
    words = [word for word in words if word and not re.search(r"\s.*\\$|^\\$", word)]
    ((_name, *given_words),) = power_shell(
        " ".join(["curl.exe", *map(native, words)]) + "\n"
    ).programs
    assert c_arguments(legacy_line(given_words)) == words


@pytest.mark.parametrize("line", [legacy_line, windows_line], ids=["5.1", "7"])
def test_words_without_quotes_arrive_either_way(line: Callable[[list[str]], str]) -> None:
    words = ["--globoff", "X-A: $b `c` %d% 'e'", "http://127.0.0.1/a\\b?x[]=1&y=(z)", "X-A;"]
    ((_name, *given_words),) = power_shell(
        " ".join(["curl.exe", *map(native, words)]) + "\n"
    ).programs
    assert c_arguments(line(given_words)) == words


def test_a_space_before_a_last_backslash_is_refused() -> None:
    with pytest.raises(HandoffImpossible, match="differ"):
        native("X-A: a\\")


def test_only_words_with_quotes_ask_for_the_old_way() -> None:
    assert not power_shell(write(wire("http://127.0.0.1/", SIGNS))).legacy
    assert power_shell(write(wire("http://127.0.0.1/", user_agent='"a"'))).legacy


@pytest.mark.skipif(not shutil.which("curl"), reason="CI has curl, see tests/core/test_copy_as")
@pytest.mark.parametrize("case", [case for case in CASES if case not in REFUSED])
def test_curl_sends_what_send_sends(case: str, collector: Collector, tmp_path: Path) -> None:
    copied = cases(collector.url)[case]
    ran = power_shell(write(copied))
    (words,) = ran.programs
    in_5, in_7 = legacy_line(words), (legacy_line if ran.legacy else windows_line)(words)
    assert c_arguments(in_5) == c_arguments(in_7)
    (tmp_path / "body").write_bytes(ran.files.get(TEMPORARY, "").encode())
    here = [word.replace(TEMPORARY, str(tmp_path / "body")) for word in c_arguments(in_5)]
    assert here[0] == "curl.exe"
    output_of(shutil.which("curl") or "", *here[1:])
    assert arrived(last(collector)) == sent(copied)


@pytest.mark.parametrize(("case", "said"), REFUSED.items())
def test_what_it_cannot_hold_is_refused_in_a_sentence(case: str, said: str) -> None:
    with pytest.raises(HandoffImpossible, match=rf"{said}.*\.$"):
        write(cases("http://127.0.0.1/track")[case])


def test_a_long_body_has_no_limit_since_it_goes_through_a_file() -> None:
    ran = power_shell(write(wire("http://127.0.0.1/track", BODIES["long"])))
    assert ran.files == {TEMPORARY: BODIES["long"]}


def test_the_model_refuses_what_powershell_would_not_take() -> None:
    for script in ("$a = 'é'\n", "$a = @('b' + [char]99, 'd') -join \"`n\"\n", "$a = 'b\n"):
        with pytest.raises(AssertionError):
            PowerShell(script)
