"""Where the time of a send went, as one proportional bar with its numbers."""

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
    """The phases that happened, in milliseconds.

    >>> timing_words(Timings(connect=0.024, waiting=0.058, total=0.09))
    'connect 24 · waiting 58'
    >>> timing_words(Timings(waiting=0.058, total=0.09))
    'waiting 58 · rest 32'
    """
    phases = [(label, getattr(timings, name)) for name, label, _tone in _PHASES]
    parts = [f"{label} {_ms(value)}" for label, value in phases if value is not None]
    rest = rest_of(timings)
    return " · ".join([*parts, f"other {_ms(rest)}"] if parts and rest else parts)


_MEANINGS = {
    "connect": "looking up the name and connecting",
    "tls": "setting up encryption",
    "waiting": "from the first byte sent to the headers of the answer",
    "download": "the rest of the answer",
}
_REST = "everything else, such as preparing a first send, or a proxy's tunnel"


def timing_text(timings: Timings) -> str:
    """What each phase is, a line each.

    >>> timing_text(Timings(download=0.002, total=0.002))
    'download 2 ms: the rest of the answer'
    """
    phases = [(label, name, getattr(timings, name)) for name, label, _tone in _PHASES]
    lines = [
        f"{label} {_ms(value)} ms: {_MEANINGS[name]}"
        for label, name, value in phases
        if value is not None
    ]
    rest = rest_of(timings)
    return "\n".join([*lines, f"other {_ms(rest)} ms: {_REST}"] if lines and rest else lines)


def rest_of(timings: Timings) -> float:
    """Seconds of the whole that no phase names, such as the console's own work; 0 if few.

    >>> round(rest_of(Timings(waiting=0.058, total=0.09)), 3)
    0.032
    """
    named = sum(getattr(timings, name) or 0.0 for name, _label, _tone in _PHASES)
    rest = timings.total - named
    return rest if rest > timings.total / 10 else 0.0


def _ms(seconds: float) -> str:
    value = seconds * 1000
    return f"{value:.0f}" if value >= 9.5 else f"{value:.1f}".removesuffix(".0")


class TimingBar(Painted):
    """A bar of 250 pixels and the words beside it; nothing at all where nothing was measured."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timings: Timings | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_timings(self, timings: Timings | None) -> None:
        """Show the phases of a send; `None` while there is none."""
        self._timings = timings
        words = self._words()
        self.setAccessibleName(f"Timing in milliseconds: {words}" if words else "No timing")
        self.setToolTip(plain_tip(timing_text(timings)) if timings and words else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(text_font("small"))
        words = metrics.horizontalAdvance(self._words())
        width = px(250) + px(12) + words + 2 if words else 0
        return QSize(width, max(metrics.height(), px(16)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(60), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._words():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(text_font("small"))
        words = metrics.horizontalAdvance(self._words()) + px(12) + 2  # as `sizeHint`
        # Where there is little room the bar gives way first, then the words are cut.
        width = max(px(60), min(px(250), self.width() - words))
        self._paint_bar(painter, width)
        painter.setFont(text_font("small"))
        painter.setPen(QColor(colors().muted))
        rest = self.rect().adjusted(width + px(12), 0, 0, 0)
        text = metrics.elidedText(self._words(), Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_bar(self, painter: QPainter, width: int) -> None:
        height = px(7)
        bar = QRectF(0, (self.height() - height) // 2, width, height)
        path = QPainterPath()
        path.addRoundedRect(bar, height / 2, height / 2)
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(bar, QColor(colors().raised))
        left, shares = 0.0, self._shares()
        whole = sum(share for share, _tone in shares) or 1.0
        for share, tone in shares:
            part = width * share / whole
            painter.fillRect(QRectF(left, bar.top(), part + 0.5, height), QColor(tone_color(tone)))
            left += part
        painter.restore()

    def _shares(self) -> list[tuple[float, Tone]]:
        if self._timings is None:
            return []
        values = ((getattr(self._timings, name), tone) for name, _label, tone in _PHASES)
        named = [(max(value, 0.0), tone) for value, tone in values if value is not None]
        rest: Tone = "muted"
        return [*named, (rest_of(self._timings), rest)] if named else []

    def _words(self) -> str:
        return timing_words(self._timings) if self._timings is not None else ""
