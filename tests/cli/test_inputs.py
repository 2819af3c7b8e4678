"""What a command is given is read exactly, or refused in one sentence."""

import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convert_console.cli.command import InvalidInput, query_of, readable, text_of
from convert_console.core.request.draft import Draft


@given(st.text().filter(lambda text: not text.startswith("\ufeff")), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_is_read_to_the_character(tmp_path: Path, text: str, marked: bool) -> None:
    (tmp_path / "file").write_bytes(b"\xef\xbb\xbf" * marked + text.encode())
    assert text_of(str(tmp_path / "file")) == text


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.TextIOWrapper(io.BytesIO("{}\r\né".encode()), encoding="ascii")
    monkeypatch.setattr(sys, "stdin", given)
    assert text_of("-") == "{}\r\né"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"none\.json cannot be read: .+\.$"):
        text_of(str(tmp_path / "none.json"))
    with pytest.raises(InvalidInput, match=r"cannot be read: .+\.$"):
        text_of(str(tmp_path))


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such files")
def test_what_is_not_a_file_is_refused_but_for_what_a_shell_hands_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in (str(tmp_path / "pipe"), "/dev/zero"):
        with pytest.raises(InvalidInput, match="cannot be read: it is not a file"):
            text_of(name)
    reads, writes = os.pipe()
    os.write(writes, b"{}")
    os.close(writes)
    assert text_of(f"/dev/fd/{reads}") == "{}"
    os.close(reads)


def test_text_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b'{"vid": "\xe9"}')
    with pytest.raises(InvalidInput, match=r"is not UTF-8 text \(byte 9\)\."):
        text_of(str(tmp_path / "latin"))


def test_standard_input_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xe9")))
    with pytest.raises(InvalidInput, match=r"^Standard input is not UTF-8 text"):
        text_of("-")


def test_a_name_with_a_nul_is_refused() -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        text_of("a\0b")


def test_bytes_of_a_query_that_are_not_utf_8_come_as_escapes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfa=\xc3\xa9\xff")))
    assert query_of("-") == "a=\xe9%FF"
    assert query_of("a=\udce9") == "a=%E9"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_query_in_utf_16_is_refused(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    marked = "\ufeffa=1".encode(encoding)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(marked)))
    with pytest.raises(InvalidInput, match="UTF-16"):
        query_of("-")


def test_a_readable_draft_is_given_back() -> None:
    draft = Draft('{"cid": 1}')
    assert readable(draft) is draft


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", r"not JSON: .+ \(line 1, column 2\)\.$"), ("[1]", "not an object"), ("", "not JSON")],
)
def test_what_is_not_an_object_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        readable(Draft(text))
