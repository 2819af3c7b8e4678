"""The arrangement of the main window's panes, which is saved, and its zoom."""

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

from convert_console.widgets.theme.theme import Theme, px

SMALLEST = (640, 400)
"""Width and height of the smallest window, in pixels."""

STACKED_HEIGHTS = (250, 300, 190)
"""The minimum height of each stacked pane: left, right, below."""


class Arrangement:
    """Bars above two columns, and a pane below them, with movable dividers.

    The bars are always visible. If the columns do not fit side by side, as at a large zoom, they
    are stacked, and the panes scroll.
    """

    def __init__(
        self,
        window: QMainWindow,
        *,
        bars: Sequence[QWidget],
        left: QWidget,
        right: Sequence[QWidget],
        below: QWidget,
    ) -> None:
        self._window = window
        right_column = QWidget(window)
        _stack(right_column, right).setStretch(0, 1)
        self._panes = (left, right_column, below)
        self._column_sizes: list[int] = []  # saved while the columns are stacked
        self.columns = QSplitter(Qt.Orientation.Horizontal, window)
        self.columns.setChildrenCollapsible(False)
        self.columns.addWidget(left)
        self.columns.addWidget(right_column)
        self.rows = QSplitter(Qt.Orientation.Vertical, window)
        self.rows.addWidget(self.columns)
        self.rows.addWidget(below)
        self.rows.setStretchFactor(0, 1)
        for splitter in (self.columns, self.rows):
            splitter.setHandleWidth(1)
        self.page = Page(self._fit, window)
        self.page.setWidget(self.rows)
        central = QWidget(window)
        _stack(central, (*bars, self.page)).setStretch(len(bars), 1)
        window.setCentralWidget(central)
        window.setMinimumSize(*SMALLEST)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self.page.scroll_to_focus)

    def sizes(self) -> dict[str, Any]:
        """The sizes as JSON values, for `restore`."""
        return {
            "geometry": bytes(self._window.saveGeometry().toHex().data()).decode("ascii"),
            "columns": self._column_sizes or self.columns.sizes(),
            "rows": self.rows.sizes(),
        }

    def restore(self, layout: Mapping[str, Any]) -> None:
        """Restore saved sizes; the defaults replace values that are missing or invalid."""
        self._window.resize(1280, 800)
        self.columns.setSizes(_sizes(layout.get("columns")) or [560, 720])
        self.rows.setSizes(_sizes(layout.get("rows")) or [520, 200])
        geometry = layout.get("geometry")
        if isinstance(geometry, str):
            hexadecimal = geometry.encode("ascii", "replace")
            self._window.restoreGeometry(QByteArray.fromHex(hexadecimal))

    @property
    def stacked(self) -> bool:
        """Whether the columns are stacked."""
        return self.columns.orientation() is Qt.Orientation.Vertical

    def reveal(self, pane: QWidget) -> None:
        """Scroll to a pane, if the panes scroll."""
        self.page.show_top(pane)

    def _fit(self) -> None:
        """Put the columns side by side if both fit, otherwise stack them."""
        left, right, _below = self._panes
        needed = left.minimumSizeHint().width() + right.minimumSizeHint().width() + 1
        stacked = needed > self.page.width()
        if stacked and not self.stacked:
            self._column_sizes = self.columns.sizes()
            self.columns.setOrientation(Qt.Orientation.Vertical)
        elif self.stacked and not stacked:
            self.columns.setOrientation(Qt.Orientation.Horizontal)
            self.columns.setSizes(self._column_sizes)
            self._column_sizes = []
        hints = (left.sizeHint().width(), right.sizeHint().width())
        hints_fit = not stacked and sum(hints) < self.page.width()
        for pane, width in zip((left, right), hints, strict=True):
            pane.setMinimumWidth(max(width, 0) if hints_fit else 0)
        for pane, height in zip(self._panes, STACKED_HEIGHTS, strict=True):
            minimum = max(px(height), pane.minimumSizeHint().height())
            pane.setMinimumHeight(minimum if stacked else 0)


class Page(QScrollArea):
    """The scrolling panes; calls `fit` when their size or minimum size changes."""

    def __init__(self, fit: Callable[[], None], window: QWidget) -> None:
        super().__init__(window)
        self._fit = fit
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def scroll_to_focus(self) -> None:
        """Scroll to the widget that has the focus."""
        # Without the arguments of the signal: the widget that lost the focus may be in the middle
        # of its destruction, and PySide would keep a wrapper of it forever.
        focused = QApplication.focusWidget()
        if focused is None or not self.isAncestorOf(focused) or self._is_in_view(focused):
            return
        pane: QWidget = focused
        while pane.parentWidget() not in (None, *self.findChildren(QSplitter)):
            pane = cast("QWidget", pane.parentWidget())
        self.show_top(pane)
        if not self._is_in_view(focused):
            self.ensureWidgetVisible(focused, 0, px(12))

    def show_top(self, pane: QWidget) -> None:
        """Scroll so that a pane is at the top, as far as possible."""
        content = self.widget()
        if content is not None:
            self.verticalScrollBar().setValue(pane.mapTo(content, QPoint(0, 0)).y())

    def _is_in_view(self, widget: QWidget) -> bool:
        view = self.viewport()
        area = QRect(widget.mapTo(view, QPoint(0, 0)), widget.size())
        return view.rect().contains(area)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
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


_UNSCALED, _SCALED = "look_designed", "look_set"
"""Properties of a layout: its lengths at 100 %, and those that were set for the zoom."""


class Rescaling(QObject):
    """Scales the margins and gaps of every layout when the zoom changes.

    Each layout keeps its lengths at 100 %, so that rounding errors do not add up.
    """

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._scale = _scale()
        theme.changed.connect(self.rescale)

    def rescale(self) -> None:
        """Scale the layouts of the window and its dialogs to the current zoom."""
        before, self._scale = self._scale, _scale()
        if before == self._scale:
            return
        for layout in self._window.findChildren(QLayout):
            if isinstance(layout, QBoxLayout | QGridLayout):
                _rescale(layout, before)


def _rescale(layout: QBoxLayout | QGridLayout, before: float) -> None:
    lengths = _lengths(layout)
    if layout.property(_SCALED) != lengths:  # new, or changed by its owner at the previous zoom
        layout.setProperty(_UNSCALED, [length / before for length in lengths])
    left, top, right, bottom, *gaps = map(px, layout.property(_UNSCALED))
    layout.setContentsMargins(left, top, right, bottom)
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(gaps[0])
        layout.setVerticalSpacing(gaps[1])
    else:
        layout.setSpacing(gaps[0])
    layout.setProperty(_SCALED, _lengths(layout))


def _lengths(layout: QBoxLayout | QGridLayout) -> list[int]:
    margins = layout.contentsMargins()
    sides = [margins.left(), margins.top(), margins.right(), margins.bottom()]
    if not isinstance(layout, QGridLayout):
        return [*sides, layout.spacing()]
    return [*sides, layout.horizontalSpacing(), layout.verticalSpacing()]


def _scale() -> float:
    return px(1_000) / 1_000
