"""Paints a line of what came in as a whole.

Qt asks Python some fifteen times for each cell that a delegate paints, and while the collector's
thread is busy each of these calls waits for the interpreter. Measured at 800 hits a second: the
window stood still for 150 ms at a time; painted at once, for 30 ms at 2,000 hits a second. The
rest was reading: `inbound_table` does a few documents at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.text import visible
from convert_console.models.traffic.cells import BADGED, Badges, Column, cell_badges, cell_text
from convert_console.models.traffic.hit import Hit
from convert_console.widgets.kit.labels import BadgeStamps
from convert_console.widgets.theme.theme import colors, px, text_font

MONO = (Column.TIME, Column.METHOD, Column.REVENUE, Column.VISITOR)
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
SIDE, GAP = 10, 5


Places: TypeAlias = Mapping[Column, tuple[int, int]]
"""Where each column that is seen begins, and how wide it is."""


class LinePainter:
    """Make one for each painting of the list, since themes and catalogs change."""

    def __init__(self, catalog: Catalog | None) -> None:
        self._catalog = catalog
        self._fonts = {"": text_font(), "mono": text_font("mono")}
        self._metrics = {name: QFontMetrics(font) for name, font in self._fonts.items()}
        self._text = QColor(colors().text)
        self._stamps = BadgeStamps()

    def paint(self, painter: QPainter, area: QRect, hit: Hit, places: Places) -> None:
        """Paint the cells of a hit into their places, and the line under it."""
        side = px(SIDE)
        for column, (left, width) in places.items():
            room = QRect(left + side, area.top(), width - 2 * side, area.height())
            badges = cell_badges(hit, column) if column in BADGED else ()
            if badges:
                self._paint_badges(painter, room, badges)
            else:
                self._paint_words(painter, room, hit, column)
        line = QRect(area.left(), area.bottom(), area.width(), 1)
        painter.fillRect(line, QColor(colors().line))

    def _paint_words(self, painter: QPainter, room: QRect, hit: Hit, column: Column) -> None:
        words = cell_text(hit, column, self._catalog)
        if not words:
            return
        face = "mono" if column in MONO else ""
        shown = self._metrics[face].elidedText(
            visible(words[:200]).replace("\n", " "), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.setFont(self._fonts[face])
        painter.setPen(self._text)
        side = RIGHT if column is Column.REVENUE else LEFT
        painter.drawText(room, side, shown)

    def _paint_badges(self, painter: QPainter, room: QRect, badges: Badges) -> None:
        left, middle = float(room.left()), QRectF(room).center().y()
        for word, tone in badges:
            left = self._stamps.paint(painter, left, middle, word, tone) + px(GAP)
