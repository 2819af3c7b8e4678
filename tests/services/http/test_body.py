"""Bodies as servers really send them."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.verdict.exchange import BODY_KEPT
from convert_console.services.http.body import BODY_READ, Body

TEXT = b'{"code": 200, "message": "ok"}' * 9
GZIPPED = gzip.compress(TEXT, mtime=0)


def read(encoding: str, *pieces: bytes) -> Body:
    body = Body(encoding)
    for piece in pieces:
        if not body.add(piece):
            return body
    body.finish()
    return body


def raw_deflate(data: bytes) -> bytes:
    squeezer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeezer.compress(data) + squeezer.flush()


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", GZIPPED),
        (" GZIP ", GZIPPED),
        ("x-gzip", GZIPPED),
        ("gzip", gzip.compress(TEXT[:50], mtime=0) + gzip.compress(TEXT[50:], mtime=0)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
    ],
)
@pytest.mark.parametrize("step", [1, 7, 10_000])
def test_every_encoding_is_read_however_it_is_cut(encoding: str, sent: bytes, step: int) -> None:
    body = read(encoding, *(sent[i : i + step] for i in range(0, len(sent), step)))
    assert (body.data, body.size, body.note) == (TEXT, len(TEXT), "")


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate", "br"])
def test_no_body_is_an_empty_one(encoding: str) -> None:
    body = read(encoding)
    assert (body.data, body.size) == (b"", 0)
    assert "ends early" not in body.note


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        ("gzip", TEXT),
        ("gzip", GZIPPED[:10] + b"\xff" * 40),
        ("gzip", GZIPPED[:-8] + bytes(8)),
        ("gzip", GZIPPED + b"trailing"),
        ("deflate", TEXT),
    ],
)
def test_a_broken_encoding_leaves_the_bytes_as_they_were_sent(encoding: str, sent: bytes) -> None:
    body = read(encoding, sent[:3], sent[3:])
    assert (body.data, body.size) == (sent, len(sent))
    assert body.note.startswith(f"broken {encoding} (")


def test_what_was_decoded_stays_when_the_rest_never_came() -> None:
    body = read("gzip", gzip.compress(bytes(range(256)))[:-20])
    assert bytes(range(256)).startswith(body.data)
    assert body.data
    assert body.note == "the gzip data ends early"


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_an_unrequested_encoding_is_named(encoding: str) -> None:
    body = read(encoding, b"abc")
    assert (body.data, body.note) == (b"abc", f"encoded as {encoding}, shown as it was sent")


def test_a_bomb_is_stopped_and_costs_no_more_than_the_bound() -> None:
    squeezer = zlib.compressobj(level=9, wbits=zlib.MAX_WBITS | 16)
    megabyte = bytes(1_000_000)
    bomb = b"".join(squeezer.compress(megabyte) for _ in range(100)) + squeezer.flush()
    body = Body("gzip")
    assert not body.add(bomb)
    assert len(body.data) == BODY_KEPT
    assert BODY_READ <= body.size < BODY_READ + 1_000_000
    assert body.note == "reading stopped after 20 MB"


def test_a_long_body_is_counted_beyond_what_is_kept() -> None:
    body = read("", *[bytes(1_000_000)] * 7)
    assert (len(body.data), body.size, body.note) == (BODY_KEPT, 7_000_000, "")


@given(st.sampled_from(["", "gzip", "deflate", "br", "gzip, br"]), st.lists(st.binary(max_size=64)))
def test_any_bytes_are_taken(encoding: str, pieces: list[bytes]) -> None:
    body = read(encoding, *pieces)
    assert len(body.data) == body.size
