"""Paints one event as a card: number, type, summary and a menu sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from convert_console.core.text import visible
from convert_console.models.document.events import KIND, LINE
from convert_console.widgets.builder.card_shape import HEAD, card_rect
from convert_console.widgets.kit.labels import badge_size, paint_badge
from convert_console.widgets.kit.painted import paint_box, paint_plain
from convert_console.widgets.kit.severity import TONES
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px, text_font

if TYPE_CHECKING:
    from convert_console.widgets.builder.event_list import EventList

Index = QModelIndex | QPersistentModelIndex


class CardDelegate(QStyledItemDelegate):
    """A card: number, type, summary and a menu sign; the open one has a tinted head."""

    def __init__(self, view: EventList) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        is_open = index.row() == self._view.currentIndex().row()
        if index.row() == self._view.drag.row:
            painter.setOpacity(0.45)
        card = QRectF(card_rect(option.rect))
        head = QRectF(card.left(), card.top(), card.width(), px(HEAD))
        edge = colors().accent if is_open else colors().line
        paint_box(painter, card, px(6), colors().pane, edge)
        if is_open:
            self._tint(painter, card, head)
        if index.row() == self._view.hovered:
            side = px(12)
            grip = QRectF(head.left(), head.center().y() - side / 2, side, side)
            paint_icon(painter, grip, "grip-vertical", colors().muted)
        self._paint_words(
            painter, head.adjusted(0, 0, -self._paint_count(painter, head, index), 0), index
        )
        painter.restore()

    def _paint_count(self, painter: QPainter, head: QRectF, index: Index) -> int:
        """The menu's sign, and before it how many problems there are; the badge's width."""
        side = px(16)
        sign = QRectF(head.right() - px(26), head.center().y() - side / 2, side, side)
        paint_icon(painter, sign, "more-vertical", colors().muted)
        found = [p for p in self._view.problems.at("ev", index.row()) if p.severity != "info"]
        if not found:
            return 0
        size = badge_size(str(len(found)))
        left = head.right() - px(36) - size.width()
        area = QRectF(
            left, round(head.center().y() - size.height() / 2), size.width(), size.height()
        )
        paint_badge(painter, area, str(len(found)), TONES[found[0].severity])
        return size.width() + px(6)

    def _tint(self, painter: QPainter, card: QRectF, head: QRectF) -> None:
        inside = QPainterPath()
        inside.addRoundedRect(card.adjusted(1, 1, -1, -1), px(5), px(5))
        painter.save()
        painter.setClipPath(inside)
        paint_plain(painter, head, colors().accent_soft)
        painter.restore()

    def _paint_words(self, painter: QPainter, head: QRectF, index: Index) -> None:
        left = head.left() + px(12)
        strong = text_font("strong")
        for text, font, color in (
            (str(index.row() + 1), text_font("small"), colors().muted),
            (visible(str(index.data(KIND))), strong, colors().text),
            (visible(str(index.data(LINE))), text_font("small"), colors().muted),
        ):
            metrics = QFontMetrics(font)
            room = int(head.right() - px(40) - left)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 0))
            painter.setFont(font)
            painter.setPen(QColor(color))
            area = QRectF(left, head.top(), max(room, 0), head.height())
            painter.drawText(
                area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown
            )
            left += metrics.horizontalAdvance(shown) + px(10)
