"""A strip with a bar for each quarter of a minute, as high as there were requests."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from convert_console.models.traffic.timeline import SPANS, Timeline
from convert_console.widgets.kit.painted import Painted
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import Tone, colors, px, text_font, tone_color

HEIGHT, WITH_LEGEND = 56, 760
SPAN_WORDS = "Last 15 min"
LABEL, LEGEND, PADDING, GAP, ICON = 80, 220, 12, 4, 14


class Share(NamedTuple):
    """A kind of outcome: its word, its icon and its tone."""

    word: str
    icon: str
    tone: Tone


SHARES = (
    Share("Accepted", "circle-check", "ok"),
    Share("Discarded", "ban", "error"),
    Share("Blocked", "shield", "error"),
    Share("Other", "alert-triangle", "warn"),
)
_OF_KIND: Mapping[str, Share] = {
    "accepted": SHARES[0],
    "bot": SHARES[1],
    "probably-bot": SHARES[1],
    "blocked": SHARES[2],
}


def share_of(kind: str) -> Share:
    """The share that a kind of verdict belongs to."""
    return _OF_KIND.get(kind.removeprefix("inbound-"), SHARES[3])


class TimelineStrip(Painted):
    """Counts only while it is in sight. A screen reader hears the numbers."""

    def __init__(self, timeline: Timeline, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline = timeline
        self.setAccessibleName("Requests of the last 15 minutes")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        timeline.changed.connect(self.refresh)
        self.refresh()

    @property
    def totals(self) -> Counter[Share]:
        """How many requests each share has."""
        counts: Counter[Share] = Counter()
        for _span, kind, count in self._timeline.moments.counts:
            counts[share_of(kind)] += count
        return counts

    def refresh(self) -> None:
        """Show what was counted."""
        totals = self.totals
        parts = [f"{totals[share]:,} {share.word.lower()}" for share in SHARES if totals[share]]
        words = self._total_words()
        self.setAccessibleDescription(f"{words}: {', '.join(parts)}" if parts else "No requests")
        self.setToolTip(f"{self.accessibleName()}. {self.accessibleDescription()}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(400), px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(HEIGHT))

    def showEvent(self, event: object) -> None:
        self._timeline.watch(True)

    def hideEvent(self, event: object) -> None:
        self._timeline.watch(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        has_legend = self.width() >= px(WITH_LEGEND)
        area = self.rect().adjusted(px(PADDING), 0, -px(PADDING), -1)
        self._paint_label(painter, QRect(area.left(), 0, self._label_width(), self.height()))
        legend = self._legend_width() if has_legend else 0
        bars = area.adjusted(self._label_width() + px(PADDING), px(10), -legend, -px(12))
        self._paint_bars(painter, bars)
        if has_legend:
            left = area.right() + 1 - legend + px(2 * PADDING)
            self._paint_legend(painter, QRect(left, 0, legend - px(2 * PADDING), self.height()))
        line = QRect(0, self.height() - 1, self.width(), 1)
        painter.fillRect(line, QColor(colors().line))

    def _total_words(self) -> str:
        total = self.totals.total()
        return f"{total:,} request{'' if total == 1 else 's'}"

    def _label_width(self) -> int:
        """At least the usual width, so that the bars stay in place while numbers are small."""
        metrics = QFontMetrics(text_font("small"))
        widest = max(map(metrics.horizontalAdvance, (SPAN_WORDS, self._total_words())))
        return max(px(LABEL), widest)

    def _legend_width(self) -> int:
        metrics, totals = QFontMetrics(text_font("small")), self.totals
        widest = max(
            metrics.horizontalAdvance(f"{share.word} {totals[share]:,}") for share in SHARES
        )
        column = px(ICON) + px(6) + widest + px(PADDING)
        return max(px(LEGEND), 2 * column + px(2 * PADDING))

    def _paint_label(self, painter: QPainter, area: QRect) -> None:
        half, words = area.height() // 2, self._total_words()
        for text, top, ink, side in (
            (SPAN_WORDS, half - px(20), colors().text, Qt.AlignmentFlag.AlignBottom),
            (words, half, colors().muted, Qt.AlignmentFlag.AlignTop),
        ):
            painter.setFont(text_font("small"))
            painter.setPen(QColor(ink))
            flags = Qt.AlignmentFlag.AlignLeft | side
            painter.drawText(QRect(area.left(), top, area.width(), px(20)), flags, text)

    def _paint_bars(self, painter: QPainter, area: QRect) -> None:
        spans: dict[int, Counter[Share]] = {}
        for span, kind, count in self._timeline.moments.counts:
            if 0 <= span < SPANS:
                spans.setdefault(span, Counter())[share_of(kind)] += count
        highest = max((sum(counts.values()) for counts in spans.values()), default=1)
        width = area.width() / SPANS
        for span in range(SPANS):
            left, bar = area.left() + span * width, max(2.0, width - px(GAP))
            bottom = float(area.bottom() + 1)
            floor = QRectF(left, bottom, bar, 1)
            painter.fillRect(floor, QColor(colors().line))
            for share in SHARES:
                count = spans.get(span, Counter())[share]
                height = max(3.0, area.height() * count / highest) if count else 0.0
                top = max(float(area.top()), bottom - height)
                if count:
                    color = QColor(tone_color(share.tone))
                    painter.fillRect(QRectF(left, top, bar, bottom - top), color)
                    bottom = top - 1

    def _paint_legend(self, painter: QPainter, area: QRect) -> None:
        """The shares with their icons, words and numbers, in two columns."""
        font, totals = text_font("small"), self.totals
        metrics = QFontMetrics(font)
        painter.setFont(font)
        for number, share in enumerate(SHARES):
            column, row = number % 2, number // 2
            left = area.left() + column * area.width() // 2
            top = area.height() // 2 - px(20) + row * px(20)
            icon = QRectF(left, top + (px(20) - px(ICON)) / 2, px(ICON), px(ICON))
            paint_icon(painter, icon, share.icon, tone_color(share.tone))
            text = QRect(left + px(ICON) + px(6), top, area.width() // 2, px(20))
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.setPen(QColor(colors().text))
            painter.drawText(text, middle, share.word)
            text.setLeft(text.left() + metrics.horizontalAdvance(f"{share.word} "))
            painter.setPen(QColor(colors().muted))
            painter.drawText(text, middle, f"{totals[share]:,}")
