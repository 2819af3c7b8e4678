"""Keeps the form of a value while it is typed: halfway, at the point, a number is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convert_console.core.document.payload import Payload
    from convert_console.widgets.fields.field import Reading

_NOTHING = object()


class TypingRun:
    """Reads each keystroke by the value that stood there before the first of them."""

    def __init__(self, read: Reading) -> None:
        self._read = read
        self._before: Payload = None
        self._shown: Payload = None
        self._made: object = _NOTHING

    def show(self, value: Payload) -> None:
        """The document says this now; what the typing itself made goes on."""
        self._shown = value
        if value != self._made:
            self._before, self._made = value, _NOTHING

    def read(self, text: str) -> Payload:
        """The value of what is typed so far."""
        self._made = made = self._read(self._before, text)
        return made

    def empty(self) -> None:
        """Everything was deleted; what is typed next takes its place."""
        self._made = None

    def end(self) -> None:
        """The person is done: the next typing goes by what stands there now."""
        self._before, self._made = self._shown, _NOTHING
