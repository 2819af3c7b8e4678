"""The list reads what is in sight, shows what is chosen, and fits where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from convert_console.models.traffic.cells import TrafficColumn
from convert_console.models.traffic.incoming_request import IncomingRequest
from convert_console.widgets.theme.theme import colors, px, tone_surface
from convert_console.widgets.traffic.table_view import HEIGHT, WIDTHS, RowPainter, TrafficTableView
from support.driver import settle
from support.traffic import RECEIVED, URL, incoming, listening


@pytest.fixture
def view(qtbot: QtBot, tmp_path: Path) -> Iterator[TrafficTableView]:
    with listening(tmp_path) as traffic:
        traffic.add(
            [IncomingRequest(replace(RECEIVED, number=number), URL) for number in range(100)]
        )
        made = TrafficTableView(traffic)
        qtbot.addWidget(made)
        made.resize(1_010, 200)
        made.show()
        qtbot.waitExposed(made)
        yield made


def read(view: TrafficTableView) -> list[bool]:
    return [request.is_read for request in view._traffic._requests]


def test_only_visible_rows_are_parsed(view: TrafficTableView, qtbot: QtBot) -> None:
    view.grab()
    qtbot.waitUntil(lambda: all(read(view)[:5]))
    assert not any(read(view)[20:])
    view.scrollToBottom()
    qtbot.waitUntil(lambda: read(view)[-1])


def test_the_selected_row_is_highlighted(view: TrafficTableView) -> None:
    view.selectRow(1)
    picture = view.viewport().grab().toImage()
    rows = [view.rowViewportPosition(row) + 3 for row in (0, 1)]
    seen = [picture.pixelColor(3, top) for top in rows]
    assert seen[1] == QColor(colors().selection)
    assert seen[0] != seen[1]


def test_columns_hide_in_a_narrow_window(view: TrafficTableView) -> None:
    assert not view.isColumnHidden(TrafficColumn.GOALS)
    view.resize(900, 200)
    assert view.isColumnHidden(TrafficColumn.GOALS)
    assert not view.isColumnHidden(TrafficColumn.VISITOR)
    view.resize(680, 200)  # as a window of 1,024 pixels at 150 %
    assert view.isColumnHidden(TrafficColumn.VISITOR)
    assert view.columnWidth(TrafficColumn.EVENTS) >= 90, "“hitGoal · tr” can be read"
    settle()
    assert view.horizontalScrollBar().maximum() == 0


def test_rows_and_columns_follow_the_zoom_and_keep_user_widths(
    view: TrafficTableView, zoomed: Callable[[float], None]
) -> None:
    view.setColumnWidth(TrafficColumn.TIME, 130)
    view.resize(1_600, 200)
    zoomed(1.5)
    assert view.rowHeight(0) == px(HEIGHT)
    assert view.columnWidth(TrafficColumn.TIME) == 195
    assert view.columnWidth(TrafficColumn.GOALS) == px(WIDTHS[TrafficColumn.GOALS])
    view.resize(1_010, 200)
    assert view.isColumnHidden(TrafficColumn.VISITOR)
    zoomed(1.0)
    assert view.rowHeight(0) == HEIGHT
    widths = {column: view.columnWidth(column) for column in WIDTHS}
    assert widths == {**WIDTHS, TrafficColumn.TIME: 130}


def test_an_empty_list_can_be_painted(view: TrafficTableView) -> None:
    view._traffic.clear()
    view.grab()
    assert view._traffic.rowCount() == 0


# A line is painted with its badges and its words, in the colours of the theme.

AREA = QRect(0, 0, 200, 29)


def painted(one: IncomingRequest, column: TrafficColumn) -> set[str]:
    """The colours that a cell on white consists of."""
    image = QImage(AREA.size(), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    RowPainter(None).paint(painter, AREA, one, {column: (0, AREA.width())})
    painter.end()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {image.pixelColor(x, y).name() for x, y in points}


def test_a_verdict_is_painted_in_its_tone(qtbot: QtBot) -> None:
    assert QColor(tone_surface("ok")).name() in painted(incoming(), TrafficColumn.VERDICT)
    assert QColor(tone_surface("error")).name() in painted(
        incoming(verdict="bot"), TrafficColumn.VERDICT
    )


def test_text_is_painted_with_a_line_below(qtbot: QtBot) -> None:
    assert len(painted(incoming(), TrafficColumn.EVENTS)) > 3
    nothing = painted(incoming(), TrafficColumn.FROM)
    assert nothing == {"#ffffff", QColor(colors().line).name()}


def test_an_unparsed_request_is_painted_with_an_ellipsis(qtbot: QtBot) -> None:
    assert len(painted(IncomingRequest(RECEIVED, URL), TrafficColumn.EVENTS)) > 2
