from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convert_console.core.request.wire import URL_LIMIT
from convert_console.services.collector.faults import HUGE_PIECE, HUGE_PIECES, Fault
from convert_console.services.collector.limits import CollectorLimits
from convert_console.services.collector.server import Collector
from support.collecting import AGENT, ask, connect, post, read_to_end, reset, running, talk
from support.depth import repeated
from support.waiting import until


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as collector:
        yield collector


@pytest.fixture(scope="module")
def lasting() -> Iterator[Collector]:
    """One collector for all examples of a property."""
    with running() as collector:
        yield collector


def statuses(answers: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answers)]


def test_every_byte_is_kept_as_it_came(collector: Collector) -> None:
    """Case and order of headers, blanks around values, repeated names, and the raw target."""
    body = b'{"cid": "1",\r\n "r": 1.10}'
    head = (
        b"POST /track?a[b][]=%5b&c='\"|^` HTTP/1.1\r\n"
        b"x-ODD-case:  two blanks  \r\nhOsT: localhost\r\nUSER-agent:ConvertAgent/1.0\r\n"
        b"X-Twice: 1\r\nx-twice: 2\r\nX-Latin: caf\xe9\r\nContent-Length: 25\r\n\r\n"
    )
    assert statuses(talk(collector, head + body)) == [200]
    (received,) = collector.received()
    assert received.raw == head + body
    assert received.head == head.decode("latin-1")
    assert received.body == body
    assert received.target == "/track?a[b][]=%5b&c='\"|^`"
    assert received.headers == (
        ("x-ODD-case", "two blanks"),
        ("hOsT", "localhost"),
        ("USER-agent", "ConvertAgent/1.0"),
        ("X-Twice", "1"),
        ("x-twice", "2"),
        ("X-Latin", "caf\xe9"),
        ("Content-Length", "25"),
    )


def test_a_chunked_body_is_put_together_and_its_chunks_are_kept(collector: Collector) -> None:
    head = f"POST /track HTTP/1.1\r\nHost: a\r\n{AGENT}Transfer-Encoding: chunked\r\n\r\n".encode()
    chunks = b'3;name="v"\r\n{"c\r\n8\r\nid": 12}\r\n0\r\nTrailer: yes\r\n\r\n'
    assert statuses(talk(collector, head + chunks)) == [200]
    (received,) = collector.received()
    assert received.raw == head + chunks
    assert received.body == b'{"cid": 12}'


def test_requests_share_a_connection(collector: Collector) -> None:
    with connect(collector) as plain:
        for number in range(3):
            plain.sendall(post(b"%d" % number))
            assert b"close" not in plain.recv(65_536)
    assert [received.body for received in collector.received()] == [b"0", b"1", b"2"]


def test_pipelined_requests_are_answered_in_order_and_kept_separate(collector: Collector) -> None:
    several = [post(b"%d" % number * number) for number in range(1, 9)]
    assert statuses(talk(collector, b"".join(several))) == [200] * 8
    assert [received.raw for received in collector.received()] == several


def test_a_request_may_come_byte_by_byte(collector: Collector) -> None:
    with connect(collector) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in post(b"slowly"):
            plain.sendall(bytes([byte]))
        assert statuses(plain.recv(65_536)) == [200]
    assert collector.received()[0].raw == post(b"slowly")


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_it_closes_when_http_1_0_or_the_header_ask_for_it(
    collector: Collector, version: str
) -> None:
    """The asker sends no end of its own and still sees the answer's end."""
    request = f"GET /track?cid=1 HTTP/{version}\r\nHost: a\r\n{AGENT}Connection: close\r\n\r\n"
    with connect(collector) as plain:
        plain.sendall(request.encode())
        answer = read_to_end(plain)
    assert statuses(answer) == [200]
    assert b"Connection: close" in answer


def test_http_1_0_needs_no_host(collector: Collector) -> None:
    assert statuses(talk(collector, f"GET /track HTTP/1.0\r\n{AGENT}\r\n".encode())) == [200]


def test_a_list_for_http_1_0_is_sent_without_chunks(collector: Collector) -> None:
    ask(collector)
    answer = talk(collector, b"GET /received HTTP/1.0\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert len(json.loads(body)) == 1


def test_a_client_that_expects_100_is_told_to_continue(collector: Collector) -> None:
    head, _, body = post(b'{"cid": 1}', "Expect: 100-continue\r\n").partition(b"\r\n\r\n")
    with connect(collector) as plain:
        plain.sendall(head + b"\r\n\r\n")
        assert statuses(plain.recv(65_536)) == [100]
        plain.sendall(body)
        assert statuses(plain.recv(65_536)) == [200]
    assert collector.received()[0].body == b'{"cid": 1}'


def test_head_gets_no_body_even_where_one_is_described(collector: Collector) -> None:
    answer = talk(collector, b"HEAD /track HTTP/1.1\r\nHost: a\r\n\r\n")
    assert statuses(answer) == [405]
    assert answer.endswith(b"\r\n\r\n")


def test_an_upgrade_is_not_taken_up(collector: Collector) -> None:
    assert statuses(talk(collector, post(b"{}", "Upgrade: h2c\r\n") * 2)) == [200, 200]


def test_the_longest_get_that_is_ever_sent_is_taken_in(collector: Collector) -> None:
    target = "/track?cid=" + "1" * (URL_LIMIT - len("/track?cid="))
    assert ask(collector, "GET", target).status == 200
    assert collector.received()[0].target == target


def test_a_head_may_fill_its_limit_and_no_more(collector: Collector) -> None:
    start = f"GET /track HTTP/1.1\r\nHost: a\r\n{AGENT}X: ".encode()
    room = CollectorLimits().head - len(start) - len(b"\r\n\r\n")
    assert statuses(talk(collector, start + b"x" * room + b"\r\n\r\n")) == [200]
    assert statuses(talk(collector, start + b"x" * (room + 1) + b"\r\n\r\n")) == [431]
    assert len(collector.received()) == 1


def test_a_head_without_end_is_cut_off(collector: Collector) -> None:
    assert statuses(talk(collector, b"GET /track HTTP/1.1\r\nX: " + b"x" * 400_000)) == [431]


def test_a_body_may_fill_its_limit_and_no_more(collector: Collector) -> None:
    assert ask(collector, body=b"x" * CollectorLimits().body).status == 200
    assert statuses(talk(collector, post(b"x" * (CollectorLimits().body + 1)))) == [413]
    assert len(collector.received()) == 1


def test_a_chunked_body_meets_the_same_limit(collector: Collector) -> None:
    head = f"POST /track HTTP/1.1\r\nHost: a\r\n{AGENT}Transfer-Encoding: chunked\r\n\r\n".encode()
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    assert statuses(talk(collector, head + chunk * 16 + b"0\r\n\r\n")) == [200]
    assert statuses(talk(collector, head + chunk * 17 + b"0\r\n\r\n")) == [413]


def test_a_body_of_endless_chunk_extensions_is_cut_off() -> None:
    head = f"POST /track HTTP/1.1\r\nHost: a\r\n{AGENT}Transfer-Encoding: chunked\r\n\r\n".encode()
    chunk = b"1;" + b"e" * 1_000 + b"\r\nx\r\n"
    with running(limits=CollectorLimits(framing=100_000)) as collector:
        assert statuses(talk(collector, head + chunk * 400)) == [413]


def test_too_large_a_body_is_refused_before_it_is_sent(collector: Collector) -> None:
    more = "Expect: 100-continue\r\n"
    request = f"POST /track HTTP/1.1\r\nHost: a\r\n{AGENT}Content-Length: 9999999\r\n{more}\r\n"
    assert statuses(talk(collector, request.encode())) == [413]


@pytest.mark.parametrize(
    ("garbage", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"\r\n\r\n", 400),
        (b"hello\r\n\r\n", 400),
        (b"GET /track HTTP/1.1\r\n\r\n", 400),
        (b"GET /track HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400),
        (b"GET /tr\xe4ck HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"POST /track HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /track HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n", 400),
        (b"POST /track HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST /track HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501),
        (b"CONNECT a:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", 501),
        (b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
    ],
)
def test_garbage_is_refused_and_the_next_one_is_served(
    collector: Collector, garbage: bytes, status: int
) -> None:
    assert statuses(talk(collector, garbage)) == [status]
    assert ask(collector, body=b"{}").status == 200
    assert len(collector.received()) == 1


def test_a_request_that_ends_half_way_is_not_kept(collector: Collector) -> None:
    for end in (4, 30, len(post(b"{}")) - 1):
        assert statuses(talk(collector, post(b"{}")[:end])) == [400]
    assert collector.received() == ()


def test_a_caller_that_disconnects_does_no_harm(collector: Collector) -> None:
    """Resets before, within and after a request, the answer unread."""
    for sent in (b"", post()[:20], post() * 100):
        with connect(collector) as plain:
            plain.sendall(sent)
            reset(plain)
    assert ask(collector).status == 200


def test_a_silent_connection_is_closed_after_a_while() -> None:
    with running(limits=CollectorLimits(idle=0.02)) as collector, connect(collector) as plain:
        assert read_to_end(plain) == b""


def test_a_request_whose_rest_never_arrives_gets_an_explanation() -> None:
    # Time enough for what does come, also where others keep the machine busy.
    with running(limits=CollectorLimits(idle=0.5)) as collector, connect(collector) as plain:
        plain.sendall(post()[:-1])
        assert statuses(read_to_end(plain)) == [408]
        assert collector.received() == ()


def test_a_caller_that_never_reads_is_disconnected() -> None:
    """Six megabytes do not fit between two sockets: the write waits, and not for ever."""
    limits = CollectorLimits(connections=1, idle=0.5, lingering=0.05)
    with running(limits=limits) as collector, connect(collector) as plain:
        collector.fault = Fault("huge", times=1)
        plain.sendall(post())
        until(lambda: served(collector))  # its place is the only one
        assert len(read_until_broken(plain)) < len(HUGE_PIECE) * HUGE_PIECES


def served(collector: Collector) -> bool:
    try:
        return ask(collector).status == 200
    except ConnectionError:
        return False


def read_until_broken(plain: socket.socket) -> bytes:
    read = bytearray()
    try:
        while part := plain.recv(65_536):
            read += part
    except ConnectionError:
        pass
    return bytes(read)


FRAGMENTS = st.sampled_from(
    [
        *(
            b"POST",
            b"GET",
            b" ",
            b"/track",
            b"/received",
            b"/fault?kind=slow",
            b" HTTP/1.1",
            b"\r\n",
        ),
        *(b"Host: localhost\r\n", AGENT.encode(), b"Content-Length: 3\r\n", b"\r\n\r\n", b"\x00"),
        *(
            b"Transfer-Encoding: chunked\r\n",
            b"3\r\nabc\r\n",
            b"0\r\n\r\n",
            b"Expect: 100-continue",
        ),
        *(b"Connection: close\r\n", b"Upgrade: x\r\n", b"\xff\xfe", b"PUT", b"HEAD", b"CONNECT"),
    ]
)


@settings(max_examples=repeated(150))
@given(
    st.lists(st.one_of(FRAGMENTS, st.binary(max_size=40)), max_size=20).map(b"".join),
)
@example(post() + b"\r\n" + post())
def test_no_bytes_can_crash_it(lasting: Collector, data: bytes) -> None:
    """Each is answered in HTTP, or not at all; none leaves a trace in the log."""
    answer = talk(lasting, data)
    lasting.fault = None
    assert answer == b"" or answer.startswith(b"HTTP/1.1 ")
    assert ask(lasting, body=b"{}").status == 200
    lasting.clear()


@settings(max_examples=repeated(60))
@given(bodies=st.lists(st.binary(max_size=60), min_size=1, max_size=5), data=st.data())
def test_requests_are_the_same_however_they_are_cut(
    lasting: Collector, bodies: list[bytes], data: st.DataObject
) -> None:
    whole = b"".join(post(body) for body in bodies)
    cuts = data.draw(st.lists(st.integers(0, len(whole)), max_size=6).map(sorted))
    lasting.clear()
    with connect(lasting) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
            plain.sendall(whole[start:end])
        plain.shutdown(socket.SHUT_WR)
        assert statuses(read_to_end(plain)) == [200] * len(bodies)
    assert [received.raw for received in lasting.received()] == [post(body) for body in bodies]
    assert [received.body for received in lasting.received()] == bodies


def test_rubbish_after_a_head_is_answered_like_any_other() -> None:
    """An answer to HEAD has no body; the one to what follows has."""
    with running() as collector:
        head = f"HEAD /track HTTP/1.1\r\nHost: localhost\r\n{AGENT}\r\n".encode()
        said = talk(collector, head + b"rubbish\r\n\r\n")
    assert said.count(b"HTTP/1.1 405") == said.count(b"HTTP/1.1 400") == 1
    assert said.rstrip().partition(b"HTTP/1.1 400")[2].count(b"cannot be read as HTTP") == 1
