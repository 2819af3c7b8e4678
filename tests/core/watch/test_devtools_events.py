"""What the DevTools protocol says of a request."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from convert_console.core.watch.devtools_events import kind_words, read_paused, read_sent

URL = "https://10000001.metrics.convertexperiments.com/track"


def event(**request: Any) -> dict[str, Any]:
    about = {"url": URL, "method": "POST", "headers": {"Origin": "https://shop.example"}}
    return {"requestId": "interception-job-1.0", "request": about | request}


def entry(data: bytes) -> dict[str, str]:
    return {"bytes": base64.b64encode(data).decode()}


@pytest.mark.parametrize(
    ("request_", "body"),
    [
        ({"hasPostData": True, "postDataEntries": [entry(b"\xff{"), entry(b"}")]}, b"\xff{}"),
        ({"hasPostData": True, "postData": "{}"}, b"{}"),
        ({"hasPostData": True}, None),
        ({"hasPostData": True, "postData": "{}", "postDataEntries": [{}]}, None),
        ({}, b""),
    ],
)
def test_a_body_is_what_the_browser_gives_of_it(
    request_: dict[str, Any], body: bytes | None
) -> None:
    assert read_paused(event(**request_)).body == body


def test_the_host_is_added_to_the_headers() -> None:
    assert read_paused(event()).headers[0] == ("Host", "10000001.metrics.convertexperiments.com")


def test_a_request_of_a_page_that_is_left_has_no_network_id() -> None:
    paused = read_paused(event())
    assert (paused.network_id, paused.is_answered) == ("", False)
    answered = read_paused({**event(), "responseStatusCode": 200, "networkId": "1.2"})
    assert (answered.network_id, answered.is_answered) == ("1.2", True)
    assert read_paused({**event(), "responseErrorReason": "Failed"}).is_answered


@pytest.mark.parametrize(
    ("initiator", "place"),
    [
        ({"type": "other"}, ""),
        ({"type": "parser", "url": "https://shop.example/cart", "lineNumber": 6.0}, "cart:7"),
        ({"stack": {"callFrames": []}}, ""),
        (
            {
                "stack": {
                    "callFrames": [],
                    "parent": {
                        "callFrames": [{"url": "https://shop.example/", "lineNumber": 0}],
                    },
                }
            },
            "shop.example:1",
        ),
        ({"stack": {"callFrames": [{"url": "blob:https://a/1", "lineNumber": 0}]}}, "blob:1"),
        ({"stack": {"callFrames": [{"url": "", "lineNumber": 0}]}}, "script:1"),
    ],
)
def test_the_place_that_called_is_found(initiator: dict[str, Any], place: str) -> None:
    assert read_sent({"initiator": initiator}).called_from == place


def test_unknown_kinds_are_told_as_the_protocol_does() -> None:
    assert kind_words("CSPViolationReport") == "cspviolationreport"
    assert kind_words("") == "request"
