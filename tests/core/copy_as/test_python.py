"""A copied Python script holds every byte, and stays readable where it can."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.copy_as.python import write_python
from support.handing import CASES, cases, wire

URL = "http://127.0.0.1:8765/track"


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
def test_any_body_is_in_the_script_whole(text: str) -> None:
    copied = wire(URL, text)
    assert content(write_python(copied)) == copied.body


@pytest.mark.parametrize("case", CASES)
def test_every_script_is_python(case: str) -> None:
    ast.parse(write_python(cases(URL)[case]))


def test_a_document_of_several_lines_is_written_line_by_line() -> None:
    assert "        '{\\n'\n        '  \"cid\": 1\\n'\n" in write_python(
        wire(URL, '{\n  "cid": 1\n}')
    )


def test_a_missing_user_agent_is_pointed_out() -> None:
    assert "# no User-Agent" in write_python(wire(URL, user_agent=None))
    assert "# no User-Agent" not in write_python(wire(URL))
