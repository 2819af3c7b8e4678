"""A label that cuts its text with an ellipsis where there is no room, and tells all on hover."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from convert_console.core.text import visible
from convert_console.widgets.kit.plain_tip import plain_tip
from convert_console.widgets.theme.theme import px


class ElidedLabel(QLabel):
    """One line of plain text. `text()` is the whole of it."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self._own_tip = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell_all_when_cut()

    def setToolTip(self, text: str) -> None:
        self._own_tip = text
        self._tell_all_when_cut()

    def minimumSizeHint(self) -> QSize:
        least = min(px(32), super().sizeHint().width())
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_all_when_cut()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = self.palette().color(self.foregroundRole())
        painter.setPen(QColor(ink))
        painter.drawText(self.contentsRect(), self.alignment(), self._shown())

    def _shown(self) -> str:
        line = visible(self.text()).replace("\n", " ")
        return self.fontMetrics().elidedText(line, self._mode, self.contentsRect().width())

    def _tell_all_when_cut(self) -> None:
        cut = self._shown() != self.text()
        super().setToolTip(self._own_tip or (plain_tip(self.text()) if cut else ""))
