"""Puts fields that are made later into the tab order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from convert_console.widgets.kit.keep_parent import keep_parent

TAB = Qt.FocusPolicy.TabFocus


@runtime_checkable
class HasTabOrder(Protocol):
    """A widget whose parts were not made in their tab order."""

    def tab_order(self) -> tuple[QWidget, ...]:
        """Its stops of the Tab key, in order."""


def insert_in_tab_order(owner: QWidget, after: QWidget, parts: Iterable[QWidget] = ()) -> None:
    """Let Tab go from `after` through `parts` of `owner`, or through all of it in the order in
    which it was made.
    """
    # Qt appends a new field to the end of its window's chain, wherever it is. A field with a focus
    # proxy is included: left at the end, it would take the focus in place of the window's first.
    # `nextInFocusChain` is never called: PySide makes its result a child of the widget it was
    # called on, and deletes it with that.
    _order(after, [stop for part in parts or (owner,) for stop in _stops(part)])


def _order(before: QWidget, stops: Iterable[QWidget]) -> None:
    """Set the order, also of widgets that are in the chain already."""
    window = before.window()
    inside = [stop for stop in stops if stop.window() is window]
    with _without_proxies(inside):
        for field in inside:
            if field.focusPolicy() & TAB and keep_parent(field.focusProxy()) is None:
                QWidget.setTabOrder(before, field)
                before = field


def _stops(part: QWidget) -> Iterator[QWidget]:
    """A widget and its children; the widget comes first."""
    yield part
    if isinstance(part, HasTabOrder):
        yield from part.tab_order()
        return
    only = Qt.FindChildOption.FindDirectChildrenOnly
    for child in part.findChildren(QWidget, options=only):
        yield from _stops(child)


@contextmanager
def _without_proxies(fields: Iterable[QWidget]) -> Iterator[None]:
    """Make each field with a focus proxy a stop itself for a moment."""
    # With its proxy, Qt would also move every widget between the field and its last part. And it
    # does not move a widget that takes no focus at all.
    proxies = [(field, keep_parent(field.focusProxy())) for field in fields]
    several = [(field, proxy) for field, proxy in proxies if proxy and field.isAncestorOf(proxy)]
    for field, _proxy in several:
        field.setFocusProxy(None)  # type: ignore[arg-type]  # Qt's way to have none
        field.setFocusPolicy(TAB)
    yield
    for field, proxy in several:
        field.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        field.setFocusProxy(proxy)
