"""The arrangement of the main window's panes, which is saved, and its zoom."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QGridLayout,
    QLayout,
    QMainWindow,
    QScrollArea,
    QSpacerItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from convert_console.widgets.kit.panes import Divided
from convert_console.widgets.theme.theme import Theme, px, rescale_lengths, theme_of
from convert_console.widgets.theme.tokens import tokens

FRAME = QSize(4, 40)
"""What a window manager may add to a window; Qt knows it only once that is shown."""

FIRST_SHARE = 0.75
"""Of the free width and height of a screen, that the first window takes."""

BUILDER, HISTORY, LEAST_HISTORY = 496, 260, 160
"""Width of the left pane, height of the pane below, and its least height, in pixels at 100 %."""

USUAL_WIDTH, NARROW_SHARE, WIDER_SHARE = 1216, 0.42, 0.3
"""Width of the panes in which the left one is `BUILDER` wide; its share of a narrower place, and of
what a wider one has more."""

KEPT_HEIGHT = 432
"""Height of the columns, with eleven lines of JSON, up to which the pane below gives way to them
while a window gets lower."""

STACKED_HEIGHTS = (250, 420, 190)
"""The minimum height of each stacked pane: left, right, below."""


LINE = 1
"""The width of a divider."""


class Arrangement:
    """Two columns, and a pane below them, with movable dividers: `page`.

    If the columns do not fit side by side, as at a large zoom, they are stacked, and the panes
    scroll. Where the user has moved no divider, each pane has the size that suits the window.
    """

    def __init__(
        self,
        window: QMainWindow,
        *,
        left: QWidget,
        right: Sequence[QWidget],
        below: QWidget,
        previews: Divided,
    ) -> None:
        """`previews` divides the first pane of `right`."""
        self._window = window
        right_column = QWidget(window)
        _stack(right_column, right).setStretch(0, 1)
        self._panes = (left, right_column, below)
        self.columns = Divided(Qt.Orientation.Horizontal, window)
        self.columns.addWidget(left)
        self.columns.addWidget(right_column)
        self.rows = Divided(Qt.Orientation.Vertical, window)
        self.rows.addWidget(self.columns)
        self.rows.addWidget(below)
        self._splitters = {"columns": self.columns, "rows": self.rows, "previews": previews}
        # As the user has divided, in pixels at 100 % zoom: the first and the second part.
        self._chosen: dict[str, tuple[float, float]] = {}
        for name, splitter in self._splitters.items():
            splitter.splitterMoved.connect(partial(self._remember, name))
            splitter.resized.connect(partial(self._divide, name))
        self.page = Page(self._fit, self._divide_all, window)
        self.page.setWidget(self.rows)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self.page.scroll_to_focus)
            theme_of(app).changed.connect(self.page.divide)

    def sizes(self) -> dict[str, Any]:
        """The geometry, and the divisions that the user has made, as JSON values for `restore`."""
        geometry = bytes(self._window.saveGeometry().toHex().data()).decode("ascii")
        chosen = {name: [*map(px, parts)] for name, parts in self._chosen.items()}
        return {"geometry": geometry, **chosen}

    def restore(self, layout: Mapping[str, Any]) -> None:
        """Restore saved sizes; the defaults replace values that are missing or invalid."""
        free = free_size(self._window)
        least = QSize(*tokens().size.window_min).boundedTo(free)
        first = QSize(*tokens().size.window_max_first).boundedTo(free * FIRST_SHARE)
        self._window.setMinimumSize(least)
        self._window.resize(first.expandedTo(least))
        geometry = layout.get("geometry")
        if isinstance(geometry, str):
            hexadecimal = geometry.encode("ascii", "replace")
            self._window.restoreGeometry(QByteArray.fromHex(hexadecimal))
        for name in self._splitters:
            parts = _sizes(layout.get(name))
            if parts:
                self._chosen[name] = (parts[0] / px_scale(), parts[1] / px_scale())
        self._divide_all()

    @property
    def stacked(self) -> bool:
        """Whether the columns are stacked."""
        return self.columns.orientation() is Qt.Orientation.Vertical

    def reveal(self, pane: QWidget) -> None:
        """Scroll to a pane, if the panes scroll."""
        self.page.show_top(pane)

    def _remember(self, name: str, _place: int, _divider: int) -> None:
        """Keep how the user has divided."""
        if name == "previews" or not self.stacked:
            first, second = self._splitters[name].sizes()
            self._chosen[name] = (first / px_scale(), second / px_scale())

    def _fit(self) -> None:
        """Put the columns side by side if both fit, otherwise stack them."""
        left, right, below = self._panes
        needed = left.minimumSizeHint().width() + right.minimumSizeHint().width() + 1
        stacked = needed > self.page.viewport().width()
        if stacked is not self.stacked:
            vertical, horizontal = Qt.Orientation.Vertical, Qt.Orientation.Horizontal
            self.columns.setOrientation(vertical if stacked else horizontal)
            self._divide_all()
        hints = (left.sizeHint().width(), right.sizeHint().width())
        hints_fit = not stacked and sum(hints) < self.page.width()
        before = left.minimumWidth() + right.minimumWidth()
        for pane, width in zip((left, right), hints, strict=True):
            pane.setMinimumWidth(max(width, 0) if hints_fit else 0)
        if left.minimumWidth() + right.minimumWidth() < before and not stacked:
            # A pane that was pushed aside comes back, once this layout is done.
            QTimer.singleShot(0, self.page, partial(self._divide, "columns"))
        for pane, height in zip(self._panes, STACKED_HEIGHTS, strict=True):
            least = px(LEAST_HISTORY) if pane is below else 0
            if stacked:
                least = max(px(height), pane.minimumSizeHint().height())
            # Set only once for each pane: a height that changes twice asks for another layout.
            pane.setMinimumHeight(least)

    def _divide(self, name: str) -> None:
        """Divide as the user has done, or as suits the window."""
        splitter = self._splitters[name]
        size = splitter.size()
        if name == "previews":
            url = self._wanted(name, 1, 0)  # at least, its minimum
            splitter.setSizes([size.height() - url - LINE, url])
        elif self.stacked:
            return
        elif name == "columns":
            left = self._wanted(name, 0, builder_width(size.width() / px_scale()))
            splitter.setSizes([left, size.width() - left - LINE])
        else:
            kept = min(px(KEPT_HEIGHT), self._wanted(name, 0, KEPT_HEIGHT))
            below = min(self._wanted(name, 1, HISTORY), size.height() - kept - LINE)
            below = max(below, px(LEAST_HISTORY))
            splitter.setSizes([size.height() - below - LINE, below])

    def _divide_all(self) -> None:
        for name in self._splitters:
            self._divide(name)

    def _wanted(self, name: str, part: int, usual: float) -> int:
        chosen = self._chosen.get(name)
        return px(chosen[part] if chosen else usual)


def builder_width(width: float) -> float:
    """The width of the left pane in a place of this width, both in pixels at 100 % zoom.

    >>> builder_width(1216), builder_width(960), builder_width(1856)
    (496.0, 403.2, 688.0)
    """
    wider = max(width - USUAL_WIDTH, 0) * WIDER_SHARE
    return min(width * NARROW_SHARE, BUILDER) + wider


def free_size(window: QWidget) -> QSize:
    """The size that a window can have on its screen."""
    return window.screen().availableSize() - FRAME


class Page(QScrollArea):
    """The scrolling panes; calls `fit` when their size or minimum size changes."""

    def __init__(
        self, fit: Callable[[], None], divide: Callable[[], None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._fit, self._divide = fit, divide
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def divide(self) -> None:
        """Divide the panes again: the zoom has changed."""
        self._divide()

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


LOOKS, LOOK_EVERY_MS = 3, 20
"""How often a field is to be found in the same place, until that is its place at the new zoom, and
milliseconds between.
"""


class Rescaling(QObject):
    """Scales margins and gaps of every layout when the zoom changes, and what `set_lengths` set.

    Each layout keeps its lengths at 100 %, so that rounding errors do not add up.
    """

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._scale = px_scale()
        theme.changed.connect(self.rescale)

    def rescale(self) -> None:
        """Scale the layouts and lengths of the window and its dialogs to the current zoom."""
        before, self._scale = self._scale, px_scale()
        if before == self._scale:
            return
        for widget in self._window.findChildren(QWidget):
            rescale_lengths(widget)
        layouts = self._window.findChildren(QLayout)
        for layout in layouts:
            if isinstance(layout, QBoxLayout | QGridLayout):
                _rescale(layout, before)
        for layout in layouts:  # a page that is not in front tells nobody that its size has changed
            layout.invalidate()
            owner = layout.parentWidget()
            if owner is not None:
                owner.updateGeometry()
        self._show_focused()

    def _show_focused(self, looks: int = LOOKS, before: object = None) -> None:
        """Scroll to the focused field, until it has its place: panes are laid out one by one."""
        focused = QApplication.focusWidget()
        if focused is None:
            return
        around = focused.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea):
                content = around.widget()
                if content is not None and content.isAncestorOf(focused):
                    # Not by ensureWidgetVisible, which only shows the caret of a field.
                    middle = focused.mapTo(content, focused.rect().center())
                    around.ensureVisible(middle.x(), middle.y(), 0, focused.height() // 2 + px(8))
            around = around.parentWidget()
        now = focused.mapToGlobal(QPoint(0, 0)), focused.visibleRegion().boundingRect()
        looks = LOOKS if now != before else looks - 1
        if looks:
            QTimer.singleShot(LOOK_EVERY_MS, self, partial(self._show_focused, looks, now))


def _rescale(layout: QBoxLayout | QGridLayout, before: float) -> None:
    lengths = _lengths(layout)
    if layout.property(_SCALED) != lengths:  # new, or changed by its owner at the previous zoom
        layout.setProperty(_UNSCALED, [length / before for length in lengths])
    left, top, right, bottom, *gaps = map(px, layout.property(_UNSCALED))
    layout.setContentsMargins(left, top, right, bottom)
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(gaps.pop(0))
        layout.setVerticalSpacing(gaps.pop(0))
    else:
        layout.setSpacing(gaps.pop(0))
    for spacer in _spacers(layout):
        policy = spacer.sizePolicy()
        width, height = gaps.pop(0), gaps.pop(0)
        spacer.changeSize(width, height, policy.horizontalPolicy(), policy.verticalPolicy())
    layout.setProperty(_SCALED, _lengths(layout))


def _lengths(layout: QBoxLayout | QGridLayout) -> list[int]:
    margins = layout.contentsMargins()
    sides = [margins.left(), margins.top(), margins.right(), margins.bottom()]
    sizes = [spacer.sizeHint() for spacer in _spacers(layout)]
    fixed = [length for size in sizes for length in (size.width(), size.height())]
    if not isinstance(layout, QGridLayout):
        return [*sides, layout.spacing(), *fixed]
    return [*sides, layout.horizontalSpacing(), layout.verticalSpacing(), *fixed]


def _spacers(layout: QLayout) -> list[QSpacerItem]:
    """The gaps of a layout that have a length of their own."""
    items = [layout.itemAt(index) for index in range(layout.count())]
    spacers = [item.spacerItem() for item in items if item is not None]
    return [spacer for spacer in spacers if spacer is not None]


def px_scale() -> float:
    """Pixels of a length of one pixel at 100 % zoom."""
    return px(1_000) / 1_000
