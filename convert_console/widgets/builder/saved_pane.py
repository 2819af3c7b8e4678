"""The saved requests of a profile: search, load, save, rename, reorder, import and export."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QListView,
    QMenu,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.saved_requests import (
    LINE,
    METHOD,
    NAME,
    SAVED_SUFFIX,
    SavedRequests,
)
from convert_console.widgets.builder.form import FormFoot
from convert_console.widgets.kit.actions import Command, fill
from convert_console.widgets.kit.buttons import AddButton
from convert_console.widgets.kit.clearable_line import ClearableLine
from convert_console.widgets.kit.dialogs import ask_files, ask_folder, ask_name, ask_new_file
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.input_rules import DownIntoRows
from convert_console.widgets.kit.painted import paint_chosen, paint_line
from convert_console.widgets.theme.theme import colors, px, text_font

# The list of saved requests, with name, method and events.

Index = QModelIndex | QPersistentModelIndex

HEIGHT, SIDE = 46, 12


class SavedList(QListView):
    """Reports keys and double clicks on the current item as signals.

    Signals:
        load_requested: Enter, or a double click.
        delete_requested: Delete.
        rename_requested: F2.
        move_requested(int): Ctrl with an arrow; -1 is up.
    """

    load_requested = Signal()
    delete_requested = Signal()
    rename_requested = Signal()
    move_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Saved requests")
        self.setItemDelegate(SavedRequestDelegate(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.activated.connect(lambda _index: self.load_requested.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match Qt.Key(event.key()):
            case Qt.Key.Key_Delete:
                self.delete_requested.emit()
            case Qt.Key.Key_F2:
                self.rename_requested.emit()
            case Qt.Key.Key_Up if control:
                self.move_requested.emit(-1)
            case Qt.Key.Key_Down if control:
                self.move_requested.emit(1)
            case _:
                super().keyPressEvent(event)


class SavedRequestDelegate(QStyledItemDelegate):
    """Paints a request in two lines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(100), px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if selected or hovered:
            painter.fillRect(option.rect, QColor(_background(selected=selected)))
        if selected:
            paint_chosen(painter, option.rect)
        area = option.rect.adjusted(px(SIDE), px(5), -px(SIDE), -px(5))
        first_line = QRect(area.left(), area.top(), area.width(), area.height() // 2)
        method = str(index.data(METHOD))
        painter.setFont(text_font("mono_small"))
        painter.setPen(QColor(colors().muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(first_line, right, method)
        method_width = painter.fontMetrics().horizontalAdvance(method) + px(10)
        place, name = first_line.adjusted(0, 0, -method_width, 0), str(index.data(NAME))
        paint_line(painter, place, name, text_font("strong"), colors().text)
        place, line = first_line.translated(0, area.height() // 2), str(index.data(LINE))
        paint_line(painter, place, line, text_font("small"), colors().muted)
        painter.restore()


def _background(*, selected: bool) -> str:
    return colors().selection if selected else colors().raised


FIRST_HINT = (
    "Save the current request under a name. Each saved request is a JSON file. You can change "
    "their order."
)


class SavedPane(QWidget):
    """Loading a request is one undo step of the draft."""

    def __init__(
        self, saved: SavedRequests, document: RequestDocument, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._saved = saved
        self._document = document
        self._take_back: Callable[[], None] | None = None  # what was done here last
        self._matches = QSortFilterProxyModel(self)
        self._matches.setSourceModel(saved)
        self._matches.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.search = ClearableLine(self)
        self.search.setPlaceholderText("Search by name, goal or event")
        self.search.setAccessibleName("Search saved requests")
        self.search.setToolTip("Search in names, goals and events (Ctrl+O)")
        self.save = AddButton("Save current as…", self)
        self.save.setToolTip("Save the current request under a name (Ctrl+S)")
        self.list = SavedList(self)
        self.list.setModel(self._matches)
        self._empty = EmptyState(parent=self)
        self._pages = QStackedLayout()
        self._place()
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        DownIntoRows(self.search, self.list)
        self.save.clicked.connect(self.save_as)
        self._empty.acted.connect(self._run_empty_state_action)
        self.list.load_requested.connect(self.load)
        self.list.delete_requested.connect(self.delete)
        self.list.rename_requested.connect(self.rename)
        self.list.move_requested.connect(self.move_by)
        self.list.customContextMenuRequested.connect(self._open_menu)
        for signal in (self._saved.counted, self._matches.rowsInserted, self._matches.rowsRemoved):
            signal.connect(self.refresh)
        self._saved.moved_to_trash.connect(lambda _name: self._note(self.restore))
        self._saved.replaced.connect(lambda _name: self._note(self.restore_replaced))
        self._document.changed.connect(lambda: self._note(None))

    def _note(self, take_back: Callable[[], None] | None) -> None:
        self._take_back = take_back

    @property
    def row(self) -> int:
        """The current request's row in the model; -1 for none."""
        return self._matches.mapToSource(self.list.currentIndex()).row()

    def refresh(self) -> None:
        """Show the list, or why it is empty."""
        self._pages.setCurrentIndex(0 if self._matches.rowCount() else 1)
        if self._saved.rowCount():
            sentence = f"Nothing matches “{self.search.text()}”."
            self._empty.set_state("search", "Nothing found", sentence, "Clear the search")
        else:
            self._empty.set_state("save", "No saved requests", FIRST_HINT, "Save current as…")

    def choose(self, row: int) -> None:
        """Select a request by its row in the model."""
        index = self._matches.mapFromSource(self._saved.index(row))
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def load(self) -> None:
        """Load the selected request into the draft."""
        saved = self._saved.at(self.row)
        if saved is not None:
            self._saved.last_name = saved.name
            self._document.load(saved.draft, f"Load {saved.name}")

    def save_as(self) -> None:
        """Ask for a name, and save the draft under it."""
        save, document = self._saved.save, self._document
        ask_name(
            self,
            "Save request as",
            self._saved.last_name,
            lambda name: self.choose(save(name, document.draft)),
        )

    def duplicate(self) -> None:
        """Copy the selected request."""
        self.choose(self._saved.duplicate(self.row))

    def rename(self) -> None:
        """Ask for a new name for the selected request."""
        row, saved = self.row, self._saved.at(self.row)

        def renamed(name: str) -> None:
            self._saved.rename(row, name)
            self.choose(row)

        if saved is not None:
            ask_name(self, "Rename request", saved.name, renamed)

    def delete(self) -> None:
        """Move the selected request to the trash."""
        row = self.row
        self._saved.delete(row)
        self.choose(min(row, self._saved.rowCount() - 1))

    def restore(self) -> None:
        """Restore the request that was deleted last."""
        self._take_back = None
        self.choose(self._saved.restore())

    def restore_replaced(self) -> None:
        """Bring back what the request was that was replaced last."""
        self._take_back = None
        self.choose(self._saved.restore_replaced())

    def has_focus(self) -> bool:
        """Whether the focus is on a widget of the pane."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def undo(self) -> None:
        """Undo what was done last, a deletion or replacement here or a change of the draft."""
        if self._take_back is not None:
            self._take_back()
        else:
            self._document.undo_group.undo()

    def redo(self) -> None:
        """Redo a change of the draft. What is done to saved requests cannot be redone."""
        self._document.undo_group.redo()

    def move_by(self, step: int) -> None:
        """Move the selected request by one place, -1 up."""
        row = self.row
        self.choose(row + step if self._saved.move(row, row + step) else row)

    def commands(self) -> tuple[Command | None, ...]:
        """The entries of the menu."""
        deleted = self._saved.restorable
        restore = (Command(f"Restore “{deleted}”", self.restore),) if deleted else ()
        return (
            *(self._commands_for_selected() if self.row >= 0 else ()),
            *restore,
            Command("Import…", self._choose_files),
            Command("Export all…", self._choose_folder),
        )

    def _commands_for_selected(self) -> tuple[Command | None, ...]:
        return (
            Command("Load", self.load, "Return", "Or double-click it"),
            Command("Duplicate", self.duplicate),
            Command("Rename…", self.rename, "F2"),
            Command("Move up", lambda: self.move_by(-1), "Ctrl+Up"),
            Command("Move down", lambda: self.move_by(1), "Ctrl+Down"),
            Command("Export…", self._choose_file),
            Command("Delete", self.delete, "Del"),
            None,
        )

    def _run_empty_state_action(self) -> None:
        if self._saved.rowCount():
            self.search.clear()
        else:
            self.save_as()

    def _filter(self, text: str) -> None:
        self._matches.setFilterFixedString(text.strip())
        self.refresh()

    def _open_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        fill(menu, self.commands(), menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list.viewport().mapToGlobal(position))

    def _place(self) -> None:
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(px(12), px(10), px(12), px(10))
        head.addWidget(self.search)
        column.addLayout(head)
        column.addLayout(self._pages, 1)
        foot = FormFoot(self)
        foot.add(self.save)
        column.addWidget(foot)

    def _choose_files(self) -> None:
        filters = "JSON (*.json)", "All files (*)"
        ask_files(self, "Import requests", filters, self._saved.import_files)

    def _choose_file(self) -> None:
        saved = self._saved.at(self.row)
        if saved is not None:
            export = partial(self._saved.export_one, self.row)
            name = f"{saved.file}.{SAVED_SUFFIX}"
            ask_new_file(self, f"Export {saved.name}", export, name=name, suffix=SAVED_SUFFIX)

    def _choose_folder(self) -> None:
        ask_folder(self, "Export all requests to a folder", self._saved.export)
