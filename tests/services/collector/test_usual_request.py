"""What is read without h11 is exactly what h11 reads."""

from __future__ import annotations

import h11
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convert_console.services.collector.faults import Reply
from convert_console.services.collector.usual_request import read_usual_head, reply_bytes
from support.depth import repeated

NAMES = st.sampled_from(
    [
        *("Host", "host", "User-Agent", "Accept", "X-Own", "Content-Type", "content-length"),
        *("Content-Length", "Connection", "Transfer-Encoding", "Expect", "Upgrade", "Bad Name", ""),
    ]
)
VALUES = st.one_of(
    st.sampled_from(
        ["", "a", "  two  ", "close", "keep-alive", "3", "03", "-1", "1, 1", "chunked", "\xb2"]
    ),
    st.text(st.characters(max_codepoint=0xFF), max_size=8),
)
LINES = st.lists(
    st.tuples(NAMES, st.sampled_from([":", ": ", ":\t", " :", ""]), VALUES), max_size=6
)
FIRST = st.builds(
    "{} {} {}".format,
    st.sampled_from(["GET", "POST", "HEAD", "get", "PUT", ""]),
    st.one_of(st.just("/track?a[b][]=%5b"), st.text(st.characters(max_codepoint=0xFF), max_size=8)),
    st.sampled_from(["HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "http/1.1", ""]),
)


def read_by_h11(head: bytes, length: int) -> tuple[object, ...]:
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(head + b"x" * length)
    request = connection.next_event()
    assert isinstance(request, h11.Request)
    body = b""
    while not isinstance(event := connection.next_event(), h11.EndOfMessage):
        assert isinstance(event, h11.Data)
        body += event.data
    assert not connection.they_are_waiting_for_100_continue
    assert connection.their_state is h11.DONE, "another request may follow"
    named = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in request.headers.raw_items()]
    return request.method.decode(), request.target.decode(), tuple(named), len(body)


@settings(max_examples=repeated(400))
@given(FIRST, LINES, st.sampled_from(["\r\n", "\n"]))
@example("POST /track HTTP/1.1", [("Host", ": ", "a"), ("Content-Length", ": ", "3")], "\r\n")
@example("GET /track HTTP/1.1", [("Host", ":", " \tcaf\xe9 x\t")], "\r\n")
def test_a_head_is_read_as_h11_reads_it_or_left_to_it(
    first: str, lines: list[tuple[str, str, str]], end: str
) -> None:
    text = end.join([first, *map("".join, lines), "", ""])
    head = text.encode("latin-1", "replace")
    usual = read_usual_head(head)
    if usual is not None:
        assert tuple(usual) == read_by_h11(head, usual.length)


def test_what_clients_send_is_read_without_h11() -> None:
    for head in (
        b"GET /track HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nUser-Agent: curl/8\r\n\r\n",
        b"POST /track HTTP/1.1\r\nhost: a\r\nconnection: keep-alive\r\ncontent-length: 9\r\n\r\n",
    ):
        assert read_usual_head(head) is not None


@given(
    st.sampled_from([200, 204, 301, 403, 503]),
    st.lists(st.tuples(st.sampled_from(["A", "X-b"]), st.text("a b", max_size=5))),
    st.binary(max_size=9),
)
def test_a_reply_is_written_as_h11_writes_it(
    status: int, headers: list[tuple[str, str]], body: bytes
) -> None:
    stripped = tuple((name, value.strip()) for name, value in headers)
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    connection.next_event()
    own = [*stripped, ("Content-Length", str(len(body)))]
    if status == 204:
        return
    written = connection.send(h11.Response(status_code=status, headers=own))
    written += connection.send(h11.Data(data=body))
    assert reply_bytes(Reply(status, stripped, body)) == written
