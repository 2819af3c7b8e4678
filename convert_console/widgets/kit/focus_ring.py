"""The ring of lists, tables, text panes and primary buttons while they have the keyboard."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)
from shiboken6 import Shiboken

from convert_console.widgets.theme.theme import colors

WIDTH = 2

OWN_RING = "paints_focus"
"""The property of an item view that paints a ring around its current row itself."""


class FocusRings(QObject):
    """Gives a ring to what scrolls, and to each primary button, when it has the keyboard for the
    first time. A style sheet cannot: a border would move the content, or be covered by it, and
    that of a primary button has too little contrast with the button.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow_focus)

    def _follow_focus(self) -> None:
        # Without the arguments of the signal: see `InputRules`.
        focused = QApplication.focusWidget()
        if focused is not None and _wants_ring(focused):
            ring = focused.findChild(FocusRing, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if ring is None:
                ring = FocusRing(focused)
            ring.update_shown()


class FocusRing(QWidget):
    """Covers the edge of a widget, two pixels wide, while that one has the keyboard; in a primary
    button it is inside of the edge.
    """

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self._around = around
        self._in_button = isinstance(around, QPushButton)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        around.installEventFilter(self)
        if isinstance(around, QAbstractItemView) and around.property(OWN_RING):
            around.selectionModel().currentChanged.connect(self.update_shown)

    def update_shown(self) -> None:
        """Show the ring if the widget has the keyboard and needs one."""
        around = self._around
        shown = around.hasFocus() and _wants_ring(around)
        if shown:
            self._place()
            self.raise_()
        self.setVisible(shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusOut:
            self.hide()  # without a look at the widget, which may be in its destruction
        elif not Shiboken.isValid(self._around):
            return False
        elif kind == QEvent.Type.FocusIn:
            self.update_shown()
        elif kind == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = colors().accent_text if self._in_button else colors().accent
        QPainter(self).fillRect(self.rect(), QColor(ink))

    def _place(self) -> None:
        inset = WIDTH if self._in_button else 0
        self.setGeometry(self._around.rect().adjusted(inset, inset, -inset, -inset))
        area = QRect(self.rect())
        # What is inside of the ring needs no painting again because of it.
        inside = area.adjusted(WIDTH, WIDTH, -WIDTH, -WIDTH)
        self.setMask(QRegion(area).subtracted(QRegion(inside)))


def _wants_ring(view: QWidget) -> bool:
    """Whether a widget shows nothing by itself when it has the keyboard."""
    if isinstance(view, QPlainTextEdit | QTextEdit):
        return bool(view.property("bare"))  # others have a border from the style sheet
    if isinstance(view, QAbstractItemView) and view.property(OWN_RING):
        return not view.currentIndex().isValid()
    if isinstance(view, QPushButton):
        return bool(view.property("kind") == "primary")
    return isinstance(view, QAbstractScrollArea)
