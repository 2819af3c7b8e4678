"""What a user can press, choose or type into, and what is missing of its description."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

KINDS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
)
CONTENT = (QAbstractItemView, QPlainTextEdit)
"""Where a tooltip over all of it would lie in the way of what it says of its parts."""

QTS_OWN = ("QTableCornerButton", "QLineEditIconButton")


def controls(parent: QWidget) -> Iterator[QWidget]:
    """The controls that can be seen, in the order they were made; parts of one are not told."""
    for widget in parent.findChildren(QWidget):
        owner = widget.parentWidget()
        part = isinstance(owner, QComboBox | QAbstractSpinBox) or isinstance(widget, QHeaderView)
        qts = widget.metaObject().className() in QTS_OWN or widget.objectName().startswith("qt_")
        if widget.isVisible() and isinstance(widget, KINDS) and not part and not qts:
            yield widget


def nameless(parent: QWidget) -> list[str]:
    """Controls that a screen reader has no word for."""
    return [told(widget) for widget in controls(parent) if not (words_of(widget) or _name(widget))]


def untold(parent: QWidget) -> list[str]:
    """Controls, and tabs, that say nothing on hover."""
    found = []
    for widget in controls(parent):
        if isinstance(widget, QTabBar):
            places = range(widget.count())
            found += [widget.tabText(i) for i in places if not widget.tabToolTip(i)]
        elif not isinstance(widget, CONTENT) and not _tip(widget, parent):
            found.append(told(widget))
    return found


def tab_stops(parent: QWidget) -> list[QWidget]:
    """The controls that Tab has to reach."""
    return [
        widget
        for widget in controls(parent)
        if widget.isEnabled() and _by_tab(widget) and not isinstance(widget.focusProxy(), QWidget)
    ]


def told(widget: QWidget) -> str:
    """A control in words, for a message."""
    return f"{type(widget).__name__} {_name(widget) or words_of(widget)!r}"


def words_of(widget: QWidget) -> str:
    """What a button says."""
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def _name(widget: QWidget) -> str:
    return widget.accessibleName()


def _by_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _tip(widget: QWidget, root: QWidget) -> str:
    """Qt shows an owner's tooltip where a part has none."""
    at: QWidget | None = widget
    while at is not None and at is not root:
        if at.toolTip():
            return at.toolTip()
        at = at.parentWidget()
    return ""
