"""The door: what everybody pastes, and what holds for every text whatsoever."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convert_console.core.document.payload import parse, value_at
from convert_console.core.paste import ABSENT, Recognised, Unrecognised
from convert_console.core.paste.recognise import recognise
from convert_console.core.query import read_query
from support.pasting import (
    BODY,
    DATA,
    ENDPOINT,
    PASTED,
    document,
    entry,
    notes_of,
    only,
    recognised,
    refused,
)

POST = (DATA / "article-post.json.txt").read_text("utf-8")
GET = (DATA / "article-get.url.txt").read_text("utf-8")
V1_KEYS = {"visitorType": "new", "country": "CA", "customSegments": []}
MEGABYTE, PART = 1_000_000, 200_000

# One text for each thing that people paste, and the beginning of its name.
ROWS = {
    "JSON document": BODY,
    "JSON document, repaired": "{cid: '1',}",
    "Tracking URL": GET,
    "Query of a tracking request": "?cid=1&ev[0][evt]=hitGoal",
    "cURL command (bash)": f"curl '{ENDPOINT}' --data-raw $'{{\"cid\":\"it\\'s\"}}'",
    "cURL command (cmd.exe)": f'curl ^"{ENDPOINT}^" ^\n -d ^"^{{^\\^"cid^\\^":1^}}^"',
    "cURL command (PowerShell)": f"curl.exe '{ENDPOINT}' `\n -d '{{\"cid\":1}}'",
    "HTTPie command": f"http {ENDPOINT} cid=1 ev:='[]'",
    "fetch(…) call": f'fetch("{ENDPOINT}", {{"body": "{{}}", "method": "POST"}});',
    "HAR recording": json.dumps({"log": {"entries": [{"request": {"method": "GET", "url": GET}}]}}),
    "Cookies from Convert's script": "si:4*sh:1588166554499-0.2020703998482254*pv:2",
    "convert_attributes": json.dumps(entry("convert_attributes")["payload"]),
    "Shopify cart attributes": json.dumps(entry("Shopify cart")["payload"]),
    "Data of Convert's Shopify app": entry("Convert Shopify App")["payload"]["__data"],
    "Visitor data": '{"visitorId": "v", "segments": {}, "bucketing": []}',
    "_conv_q calls": '_conv_q.push(["triggerConversion", "7"])',
    "Address of the tracking script": "//cdn-4.convertexperiments.com/js/10000009-10000001.js",
    "Address in Convert's app": "https://app.convert.com/accounts/1/projects/2",
    "ID number of a project": "10000009_10000001",
    "Address that forces a variation": "https://shop.example/?_conv_eforce=100400101.1004200201",
    "Preview address of a variation": "https://shop.example/?convert_e=1&convert_v=2",
    "Legacy tracking URL": entry("Legacy GET")["url"],
    "Payload of the v1 API": json.dumps(entry("JS SDK")["payload"]),
}


@pytest.mark.parametrize("quote", ["'\"'\"'", "'\\''"])
@pytest.mark.parametrize("command", ["wget --body-data=@ {}", "set body @", "http POST {} <<< @"])
def test_a_quote_within_the_quotes_of_a_shell_is_read(command, quote):
    body = """{"cid":"1","pid":"10000001","ev":[],"seg":{"campaign":"it's \\\"new\\\""}}"""
    word = "'" + body.replace("'", quote) + "'"
    assert document(only(command.format(ENDPOINT).replace("@", word))) == json.loads(body)


@pytest.mark.parametrize("what", ROWS)
def test_each_commonly_pasted_format_is_recognised_by_name(what):
    found = recognised(ROWS[what])
    assert found.label.startswith(what)
    assert all(parse(request.text).fault is None for request in found.requests)


@pytest.mark.parametrize("what", ROWS)
def test_white_space_and_code_fences_around_it_change_nothing(what):
    plain = recognised(ROWS[what]).requests
    for around in ("\n  {} \r\n", "\ufeff{}\n", "```\n{}\n```", "```json\n{}```"):
        assert recognised(around.replace("{}", ROWS[what])).requests == plain, around


@pytest.mark.parametrize("what", [row for row in ROWS if not row.startswith("cURL")])
def test_a_string_literal_of_a_program_is_opened(what):
    assert recognised(json.dumps(ROWS[what])).label.startswith(what)


@pytest.mark.parametrize("pasted", PASTED, ids=lambda pasted: pasted["name"])
def test_everything_observed_in_public_integrations_becomes_a_document(pasted):
    for text in [json.dumps(pasted["payload"])] if "payload" in pasted else [pasted["url"]]:
        for request in recognised(text).requests:
            assert "ev" in document(request)


def test_the_articles_document_is_taken_without_its_colon():
    found = recognised(POST)
    assert found.notes == ("Left out text after the document: “:”.",)
    assert document(found.requests[0]) == json.loads(POST.strip().removesuffix(":"))


def test_the_articles_query_is_read_the_same_from_html_and_percent_encoded():
    plain = only(GET)
    assert plain.method == "GET"
    assert plain.endpoint == "https://10024405.metrics.convertexperiments.com/track"
    assert parse(plain.text).payload == read_query(GET).payload
    html = only(GET.replace("&", "&amp;"))
    assert html.text == plain.text
    assert html.notes[0].startswith("&amp; was read as &")
    assert only(GET.replace("[", "%5B").replace("]", "%5D")).text == plain.text


def test_digits_and_the_order_of_keys_stay_as_they_were_pasted():
    text = '{"vid":"v","cid":1e3,"ev":[{"r":1.10,"x":100000000000000000000}],"pid":1.0}'
    kept = only(text)
    assert [part.strip() for part in kept.text.split()] == only(kept.text).text.split()
    assert "".join(kept.text.split()) == text


def test_a_key_that_appears_twice_is_kept_twice():
    found = recognised('{"cid":"1","cid":"2"}')
    assert found.requests[0].text.count('"cid"') == 2
    assert "appears twice" in found.notes[0]


@pytest.mark.parametrize("text", ["", "  \n", "\ufeff", "```\n```"])
def test_no_text_is_refused(text):
    assert "no text" in refused(text)


@pytest.mark.parametrize("text", ["hello", "https://example.com/", "body { color: red }", "a=b"])
def test_unrelated_input_is_refused_in_one_sentence_with_a_next_step(text):
    assert "Paste a document" in refused(text)


@given(st.text())
@example("`'")
@example('"\\"')
@example('{"cid": "\\ud800"}')
def test_any_text_is_a_draft_or_a_sentence(text):
    check(recognise(text))


@given(st.binary())
def test_any_bytes_are_a_draft_or_a_sentence(data):
    check(recognise(data.decode("latin-1")))


PIECES = st.sampled_from(
    [*ROWS.values(), *'{}[]()":,;=&?\'`\\^|$*@#\n ', "cid", "ev[0]", "_conv_v=", "curl ", "-d ",
     "fetch(", "1.10", "&amp;", "%7B%22", "https://", "_conv_q.push(", "//", "/*", "“", "\ud800"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
def test_pieces_of_known_things_in_any_order_are_a_draft_or_a_sentence(text):
    check(recognise(text))


@given(st.sampled_from(list(ROWS.values())), st.data())
def test_a_text_that_was_cut_somewhere_is_a_draft_or_a_sentence(text, data):
    check(recognise(text[: data.draw(st.integers(0, len(text)))]))


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers() | st.floats(allow_nan=False),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_of_any_shape_under_known_keys_never_fails(value):
    known = ["ev", "visitors", "log", "bucketing", "__data", "attributes", "defaultSegments"]
    for key in known:
        text = json.dumps({"visitorId": "v", key: value, "what": value, "params": value})
        check(recognise(text))


def check(found):
    if isinstance(found, Unrecognised):
        assert found.sentence.strip().endswith(".")
        return
    assert isinstance(found, Recognised) and found.requests and found.label
    for request in found.requests:
        assert request.method in ("POST", "GET", None)
        assert request.user_agent is ABSENT or isinstance(request.user_agent, str | None)
        assert request.title and request.text


HOSTILE = {
    "decimal commas": '{"cid":"1","r":' + "1," * (MEGABYTE // 2),
    "nested lists": "[" * MEGABYTE,
    "nested objects": '{"a":' * (MEGABYTE // 5),
    "one line": "x" * MEGABYTE,
    "digits": "1" * MEGABYTE,
    "blanks": " " * MEGABYTE + "x",
    "backslashes": '"' + "\\" * PART,
    "open quotes": "{'" * (PART // 2),
    "open comments": "{" + "/*" * (PART // 2),
    "parentheses": "{cid:" + "(" * PART,
    "escaped quotes": '{\\"' * (PART // 3),
    "curly quotes": "{" + "“" * PART,
    "calls": "_conv_q.push([" * (PART // 14),
    "balanced calls": "_conv_q.push([])" * (PART // 16),
    "fetches": "fetch(" * (PART // 6),
    "carets": "curl " + '^"' * (PART // 2),
    "options": "curl " + "-H a " * (PART // 5),
    "addresses": "https://x/?cid=1 " * (PART // 17),
    "hosts": "a." * (PART // 2) + "com/",
    "base64": "__data=" + "A" * PART,
    "fences": "```a" * (PART // 4),
    "cookie": "_conv_v=exp:" + "{a." * (PART // 3),
    "query": "cid=1&" * (PART // 6),
    "escaped quotes of PowerShell": 'iwr -Uri "https://x/" -Body "' + '`"a`":' * (PART // 6),
    "open tables of PowerShell": "iwr -Headers @{" + '-Headers @{"a ' * (PART // 14),
    "names of PowerShell": "iwr -Headers @{" + "''“" * (PART // 3),
    "a name without end": "iwr -Headers @{" + "a" * PART + "}",
    "texts of PowerShell": "curl.exe " + "@'\n" * (PART // 3),
    "calls that cannot be read": '_conv_q.push(["triggerConversion",' * (MEGABYTE // 34),
    "calls that end late": "*}_conv_q.push([" * (PART // 16),
    "paths": "a" + "(/" * (PART // 2),
    "a number to force": "_conv_eforce=" + "1" * PART,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_long_text_of_anything_is_read_to_its_end(name):
    check(recognise(HOSTILE[name]))


def test_visitors_without_pairs_of_their_own_do_not_multiply_a_long_list():
    bucketed = [
        {"eventType": "bucketing", "data": {"experienceId": str(i), "variationId": "1"}}
        for i in range(2_000)
    ]
    conversions = [{"eventType": "conversion", "data": {"goalId": "1"}}] * 2_000
    payload = {"visitors": [{"visitorId": "v", "events": bucketed + conversions}]}
    assert len(only(json.dumps(payload)).text) < 10 * MEGABYTE


def test_notes_name_no_more_than_the_first_of_many():
    assert len(notes_of("{" + "a:1," * 50_000 + "cid:1}")) < 1_000


def test_a_document_inside_a_log_line_is_found():
    line = '2024-01-01 INFO sent {"status": 200, "body": ' + json.dumps(BODY) + "}"
    request = only('{"message": ' + json.dumps(BODY) + "}")
    assert value_at(parse(request.text).payload, ("cid",)) == "10000009"
    assert "Taken from message." in notes_of('{"message": ' + json.dumps(BODY) + "}")
    assert recognise(line)


NEAR_MISSES = {
    "a hit of Google Analytics": "https://www.google-analytics.com/collect?v=1&cid=555&tid=UA-1",
    "a shop's own pid": "https://shop.example/?utm_source=x&pid=77",
    "a script by date": "https://cdn.example/js/2024-05.js",
    "a call that reports nothing": "_conv_q.push({what: 'addListener', params: {event: 'x'}})",
    "a piece of a cookie without an id": "si:4*pv:2",
}


@pytest.mark.parametrize("text", NEAR_MISSES.values(), ids=NEAR_MISSES.keys())
def test_a_near_miss_is_refused(text):
    assert refused(text).endswith(".")


ALIKE = {
    "Unicode escapes": f'"url": "{ENDPOINT}?cid=1\\u0026pid=2"',
    "escaped slashes": f'{{"u": "{ENDPOINT}?cid=1&pid=2"}}'.replace("/", "\\/"),
    "a zero-width blank": f"{ENDPOINT}?\u200bcid=1&\u200bpid=2",
    "quoted-printable": f"{ENDPOINT}?cid=3D1&pid=3D2",
    "a link of Slack": f"<{ENDPOINT}?cid=1&pid=2|label>",
    "an address in an address": "https://l.example/?u="
    + f"{ENDPOINT}?cid=1&pid=2".replace(":", "%3A").replace("/", "%2F").replace("?", "%3F")
    .replace("=", "%3D").replace("&", "%26"),
    "a line of a server's log": '::1 - - [1/Jan] "GET /track?cid=1&pid=2 HTTP/1.1" 200 1 "-" "UA"',
    "an address without scheme": "localhost:8765/track?cid=1&pid=2",
    "brackets that Chrome escapes": f"curl '{ENDPOINT}?cid=1&pid=2&seg\\[x\\]=' -G",
    "a sentence's end": f"{ENDPOINT}?cid=1&pid=2.",
    "entities of quotes": "{&#39;cid&#39;:&#39;1&#39;,&apos;pid&apos;:&amp;quot;2&amp;quot;}",
    "Python's old texts": "{u'cid': u'1', u'pid': b'2'}",
    "no braces": '"cid":"1","pid":"2"',
    "a shortened copy": '{cid: "1", pid: "2",…}',
    "text in a list": json.dumps(['{"cid":"1","pid":"2"}']),
    "quoted-printable JSON": '{=22cid=22:=22=\r\n1=22,=22pid=22:=222=22}',
}  # fmt: skip


@pytest.mark.parametrize("text", ALIKE.values(), ids=ALIKE.keys())
def test_however_it_was_copied_the_ids_are_right(text):
    found = document(only(text))
    assert (found["cid"], found["pid"]) == ("1", "2")


def test_an_entity_inside_a_text_is_that_texts_own():
    assert document(only('{"cid":"1","s":"&quot;x&quot;"}'))["s"] == "&quot;x&quot;"


def test_documents_of_several_lines_are_several():
    found = recognised('INFO {"cid":"1","ev":[]}\nINFO {"cid":"2","ev":[]} ok')
    assert [document(request)["cid"] for request in found.requests] == ["1", "2"]


def test_what_a_template_would_put_in_stays_to_be_filled_in():
    assert document(only("{cid: {{ cid }}, ev: []}"))["cid"] == "{{ cid }}"
    assert document(only('{cid: "1", goals: [...a, 2]}'))["goals"] == [2]


def test_blanks_and_escapes_that_json_has_not_are_noted():
    assert "U+00A0" in notes_of('{\u00a0"cid":"1"}')
    assert "Decoded escapes" in notes_of('{"cid":"a\\qb"}')
    assert notes_of('{"cid":"1"};') == "Left out text after the document: “;”."


def test_events_that_a_program_adds_later_are_missed_with_a_word():
    text = "const p = {cid: '1', pid: '2', vid: 'v', ev: []};\np.ev.push({evt: kind});\nsend(p);"
    assert "adds events later" in notes_of(text)
    assert "adds events later" in notes_of(
        "const p = {cid: '1', ev: [{evt: 'hitGoal'}]};\n"
        "if (total) { p['ev'].push({'evt': 'tr', 'r': total}); }"
    )
    assert "adds events later" not in notes_of("{cid: '1', pid: '2', vid: 'v', ev: []}")


def test_one_event_alone_is_no_data_of_the_pixel():
    request = only('{"evt":"hitGoal","goals":["1"],"exps":["2"],"vars":["3"]}')
    assert document(request)["ev"][0]["evt"] == "hitGoal"
    assert "one event only" in notes_of('{"evt":"hitGoal","goals":["1"]}')


@pytest.mark.parametrize(
    ("written", "amount"),
    [("12,50 €", "12,50 €"), ("1'234.50", "1'234.50"), ("1 234,50", "1 234,50"), ("12.5", 12.5)],
)
def test_an_amount_is_never_cut(written, amount):
    text = f'{{"cid":"1","pid":"2","ev":[{{"evt":"tr","r":{written},"prc":1}}]}}'
    assert document(only(text))["ev"][0]["r"] == amount


@pytest.mark.parametrize(
    "text",
    [
        '_conv_q.push(["pushRevenue", 12,50, 1, "100300301"]);',
        "convert.trackConversion('a', {conversionData: [{key: 'amount', value: 12,50}]});",
    ],
)
def test_a_decimal_comma_in_a_call_is_kept_and_named(text):
    (sale,) = [each for each in document(only(text))["ev"] if each["evt"] == "tr"]
    assert sale["r"] == "12,50"
    assert "decimal comma" in notes_of(text)
