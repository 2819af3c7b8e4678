"""The endpoint of Convert's SDKs, `/v1/track`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

import pytest

from convert_console.services.collector.server import Collector
from support.collecting import ask, running

BODY = {
    "enrichData": True,
    "accountId": "10000009",
    "projectId": "10000001",
    "visitors": [
        {
            "visitorId": "v-1",
            "events": [
                {
                    "eventType": "bucketing",
                    "data": {"experienceId": "100400101", "variationId": "1004200201"},
                },
                {
                    "eventType": "conversion",
                    "data": {
                        "goalId": "100300301",
                        "goalData": [
                            {"key": "amount", "value": 10.3},
                            {"key": "productsCount", "value": 2},
                            {"key": "transactionId", "value": "T-1"},
                        ],
                        "bucketingData": {"100400101": "1004200201"},
                    },
                },
            ],
            "segments": {"browser": "CH", "country": "US"},
        },
        {
            "visitorId": "v-2",
            "events": [{"eventType": "conversion", "data": {"goalId": "100300301"}}],
        },
    ],
    "source": "js4.4.3",
}
"""As captured from the JavaScript SDK 4.4.3."""

TEXT = json.dumps(BODY).encode()
JSON = {"Content-Type": "application/json"}
BOT = {"User-Agent": "python-requests/2.32"}


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as collector:
        yield collector


@pytest.mark.parametrize("target", ["/v1/track/10000009/10000001", "/v1/track/key", "/v1/track/k/"])
@pytest.mark.parametrize("content_type", ["application/json", "text/plain;charset=UTF-8"])
@pytest.mark.parametrize("bearer", [{}, {"Authorization": "Bearer secret"}])
def test_it_is_answered_as_documented(
    collector: Collector, target: str, content_type: str, bearer: dict[str, str]
) -> None:
    answer = ask(collector, "POST", target, TEXT, {"Content-Type": content_type, **bearer})
    assert (answer.status, answer.json) == (200, {"code": 200, "message": "OK"})
    (entry,) = ask(collector, "GET", "/received").json
    assert (entry["endpoint"], entry["outcome"]) == ("v1", "accepted")
    assert entry["body"] == TEXT.decode(), "the bytes as they came"
    assert [problem for problem in entry["problems"] if problem["severity"] != "info"] == []
    first, second = entry["documents"]
    assert first["ev"][1] == {
        "evt": "tr", "goals": ["100300301"], "exps": ["100400101"], "vars": ["1004200201"],
        "r": 10.3, "prc": 2,
    }  # fmt: skip
    assert (first["vid"], first["tid"], second["vid"]) == ("v-1", "T-1", "v-2")


def test_a_bot_is_told_so_unless_its_source_is_an_sdks(collector: Collector) -> None:
    own = json.dumps({**BODY, "source": "js-sdk"}).encode()
    answers = [
        ask(collector, "POST", "/v1/track/key", body, {**JSON, **BOT}).json
        for body in (TEXT, own, gzip.compress(own))
    ]
    assert answers == [{"code": "BOT"}, *[{"code": 200, "message": "OK"}] * 2]
    assert [one.verdict for one in collector.received()] == ["bot", "accepted", "accepted"]


def test_a_source_lets_no_bot_pass_at_track(collector: Collector) -> None:
    own = json.dumps({**BODY, "source": "js-sdk"}).encode()
    assert ask(collector, "POST", "/track", own, {**JSON, **BOT}).json == {"code": "BOT"}


@pytest.mark.parametrize(
    ("target", "body", "rule"),
    [
        ("/v1/track/None", BODY, "sdk-key-undefined"),
        ("/v1/track/", BODY, "sdk-key-undefined"),
        ("/v1/track/key", {"cid": "1", "ev": [{"evt": "viewExp"}]}, "body-for-other-endpoint"),
        ("/track", BODY, "body-for-other-endpoint"),
        ("/v1/track/key", {**BODY, "visitors": [{"events": []}]}, "missing-vid"),
    ],
)
def test_its_rules_judge_it(
    collector: Collector, target: str, body: dict[str, object], rule: str
) -> None:
    ask(collector, "POST", target, json.dumps(body).encode(), JSON)
    (entry,) = ask(collector, "GET", "/received").json
    assert rule in [problem["rule"] for problem in entry["problems"]]


@pytest.mark.parametrize(
    ("body", "headers", "named"),
    [
        (gzip.compress(TEXT, mtime=0), {"Content-Encoding": "gzip"}, "compressed with gzip."),
        (gzip.compress(TEXT, mtime=0), {}, "no Content-Encoding says so"),
        (b"\xef\xbb\xbf" + TEXT, JSON, "byte order mark"),
        (TEXT.decode().encode("utf-16"), JSON, "UTF-16"),
        (TEXT.decode().encode("utf-16-be"), JSON, "UTF-16"),
        (
            b"payload=" + TEXT.replace(b"{", b"%7B").replace(b"&", b"%26"),
            {"Content-Type": "application/x-www-form-urlencoded"},
            "URL-encoded form; the document is its field “payload”",
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="payload"\r\n\r\n'
            + TEXT
            + b"\r\n--x--\r\n",
            {"Content-Type": "multipart/form-data; boundary=x"},
            "multipart form; the document is its field “payload”",
        ),
    ],
)
def test_a_body_in_another_encoding_is_read_and_warned_of(
    collector: Collector, body: bytes, headers: dict[str, str], named: str
) -> None:
    ask(collector, "POST", "/v1/track/key", body, headers)
    (entry,) = ask(collector, "GET", "/received").json
    assert [one["vid"] for one in entry["documents"]] == ["v-1", "v-2"]
    (warning,) = [one for one in entry["problems"] if one["rule"] == "body-encoding"]
    assert warning["severity"] == "warning"
    assert named in warning["message"]
    assert collector.received()[0].body == body


def test_of_a_crowd_of_visitors_the_first_are_read(collector: Collector) -> None:
    visitors = [{"visitorId": f"v-{n}", "events": []} for n in range(150)]
    body = json.dumps({**BODY, "visitors": visitors}).encode()
    ask(collector, "POST", "/v1/track/key", body, JSON)
    (entry,) = ask(collector, "GET", "/received").json
    assert len(entry["documents"]) == 100
    assert len(entry["document"]["visitors"]) == 150
