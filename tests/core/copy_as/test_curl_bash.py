"""A shell changes nothing in a quoted word, and a terminal nothing in a pasted one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from convert_console.core.copy_as import HandoffImpossible
from convert_console.core.copy_as.curl import quoted
from convert_console.core.copy_as.curl import write_bash as write
from support.handing import BODIES, SIGNS, wire

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
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_word_arrives_as_it_is(shell: str, tmp_path: Path, words: list[bytes]) -> None:
    script = tmp_path / "script"
    script.write_text(f"printf '%s\\0' {' '.join(map(quoted, words))}", "utf-8")
    done = subprocess.run([shell, str(script)], capture_output=True, check=True)
    assert done.stdout == b"".join(word + b"\0" for word in words)


@pytest.mark.skipif("bash" not in SHELLS, reason="CI has bash, see tests/core/test_copy_as")
def test_a_prompt_does_not_take_exclamation_marks_for_history() -> None:
    words = [b"!!", b"a!b'!c", b"\t!x", SIGNS.encode()]
    script = f"set -o history -o histexpand\nprintf '%s\\0' {' '.join(map(quoted, words))}\n"
    done = subprocess.run(
        ["bash", "--norc", "--noprofile", "-i"],
        input=script.encode(),
        capture_output=True,
        check=True,
        start_new_session=True,
    )
    assert done.stdout == b"".join(word + b"\0" for word in words)


@pytest.mark.parametrize("sign", ["\t", "\r", "\x1b", "\x7f"])
def test_what_a_terminal_would_act_upon_is_spelled_out(sign: str) -> None:
    assert sign not in quoted(f"a{sign}b".encode())


def test_what_can_be_read_stays_readable() -> None:
    assert quoted('{"a": "é $x"}\n'.encode()) == '\'{"a": "é $x"}\n\''


def test_a_long_body_goes_through_a_pipe() -> None:
    command = write(wire("http://127.0.0.1/track", BODIES["long"]))
    assert command.startswith("printf %s '")
    assert "--data-binary @-" in command


def test_a_nul_is_refused() -> None:
    with pytest.raises(HandoffImpossible, match=r"NUL.+\.$"):
        write(wire("http://127.0.0.1/track", "a\0b"))


def test_a_get_has_no_data() -> None:
    assert "--data" not in write(wire("http://127.0.0.1/track", method="GET"))
