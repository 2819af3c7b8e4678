"""Requests that are kept as JSON."""

import json

import pytest

from support.pasting import BODY, ENDPOINT, document, only, recognised

HEADERS = {"User-Agent": "UA", "A": "b"}


@pytest.mark.parametrize("body", [BODY, json.loads(BODY)])
@pytest.mark.parametrize("key", ["body", "payload", "data"])
def test_method_address_headers_and_body_are_taken(key, body):
    kept = {"method": "post", "url": ENDPOINT, "headers": HEADERS, key: body}
    for text in (json.dumps(kept), json.dumps({"request": kept})):
        draft = only(text)
        assert (draft.method, draft.endpoint, draft.user_agent) == ("POST", ENDPOINT, "UA")
        assert document(draft) == json.loads(BODY)


def test_a_method_that_is_not_named_follows_from_the_body():
    assert only(json.dumps({"url": f"{ENDPOINT}?cid=1"})).method == "GET"
    assert only(json.dumps({"url": ENDPOINT, "body": BODY})).method == "POST"


def test_deep_inside_a_log_it_is_found_too():
    request = {"url": ENDPOINT, "body": BODY}
    line = {"log": {"level": "info"}, "context": {"http": {"request": request}}}
    found = recognised(json.dumps(line))
    assert found.notes == ("Taken out of context.http.request.",)
    assert found.drafts[0].endpoint == ENDPOINT
