"""Where the window's panes stand, and how much room each has; kept from one run to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QGridLayout,
    QLayout,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from convert_console.widgets.kit.qt_workarounds import know_viewport
from convert_console.widgets.theme.theme import Theme, px

SMALLEST = (640, 400)
"""Pixels below which a window is of no use."""

STACKED_HEIGHTS = (250, 300, 190)
"""What each pane keeps at least, as they stand below one another: left, right, the one below."""


class Arrangement:
    """Strips over two columns, and one pane below them; both divisions can be moved.

    The panes of the first paint come first; `add` brings the others, where room is kept for them.
    The strips always stay in sight. Where the columns do not fit side by side, at a large zoom,
    they stand below one another, and the panes scroll.
    """

    def __init__(self, window: QMainWindow, strip: QWidget, left: QWidget) -> None:
        self._window = window
        self.columns = QSplitter(Qt.Orientation.Horizontal, window)
        self.columns.setChildrenCollapsible(False)
        self.rows = QSplitter(Qt.Orientation.Vertical, window)
        self.rows.addWidget(self.columns)
        for splitter in (self.columns, self.rows):
            splitter.setHandleWidth(1)
        # At a large zoom the panes may need more room than the screen has: then they scroll.
        self.page = Page(self._fit, window)
        viewport = know_viewport(self.page)
        self.page.setWidget(self.rows)
        # Qt lets both cover what is below them: the window would never hear that it is painted.
        self.rows.setAutoFillBackground(False)
        viewport.setAutoFillBackground(False)
        whole = QWidget(window)
        self._strips = _stack(whole, (strip, self.page))
        self._strips.setStretch(1, 1)
        window.setCentralWidget(whole)
        window.setMinimumSize(*SMALLEST)
        stacked = QWidget(window)
        self._right = _stack(stacked, ())
        self.columns.addWidget(left)
        self.columns.addWidget(stacked)
        room = QWidget(window)
        self._below = _stack(room, ())
        self.rows.addWidget(room)
        self.rows.setStretchFactor(0, 1)
        self._panes = (left, stacked, room)
        self._beside: list[int] = []

    def add(self, strips: Sequence[QWidget], right: Sequence[QWidget], below: QWidget) -> None:
        """Put the other panes in their places: under the strip, at the right, and below."""
        for place, strip in enumerate(strips, 1):
            self._strips.insertWidget(place, strip)
        for pane in right:
            self._right.addWidget(pane)
        self._right.setStretch(0, 1)
        self._below.addWidget(below)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self.page.follow)

    def sizes(self) -> dict[str, Any]:
        """What `restore` takes, as plain JSON values."""
        return {
            "geometry": bytes(self._window.saveGeometry().toHex().data()).decode("ascii"),
            "columns": self._beside or self.columns.sizes(),
            "rows": self.rows.sizes(),
        }

    def restore(self, layout: Mapping[str, Any]) -> None:
        """Take earlier sizes; the usual ones where a value makes no sense."""
        self._window.resize(1280, 800)
        self.columns.setSizes(_sizes(layout.get("columns")) or [560, 720])
        self.rows.setSizes(_sizes(layout.get("rows")) or [520, 200])
        geometry = layout.get("geometry")
        if isinstance(geometry, str):
            hexadecimal = geometry.encode("ascii", "replace")
            self._window.restoreGeometry(QByteArray.fromHex(hexadecimal))

    @property
    def stacked(self) -> bool:
        """Whether the columns stand below one another."""
        return self.columns.orientation() is Qt.Orientation.Vertical

    def reveal(self, pane: QWidget) -> None:
        """Scroll to a pane, where the panes scroll."""
        self.page.show_top(pane)

    def _fit(self) -> None:
        """Put the columns side by side where there is room for both."""
        left, right, _below = self._panes
        need = left.minimumSizeHint().width() + right.minimumSizeHint().width() + 1
        stacked = need > self.page.width()
        if stacked and not self.stacked:
            self._beside = self.columns.sizes()
            self.columns.setOrientation(Qt.Orientation.Vertical)
        elif self.stacked and not stacked:
            self.columns.setOrientation(Qt.Orientation.Horizontal)
            self.columns.setSizes(self._beside)
            self._beside = []
        hints = (left.sizeHint().width(), right.sizeHint().width())
        roomy = not stacked and sum(hints) < self.page.width()
        for pane, width in zip((left, right), hints, strict=True):
            pane.setMinimumWidth(max(width, 0) if roomy else 0)
        for pane, height in zip(self._panes, STACKED_HEIGHTS, strict=True):
            least = max(px(height), pane.minimumSizeHint().height())
            pane.setMinimumHeight(least if stacked else 0)


class Page(QScrollArea):
    """Tells when its room, or what its content needs, is another."""

    def __init__(self, fit: Callable[[], None], window: QWidget) -> None:
        super().__init__(window)
        self._tell = fit
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def follow(self) -> None:
        """Scroll to what gets the keyboard, also by other ways than Tab.

        It asks who that is, and takes no arguments of the signal: one is who loses the keyboard,
        perhaps while it is being destroyed, and of that PySide would keep an object for good.
        """
        focused = QApplication.focusWidget()
        if focused is None or not self.isAncestorOf(focused) or self._in_sight(focused):
            return
        pane: QWidget = focused
        while pane.parentWidget() not in (None, *self.findChildren(QSplitter)):
            pane = cast("QWidget", pane.parentWidget())
        self.show_top(pane)
        if not self._in_sight(focused):
            self.ensureWidgetVisible(focused, 0, px(12))

    def show_top(self, pane: QWidget) -> None:
        """Scroll so that a pane begins at the top, as far as there is something below it."""
        content = self.widget()
        if content is not None:
            self.verticalScrollBar().setValue(pane.mapTo(content, QPoint(0, 0)).y())

    def _in_sight(self, widget: QWidget) -> bool:
        view = self.viewport()
        place = QRect(widget.mapTo(view, QPoint(0, 0)), widget.size())
        return view.rect().contains(place)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._tell()
        return super().viewportEvent(event)


def _stack(owner: QWidget, parts: Sequence[QWidget]) -> QVBoxLayout:
    column = QVBoxLayout(owner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part)
    return column


def _sizes(value: object) -> list[int]:
    sizes = value if isinstance(value, list) else []
    return sizes if len(sizes) == 2 and all(isinstance(i, int) and i > 0 for i in sizes) else []


# Lets the spaces between widgets follow the zoom while a window is open.

_DESIGNED, _SET = "look_designed", "look_set"


class Rescaling(QObject):
    """Margins and gaps are set once, when a layout is made: at the zoom of that moment.

    Style sheets and what is painted by hand follow by themselves. Each layout keeps its lengths as
    they were designed, so that going to and fro loses nothing.
    """

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._scale = _scale()
        theme.changed.connect(self.rescale)

    def rescale(self) -> None:
        """Bring the spaces of the window and its dialogs to the zoom in force."""
        before, self._scale = self._scale, _scale()
        if before == self._scale:
            return
        for layout in self._window.findChildren(QLayout):
            if isinstance(layout, QBoxLayout | QGridLayout):
                _rescale(layout, before)


def _rescale(layout: QBoxLayout | QGridLayout, before: float) -> None:
    held = _lengths(layout)
    if layout.property(_SET) != held:  # made, or set by its owner, at the zoom before
        layout.setProperty(_DESIGNED, [length / before for length in held])
    left, top, right, bottom, *gaps = map(px, layout.property(_DESIGNED))
    layout.setContentsMargins(left, top, right, bottom)
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(gaps[0])
        layout.setVerticalSpacing(gaps[1])
    else:
        layout.setSpacing(gaps[0])
    layout.setProperty(_SET, _lengths(layout))


def _lengths(layout: QBoxLayout | QGridLayout) -> list[int]:
    margins = layout.contentsMargins()
    sides = [margins.left(), margins.top(), margins.right(), margins.bottom()]
    if not isinstance(layout, QGridLayout):
        return [*sides, layout.spacing()]
    return [*sides, layout.horizontalSpacing(), layout.verticalSpacing()]


def _scale() -> float:
    return px(1_000) / 1_000
