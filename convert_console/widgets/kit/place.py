"""The base class of a place: one of the pages between which the rail switches."""

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from convert_console.widgets.kit.keep_parent import keep_parent
from convert_console.widgets.theme.theme import set_surface

PlaceName = Literal["compose", "traffic", "orders", "journeys", "results"]


class PlaceBar(QWidget):
    """What a place has in the top bar, right of the profile block, or below it in a narrow window.

    Its rows are `size.control` high.
    """

    def fit(self, width: int) -> None:
        """Suit a width in pixels, which the bar is about to have at most. Not in `resizeEvent`:
        while the window is laid out, a change of a layout in it is not heard.
        """


class Place(QWidget):
    """Fills the window beside the rail, below the top bar.

    The window builds a place when it is opened first, keeps it until the window closes, and gives
    the keyboard back to what had it when the place is opened again. The first time, the keyboard
    goes to the place's focus proxy.

    A subclass sets `bar` to what it has in the top bar.

    Signals:
        news_changed(int): how many new things the place has; the rail shows that number.
        can_cancel_changed: `can_cancel` has changed.
    """

    news_changed = Signal(int)
    can_cancel_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = PlaceBar(self)
        set_surface(self, "pane")

    def activated(self) -> None:
        """Called each time the place comes into sight."""

    def left(self) -> None:
        """Called when another place comes into sight."""

    @property
    def can_cancel(self) -> bool:
        """Whether Esc has something to stop or to close here."""
        return False

    def cancel(self) -> None:
        """Stop or close it: the command Cancel, Esc."""

    def send(self) -> bool:
        """Do what Ctrl+Enter does here; `False` if it does nothing."""
        return False

    def confirm(self) -> bool:
        """Look for what the place has sent in Convert's live log; `False` if there is nothing."""
        return False

    def focus_filter(self) -> bool:
        """Give the keyboard to the filter of the place's list: Ctrl+F; `False` if it has none."""
        return False

    def undo(self) -> None:
        """Take the last change of the place back: Ctrl+Z."""

    def redo(self) -> None:
        """Make the change that was taken back again: Ctrl+Shift+Z."""

    def scroll_to_start(self) -> None:
        """Bring the left upper corner of the place into sight, where the window is too small."""
        viewport = keep_parent(self.parentWidget())
        area = keep_parent(viewport.parentWidget()) if viewport is not None else None
        if isinstance(area, QScrollArea):
            for bar in (area.horizontalScrollBar(), area.verticalScrollBar()):
                bar.setValue(0)

    def take_focus(self) -> None:
        """Give the keyboard to the place's first control."""
        if keep_parent(self.focusProxy()) is not None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focusNextPrevChild(True)
