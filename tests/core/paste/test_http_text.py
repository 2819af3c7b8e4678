"""Requests as they go over the wire."""

from convert_console.core.paste.recognise import recognise
from support.pasting import BODY, document, only

HEAD = "POST /track HTTP/1.1\r\nHost: {}\r\nUser-Agent: UA\r\nContent-Type: a\r\n\r\n"
HOST = "10000001.metrics.convertexperiments.com"


def test_a_request_is_read_with_its_address_headers_and_body():
    draft = only(HEAD.format(HOST) + BODY)
    assert (draft.method, draft.endpoint) == ("POST", f"https://{HOST}/track")
    assert (draft.user_agent, draft.headers) == ("UA", (("Content-Type", "a"),))
    assert "1.10" in draft.text


def test_a_machine_of_ones_own_is_spoken_to_without_tls():
    assert only(HEAD.format("127.0.0.1:8765") + BODY).endpoint == "http://127.0.0.1:8765/track"


def test_a_get_names_its_document_in_its_target():
    text = f"> GET http://{HOST}/track?cid=1&vid=5 HTTP/1.1\n> Host: {HOST}\n>"
    assert document(only(text)) == {"cid": "1", "vid": "5"}


def test_another_request_is_nothing():
    assert not hasattr(recognise("GET /x HTTP/1.1\nHost: shop.example\n\n"), "drafts")


def test_an_editors_file_names_no_version():
    draft = only(f"POST https://{HOST}/track\nUser-Agent: UA\n\n{BODY}")
    assert (draft.method, draft.endpoint) == ("POST", f"https://{HOST}/track")
    assert draft.user_agent == "UA"
