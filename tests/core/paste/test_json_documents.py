"""JSON is told apart by its keys."""

import json
import textwrap
from base64 import b64encode, urlsafe_b64encode

import pytest

from support.pasting import BODY, ENDPOINT, document, notes_of, only, recognised, refused


def test_a_list_of_documents_is_several_requests():
    found = recognised('[{"cid":"1","vid":"a"},{"x":1},{"cid":"2","vid":"b"}]')
    assert found.label == "List of 2 JSON documents"
    assert [request.title for request in found.requests] == [
        "1. no events – visitor a",
        "2. no events – visitor b",
    ]
    assert found.notes == ("1 other items of the list were left out.",)
    assert not recognised('[{"cid":"1"}]').notes


@pytest.mark.parametrize("inner", [{"cid": "1"}, json.dumps({"cid": "1"}), [{"cid": "1"}]])
def test_a_document_one_level_down_is_taken_out(inner):
    text = json.dumps({"status": 200, "body": inner})
    assert document(only(text)) == {"cid": "1"}
    assert "Taken from body." in notes_of(text)


def test_digits_survive_being_taken_out():
    assert '"r": 1.10' in only('{"body": {"cid": "1", "r": 1.10}}').text
    assert '"r": 1.10' in only(json.dumps({"body": '{"cid": "1", "r": 1.10}'})).text


def test_a_key_that_appears_twice_in_a_part_is_not_said_to_be_kept():
    text = '{"level":30,"body":{"cid":"1","cid":"2","ev":[]}}'
    assert document(only(text)) == {"cid": "2", "ev": []}
    assert "body.cid appears twice; the last value was taken" in notes_of(text)
    assert "kept as it is" not in notes_of(text)


@pytest.mark.parametrize("before", ["", "sent ", "["])
def test_a_key_that_appears_twice_in_a_text_of_an_object_is_told(before):
    body = f'{before}{{"cid":"1","cid":"2","ev":[]}}' + "]" * (before == "[")
    notes = notes_of(json.dumps({"level": 30, "body": body}))
    assert "cid appears twice" in notes


def test_json_that_is_the_text_of_json_is_read_whole_inside_of_an_object():
    for text in (BODY, json.dumps(BODY), json.dumps(json.dumps(BODY))):
        request = only(json.dumps({"level": 30, "payload": text}))
        assert document(request) == json.loads(BODY)
        assert '"r": 1.10' in request.text


@pytest.mark.parametrize(
    "written",
    [
        "Array\n(\n    [cid] => 1\n    [ev] => Array\n        (\n        )\n\n)\n",
        "['cid' => '1', 'ev' => []]",
        "array('cid' => '1', 'ev' => array())",
        'a:2:{s:3:"cid";s:1:"1";s:2:"ev";a:0:{}}',
    ],
)
def test_what_php_wrote_into_the_message_of_a_log_is_read(written):
    request = only(json.dumps({"level": "debug", "message": f"convert: {written}"}))
    assert document(request) == {"cid": "1", "ev": []}


def test_json_in_base64_is_decoded_wherever_it_is():
    body = '{"cid":"1","pid":"2","ev":[{"r":1.10}],"s":"Été?"}'
    encoded = b64encode(body.encode()).decode()
    lines = "\n".join(textwrap.wrap(encoded, 20))
    unpadded = (
        urlsafe_b64encode(json.dumps(json.loads(body), indent=2).encode()).decode().rstrip("=")
    )
    event = json.dumps({"rawPath": "/track", "body": encoded, "isBase64Encoded": True})
    for text in (encoded, lines, unpadded, event):
        request = only(text)
        assert document(request) == json.loads(body)
    assert '"r": 1.10' in only(encoded).text
    assert "Decoded from base64." in notes_of(encoded)


def test_a_log_of_json_has_a_document_in_each_line():
    bodies = [{"cid": "1", "ev": []}, '{"cid":"2","ev":[{"r":1.10}]}', 'sent {"cid":"3","ev":[]}']
    lines = [json.dumps({"level": "info", "msg": body}) for body in bodies]
    text = "\n".join([*lines, "Stopped.", json.dumps({"level": "info", "msg": "end"})])
    found = recognised(text)
    assert [document(request)["cid"] for request in found.requests] == ["1", "2", "3"]
    assert '"r": 1.10' in found.requests[1].text
    assert found.notes == ("2 other lines were left out.",)


def test_any_other_object_is_a_document_too():
    assert document(only('{"colour": "red"}')) == {"colour": "red"}
    assert recognised("{colour: 'red'}").label == "JSON document, repaired"
    assert document(only('{"body": {"x": 1}, "event": []}')) == {"body": {"x": 1}, "event": []}
    assert document(only('{"body": {"params": 1}}')) == {"body": {"params": 1}}
    assert document(only("{}")) == {}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[1, 2]", "a list"),
        ("[]", "a list"),
        ("12", "a single value"),
        ("true", "a single value"),
        ("{", "cannot be repaired"),
        ("[" * 500, "levels of brackets"),
        ("{//", "cannot be repaired"),
        ("[//]", "a list"),
    ],
)
def test_json_that_is_not_a_document_is_refused_in_words(text, word):
    assert word in refused(text)


def test_an_address_inside_json_of_no_known_kind_is_found():
    assert recognised(f'["{ENDPOINT}?cid=1"]').label == "Tracking URL"


def test_a_percent_encoded_document_is_read():
    assert document(only("x=%7B%22cid%22%3A%221%22%7D")) == {"cid": "1"}


def test_a_list_notes_what_it_leaves_out():
    found = recognised(json.dumps([{"cid": "1"}, 5, {"x": 1}]))
    assert found.notes == ("2 other items of the list were left out.",)


def test_ids_of_others_deep_inside_are_not_taken_for_ours():
    text = json.dumps({"a": {"processes": [{"pid": 1}], "b": {"pid": 2}, "c": [[1], {"d": 5}]}})
    assert document(only(text)) == json.loads(text)


def test_only_a_limited_amount_is_inspected():
    text = json.dumps({"a": [{"b": i} for i in range(600)], "c": {"d": [[[[["x"]]]]]}})
    assert document(only(text)) == json.loads(text)


def test_a_list_some_levels_down_is_taken_out():
    found = recognised(json.dumps({"a": {"b": [{"cid": "1", "pid": "2"}]}}))
    assert found.notes == ("Taken from a.b.",)


@pytest.mark.parametrize(
    ("spelled", "campaign"),
    [
        ("%7B%22cid%22%3A+%22{}%22%2C+%22campaign%22%3A+%22a+b%2Bc%22%7D", "a b+c"),
        ("%7B%22cid%22:%22{}%22,%22campaign%22:%22a+b%20c%22%7D", "a+b c"),
    ],
    ids=["a form's", "encodeURI's"],
)
def test_a_plus_sign_is_a_blank_where_the_colons_are_encoded_too(spelled, campaign):
    text = f"payload={spelled.format(1)}"
    assert document(only(text)) == {"cid": "1", "campaign": campaign}
    assert "percent-encoded" in notes_of(text)


def test_what_is_too_deep_is_left_where_it_is():
    inner = {"cid": "1", "pid": "2"}
    text = json.dumps({"a": {"b": {"c": [[[[[[[[[[[[[[inner]]]]]]]]]]]]]]}}})
    assert document(only(text)) == json.loads(text)


@pytest.mark.parametrize(
    ("value", "said"),
    [(r"'it\'s'", "it's"), (r"'a\\b'", "a\\b"), (r'"a\$b\n"', "a$b\n"), ('"5 $"', "5 $"),
     (r"'a\nb'", r"a\nb"), (r"'C:\dir'", r"C:\dir"), ('"$vid"', "${$vid}"),
     ('"a{$b}"', "a${$b}"), (r'"\u{e9}\x41\e"', "éA\x1b")],
)  # fmt: skip
def test_a_text_of_php_means_what_php_says(value, said):
    found = document(only(f"$d = ['cid' => '1', 'pid' => '2', 'vid' => {value}];"))
    assert found == {"cid": "1", "pid": "2", "vid": said}


def test_a_nested_list_of_another_vendor_is_skipped():
    assert document(only('{"a":{"b":[1]},"c":{"d":[{"cid":"1","pid":"2"}]}}'))["cid"] == "1"


@pytest.mark.parametrize("around", ["{}", "convert.data = {};"])
def test_a_configuration_is_not_a_request_and_the_note_says_where_it_goes(around):
    found = '{"account_id": "1", "project": {"id": "2"}, "goals": {"7": {"name": "Buy"}}}'
    assert "Project names" in refused(around.format(found))


# Requests that are kept as JSON.

HEADERS = {"User-Agent": "UA", "A": "b"}


@pytest.mark.parametrize("body", [BODY, json.loads(BODY)])
@pytest.mark.parametrize("key", ["body", "payload", "data"])
def test_method_address_headers_and_body_are_taken(key, body):
    kept = {"method": "post", "url": ENDPOINT, "headers": HEADERS, key: body}
    for text in (json.dumps(kept), json.dumps({"request": kept})):
        request = only(text)
        assert (request.method, request.endpoint, request.user_agent) == ("POST", ENDPOINT, "UA")
        assert document(request) == json.loads(BODY)


def test_a_method_that_is_not_named_follows_from_the_body():
    assert only(json.dumps({"url": f"{ENDPOINT}?cid=1"})).method == "GET"
    assert only(json.dumps({"url": ENDPOINT, "body": BODY})).method == "POST"


def test_deep_inside_a_log_it_is_found_too():
    request = {"url": ENDPOINT, "body": BODY}
    line = {"log": {"level": "info"}, "context": {"http": {"request": request}}}
    found = recognised(json.dumps(line))
    assert found.notes == ("Taken from context.http.request.",)
    assert found.requests[0].endpoint == ENDPOINT


def test_several_documents_in_one_field_of_a_log_are_all_read() -> None:
    lines = [
        f'[2026-03-29 02:30:0{i}] app.INFO: track {{"cid":"1","vid":"v-{i}","ev":[]}} []'
        for i in range(3)
    ]
    found = recognised(json.dumps({"level": "info", "message": "\n".join(lines)}))
    assert [document(request)["vid"] for request in found.requests] == ["v-0", "v-1", "v-2"]


def test_a_collection_inside_of_an_answer_is_read_as_a_whole() -> None:
    items = [
        {
            "name": vid,
            "request": {
                "method": "POST",
                "header": [],
                "url": {"raw": ENDPOINT},
                "body": {"mode": "raw", "raw": json.dumps({"cid": "1", "vid": vid, "ev": []})},
            },
        }
        for vid in ("a", "b")
    ]
    text = json.dumps({"collection": {"info": {"name": "Convert"}, "item": items}})
    assert [document(request)["vid"] for request in recognised(text).requests] == ["a", "b"]


@pytest.mark.parametrize("written", [dict, json.dumps])
def test_all_documents_inside_of_an_object_are_read(written) -> None:
    documents: list[dict[str, object]] = [{"cid": "1", "vid": vid, "ev": []} for vid in ("a", "b")]
    text = json.dumps({"sent": {"body": written(documents[0])}, "retry": written(documents[1])})
    found = recognised(text)
    assert sorted(document(request)["vid"] for request in found.requests) == ["a", "b"]
    assert "Taken from sent.body." in notes_of(text) and "Taken from retry." in notes_of(text)


def test_a_document_that_an_object_holds_twice_is_read_once() -> None:
    held = {"cid": "1", "vid": "a", "ev": []}
    assert document(only(json.dumps({"body": json.dumps(held), "parsed": held}))) == held


def test_an_environment_of_postman_is_no_document_but_may_hold_one() -> None:
    variables = [{"key": "cid", "value": "1", "enabled": True}]
    around = {"name": "QA", "values": variables, "_postman_variable_scope": "environment"}
    assert "has variables, but no request" in refused(json.dumps(around))
    variables.append({"key": "body", "value": BODY, "enabled": True})
    assert document(only(json.dumps(around))) == json.loads(BODY)
