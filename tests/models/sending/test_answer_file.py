"""A body is saved byte for byte, or not at all with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert_console.core.verdict.exchange import Answer
from convert_console.models.sending.answer_file import file_name, save_body

ANSWER = Answer(200, "OK", (), b"\x00\xff", 2)


def test_the_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    done, words = save_body(ANSWER, str(tmp_path / "a.bin"))
    assert done and words.startswith("Saved 2 bytes to")
    assert (tmp_path / "a.bin").read_bytes() == b"\x00\xff"


def test_a_place_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    done, words = save_body(ANSWER, str(tmp_path / "a" / "b"))
    assert not done and words.endswith(".")


@pytest.mark.parametrize(
    ("kind", "name"),
    [("text/html; charset=x", "answer.html"), ("TEXT/plain", "answer.txt"), ("", "answer.bin")],
)
def test_a_name_is_offered_by_the_kind_of_content(kind: str, name: str) -> None:
    assert file_name(Answer(200, "OK", (("Content-Type", kind),), b"", 0)) == name
