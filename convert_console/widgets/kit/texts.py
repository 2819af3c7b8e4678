"""Texts that are cut with an ellipsis where there is no room, and plain texts as tooltips."""

import html
import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStyleOptionComboBox,
    QWidget,
)

from convert_console.core.text import visible
from convert_console.widgets.theme.theme import px

# Plain text as a tooltip, since Qt would take some texts for markup.


def plain_tip(text: str) -> str:
    r"""A text as markup that shows every character, invisible ones by their code.

    >>> plain_tip("a < b\nc")
    '<qt>a &lt; b<br>c</qt>'
    """
    escaped = html.escape(visible(text), quote=False).replace("\n", "<br>")
    return f"<qt>{escaped}</qt>" if escaped else ""


def take_any_length(line: QLineEdit) -> None:
    """Let a line take texts of any length: Qt would cut them silently after 32,767 characters."""
    line.setMaxLength(2**31 - 1)


def without_line_ends(line: QLineEdit) -> str:
    """The text of a line that was just edited, on one line. A pasted text may have line ends: those
    at its end, where the caret is now, are dropped, and each of the others becomes a space.
    """
    text = line.text()
    if "\n" not in text:
        return text
    units, caret = text.encode("utf-16-le", "surrogatepass"), line.cursorPosition()  # Qt's count
    before, after = (
        part.decode("utf-16-le", "surrogatepass")
        for part in (units[: 2 * caret], units[2 * caret :])
    )
    kept = _LINE_END.sub(" ", before.rstrip("\r\n"))
    line.setText(f"{kept}{after}")
    line.setCursorPosition(caret - len(before) + len(kept))
    line.setModified(True)
    return line.text()


_LINE_END = re.compile(r"\r?\n")

NARROWEST = 96

BORDER, PADDING, DROP_DOWN = 1, 8, 26
"""Of a combo box in the style sheet; the border is not zoomed."""


class ElidedLabel(QLabel):
    """Plain text on one line, or on as many `lines` at most; there is always room for all of them.
    If it is cut, the tooltip shows all of it.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None, *, lines: int = 1) -> None:
        super().__init__(parent)
        self._lines = lines
        self._fixed_tooltip = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        if text != self.text():
            super().setText(text)
            self._update_tooltip()

    def setToolTip(self, text: str) -> None:
        if text != self._fixed_tooltip:
            self._fixed_tooltip = text
            self._update_tooltip()

    @property
    def is_cut(self) -> bool:
        """Whether there is an ellipsis."""
        return self._displayed_text().replace("\n", " ") != self.text()

    def sizeHint(self) -> QSize:
        more = (self._lines - 1) * self.fontMetrics().lineSpacing()
        return super().sizeHint() + QSize(0, more)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(px(32), hint.width()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_tooltip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = self.palette().color(self.foregroundRole())
        painter.setPen(QColor(ink))
        painter.drawText(self.contentsRect(), self.alignment(), self._displayed_text())

    def _displayed_text(self) -> str:
        text = visible(self.text()).replace("\n", " ")
        width = self.contentsRect().width()

        def elided(text: str) -> str:
            return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)

        full: list[str] = []
        while len(full) + 1 < self._lines and elided(text) != text:
            line, _, rest = text.partition(" ")
            while elided(more := f"{line} {rest.partition(' ')[0]}") == more:
                line, rest = more, rest.partition(" ")[2]
            full.append(elided(line))
            text = rest
        last = elided(text)
        return "\n".join((*full, last))

    def _update_tooltip(self) -> None:
        text = plain_tip(self.text()) if self.is_cut else ""
        super().setToolTip(self._fixed_tooltip or text)


class ElidedCombo(QComboBox):
    """A long text ends with an ellipsis (Qt would cut a letter); the tooltip shows all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._fixed_tooltip = ""
        self.currentTextChanged.connect(lambda _text: self._update_tooltip())

    def setToolTip(self, text: str) -> None:
        self._fixed_tooltip = text
        self._update_tooltip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_tooltip()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), px(NARROWEST)), hint.height())

    def displayed_text(self) -> str:
        """The text as it is painted."""
        width = self.width() - 2 * (BORDER + px(PADDING)) - px(DROP_DOWN)
        right = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(self.currentText(), right, width)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        option.currentText = self.displayed_text()

    def _update_tooltip(self) -> None:
        cut = self.displayed_text() != self.currentText()
        super().setToolTip(self._fixed_tooltip or (plain_tip(self.currentText()) if cut else ""))
