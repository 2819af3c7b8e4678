"""An exchange as JSON holds every byte, and its verdict."""

import base64
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.export.exchange_json import exchange_json
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure, Timings

REQUEST = WireRequest(
    "POST",
    "http://127.0.0.1:8765/track?x[]=1",
    (("Host", "127.0.0.1:8765"), ("X-A", "1"), ("X-A", "é")),
    '{"vid": "ž"}'.encode(),
)
ANSWER = Answer(200, "OK", (("Content-Type", "text/plain"),), b"{}", 2, note="cut short")
ANSWERED = Exchange("id1", 1.5, "Shop", REQUEST, '{"vid": "ž"}', ANSWER, Timings(0.1, total=0.25))


def told(exchange: Exchange) -> Any:
    return json.loads(exchange_json(exchange))


def test_the_request_is_signalled_in_full() -> None:
    assert told(ANSWERED)["request"] == {
        "method": "POST",
        "url": "http://127.0.0.1:8765/track?x[]=1",
        "headers": [["Host", "127.0.0.1:8765"], ["X-A", "1"], ["X-A", "é"]],
        "body": '{"vid": "ž"}',
    }


def test_the_answer_is_shown_with_its_timings_and_verdict() -> None:
    said = told(ANSWERED)
    assert said["answer"] == {
        "status": 200,
        "reason": "OK",
        "headers": [["Content-Type", "text/plain"]],
        "body": "{}",
        "body_size": 2,
        "note": "cut short",
    }
    assert (said["id"], said["sent_at"], said["profile"]) == ("id1", 1.5, "Shop")
    assert said["timings"]["connect"] == 0.1
    assert said["timings"]["tls"] is None
    assert said["timings"]["total"] == 0.25
    assert set(said["verdict"]) == {"kind", "word", "sentence", "next_step"}
    assert said["verdict"]["word"]


def test_a_failure_is_shown_in_place_of_an_answer() -> None:
    said = told(ANSWERED._replace(outcome=Failure("refused", "[Errno 111]")))
    assert said["failure"] == {"kind": "refused", "detail": "[Errno 111]"}
    assert "answer" not in said
    assert said["verdict"]["kind"] == "no-answer-refused"


def test_running_requests_have_neither() -> None:
    said = told(ANSWERED._replace(outcome=None))
    assert said["failure"] is None
    assert "answer" not in said
    assert said["verdict"]["kind"] == "pending"


@given(st.binary(max_size=40))
def test_every_byte_of_a_body_can_be_had_back(body: bytes) -> None:
    said = told(ANSWERED._replace(outcome=ANSWER._replace(body=body)))["answer"]
    if "body_base64" in said:
        assert base64.b64decode(said["body_base64"]) == body
    else:
        assert said["body"].encode() == body
