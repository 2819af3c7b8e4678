"""The places of the window, of which one is in sight, and what surrounds them."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import Shiboken

from convert_console.models.sending.current_request import CurrentRequest
from convert_console.widgets.kit.keep_parent import keep_parent
from convert_console.widgets.kit.place import Place, PlaceName
from convert_console.widgets.main_window.profile_picker import target_words
from convert_console.widgets.main_window.rail import Rail
from convert_console.widgets.main_window.top_bar import Band, TopBar

Build = Callable[[PlaceName], Place]
"""Builds a place when it is opened first."""


class Places(QWidget):
    """A coloured line over everything, the rail, the top bar, and the place in sight.

    Signals:
        changed(str): another place is in sight; its name.
        can_cancel_changed: what Esc stops or closes in the place in sight has changed.
    """

    changed = Signal(str)
    can_cancel_changed = Signal()

    def __init__(
        self, compose: Place, build: Build, rail: Rail, top: TopBar, request: CurrentRequest
    ) -> None:
        # In the window from the beginning, or Tab would go through the parts in another order.
        super().__init__(rail.window())
        self._build = build
        self._request = request
        self.rail, self.top = rail, top
        self.band = Band(self)
        self.area = QWidget(self)
        """The window without rail and line, over which messages float."""
        self._stack = QStackedWidget(self.area)
        self._pages: dict[QWidget, QScrollArea] = {}
        self._built: dict[PlaceName, Place] = {"compose": compose}
        self._name: PlaceName = "compose"
        self._focus: dict[PlaceName, QWidget | None] = {}
        self._cover: QWidget | None = None
        self._covered: PlaceName | None = None
        self._started = False
        self._place_parts()
        self._adopt(compose)
        self._stack.setCurrentWidget(self._pages[compose])
        top.show_bar(compose.bar)
        rail.chosen.connect(lambda name: self.open(cast("PlaceName", name), focus=False))
        request.changed.connect(self.refresh)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            # A click on the rail takes the focus before another place is opened.
            app.focusChanged.connect(self._remember_focus)
        self.refresh()

    @property
    def name(self) -> PlaceName:
        """The name of the place in sight."""
        return self._name

    @property
    def current(self) -> Place:
        """The place in sight, which may be covered."""
        return self._built[self._name]

    def built(self, name: PlaceName) -> Place:
        """A place by its name; built now if it was never opened."""
        place = self._built.get(name)
        if place is None:
            place = self._built[name] = self._build(name)
            place.news_changed.connect(lambda count: self.rail.set_news(name, count))
            self._adopt(place)
        return place

    def open(self, name: PlaceName, *, focus: bool = True) -> Place:
        """Bring a place into sight, and give it the keyboard unless `focus` is false."""
        place = self.built(name)
        is_new = name != self._name
        if is_new:
            before, focused = self.current, self._focus.get(name)
            self._name = name
            self._show()
            self._focus[name] = focused  # not what Qt chose when the former place was hidden
            before.left()
            if self._started:
                place.activated()
            self.changed.emit(name)
            self.can_cancel_changed.emit()
        else:
            self.rail.show_place(name)
        # Not where Qt puts it, which is somewhere in the place once what had it is hidden.
        if focus and (is_new or not self._has_focus(place)):
            self._give_focus(place)
        return place

    def start(self) -> None:
        """Let the place in sight begin its work, which needs the running event loop."""
        self._started = True
        self.current.activated()

    def restore(self, name: str) -> None:
        """Open the place that was in sight last, before `start`; an unknown name opens none."""
        known = next((place for place in self.rail.items if place == name), None)
        if known is not None:
            self.open(known)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Let the top bar and the bar in it suit the width of the window."""
        self.top.fit(self.width() - self.rail.sizeHint().width())
        for widget in (self.top, self.area):  # which do not hear of it while they are laid out
            layout = widget.layout()
            assert layout is not None
            layout.invalidate()
            layout.activate()

    def refresh(self) -> None:
        """Show in the line whether requests stay on this machine."""
        self.band.set_tone(target_words(self._request.profile)[1])

    # A page over a place

    @property
    def covered(self) -> bool:
        """Whether a page is shown over the place in sight."""
        return self._covered == self._name

    def cover(self, page: QWidget) -> None:
        """Show a page over the place in sight, until `uncover`."""
        if page not in self._pages:
            self._add_page(page)
        self._cover, self._covered = page, self._name
        self._show()
        self.can_cancel_changed.emit()

    def uncover(self) -> None:
        """Show the place again."""
        self._covered = None
        self._show()
        self.can_cancel_changed.emit()

    def _show(self) -> None:
        place = self.current
        page = self._cover if self.covered and self._cover is not None else place
        self._stack.setCurrentWidget(self._pages[page])
        self.top.show_bar(place.bar)
        self.fit()
        self.rail.show_place(self._name)

    def _adopt(self, place: Place) -> None:
        self._add_page(place)
        place.can_cancel_changed.connect(self.can_cancel_changed)

    def _add_page(self, widget: QWidget) -> None:
        """Put a widget into the stack; it scrolls where the window is too small for it."""
        page = self._pages[widget] = QScrollArea(self._stack)
        page.setWidgetResizable(True)
        page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page.setWidget(widget)
        self._stack.addWidget(page)

    def _has_focus(self, place: Place) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and (
            place.isAncestorOf(focused) or place.bar.isAncestorOf(focused)
        )

    def _remember_focus(self, _before: QWidget | None, focused: QWidget | None) -> None:
        if keep_parent(focused) is not None and self._has_focus(self.current):
            self._focus[self._name] = focused

    def _give_focus(self, place: Place) -> None:
        before = self._focus.get(self._name)
        if before is not None and Shiboken.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.covered and self._cover is not None:
            self._cover.setFocus()
        else:
            place.take_focus()

    def _place_parts(self) -> None:
        inner = QVBoxLayout(self.area)
        row, column = QHBoxLayout(), QVBoxLayout(self)
        for layout in (inner, row, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        inner.addWidget(self.top)
        inner.addWidget(self._stack, 1)
        row.addWidget(self.rail)
        row.addWidget(self.area, 1)
        column.addWidget(self.band)
        column.addLayout(row, 1)
