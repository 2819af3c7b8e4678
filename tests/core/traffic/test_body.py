"""The document in a body is found, whatever it was wrapped in, and the wrapping is named."""

from __future__ import annotations

import gzip
import json
import zlib
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.linter.problem import Situation
from convert_console.core.traffic.body import READ_LIMIT, TOO_LONG, decoded_body
from convert_console.core.traffic.incoming import Arrived
from convert_console.core.traffic.reading import problems_of

TEXT = '{"cid":"é"}'
PLAIN = TEXT.encode()
PART = b'--x\r\nContent-Disposition: form-data; name="payload"\r\n\r\n' + PLAIN + b"\r\n--x--\r\n"
RAW_DEFLATE = zlib.compressobj(wbits=-15)
RAW = RAW_DEFLATE.compress(PLAIN) + RAW_DEFLATE.flush()


@pytest.mark.parametrize(
    ("content", "content_type", "content_encoding", "named"),
    [
        (gzip.compress(PLAIN, mtime=0), "", "gzip", "compressed with gzip. Whether"),
        (gzip.compress(PLAIN, mtime=0), "", "x-gzip", "compressed with x-gzip. Whether"),
        (gzip.compress(PLAIN, mtime=0), "", "", "no Content-Encoding says so"),
        (
            gzip.compress(PLAIN[:5], mtime=0) + gzip.compress(PLAIN[5:], mtime=0),
            "",
            "gzip",
            "compressed with gzip.",
        ),
        (zlib.compress(PLAIN), "", "deflate", "compressed with deflate"),
        (RAW, "", "deflate", "compressed with deflate"),
        (b"\xef\xbb\xbf" + PLAIN, "", "", "byte order mark"),
        (TEXT.encode("utf-16"), "", "", "UTF-16"),
        (TEXT.encode("utf-16-le"), "", "", "UTF-16"),
        (TEXT.encode("utf-16-be"), "application/json; charset=utf-16", "", "UTF-16"),
        (TEXT.encode("utf-32"), "", "", "UTF-32"),
        (TEXT.encode("latin-1"), 'text/plain; charset="iso-8859-1"', "", "iso-8859-1"),
        (b"payload=%7B%22cid%22%3A%22%C3%A9%22%7D", "", "", "its field “payload”"),
        (b"other=%7B%22cid%22%3A%22%C3%A9%22%7D", "", "", "its field “other”"),
        (b"%7B%22cid%22%3A%22%C3%A9%22%7D", "application/json", "", "percent-encoded JSON"),
        (b"%7b%22cid%22:%22%c3%a9%22%7d", "text/plain", "", "percent-encoded JSON"),
        (b"%7B%22cid%22%3A%22%C3%A9%22%7D=", "", "", "percent-encoded JSON"),  # URLSearchParams
        (PART, "multipart/form-data; boundary=x", "", "multipart form"),
    ],
)
def test_the_document_is_found_and_its_encoding_named(
    content: bytes, content_type: str, content_encoding: str, named: str
) -> None:
    body = decoded_body(content, content_type, content_encoding)
    assert body.text == TEXT
    assert len(body.remarks) == 1
    assert named in body.remarks[0]


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PLAIN, "application/json"),
        (PLAIN, "application/json; charset=utf-8"),
        (PLAIN, "text/plain;charset=UTF-8"),
        (PLAIN, "application/x-www-form-urlencoded"),  # as curl says of every body
        (b"", ""),
    ],
)
def test_json_in_utf_8_needs_no_remark(content: bytes, content_type: str) -> None:
    assert decoded_body(content, content_type, "identity") == (content.decode(), ())


def test_the_fields_of_a_form_are_a_document() -> None:
    body = decoded_body(b"cid=1&ev[0][evt]=tr&ev[0][goals][]=5", "", "")
    assert body.text.replace("\n", "").replace(" ", "") == (
        '{"cid":"1","ev":[{"evt":"tr","goals":["5"]}]}'
    )
    assert "its fields were read as the document" in body.remarks[0]


@pytest.mark.parametrize("names", [("payload", "data"), ("payload", "payload", "json")])
def test_a_form_with_several_documents_says_that_one_is_read(names: tuple[str, ...]) -> None:
    pairs = [(name, f'{{"cid":"{number}"}}') for number, name in enumerate(names)]
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in pairs
    )
    for content, kind in ((urlencode(pairs), ""), (f"{parts}--x--\r\n", "multipart/x; boundary=x")):
        body = decoded_body(content.encode(), kind, "")
        assert body.text == '{"cid":"0"}'
        assert body.remarks[0].startswith("Only the first field “payload” was read")


def test_a_multipart_form_without_a_boundary_says_so() -> None:
    body = decoded_body(PART, "multipart/form-data", "")
    assert "without a boundary" in body.remarks[0]


def test_the_fields_of_a_multipart_form_are_nested_as_those_of_any_form() -> None:
    fields = {"cid": "1&2", "ev[0][evt]": "tr", "ev[0][goals][]": "5"}
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    body = decoded_body(f"{parts}--x--\r\n".encode(), "multipart/form-data; boundary=x", "")
    assert json.loads(body.text) == {"cid": "1&2", "ev": [{"evt": "tr", "goals": ["5"]}]}


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (gzip.compress(PLAIN, mtime=0)[:-9], "gzip"),
        (gzip.compress(PLAIN, mtime=0)[:-9], ""),
        (gzip.compress(PLAIN[:5], mtime=0) + gzip.compress(PLAIN[5:], mtime=0)[:12], "gzip"),
        (RAW[:-2], "deflate"),
    ],
)
def test_a_compressed_body_without_its_end_is_named_so(content: bytes, encoding: str) -> None:
    body = decoded_body(content, "", encoding)
    assert TEXT.startswith(body.text)
    assert "The compressed body breaks off: its end is missing. Send it whole." in body.remarks


def test_a_whole_compressed_body_has_its_end() -> None:
    for content, encoding in ((gzip.compress(PLAIN), "gzip"), (RAW, "deflate")):
        assert not any("breaks off" in said for said in decoded_body(content, "", encoding).remarks)


@pytest.mark.parametrize(
    ("content", "encoding", "remark"),
    [
        (PLAIN, "br", "The body is encoded as br and cannot be read here. Send it uncompressed."),
        (PLAIN, "gzip", "The body is broken gzip and cannot be read here. Send it uncompressed."),
    ],
)
def test_what_cannot_be_unpacked_is_named(content: bytes, encoding: str, remark: str) -> None:
    assert decoded_body(content, "", encoding) == (TEXT, (remark,))


def test_bytes_that_are_not_utf_8_are_named_by_their_place() -> None:
    body = decoded_body(b'{"cid":"\xe9"}', "", "")
    assert body.text == '{"cid":"�"}'
    assert body.remarks == (
        "The body is not UTF-8: byte 9 (0xE9) is shown as �. Send it as UTF-8.",
    )


@given(
    st.binary(max_size=200),
    st.sampled_from(["", "multipart/form-data; boundary=x", "text/plain; charset=rot13", "a;b=c"]),
    st.sampled_from(["", "gzip", "deflate, gzip", "br", ","]),
)
def test_any_body_is_read(content: bytes, content_type: str, content_encoding: str) -> None:
    assert isinstance(decoded_body(content, content_type, content_encoding).text, str)


def test_a_bomb_is_unpacked_to_its_limit_only() -> None:
    assert len(decoded_body(gzip.compress(b" " * 50_000_000), "", "gzip").text) == 1_048_576


def test_of_a_body_that_is_too_long_only_that_is_said() -> None:
    text = json.dumps({"cid": "10000009", "junk": "x" * READ_LIMIT, "ev": [{"evt": "viewExp"}]})
    for content, encoding in ((text.encode(), ""), (gzip.compress(text.encode()), "gzip")):
        arrived = Arrived("POST", "/track", (("Content-Encoding", encoding),), content)
        problems = problems_of(
            arrived, "https://1.metrics.convertexperiments.com/track", Situation()
        )
        assert TOO_LONG in [problem.sentence for problem in problems]
        assert {problem.rule for problem in problems} == {"body-encoding"}
