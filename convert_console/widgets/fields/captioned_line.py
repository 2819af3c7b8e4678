"""A choice field of a top bar, with its caption inside."""

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from convert_console.widgets.fields.choice_line import CHEVRON_ROOM, ChoiceLine, TypedEntry
from convert_console.widgets.theme.theme import Tone, colors, px, text_font, tone_color

DOT, MARK_GAP = 8, 8
USUAL_TEXT = 92
"""Pixels of a name such as ConvertAgent."""


class CaptionedLine(ChoiceLine):
    """A field for one choice with its caption inside, and a mark at its right: a dot and a word in
    a tone.
    """

    _captioned = True
    _mark: tuple[str, Tone] = ("", "neutral")

    def __init__(
        self, caption: str, parent: QWidget | None = None, *, as_typed: TypedEntry | None = None
    ) -> None:
        super().__init__(caption, parent, as_typed=as_typed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def mark(self) -> str:
        """The word of the mark."""
        return self._mark[0]

    @property
    def captioned(self) -> bool:
        """Whether the caption is shown."""
        return self._captioned

    def show_caption(self, shown: bool) -> None:
        """Show the caption, or leave its room to the value."""
        self._captioned = shown
        self._fit_text()
        self.updateGeometry()
        self.update()

    def set_mark(self, word: str, tone: Tone) -> None:
        """Show a word with a dot of its tone."""
        before, self._mark = self._mark, (word, tone)
        self._fit_text()
        if self._mark != before:
            self.update()

    def open(self) -> None:
        super().open()
        self._fit_text()

    def _closed(self) -> None:
        super()._closed()
        self._fit_text()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        if self._captioned:
            painter.setFont(text_font("small"))
            painter.setPen(QColor(colors().muted))
            left = px(10)
            area = QRect(left, 0, self.width() - left, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.accessibleName())
        if self._mark[0] and not self.is_open:
            self._paint_mark(painter)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the caption, an address's beginning or a usual name, and the mark."""
        right = px(CHEVRON_ROOM - 8) + self._mark_width()  # also while the list is open
        room = px(USUAL_TEXT) + self.textMargins().left() + right + px(22)
        return QSize(room, super().minimumSizeHint().height())

    def _paint_panel(self, painter: QPainter) -> QRect:
        return super()._paint_panel(painter).adjusted(self.textMargins().left(), 0, 0, 0)

    def _paint_mark(self, painter: QPainter) -> None:
        word, tone = self._mark
        right = self.width() - px(CHEVRON_ROOM)
        width = QFontMetrics(text_font()).horizontalAdvance(word)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone_color(tone)))
        radius = px(DOT) / 2
        centre = QPointF(right - width - px(MARK_GAP) - radius, self.height() / 2)
        painter.drawEllipse(centre, radius, radius)
        painter.setFont(text_font())
        painter.setPen(QColor(tone_color(tone)))
        area = QRect(right - width, 0, width + 1, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, word)

    def _mark_width(self) -> int:
        word = self._mark[0]
        if not word:
            return 0
        return QFontMetrics(text_font()).horizontalAdvance(word) + px(DOT + 2 * MARK_GAP)

    def _fit_text(self) -> None:
        self._reserved = 0 if self.is_open else self._mark_width()  # which another zoom changes
        super()._fit_text()
        margins, left = self.textMargins(), 0
        if self._captioned:
            metrics = QFontMetrics(text_font("small"))
            left = metrics.horizontalAdvance(self.accessibleName()) + px(8)
        if margins.left() != left:
            self.setTextMargins(left, 0, margins.right(), 0)
