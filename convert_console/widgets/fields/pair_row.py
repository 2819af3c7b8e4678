"""One pair of an experience and its variation: two ids, with their names under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QToolButton, QWidget

from convert_console.core.catalog.catalog_words import choices, name_of
from convert_console.core.request.event_summary import plain_text
from convert_console.widgets.fields.field import elsewhere, is_plain, is_short
from convert_console.widgets.fields.id_line import IdLine
from convert_console.widgets.kit.elided_label import ElidedLabel
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px, set_look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convert_console.core.catalog.catalog import Catalog
    from convert_console.core.document.payload import Payload
    from convert_console.widgets.kit.named_completer import NamedCompleter


class PairRow(QWidget):
    """An experience, an arrow and its variation; names take room only where there are some.

    Signals:
        typed(str, str): in "exps" or "vars", the person typed or chose this.
        several(object): the person pasted more than one id, or pairs; `PastedIds`.
        removed: the person wants the pair out.
        left: the person is done typing.
    """

    typed = Signal(str, str)
    several = Signal(object)
    removed = Signal()
    left = Signal()

    def __init__(self, place: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalog: Catalog | None = None
        self.experience = self._line("exps", f"experience {place + 1}", "experience")
        self.variation = self._line("vars", f"variation {place + 1}", "variation")
        self._completers: dict[str, NamedCompleter] = {}
        self.names = (ElidedLabel("", self), ElidedLabel("", self))
        remove = self.remove = QToolButton(self)
        remove.setIcon(icon("x", "muted"))
        remove.setToolTip("Remove this pair")
        remove.setAccessibleName(f"Remove pair {place + 1}")
        remove.clicked.connect(self.removed)
        self._place()

    def tab_order(self) -> tuple[QWidget, ...]:
        """What the keyboard goes through."""
        return self.experience, self.variation, self.remove

    def set_pair(self, experience: Payload, variation: Payload) -> None:
        """Show both ids; `None` for a side that has none. What is no id is left alone."""
        for line, value, word in (
            (self.experience, experience, "experience"),
            (self.variation, variation, "variation"),
        ):
            fits = is_plain(value) and is_short(value)
            text = plain_text(value) if fits and value is not None else ""
            line.setReadOnly(not fits)
            hint = f"no {word}" if value is None else word
            line.setPlaceholderText(hint if fits else elsewhere(value))
            if line.text() != text:
                line.setText(text)
                if not line.hasFocus():  # else a long id shows its end
                    line.setCursorPosition(0)
        self._say_names()

    def mark(self, experience: str, variation: str) -> None:
        """Colour the edges by tones; "" for none."""
        for line, tone in ((self.experience, experience), (self.variation, variation)):
            if tone or line.property("tone"):  # a look costs a start a match with the style sheet
                set_look(line, tone=tone)

    def set_catalog(self, catalog: Catalog | None) -> None:
        """Name both, and offer what the catalog has."""
        self._catalog = catalog
        self._offer("exps", self.experience, choices(catalog, "experience"))
        self._say_names()

    def _say_names(self) -> None:
        """The variations to choose from are those of the experience beside them."""
        within = self.experience.text()
        self._offer("vars", self.variation, choices(self._catalog, "variation", within))
        texts = (
            name_of(self._catalog, "experience", within),
            name_of(self._catalog, "variation", self.variation.text()),
        )
        for label, text in zip(self.names, texts, strict=True):
            if label.text() != text:
                label.setText(text)
            label.setVisible(any(texts))
        self.experience.setAccessibleDescription(texts[0])
        self.variation.setAccessibleDescription(texts[1])

    def _place(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(6))
        grid.setVerticalSpacing(px(1))
        arrow = QLabel("→", self)
        set_look(arrow, role="muted")
        for column, widget in enumerate((self.experience, arrow, self.variation, self.remove)):
            grid.addWidget(widget, 0, column)
        for label, column in zip(self.names, (0, 2), strict=True):
            set_look(label, role="small")
            label.hide()
            grid.addWidget(label, 1, column)
            grid.setColumnStretch(column, 1)

    def _line(self, key: str, name: str, hint: str) -> IdLine:
        line = IdLine(key, name, hint, self)
        line.several.connect(self.several)
        line.setToolTip(f"An id, or words of a name, of the {hint} ({key})")
        line.textEdited.connect(lambda text: self.typed.emit(key, text))
        line.editingFinished.connect(self.left)
        return line

    def _offer(self, key: str, line: QLineEdit, items: Sequence[tuple[str, str]]) -> None:
        """Complete an id from these; what completes is made when there first are some."""
        if items and key not in self._completers:
            self._completers[key] = self._completer(key, line)
        if key in self._completers:
            self._completers[key].offer(items)

    def _completer(self, key: str, line: QLineEdit) -> NamedCompleter:
        """What is highlighted stands in the line already, so it counts as typed."""
        from convert_console.widgets.kit.named_completer import NamedCompleter

        completer = NamedCompleter(line)
        completer.highlighted.connect(lambda text: self.typed.emit(key, text))
        completer.activated.connect(lambda text: self.typed.emit(key, text))
        return completer
