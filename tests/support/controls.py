"""The controls of a window, and what is missing in their names and tooltips."""

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
"""Widgets without a tooltip of their own, since their items have tooltips."""

CREATED_BY_QT = ("QTableCornerButton", "QLineEditIconButton")


def controls(parent: QWidget) -> Iterator[QWidget]:
    """The visible controls in the order of their creation, without parts of other controls."""
    for widget in parent.findChildren(QWidget):
        owner = widget.parentWidget()
        part = isinstance(owner, QComboBox | QAbstractSpinBox) or isinstance(widget, QHeaderView)
        by_qt = widget.metaObject().className() in CREATED_BY_QT or widget.objectName().startswith(
            "qt_"
        )
        if widget.isVisible() and isinstance(widget, KINDS) and not part and not by_qt:
            yield widget


def nameless(parent: QWidget) -> list[str]:
    """Controls without a name for screen readers."""
    return [
        described(widget) for widget in controls(parent) if not (words_of(widget) or _name(widget))
    ]


def without_tooltip(parent: QWidget) -> list[str]:
    """Controls and tabs without a tooltip."""
    missing = []
    for widget in controls(parent):
        if isinstance(widget, QTabBar):
            indexes = range(widget.count())
            missing += [widget.tabText(i) for i in indexes if not widget.tabToolTip(i)]
        elif not isinstance(widget, CONTENT) and not _tip(widget, parent):
            missing.append(described(widget))
    return missing


def tab_stops(parent: QWidget) -> list[QWidget]:
    """The controls that Tab has to reach."""
    return [
        widget
        for widget in controls(parent)
        if widget.isEnabled() and _by_tab(widget) and not isinstance(widget.focusProxy(), QWidget)
    ]


def described(widget: QWidget) -> str:
    """A description of a control, for a message."""
    return f"{type(widget).__name__} {_name(widget) or words_of(widget)!r}"


def words_of(widget: QWidget) -> str:
    """The text of a button."""
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def _name(widget: QWidget) -> str:
    return widget.accessibleName()


def _by_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _tip(widget: QWidget, root: QWidget) -> str:
    """The tooltip of a widget, or that of its nearest ancestor, as in Qt."""
    ancestor: QWidget | None = widget
    while ancestor is not None and ancestor is not root:
        if ancestor.toolTip():
            return ancestor.toolTip()
        ancestor = ancestor.parentWidget()
    return ""
