"""A captured request and the documents in it."""

import json
from urllib.parse import quote, quote_plus

import pytest

from convert_console.core.paste.http_request import (
    HttpRequest,
    kept_headers,
    requests_from,
    user_agent_of,
)
from convert_console.core.paste.recognise import recognise
from convert_console.core.paste.results import ABSENT
from convert_console.core.paste.tracking_url import QUERY_LIMIT
from support.pasting import BODY, ENDPOINT, document, only, recognised


def one(method, url, body=None, headers=()):
    (found,) = requests_from(HttpRequest(method, url, tuple(headers), body, ("said before",)))
    return found


def test_a_body_is_laid_out_and_no_digit_changes():
    found = one("POST", f"{ENDPOINT}?debug=1#x", BODY, [("User-Agent", "UA"), ("Host", "h")])
    assert document(found) == json.loads(BODY) and '"r": 1.10' in found.text
    assert found.endpoint == f"{ENDPOINT}?debug=1"
    assert (found.method, found.user_agent, found.headers) == ("POST", "UA", ())
    assert found.notes[0] == "said before"


def test_a_broken_body_is_kept_as_it_was_sent():
    found = one("POST", ENDPOINT, '{"cid": 1,}')
    assert found.text == '{"cid": 1,}'
    assert "is not JSON" in found.notes[1] and "line 1, column 10" in found.notes[1]


def test_a_broken_body_to_another_host_is_known_by_its_keys():
    body = '{"cid": 1, "pid": 2,}'
    assert one("POST", "https://proxy.example/", body).text == body
    assert requests_from(HttpRequest("POST", "https://proxy.example/", (), '{"pid": 1,}')) == ()
    assert requests_from(HttpRequest("POST", "https://proxy.example/", (), '{"x": 1,}')) == ()
    assert requests_from(HttpRequest("POST", "https://proxy.example/", (), '{"x": 1}')) == ()


def test_a_form_becomes_a_document_and_loses_its_content_type():
    found = one("POST", ENDPOINT, "cid=1&ev[0][evt]=tr", [("Content-Type", "x"), ("A", "b")])
    assert document(found) == {"cid": "1", "ev": [{"evt": "tr"}]}
    assert found.headers == (("A", "b"),)
    assert "form" in found.notes[1]


def test_another_method_is_left_to_choose():
    found = one("PUT", ENDPOINT, BODY)
    assert found.method is None
    assert "by PUT" in found.notes[-1]


def test_a_query_goes_by_get_even_if_it_was_posted():
    found = one("POST", f"{ENDPOINT}?cid=1", " ", [("A", "b")])
    assert (found.method, found.headers, found.endpoint) == ("GET", (("A", "b"),), ENDPOINT)
    assert "POST without a body" in found.notes[-1]


def test_the_legacy_structure_is_translated():
    found = one("GET", "https://1.track.convertexperiments.com/track/?c=1&p=2&e=3-4")
    assert document(found)["cid"] == "1" and found.notes[0] == "said before"


@pytest.mark.parametrize(
    "request_",
    [
        HttpRequest("OPTIONS", ENDPOINT),
        HttpRequest("GET", "https://shop.example/"),
        HttpRequest("GET", "http://["),
        HttpRequest("POST", "https://shop.example/", (), "words"),
    ],
)
def test_other_requests_carry_nothing(request_):
    assert requests_from(request_) == ()


def test_headers_are_those_a_user_would_set():
    kept = kept_headers((("accept", "*/*"), (":path", "/"), ("Content-Length", "1"), ("X", "")))
    assert kept == (("accept", "*/*"),)


def test_no_user_agent_an_empty_one_and_one_are_three_things():
    assert user_agent_of(()) is ABSENT
    assert user_agent_of((("user-agent", ""),)) is None
    assert user_agent_of((("User-Agent", "a"),)) == "a"


def test_a_body_that_was_not_copied_is_noted_as_missing():
    assert "its body was not copied" in " ".join(one("POST", ENDPOINT, None).notes)


def test_a_form_longer_than_any_query_that_is_read_has_no_document():
    body = "cid=1&pid=2" + "&a=b" * QUERY_LIMIT
    assert requests_from(HttpRequest("POST", ENDPOINT, (), body)) == ()


# Requests as they go over the wire.

HEAD = "POST /track HTTP/1.1\r\nHost: {}\r\nUser-Agent: UA\r\nContent-Type: a\r\n\r\n"
HOST = "10000001.metrics.convertexperiments.com"


def test_a_request_is_read_with_its_address_headers_and_body():
    request = only(HEAD.format(HOST) + BODY)
    assert (request.method, request.endpoint) == ("POST", f"https://{HOST}/track")
    assert (request.user_agent, request.headers) == ("UA", (("Content-Type", "a"),))
    assert "1.10" in request.text


def test_the_headers_of_http_2_name_method_and_address():
    headers = (
        ":authority: 10000001.metrics.convertexperiments.com\n:method: POST\n"
        ":path: /track\n:scheme: https\ncontent-type: application/json\nuser-agent: UA\n"
    )
    found = only(f"{headers}\n{BODY}")
    assert document(found) == json.loads(BODY)
    assert (found.method, found.endpoint, found.user_agent) == ("POST", ENDPOINT, "UA")


def test_a_local_machine_is_contacted_without_tls():
    assert only(HEAD.format("127.0.0.1:8765") + BODY).endpoint == "http://127.0.0.1:8765/track"


def test_a_get_names_its_document_in_its_target():
    text = f"> GET http://{HOST}/track?cid=1&vid=5 HTTP/1.1\n> Host: {HOST}\n>"
    assert document(only(text)) == {"cid": "1", "vid": "5"}


def test_another_request_is_nothing():
    assert not hasattr(recognise("GET /x HTTP/1.1\nHost: shop.example\n\n"), "requests")


def test_an_editors_file_names_no_version():
    request = only(f"POST https://{HOST}/track\nUser-Agent: UA\n\n{BODY}")
    assert (request.method, request.endpoint) == ("POST", f"https://{HOST}/track")
    assert request.user_agent == "UA"


CHUNKED = HEAD.format(HOST) + "Transfer-Encoding: chunked\r\n\r\n"


def in_chunks(body, size, line_end="\r\n"):
    data = body.encode()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    chunks = [f"{len(piece):x};a=b{line_end}".encode() + piece for piece in [*pieces, b""]]
    return line_end.encode().join([*chunks, b"", b""]).decode("utf-8", "surrogateescape")


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("size", [3, 40, 1_000])
def test_chunks_are_put_together_again(size, line_end):
    head = CHUNKED.replace("\r\n\r\nTransfer", "\r\nTransfer").replace("\r\n", line_end)
    assert only(head + in_chunks(BODY, size, line_end)).text == only(BODY).text


def test_chunks_with_other_line_ends_than_their_sizes_say_are_put_together_too():
    body = BODY.replace(",", ",\r\n")
    head = CHUNKED.replace("\r\n\r\nTransfer", "\r\nTransfer")
    text = head + in_chunks(body, len(body)) + "Trailer: x\r\n"
    assert document(only(text.replace("\r\n", "\n"))) == json.loads(BODY)


def test_a_body_that_is_not_in_chunks_is_kept_with_a_note():
    head = CHUNKED.replace("\r\n\r\nTransfer", "\r\nTransfer")
    found = only(head + BODY)
    assert document(found) == json.loads(BODY) and "in chunks, but it is not" in found.notes[0]


@pytest.mark.parametrize("between", ["", "\r\n", "\r\n\r\n"])
def test_an_answer_and_another_request_behind_a_body_are_not_part_of_it(between):
    head = HEAD.format(HOST) + "\r\n"
    answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}"
    assert document(only(f"{head}{BODY}{between}{answer}")) == json.loads(BODY)
    found = recognised(f"{head}{BODY}{between}{head}{BODY}")
    assert [document(request) for request in found.requests] == [json.loads(BODY)] * 2


@pytest.mark.parametrize(
    "body",
    [
        quote(BODY) + "=",
        quote_plus(BODY),
        f"data={quote_plus(BODY)}&sent=1",
        f'--x\r\nContent-Disposition: form-data; name="data"\r\n\r\n{BODY}\r\n--x--',
    ],
)
def test_json_in_a_form_is_taken_out_with_a_note(body):
    headers = [("Content-Type", "multipart/form-data; boundary=x")]
    found = one("POST", ENDPOINT, body, headers)
    assert document(found) == json.loads(BODY)
    assert "form's field" in " ".join(found.notes)


def test_a_form_of_several_parts_is_read_as_its_fields():
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("cid", "1"), ("ev[0][evt]", "hitGoal"), ("vid", "a&b"))
    )
    headers = [("Content-Type", 'multipart/form-data; boundary="x"')]
    found = one("POST", ENDPOINT, f"{parts}--x--", headers)
    assert document(found) == {"cid": "1", "ev": [{"evt": "hitGoal"}], "vid": "a&b"}


def test_what_becomes_of_the_pasted_user_agent_is_reported():
    assert "looks like a bot's" in one("POST", ENDPOINT, BODY, [("User-Agent", "curl/8")]).notes[1]
    assert "answered 301" in one("POST", ENDPOINT, BODY, [("User-Agent", "")]).notes[1]
    for agent in ("ConvertAgent/1.0", "Mozilla/5.0 (X11; Linux x86_64) Firefox/143.0"):
        assert len(one("POST", ENDPOINT, BODY, [("User-Agent", agent)]).notes) == 1
    assert len(one("POST", ENDPOINT, BODY).notes) == 1
