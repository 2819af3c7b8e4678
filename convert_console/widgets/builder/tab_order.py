"""Inserts fields that are created late into the tab order."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from convert_console.widgets.kit.keep_parent import keep_parent

TAB = Qt.FocusPolicy.TabFocus


@runtime_checkable
class HasTabOrder(Protocol):
    """A widget with parts that were not created in their tab order."""

    def tab_order(self) -> tuple[QWidget, ...]:
        """The widgets that Tab goes through, in order."""


def insert_in_tab_order(owner: QWidget, after: QWidget, parts: Iterable[QWidget] = ()) -> None:
    """Let Tab go from `after` through `parts` of `owner`; without parts, through all of `owner` in
    the order of creation.
    """
    # Qt appends a new field to the end of the window's focus chain, wherever it is. This moves a
    # field with a focus proxy too: at the end of the chain it would get the focus in place of the
    # window's first field. `nextInFocusChain` must not be called: PySide takes its result for a
    # child of the widget that was asked, and deletes it with that.
    _set_order(after, [widget for part in parts or (owner,) for widget in _focus_chain(part)])


def _set_order(previous: QWidget, widgets: Iterable[QWidget]) -> None:
    """Let Tab go from a widget through these, some of which may be in the chain already."""
    window = previous.window()
    inside = [widget for widget in widgets if widget.window() is window]
    with _without_proxies(inside):
        for widget in inside:
            if widget.focusPolicy() & TAB and keep_parent(widget.focusProxy()) is None:
                QWidget.setTabOrder(previous, widget)
                previous = widget


def _focus_chain(widget: QWidget) -> Iterator[QWidget]:
    """A widget, then all widgets inside it."""
    yield widget
    if isinstance(widget, HasTabOrder):
        yield from widget.tab_order()
        return
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    for child in widget.findChildren(QWidget, options=direct):
        yield from _focus_chain(child)


@contextmanager
def _without_proxies(fields: Iterable[QWidget]) -> Iterator[None]:
    """Let each field with a focus proxy take the focus itself for a moment."""
    # With a proxy, Qt would also move every widget between the field and its last part; and it
    # never moves a widget that takes no focus.
    proxies = [(field, keep_parent(field.focusProxy())) for field in fields]
    composite = [(field, proxy) for field, proxy in proxies if proxy and field.isAncestorOf(proxy)]
    for field, _proxy in composite:
        field.setFocusProxy(None)  # type: ignore[arg-type]  # Qt's way to remove it
        field.setFocusPolicy(TAB)
    yield
    for field, proxy in composite:
        field.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        field.setFocusProxy(proxy)
