"""The bar shows the phases that happened, and nothing where nothing was measured."""

from pytestqt.qtbot import QtBot

from convert_console.core.verdict.exchange import Timings
from convert_console.widgets.main_window.timing_bar import TimingBar, timing_text, timing_words


def test_words_name_the_phases_in_milliseconds() -> None:
    timings = Timings(0.024, 0.04, 0.058, 0.01, 0.132)
    assert timing_words(timings) == "connect 24 · TLS 40 · waiting 58 · download 10"


def test_a_phase_that_did_not_happen_is_not_named() -> None:
    assert timing_words(Timings(waiting=0.0042, total=0.005)) == "waiting 4.2 · other 0.8"


def test_without_timings_it_takes_no_width(qtbot: QtBot) -> None:
    bar = TimingBar()
    qtbot.addWidget(bar)
    bar.set_timings(None)
    assert bar.sizeHint().width() == 0
    bar.set_timings(Timings())
    assert (bar.sizeHint().width(), bar.accessibleName()) == (0, "No timing")


def test_every_phase_of_no_length_is_painted_without_dividing_by_zero(qtbot: QtBot) -> None:
    bar = TimingBar()
    qtbot.addWidget(bar)
    bar.set_timings(Timings(0.0, 0.0, 0.0, 0.0, 0.0))
    bar.resize(300, 20)
    assert not bar.grab().isNull()


def test_every_phase_is_explained_on_hover_and_so_is_the_rest(qtbot: QtBot) -> None:
    timings = Timings(0.024, 0.04, 0.058, 0.01, 0.2)
    text = timing_text(timings)
    assert [line.split(" ")[0] for line in text.split("\n")] == [
        *("connect", "TLS", "waiting", "download", "other"),
    ]
    assert "preparing a first send" in text
    bar = TimingBar()
    qtbot.addWidget(bar)
    bar.set_timings(timings)
    assert "68 ms: everything else" in bar.toolTip()
    bar.set_timings(None)
    assert bar.toolTip() == ""
