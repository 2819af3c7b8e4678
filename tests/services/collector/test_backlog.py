"""What waits between two threads is bounded, and what made room is counted."""

from __future__ import annotations

import threading
from dataclasses import replace

from convert_console.services.collector.received import Backlog, Received

ONE = Received(1, 0.0, b"", "", b"", "POST", "/track", (), "accepted")


def test_requests_come_out_in_their_order() -> None:
    backlog = Backlog(5)
    for number in range(4):
        backlog.put(replace(ONE, number=number))
    assert [one.number for one in backlog.take(3)] == [0, 1, 2]
    assert [one.number for one in backlog.take(3)] == [3]
    assert backlog.take(3) == []


def test_the_oldest_make_room_and_are_counted() -> None:
    backlog = Backlog(3)
    for number in range(10):
        backlog.put(replace(ONE, number=number))
    assert backlog.dropped == 7
    assert [one.number for one in backlog.take(10)] == [7, 8, 9]


def test_bytes_are_bounded_too() -> None:
    backlog = Backlog(100, 2 * ONE.size)
    for number in range(5):
        backlog.put(replace(ONE, number=number))
    assert (len(backlog), backlog.dropped) == (2, 3)


def test_clearing_is_no_drop() -> None:
    backlog = Backlog(3, 3 * ONE.size)
    for _ in range(2):
        backlog.put(ONE)
    backlog.clear()
    for _ in range(3):
        backlog.put(ONE)
    assert (len(backlog), backlog.dropped) == (3, 0)


def test_nothing_is_lost_between_threads() -> None:
    backlog = Backlog(10_000)

    def write() -> None:
        for _ in range(1_000):
            backlog.put(ONE)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    taken = 0
    while any(writer.is_alive() for writer in writers):
        taken += len(backlog.take(100))
    taken += len(backlog.take(10_000))
    assert (taken, backlog.dropped) == (4_000, 0)
