"""fetch(…) as Chrome copies it and as programs write it."""

import json

import pytest

from convert_console.core.paste.programs.fetch_call import CALLS_LIMIT, PIECES_LIMIT
from support.pasting import BODY, ENDPOINT, document, notes_of, only, recognised, refused

CHROME = f"""fetch("{ENDPOINT}", {{
  "headers": {{
    "accept": "*/*",
    "content-type": "text/plain;charset=UTF-8",
    "sec-ch-ua": "\\"Chromium\\";v=\\"126\\""
  }},
  "referrer": "https://shop.example/",
  "body": {json.dumps(BODY)},
  "method": "POST",
  "mode": "cors",
  "credentials": "omit"
}});"""


def test_chromes_copy_gives_method_address_headers_and_body():
    request = only(CHROME)
    assert (request.method, request.endpoint) == ("POST", ENDPOINT)
    assert request.headers == (
        ("accept", "*/*"),
        ("content-type", "text/plain;charset=UTF-8"),
        ("sec-ch-ua", '"Chromium";v="126"'),
    )
    assert document(request) == json.loads(BODY) and "1.10" in request.text
    assert request.notes == ()


def test_all_calls_of_a_text_are_read():
    found = recognised(f"{CHROME} ;\nconst r = await fetch('https://x.example/')\n{CHROME}")
    assert (found.label, len(found.requests)) == ("fetch(…) calls", 2)


def test_an_object_of_a_program_is_read_with_placeholders_for_its_names():
    request = only(f"""await fetch(`{ENDPOINT}`, {{
        method: 'post', // as always
        headers: [['Content-Type', 'application/json'], ['odd']],
        body: JSON.stringify({{cid: account, pid: '1', ev: [{{evt: 'tr', r: 1.10}}]}}),
    }})""")
    assert (request.method, request.headers) == ("POST", (("Content-Type", "application/json"),))
    assert document(request)["cid"] == "${account}"
    assert '"r": 1.10' in request.text
    assert "account" in " ".join(request.notes)


def test_a_text_without_a_content_type_goes_as_plain_text():
    request = only(f"fetch('{ENDPOINT}', {{method: 'POST', body: '{{\"cid\":1}}'}})")
    assert request.headers == (("Content-Type", "text/plain;charset=UTF-8"),)
    assert "text/plain" in request.notes[-1]


def test_a_beacon_is_a_post_of_plain_text():
    for body in ("JSON.stringify({cid: '1'})", '\'{"cid":"1"}\''):
        request = only(f"navigator.sendBeacon('{ENDPOINT}', {body});")
        assert (request.method, document(request)) == ("POST", {"cid": "1"})
        assert request.headers == (("Content-Type", "text/plain;charset=UTF-8"),)


def test_a_call_with_an_address_alone_is_a_get():
    assert only(f"fetch('{ENDPOINT}?cid=1')").method == "GET"


@pytest.mark.parametrize(
    "text",
    ["fetch()", "fetch(url)", "fetch(", "fetch('https://shop.example/')", "fetch([" + "[" * 300],
)
def test_a_call_that_carries_nothing_is_recognised_as_one(text):
    assert "fetch" in refused(text)


def test_a_mentioned_word_is_not_a_call():
    assert "fetch" not in refused("they said fetch (it) and left")
    assert notes_of("see fetch(1) and 10000009_10000001 {cid: 1}")


def test_an_absurdly_nested_call_is_skipped():
    assert "fetch" in refused("fetch(" + "(" * 1_000)


def test_a_call_of_too_many_pieces_says_so():
    assert "many parts" in refused("fetch(" + "<" * (PIECES_LIMIT + 2))


def test_the_first_of_too_many_calls_are_read_with_a_note():
    call = f"fetch('{ENDPOINT}?cid=1');\n"
    found = recognised(call * (CALLS_LIMIT + 1))
    assert len(found.requests) == CALLS_LIMIT
    assert found.notes == ("Only the first 1,000 calls were read. Paste the others separately.",)


@pytest.mark.parametrize(
    ("blob", "headers"),
    [
        ("new Blob([JSON.stringify({cid: '1'})], {type: 'application/json'})", "application/json"),
        ("new Blob(['{\"cid\":', '\"1\"}'], {type: ''})", None),
        ('new Blob(\'{"cid":"1"}\')', None),
    ],
)
def test_a_blob_is_its_content_with_its_own_type(blob, headers):
    kept = (("Content-Type", headers),) if headers else ()
    beacon = f"navigator.sendBeacon('{ENDPOINT}', {blob})"
    assert recognised(beacon).label == "sendBeacon(…) call"
    for call in (beacon, f"fetch('{ENDPOINT}', {{method: 'POST', body: {blob}}})"):
        assert document(only(call)) == {"cid": "1"}
        assert only(call).headers == kept


def test_an_empty_blob_sends_an_address_only():
    assert document(only(f"navigator.sendBeacon('{ENDPOINT}', new Blob())")) == {"pid": "10000001"}


# What a program sets before its call.

DOCUMENT = {"cid": "1", "pid": "2", "ev": [{"evt": "tr", "r": 1.5}]}
OBJECT = "{cid: '1', pid: '2', ev: [{evt: 'tr', r: 1.5}]}"
TEXT = "'" + json.dumps(DOCUMENT) + "'"
CALLS = {
    "a text": f"const raw = {TEXT};\nfetch(url, {{method: 'POST', body: raw}})",
    "an object": f"const o = {OBJECT};\nfetch(url, {{method: 'POST', body: JSON.stringify(o)}})",
    "of both": f"let o = {OBJECT};\nlet t = JSON.stringify(o, null, 2);\n"
    "fetch(url, {method: 'POST', body: t})",
    "options": f"const o = {{method: 'POST', body: {TEXT}}};\nfetch(url, o)",
    "shorthand": f"const body = JSON.stringify({OBJECT}), method = 'POST';\n"
    "fetch(url, {method, body})",
    "a part": "const ev = [{evt: 'tr', r: 1.5}];\nfetch(url, {method: 'POST', body: JSON.stringify("
    "{cid: '1', pid: '2', ev})})",
    "a beacon": f"const data = JSON.stringify({OBJECT});\nnavigator.sendBeacon(url, data);",
    "Apps Script": f"var o = {{'method': 'post', 'contentType': 'application/json', 'payload': "
    f"JSON.stringify({OBJECT})}};\nUrlFetchApp.fetch(url, o);",
    "put together": "const id = '1';\nfetch(url, {method: 'POST', body: '{\"cid\":\"' + id + "
    "'\",\"pid\":\"2\",\"ev\":[{\"evt\":\"tr\",\"r\":1.5}]}'})",
    "a template": "const id = '1';\nfetch(url, {method: 'POST', body: `{\"cid\":\"${id}\","
    "\"pid\":\"2\",\"ev\":[{\"evt\":\"tr\",\"r\":1.5}]}`})",
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_what_the_program_sets_is_looked_up(name):
    request = only(f"const url = '{ENDPOINT}';\n{CALLS[name]}")
    assert document(request) == DOCUMENT
    assert (request.method, request.endpoint) == ("POST", ENDPOINT)


def test_each_call_is_given_the_value_that_holds_before_it():
    call = "raw = JSON.stringify({{cid: '1', pid: '2', vid: '{}'}});\nfetch('{}', {{body: raw}});\n"
    found = recognised("".join(call.format(i, ENDPOINT) for i in range(3)))
    assert [document(request)["vid"] for request in found.requests] == ["0", "1", "2"]


@pytest.mark.parametrize(
    "made", ["new Headers({'Content-Type': 'application/json'})", "new Headers()"]
)
def test_headers_are_taken_from_where_they_are_filled(made):
    request = only(
        f"const h = {made};\nh.append('User-Agent', 'Agent/1');\nh.set('X-A', 'b')\n"
        f"fetch('{ENDPOINT}', {{method: 'POST', headers: h, body: {TEXT}}})"
    )
    assert request.user_agent == "Agent/1"
    assert ("X-A", "b") in request.headers
    assert (("Content-Type", "application/json") in request.headers) == ("Type" in made)


def test_a_value_that_changes_is_not_known():
    text = f"let n = 1; n += 2; let ev = [];\nfetch('{ENDPOINT}', {{body: JSON.stringify("
    found = document(only(text + "{cid: '1', pid: '2', prc: n, ev})})"))
    assert found == {"cid": "1", "pid": "2", "prc": "${n}", "ev": "${ev}"}
