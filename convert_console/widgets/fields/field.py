"""What every form field has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from convert_console.core.document.payload import Number, Payload
from convert_console.core.document.size_limits import size_said
from convert_console.core.request.event_summary import plain_text

if TYPE_CHECKING:
    from typing import TypeAlias

    from convert_console.core.catalog.catalog import Catalog
    from convert_console.widgets.theme.theme import Tone

    Marks: TypeAlias = dict[tuple[str | int | None, ...], tuple[Tone, str]]
    """Tone and sentence for a list's key and an id's place in it; for the whole list, `None`."""

SHOWN = 60
"""Characters of a text that a field names without showing it."""

LENGTH_SHOWN = 32_767
"""Characters a QLineEdit holds; it cuts more off silently."""

Reading = Callable[[Payload, str], Payload]
"""Makes a value of the value before and the typed text."""


class Field(QWidget):
    """Shows one value; a value it cannot show is named and left alone.

    Signals:
        edited(object): the person made it this value.
        cleared: the person emptied it; the key goes.
        left: the person is done typing.
    """

    edited = Signal(object)
    cleared = Signal()
    left = Signal()

    def set_value(self, value: Payload) -> None:
        """Show a value; what already stands there is not touched."""
        raise NotImplementedError

    def set_catalog(self, catalog: Catalog | None) -> None:
        """Name and offer ids by a catalog; most fields hold none."""


def is_plain(value: Payload) -> bool:
    """Whether a text field can hold a value."""
    return value is None or isinstance(value, str | Number)


def is_short(value: Payload) -> bool:
    """Whether a line can hold a plain value; true of what is no text."""
    return not isinstance(value, str) or len(value) <= LENGTH_SHOWN


def elsewhere(value: Payload) -> str:
    """What a field says of a value it cannot show; a long text by its beginning, and one that
    fills no line by its size.
    """
    if isinstance(value, str) and not is_short(value):
        size = len(value.encode("utf-8", "surrogatepass"))
        return f"{size_said(size)} of text – edit it in the JSON"
    words = " ".join(plain_text(value)[: SHOWN + 1].split())
    if len(words) > SHOWN:
        words = f"{words[:SHOWN]}…"
    return f"{words} – edit in JSON"


class Elsewhere(QLabel):
    """Stands in a field for a value that it cannot show; hidden while there is none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "muted")
        self.hide()

    def say(self, text: str) -> None:
        """Say this; "" for nothing."""
        self.setText(text)
        self.setVisible(bool(text))
