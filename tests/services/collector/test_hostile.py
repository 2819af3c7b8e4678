"""Clients that dribble, flood, never read or break off: the collector answers all the others."""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert_console.services.collector.connection import MAX_MERGED_CHUNK as _LARGE
from convert_console.services.collector.faults import Fault
from convert_console.services.collector.limits import CollectorLimits
from convert_console.services.collector.server import Collector
from support.collecting import AGENT, SECONDS, ask, connect, post, read_to_end, reset, running, talk
from support.depth import repeated
from support.waiting import until

CHUNKED = (
    f"POST /track HTTP/1.1\r\nHost: localhost\r\n{AGENT}Transfer-Encoding: chunked\r\n\r\n".encode()
)
HEAD = f"GET /track HTTP/1.1\r\nHost: localhost\r\n{AGENT}".encode()
MANY = 300
"""More than the places that there are."""


@pytest.fixture
def enough_descriptors() -> Iterator[None]:
    """macOS gives a program 256, and both ends of each connection are open here."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[0] != resource.RLIM_INFINITY and before[0] < 2_048:
        most = 2_048 if before[1] == resource.RLIM_INFINITY else min(2_048, before[1])
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def begun(collector: Collector, count: int, stack: ExitStack, begin: bytes) -> list[socket.socket]:
    """Connections that have sent the beginning of something."""
    opened = [stack.enter_context(connect(collector)) for _ in range(count)]
    for plain in opened:
        with suppress(ConnectionError):  # it has made room already
            plain.sendall(begin)
    return opened


def dribble(plain: socket.socket, data: bytes, pause: float) -> bytes:
    """Send a byte at a time until an answer comes, and give it back."""
    with suppress(ConnectionError):
        for number in range(len(data)):
            plain.sendall(data[number : number + 1])
            if select.select([plain], [], [], pause)[0]:
                break
    return read_to_end(plain)


@pytest.mark.parametrize("begin", [b"", CHUNKED, post(b"x" * 1_000)[:-1_000]])
def test_a_request_that_comes_in_slowly_is_ended_and_counted(begin: bytes) -> None:
    """In its head, in its chunks, in its body; each byte alone comes in good time."""
    with running(limits=CollectorLimits(request=0.5)) as collector, connect(collector) as plain:
        plain.sendall(begin)
        rest = HEAD + b"X: " + b"x" * 10_000 if not begin else b"1\r\nx\r\n" * 2_000
        answer = dribble(plain, rest, 0.02)
        assert answer.startswith(b"HTTP/1.1 408")
        assert b"Connection: close" in answer
        assert collector.received() == ()
        (refusal,) = collector.others()
        assert (collector.refusals, refusal.number, refusal.status) == (1, 1, 408)
        assert refusal.reason == "The rest of this request did not arrive in time."
        assert (begin or HEAD).partition(b"\r\n")[0].decode().startswith(refusal.begin)


def test_a_slow_second_request_on_a_connection_has_its_own_time_limit() -> None:
    with running(limits=CollectorLimits(request=1.0)) as collector, connect(collector) as plain:
        plain.sendall(post() + post()[:30])
        assert plain.recv(65_536).startswith(b"HTTP/1.1 200")
        assert dribble(plain, post()[30:60] + b"x" * 10_000, 0.02).startswith(b"HTTP/1.1 408")
        assert len(collector.received()) == 1


@pytest.mark.parametrize("begin", [b"", b"POST /track HTTP/1.1\r\nHost: a", CHUNKED + b"3\r\nab"])
def test_slow_clients_do_not_lock_others_out(enough_descriptors: None, begin: bytes) -> None:
    """More of them than there are places; the longest to wait made room, and none of ours."""
    with running() as collector, ExitStack() as stack:
        begun(collector, MANY, stack, begin)
        for _ in range(5):
            assert ask(collector, body=b"{}").status == 200
        begun(collector, 20, stack, begin)
        assert ask(collector, body=b"{}").status == 200
        assert len(collector.received()) == 6
        assert {one.status for one in collector.others()} <= {503, 0}
        if begin:
            assert collector.refusals > 0


def test_idle_connections_are_closed_silently_when_room_is_needed() -> None:
    """An answer to no request would be taken for one to the next."""
    with (
        running(limits=CollectorLimits(connections=2, grace=0.0)) as collector,
        ExitStack() as stack,
    ):
        kept = begun(collector, 1, stack, post())[0]
        assert kept.recv(65_536).startswith(b"HTTP/1.1 200")
        for _ in range(3):
            assert ask(collector, body=b"{}").status == 200
        held = begun(collector, 2, stack, post(more="Expect: 100-continue\r\n")[:-2])
        for one in held:  # what is asked for the rest has been read
            assert one.recv(65_536).startswith(b"HTTP/1.1 100")
        assert ended(kept) == b""
        assert ask(collector, body=b"{}").status == 200
        assert b"503 Service Unavailable" in ended(held[0])
        assert collector.others()[0].begin == "POST /track HTTP/1.1"


def ended(plain: socket.socket) -> bytes:
    """What came until the end or the break of a connection."""
    came = bytearray()
    with suppress(ConnectionError):
        while part := plain.recv(65_536):
            came += part
    return bytes(came)


def test_a_crowd_of_honest_clients_waits_for_its_turn() -> None:
    statuses: list[int] = []
    with running(limits=CollectorLimits(connections=8, grace=SECONDS)) as collector:
        crowd = [
            threading.Thread(target=lambda: statuses.append(ask(collector, body=b"{}").status))
            for _ in range(60)
        ]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join(SECONDS)
        assert statuses == [200] * 60
        assert collector.refusals == 0


def test_a_fault_that_answers_late_keeps_its_place_before_idle_ones() -> None:
    with (
        running(limits=CollectorLimits(connections=3, grace=0.0)) as collector,
        ExitStack() as stack,
    ):
        collector.fault = Fault("slow", seconds=1.0, times=1)
        late = begun(collector, 1, stack, post())[0]
        until(lambda: len(collector.received()) == 1)
        begun(collector, 6, stack, b"")
        assert late.recv(65_536).startswith(b"HTTP/1.1 200")


@contextmanager
def sending(plain: socket.socket, data: bytes) -> Iterator[threading.Thread]:
    """Bytes that are on their way while something else is done."""

    def send() -> None:
        with suppress(OSError):
            plain.sendall(data)

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(SECONDS)


SLOW = b"1;e\r\nx\r\n"
"""A chunk that has to be read by itself, which takes longest."""


def test_half_a_million_chunks_of_one_byte_are_one_body() -> None:
    with running() as collector, connect(collector) as plain:
        chunks = CHUNKED + b"1\r\nx\r\n" * 500_000 + b"0\r\n\r\n"
        with sending(plain, chunks):
            assert plain.recv(65_536).startswith(b"HTTP/1.1 200")
        (received,) = collector.received()
        assert received.body == b"x" * 500_000
        assert received.raw == chunks


@pytest.fixture
def fair_threads() -> Iterator[None]:
    """Lets the test's thread run soon after each of its calls. Otherwise it waits 5 ms at each for
    the collector's thread, which computes, and seldom asks in the meantime.
    """
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.parametrize("senders", [1, 6])
def test_chunks_that_take_long_to_read_leave_time_for_others(
    senders: int, fair_threads: None
) -> None:
    """Those who come meanwhile are answered meanwhile."""
    count = 48_000 // senders
    chunks = CHUNKED + SLOW * count + b"0\r\n\r\n"
    with running(limits=CollectorLimits(request=10 * SECONDS)) as collector, ExitStack() as stack:
        opened = [stack.enter_context(connect(collector)) for _ in range(senders)]
        for plain in opened:
            stack.enter_context(sending(plain, chunks))
        answered = 0
        while len(select.select(opened, [], [], 0)[0]) < senders:
            assert ask(collector, body=b"{}").status == 200
            answered += 1
        assert answered >= 5  # one or two while a loop is blocked
        assert [plain.recv(65_536)[:12] for plain in opened] == [b"HTTP/1.1 200"] * senders
        long = [one for one in collector.received() if one.body == b"x" * count]
        assert [one.raw for one in long] == [chunks] * senders


@pytest.fixture(scope="module")
def lasting() -> Iterator[Collector]:
    """One collector for all examples of a property."""
    with running() as collector:
        yield collector


SIZES = st.sampled_from([1, 1, 1, 2, 3, 15, 16, 255, 4_096, _LARGE - 9, _LARGE + 9])
SPELLED = st.sampled_from([b"%x\r\n", b"%X\r\n", b"0%x\r\n", b"%x;e=1\r\n", b"000000%x\r\n"])


@settings(max_examples=repeated(60))
@given(
    chunks=st.lists(st.tuples(SIZES, SPELLED), max_size=12),
    trailer=st.sampled_from([b"", b"X: 1\r\n"]),
    data=st.data(),
)
def test_chunks_are_the_same_however_they_are_cut(
    lasting: Collector, chunks: list[tuple[int, bytes]], trailer: bytes, data: st.DataObject
) -> None:
    bodies = [bytes(data.draw(st.binary(min_size=1, max_size=1))) * size for size, _ in chunks]
    framed = [spelled % size + body for (size, spelled), body in zip(chunks, bodies, strict=True)]
    whole = CHUNKED + b"".join(part + b"\r\n" for part in framed) + b"0\r\n" + trailer + b"\r\n"
    lasting.clear()
    cuts = data.draw(st.lists(st.integers(0, 2 * len(whole)), max_size=6).map(sorted))
    twice = whole + whole
    with connect(lasting) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start, end in zip([0, *cuts], [*cuts, len(twice)], strict=True):
            plain.sendall(twice[start:end])
        plain.shutdown(socket.SHUT_WR)
        assert read_to_end(plain).count(b"HTTP/1.1 200") == 2
    assert [one.raw for one in lasting.received()] == [whole, whole]
    assert [one.body for one in lasting.received()] == [b"".join(bodies)] * 2


@pytest.mark.parametrize(
    "wrong", [b"1\r\nxy\r\n", b"g\r\nx\r\n", b"-1\r\n", b"1\nx\n", b"1\r\nx\n\n", b"fffffffffffff"]
)
def test_what_is_not_a_chunk_is_refused_wherever_it_comes(wrong: bytes) -> None:
    with running() as collector:
        for before in (b"", b"1\r\nx\r\n", SLOW, b"20001\r\n" + b"x" * 0x20001 + b"\r\n"):
            assert talk(collector, CHUNKED + before + wrong).startswith(b"HTTP/1.1 400")
        assert collector.received() == ()


def test_a_body_may_come_in_segments_of_one_byte() -> None:
    with running() as collector, connect(collector) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        body = b"x" * 20_000
        head = post(body)[: -len(body)]
        plain.sendall(head)
        for number in range(len(body)):
            plain.sendall(body[number : number + 1])
            if number % 4_000 == 0:
                assert ask(collector, body=b"{}").status == 200
        assert plain.recv(65_536).startswith(b"HTTP/1.1 200")
        assert collector.received()[-1].raw == head + body


@pytest.mark.parametrize("count", [255, 256, 257, 100_000])
def test_too_many_headers_are_refused(count: int) -> None:
    lines = CollectorLimits().header_lines
    headers = b"a:\r\n" * (count - HEAD.count(b"\r\n") + 1)
    with running() as collector:
        answer = talk(collector, HEAD + headers + b"\r\n")
        assert answer[:12] == (b"HTTP/1.1 200" if count <= lines else b"HTTP/1.1 431")
        assert collector.refusals == (count > lines)
        assert ask(collector, body=b"{}").status == 200


def test_endless_headers_are_cut_off_at_the_limit() -> None:
    with running() as collector, connect(collector) as plain:
        with sending(plain, HEAD + b"X-Endless: 1\r\n" * 200_000):
            assert ended(plain).startswith(b"HTTP/1.1 431")
        assert ask(collector, body=b"{}").status == 200


def test_endless_trailers_are_cut_off_at_the_limit() -> None:
    with running() as collector, connect(collector) as plain:
        with sending(plain, CHUNKED + b"0\r\n" + b"X-Endless: 1\r\n" * 200_000):
            assert ended(plain).startswith(b"HTTP/1.1 431")
        assert ask(collector, body=b"{}").status == 200


@pytest.mark.parametrize("size", [2_000_000, 40_000_000])
def test_a_client_that_sends_too_much_before_reading_sees_the_refusal(size: int) -> None:
    with running() as collector:
        for request in (
            post(b"x" * size),
            CHUNKED + b"10000\r\n%s\r\n" % (b"x" * 65_536) * (size // 65_536) + b"0\r\n\r\n",
        ):
            with connect(collector) as plain:
                plain.sendall(request)
                assert read_to_end(plain).startswith(b"HTTP/1.1 413")
        assert collector.received() == ()
        assert [one.status for one in collector.others()] == [413, 413]


def test_a_client_that_reads_its_answer_very_slowly_is_dropped() -> None:
    """Each sip comes in good time; the whole has a time of its own."""
    limits = CollectorLimits(connections=1, grace=SECONDS, answer=0.5, lingering=0.05)
    with running(limits=limits) as collector, connect(collector) as plain:
        collector.fault = Fault("huge", times=1)
        plain.sendall(post())
        done = threading.Event()

        def sip() -> None:
            with suppress(ConnectionError):
                while not done.wait(0.02) and plain.recv(1_000):
                    pass

        sipping = threading.Thread(target=sip)
        sipping.start()
        assert ask(collector, body=b"{}").status == 200  # at the only place there is
        done.set()
        sipping.join(SECONDS)


def test_a_request_that_breaks_off_is_counted() -> None:
    with running() as collector:
        for begin in (post()[:40], CHUNKED + b"5\r\nab"):
            with connect(collector) as plain:
                plain.sendall(begin)
                reset(plain)
        until(lambda: collector.refusals == 2)
        assert [(one.status, one.begin) for one in collector.others()] == [
            (0, "POST /track HTTP/1.1")
        ] * 2
        assert ask(collector, body=b"{}").status == 200


def test_a_half_closed_connection_gets_its_answers_and_an_end() -> None:
    with running() as collector, connect(collector) as plain:
        plain.sendall(post() + post()[:30])
        plain.shutdown(socket.SHUT_WR)
        came = read_to_end(plain)
        assert (came.count(b"HTTP/1.1 200"), came.count(b"HTTP/1.1 400")) == (1, 1)


def test_what_arrives_of_all_together_is_bounded() -> None:
    """The largest makes room, and not the honest one that comes then."""
    limits = CollectorLimits(arriving=1_000_000)
    with running(limits=limits) as collector, ExitStack() as stack:
        begun(collector, 3, stack, post(b"x" * 400_000)[:-1])
        until(lambda: collector.refusals == 1)
        assert collector.others()[0].status == 503
        assert ask(collector, body=b"x" * 150_000).status == 200
        assert collector.refusals == 1


def test_refusals_can_be_read_by_a_script() -> None:
    with running(clock=lambda: 0.0) as collector:
        talk(collector, b"\x16\x03\x01\x1b[2J\r\n\r\n")
        told = ask(collector, "GET", "/refused")
        assert told.json["count"] == 1
        (newest,) = told.json["newest"]
        assert (newest["status"], newest["refused_at"]) == (400, "1970-01-01T00:00:00+00:00")
        assert newest["reason"].startswith("This is the beginning of a TLS connection")
        assert newest["begin"] == "\x16\x03\x01\x1b[2J"
        (listed,) = ask(collector, "GET", "/received").json
        assert (listed["number"], listed["outcome"], listed["endpoint"]) == (1, "refused", "other")
        assert listed["reason"] == newest["reason"]
        assert ask(collector, "DELETE", "/refused").status == 405


def test_the_newest_refusals_are_kept_and_drop_no_tracking() -> None:
    with running(limits=CollectorLimits(others=100)) as collector:
        ask(collector)
        talk(collector, b"rubbish")
        for _ in range(120):
            talk(collector, b"rubbish\r\n\r\n")
        assert (collector.refusals, len(collector.others())) == (121, 100)
        assert len(collector.received()) == 1
        assert json.loads(ask(collector, "GET", "/refused").body)["count"] == 121


def test_a_listener_is_called_for_refusals() -> None:
    heard: list[int] = []
    with running() as collector:
        undo = collector.subscribe(lambda one: heard.append(one.status))
        talk(collector, b"rubbish\r\n\r\n")
        until(lambda: heard == [400])
        undo()
        talk(collector, b"rubbish\r\n\r\n")
        assert ask(collector).status == 200
    assert heard == [400]


def test_a_thousand_bad_clients_cost_a_good_one_nothing(enough_descriptors: None) -> None:
    """Silent, slow, broken, unreadable and greedy ones come while a good client sends."""
    bad = (
        b"",
        b"POST /track HTTP/1.1\r\nHost: a",
        CHUNKED + b"3\r\nab",
        CHUNKED + b"zz\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        "GET /track?c=é HTTP/1.1\r\n\r\n".encode(),
        post(b"x" * 100_000)[:-1],
        HEAD + b"X: 1\r\n" * 1_000,
        b"POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        post()[:-1],
    )
    sent = [b'{"vid":"good-%d"}' % number for number in range(100)]
    with running() as collector, ExitStack() as stack:
        for number, body in enumerate(sent):
            begun(collector, 10, stack, bad[number % len(bad)])
            assert ask(collector, body=body).status == 200
        assert [received.body for received in collector.received()] == sent
        assert collector.refusals > 100
        assert len(collector.others()) <= CollectorLimits().others


def test_it_stops_with_hundreds_of_such_clients_connected(enough_descriptors: None) -> None:
    before = threading.active_count()
    with ExitStack() as stack:
        with running() as collector:
            collector.fault = Fault("slow", seconds=3_600)
            for begin in (b"", post()[:20], post(), CHUNKED + b"1\r\nx\r\n" * 5_000):
                begun(collector, MANY // 4, stack, begin)
            collector.fault = Fault("huge")
            begun(collector, 5, stack, post())
            until(lambda: len(collector.received()) > MANY // 4)
        assert threading.active_count() == before


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_it_keeps_working_where_the_program_may_open_few_files() -> None:
    """Half of the descriptors are left to the rest of the program; those may be used up, too."""
    told = subprocess.run(
        [sys.executable, "-c", _FEW_FILES],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (told.returncode, told.stdout, told.stderr) == (0, "200\n200\n", "")


_FEW_FILES = """
import os, resource, socket, subprocess, sys
from convert_console.services.collector.server import Collector
import encodings.idna
_soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
collector = Collector(0)
port = int(collector.start().split(":")[2].split("/")[0])
ask = (
    "import http.client, resource, socket\\n"
    "hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]\\n"
    "resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 1_024), hard))\\n"
    f"held = [socket.create_connection(('127.0.0.1', {port})) for _ in range(200)]\\n"
    f"client = http.client.HTTPConnection('127.0.0.1', {port}, timeout=50)\\n"
    "client.request('POST', '/track', '{}', {'User-Agent': 'ConvertAgent/1.0'})\\n"
    "print(client.getresponse().status, flush=True)\\n"
)
subprocess.run([sys.executable, "-c", ask], check=True)
taken = []
try:
    while True:
        taken.append(os.dup(0))
except OSError:
    pass
for number in taken[:3]:
    os.close(number)
subprocess.run([sys.executable, "-c", ask], check=True) if len(taken) > 12 else print(len(taken))
collector.stop()
"""
