"""The list reads documents as far as they are looked at, so much at a time."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convert_console.core.linter import Situation
from convert_console.models.traffic.cells import UNREAD, Column
from convert_console.models.traffic.hit import Hit
from convert_console.models.traffic.table_model import (
    A_DOCUMENT,
    HIT,
    MOST,
    MOST_BYTES,
    READ_AT_ONCE,
    InboundTable,
)
from convert_console.services.collector.received import Received

URL = "http://127.0.0.1:8765/track"
CAME = Received(1, 1_000.5, b"raw", "", b'{"vid": "v"}', "POST", "/track", (), "accepted")
TIP = Qt.ItemDataRole.ToolTipRole


def table(*raws: bytes) -> InboundTable:
    made = InboundTable(Situation)
    made.add([Hit(replace(CAME, raw=raw, number=n), URL) for n, raw in enumerate(raws)])
    return made


def visitors(made: InboundTable) -> list[str]:
    return [made.index(row, Column.VISITOR).data() for row in range(made.rowCount())]


def test_what_is_not_looked_at_is_not_read(qtbot: QtBot) -> None:
    made = table(b"a", b"b")
    assert made.index(0, Column.TIME).data()
    assert made.index(0, Column.VISITOR).data() == "v"
    assert [made.index(row, 0).data(HIT).is_read for row in (0, 1)] == [True, False]


def test_what_is_too_much_for_once_follows_a_moment_later(qtbot: QtBot) -> None:
    half = b"x" * (READ_AT_ONCE // 2 - A_DOCUMENT)
    made = table(half, half, half)
    assert visitors(made) == ["v", "v", UNREAD]
    with qtbot.waitSignal(made.dataChanged) as changed:
        pass
    assert [index.row() for index in changed.args[:2]] == [2, 2]
    assert visitors(made) == ["v", "v", "v"]
    with qtbot.assertNotEmitted(made.dataChanged):
        made.read_more()


def test_many_are_listed_first_and_then_read_a_few_at_once(qtbot: QtBot) -> None:
    made = table(*[b"x"] * 50)
    assert visitors(made) == [UNREAD] * 50
    with qtbot.waitSignal(made.dataChanged):
        pass
    assert 1 < visitors(made).count("v") < 10


def test_what_waits_to_be_read_may_fall_off_the_list(qtbot: QtBot) -> None:
    made = table(*[b"x"] * 10)
    assert visitors(made)[-1] == UNREAD
    made.add([Hit(CAME, URL) for _ in range(MOST)])
    with qtbot.assertNotEmitted(made.dataChanged):
        made.read_more()


def test_a_large_one_is_read_once_it_is_chosen(qtbot: QtBot) -> None:
    made = table(b"x" * (READ_AT_ONCE + 1))
    assert visitors(made) == [UNREAD]
    with qtbot.assertNotEmitted(made.dataChanged):
        made.read_more()
    with qtbot.waitSignal(made.dataChanged):
        hit = made.hit(0)
    assert hit
    assert hit.is_read
    assert visitors(made) == ["v"]
    assert made.hit(1) is None


def test_bytes_are_bounded_and_the_newest_stays_however_large(qtbot: QtBot) -> None:
    made = table(b"1", b"x" * (MOST_BYTES // 2), b"x" * (MOST_BYTES // 2))
    assert made.rowCount() == 1
    made.add([Hit(replace(CAME, raw=b"x" * (MOST_BYTES + 1)), URL)])
    assert made.rowCount() == 1


def test_cells_have_words_and_tips(qtbot: QtBot) -> None:
    made = table(b"a")
    assert made.index(0, Column.VERDICT).data() == "Accepted"
    assert made.index(0, Column.FROM).data(TIP) == "<qt>Sent by another program</qt>"
    assert made.headerData(0, Qt.Orientation.Horizontal) == "Time"
    assert made.in_sight(0).is_read
