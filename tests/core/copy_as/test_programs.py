"""fetch where it sends the same, node's own client where it would not."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from convert_console.core.copy_as.programs import literal, quoted
from convert_console.core.copy_as.programs import write_javascript as write
from convert_console.core.copy_as.programs import write_python as write_programs
from support.handing import CASES, SIGNS, cases, output_of, wire

URL = "http://127.0.0.1:8765/track"


def test_a_usual_request_is_a_fetch_that_warns_of_browsers() -> None:
    for method in ("POST", "GET"):
        script = write(wire(URL, method=method))
        assert script.startswith("// In a browser")
        assert "\nfetch(" in script


@pytest.mark.parametrize(
    ("profile", "why"),
    [
        ({"user_agent": None}, "leave out the User-Agent"),
        ({"user_agent": ""}, "empty"),
        ({"headers": (("Host", "else.example"),)}, "these headers"),
        ({"headers": (("Connection", "close"),)}, "these headers"),
        ({"headers": (("If-None-Match", '"a"'),)}, "these headers"),
        ({"headers": (("X-A", "1"), ("x-a", "2"))}, "these headers"),
        ({"url": "http://127.0.0.1/a/../b"}, "this URL"),
        ({"url": "http://127.0.0.1/a?'"}, "this URL"),
    ],
)
def test_what_fetch_would_alter_goes_by_node_and_says_why(
    profile: dict[str, object], why: str
) -> None:
    script = write(wire(**{"url": URL, **profile}))  # type: ignore[arg-type]
    assert script.startswith("// For node only: ")
    assert why in script.partition("\n")[0]


def test_an_address_is_taken_apart_for_node() -> None:
    script = write(wire("https://[::1]/t", user_agent=None))
    assert 'import("node:https")' in script
    assert 'host: "::1"' in script
    assert "port: 443" in script


def test_bytes_that_are_no_text_are_told_in_base64() -> None:
    assert 'body: Uint8Array.from(atob("7aC9"), ' in write(wire(URL, "\ud83d"))


@pytest.mark.skipif(not shutil.which("node"), reason="CI has node, see tests/core/test_copy_as")
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=40))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_node_reads_every_literal_as_it_is(tmp_path: Path, texts: list[str]) -> None:
    script = tmp_path / "script.js"
    listed = ",\n".join(map(literal, texts))
    script.write_text(f"console.log(JSON.stringify([{listed}]))", "utf-8", newline="\n")
    assert json.loads(output_of(shutil.which("node") or "", str(script))) == texts


# PHP reads a quoted text as the same bytes.

BYTES = st.lists(
    st.binary(max_size=8)
    | st.text("'\\\"$\n\t\0é{", max_size=6).map(str.encode)
    | st.text(st.characters(exclude_categories=["Cs"])).map(str.encode),
    min_size=1,
    max_size=40,
)


@pytest.mark.skipif(not shutil.which("php"), reason="CI has php, see tests/core/test_copy_as")
@given(BYTES)
@example([SIGNS.encode(), b"\\", b"\\'", b"$x{$y}", b"\0001", b"\xff$a", b"\x1bb"])
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_text_is_read_as_it_is(tmp_path: Path, texts: list[bytes]) -> None:
    script = tmp_path / "script.php"
    listed = ",\n".join(map(quoted, texts))
    script.write_text(f"<?php foreach ([{listed}] as $t) echo bin2hex($t), ' ';", "utf-8")
    done = subprocess.run(
        [shutil.which("php") or "", str(script)], capture_output=True, check=True, text=True
    )
    assert done.stdout.split(" ")[:-1] == [text.hex() for text in texts]


def test_what_can_be_read_stays_readable() -> None:
    assert quoted('{"a": "é $x"}\n'.encode()) == '\'{"a": "é $x"}\n\''


def test_a_get_has_no_body() -> None:
    script = write_programs(wire("http://127.0.0.1/track", method="GET"))
    assert "POSTFIELDS" not in script
    assert "'GET'" in script


# The Python script holds every byte, and stays readable where it can.


def content(script: str) -> bytes:
    """What the script gives as content, without running it."""
    (call,) = (
        node
        for node in ast.walk(ast.parse(script))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "httpx.Request"
    )
    (value,) = (word.value for word in call.keywords if word.arg == "content")
    if isinstance(value, ast.Call):
        assert isinstance(value.func, ast.Attribute)
        return str(ast.literal_eval(value.func.value)).encode()
    return bytes(ast.literal_eval(value))


@given(st.text(st.characters()))
def test_any_body_stands_in_it_whole(text: str) -> None:
    copied = wire(URL, text)
    assert content(write_programs(copied)) == copied.body


@pytest.mark.parametrize("case", CASES)
def test_every_script_is_python(case: str) -> None:
    ast.parse(write_programs(cases(URL)[case]))


def test_a_document_of_several_lines_is_told_line_by_line() -> None:
    assert "        '{\\n'\n        '  \"cid\": 1\\n'\n" in write_programs(
        wire(URL, '{\n  "cid": 1\n}')
    )


def test_a_missing_user_agent_is_pointed_out() -> None:
    assert "# no User-Agent" in write_programs(wire(URL, user_agent=None))
    assert "# no User-Agent" not in write_programs(wire(URL))
