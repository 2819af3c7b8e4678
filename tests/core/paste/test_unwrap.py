"""What copying puts around a text is taken off, layer by layer."""

import json
from base64 import b64encode

import pytest

from convert_console.core.paste.unwrap import unescaped, unwrapped
from support.pasting import ENDPOINT, document, recognised

TEXT = '{"cid":"1"}'


@pytest.mark.parametrize(
    "around",
    [
        json.dumps(TEXT),
        json.dumps(json.dumps(TEXT)),
        json.dumps(TEXT) + ";",
        f"'{TEXT}',",
        f"`{TEXT}`",
        f"“{TEXT}”",
        f"JSON.parse('{TEXT}');",
        f"```js\n{TEXT}\n```",
        f"Here it is:\n```\n{TEXT}\n```\nthat's all",
        TEXT.replace('"', "&quot;"),
        f"> \n> {TEXT}\n>",
        f">> {TEXT}\n>>\n>>",
        f"&gt; \n&gt; {TEXT}\n&gt;",
        f"+\n+{TEXT}\n+",
        f"  9 | \n 10 | {TEXT}\n 11 |",
        f"  9\n 10  {TEXT}\n 11",
        f"9:\n10:{TEXT}\n12:",
        f"   1   │\n   2   │ {TEXT}\n   3   │",
        f"\ufeff\u200b {TEXT}\0",
    ],
)
def test_the_text_inside_is_found(around):
    inside, _ = unwrapped(around)
    assert inside == TEXT


def test_each_layer_is_noted_once():
    assert unwrapped(json.dumps(json.dumps(TEXT)))[1] == ("The quotes around it were removed.",)
    assert unwrapped(TEXT) == (TEXT, ())


@pytest.mark.parametrize(
    "text",
    ["> a\n> b", "> a\n> b\nc", "3 a\n2 b\n1 c", "10:00 a\n10:01 b\n10:02 c", "1.5\n2.5\n3.5"],
)
def test_what_begins_only_some_lines_is_left_alone(text):
    assert unwrapped(text) == (text, ())


def test_layers_have_an_end():
    text = TEXT
    for _ in range(6):
        text = json.dumps(text)
    assert unwrapped(text)[0] == json.dumps(json.dumps(TEXT))


def test_quotes_that_open_a_sentence_are_left_alone():
    for text in ('"a" and "b"', "'open", '"x" + y', "it's"):
        assert unwrapped(text) == (text, ())


@pytest.mark.parametrize(
    "logged", [r"{\"cid\":\"1\"}", r"{\\\"cid\\\":\\\"1\\\"}", r"{\n\"cid\":\"1\"\n}"]
)
def test_escapes_of_a_log_are_undone(logged):
    plain, notes = unescaped(logged)
    assert json.loads(plain) == {"cid": "1"}
    assert len(notes) == 1


def test_a_document_that_is_readable_as_it_is_is_not_touched():
    text = '{"a":["\\"{\\"x\\"}"]}'
    assert unescaped(text) == (text, ())
    assert unescaped("{\\u0041") == ("{\\u0041", ())
    assert unescaped(r"{\"a\":\"\u00e9\"}")[0] == '{"a":"\\u00e9"}'


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('<pre class="x"><code>cid=1</code>\n</pre>', "cid=1"),
        ("<p>{&quot;cid&quot;:1}</p>", '{"cid":1}'),
        ('"{""cid"":1}"', '{"cid":1}'),
        ("<body>\ncid=1\n</body>", "cid=1"),
        ('a,"x ""y"""\n1,"sent {""cid"":1}"', 'a,"x ""y"""\n1,sent {"cid":1}'),
        ("**cid**: 1\n- **pid:** 2", "cid: 1\n- pid: 2"),
        ("**cid=1\npid=2**", "cid=1\npid=2"),
        ('"curl ""https://h/"" -d \'{""cid"":1}\'"', 'curl "https://h/" -d \'{"cid":1}\''),
    ],
)
def test_tags_around_it_and_the_quotes_of_a_sheet_are_taken_off(text, inside):
    assert unwrapped(text)[0] == inside
    assert unwrapped(text)[1]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('\uff5b"cid"\uff1a"1"\uff0c"ev"\uff1a\uff3b\uff3d\uff5d', '{"cid":"1","ev":[]}'),
        ('{"cid"\uff1a"a\uff1a\uff0c\uff5b"}', '{"cid":"a\uff1a\uff0c\uff5b"}'),
        ('{“cid”\uff1a“1”, "r": 12.5}', '{"cid":"1", "r": 12.5}'),
        ("{\uff02cid\uff02: \uff021\uff02}", '{"cid": "1"}'),
    ],
)
def test_full_width_punctuation_becomes_that_of_json_but_in_texts(text, inside):
    assert unwrapped(text) == (inside, ("Full-width punctuation was changed to that of JSON.",))


@pytest.mark.parametrize("text", ['{"cid":"\uff5b\uff1a"}', "a\uff1a b", 'x {"a"\uff1a1}'])
def test_full_width_punctuation_elsewhere_is_kept(text):
    assert unwrapped(text) == (text, ())


@pytest.mark.parametrize("text", ["<p>a</b>", "<x>cid=1</x>", '"a""b', '"{"cid":""}'])
def test_what_only_looks_similar_is_kept(text):
    assert unwrapped(text) == (text, ())


def test_the_colours_of_a_terminal_are_removed() -> None:
    coloured = (
        '\x1b[1;39m{\x1b[0m\x1b[34;1m"cid"\x1b[0m:\x1b[0;32m"1"\x1b[0m\x1b[1;39m}\x1b[0m\x1b[K'
    )
    assert unwrapped(coloured) == (TEXT, ("The colours of a terminal were removed.",))


@pytest.mark.parametrize(
    "code", [json.dumps({"body": TEXT}), "curl -d '{\"vid\":\"it'\\''s\"}' https://h/track"]
)
def test_code_within_a_line_keeps_its_backslashes(code: str) -> None:
    assert unwrapped(f"`{code}`")[0] == code


def test_the_text_of_all_code_blocks_is_found() -> None:
    text = f"First:\n```json\n{TEXT}\n```\nthen:\n```json\n{TEXT}\n```\n"
    inside, notes = unwrapped(text)
    assert inside.split() == [TEXT, TEXT] and notes == ("Taken from 2 code blocks.",)


def test_doubled_quotes_of_an_sql_statement_are_single_ones() -> None:
    text = "INSERT INTO log VALUES (1, '', '{\"vid\":\"it''s\"}'), (2, 'x', '{\"vid\":\"b\"}');"
    inside, notes = unwrapped(text)
    assert inside.split() == ['{"vid":"it\'s"}', '{"vid":"b"}']
    assert notes == ("Taken from the texts of an SQL statement.",)


@pytest.mark.parametrize("name", ["code:json", "noformat"])
def test_code_in_an_issue_is_taken_out(name: str) -> None:
    text = f"It sends {{{name}}}\n{TEXT}\n{{{name.partition(':')[0]}}} today"
    assert unwrapped(text) == (TEXT, ("Taken from a code block.",))


def test_a_diff_is_read_as_it_is_after_the_change() -> None:
    diff = '--- a/x.json\n+++ b/x.json\n@@ -1,4 +1,4 @@\n {\n-"cid":"2",\n+"cid":"1"\n }\n'
    inside, notes = unwrapped(diff)
    assert json.loads(inside) == {"cid": "1"}
    assert notes == ("It is a diff: the lines that it removes were left out.",)
    assert unwrapped("--- here it is:\n" + TEXT)[0] == "--- here it is:\n" + TEXT


def test_all_requests_of_an_export_of_burp_are_read() -> None:
    item = (
        "<item><url><![CDATA[{}]]></url><method><![CDATA[POST]]></method>"
        '<request base64="{}"><![CDATA[{}]]></request></item>'
    )
    requests = [
        f"POST /track HTTP/1.1\r\nHost: h.metrics.convertexperiments.com\r\n\r\n{{"
        f'"cid":"1","vid":"{vid}","ev":[]}}'
        for vid in ("a", "b<c")
    ]
    encoded = b64encode(requests[0].encode()).decode()
    text = '<?xml version="1.0"?>\n<items burpVersion="2026.1">'
    text += item.format(ENDPOINT, "true", encoded)
    text += item.format(ENDPOINT, "false", requests[1]) + "</items>"
    found = recognised(text)
    assert [document(request)["vid"] for request in found.requests] == ["a", "b<c"]
    assert found.notes == ("Taken from an export of Burp Suite.",)


@pytest.mark.parametrize(
    "beginning",
    [
        "[02:30:01] ",
        "2026-03-29T02:30:01.123Z ",
        "2026-03-29T02:30:01.1Z stdout F ",
        "web-1  | ",
        "// ",
        "  # ",
        "- ",
        "• ",
    ],
)
def test_what_begins_each_line_of_a_document_is_removed(beginning: str) -> None:
    held = {"cid": "1", "vid": "a", "ev": []}
    lines = json.dumps(held, indent=2).splitlines()
    found = recognised("\n".join(beginning + line for line in lines))
    assert document(found.requests[0]) == held
    assert found.notes[0].startswith("Each line began with")
