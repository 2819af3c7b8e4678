"""The history as a Qt table: rows being sent on top, then those of the store."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from convert_console.core.catalog.catalog import Catalog, catalog_of_names, ids_of_goals
from convert_console.core.history.columns import COLUMNS, Column
from convert_console.core.history.filter_language import FilterContext
from convert_console.core.history.row import Row
from convert_console.core.plan.plan import Plan
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.history.edits import HistoryEdits
from convert_console.models.history.grouping import GroupTotals, group_key
from convert_console.models.history.loader import HistoryLoader
from convert_console.models.history.profile_catalogs import ProfileCatalogs
from convert_console.models.history.recorder import SendRecorder
from convert_console.models.history.selection import SelectedRows
from convert_console.models.history.table_rows import TableRows
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.files import StoreFailed

Index = QModelIndex | QPersistentModelIndex

ROW = Qt.ItemDataRole.UserRole + 1
"""The whole `Row` of a line, for delegates; `None` if it is gone."""


class HistoryModel(QAbstractTableModel):
    """What views see of the history. It knows how many rows there are, and reads a row when it is
    asked for. `loader` decides which rows these are, `recorder` adds what is sent, `edits` changes
    rows by hand, and `totals` counts groups.

    Signals:
        failed(str): the history could not be read or written; why, in a sentence.
    """

    failed = Signal(str)

    def __init__(
        self,
        store: HistoryStore,
        catalog: CurrentCatalog,
        catalogs: ProfileCatalogs | None = None,
        parent: QObject | None = None,
        *,
        sent_only: bool = False,
        plan_of: Callable[[str], Plan | None] = lambda _profile_id: None,
    ) -> None:
        """With `sent_only` it lists what the console has sent, until it is asked for more.
        `catalogs` has the names for the rows of each profile; without it all rows have those of
        the current one. `plan_of` gives the tracking plan of a profile.
        """
        super().__init__(parent)
        self._store = store
        self.plan_of = plan_of
        self._catalog, self._catalogs = catalog, catalogs
        self.rows = TableRows(self, store)
        self.rows.cache.sent_only = sent_only
        self.loader = HistoryLoader(store, self.rows, self)
        self.recorder = SendRecorder(store, self.rows, self.loader, catalog, self)
        self.edits = HistoryEdits(store, self.rows, self.loader, self)
        self.totals = GroupTotals(store, self)
        self.selected = SelectedRows(self, self)
        self.loader.failed.connect(self.failed)
        self.edits.failed.connect(self.failed)
        (catalogs or catalog).changed.connect(self._refresh_names)
        for signal in (self.modelReset, self.rowsInserted, self.rowsRemoved, self.dataChanged):
            signal.connect(self.totals.invalidate)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == Column.NOTE:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in _ROLES:
            return None
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        row = self.row(index.row())
        if role == ROW or row is None:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip(row, self.catalog_of(row))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column.plain_text(row, self.catalog_of(row))
        return self.words(row, column)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != Column.NOTE:
            return False
        row = self.row(index.row())
        if row is None or not row.id or row.note == value:
            return False
        self.edits.note(index.row(), str(value))
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.spec.title
        if role == Qt.ItemDataRole.ToolTipRole and column.spec.title_tip:
            return column.spec.title_tip
        return _alignment(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.DescendingOrder) -> None:
        self.loader.sort_by(COLUMNS[column], descending=order == Qt.SortOrder.DescendingOrder)

    @property
    def total(self) -> int:
        """How many exchanges are saved or being sent, whatever the filter."""
        try:
            count = self._store.count(sent_only=self.loader.sent_only)
            return count + sum(not row.id for row in self.rows.order.top)
        except StoreFailed:
            return len(self.rows)

    @property
    def shown(self) -> int:
        """How many rows match, whether their group is folded or not."""
        return len(self.rows) + self.rows.hidden

    def row(self, position: int) -> Row | None:
        """The row at a position; `None` if there is none, or if it is gone."""
        cache = self.rows.cache
        row = cache.row(position)
        if cache.error:
            why, cache.error = cache.error, ""
            self.failed.emit(why)
        return row

    def words(self, row: Row, column: Column) -> str:
        """The text of a row in a column."""
        return column.text(row, self.catalog_of(row))

    def exchange_at(self, position: int) -> Exchange | None:
        """The whole exchange of a row, also of one that is not saved yet."""
        row = self.row(position)
        if row is None:
            return None
        return self.recorder.exchange(row.uid) or self.exchange(row.id)

    def exchange(self, row_id: int) -> Exchange | None:
        """The whole exchange of a saved row; `None` where it is gone."""
        try:
            return self._store.exchange(row_id)
        except StoreFailed as why:
            self.failed.emit(str(why))
            return None

    def load_exchange(self, row_id: int) -> Exchange | None:
        """The same for a worker thread; raises `StoreFailed`."""
        return self._store.load_exchange(row_id)

    def catalog_of(self, row: Row | Exchange) -> Catalog | None:
        """The catalog with the names for the ids of a row: that of its own profile."""
        return self._catalogs.of(row.profile_id) if self._catalogs else self._catalog.value

    def names_of(self, exchange: Exchange) -> Catalog | None:
        """The names for an exchange: of its own profile, or else those it was sent with."""
        kept = catalog_of_names(exchange.names) if exchange.names else None
        return self.catalog_of(exchange) or kept

    def filter_context(self, now: datetime) -> FilterContext:
        """What a filter is read with while it is typed."""
        try:
            profiles = self._store.owners()
        except StoreFailed:
            profiles = {}
        return FilterContext(now, profiles, self._goals_named, is_typed=True)

    def name_profiles(self, names: Mapping[str, str]) -> None:
        """Show rows under the present names of their profiles, by id."""
        self._store.name_profiles(names)
        self.rows.name_profiles(names)

    def group_at(self, position: int) -> str | None:
        """The key of a row's group; `None` for a row in no group, or gone."""
        row = None if position < self.loader.ungrouped else self.row(position)
        return None if row is None else group_key(row, self.loader.group)

    def starts_group(self, position: int) -> bool:
        """Whether a group starts with this row; those in none are together on top."""
        if not self.loader.group or self.row(position) is None:
            return False
        return position == 0 or self.group_at(position - 1) != self.group_at(position)

    def fold_group(self, first: int) -> None:
        """Hide the rows of the group that begins with this row, except the row itself."""
        if self.loader.search.going or not self.starts_group(first):
            return
        self.loader.forget_positions()
        self.rows.fold(*self.group_range(first))

    def group_range(self, position: int) -> tuple[int, int]:
        """The first and the last row of a row's group, of any size."""
        key = self.group_at(position)

        def last_of_group(outside: int) -> int:
            inside = position
            while abs(outside - inside) > 1:  # the rows of a group are next to each other
                middle = (inside + outside) // 2
                if self.group_at(middle) == key:
                    inside = middle
                else:
                    outside = middle
            return inside

        return last_of_group(-1), last_of_group(len(self.rows))

    def unfold_group(self, first: int) -> None:
        """Show the rows of a folded group again."""
        if self.rows.is_folded(first):
            self.loader.forget_positions()
            self.rows.unfold(first)

    def count_groups(self, keys: Iterable[str]) -> None:
        """Count the totals of these groups, once background work has started."""
        if self.loader.started:
            self.totals.request(self.loader.group, keys, self.loader.wanted)

    async def end(self) -> None:
        """Stop all background work; the store writes on until it is closed."""
        self.loader.end()
        self.totals.end()
        await self.selected.end()
        if self._catalogs is not None:
            await self._catalogs.finish()
        await self.edits.end()
        await self.recorder.end()

    def _refresh_names(self) -> None:
        self.rows.announce(Column.GOALS, Column.GOALS)
        self.selected.refresh()

    def _goals_named(self, name: str) -> tuple[str, ...]:
        return ids_of_goals(self._catalog.value, name)


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.spec.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


_ROLES = frozenset(
    {
        ROW,
        int(Qt.ItemDataRole.DisplayRole),
        int(Qt.ItemDataRole.EditRole),
        int(Qt.ItemDataRole.ToolTipRole),
        int(Qt.ItemDataRole.AccessibleTextRole),
        int(Qt.ItemDataRole.TextAlignmentRole),
    }
)
