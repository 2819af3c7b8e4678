"""The bar shows the phases that happened, and nothing where nothing was measured."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure, Timings
from convert_console.widgets.main_window.result_bar import TimingBar, milliseconds, timing_text

WIRE = WireRequest("POST", "http://localhost/track", (), b"")


def shown(qtbot: QtBot, outcome: Answer | Failure | None, timings: Timings) -> TimingBar:
    bar = TimingBar()
    qtbot.addWidget(bar)
    bar.set_exchange(Exchange("1", 0, "A", WIRE, "{}", outcome, timings))
    return bar


def test_each_phase_is_named_with_its_unit_and_what_it_is() -> None:
    lines = timing_text(Timings(0.024, 0.04, 0.058, 0.01, 0.132)).split("\n")
    assert [line.split(":")[0] for line in lines] == [
        *("Connecting 24 ms", "Encryption 40 ms", "Waiting 58 ms", "Receiving 10 ms"),
    ]


def test_a_phase_that_did_not_happen_is_not_named() -> None:
    assert timing_text(Timings(waiting=0.0042, total=0.0044)).startswith("Waiting 4.2 ms: ")


def test_the_time_before_the_first_byte_has_a_name_too() -> None:
    first = timing_text(Timings(0.024, 0.04, 0.058, 0.01, 0.2)).split("\n")[0]
    assert first == "Preparing 68 ms: before the first byte: loading, secrets, a proxy's tunnel"


def test_status_and_duration_are_told_with_the_phases(qtbot: QtBot) -> None:
    timings = Timings(waiting=0.13, total=0.132)
    bar = shown(qtbot, Answer(200, "OK", (), b"", 0), timings)
    assert (bar.status, bar.duration) == ("200", "132 ms")
    assert bar.accessibleName() == "Status 200, 132 ms in all"
    assert bar.accessibleDescription() == timing_text(timings)
    assert "Waiting 130 ms" in bar.toolTip()


def test_without_an_answer_there_is_no_status(qtbot: QtBot) -> None:
    bar = shown(qtbot, Failure("refused", ""), Timings(total=0.0042))
    assert (bar.status, bar.duration) == ("", "4.2 ms")
    assert shown(qtbot, None, Timings()).accessibleName() == "No timing"


def test_every_phase_of_no_length_is_painted_without_dividing_by_zero(qtbot: QtBot) -> None:
    bar = shown(qtbot, None, Timings(0.0, 0.0, 0.0, 0.0, 0.0))
    bar.resize(300, 24)
    assert not bar.grab().isNull()


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.0099, "9.9 ms"), (0.01, "10 ms"), (9.999, "9,999 ms"), (10, "10.0 s")],
)
def test_durations(seconds: float, told: str) -> None:
    assert milliseconds(seconds) == told
