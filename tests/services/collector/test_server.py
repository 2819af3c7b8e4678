from __future__ import annotations

import asyncio
import errno
import os
import re
import socket
import threading
from contextlib import suppress
from queue import Queue
from typing import Any

import pytest

from convert_console.core.verdict.user_agent import UserAgentVerdict
from convert_console.services.collector.received import Received
from convert_console.services.collector.server import Collector
from support.collecting import (
    SECONDS,
    Answer,
    ask,
    connect,
    port_of,
    post,
    read_to_end,
    running,
    talk,
    with_ipv6,
)


def collector_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "collector"]


def test_nothing_runs_before_the_start() -> None:
    collector = Collector()
    assert not collector.running
    assert collector.url == "http://127.0.0.1:8765/track"
    assert collector_threads() == []


def test_a_start_gives_an_address_that_answers() -> None:
    with running() as collector:
        assert collector.running
        answer = ask(collector, body=b"{}")
    assert (answer.status, answer.body) == (200, b'{"status":"ok"}')


def test_a_second_start_changes_nothing() -> None:
    with running() as collector:
        assert collector.start() == collector.url
        assert len(collector_threads()) == 1


def test_a_taken_port_makes_way_for_a_free_one() -> None:
    with running() as first:
        second = Collector(port_of(first))
        assert second.start() != first.url
        assert ask(second, body=b"{}").status == 200
        second.stop()


def test_a_taken_port_that_was_demanded_is_an_error() -> None:
    with running() as first:
        second = Collector(port_of(first), fallback=False)
        with pytest.raises(OSError, match=r"(?i)in use|only one usage"):
            second.start()
        assert not second.running


def test_a_loop_that_cannot_be_created_is_an_error_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A loop needs descriptors of its own, and the system may have none left."""

    def no_descriptors() -> asyncio.AbstractEventLoop:
        raise OSError(errno.EMFILE, "Too many open files")

    collector = Collector(0)
    with monkeypatch.context() as patch:
        patch.setattr(asyncio, "SelectorEventLoop", no_descriptors)
        with pytest.raises(OSError, match="Too many open files"):
            collector.start()
    for thread in collector_threads():
        thread.join(SECONDS)
    assert not collector.running
    collector.start()
    assert ask(collector).status == 200
    collector.stop()


def test_other_addresses_of_this_machine_do_not_reach_it() -> None:
    with running() as collector, pytest.raises(OSError, match=r".+"):
        socket.create_connection(("127.0.0.2", port_of(collector)), timeout=SECONDS)


@with_ipv6
def test_localhost_is_reached_at_both_of_its_addresses() -> None:
    with running() as collector:
        port = port_of(collector)
        for host, name in (("::1", f"[::1]:{port}"), ("127.0.0.1", f"localhost:{port}")):
            with socket.create_connection((host, port), timeout=SECONDS) as plain:
                plain.sendall(post().replace(b"Host: localhost", f"Host: {name}".encode()))
                assert plain.recv(65_536).startswith(b"HTTP/1.1 200")
            with socket.create_connection((host, port), timeout=SECONDS) as plain:
                plain.sendall(f"GET /received HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
                assert plain.recv(65_536).startswith(b"HTTP/1.1 200")
        assert len(collector.received()) == 2
        assert collector.not_reached == ""
    for host in ("::1", "127.0.0.1"):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, port), timeout=SECONDS)


@with_ipv6
def test_another_program_at_the_other_address_of_localhost_is_named() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        port = other.getsockname()[1]
        collector = Collector(port, fallback=False)
        try:
            assert collector.start_anyhow() == collector.not_reached
            assert collector.not_reached.startswith(f"Another program listens at [::1]:{port}")
            assert collector.not_reached.endswith(f"Let them send to 127.0.0.1:{port}.")
            assert ask(collector).status == 200
        finally:
            collector.stop()
        assert collector.not_reached == ""
    collector.start()
    assert collector.not_reached == ""
    collector.stop()


@pytest.mark.parametrize("number", [errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL])
def test_a_machine_without_ipv6_is_enough(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    usual = socket.create_server

    def without_ipv6(address: tuple[str, int], **more: Any) -> socket.socket:
        if ":" in address[0]:
            raise OSError(number, os.strerror(number))
        return usual(address, **more)

    monkeypatch.setattr(socket, "create_server", without_ipv6)
    with running() as collector:
        assert ask(collector).status == 200
        assert collector.not_reached == ""


def test_a_stop_ends_the_thread_and_frees_the_port() -> None:
    with running() as collector:
        port = port_of(collector)
    assert collector_threads() == []
    assert not collector.running
    again = Collector(port, fallback=False)
    assert again.start().endswith(f":{port}/track")
    again.stop()


def test_a_stop_may_be_repeated_and_may_come_first() -> None:
    collector = Collector(0)
    collector.stop()
    collector.start()
    collector.stop()
    collector.stop()
    assert not collector.running


def test_a_stop_breaks_connections_that_are_open() -> None:
    """An idle one, one in the middle of a request, and one that has just come."""
    with running() as collector:
        idle, half, fresh = (connect(collector) for _ in range(3))
        idle.sendall(post())
        assert idle.recv(65_536).startswith(b"HTTP/1.1 200")
        half.sendall(b"POST /track HTTP/1.1\r\nHost:")
    for plain in (idle, half, fresh):
        with plain:
            assert ended(plain)


def ended(plain: socket.socket) -> bool:
    try:
        return read_to_end(plain) == b""
    except ConnectionError:
        return True


def test_stored_requests_survive_a_stop_and_numbering_continues() -> None:
    with running() as collector:
        ask(collector)
        collector.stop()
        collector.start()
        ask(collector)
        assert [received.number for received in collector.received()] == [1, 2]


def test_clearing_removes_everything() -> None:
    with running() as collector:
        ask(collector)
        before = collector.received()
        collector.clear()
        assert collector.received() == ()
        assert len(before) == 1


def test_a_request_is_kept_before_its_answer_goes_out() -> None:
    with running(clock=lambda: 1_700_000_000.5) as collector:
        ask(collector, body=b'{"cid": 1}')
        (received,) = collector.received()
    assert received.received_at == 1_700_000_000.5
    assert (received.method, received.target, received.body) == ("POST", "/track", b'{"cid": 1}')
    assert received.verdict == "accepted"


def test_the_checker_can_be_replaced() -> None:
    with running(
        judge=lambda agent: UserAgentVerdict("bot", f"{agent} looks like one")
    ) as collector:
        assert ask(collector).json == {"code": "BOT"}


def test_what_the_sources_disagree_on_is_accepted() -> None:
    with running() as collector:
        ask(collector, headers={"User-Agent": "okhttp/4.12.0 ConvertAgent/1.0"})
        ask(collector, headers={"User-Agent": "okhttp/4.12.0"})
        assert [one.verdict for one in collector.received()] == ["accepted", "bot"]


def test_a_listener_is_called_for_each_request_in_the_collectors_thread() -> None:
    heard: Queue[tuple[Received, str]] = Queue()
    with running() as collector:
        undo = collector.subscribe(lambda one: heard.put((one, threading.current_thread().name)))
        ask(collector)
        received, thread = heard.get(timeout=SECONDS)
        assert received == collector.received()[0]
        assert thread == "collector"
        undo()
        undo()
        ask(collector)
    assert heard.empty()


@pytest.mark.logs("Exception in callback")
def test_a_listeners_bug_is_reported_and_the_answers_are_unaffected() -> None:
    with running() as collector:
        collector.subscribe(lambda received: [][received.number])
        assert ask(collector).status == 200
        assert ask(collector).status == 200


def test_many_connections_at_once_are_all_answered() -> None:
    answers: Queue[Answer] = Queue()
    with running() as collector:
        askers = [
            threading.Thread(target=lambda: answers.put(ask(collector, body=b"{}")))
            for _ in range(20)
        ]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join(SECONDS)
        assert [answers.get_nowait().status for _ in askers] == [200] * 20
        assert {received.number for received in collector.received()} == set(range(1, 21))


def test_it_may_be_stopped_in_the_middle_of_traffic() -> None:
    """Whoever is asking gets an answer, or an end; nothing else is said anywhere."""
    with running() as collector:
        going = threading.Event()
        asker = threading.Thread(target=ask_until_it_ends, args=(collector, going))
        asker.start()
        assert going.wait(SECONDS)
    asker.join(SECONDS)
    assert not asker.is_alive()


def ask_until_it_ends(collector: Collector, going: threading.Event) -> None:
    with connect(collector) as plain:
        try:
            while True:
                plain.sendall(post() * 50)
                if not plain.recv(65_536):
                    return
                going.set()
        except ConnectionError:
            return


def test_the_page_at_the_root_says_what_this_is() -> None:
    with running() as collector:
        answer = talk(collector, b"GET / HTTP/1.0\r\n\r\n")
    assert re.match(rb"HTTP/1\.1 200 ", answer)
    assert b"Convert Console's local collector" in answer


def test_a_stop_closes_the_connections_that_come_in_at_that_moment() -> None:
    for _ in range(20):
        connected, stopped = threading.Event(), threading.Event()
        with running() as collector:
            address = ("127.0.0.1", port_of(collector))
            clients = threading.Thread(
                target=connect_repeatedly, args=(address, connected, stopped)
            )
            clients.start()
            assert connected.wait(SECONDS)
        stopped.set()
        clients.join()
    # A socket that was not closed fails this test by its warning.


def connect_repeatedly(
    address: tuple[str, int], connected: threading.Event, stopped: threading.Event
) -> None:
    with suppress(OSError):
        while not stopped.is_set():
            socket.create_connection(address, SECONDS).close()
            connected.set()
