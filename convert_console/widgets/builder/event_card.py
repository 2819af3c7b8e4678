"""The head of an event's card: what it shows, and how it is painted."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen

from convert_console.core.text import visible
from convert_console.widgets.kit.painted import paint_box, paint_focus
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import SEVERITY_TONES, colors, px, text_font, tone_color
from convert_console.widgets.theme.tokens import tokens

LEFT, RIGHT = 13, 31
"""Pixels left of the number, and right of the wire name, where chevron or menu button are."""

SEVERITY_ICONS = {"error": "circle-x", "warning": "alert-triangle"}


class Card(NamedTuple):
    """What the head of a card says of an event: its number, its type by name and as sent, its
    values, and how many problems it has, with the severity of the worst.
    """

    number: int
    name: str
    line: str
    kind: str
    problems: int = 0
    severity: str = ""
    is_open: bool = False
    is_hovered: bool = False
    is_dragged: bool = False


def paint_card(
    painter: QPainter,
    area: QRectF,
    card: Card,
    *,
    focused: bool,
    has_more: bool,
) -> None:
    """Paint a head; with `has_more` the menu button is in place of the chevron."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if card.is_dragged:
        painter.setOpacity(0.45)
    _paint_surface(painter, area, card)
    if focused:
        paint_focus(painter, area, px(tokens().radius.panel), colors().accent)
    if card.is_hovered and not card.is_dragged:
        side = px(12)
        grip = QRectF(area.left() + px(1), area.center().y() - side / 2, side, side)
        paint_icon(painter, grip, "grip-vertical", colors().muted)
    if not has_more:
        side = px(tokens().size.icon_small)
        middle = area.right() - px(17)
        chevron = QRectF(middle - side / 2, area.center().y() - side / 2, side, side)
        name = "chevron-down" if card.is_open else "chevron-right"
        paint_icon(painter, chevron, name, colors().muted)
    right = _paint_right(painter, area, card)
    _paint_left(painter, QRectF(area.left(), area.top(), right - area.left(), area.height()), card)


def _paint_surface(painter: QPainter, area: QRectF, card: Card) -> None:
    radius = px(tokens().radius.panel)
    if not card.is_open:
        fill = colors().raised if card.is_hovered else colors().pane
        paint_box(painter, area, radius, fill, colors().line)
        return
    # Round above only: the form follows, in a frame of the same colour.
    path, inside = QPainterPath(), area.adjusted(0.5, 0.5, -0.5, 0)
    path.moveTo(inside.bottomLeft())
    path.lineTo(inside.left(), inside.top() + radius)
    path.quadTo(inside.left(), inside.top(), inside.left() + radius, inside.top())
    path.lineTo(inside.right() - radius, inside.top())
    path.quadTo(inside.right(), inside.top(), inside.right(), inside.top() + radius)
    path.lineTo(inside.bottomRight())
    painter.fillPath(path, QColor(colors().accent_soft))
    painter.strokePath(path, QPen(QColor(colors().accent), 1))


def _paint_right(painter: QPainter, area: QRectF, card: Card) -> float:
    """Paint the wire name and the number of problems; the left edge of both."""
    right = area.right() - px(RIGHT)
    mono = text_font("mono_small")
    width = min(QFontMetrics(mono).horizontalAdvance(visible(card.kind)), px(96))
    if not card.is_open:  # its type is a field, which is there
        _paint_text(painter, QRectF(right - width, area.top(), width, area.height()), card.kind,
                    mono, colors().muted)  # fmt: skip
    right -= width + px(8)
    if card.problems:
        font, color = text_font(), tone_color(SEVERITY_TONES[card.severity])
        width = QFontMetrics(font).horizontalAdvance(str(card.problems))
        place = QRectF(right - width, area.top(), width + 1, area.height())
        _paint_text(painter, place, str(card.problems), font, color)
        side = px(tokens().size.icon_small)
        right -= width + px(4) + side
        place = QRectF(right, area.center().y() - side / 2, side, side)
        paint_icon(painter, place, SEVERITY_ICONS[card.severity], color)
        right -= px(8)
    return right


def _paint_left(painter: QPainter, area: QRectF, card: Card) -> None:
    left = area.left() + px(LEFT)
    for text, font, color, gap in (
        (str(card.number), text_font(), colors().muted, px(10)),
        (card.name, text_font("strong"), colors().text, px(8)),
        (card.line, text_font(), colors().muted, 0),
    ):
        place = QRectF(left, area.top(), max(area.right() - left, 0), area.height())
        left += _paint_text(painter, place, text, font, color) + gap


def _paint_text(painter: QPainter, place: QRectF, text: str, font: QFont, color: str) -> int:
    """Paint a line of text, cut at its end where it does not fit, and return its width."""
    metrics = QFontMetrics(font)
    mode = Qt.TextElideMode.ElideRight
    shown = metrics.elidedText(visible(text), mode, int(place.width()) + 1)
    painter.setFont(font)
    painter.setPen(QColor(color))
    painter.drawText(
        place.adjusted(0, 0, 1, 0),
        Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
        shown,
    )
    return metrics.horizontalAdvance(shown)
