"""The phases of a send as a proportional bar with numbers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from convert_console.core.verdict.exchange import Timings
from convert_console.widgets.kit.painted import Painted
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.theme import Tone, colors, px, text_font, tone_color

_PHASES: tuple[tuple[str, str, Tone], ...] = (
    ("connect", "connect", "info"),
    ("tls", "TLS", "warn"),
    ("waiting", "waiting", "ok"),
    ("download", "download", "accent"),
)


def timing_words(timings: Timings) -> str:
    """The duration of each phase in milliseconds.

    >>> timing_words(Timings(connect=0.024, waiting=0.058, total=0.09))
    'connect 24 · waiting 58'
    >>> timing_words(Timings(waiting=0.058, total=0.09))
    'waiting 58 · other 32'
    """
    phases = [(label, getattr(timings, name)) for name, label, _tone in _PHASES]
    parts = [f"{label} {_ms(value)}" for label, value in phases if value is not None]
    other = other_time(timings)
    return " · ".join([*parts, f"other {_ms(other)}"] if parts and other else parts)


_MEANINGS = {
    "connect": "looking up the name and connecting",
    "tls": "setting up encryption",
    "waiting": "from the first byte sent to the headers of the answer",
    "download": "the rest of the answer",
}
_OTHER_TIME = "everything else, such as preparing a first send, or a proxy's tunnel"


def timing_text(timings: Timings) -> str:
    """One line for each phase: its duration, and what it is.

    >>> timing_text(Timings(download=0.002, total=0.002))
    'download 2 ms: the rest of the answer'
    """
    phases = [(label, name, getattr(timings, name)) for name, label, _tone in _PHASES]
    lines = [
        f"{label} {_ms(value)} ms: {_MEANINGS[name]}"
        for label, name, value in phases
        if value is not None
    ]
    other = other_time(timings)
    return "\n".join(
        [*lines, f"other {_ms(other)} ms: {_OTHER_TIME}"] if lines and other else lines
    )


def other_time(timings: Timings) -> float:
    """Seconds of the total that are in none of the phases; 0 if they are less than a tenth of it.

    >>> round(other_time(Timings(waiting=0.058, total=0.09)), 3)
    0.032
    """
    in_phases = sum(getattr(timings, name) or 0.0 for name, _label, _tone in _PHASES)
    other = timings.total - in_phases
    return other if other > timings.total / 10 else 0.0


def _ms(seconds: float) -> str:
    value = seconds * 1000
    return f"{value:.0f}" if value >= 9.5 else f"{value:.1f}".removesuffix(".0")


class TimingBar(Painted):
    """A bar with the durations right of it; empty if nothing was measured."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timings: Timings | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_timings(self, timings: Timings | None) -> None:
        """Show the phases of a send, or nothing."""
        self._timings = timings
        text = self._text()
        self.setAccessibleName(f"Timing in milliseconds: {text}" if text else "No timing")
        self.setToolTip(plain_tip(timing_text(timings)) if timings and text else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(text_font("small"))
        text_width = metrics.horizontalAdvance(self._text())
        width = px(250) + px(12) + text_width + 2 if text_width else 0
        return QSize(width, max(metrics.height(), px(16)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(60), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._text():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(text_font("small"))
        text_width = metrics.horizontalAdvance(self._text()) + px(12) + 2  # as in `sizeHint`
        # In a narrow window the bar is made smaller first, then the text is cut.
        width = max(px(60), min(px(250), self.width() - text_width))
        self._paint_bar(painter, width)
        painter.setFont(text_font("small"))
        painter.setPen(QColor(colors().muted))
        area = self.rect().adjusted(width + px(12), 0, 0, 0)
        text = metrics.elidedText(self._text(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_bar(self, painter: QPainter, width: int) -> None:
        height = px(7)
        bar = QRectF(0, (self.height() - height) // 2, width, height)
        path = QPainterPath()
        path.addRoundedRect(bar, height / 2, height / 2)
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(bar, QColor(colors().raised))
        left, shares = 0.0, self._shares()
        total = sum(share for share, _tone in shares) or 1.0
        for share, tone in shares:
            part = width * share / total
            painter.fillRect(QRectF(left, bar.top(), part + 0.5, height), QColor(tone_color(tone)))
            left += part
        painter.restore()

    def _shares(self) -> list[tuple[float, Tone]]:
        if self._timings is None:
            return []
        values = ((getattr(self._timings, name), tone) for name, _label, tone in _PHASES)
        phases = [(max(value, 0.0), tone) for value, tone in values if value is not None]
        muted: Tone = "muted"
        return [*phases, (other_time(self._timings), muted)] if phases else []

    def _text(self) -> str:
        return timing_words(self._timings) if self._timings is not None else ""
