"""Where a parameter comes from: a column, a constant, nothing, or a fresh id for each row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from convert_console.core.orders.mapping import Source
from convert_console.widgets.kit.elided_combo import ElidedCombo
from convert_console.widgets.theme.theme import px, set_look


class SourceField(QWidget):
    """Signals:
    chosen(object): the person chose another `Source`.
    """

    chosen = Signal(object)

    def __init__(self, fresh: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fresh = fresh
        self._columns: tuple[str, ...] | None = None
        self.combo = ElidedCombo(self)
        self.combo.setMinimumWidth(px(108))
        self.combo.activated.connect(lambda _row: self._choose())
        self.constant = QLineEdit(self, placeholderText="the same for every row")
        self.constant.setMinimumWidth(px(96))  # an id can be read
        set_look(self.constant, mono=True)
        self.constant.textEdited.connect(lambda text: self.chosen.emit(Source("constant", text)))
        self.setFocusProxy(self.combo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(self.combo, 1)
        row.addWidget(self.constant, 1)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.combo.setAccessibleName(name)
        self.constant.setAccessibleName(f"{name}, for every row")

    def show_source(self, source: Source, columns: Sequence[str]) -> None:
        """Show a source among the columns that there are."""
        if self._columns != tuple(columns):
            self._columns = tuple(columns)
            self._list()
        kind = source.kind
        wanted = Source(kind) if kind == "constant" else source
        places = [place for place in range(self.combo.count()) if self._at(place) == wanted]
        self.combo.setCurrentIndex(places[0] if places else 0)
        self.constant.setVisible(kind == "constant")
        if kind == "constant" and self.constant.text().strip() != source.text.strip():
            self.constant.setText(source.text)
            if not self.constant.hasFocus():
                self.constant.setCursorPosition(0)

    def _list(self) -> None:
        self.combo.clear()
        self.combo.addItem("– not sent", Source())
        if self._fresh:
            self.combo.addItem("a fresh visitor for each row", Source("fresh"))
        self.combo.addItem("constant", Source("constant"))
        for name in self._columns or ():
            self.combo.addItem(f"column {name[:60]}", Source("column", name))

    def _at(self, place: int) -> Source:
        source = self.combo.itemData(place)
        assert isinstance(source, Source)
        return source

    def _choose(self) -> None:
        source = self._at(self.combo.currentIndex())
        if source.kind == "constant":
            source = Source("constant", self.constant.text())
        self.chosen.emit(source)
        if source.kind == "constant":
            self.constant.setFocus()
