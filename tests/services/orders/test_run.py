"""Rows are sent once each: at a pace, cancelled, resumed, and killed at random moments."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from convert_console.core.orders.mapping import Repeated, VisitorIds, guess
from convert_console.core.orders.order_builder import order_builder
from convert_console.core.orders.survey import survey
from convert_console.core.verdict.exchange import Exchange
from convert_console.services.collector.faults import Fault
from convert_console.services.collector.server import Collector
from convert_console.services.http.route import NOT_SENT
from convert_console.services.orders.journal import NOT_ARRIVED, UNKNOWN, Journal
from convert_console.services.orders.run import FAILURES_IN_A_ROW, Job, OrderRun, Pace, Progress
from convert_console.services.storage.files import StoreFailed
from support import order_sender
from support.collecting import running
from support.endpoint import Endpoint, silence
from support.order_sender import job_for
from support.waiting import until

FAST = Pace(per_second=0)


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as made:
        yield made


def cells(row: int) -> list[str]:
    return [f"O-{row}", f"{row}.50", "1"]


def rows(count: int) -> Iterator[tuple[int, list[str]]]:
    return ((row, cells(row)) for row in range(1, count + 1))


def go(job: Job) -> Progress:
    run = OrderRun(job)
    run.start()
    assert run.wait(60)
    assert run.progress.ended
    return run.progress


def orders(collector: Collector) -> list[str]:
    return [json.loads(one.body)["tid"] for one in collector.received()]


def test_each_row_arrives_once_as_the_mapping_says(collector: Collector, tmp_path: Path) -> None:
    job = job_for(lambda: rows(5), tmp_path / "a", collector.url, FAST)
    done = go(job)
    assert (done.settled, done.sent, done.accepted, done.sentence) == (5, 5, 5, "")
    assert orders(collector) == [f"O-{row}" for row in range(1, 6)]
    first = json.loads(collector.received()[0].body)
    assert [event["evt"] for event in first["ev"]] == ["hitGoal", "tr"]
    assert first["ev"][1]["r"] == 1.5
    again = go(job)
    assert (again.settled, again.sent) == (5, 0), "nothing is sent a second time"


SPLIT = [(1, ["O-1", "5.00", "1"]), (2, ["O-1", "7.00", "2"]), (3, ["O-2", "9.00", "1"])]
"""Order O-1 is in two rows."""


def split(path: Path, url: str, repeated: Repeated) -> Job:
    """A run of `SPLIT`."""
    job = job_for(lambda: iter(SPLIT), path, url, FAST)
    profile, visitors = job.builder.profile, VisitorIds(order_sender.NOW, "key")
    columns = order_sender.COLUMNS
    mapping = replace(guess(columns, order_sender.DRAFT), repeated=repeated)
    found = survey(lambda: iter(SPLIT), mapping, columns)
    return replace(
        job, builder=order_builder(mapping, columns, found, profile=profile, visitors=visitors)
    )


def amounts(collector: Collector) -> list[tuple[str, float]]:
    documents = [json.loads(one.body) for one in collector.received()]
    return [(document["tid"], document["ev"][1]["r"]) for document in documents]


@pytest.mark.parametrize(
    ("repeated", "sent"),
    [("first", [("O-1", 5), ("O-2", 9)]), ("merge", [("O-1", 12), ("O-2", 9)]),
     ("all", [("O-1", 5), ("O-1", 7), ("O-2", 9)])],
)  # fmt: skip
def test_an_order_in_several_rows_is_sent_as_chosen(
    collector: Collector, tmp_path: Path, repeated: Repeated, sent: list[tuple[str, float]]
) -> None:
    done = go(split(tmp_path / "a", collector.url, repeated))
    assert amounts(collector) == sent
    assert (done.settled, done.repeated) == (3, 3 - len(sent))


def test_rows_held_back_are_sent_once_they_are_chosen(collector: Collector, tmp_path: Path) -> None:
    go(split(tmp_path / "a", collector.url, "first"))
    again = go(split(tmp_path / "a", collector.url, "first"))
    assert (again.before, again.sent, again.repeated) == (3, 0, 0)
    go(split(tmp_path / "a", collector.url, "all"))
    assert amounts(collector) == [("O-1", 5), ("O-2", 9), ("O-1", 7)]


def test_an_order_is_not_merged_after_one_of_its_rows_was_sent(
    collector: Collector, tmp_path: Path
) -> None:
    with Journal(tmp_path / "a", {"file": "orders.csv"}) as journal:
        journal.record_outcome(2, "accepted", 200)  # while each row was an order of its own
    done = go(split(tmp_path / "a", collector.url, "merge"))
    assert amounts(collector) == [("O-2", 9)]
    assert (done.settled, done.repeated) == (3, 1)


def test_lanes_send_several_at_once_and_none_twice(collector: Collector, tmp_path: Path) -> None:
    done = go(job_for(lambda: rows(60), tmp_path / "a", collector.url, Pace(0, parallel=6)))
    assert done.accepted == 60
    assert sorted(orders(collector)) == sorted(f"O-{row}" for row in range(1, 61))


def test_rows_with_errors_are_left_out_unless_asked_for(
    collector: Collector, tmp_path: Path
) -> None:
    def some() -> Iterator[tuple[int, list[str]]]:
        yield 1, cells(1)
        yield 2, ["O-2", "abc", "1"]
        yield 3, ["O-3", "1.00"]

    job = job_for(some, tmp_path / "a", collector.url, FAST)
    done = go(job)
    assert (done.sent, done.left_out) == (1, 2)
    done = go(replace(job, pace=replace(FAST, faulty=True)))
    assert (done.sent, done.left_out) == (2, 0)
    assert orders(collector) == ["O-1", "O-2", "O-3"]


def test_it_stops_when_many_rows_in_a_row_are_not_accepted(
    collector: Collector, tmp_path: Path
) -> None:
    collector.fault = Fault("error")
    done = go(job_for(lambda: rows(100), tmp_path / "a", collector.url, FAST))
    assert done.sent == FAILURES_IN_A_ROW
    assert f"{FAILURES_IN_A_ROW} rows in a row were not accepted" in done.sentence


def test_rows_that_certainly_did_not_arrive_are_sent_on_resuming(
    collector: Collector, tmp_path: Path
) -> None:
    journal, nobody = tmp_path / "a", "http://127.0.0.1:1/track"
    done = go(job_for(lambda: rows(3), journal, nobody, FAST))
    assert done.sent == 3 and done.settled == 0
    done = go(job_for(lambda: rows(3), journal, collector.url, FAST))
    assert done.accepted == 3 and orders(collector) == ["O-1", "O-2", "O-3"]


def test_an_unknown_outcome_is_sent_again_only_on_request(tmp_path: Path) -> None:
    with Endpoint([silence]) as endpoint:
        run = OrderRun(job_for(lambda: rows(3), tmp_path / "a", endpoint.url, FAST))
        run.start()
        endpoint.wait_for_requests(1)
        run.finish(patience=0)
    assert "unknown outcome" in run.progress.sentence
    with running() as collector:
        job = job_for(lambda: rows(3), tmp_path / "a", collector.url, FAST)
        done = go(job)
        assert done.settled == 3 and orders(collector) == ["O-2", "O-3"]
        go(replace(job, pace=replace(FAST, unknown=True)))
        assert orders(collector) == ["O-2", "O-3", "O-1"]


def test_cancelling_waits_for_the_row_under_way(collector: Collector, tmp_path: Path) -> None:
    job = job_for(lambda: rows(10_000), tmp_path / "a", collector.url, Pace(per_second=50))
    run = OrderRun(job)
    run.start()
    until(lambda: run.progress.sent)
    run.cancel()
    assert run.wait(30)
    with Journal(job.journal, {}) as journal:
        assert journal.count(UNKNOWN) == 0
        assert journal.counts["accepted"] == len(collector.received()) < 10_000


def test_each_exchange_is_kept_before_its_row_is_settled(
    collector: Collector, tmp_path: Path
) -> None:
    kept: list[Exchange] = []

    def keep(exchange: Exchange) -> Future[int]:
        kept.append(exchange)
        done: Future[int] = Future()
        done.set_result(len(kept))
        return done

    job = job_for(lambda: rows(3), tmp_path / "a", collector.url, FAST)
    go(replace(job, keep=keep))
    assert [json.loads(one.document)["tid"] for one in kept] == ["O-1", "O-2", "O-3"]


def test_no_byte_of_a_row_goes_out_before_it_is_kept_that_it_is_begun(
    collector: Collector, tmp_path: Path
) -> None:
    begun: list[Future[str]] = []

    def begin(_exchange: Exchange) -> Future[str]:
        begun.append(Future())
        return begun[-1]

    job = job_for(lambda: rows(2), tmp_path / "a", collector.url, FAST)
    run = OrderRun(replace(job, begin=begin))
    run.start()
    for number in range(2):
        until(lambda: len(begun) > number)  # noqa: B023  # called within the round
        assert not run.wait(0.05)
        assert len(collector.received()) == number
        begun[number].set_result("")
    assert run.wait(60)
    assert len(collector.received()) == 2


def test_a_row_given_up_before_sending_is_reported_as_not_sent(
    collector: Collector, tmp_path: Path
) -> None:
    kept: list[Exchange] = []

    def keep(exchange: Exchange) -> Future[str]:
        kept.append(exchange)
        return Future()

    begun: list[Exchange] = []

    def begin(exchange: Exchange) -> Future[str]:
        begun.append(exchange)
        return Future()

    job = job_for(lambda: rows(2), tmp_path / "a", collector.url, FAST)
    run = OrderRun(replace(job, begin=begin, keep=keep))
    run.start()
    until(lambda: begun)
    run.finish(patience=0)
    assert [one.outcome for one in kept] == [NOT_SENT]
    with Journal(job.journal, None) as journal:
        assert journal.code(1) == "cancelled-unsent"
        assert journal.code(1) in NOT_ARRIVED
    assert not collector.received()


def test_a_history_that_cannot_keep_stops_the_run_and_loses_no_outcome(
    collector: Collector, tmp_path: Path
) -> None:
    def keep(_exchange: Exchange) -> Future[int]:
        failed: Future[int] = Future()
        failed.set_exception(StoreFailed("The disk is full."))
        return failed

    job = job_for(lambda: rows(3), tmp_path / "a", collector.url, FAST)
    assert go(replace(job, keep=keep)).sentence == "The disk is full."
    with Journal(job.journal, {}) as journal:
        assert journal.code(1) == "accepted" and journal.code(2) == "unsent"


def test_a_file_that_breaks_off_is_reported_and_can_be_resumed(
    collector: Collector, tmp_path: Path
) -> None:
    def broken() -> Iterator[tuple[int, list[str]]]:
        yield from rows(2)
        raise StoreFailed("Line 4 cannot be read.")

    done = go(job_for(broken, tmp_path / "a", collector.url, FAST))
    assert (done.accepted, done.sentence) == (2, "Line 4 cannot be read.")


def test_a_second_run_of_the_same_file_is_kept_out(collector: Collector, tmp_path: Path) -> None:
    job = job_for(lambda: rows(2), tmp_path / "a", collector.url, FAST)
    with Journal(job.journal, {}):
        assert "Another window" in go(job).sentence
    assert collector.received() == ()


def test_many_rows_pass_in_bounded_memory(tmp_path: Path) -> None:
    """40,000 rows, all settled by an earlier run but the header, take a byte or three each."""
    count = 40_000
    journal = tmp_path / "a"
    Journal(journal, {}).close()
    with journal.open("ab") as file:
        file.writelines(b"> %d\n< %d accepted 200\n" % (row, row) for row in range(1, count + 1))
    job = job_for(lambda: rows(count), journal, "http://127.0.0.1:1/track", FAST)
    tracemalloc.start()
    try:
        done = go(job)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (done.settled, done.sent) == (count, 0)
    assert peak < 1_000_000, f"{peak:,} bytes"


@pytest.mark.parametrize("lanes", [1, 4])
def test_after_kills_at_random_moments_every_row_arrives_once_or_is_reported_as_unknown(
    collector: Collector, tmp_path: Path, lanes: int
) -> None:
    count, kills = 400, 6
    file, journal = tmp_path / "orders.csv", tmp_path / "a.journal"
    lines = [",".join(order_sender.COLUMNS), *(",".join(cells(row)) for row in range(1, count + 1))]
    file.write_text("\n".join(lines) + "\n")
    command = [sys.executable, order_sender.__file__, str(file), str(journal), collector.url]
    chance = random.Random(lanes)
    stops = sorted(chance.sample(range(1, count - 20), kills))
    killed = [
        kill_after([*command, str(lanes)], collector, stop, chance.random() / 50) for stop in stops
    ]
    assert sum(killed) >= kills - 1, "the last one may be through before its moment comes"
    done = subprocess.run([*command, str(lanes)], timeout=60, check=False)
    assert done.returncode == 0
    arrived = Counter(orders(collector))
    with Journal(journal, {}) as read:
        unknown = {f"O-{row}" for row in range(1, count + 1) if read.code(row) == "unknown"}
        settled = {f"O-{row}" for row in range(1, count + 1) if read.code(row) == "accepted"}
    assert len(settled) + len(unknown) == count, "no row is skipped"
    assert set(arrived.values()) == {1}, "no row arrives twice"
    assert settled <= set(arrived) <= settled | unknown
    assert len(unknown) <= kills * lanes


def kill_after(command: list[str], collector: Collector, arrivals: int, seconds: float) -> bool:
    """Start it, and kill it a moment after so many rows have arrived in all; whether it was."""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        until(lambda: len(collector.received()) >= arrivals or process.poll() is not None)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.returncode != 0


def test_each_row_is_announced_before_it_arrives(collector: Collector, tmp_path: Path) -> None:
    told: list[tuple[bytes, int]] = []

    def begin(exchange: Exchange) -> None:
        told.append((exchange.request.body, len(collector.received())))

    go(replace(job_for(lambda: rows(3), tmp_path / "a", collector.url, FAST), on_send=begin))
    assert told == [(one.body, place) for place, one in enumerate(collector.received())]
