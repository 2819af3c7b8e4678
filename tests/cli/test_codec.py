"""`encode` and `decode`: the article's own samples, and everything that comes back."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from convert_console.cli.codec import DECODE_LIMIT
from convert_console.cli.commands import run
from support import terminal

DATA = Path(__file__).parents[1] / "data"
QUERY = "cid=1&seg[browser]=CH&ev[0][evt]=viewExp&ev[0][vars][]=2&ev[0][vars][]=3"
DOCUMENT = '{"cid": 1, "seg": {"browser": "CH"}, "ev": [{"evt": "viewExp", "vars": [2, "3"]}]}'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "request.json"
    path.write_text(DOCUMENT, "utf-8")
    return path


def test_a_document_is_spelled_as_a_query(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["encode", str(file)]) == 0
    assert capsys.readouterr() == (f"{QUERY}\n", "")


def test_brackets_can_be_percent_encoded(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["encode", str(file), "--spelling", "percent"]) == 0
    expected = QUERY.replace("[", "%5B").replace("]", "%5D")
    assert capsys.readouterr().out == f"{expected}\n"


def test_standard_input_is_read_for_a_dash(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DOCUMENT.encode())))
    assert run(["encode", "-"]) == 0
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(QUERY.encode())))
    assert run(["decode", "-"]) == 0
    assert capsys.readouterr().out.startswith(f"{QUERY}\n{{")


def test_what_a_get_leaves_out_is_reported_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").write_text('{"cid": 1, "seg": {"new": 1, "cust": []}}', "utf-8")
    assert run(["encode", str(tmp_path / "a")]) == 0
    assert capsys.readouterr() == (
        "cid=1&seg[new]=1\n",
        "note: seg.cust [] → left out\n",
    )


def test_a_key_that_appears_twice_is_reported_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").write_text('{"cid": "1", "ev": [{"r": "2", "r": "3"}], "cid": "4"}', "utf-8")
    assert run(["encode", str(tmp_path / "a")]) == 0
    assert capsys.readouterr() == (
        "cid=4&ev[0][r]=3\n",
        "note: cid appears twice; the last value counts\n"
        "note: ev[0].r appears twice; the last value counts\n",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are bytes on POSIX systems only")
def test_bytes_that_are_not_utf_8_still_make_a_document() -> None:
    said = "note: a: escapes that are not UTF-8, shown as \ufffd. Parsers differ on what to keep.\n"
    for ended in (
        terminal.run("decode", b"a=\xe9".decode("utf-8", "surrogateescape")),
        terminal.run("decode", "-", given=b"a=\xe9"),
    ):
        assert ended == (0, '{\n  "a": "\ufffd"\n}\n', said)


@pytest.mark.parametrize("text", ["{", "[]", "7", ""])
def test_what_is_not_an_object_cannot_be_spelled(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").write_text(text, "utf-8")
    assert run(["encode", str(tmp_path / "a")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1


@pytest.mark.parametrize("form", ["{}", "?{}", "https://1.metrics.example/track?{}"])
def test_a_query_or_url_is_read_as_a_document(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["decode", form.format(QUERY)]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "cid": "1",
        "seg": {"browser": "CH"},
        "ev": [{"evt": "viewExp", "vars": ["2", "3"]}],
    }


def test_the_articles_get_sample_goes_there_and_back_character_for_character(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = (DATA / "article-get.url.txt").read_text("utf-8").strip()
    assert run(["decode", url]) == 0
    (tmp_path / "a").write_text(capsys.readouterr().out, "utf-8")
    assert run(["encode", str(tmp_path / "a")]) == 0
    assert capsys.readouterr().out.strip() == url.partition("?")[2]


def test_both_work_in_a_pipe() -> None:
    encoded = terminal.run("encode", "-", given=DOCUMENT.encode())
    assert (encoded.code, encoded.out) == (0, f"{QUERY}\n")
    decoded = terminal.run("decode", "-", given=encoded.out.encode())
    assert decoded.code == 0
    assert json.loads(decoded.out)["ev"][0]["vars"] == ["2", "3"]


def test_a_query_of_many_megabytes_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    endless = b"cid=1&" * (DECODE_LIMIT // 6 + 1)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(endless)))
    assert run(["decode", "-"]) == 2
    assert "up to 4,000,000 are read" in capsys.readouterr().err


def test_a_file_given_to_decode_is_not_taken_for_a_query(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["decode", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "request.json is a file" in err
    assert "standard input" in err
