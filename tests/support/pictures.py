"""Takes pictures of the window, and says what can be asserted of them."""

from __future__ import annotations

import html
import os
from collections import Counter
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)

from convert_console.widgets.fields.id_chips import Chip
from convert_console.widgets.kit.badge import Badge
from convert_console.widgets.kit.elided import ElidedCombo, ElidedLabel
from support.driver import Driver, settle

FOLDER = Path(__file__).parents[2] / "resources" / "screenshots"
WIDE, NARROW = (1280, 800), (1024, 700)
WRITING = os.environ.get("CONVERT_CONSOLE_SCREENSHOTS") == "write"
SCHEMES = ("light", "dark") if WRITING else ("dark",)
"""Themes of pictures. All other tests run in the light theme, so these need only the dark one."""
ROUNDED = 3
"""Pixels by which a frame differs from another one, since each of its lengths is rounded."""


def photograph(driver: Driver, size: tuple[int, int], name: str = "") -> QImage:
    """A picture of the window at a size; kept under a name, if asked to."""
    driver.window.resize(*size)
    settle()
    settle()  # what changed its words just now asks for another layout
    return keep(driver.window.grab(), name)


def photograph_parts(driver: Driver, name: str, *parts: QWidget) -> QImage:
    """A picture of the part of the window that holds these widgets; the window keeps its size."""
    settle()
    settle()
    window = driver.window
    seen = QRect()
    for part in parts:
        assert part.isVisible(), f"{part} is hidden"
        seen |= QRect(part.mapTo(window, QPoint(0, 0)), part.size())
    return keep(window.grab(seen), name)


def keep(picture: QPixmap, name: str) -> QImage:
    image = picture.toImage()
    if name and WRITING:
        FOLDER.mkdir(exist_ok=True)
        assert in_few_colours(image).save(str(FOLDER / f"{name}.png"), quality=0)
    return image


def in_few_colours(image: QImage) -> QImage:
    """The image in its 256 most frequent colours, which is a third of the file.

    What is left, 3 of 100 points, lies at the edges of letters and takes the nearest colour.
    """
    opaque = image.convertToFormat(QImage.Format.Format_RGB32)
    frequent = Counter(memoryview(opaque.constBits()).cast("I")).most_common(256)
    plain = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    table = [colour for colour, _ in frequent]
    return opaque.convertToFormat(QImage.Format.Format_Indexed8, table, plain)


def colours(image: QImage) -> int:
    """How many colours a coarse grid over a picture meets."""
    points = ((x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7))
    return len({image.pixel(x, y) for x, y in points})


def cut_off(parent: QWidget) -> list[str]:
    """Texts that have less room than they need and are not told whole on hover, or that lie beyond
    what holds them; what scrolls may.
    """
    found = []
    for widget in _saying(parent):
        if _scrolls(widget, parent):
            continue
        place = QRect(widget.mapTo(parent, QPoint(0, 0)), widget.size())
        if not parent.rect().contains(place):
            found.append(f"{_told(widget)} lies at {place} of {parent.rect()}")
        found += _cut(widget)
    return found


def _saying(parent: QWidget) -> list[QWidget]:
    kinds = (QLabel, QAbstractButton, QTabBar, QComboBox, QLineEdit, Badge)
    return [widget for widget in parent.findChildren(QWidget)
            if widget.isVisible() and isinstance(widget, kinds)]  # fmt: skip


def _cut(widget: QWidget) -> list[str]:
    """How a widget has less room than its text, in words."""
    match widget:
        case ElidedLabel() | ElidedCombo() | Chip():
            whole = html.escape(_text(widget), quote=False).split("\n")[0]
            cut = widget.sizeHint().width() > widget.width()
            return [f"{_told(widget)} is cut"] if cut and whole not in widget.toolTip() else []
        case QTabBar():
            room, need = widget.width(), widget.sizeHint().width()
        case QLabel() if widget.wordWrap():
            room, need = widget.height(), widget.heightForWidth(widget.width())
        case QLabel() | QAbstractButton() | Badge():
            room, need = widget.width(), widget.sizeHint().width() if _text(widget) else 0
        case _:
            room, need = widget.height(), widget.minimumSizeHint().height()
    low = widget.height() < widget.minimumSizeHint().height() and bool(_text(widget))
    if room + ROUNDED >= need and not low:
        return []
    return [f"{_told(widget)}: {room} of {need}, {widget.height()} high"]


def _text(widget: QWidget) -> str:
    match widget:
        case QLabel() | QAbstractButton() | QLineEdit() | Badge():
            return widget.text()
        case QComboBox():
            return widget.currentText()
    return ""


def _told(widget: QWidget) -> str:
    return f"{type(widget).__name__} {_text(widget)!r}"


def _scrolls(widget: QWidget, parent: QWidget) -> bool:
    """Whether it lies in something that scrolls, so that it need not be in sight."""
    at = widget.parentWidget()
    while at is not None and at is not parent:
        if isinstance(at, QAbstractScrollArea):
            return True
        at = at.parentWidget()
    return False
