"""The rail at the left of the window, which switches between its places."""

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.widgets.kit.actions import Menu, fill, with_mnemonics
from convert_console.widgets.kit.painted import Painted, paint_box, paint_focus
from convert_console.widgets.kit.place import PlaceName
from convert_console.widgets.theme.icons import icon, paint_icon
from convert_console.widgets.theme.theme import colors, current_zoom, px, set_look, text_font
from convert_console.widgets.theme.tokens import tokens

WORDS_BELOW = 1.8
"""The zoom from which the rail has no words, which would take the width from the place."""

NARROW, LOW, LEAST, TOOL = 52, 44, 28, 40
"""Pixels: width of the rail without words, height of an item without its word, least height of an
item, height of a tool.
"""

BADGE, BADGE_FONT, MOST = 16, 8.25, 99
"""Height of a count in pixels, its type in points, and the largest number that is shown."""


class PlaceEntry(NamedTuple):
    """A place on the rail; `hint` says what it is for."""

    name: PlaceName
    word: str
    icon: str
    hint: str


PLACES: tuple[PlaceEntry, ...] = (
    PlaceEntry("compose", "Compose", "pencil", "Write a request, send it, and see the answer"),
    PlaceEntry(
        "traffic",
        "Traffic",
        "radio",
        "Every request that this machine sends, receives or watches, live",
    ),
    PlaceEntry("orders", "Orders", "shopping-cart", "Send orders from a CSV file"),
    PlaceEntry("journeys", "Journeys", "route", "Send the steps of one visitor, repeatably"),
    PlaceEntry(
        "results", "Results", "chart-no-axes-column", "What the report should show, and why"
    ),
)
"""The places in the order of the rail; the first is opened by Alt+1."""

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}


class Rail(Painted):
    """The menu, the places, and at the end the palette and the settings.

    Tab goes to the place in sight; arrow keys, Home and End go to the others.

    Signals:
        chosen(str): the user chose a place; its name.
    """

    chosen = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAccessibleName("Places")
        self.menu = MainMenu(window)
        self.items = {entry.name: RailItem(entry, key, self) for key, entry in enumerate(PLACES, 1)}
        self.palette_button = RailTool("search", "Search commands and things", TOOL, self)
        self.palette_button.setToolTip("All commands, and profiles, requests and names (Ctrl+K)")
        self.settings_button = RailTool("settings", "Profile settings", TOOL, self)
        self.settings_button.setToolTip("Settings of the profile (Ctrl+,)")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, px(4))
        column.setSpacing(0)
        column.addWidget(self.menu)
        for item in self.items.values():
            column.addWidget(item)
            item.clicked.connect(lambda _checked=False, name=item.name: self.chosen.emit(name))
            item.toggled.connect(partial(self._toggled, item.name))
        column.addStretch(1)
        for tool in (self.palette_button, self.settings_button):
            column.addWidget(tool)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.show_place("compose")

    def show_place(self, name: PlaceName) -> None:
        """Mark the place that is in sight."""
        self._shown = name
        for item in self.items.values():
            item.set_current(item.name == name)

    def _toggled(self, name: PlaceName, on: bool) -> None:
        if on and name != self._shown:  # by a screen reader, which does not click
            self.chosen.emit(name)

    def set_news(self, name: PlaceName, count: int) -> None:
        """Show how many new things a place has; 0 shows no number."""
        self.items[name].set_news(count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        items = list(self.items.values())
        at = next((place for place, item in enumerate(items) if item.hasFocus()), -1)
        key = Qt.Key(event.key())
        if at < 0 or (key not in _STEPS and key not in (Qt.Key.Key_Home, Qt.Key.Key_End)):
            super().keyPressEvent(event)
            return
        edges = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(items) - 1}
        to = edges.get(key, at + _STEPS.get(key, 0))
        if 0 <= to < len(items):
            self.chosen.emit(items[to].name)
            items[to].setFocus(Qt.FocusReason.OtherFocusReason)

    def sizeHint(self) -> QSize:
        return QSize(_width(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(_width(), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colors().window))
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), QColor(colors().line))


class RailTool(QToolButton):
    """A button that is no place, with an icon only. `height` is in pixels at 100 % zoom."""

    def __init__(self, symbol: str, name: str, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self.setIcon(icon(symbol))
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        set_look(self, kind="rail")

    def sizeHint(self) -> QSize:
        return QSize(_width() - 1, px(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(LEAST), px(LEAST))


class MainMenu(RailTool):
    """The button that opens the menus; Alt+M and F10 press it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__("menu", "Menu", tokens().size.top_bar, window)
        self._window = window
        self.setToolTip("All commands (Alt+M or F10)")
        self.setShortcut("Alt+M")
        QShortcut("F10", self).activated.connect(self.animateClick)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def set_menus(self, menus: tuple[Menu, ...]) -> None:
        """Show these menus; their shortcuts work in the whole window."""
        main_menu = QMenu(self)
        titles = with_mnemonics([menu.title for menu in menus])
        for menu, title in zip(menus, titles, strict=True):
            fill(main_menu.addMenu(title), menu.entries, self._window)
        self.setMenu(main_menu)


class RailItem(QAbstractButton):
    """A place: its icon, its word, and how many new things it has."""

    def __init__(self, entry: PlaceEntry, key: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = entry.name
        self._icon = entry.icon
        self._news = 0
        self.setText(entry.word)
        self.setAccessibleDescription(entry.hint)
        self.setToolTip(f"{entry.hint} (Alt+{key})")
        self.setCheckable(True)
        self.setAutoExclusive(True)  # a radio button for screen readers
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._show_name()

    @property
    def news(self) -> int:
        """How many new things the place has."""
        return self._news

    def set_current(self, current: bool) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.ClickFocus)
        self.setChecked(current)

    def set_news(self, count: int) -> None:
        if count != self._news:
            self._news = count
            self._show_name()
            self.update()

    def nextCheckState(self) -> None:
        """Does nothing: the window checks the place that it shows."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _STEPS:
            event.ignore()  # the rail handles it
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        side = tokens().size.rail_item if _has_words() else LOW
        return QSize(_width() - 1, px(side))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(LEAST), px(LEAST))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        size, ink = tokens().size, self._ink()
        if self.isChecked():
            inset = min(px(8), self.height() // 8)
            mark = QRect(0, inset, px(size.rail_marker), self.height() - 2 * inset)
            painter.fillRect(mark, QColor(colors().accent))
        side = px(size.rail_icon)
        has_words = _has_words() and self.height() >= px(LOW)
        top = px(10) if has_words else (self.height() - side) // 2
        if has_words and self.height() < px(size.rail_item):
            top = max(px(2), px(10) - (px(size.rail_item) - self.height()) // 2)
        place = QRect((self.width() + 1 - side) // 2, top, side, side)
        paint_icon(painter, place, self._icon, ink)
        if has_words:
            self._paint_word(painter, top + side, ink)
        if self._news:
            self._paint_news(painter, place)
        if self.hasFocus():
            area = QRectF(self.rect()).adjusted(px(4), px(2), -px(3), -px(2))
            paint_focus(painter, area, px(tokens().radius.control), colors().accent)

    def _ink(self) -> str:
        if self.isChecked():
            return colors().accent
        return colors().text if self.underMouse() else colors().muted

    def _paint_word(self, painter: QPainter, top: int, ink: str) -> None:
        font = text_font("small")
        if self.isChecked():
            font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        area = QRect(0, top + px(2), self.width() + 1, px(16))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())

    def _paint_news(self, painter: QPainter, symbol: QRect) -> None:
        text = str(self._news) if self._news <= MOST else f"{MOST}+"
        font = text_font("small")
        font.setPointSizeF(font.pointSizeF() * BADGE_FONT / tokens().type.small_pt)
        font.setWeight(QFont.Weight.DemiBold)
        height = px(BADGE)
        width = max(QFontMetrics(font).horizontalAdvance(text) + px(8), height)
        left = min(symbol.right() - px(4), self.width() - px(2) - width)
        area = QRectF(left, max(symbol.top() - px(6), 0), width, height)
        paint_box(painter, area, height / 2, colors().accent)
        painter.setFont(font)
        painter.setPen(QColor(colors().accent_text))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _show_name(self) -> None:
        news = f" {self._news:,} new" if self._news else ""
        self.setAccessibleName(f"{self.text()}{news}")


def _has_words() -> bool:
    return current_zoom() < WORDS_BELOW


def _width() -> int:
    return px(tokens().size.rail_width if _has_words() else NARROW)
