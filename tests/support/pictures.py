"""Takes pictures of the window, and says what can be asserted of them."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QAbstractButton, QLabel, QToolButton, QWidget

from convert_console.widgets.kit.elided_label import ElidedLabel
from support.driver import Driver, settle, visible

FOLDER = Path(__file__).parents[2] / "resources" / "screenshots"
WIDE, NARROW = (1280, 800), (1024, 700)


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
    if name and os.environ.get("CONVERT_CONSOLE_SCREENSHOTS") == "write":
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
    """Texts that have less room than they need."""
    found = []
    told: list[QLabel | QAbstractButton] = [
        *visible(parent, QLabel),
        *visible(parent, QAbstractButton),
    ]
    for widget in told:
        if isinstance(widget, ElidedLabel | QToolButton) or not widget.text():
            continue  # the one cuts itself on purpose, the other shows an icon
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        need = widget.heightForWidth(widget.width()) if wraps else widget.sizeHint().width()
        room = widget.height() if wraps else widget.width()
        if room < need:
            found.append(f"{type(widget).__name__} {widget.text()!r}: {room} of {need}")
    return found
