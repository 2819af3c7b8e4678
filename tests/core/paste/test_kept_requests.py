"""Requests that programs keep as data: collections of API clients, logs, recordings of tests."""

import json

import pytest

from convert_console.core.paste.kept_bodies import body_text
from convert_console.core.paste.kept_requests import REQUESTS_LIMIT
from convert_console.core.paste.results import ABSENT
from support.pasting import BODY, DATA, ENDPOINT, document, notes_of, only, recognised, refused

SALE = {
    "cid": "10000009",
    "pid": "10000001",
    "vid": "1760049583065-0.41",
    "ev": [
        {
            "evt": "tr",
            "goals": ["100300301"],
            "exps": ["100400101"],
            "vars": ["1004200201"],
            "r": 5,
        }
    ],
}


def kept(name):
    return (DATA / "kept_requests" / name).read_text("utf-8")


def events(found):
    return [document(request).get("ev", [{}])[0].get("evt") for request in found.requests]


def test_every_item_of_a_postman_collection_is_offered():
    found = recognised(kept("postman-two-items.json"))
    assert found.label == "Postman collection"
    assert events(found) == ["viewExp", "hitGoal"]
    assert [request.title[:11] for request in found.requests] == ["1. a: viewE", "2. b: hitGo"]
    for request in found.requests:
        assert (request.method, request.endpoint) == ("POST", ENDPOINT)
        assert request.user_agent == "ConvertAgent/1.0"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("postman-item.json", "Request kept as JSON"),
        ("insomnia-4.json", "Insomnia export"),
        ("hoppscotch.json", "Hoppscotch collection"),
        ("headers-as-lists.json", "Request kept as JSON"),
        ("json-as-form-name.har", "HAR recording"),
    ],
)
def test_what_is_around_a_body_is_taken_off(name, label):
    assert recognised(kept(name)).label == label
    request = only(kept(name))
    assert document(request) == {
        "cid": "10000009",
        "pid": "10000001",
        "vid": "1760049583065-0.4126735590148273",
        "ev": [
            {
                "evt": "hitGoal",
                "goals": ["100300301"],
                "exps": ["100400101"],
                "vars": ["1004200201"],
            }
        ],
    }
    assert (request.method, request.endpoint) == ("POST", ENDPOINT)


@pytest.mark.parametrize(
    "name",
    [
        "api-gateway.json",
        "bruno.json",
        "charles.json",
        "hoppscotch-folders.json",
        "insomnia-4-environments.json",
        "postman-examples.json",
        "postman-v1.json",
        "talend.json",
        "thunder-client.json",
        "vcr.yaml",
        "wiremock.json",
        "yaak.json",
    ],
)
def test_a_request_is_the_same_whatever_program_stored_it(name):
    request = recognised(kept(name)).requests[0]
    assert document(request) == SALE
    assert (request.method, request.endpoint) == ("POST", ENDPOINT)
    assert request.user_agent == ("ConvertAgent/1.0" if "examples" not in name else ABSENT)
    assert not [header for header in request.headers if header[0].startswith("X")]


def test_folders_variables_and_queries_of_a_collection_are_read():
    found = recognised(kept("postman-folders.json"))
    sale, view, form = found.requests
    assert '"r": 59.90' in sale.text and document(sale)["cid"] == "10000009"
    assert sale.endpoint == view.endpoint == form.endpoint == ENDPOINT
    assert view.method == "GET"
    assert document(view) == {
        "cid": "10000009",
        "pid": "10000001",
        "vid": "{{vid}}",
        "ev": [{"evt": "viewExp"}],
    }
    assert any("Variables without a value in this file: {{vid}}" in note for note in view.notes)
    assert document(form)["ev"] == [{"evt": "hitGoal", "goals": ["100300301"]}]
    assert found.notes == ("1 other request was left out.",)


def test_a_form_of_a_collection_is_its_document():
    request = only(kept("postman-urlencoded.json"))
    assert document(request) == {"cid": "1", "pid": "10000001", "ev": [{"evt": "hitGoal"}]}
    assert "Postman would send its own" in " ".join(request.notes)


def test_an_example_that_differs_is_a_request_too():
    titles = [request.title for request in recognised(kept("postman-examples.json")).requests]
    assert len(titles) == 2 and "example refund" in titles[1]


def test_the_base_environment_comes_first_and_several_values_are_noted():
    sale, form, query = recognised(kept("insomnia-4-environments.json")).requests
    assert sale.endpoint == form.endpoint == query.endpoint == ENDPOINT
    assert any("the first was used: base_url" in note for note in sale.notes)
    assert document(form)["ev"] == [{"evt": "hitGoal"}]
    assert document(query) == {"cid": "1", "vid": "a b"}


def test_hoppscotch_and_thunder_client_keep_forms_and_parameters_in_their_own_ways():
    _, view, form = recognised(kept("hoppscotch-folders.json")).requests
    assert document(view) == {"cid": "1", "ev": [{"evt": "viewExp"}]}
    assert document(form) == {"cid": "1", "pid": "2", "ev": [{"evt": "hitGoal"}]}
    _, form, query = recognised(kept("thunder-client.json")).requests
    assert document(form) == document(query) == {"cid": "1", "vid": "v"}


def test_a_host_without_a_value_is_no_target():
    url = "{{ _['base url'] }}/track"
    request = only(json.dumps({"method": "POST", "url": url, "body": BODY}))
    assert request.endpoint is None and document(request) == json.loads(BODY)


def test_variables_that_mean_each_other_end():
    variables = [{"key": "a", "value": "{{b}}{{b}}"}, {"key": "b", "value": "{{a}}{{a}}"}]
    item = {"name": "x", "request": {"method": "POST", "url": ENDPOINT + "?x={{a}}", "body": BODY}}
    text = json.dumps({"info": {"name": "x"}, "item": [item], "variable": variables})
    assert document(only(text)) == json.loads(BODY)


def test_comments_and_variables_without_quotes_in_a_body_are_mended():
    raw = '{\n  // the sale\n  "cid": "1", "ev": [{"evt": "tr", "r": {{amount}}}]\n}'
    item = {"request": {"method": "POST", "url": ENDPOINT, "body": {"mode": "raw", "raw": raw}}}
    found = only(json.dumps({"info": {"name": "x"}, "item": [item]}))
    assert document(found) == {"cid": "1", "ev": [{"evt": "tr", "r": "{{amount}}"}]}
    assert "{{amount}}" in " ".join(found.notes)


def test_a_body_that_postman_reads_from_a_file_is_reported_as_missing():
    body = {"mode": "file", "file": {"src": "/sale.json"}}
    item = {"name": "x", "request": {"method": "POST", "url": ENDPOINT, "body": body}}
    assert "in the file /sale.json" in notes_of(json.dumps({"info": {"name": "x"}, "item": [item]}))


def test_the_report_of_a_run_has_its_requests():
    sent = {"method": "POST", "url": ENDPOINT, "headers": {"User-Agent": "A"}, "data": BODY}
    results = [{"test": {"filename": f"{n}.bru"}, "request": sent, "response": {}} for n in "ab"]
    for report in ({"results": results}, [{"iterationIndex": 0, "results": results}]):
        found = recognised(json.dumps(report))
        assert [document(request) for request in found.requests] == [json.loads(BODY)] * 2


def test_a_collection_without_a_tracking_request_is_recognised_as_such():
    item = {"name": "x", "request": {"method": "GET", "url": "https://shop.example/"}}
    text = json.dumps({"info": {"name": "x"}, "item": [item, item]})
    assert refused(text).startswith("This is a Postman collection with 2 requests and no tracking")


def test_the_first_of_too_many_requests_are_read_with_a_note():
    item = {"name": "x", "request": {"method": "POST", "url": ENDPOINT, "body": '{"cid":"1"}'}}
    text = json.dumps({"info": {"name": "x"}, "item": [item] * (REQUESTS_LIMIT + 1)})
    found = recognised(text)
    assert len(found.requests) == REQUESTS_LIMIT
    assert "Only the first 1,000 requests were read." in found.notes[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": ["Agent/1"], "X": ["a", "b"]},
        {"User-Agent": "Agent/1", "X": {"value": ["a", "b"]}},
        [{"name": "User-Agent", "value": "Agent/1"}, {"key": "X", "value": "a"}, ["X", "b"]],
        ["User-Agent: Agent/1", "X: a", "X: b"],
        ["User-Agent", "Agent/1", "X", "a", "X", "b"],
        "User-Agent: Agent/1\r\nX: a\r\nX: b",
        {"user-agent": [{"key": "User-Agent", "value": "Agent/1"}], "X": [["a"], "b"]},
        {"User-Agent": "['Agent/1']", "X": '["a", "b"]'},
        '{"User-Agent": ["Agent/1"], "X": ["a", "b"]}',
        "map[User-Agent:[Agent/1] X:[a] X:[b]]",
    ],
)
def test_headers_are_read_in_whatever_form_they_are_kept(headers):
    text = json.dumps({"method": "POST", "url": ENDPOINT, "headers": headers, "body": BODY})
    request = only(text)
    assert request.user_agent == "Agent/1"
    assert [value for name, value in request.headers if name == "X"] == ["a", "b"]


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        {"mimeType": "application/json", "text": BODY},
        {"mode": "raw", "raw": BODY},
        {"type": "json", "raw": BODY, "form": []},
        {"contentType": "application/json", "body": BODY},
        {"encoding": "UTF-8", "string": BODY},
        {"mode": "json", "json": BODY, "formUrlEncoded": []},
        {"base64": "eyJjaWQiOiIxIn0="},
        {"text": "eyJjaWQiOiIxIn0=", "encoding": "base64"},
        {"raw": {"text": BODY}},
        [{"bytes": "eyJjaWQi"}, {"bytes": "OiIxIn0="}],
    ],
)
def test_a_body_is_opened_whatever_it_is_wrapped_in(body):
    text = body_text(body)
    assert text == (BODY if "eyJ" not in str(body) else '{"cid":"1"}')


@pytest.mark.parametrize("body", [None, {}, [], {"mode": "none"}, {"mimeType": "", "text": ""}])
def test_a_wrapper_with_nothing_in_it_is_no_body(body):
    assert body_text(body) is None or body_text(body) == "{}"


def test_a_document_is_not_a_wrapper():
    assert json.loads(body_text({"cid": "1", "text": "x"}) or "") == {"cid": "1", "text": "x"}
    assert json.loads(body_text({"query": "q"}) or "") == {"query": "q"}


def test_a_login_is_left_out_with_a_note_and_graphql_is_sent_as_its_client_sends_it():
    graphql = {"mode": "graphql", "graphql": {"query": "{a}", "variables": "{}"}}
    headers = {"Authorization": "Bearer x"}
    kept_one = {"method": "POST", "url": ENDPOINT, "headers": headers, "body": graphql}
    assert document(only(json.dumps(kept_one))) == {"query": "{a}", "variables": "{}"}
    assert "the endpoint needs none" in notes_of(json.dumps(kept_one))


def test_a_file_of_an_editor_gives_every_request_with_its_variables():
    found = recognised(kept("requests.http"))
    view, goal, form = found.requests
    assert found.label == "HTTP file" and found.notes == ("1 other request was left out.",)
    assert events(found) == ["viewExp", "hitGoal", "tr"]
    assert view.endpoint == goal.endpoint == form.endpoint == ENDPOINT
    assert document(view)["pid"] == "10000001" and view.user_agent == "ConvertAgent/1.0"
    assert "{{$guid}}" in " ".join(view.notes)
    assert document(goal) == {"cid": "10000009", "pid": "10000001", "ev": [{"evt": "hitGoal"}]}
    assert view.title.startswith("1. view: ") and goal.title.startswith("2. A goal by GET: ")


def test_a_body_in_a_file_is_reported_as_missing():
    text = f"### x\nPOST {ENDPOINT}\nContent-Type: application/json\n\n< ./body.json\n"
    assert "Its body is in the file ./body.json" in notes_of(text)


@pytest.mark.parametrize(
    "text",
    [f"# Doc\n\n### Track\n\nSend this:\n\n{BODY}", f"### Track\n\n{ENDPOINT}\n\n{BODY}"],
)
def test_a_heading_makes_no_file(text):
    assert recognised(text).label.startswith("JSON document")
    assert document(only(text)) == json.loads(BODY)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("request.bru", "Bruno request"),
        ("insomnia-5.yaml", "Insomnia export"),
        ("opencollection.yml", "Bruno request"),
    ],
)
def test_files_of_clients_that_are_not_json_are_read(name, label):
    found = recognised(kept(name))
    (request,) = found.requests
    assert found.label == label
    assert document(request) == {
        "cid": "10000009",
        "pid": "10000001",
        "vid": "v",
        "ev": [{"evt": "tr", "r": 1.1}],
    }
    assert '"r": 1.10' in request.text
    assert (request.method, request.endpoint) == ("POST", ENDPOINT)
    assert (request.user_agent, request.headers) == ("ConvertAgent/1.0", ())
    assert "ale: tr" in request.title


@pytest.mark.parametrize(
    "text",
    [
        "_type: export\n" + "- " * 5_000,
        "_type: export\na: &a [*a]",
        "_type: export\n{" * 100,
        "http:\n  method: POST\n  url: [\n",
        "_type: export\nx: " + "[1," * 200 + "]" * 200,
        "_type: export\n? [a]\n: b\n",
    ],
)
def test_yaml_that_is_broken_or_without_end_is_refused(text):
    assert refused(text)


FORM = {"cid": "1", "pid": "2", "ev[0][evt]": "hitGoal", "ev[0][goals][]": ["7", "8"]}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"openapi": "3.0.0", "paths": {"/track": {"post": {"requestBody": {"content": {
            "application/json": {"example": SALE}}}}}}}),
        json.dumps({"scenarios": [{"flow": [{"post": {"url": "/track", "json": SALE}}]}]}),
        json.dumps([{"request": {"method": "POST", "scheme": "https", "path": "/track",
            "host": "10000001.metrics.convertexperiments.com", "content": json.dumps(SALE)}}]),
        json.dumps({"log": "[info] sending " + json.dumps(SALE) + "\n", "stream": "stdout"}),
        json.dumps({"log": {"entries": [{"request": {"method": "POST", "url": ENDPOINT,
            "headers": [], "postData": {"params": [{"name": json.dumps(SALE)}]}}}]}}),
    ],
    ids=["OpenAPI", "Artillery", "mitmproxy", "Docker", "a form's name without a type"],
)  # fmt: skip
def test_a_document_is_found_however_deep_it_is_kept(text):
    assert document(only(text)) == SALE


def test_an_echo_of_a_form_is_read_as_the_form_that_it_was():
    request = only(json.dumps({"form": FORM, "url": "https://httpbin.org/post"}))
    assert document(request) == {
        "cid": "1",
        "pid": "2",
        "ev": [{"evt": "hitGoal", "goals": ["7", "8"]}],
    }
