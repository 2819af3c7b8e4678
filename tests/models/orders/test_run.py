"""A run of orders is asked about, followed, kept in the history and known afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from convert_console.core.orders.mapping import Source
from convert_console.services.collector.server import Collector
from support.collecting import running
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


def test_what_was_sent_is_kept_and_known(
    desk: OrderDesk, collector: Collector, until: Until
) -> None:
    send_all(desk, until)
    assert len(collector.received()) == 2 == desk.store.count()
    until(lambda: bool(desk.sending.past and desk.sending.past.began))
    assert desk.sending.past is not None and desk.sending.past.settled == 3


def test_another_mapping_is_asked_about_on_resuming(desk: OrderDesk, until: Until) -> None:
    send_all(desk, until)
    until(lambda: bool(desk.sending.past and desk.sending.past.began))
    desk.orders.set_source("prc", Source("constant", "1"))
    desk.sending.start(0, 1)
    assert desk.sending.question == "The rows sent before were sent by another mapping."
    desk.orders.set_source("prc", Source("constant", "2"))
    assert desk.sending.question == "", "what was asked about is not what would be sent now"


def test_a_question_can_be_answered_with_yes(
    desk: OrderDesk, collector: Collector, until: Until
) -> None:
    send_all(desk, until)
    until(lambda: bool(desk.sending.past and desk.sending.past.began))
    desk.orders.set_source("r", Source("constant", "5"))
    desk.sending.start(0, 1, faulty=True)
    assert desk.sending.question
    run_through(desk.sending, desk.sending.confirm, until)
    assert len(collector.received()) == 3, "the row that was left out before has no error now"


def test_closing_ends_a_run_and_loses_no_row(
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


def test_a_file_that_is_gone_after_the_run_is_said_and_is_no_bug(
    desk: OrderDesk, until: Until
) -> None:
    until(lambda: desk.sending.past is not None)
    desk.sending.start(0.05, 1)  # the next row goes out in 20 seconds, which nobody waits for
    until(lambda: desk.sending.progress.accepted == 1)
    desk.file.unlink()
    desk.sending.cancel()
    until(lambda: not desk.sending.going)
    until(lambda: "could not be read" in desk.sending.sentence)


def test_what_is_cancelled_before_it_runs_is_not_sent(
    desk: OrderDesk, collector: Collector, until: Until, run: Callable[..., Any]
) -> None:
    until(lambda: desk.sending.past is not None)
    desk.sending.start(0, 1)
    desk.sending.cancel()
    run(desk.sending._tasks.settle())
    assert not desk.sending.going
    send_all(desk, until)
    assert len(collector.received()) == 2


def test_what_is_confirmed_when_the_window_closes_is_not_begun(
    desk: OrderDesk, until: Until, loop: QEventLoop
) -> None:
    until(lambda: desk.sending.past is not None)
    closing = loop.create_task(desk.sending.finish())
    desk.sending.start(0, 1)
    until(closing.done)
    assert not desk.sending.going


def test_nothing_is_said_of_a_file_that_is_no_longer_chosen(
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
