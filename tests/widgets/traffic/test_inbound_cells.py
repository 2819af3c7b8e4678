"""A line is painted with its badges and its words, in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from convert_console.models.traffic.cells import Column
from convert_console.models.traffic.hit import Hit
from convert_console.widgets.theme.theme import colors, tone_surface
from convert_console.widgets.traffic.table_view import LinePainter
from support.inbound import CAME, URL, hit

AREA = QRect(0, 0, 200, 29)


def painted(one: Hit, column: Column) -> set[str]:
    """The colours that a cell on white consists of."""
    image = QImage(AREA.size(), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    LinePainter(None).paint(painter, AREA, one, {column: (0, AREA.width())})
    painter.end()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {image.pixelColor(x, y).name() for x, y in points}


def test_a_verdict_stands_on_its_tone(qtbot: QtBot) -> None:
    assert QColor(tone_surface("ok")).name() in painted(hit(), Column.VERDICT)
    assert QColor(tone_surface("error")).name() in painted(hit(verdict="bot"), Column.VERDICT)


def test_words_are_painted_and_a_line_under_them(qtbot: QtBot) -> None:
    assert len(painted(hit(), Column.EVENTS)) > 3
    nothing = painted(hit(), Column.FROM)
    assert nothing == {"#ffffff", QColor(colors().line).name()}


def test_what_is_not_read_says_so_with_a_sign(qtbot: QtBot) -> None:
    assert len(painted(Hit(CAME, URL), Column.EVENTS)) > 2
