"""Work in slices lets the window have its turn, and only the last that was begun ends."""

from collections.abc import Generator

from PySide6.QtCore import QElapsedTimer, QTimer

from convert_console.models.linting.problems import SLICE_MS, InSlices


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


def test_the_result_is_told_once(qtbot) -> None:
    work: InSlices[str] = InSlices()
    found: list[str] = []
    work.ended.connect(found.append)
    work.begin(long_work(5, "all"))
    qtbot.waitUntil(lambda: bool(found))
    qtbot.wait(10)
    assert found == ["all"]


def test_others_have_their_turn_between_two_slices(qtbot) -> None:
    work: InSlices[str] = InSlices()
    turns: list[str] = []
    beat = QTimer(interval=0)
    beat.timeout.connect(lambda: turns.append("other"))
    beat.start()
    work.ended.connect(turns.append)
    work.begin(long_work(4, "end"))
    qtbot.waitUntil(lambda: "end" in turns)
    beat.stop()
    assert turns.index("end") >= 3


def test_work_that_is_begun_anew_drops_what_was_under_way(qtbot) -> None:
    work: InSlices[str] = InSlices()
    found: list[str] = []
    work.ended.connect(found.append)
    work.begin(long_work(5, "stale"))
    work.begin(short_work("new"))
    qtbot.waitUntil(lambda: bool(found))
    qtbot.wait(10 * SLICE_MS)
    assert found == ["new"]


def test_dropped_work_tells_nothing_even_if_it_had_just_ended(qtbot) -> None:
    work: InSlices[str] = InSlices()
    found: list[str] = []
    work.ended.connect(found.append)
    work.begin(long_work(1, "stale"))
    work.drop()
    qtbot.wait(5 * SLICE_MS)
    assert found == []
