"""The line icons, drawn in a colour of the theme at any size."""

from functools import cache
from typing import Literal

from PySide6.QtCore import QBuffer, QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImageReader, QPainter, QPixmap, QPixmapCache

from convert_console.resources import resource, resource_text
from convert_console.widgets.theme.theme import Tone, colors, tone_color

IconTone = Tone | Literal["text", "accent_text", "toast_text"]


def icon(name: str, tone: IconTone = "text") -> QIcon:
    """An icon for a button or a menu, which follows the theme."""
    svg_source(name)
    return QIcon(_LineIcon(name, tone))


def leading_icon(name: str, tone: IconTone = "text") -> QIcon:
    """An icon for a button with a text after it: a small one at the left of its area, since the
    style leaves only 4 pixels between the two.
    """
    svg_source(name)
    return QIcon(_LineIcon(name, tone, leading=True))


def app_icon() -> QIcon:
    """The program's own icon, for windows and the task bar."""
    return QIcon(str(resource("icons", "app.svg")))


@cache
def svg_source(name: str) -> str:
    """The SVG of an icon; an unknown name raises FileNotFoundError."""
    return resource_text("icons", f"{name}.svg")


def _render(name: str, color: str, side: int) -> QPixmap:
    # With Qt's image reader, as for the style sheet: importing QtSvg takes 2 ms more.
    source = QBuffer()
    source.setData(QByteArray(svg_source(name).replace("currentColor", color).encode()))
    reader = QImageReader(source, QByteArray(b"svg"))
    reader.setScaledSize(QSize(side, side))
    return QPixmap.fromImage(reader.read())


def paint_icon(painter: QPainter, rect: QRect | QRectF, name: str, color: str) -> None:
    """Draw an icon into a rectangle in a colour `#rrggbb`."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    area = QRectF(rect)
    side = int(min(area.width(), area.height()))
    corner = area.center() - QRectF(0, 0, side, side).center()
    # At whole pixels: half a pixel off, a crisp line becomes two grey ones.
    painter.drawPixmap(corner.toPoint(), icon_pixmap(name, color, side, ratio))


def icon_pixmap(name: str, color: str, side: int, ratio: float = 1.0) -> QPixmap:
    """A square pixmap of `side` logical pixels for a screen of that device pixel ratio."""
    key = f"icon/{name}/{color}/{side}/{ratio}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    pixmap = _render(name, color, max(1, round(side * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, pixmap)
    return pixmap


def _leading_pixmap(name: str, color: str, side: int, ratio: float) -> QPixmap:
    """An icon in 14 of 16 parts of the side, at the left of a square pixmap."""
    pixmap = QPixmap(QSize(side, side) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    small = side * 7 // 8
    painter = QPainter(pixmap)
    painter.drawPixmap(0, (side - small) // 2, icon_pixmap(name, color, small, ratio))
    painter.end()
    return pixmap


class _LineIcon(QIconEngine):
    """An icon that takes its colour from the current theme whenever it is painted."""

    def __init__(self, name: str, tone: IconTone, *, leading: bool = False) -> None:
        super().__init__()
        self._name = name
        self._tone = tone
        self._leading = leading

    def _color(self, mode: QIcon.Mode) -> str:
        if mode == QIcon.Mode.Disabled:
            return colors().line_strong
        if self._tone in ("text", "accent_text", "toast_text"):
            return str(getattr(colors(), self._tone))
        return tone_color(self._tone)  # type: ignore[arg-type]  # a Tone here

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint_icon(painter, rect, self._name, self._color(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        side = min(size.width(), size.height())
        side = round(side / scale) if _sizes_are_of_the_device() else side
        color = self._color(mode)
        if self._leading:
            return _leading_pixmap(self._name, color, side, scale)
        return icon_pixmap(self._name, color, side, scale)

    def clone(self) -> QIconEngine:
        return _LineIcon(self._name, self._tone, leading=self._leading)


class _Probe(QIconEngine):
    """Records the size that Qt asks for."""

    requested = QSize()

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        _Probe.requested = size
        return QPixmap()


@cache
def _sizes_are_of_the_device() -> bool:
    """Whether this Qt calls `scaledPixmap` with device pixels; 6.11 uses logical ones."""
    QIcon(_Probe()).pixmap(QSize(16, 16), 2.0)
    return _Probe.requested.width() == 32
