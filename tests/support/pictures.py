"""Takes pictures of the window, and finds texts that are cut off."""

from __future__ import annotations

import html
import os
from collections import Counter
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPixmap
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
from convert_console.widgets.kit.texts import ElidedCombo, ElidedLabel
from convert_console.widgets.theme.theme import tone_color
from support.driver import Driver, settle

FOLDER = Path(__file__).parents[2] / "resources" / "screenshots"
WIDE, NARROW = (1280, 800), (1024, 700)
WRITING = os.environ.get("CONVERT_CONSOLE_SCREENSHOTS") == "write"
SCHEMES = ("light", "dark") if WRITING else ("dark",)
"""Themes of the pictures. Other tests run in the light theme, so that these only need the dark."""
ROUNDED = 3
"""Pixels by which sizes may differ, since each length is rounded."""


def photograph(driver: Driver, size: tuple[int, int], name: str = "") -> QImage:
    """A picture of the window at a size, which is saved if there is a name."""
    driver.window.resize(*size)
    settle()
    settle()  # a changed text needs a second layout
    return save(driver.window.grab(), name)


def photograph_parts(driver: Driver, name: str, *parts: QWidget) -> QImage:
    """A picture of the part of the window that holds these widgets; the window keeps its size."""
    settle()
    settle()
    window = driver.window
    area = QRect()
    for part in parts:
        assert part.isVisible(), f"{part} is hidden"
        area |= QRect(part.mapTo(window, QPoint(0, 0)), part.size())
    return save(window.grab(area), name)


def save(picture: QPixmap, name: str) -> QImage:
    """Save a picture while screenshots are written, and return it."""
    image = picture.toImage()
    if name and WRITING:
        FOLDER.mkdir(exist_ok=True)
        assert in_few_colours(image).save(str(FOLDER / f"{name}.png"), quality=0)
    return image


def in_few_colours(image: QImage) -> QImage:
    """The image in its 256 most frequent colours, with those of verdicts, which is a third of the
    file. The other pixels, 3 of 100, are at the edges of letters and get the nearest colour.
    """
    opaque = image.convertToFormat(QImage.Format.Format_RGB32)
    frequent = Counter(memoryview(opaque.constBits()).cast("I")).most_common(256)
    plain = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    tones = [QColor(tone_color(tone)).rgb() for tone in ("accent", "ok", "warn", "error")]
    table = [*dict.fromkeys([*tones, *(colour for colour, _ in frequent)])][:256]
    return opaque.convertToFormat(QImage.Format.Format_Indexed8, table, plain)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, `#rrggbb`, as WCAG 2.2 defines it."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    parts = [value / 255 for value in bytes.fromhex(color[1:])]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def colours(image: QImage) -> int:
    """The number of colours at the points of a coarse grid."""
    points = ((x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7))
    return len({image.pixel(x, y) for x, y in points})


def cut_off(parent: QWidget) -> list[str]:
    """Descriptions of texts that are cut without a tooltip, or are outside of the parent; not of
    those in scroll areas.
    """
    problems = []
    for widget in _text_widgets(parent):
        if _is_in_scroll_area(widget, parent):
            continue
        area = QRect(widget.mapTo(parent, QPoint(0, 0)), widget.size())
        if not parent.rect().contains(area):
            problems.append(f"{_described(widget)} is at {area} of {parent.rect()}")
        problems += _cut(widget)
    return problems


def _text_widgets(parent: QWidget) -> list[QWidget]:
    kinds = (QLabel, QAbstractButton, QTabBar, QComboBox, QLineEdit, Badge)
    return [
        widget
        for widget in parent.findChildren(QWidget)
        if widget.isVisible()
        and isinstance(widget, kinds)
        # Signs and crosses inside of a field are icons, of a size that the field gives them.
        and not isinstance(widget.parent(), QLineEdit)
    ]


def _cut(widget: QWidget) -> list[str]:
    """A description of a widget that is too small for its text."""
    match widget:
        case ElidedLabel() | ElidedCombo() | Chip():
            full_text = html.escape(_text(widget), quote=False).split("\n")[0]
            cut = widget.sizeHint().width() > widget.width()
            if isinstance(widget, ElidedLabel):
                cut = widget.is_cut
            return (
                [f"{_described(widget)} is cut"]
                if cut and full_text not in widget.toolTip()
                else []
            )
        case QTabBar():
            size, needed = widget.width(), widget.sizeHint().width()
        case QLabel() if widget.wordWrap():
            size, needed = widget.height(), widget.heightForWidth(widget.width())
        case QLabel() | QAbstractButton() | Badge():
            size, needed = widget.width(), widget.sizeHint().width() if _text(widget) else 0
        case _:
            size, needed = widget.height(), widget.minimumSizeHint().height()
    too_low = widget.height() < widget.minimumSizeHint().height() and bool(_text(widget))
    if size + ROUNDED >= needed and not too_low:
        return []
    return [f"{_described(widget)}: {size} of {needed}, {widget.height()} high"]


def _text(widget: QWidget) -> str:
    match widget:
        case QLabel() | QAbstractButton() | QLineEdit() | Badge():
            return widget.text()
        case QComboBox():
            return widget.currentText()
    return ""


def _described(widget: QWidget) -> str:
    return f"{type(widget).__name__} {_text(widget)!r}"


def _is_in_scroll_area(widget: QWidget, parent: QWidget) -> bool:
    """Whether a widget is in a scroll area, so that it may be out of view."""
    ancestor = widget.parentWidget()
    while ancestor is not None and ancestor is not parent:
        if isinstance(ancestor, QAbstractScrollArea):
            return True
        ancestor = ancestor.parentWidget()
    return False
