"""Gives fields that are made late their turn for the Tab key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from convert_console.widgets.kit.qt_workarounds import unclaimed

TAB = Qt.FocusPolicy.TabFocus


@runtime_checkable
class Ordered(Protocol):
    """A part that was not made in the order in which it is gone through."""

    def tab_order(self) -> tuple[QWidget, ...]:
        """What the keyboard goes through, one after the other."""


def take_turn(owner: QWidget, after: QWidget, parts: Iterable[QWidget] = ()) -> None:
    """Let Tab come from `after` to what lies in `owner`; part after part, where parts are named,
    else in the order in which it was made.

    Qt appends a new field to the end of its window's chain, wherever it stands. A field made of
    several goes along: left at the end, it would take the focus in place of the window's first.

    The chain itself is never asked what comes next: PySide would take that for a child of what it
    follows, and would let go of it when that is destroyed.
    """
    _order(after, [stop for part in parts or (owner,) for stop in _stops(part)])


def _order(before: QWidget, stops: Iterable[QWidget]) -> None:
    """One after the other, also where some lie in the chain already."""
    window = before.window()
    inside = [stop for stop in stops if stop.window() is window]
    with _taken_apart(inside):
        for field in inside:
            if field.focusPolicy() & TAB and unclaimed(field.focusProxy()) is None:
                QWidget.setTabOrder(before, field)
                before = field


def _stops(part: QWidget) -> Iterator[QWidget]:
    """A part and what is in it; a field of several comes before the first of them."""
    yield part
    if isinstance(part, Ordered):
        yield from part.tab_order()
        return
    only = Qt.FindChildOption.FindDirectChildrenOnly
    for child in part.findChildren(QWidget, options=only):
        yield from _stops(child)


@contextmanager
def _taken_apart(fields: Iterable[QWidget]) -> Iterator[None]:
    """Let each field that is made of several parts be a stop of its own for a moment: with its
    proxy, Qt would move all that lies between it and its last part along with it, whosesoever that
    is; and what takes no focus it does not move at all.
    """
    proxies = [(field, unclaimed(field.focusProxy())) for field in fields]
    several = [(field, proxy) for field, proxy in proxies if proxy and field.isAncestorOf(proxy)]
    for field, _proxy in several:
        field.setFocusProxy(None)  # type: ignore[arg-type]  # Qt's way to have none
        field.setFocusPolicy(TAB)
    yield
    for field, proxy in several:
        field.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        field.setFocusProxy(proxy)
