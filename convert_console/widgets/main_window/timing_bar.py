"""Status, duration and phases of a send as a proportional bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from convert_console.core.verdict.exchange import Answer, Exchange, Timings
from convert_console.widgets.kit.painted import Painted
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.theme import colors, px, text_font
from convert_console.widgets.theme.tokens import tokens

WIDTH, NARROWEST = 176, 96

PHASES = (
    ("connect", "Connecting", "looking up the name and connecting", "info"),
    ("tls", "Encryption", "setting up TLS", "warn"),
    ("waiting", "Waiting", "from the first byte sent to the headers of the answer", "ok"),
    ("download", "Receiving", "the rest of the answer", "accent"),
)
"""Name in `Timings`, label, what it is, and the name of a colour."""

PREPARING = "Preparing", "before the first byte: loading, secrets, a proxy's tunnel", "bar_expected"


def phases(timings: Timings) -> list[tuple[str, float, str, str]]:
    """Label, seconds, meaning and colour of each part of the total, in the order of time."""
    parts = [
        (label, seconds, meaning, color)
        for name, label, meaning, color in PHASES
        if (seconds := getattr(timings, name)) is not None
    ]
    before = timings.total - sum(seconds for _label, seconds, _meaning, _color in parts)
    if parts and before > timings.total / 10:
        label, meaning, color = PREPARING
        parts.insert(0, (label, before, meaning, color))
    return parts


def timing_text(timings: Timings) -> str:
    """One line for each phase: its duration, and what it is.

    >>> timing_text(Timings(download=0.002, total=0.002))
    'Receiving 2.0 ms: the rest of the answer'
    """
    return "\n".join(
        f"{label} {milliseconds(seconds)}: {meaning}"
        for label, seconds, meaning, _color in phases(timings)
    )


def milliseconds(seconds: float) -> str:
    """A duration with its unit.

    >>> milliseconds(0.132), milliseconds(0.0042), milliseconds(12.5)
    ('132 ms', '4.2 ms', '12.5 s')
    """
    if seconds >= 10:
        return f"{seconds:.1f} s"
    return f"{seconds * 1000:.1f} ms" if seconds < 0.01 else f"{seconds * 1000:,.0f} ms"


class TimingBar(Painted):
    """The status at the left, the duration at the right, and below them how long each phase took,
    which the tooltip names.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.status = self.duration = ""
        self._timings = Timings()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_exchange(self, exchange: Exchange) -> None:
        """Show the status and the timing of an exchange, as far as there are any."""
        outcome, self._timings = exchange.outcome, exchange.timings
        self.status = str(outcome.status) if isinstance(outcome, Answer) else ""
        self.duration = milliseconds(self._timings.total) if self._timings.total > 0 else ""
        named = timing_text(self._timings)
        shown = [f"Status {self.status}"] if self.status else []
        shown += [f"{self.duration} in all"] if self.duration else []
        self.setAccessibleName(", ".join(shown) or "No timing")
        self.setAccessibleDescription(named)
        self.setToolTip(plain_tip("\n".join(filter(None, (", ".join(shown), named)))))
        self.update()

    def sizeHint(self) -> QSize:
        line = QFontMetrics(text_font()).height()
        return QSize(px(WIDTH), line + px(4) + px(tokens().size.bar_thin))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(NARROWEST), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(text_font())
        painter.setPen(QColor(colors().muted))
        top = Qt.AlignmentFlag.AlignTop
        painter.drawText(self.rect(), top | Qt.AlignmentFlag.AlignLeft, self.status)
        painter.drawText(self.rect(), top | Qt.AlignmentFlag.AlignRight, self.duration)
        self._paint_bar(painter)

    def _paint_bar(self, painter: QPainter) -> None:
        parts = phases(self._timings)
        total = sum(seconds for _label, seconds, _meaning, _color in parts)
        if total <= 0:
            return
        height = px(tokens().size.bar_thin)
        bar = QRectF(0, self.height() - height, self.width(), height)
        path = QPainterPath()
        path.addRoundedRect(bar, 1, 1)
        painter.setClipPath(path)
        left, gap = 0.0, 1.0
        for _label, seconds, _meaning, color in parts:
            width = self.width() * seconds / total
            area = QRectF(left, bar.top(), max(width - gap, 1), height)
            painter.fillRect(area, QColor(str(getattr(colors(), color))))
            left += width
