"""A run of orders is asked about, followed, kept in the history and known afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from convert_console.core.orders.mapping import ColumnMapping, Source, VisitorIds
from convert_console.core.request.wire import Unsendable
from convert_console.models.orders.run import PendingRun, job_of
from convert_console.services.collector.server import Collector
from convert_console.services.orders.journal import EarlierRun
from convert_console.services.orders.run import Pace, Progress
from convert_console.services.orders.run_sentences import (
    duration_text,
    earlier_sends_text,
    progress_text,
    rows_to_send,
)
from support.collecting import running
from support.order_sender import NOW
from support.ordering import OrderDesk, run_through, send_all


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as made:
        yield made


@pytest.fixture
def desk(tmp_path: Path, collector: Collector, run: Callable[..., Any]) -> Iterator[OrderDesk]:
    made = OrderDesk(tmp_path, collector.url)
    made.orders.open(str(made.file))
    yield made
    run(made.end())


@pytest.fixture
def until(qtbot: QtBot) -> Callable[[Callable[[], bool]], None]:
    return qtbot.waitUntil


Until = Callable[[Callable[[], bool]], None]


def test_sent_rows_are_stored_and_recognised(
    desk: OrderDesk, collector: Collector, until: Until
) -> None:
    send_all(desk, until)
    assert len(collector.received()) == 2 == desk.store.count()
    until(lambda: bool(desk.sending.past and desk.sending.past.began))
    assert desk.sending.past is not None and desk.sending.past.settled == 3


def test_resuming_with_another_mapping_needs_confirmation(desk: OrderDesk, until: Until) -> None:
    send_all(desk, until)
    until(lambda: bool(desk.sending.past and desk.sending.past.began))
    desk.orders.set_source("prc", Source("constant", "1"))
    desk.sending.start(0, 1)
    assert desk.sending.question == "Earlier rows were sent with a different mapping."
    desk.orders.set_source("prc", Source("constant", "2"))
    assert desk.sending.question == "", "what was asked about is not what would be sent now"


def test_a_run_starts_after_confirmation(
    desk: OrderDesk, collector: Collector, until: Until
) -> None:
    send_all(desk, until)
    until(lambda: bool(desk.sending.past and desk.sending.past.began))
    desk.orders.set_source("r", Source("constant", "5"))
    desk.sending.start(0, 1, faulty=True)
    assert desk.sending.question
    run_through(desk.sending, desk.sending.confirm, until)
    assert len(collector.received()) == 3, "the row that was left out before has no error now"


def test_closing_stops_a_run_and_loses_no_row(
    desk: OrderDesk, until: Until, run: Callable[..., Any]
) -> None:
    until(lambda: desk.sending.past is not None)
    desk.sending.start(0.05, 1)
    until(lambda: desk.sending.progress.accepted == 1)
    run(desk.sending.finish())
    desk.orders.open(str(desk.file))
    until(lambda: desk.sending.past is not None)
    assert desk.sending.past is not None
    assert (desk.sending.past.accepted, desk.sending.past.unknown) == (1, 0)


def test_starting_over_is_possible_when_all_is_sent(
    desk: OrderDesk, collector: Collector, until: Until
) -> None:
    send_all(desk, until)
    until(lambda: bool(desk.sending.past and desk.sending.past.began))
    desk.sending.start_over()
    until(lambda: bool(desk.sending.past and not desk.sending.past.began))
    send_all(desk, until)
    assert len(collector.received()) == 4


def test_a_file_deleted_after_the_run_is_reported(desk: OrderDesk, until: Until) -> None:
    until(lambda: desk.sending.past is not None)
    desk.sending.start(0.05, 1)  # the next row goes out in 20 seconds, which nobody waits for
    until(lambda: desk.sending.progress.accepted == 1)
    desk.file.unlink()
    desk.sending.cancel()
    until(lambda: not desk.sending.going)
    until(lambda: "could not be read" in desk.sending.sentence)


def test_a_run_cancelled_before_it_starts_sends_nothing(
    desk: OrderDesk, collector: Collector, until: Until, run: Callable[..., Any]
) -> None:
    until(lambda: desk.sending.past is not None)
    desk.sending.start(0, 1)
    desk.sending.cancel()
    run(desk.sending._tasks.settle())
    assert not desk.sending.going
    send_all(desk, until)
    assert len(collector.received()) == 2


def test_a_run_confirmed_while_the_window_closes_is_not_started(
    desk: OrderDesk, until: Until, loop: QEventLoop
) -> None:
    until(lambda: desk.sending.past is not None)
    closing = loop.create_task(desk.sending.finish())
    desk.sending.start(0, 1)
    until(closing.done)
    assert not desk.sending.going


def test_the_lookup_of_a_replaced_file_reports_nothing(
    desk: OrderDesk, until: Until, run: Callable[..., Any]
) -> None:
    other = desk.file.with_name("other.csv")
    other.write_bytes(desk.file.read_bytes())
    desk.orders.open(str(other))
    desk.orders.check()
    other.unlink()
    desk.orders.open(str(desk.file))
    until(lambda: desk.sending.past is not None and not desk.orders.checking)
    run(desk.sending._tasks.settle())
    assert (desk.sending.sentence, desk.orders.fault) == ("", "")


# The job of a run has the route and the secrets of the profile in use.


def test_secrets_are_separate_from_the_requests(
    tmp_path: Path, run: Callable[..., Any], qtbot: QtBot
) -> None:
    desk = OrderDesk(tmp_path, "http://127.0.0.1:1/track")
    desk.profiles.alter(headers=(("Authorization", "Bearer planted"),), total_timeout=7.0)
    desk.orders.open(str(desk.file))
    qtbot.waitUntil(lambda: desk.sending.past is not None)
    assert desk.sending.past is not None
    about = PendingRun(Pace(parallel=3), VisitorIds(NOW, "key"), NOW)
    job = run(job_of(about, desk.sending.past, desk.orders, desk.profiles))
    assert not isinstance(job, Unsendable)
    assert job.route.secrets == {"authorization": "Bearer planted"}
    assert "planted" not in repr(job.builder.profile) + repr(job.header)
    assert job.route.limits.total == 7.0 and job.pace.parallel == 3
    assert [row for row, _ in job.rows()] == [1, 2, 3]
    run(desk.end())
    run(desk.profiles.secrets.finish())


# What is said about a run claims no more than is known.

PAST = EarlierRun("key", Path("a"), 1_000)


def test_a_file_never_sent_differs_from_one_being_checked() -> None:
    assert "Checking whether" in earlier_sends_text(None)
    assert earlier_sends_text(PAST) == "1,000 rows. None were sent with this profile before."


def test_unknown_outcomes_are_listed_separately() -> None:
    past = EarlierRun("key", Path("a"), 1_000, 1.0, settled=10, accepted=6, left_out=1, unknown=2)
    assert earlier_sends_text(past) == (
        "1,000 rows. Sent before: 6 accepted, 1 with another answer, 1 left out because of errors, "
        "2 with unknown outcome (they may have arrived, and are not sent again). Still to send: "
        "990."
    )


def test_progress_estimates_the_time_left() -> None:
    half = Progress(settled=500, sent=400, accepted=395, left_out=100, unknown=1, seconds=40)
    assert progress_text(half, 1_000) == (
        "500 of 1,000 rows done · 395 accepted · 4 not accepted · 100 left out because of "
        "errors · 1 with unknown outcome · about 50 s left"
    )
    assert "left" not in progress_text(Progress(settled=1_000, sent=1_000, accepted=1_000), 1_000)


def test_durations_are_rounded() -> None:
    assert [duration_text(seconds) for seconds in (5, 99, 6000)] == ["5 s", "99 s", "1.7 h"]


def test_progress_separates_earlier_rows_from_this_run() -> None:
    resumed = Progress(settled=400, before=39, sent=340, accepted=340, left_out=21, ended=True)
    assert progress_text(resumed, 400) == (
        "400 of 400 rows done, 39 of them earlier · 340 accepted · 21 left out because of errors"
    )


def test_another_mapping_may_send_rows_that_were_held_back() -> None:
    past = EarlierRun("key", Path("a"), 3, 1.0, 3, 1, 1, mapping=ColumnMapping(), repeated=1)
    assert rows_to_send(past, ColumnMapping(), faulty=False, unknown=False) == 0
    assert rows_to_send(past, ColumnMapping(repeated="all"), faulty=False, unknown=False) == 2


def test_rows_to_send_are_new_rows_and_those_requested_again() -> None:
    past = EarlierRun("key", Path("a"), 10, 1.0, settled=10, accepted=5, left_out=3, unknown=2)
    assert rows_to_send(None, faulty=True, unknown=True) == 0
    assert rows_to_send(past, faulty=False, unknown=False) == 0
    assert rows_to_send(past, faulty=True, unknown=False) == 3
    assert rows_to_send(past, faulty=True, unknown=True) == 5
    assert rows_to_send(PAST, faulty=False, unknown=False) == 1_000


# A rehearsal on this machine, and what it leaves as it was.


def surveyed(desk: OrderDesk, until: Until) -> None:
    until(lambda: desk.sending.past is not None)
    desk.orders.check(desk.sending.past)
    until(lambda: desk.orders.is_surveyed and not desk.orders.checking)


def test_a_rehearsal_reaches_only_this_machine_and_is_forgotten(
    tmp_path: Path, collector: Collector, until: Until, run: Callable[..., Any]
) -> None:
    desk = OrderDesk(tmp_path, "http://192.0.2.1/track", here=lambda: collector.url)
    desk.orders.open(str(desk.file))
    surveyed(desk, until)
    for _ in range(2):  # nothing of it is known afterwards, so it can be repeated
        run_through(desk.sending, lambda: desk.sending.rehearse(1), until)
        assert desk.sending.rehearsal and desk.sending.progress.accepted == 2
    assert len(collector.received()) == 4 == desk.store.count()
    assert desk.sending.past is not None and desk.sending.past.began == 0
    run(desk.end())


def test_a_rehearsal_without_a_collector_says_why(
    tmp_path: Path, until: Until, run: Callable[..., Any]
) -> None:
    def here() -> str:
        raise OSError(98, "Address already in use")

    desk = OrderDesk(tmp_path, "http://192.0.2.1/track", here=here)
    desk.orders.open(str(desk.file))
    surveyed(desk, until)
    desk.sending.rehearse(1)
    assert desk.sending.sentence == "The local collector cannot start: Address already in use."
    assert not desk.sending.going
    run(desk.end())


def test_nothing_is_sent_before_questions_are_answered(
    desk: OrderDesk, collector: Collector, until: Until
) -> None:
    desk.file.write_text("order_id,total,items\n1,5,1\n1,6,1\n")
    desk.orders.open(str(desk.file))
    surveyed(desk, until)
    for begin in (lambda: desk.sending.start(0, 1), lambda: desk.sending.rehearse(1)):
        begin()
        assert desk.sending.sentence == "Answer 1 question to send."
    assert not desk.sending.going and collector.received() == ()
    desk.orders.answer(desk.orders.unanswered[0], "add")
    surveyed(desk, until)
    run_through(desk.sending, lambda: desk.sending.start(0, 1), until)
    assert len(collector.received()) == 1


def test_the_first_rows_can_be_sent_before_the_others(
    desk: OrderDesk, collector: Collector, until: Until
) -> None:
    desk.orders.set_last_row(1)
    surveyed(desk, until)
    run_through(desk.sending, lambda: desk.sending.start(0, 1), until)
    until(lambda: bool(desk.sending.past and desk.sending.past.began))
    assert len(collector.received()) == 1
    desk.orders.set_last_row(0)
    surveyed(desk, until)
    run_through(desk.sending, lambda: desk.sending.start(0, 1), until)
    assert len(collector.received()) == 2
