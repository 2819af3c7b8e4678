"""The file: its detected format and its first rows."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.orders.csv_dialect import DELIMITERS, ENCODINGS, CsvFormat
from convert_console.core.text import visible
from convert_console.models.orders.orders import Orders
from convert_console.widgets.fields.choice_line import ChoiceEntry, ChoiceLine
from convert_console.widgets.kit.dialogs import ask_file
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.theme.theme import px, set_lengths, set_look

ROWS_SHOWN = 20
CELL_LENGTH = 200
"""Characters of a cell that are shown."""
HEADER_LENGTH = 60
"""Characters of a row that are shown where the header is chosen."""


class FilePage(QWidget):
    """The format is detected, and each part of it can be changed."""

    def __init__(self, orders: Orders, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._orders = orders
        self.empty = EmptyState(
            "file-text", "No file yet",
            "Drop a CSV file of orders here, as a CRM or a shop exports it. The file is not "
            "changed, and nothing is sent before you have seen what.",
            "Choose a CSV file…", self,
        )  # fmt: skip
        self.empty.acted.connect(self.choose)
        self.encoding = self._field("Encoding", "encoding", 200)
        self.delimiter = self._field("Delimiter", "delimiter", 140)
        self.header = self._field("Header", "header", 280)
        self.encoding.set_choices(_entries(ENCODINGS))
        self.delimiter.set_choices(_entries(DELIMITERS))
        self.detected, self.fault = QLabel(self, wordWrap=True), QLabel(self, wordWrap=True)
        for label in (self.detected, self.fault):
            label.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self.detected, role="small")
        set_look(self.fault, tone="error")
        self.table = _plain_table(self)
        self._place()
        orders.changed.connect(self.refresh)
        self._shown: tuple[object, ...] = ()
        self.refresh()

    def choose(self) -> None:
        """Ask for a file."""
        filters = "CSV (*.csv *.txt *.tsv)", "All files (*)"
        ask_file(self, "Orders from CSV", filters, self._orders.open)

    def refresh(self) -> None:
        """Show the file in its current format."""
        orders, form = self._orders, self._orders.form
        self._pages.setCurrentIndex(0 if orders.path is None else 1)
        self._list_headers()
        for field, value in (
            (self.encoding, form.encoding), (self.delimiter, form.delimiter),
            (self.header, form.header),
        ):  # fmt: skip
            rows = (row for row, entry in enumerate(field.choices) if entry.value == value)
            field.show_choice(next(rows, -1))
        self.detected.setText(detected_words(orders.detected, form))
        self.fault.setText(visible(orders.fault))
        self.fault.setVisible(bool(orders.fault))
        self.table.setVisible(not orders.fault)
        content = (orders.path, form, orders.columns, len(orders.head))
        if content != self._shown:
            self._shown = content
            self._fill(orders.columns, orders.head[:ROWS_SHOWN])

    def _list_headers(self) -> None:
        """List the first rows, so that the header can be chosen by sight."""
        file, header = self._orders.file, self._orders.form.header
        top = file.top if file is not None else ()
        numbers = [*range(1, len(top) + 1), *([header] if header > len(top) else [])]
        entries = [ChoiceEntry("No header", value=0)]
        for number in numbers:
            cells = top[number - 1] if number <= len(top) else ()
            text = visible(" ".join(", ".join(cells)[:CELL_LENGTH].split()))
            entries.append(ChoiceEntry(f"Row {number}", note=text[:HEADER_LENGTH], value=number))
        self.header.set_choices(entries)

    def _fill(self, columns: Sequence[str], head: Sequence[Sequence[str]]) -> None:
        self.table.setRowCount(len(head))
        self.table.setColumnCount(len(columns))
        self.table.setHorizontalHeaderLabels([visible(name[:CELL_LENGTH]) for name in columns])
        for row, cells in enumerate(head):
            for column, cell in enumerate(cells[: len(columns)]):
                item = QTableWidgetItem(visible(" ".join(cell[:CELL_LENGTH].split())))
                item.setToolTip(plain_tip(cell[: CELL_LENGTH * 5]))
                self.table.setItem(row, column, item)
        self.table.resizeColumnsToContents()

    def _field(self, name: str, setting: str, width: int) -> ChoiceLine:
        field = ChoiceLine(name, self, as_typed=None, shows_note=True)
        field.setToolTip(name)
        set_lengths(field, minimumWidth=120, maximumWidth=width)
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        field.chosen.connect(
            lambda row: self._orders.set_format(**{setting: field.choices[row].value})
        )
        return field

    def _place(self) -> None:
        details = QWidget(self)
        column = QVBoxLayout(details)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        form = QHBoxLayout()
        form.setContentsMargins(px(12), px(12), px(12), px(8))
        form.setSpacing(px(12))
        for field in (self.encoding, self.delimiter, self.header):
            form.addLayout(_with_label(field), 1)
        form.addStretch(1)
        words = QVBoxLayout()
        words.setContentsMargins(px(12), 0, px(12), px(8))
        words.addWidget(self.detected)
        words.addWidget(self.fault)
        column.addLayout(form)
        column.addLayout(words)
        column.addWidget(Hairline(details))
        column.addWidget(self.table, 1)
        column.addStretch(0)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(details)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)


def detected_words(detected: CsvFormat, form: CsvFormat) -> str:
    """The detected format, and whether the user changed it.

    >>> detected_words(CsvFormat(), CsvFormat("cp1252"))
    'Changed. Detected: UTF-8, comma ,, header in row 1.'
    """
    if detected == form:
        return "Detected from the file. Change what is wrong."
    parts = (
        dict(ENCODINGS)[detected.encoding],
        dict(DELIMITERS)[detected.delimiter],
        f"header in row {detected.header:,}" if detected.header else "no header",
    )
    return f"Changed. Detected: {', '.join(parts)}."


def _entries(listed: Sequence[tuple[Any, str]]) -> list[ChoiceEntry]:
    return [ChoiceEntry(label, value=value) for value, label in listed]


def _with_label(field: ChoiceLine) -> QVBoxLayout:
    label = QLabel(field.accessibleName(), field.parentWidget())
    set_look(label, role="small")
    label.setBuddy(field)
    column = QVBoxLayout()
    column.setSpacing(px(4))
    column.addWidget(label)
    column.addWidget(field)
    return column


class _FirstRows(QTableWidget):
    """Columns as wide as what they hold, at every zoom."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.resizeColumnsToContents()


def _plain_table(parent: QWidget) -> QTableWidget:
    table = _FirstRows(parent)
    table.setAccessibleName("First rows of the file")
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.horizontalHeader().setDefaultAlignment(
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    )
    table.horizontalHeader().setStretchLastSection(True)
    set_lengths(table.verticalHeader(), defaultSectionSize=28)
    set_look(table.verticalHeader(), plain=True)
    set_lengths(table.horizontalHeader(), minimumHeight=28)
    return table
