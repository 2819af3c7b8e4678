"""An archive that other programs, and this one, read back as the same request."""

from __future__ import annotations

import json
from typing import Any

import pytest

from convert_console.core.copy_as import HandoffImpossible
from convert_console.core.copy_as.har import write
from convert_console.core.paste import Recognised
from convert_console.core.paste.recognise import recognise
from support.handing import CASES, DOCUMENT, cases, wire

URL = "https://10000001.metrics.convertexperiments.com/track"


def entry(text: str) -> Any:
    log = json.loads(text)["log"]
    assert (log["version"], log["creator"]["name"]) == ("1.2", "Convert Console")
    (found,) = log["entries"]
    return found


@pytest.mark.parametrize("case", [case for case in CASES if case != "body not utf-8"])
def test_the_request_is_told_whole(case: str) -> None:
    copied = cases(URL)[case]
    told = entry(write(copied))["request"]
    assert (told["method"], told["url"]) == (copied.method, copied.url)
    assert [(h["name"], h["value"]) for h in told["headers"]] == list(copied.headers)
    assert told.get("postData", {"text": ""})["text"].encode() == copied.body
    assert (told["headersSize"], told["bodySize"]) == (len(copied.head), len(copied.body))


def test_every_field_that_har_asks_for_is_there() -> None:
    found = entry(write(wire(URL)))
    assert set(found) == {"startedDateTime", "time", "request", "response", "cache", "timings"}
    asked = {"httpVersion", "cookies", "headers", "headersSize", "bodySize"}
    assert asked | {"method", "url", "queryString", "postData"} == set(found["request"])
    own = {"status", "statusText", "content", "redirectURL"}
    assert asked | own == set(found["response"])
    assert found["request"]["postData"]["mimeType"] == "application/json"


def test_a_query_is_told_by_name_and_value() -> None:
    told = entry(write(wire(URL, '{"vid": "é", "seg": {"new": 1}}', "GET")))["request"]
    assert told["queryString"] == [
        {"name": "vid", "value": "é"},
        {"name": "seg[new]", "value": "1"},
    ]


def test_pasted_into_this_console_it_is_the_same_document() -> None:
    found = recognise(write(wire(URL)))
    assert isinstance(found, Recognised)
    (request,) = found.drafts
    assert json.loads(request.text) == json.loads(DOCUMENT)
    assert (request.method, request.endpoint) == ("POST", URL)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(HandoffImpossible, match="not UTF-8"):
        write(cases(URL)["body not utf-8"])
