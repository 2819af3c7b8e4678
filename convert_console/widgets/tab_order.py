"""Gives fields that are made late their turn for the Tab key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

TAB = Qt.FocusPolicy.TabFocus


def take_turn(owner: QWidget, parts: Iterable[QWidget] = ()) -> None:
    """Let Tab reach what lies in `owner` at the owner's own place in its window; part after part,
    where parts are named, else in the order in which it was made.

    Qt appends a new field to the end of its window's chain, wherever it stands. A field made of
    several goes along: left at the end, it would take the focus in place of the window's first.
    """
    before: QWidget | None = owner
    while before is not None and not before.focusPolicy() & TAB:
        before = before.previousInFocusChain()
    if before is None:
        return
    if parts:
        _order(before, owner, parts)
        return
    for field in owner.findChildren(QWidget):
        proxy = field.focusProxy()
        listed = field.isAncestorOf(proxy) if proxy is not None else field.focusPolicy() & TAB
        if listed and field.window() is owner.window():  # a list that pops up is a window too
            QWidget.setTabOrder(before, field)
            before = field


def _order(before: QWidget, owner: QWidget, parts: Iterable[QWidget]) -> None:
    """Part after part, also where some lie in the chain already."""
    places = {widget: place for place, widget in enumerate(_chain(owner))}

    def place(field: QWidget) -> int:
        """A field of several parts comes before the first of them."""
        return min(places[widget] for widget in (field, field.focusProxy()) if widget in places)

    inside = [
        field
        for part in parts
        for field in sorted((f for f in part.findChildren(QWidget) if f in places), key=place)
    ]
    with _taken_apart(inside):
        for field in inside:
            if field.focusPolicy() & TAB and field.focusProxy() is None:
                QWidget.setTabOrder(before, field)
                before = field


def _chain(first: QWidget) -> Iterator[QWidget]:
    at: QWidget | None = first
    while at is not None:
        yield at
        at = at.nextInFocusChain()
        if at is first:
            return


@contextmanager
def _taken_apart(fields: Iterable[QWidget]) -> Iterator[None]:
    """Let each field that is made of several parts be a stop of its own for a moment: with its
    proxy, Qt would move all that lies between it and its last part along with it, whosesoever that
    is; and what takes no focus it does not move at all.
    """
    proxies = [(field, field.focusProxy()) for field in fields]
    several = [(field, proxy) for field, proxy in proxies if proxy and field.isAncestorOf(proxy)]
    for field, _proxy in several:
        field.setFocusProxy(None)  # type: ignore[arg-type]  # Qt's way to have none
        field.setFocusPolicy(TAB)
    yield
    for field, proxy in several:
        field.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        field.setFocusProxy(proxy)
