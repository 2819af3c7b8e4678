"""`paste` prints what it was, the documents, and what was repaired."""

import io
import json
import sys

import pytest

from convert_console.cli.commands import run
from support.pasting import BODY, DATA, ENDPOINT


def pasted(capsys, tmp_path, text, *options):
    file = tmp_path / "pasted"
    file.write_text(text, "utf-8")
    code = run(["paste", str(file), *options])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_the_articles_document_is_printed_with_its_repair(capsys):
    assert run(["paste", str(DATA / "article-post.json.txt")]) == 0
    out = capsys.readouterr().out
    assert out.startswith("JSON document, repaired\nnote: Left out text after the document: “:”.")
    assert json.loads(out[out.index("{") :])["cid"] == "12345"


def test_method_endpoint_headers_and_notes_are_printed(capsys, tmp_path):
    command = f"curl {ENDPOINT} -A UA -H 'X-Note: 1' --json '{BODY.replace(chr(39), '')}'"
    code, out, _ = pasted(capsys, tmp_path, command)
    assert code == 0
    assert f"POST {ENDPOINT}\nUser-Agent: UA\nX-Note: 1\n" in out


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_secret_in_what_was_copied_reaches_no_terminal(capsys, tmp_path, options):
    secret = (
        "-H 'Authorization: Bearer planted-1' -b 'a=planted-2' -H 'X-Pwd: planted-3' -u a:planted-4"
    )
    command = f"curl {ENDPOINT} {secret} -H 'X-Note: 1' --json '{BODY.replace(chr(39), '')}'"
    code, out, err = pasted(capsys, tmp_path, command, *options)
    assert code == 0
    assert "planted" not in out + err
    assert out.count("(hidden)") == 3 and "Authorization" in out and "X-Note" in out


def test_as_json_the_documents_are_kept_character_for_character(capsys, tmp_path):
    code, out, _ = pasted(capsys, tmp_path, f"{BODY}:", "--json")
    assert code == 0
    assert '"r": 1.10' in out
    assert json.loads(out) == {
        "what": "JSON document, repaired",
        "documents": [
            {
                "document": json.loads(BODY),
                "method": None,
                "endpoint": None,
                "headers": [],
                "notes": [],
            }
        ],
        "notes": ["Left out text after the document: “:”."],
    }


def test_a_broken_body_is_shown_as_text(capsys, tmp_path):
    _, out, _ = pasted(capsys, tmp_path, f"curl {ENDPOINT} --json '{{cid' -H User-Agent:", "--json")
    (found,) = json.loads(out)["documents"]
    assert found["document"] == "{cid"
    assert found["headers"][0] == ["User-Agent", ""]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_half_a_surrogate_pair_can_be_printed(capsys, tmp_path, options):
    code, out, _ = pasted(capsys, tmp_path, '{"cid": "1", "vid": "\\ud800"}', *options)
    assert code == 0
    assert "\\ud800" in out.encode("utf-8").decode("utf-8")


def test_one_document_is_printed_for_a_pipe(capsys, tmp_path):
    lines = '{"cid":"1","pid":"2","ev":[]}\n{"cid":"1","pid":"3","ev":[{"evt":"tr","r":1.10}]}'
    code, out, _ = pasted(capsys, tmp_path, lines, "--document", "2")
    assert (code, json.loads(out)["pid"]) == (0, "3")
    assert "1.10" in out
    code, out, err = pasted(capsys, tmp_path, lines, "--document", "3")
    assert (code, out) == (2, "")
    assert "There is no document 3; 2 were found." in err


def test_notes_about_one_document_do_not_go_into_the_pipe(capsys, tmp_path):
    _, out, err = pasted(capsys, tmp_path, '12:03 INFO sent {"cid":"1","pid":"2"}', "--document=1")
    assert json.loads(out) == {"cid": "1", "pid": "2"}
    assert "note: Left out text before the document" in err


def test_unrelated_input_exits_with_2_and_one_sentence(capsys, tmp_path):
    code, out, err = pasted(capsys, tmp_path, "hello")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1 and "No tracking request" in err


def test_standard_input_is_read_for_a_hyphen(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"10000009_10000001")))
    assert run(["paste", "-"]) == 0
    assert "ID number" in capsys.readouterr().out
