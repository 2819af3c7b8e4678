"""Paints a problem: severity, place, sentence, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from convert_console.core.text import visible
from convert_console.widgets.kit.labels import badge_size, paint_badge
from convert_console.widgets.kit.severity import TONES
from convert_console.widgets.theme.theme import colors, px, text_font

if TYPE_CHECKING:
    from convert_console.core.linter import Problem

Index = QModelIndex | QPersistentModelIndex

PROBLEM = Qt.ItemDataRole.UserRole + 1
HEIGHT, SIDE, GAP = 30, 12, 9
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


ActionWords: TypeAlias = "Callable[[Problem], str]"
"""What a click on a problem does, in words; "" where it does nothing."""


def action_words(problem: Problem) -> str:
    """What a click does: the certain fix, or going there."""
    if problem.fix is not None:
        return problem.fix.label
    return "go there"


class ProblemCells(QStyledItemDelegate):
    """One line; a long sentence is cut, and whole in the tooltip."""

    def __init__(self, parent: QObject | None = None, action: ActionWords = action_words) -> None:
        super().__init__(parent)
        self._action = action

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(100), px(HEIGHT))

    def action_rect(self, item: QRect, index: Index) -> QRect:
        """Where a click acts."""
        width = QFontMetrics(text_font()).horizontalAdvance(self._action(index.data(PROBLEM)))
        # Two pixels more, since glyphs may lean beyond their advance.
        return QRect(item.right() - px(SIDE) - width - 2, item.top(), width + 2, item.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        item = option.rect
        problem: Problem = index.data(PROBLEM)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(item, QColor(colors().accent_soft))
        badge = badge_size(problem.severity)
        top = round(QRectF(item).center().y() - badge.height() / 2)
        area = QRectF(item.left() + px(SIDE), top, badge.width(), badge.height())
        paint_badge(painter, area, problem.severity, TONES[problem.severity])
        action = self.action_rect(item, index)
        left = round(area.right()) + px(GAP)
        if problem.where:
            left += _draw(painter, QRect(left, item.top(), px(160), item.height()), problem.where,
                          text_font("mono_small"), colors().muted) + px(GAP)  # fmt: skip
        room = QRect(left, item.top(), action.left() - px(GAP) - left, item.height())
        _draw(painter, room, problem.sentence, text_font(), colors().text)
        _draw(painter, action, self._action(problem), text_font(), colors().accent)
        line = QRect(item.left(), item.bottom(), item.width(), 1)
        painter.fillRect(line, QColor(colors().line))
        painter.restore()


def _draw(painter: QPainter, area: QRect, text: str, font: QFont, color: str) -> int:
    """Draw a line of text, cut where there is no room; its width."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(visible(text), Qt.TextElideMode.ElideRight, max(area.width(), 0))
    painter.setFont(font)
    painter.setPen(QColor(color))
    painter.drawText(area, LEFT, shown)
    return metrics.horizontalAdvance(shown)
