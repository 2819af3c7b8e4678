"""Copy as: what is copied is executed, and the collector receives what Send would have sent."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from convert_console.core.copy_as.request_parts import (
    CopyError,
    body_text,
    named_headers,
    refuse_nul,
    refuse_other_than_ascii,
)
from convert_console.core.copy_as.targets import TARGETS, CopyTarget, write_har, write_raw
from convert_console.core.paste import Recognised
from convert_console.core.paste.recognise import recognise
from convert_console.core.request.draft import Method
from support.collecting import running, talk
from support.endpoint import Endpoint, answer, silence, then
from support.handing import (
    CASES,
    COMMANDS,
    DOCUMENT,
    PATHS,
    arrived,
    cases,
    execute,
    execute_all,
    last,
    runs_here,
    sent,
    wire,
)

HTTPS_URL = "https://10000001.metrics.convertexperiments.com/track"
WRITERS = {target.id: target.write for target in TARGETS}
HERE = [form for form in COMMANDS if runs_here(form)]


@pytest.mark.skipif(sys.platform != "linux", reason="CI has every runtime on Linux only")
@pytest.mark.skipif(not os.environ.get("CI"), reason="a developer's machine may lack some")
def test_ci_executes_every_target_that_it_can() -> None:
    assert list(COMMANDS) == HERE


@pytest.mark.parametrize("form", HERE)
def test_a_copy_sends_what_send_sends(form: str, tmp_path: Path) -> None:
    with running() as collector:
        copied = cases(collector.url)
        if form == "curl-bash":
            with pytest.raises(CopyError, match="NUL"):
                WRITERS[form](copied.pop("body nul"))
        scripts = {case: WRITERS[form](request) for case, request in copied.items()}
        outputs = execute_all(form, scripts, tmp_path)
        received = dict(zip(copied, collector.received(), strict=True))
    assert {case: arrived(one) for case, one in received.items()} == {
        case: sent(request) for case, request in copied.items()
    }
    codes = {"accepted": "200", "bot": "200", "blocked": "301"}
    for case, one in received.items():
        assert codes[one.verdict] in outputs[case], case


def test_no_two_targets_share_an_id_or_a_title() -> None:
    assert len({target.id for target in TARGETS}) == len(TARGETS)
    assert len({target.title for target in TARGETS}) == len(TARGETS)
    assert set(COMMANDS) < set(WRITERS)


@pytest.mark.parametrize("form", HERE)
def test_a_copy_leaves_the_path_as_it_is(form: str, tmp_path: Path) -> None:
    with Endpoint() as endpoint:
        for number, path in enumerate(PATHS):
            copied = wire(endpoint.url.removesuffix("/track") + path, method="GET")
            execute(form, WRITERS[form](copied), tmp_path)
            line = endpoint.wait_for_requests(number + 1)[-1].partition(b"\r\n")[0]
            assert line == f"GET {copied.target} HTTP/1.1".encode()


@pytest.mark.parametrize("form", HERE)
def test_a_copy_of_what_came_in_has_its_method_and_its_body(form: str, tmp_path: Path) -> None:
    with Endpoint() as endpoint:
        for number, (method, body) in enumerate([("PUT", b"{}"), ("OPTIONS", b""), ("HEAD", b"")]):
            came_in = wire(endpoint.url)._replace(method=cast(Method, method), body=body)
            execute(form, WRITERS[form](came_in), tmp_path)
            head, _, arrived_body = endpoint.wait_for_requests(number + 1)[-1].partition(
                b"\r\n\r\n"
            )
            assert head.startswith(f"{method} /track ".encode())
            assert arrived_body == body


@pytest.mark.parametrize("form", HERE)
def test_a_copy_of_a_head_waits_for_no_body(form: str, tmp_path: Path) -> None:
    announced = answer(headers=("Content-Type: text/plain",), length=9)
    with Endpoint([then(announced, silence)]) as endpoint:
        came_in = wire(endpoint.url)._replace(method=cast(Method, "HEAD"), body=b"")
        execute(form, WRITERS[form](came_in), tmp_path)
        (raw,) = endpoint.wait_for_requests(1)
        assert raw.startswith(b"HEAD /track ")


@pytest.mark.parametrize("form", HERE)
def test_a_get_with_a_body_is_copied_with_it_or_refused(form: str, tmp_path: Path) -> None:
    with Endpoint() as endpoint:
        came_in = wire(endpoint.url, method="GET")._replace(body=b"{}")
        if form == "javascript":
            with pytest.raises(CopyError, match="no body with GET"):
                WRITERS[form](came_in)
        else:
            execute(form, WRITERS[form](came_in), tmp_path)
            (raw,) = endpoint.wait_for_requests(1)
            assert raw.startswith(b"GET /track?") and raw.endswith(b"\r\n\r\n{}")


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
def test_every_target_writes_a_request_or_says_why_not(target: CopyTarget) -> None:
    for case, copied in cases(HTTPS_URL).items():
        try:
            text = target.write(copied)
        except CopyError as why:
            text = str(why)
            holds_anything = target.id in ("python", "php", "javascript")
            assert not holds_anything and text.endswith("."), (case, text)
        assert text, case


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
@pytest.mark.parametrize(
    "damage",
    [
        {"headers": (("X-A", "日本"),)},
        {"headers": (("X-日本", "a"),)},
        {"url": "http://127.0.0.1/é"},
        {"url": "http://127.0.0.1/track?a=1 2"},
        {"method": ""},
        {"method": "post"},
        {"url": "http://münchen.example/track"},
        {"url": "http://127.0.0.1/\ud83d"},
    ],
    ids=["header value", "header name", "path", "space", "none", "small", "host", "half character"],
)
def test_what_http_cannot_carry_is_refused_in_a_sentence(
    target: CopyTarget, damage: dict[str, Any]
) -> None:
    """Rows of a damaged history may hold any text."""
    damaged = wire(URL)._replace(**damage)
    if target.id == "har":
        assert target.write(damaged)
    else:
        with pytest.raises(CopyError, match=r"HTTP does not allow\. .+\.$"):
            target.write(damaged)


# What the targets have in common

URL = "http://Shop.Example:8765/track"


def test_headers_that_every_client_writes_itself_are_not_named() -> None:
    assert [name for name, _ in named_headers(wire(URL))] == ["User-Agent", "Content-Type"]
    assert named_headers(wire(URL, user_agent=None, method="GET")) == ()


def test_headers_with_unusual_values_are_named() -> None:
    unusual = (("Host", "else.example"), ("ACCEPT", "text/html"), ("accept-encoding", "br"))
    assert set(unusual) <= set(named_headers(wire(URL, headers=unusual)))


def test_a_body_that_is_not_text_is_refused_as_text() -> None:
    assert body_text(wire(URL, "é\0")) == "é\0"
    with pytest.raises(CopyError, match="not UTF-8"):
        body_text(wire(URL, "\ud83d"))


def test_a_nul_is_refused_where_it_ends_a_text() -> None:
    refuse_nul(wire(URL, "a"))
    with pytest.raises(CopyError, match="NUL"):
        refuse_nul(wire(URL, "a\0b"))


def test_a_header_beyond_ascii_is_refused_by_name() -> None:
    refuse_other_than_ascii((("X-A", "a"),))
    with pytest.raises(CopyError, match="X-B"):
        refuse_other_than_ascii((("X-A", "a"), ("X-B", "é")))


# Raw HTTP

REFUSED_AS_RAW = ("body nul", "body not utf-8", "agent latin", "headers latin")


def test_raw_http_is_the_very_bytes_that_go_out() -> None:
    with running() as collector:
        for case, copied in cases(collector.url).items():
            if case in REFUSED_AS_RAW:
                continue
            talk(collector, write_raw(copied).encode())
            received = last(collector)
            assert received.raw == copied.raw
            assert arrived(received) == sent(copied)


@pytest.mark.parametrize("case", REFUSED_AS_RAW)
def test_raw_http_refuses_what_a_text_cannot_hold(case: str) -> None:
    assert case in CASES
    with pytest.raises(CopyError):
        write_raw(cases("http://127.0.0.1/track")[case])


# HAR


def entry(text: str) -> Any:
    log = json.loads(text)["log"]
    assert (log["version"], log["creator"]["name"]) == ("1.2", "Convert Console")
    (found,) = log["entries"]
    return found


@pytest.mark.parametrize("case", [case for case in CASES if case != "body not utf-8"])
def test_a_har_holds_the_whole_request(case: str) -> None:
    copied = cases(HTTPS_URL)[case]
    request = entry(write_har(copied))["request"]
    assert (request["method"], request["url"]) == (copied.method, copied.url)
    assert [(h["name"], h["value"]) for h in request["headers"]] == list(copied.headers)
    assert request.get("postData", {"text": ""})["text"].encode() == copied.body
    assert (request["headersSize"], request["bodySize"]) == (len(copied.head), len(copied.body))


def test_a_har_has_every_required_field() -> None:
    found = entry(write_har(wire(HTTPS_URL)))
    assert set(found) == {"startedDateTime", "time", "request", "response", "cache", "timings"}
    required = {"httpVersion", "cookies", "headers", "headersSize", "bodySize"}
    assert required | {"method", "url", "queryString", "postData"} == set(found["request"])
    more = {"status", "statusText", "content", "redirectURL"}
    assert required | more == set(found["response"])
    assert found["request"]["postData"]["mimeType"] == "application/json"


def test_a_har_lists_the_query_by_name_and_value() -> None:
    request = entry(write_har(wire(HTTPS_URL, '{"vid": "é", "seg": {"new": 1}}', "GET")))["request"]
    assert request["queryString"] == [
        {"name": "vid", "value": "é"},
        {"name": "seg[new]", "value": "1"},
    ]


def test_a_har_pasted_into_this_console_is_the_same_document() -> None:
    found = recognise(write_har(wire(HTTPS_URL)))
    assert isinstance(found, Recognised)
    (request,) = found.requests
    assert json.loads(request.text) == json.loads(DOCUMENT)
    assert (request.method, request.endpoint) == ("POST", HTTPS_URL)


def test_a_har_refuses_bytes_that_are_not_text() -> None:
    with pytest.raises(CopyError, match="not UTF-8"):
        write_har(cases(HTTPS_URL)["body not utf-8"])
