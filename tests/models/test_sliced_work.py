"""Work in slices leaves room for the event loop, and new work replaces old."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QElapsedTimer, QTimer

from convert_console.models.sliced_work import SLICE_MS, SlicedWork


def busy(milliseconds: int) -> None:
    spent = QElapsedTimer()
    spent.start()
    while spent.elapsed() < milliseconds:
        pass


def long_work(pieces: int, result: str) -> Generator[None, None, str]:
    for _ in range(pieces):
        busy(SLICE_MS + 1)
        yield
    return result


def short_work(result: str) -> Generator[None, None, str]:
    yield
    return result


def test_the_result_is_signalled_once(qtbot) -> None:
    work: SlicedWork[str] = SlicedWork()
    found: list[str] = []
    work.ended.connect(found.append)
    work.begin(long_work(5, "all"))
    qtbot.waitUntil(lambda: bool(found))
    qtbot.wait(10)
    assert found == ["all"]


def test_the_event_loop_runs_between_two_slices(qtbot) -> None:
    work: SlicedWork[str] = SlicedWork()
    turns: list[str] = []
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: turns.append("other"))
    timer.start()
    work.ended.connect(turns.append)
    work.begin(long_work(4, "end"))
    qtbot.waitUntil(lambda: "end" in turns)
    timer.stop()
    assert turns.index("end") >= 3


def test_new_work_replaces_work_under_way(qtbot) -> None:
    work: SlicedWork[str] = SlicedWork()
    found: list[str] = []
    work.ended.connect(found.append)
    work.begin(long_work(5, "stale"))
    work.begin(short_work("new"))
    qtbot.waitUntil(lambda: bool(found))
    qtbot.wait(10 * SLICE_MS)
    assert found == ["new"]


def test_cancelled_work_has_no_result_even_if_it_just_ended(qtbot) -> None:
    work: SlicedWork[str] = SlicedWork()
    found: list[str] = []
    work.ended.connect(found.append)
    work.begin(long_work(1, "stale"))
    work.drop()
    qtbot.wait(5 * SLICE_MS)
    assert found == []
