"""An answer that comes before the request has gone out is read and shown, by real sockets."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from convert_console.core.request.profile import Proxy
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from convert_console.core.verdict.verdict import verdict
from convert_console.services.http import certificates
from convert_console.services.http.route import Route, SendResult, Timeouts, cancelled
from convert_console.services.http.sender import Sender
from support.endpoint import CERTIFICATES, Conversation, Peer, answer, reset, secured

Run = Callable[[Coroutine[Any, Any, Any]], Any]
Talk = Callable[[Conversation], object]
PATIENT = Timeouts(60, 60, 60)
AUTHORITY = str(CERTIFICATES / "authority.pem")
MOVED = answer("301 Moved Permanently", headers=["Location: https://x.example/"])
TOO_LARGE = answer("413 Content Too Large", b"too large", ["Connection: close"])
ENDLESS = b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n<html>no</html>"
EARLY = {"301": MOVED, "413": TOO_LARGE, "403 to the end": ENDLESS}
on_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux is known to give out what came before a reset"
)
SIZES = [1_000, 20_000, 70_000, 300_000, 3_000_000, 50_000_000]


@pytest.fixture(autouse=True, scope="module")
def system_certificates_are_read_once() -> Iterator[None]:
    """It takes longer than a send."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certificates, "trusting_context", cache(certificates.trusting_context))
        yield


def wire_to(url: str, size: int) -> WireRequest:
    agent = ("User-Agent", "ConvertAgent/1.0")
    headers = (("Host", url.split("/")[2]), agent, ("Content-Length", str(size)))
    return WireRequest("POST", url, headers, bytes(size))


@pytest.fixture(params=["qasync", "asyncio"])
def anyhow(request: pytest.FixtureRequest) -> Run:
    """Runs a coroutine under Qt's loop, and once more under asyncio's own."""
    return request.getfixturevalue("run") if request.param == "qasync" else asyncio.run


def send(
    run: Run,
    wire: WireRequest,
    route: Route = Route(),
    limits: Timeouts = PATIENT,
) -> SendResult:
    async def sent() -> SendResult:
        sender = Sender()
        try:
            return await sender.send(wire, replace(route, limits=limits))
        finally:
            await sender.aclose()
            assert asyncio.all_tasks() <= {asyncio.current_task()}

    result: SendResult = run(sent())
    return result


def head_of(stream: socket.socket) -> bytes:
    """Read the head of a request, and as little of its body as comes with it."""
    head = b""
    while b"\r\n\r\n" not in head and (piece := stream.recv(256)):
        head += piece
    return head


def says_and_closes(words: bytes) -> Talk:
    """Answer once the head is there; closing with the body unread resets the connection."""

    def talk(conversation: Conversation) -> None:
        head_of(conversation.socket)
        conversation.socket.sendall(words)

    return talk


def says_and_resets(words: bytes) -> Talk:
    """The same, with nothing left to the system: SO_LINGER 0."""

    def talk(conversation: Conversation) -> None:
        says_and_closes(words)(conversation)
        reset(conversation)

    return talk


def says_and_stays(words: bytes) -> Talk:
    """Answer, read no more, and leave the connection open."""

    def talk(conversation: Conversation) -> None:
        says_and_closes(words)(conversation)
        conversation.ended.wait(60)

    return talk


def says_and_shuts(words: bytes) -> Talk:
    """Answer, say that no more will be said, and read on for a while, as nginx does."""

    def talk(conversation: Conversation) -> None:
        says_and_closes(words)(conversation)
        conversation.socket.shutdown(socket.SHUT_WR)
        for _ in range(20):
            conversation.socket.recv(65_536)

    return talk


def over_tls(talk: Talk) -> Talk:
    def talk_secretly(conversation: Conversation) -> None:
        with secured(conversation.socket, CERTIFICATES / "issued.pem") as stream:
            talk(Conversation(stream, b"", conversation.ended))

    return talk_secretly


def check(sent: SendResult, words: bytes) -> None:
    assert isinstance(sent.outcome, Answer), sent.outcome
    head, _, body = words.partition(b"\r\n\r\n")
    assert sent.outcome.status == int(head[9:12])
    assert sent.outcome.body == body


@on_linux
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("words", EARLY.values(), ids=EARLY)
@pytest.mark.parametrize("way", [says_and_closes, says_and_resets])
def test_an_answer_before_the_body_was_read_is_shown(
    anyhow: Run, way: Callable[[bytes], Talk], words: bytes, size: int
) -> None:
    with Peer(way(words)) as peer:
        check(send(anyhow, wire_to(peer.url, size)), words)


@on_linux
@pytest.mark.parametrize("size", SIZES[1:])
@pytest.mark.parametrize("way", [says_and_closes, says_and_resets])
def test_an_answer_before_the_body_was_read_is_shown_over_tls(
    run: Run, way: Callable[[bytes], Talk], size: int
) -> None:
    with Peer(over_tls(way(MOVED))) as peer:
        wire = wire_to(f"https://127.0.0.1:{peer.port}/track", size)
        check(send(run, wire, Route(ca_file=AUTHORITY)), MOVED)


@on_linux
@pytest.mark.parametrize("way", [says_and_closes, says_and_resets])
def test_an_answer_before_the_body_was_read_is_shown_through_a_proxy(
    run: Run, way: Callable[[bytes], Talk]
) -> None:
    def consents(conversation: Conversation) -> None:
        head_of(conversation.socket)
        conversation.socket.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        way(MOVED)(conversation)

    with Peer(consents) as peer:
        wire = wire_to("http://shop.example/track", 3_000_000)
        check(send(run, wire, Route(proxy=Proxy("127.0.0.1", peer.port))), MOVED)


@pytest.mark.parametrize("size", [300_000, 50_000_000])
@pytest.mark.parametrize(
    ("tls", "way"), [(False, says_and_stays), (True, says_and_stays), (False, says_and_shuts)]
)
def test_a_server_that_answers_and_takes_no_more_is_not_waited_for(
    run: Run, tls: bool, way: Callable[[bytes], Talk], size: int
) -> None:
    talk = way(TOO_LARGE)
    with Peer(over_tls(talk) if tls else talk) as peer:
        wire = wire_to(f"http{'s' if tls else ''}://127.0.0.1:{peer.port}/track", size)
        check(send(run, wire, Route(ca_file=AUTHORITY if tls else "")), TOO_LARGE)


@pytest.mark.parametrize("words", [answer("200 OK"), answer("404 Not Found"), MOVED])
@pytest.mark.parametrize("tls", [False, True])
def test_a_server_that_answers_at_once_and_reads_on_gets_every_byte(
    run: Run, tls: bool, words: bytes
) -> None:
    arrived = []
    whole = threading.Event()

    def answer_and_read(conversation: Conversation) -> None:
        head = head_of(conversation.socket)
        conversation.socket.sendall(words)
        count = len(head.partition(b"\r\n\r\n")[2])
        while count < 5_000_000 and (piece := conversation.socket.recv(65_536)):
            count += len(piece)
        arrived.append(count)
        whole.set()

    with Peer(over_tls(answer_and_read) if tls else answer_and_read) as peer:
        wire = wire_to(f"http{'s' if tls else ''}://127.0.0.1:{peer.port}/track", 5_000_000)
        sent = send(run, wire, Route(ca_file=AUTHORITY if tls else ""))
        assert whole.wait(60)
    check(sent, words)
    assert isinstance(sent.outcome, Answer)
    assert (arrived, sent.outcome.note) == ([5_000_000], "")


def test_interim_answers_do_not_end_the_request(run: Run) -> None:
    def processing(conversation: Conversation) -> None:
        head = head_of(conversation.socket)
        count = len(head.partition(b"\r\n\r\n")[2])
        while count < 2_000_000 and (piece := conversation.socket.recv(65_536)):
            count += len(piece)
            if count < 1_000_000:
                conversation.socket.sendall(b"HTTP/1.1 102 Processing\r\n\r\n")
        conversation.socket.sendall(answer("202 Accepted", b"%d" % count))

    with Peer(processing) as peer:
        sent = send(run, wire_to(peer.url, 2_000_000))
    check(sent, answer("202 Accepted", b"2000000"))


@on_linux
def test_what_had_gone_out_is_reported_with_an_early_answer(run: Run) -> None:
    with Peer(says_and_resets(answer("200 OK", b'{"code":200}'))) as peer:
        wire = wire_to(peer.url, 50_000_000)
        sent = send(run, wire)
    assert isinstance(sent.outcome, Answer)
    assert sent.outcome.note.startswith("answered before the whole request had gone out (about ")
    assert sent.outcome.note.endswith(" of 50.0 MB)")
    judged = verdict(Exchange("id", 0.0, "P", wire, "", sent.outcome))
    assert judged.kind == "accepted"
    assert "before the whole request had gone out" in judged.sentence


@pytest.mark.parametrize("tls", [False, True])
def test_a_reset_in_the_middle_of_a_large_body_without_an_answer_says_how_far_it_was(
    run: Run, tls: bool
) -> None:
    def talk(conversation: Conversation) -> None:
        head_of(conversation.socket)
        reset(conversation)

    with Peer(over_tls(talk) if tls else talk) as peer:
        wire = wire_to(f"http{'s' if tls else ''}://127.0.0.1:{peer.port}/track", 50_000_000)
        sent = send(run, wire, Route(ca_file=AUTHORITY if tls else ""))
    assert isinstance(sent.outcome, Failure)
    assert sent.outcome.kind == "reset"
    assert "of the request had gone out" in sent.outcome.detail


def test_a_server_that_takes_no_more_and_says_nothing_is_given_up(run: Run) -> None:
    def talk(conversation: Conversation) -> None:
        head_of(conversation.socket)
        conversation.ended.wait(60)

    with Peer(talk) as peer:
        wire = wire_to(peer.url, 50_000_000)
        sent = send(run, wire, limits=Timeouts(60, 0.5, 60))
    assert isinstance(sent.outcome, Failure)
    assert sent.outcome.kind == "stalled"
    assert "took no more of the request for 0.5 s (Response timeout)" in sent.outcome.detail
    judged = verdict(Exchange("id", 0.0, "P", wire, "", sent.outcome))
    assert judged.kind == "no-answer-timeout"


@pytest.mark.parametrize("when", ["connecting", "in the handshake", "waiting", "in the body"])
def test_a_cancelled_send_knows_whether_anything_has_gone_out(run: Run, when: str) -> None:
    reached = threading.Event()

    def talk(conversation: Conversation) -> None:
        if when in ("waiting", "in the body"):
            head_of(conversation.socket)
        reached.set()
        conversation.ended.wait(60)

    async def given_up(port: int) -> Failure:
        scheme = "https" if when == "in the handshake" else "http"
        wire = wire_to(f"{scheme}://127.0.0.1:{port}/track", 50_000_000 if "body" in when else 2)
        route = Route(proxy=Proxy("127.0.0.1", port)) if when == "connecting" else Route()
        sender = Sender()
        task = asyncio.create_task(sender.send(wire, route))
        await asyncio.to_thread(reached.wait, 60)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError as error:
            failure = cancelled(error)
        await sender.aclose()
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return failure

    with Peer(talk) as peer:
        failure = run(given_up(peer.port))
    begun = when in ("waiting", "in the body")
    assert failure.kind == ("cancelled" if begun else "cancelled-unsent")


def test_connections_are_used_again_after_a_large_body(run: Run) -> None:
    def talk(conversation: Conversation) -> None:
        for _ in range(3):
            head = head_of(conversation.socket)
            count = len(head.partition(b"\r\n\r\n")[2])
            while count < 200_000 and (piece := conversation.socket.recv(65_536)):
                count += len(piece)
            conversation.socket.sendall(answer())

    async def thrice(url: str) -> list[SendResult]:
        sender = Sender()
        sent = [await sender.send(wire_to(url, 200_000)) for _ in range(3)]
        await sender.aclose()
        return sent

    with Peer(talk) as peer:
        for sent in run(thrice(peer.url)):
            check(sent, answer())
        assert peer.connections == 1


def test_a_port_is_asked_whether_it_speaks_tls_once_and_the_request_never_repeated(
    run: Run,
) -> None:
    heard: list[bytes] = []

    def talk(conversation: Conversation) -> None:
        heard.append(conversation.socket.recv(65_536))

    async def twice(url: str) -> list[SendResult]:
        sender = Sender()
        sent = [await sender.send(wire_to(url, 2)) for _ in range(2)]
        await sender.aclose()
        return sent

    with Peer(talk) as peer:
        run(twice(peer.url))
    assert [words[:1] for words in heard] == [b"P", b"\x16", b"P"]
