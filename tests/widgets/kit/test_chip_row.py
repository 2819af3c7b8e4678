"""The row grows with its chips, and shows no more than a form can bear."""

from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.id_chips import CHIPS_SHOWN, ChipRow


def _filled(qtbot: QtBot, count: int) -> ChipRow:
    row = ChipRow("add…")
    qtbot.addWidget(row)
    row.resize(300, 30)
    row.show()
    row.fill([(str(n), None) for n in range(count)], [("neutral", "")] * count)
    return row


def test_more_chips_take_more_lines_and_fewer_give_them_back(qtbot: QtBot) -> None:
    row = _filled(qtbot, 1)
    low = row.height()
    row.fill([(str(n), None) for n in range(30)], [("neutral", "")] * 30)
    assert row.height() > low
    row.fill([], [])
    assert row.height() == low


def test_thousands_of_ids_make_few_widgets(qtbot: QtBot) -> None:
    row = _filled(qtbot, 2000)
    assert len(row.chips) == CHIPS_SHOWN


def test_a_tone_is_painted(qtbot: QtBot) -> None:
    row = _filled(qtbot, 1)
    plain = row.grab().toImage()
    row.fill([("0", None)], [("error", "Odd.")])
    assert row.grab().toImage() != plain
