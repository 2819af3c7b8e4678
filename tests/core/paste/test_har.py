"""A recording of the network panel."""

import json

import pytest

from support.pasting import BODY, ENDPOINT, document, only, recognised, refused


def har(*entries):
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}})


def entry(method, url, body=None, headers=(), **more):
    request = {
        "method": method,
        "url": url,
        "headers": [{"name": n, "value": v} for n, v in headers],
    }
    if body is not None:
        request["postData"] = {"mimeType": "text/plain", "text": body}
    return {"request": request, **more}


def test_every_tracking_request_is_offered_with_its_time_and_headers():
    found = recognised(
        har(
            entry("GET", "https://shop.example/"),
            entry("OPTIONS", ENDPOINT),
            entry(
                "POST", ENDPOINT, BODY,
                [(":authority", "h"), ("User-Agent", "Mozilla/5.0"), ("Content-Length", "7"),
                 ("Content-Type", "text/plain"), ("Accept-Encoding", "br")],
                startedDateTime="2025-01-01T10:11:12.345Z",
            ),
            entry("GET", f"{ENDPOINT}?cid=1&vid=v", startedDateTime="odd"),
            {"request": {}},
            "odd",
        )
    )  # fmt: skip
    post, get = found.requests
    assert found.notes == ("4 other requests of the recording were left out.",)
    assert (post.title, post.method, post.endpoint) == (
        "1. tr – visitor it's – 10:11:12",
        "POST",
        ENDPOINT,
    )
    assert (post.headers, post.user_agent) == ((("Content-Type", "text/plain"),), "Mozilla/5.0")
    assert document(post) == json.loads(BODY) and "1.10" in post.text
    assert (get.method, document(get)) == ("GET", {"cid": "1", "vid": "v"})


def test_a_form_may_be_names_and_values():
    data = {"params": [{"name": "cid", "value": "1"}, {"name": "vid", "value": "v"}, "odd"]}
    text = har({"request": {"method": "POST", "url": ENDPOINT, "postData": data}})
    assert document(recognised(text).requests[0]) == {"cid": "1", "vid": "v"}


def test_a_post_of_ours_to_another_host_counts_too():
    assert recognised(har(entry("POST", "https://proxy.example/collect", BODY))).requests


def test_one_request_alone_needs_no_number_and_no_note():
    found = recognised(har(entry("POST", ENDPOINT, BODY)))
    assert not found.notes and not found.requests[0].title.startswith("1.")


@pytest.mark.parametrize("entries", [[], [entry("GET", "https://shop.example/")]])
def test_a_recording_without_tracking_is_recognised_as_such(entries):
    assert f"a HAR with {len(entries)} request" in refused(har(*entries))


def test_a_log_of_something_else_is_not_a_recording():
    assert recognised('{"log": {"entries": 7}, "cid": "1"}').label == "JSON document"


def test_one_request_that_is_left_out_is_noted_in_the_singular():
    found = recognised(
        har(entry("GET", f"{ENDPOINT}?cid=1&vid=v"), entry("GET", "https://x.example/"))
    )
    assert found.notes[0] == "1 other request of the recording was left out."


def test_a_hit_of_google_analytics_is_not_a_tracking_request():
    url = "https://region1.google-analytics.com/g/collect?v=2&tid=G-1&cid=123.456"
    assert "no tracking request" in refused(har({"request": {"method": "GET", "url": url}}))


def test_visitors_of_one_request_are_numbered_once():
    body = json.dumps({"visitors": [{"visitorId": "a"}, {"visitorId": "b"}]})
    url = "https://metrics.convertexperiments.com/v1/track/1/2"
    request = {"method": "POST", "url": url, "postData": {"text": body}}
    titles = [request.title for request in recognised(har({"request": request})).requests]
    assert titles == ["1. visitor a", "2. visitor b"]


@pytest.mark.parametrize(
    "data",
    [
        {"text": "eyJjaWQiOiIxIn0=", "encoding": "base64"},
        {"params": [{"name": "cid", "value": "1"}]},
        {"text": "cid=1", "encoding": "base64"},
    ],
)
def test_a_body_is_read_however_it_is_kept(data):
    request = {"method": "POST", "url": ENDPOINT, "postData": data}
    assert document(only(har({"request": request})))["cid"] == "1"


def test_fields_of_a_form_that_were_decoded_stay_whole():
    data = {"params": [{"name": "cid", "value": "1"}, {"name": "vid", "value": "a b&c"}]}
    request = {"method": "POST", "url": ENDPOINT, "postData": data}
    assert document(only(har({"request": request}))) == {"cid": "1", "vid": "a b&c"}


def test_the_entries_alone_are_enough():
    one = {"request": {"method": "GET", "url": f"{ENDPOINT}?cid=1"}}
    for text in (json.dumps([one]), json.dumps({"entries": [one]})):
        assert document(only(text)) == {"cid": "1"}
