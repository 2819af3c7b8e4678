"""The run of a journey: a row for each visitor, a column for each step."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.convert_api.matching import STATE_WORDS
from convert_console.core.convert_api.sighting import ICONS, TONES
from convert_console.core.history.columns import duration
from convert_console.core.journeys.step_values import column_words
from convert_console.core.text import local_time, visible
from convert_console.core.verdict.kinds import KINDS
from convert_console.models.journeys.runner import Cell, Round, RunRecord
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.message_bar import sentence_label
from convert_console.widgets.kit.painted import IconLabel, paint_chosen
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.kit.texts import ElidedLabel
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import (
    Tone,
    colors,
    px,
    set_lengths,
    set_look,
    text_font,
    tone_color,
)
from convert_console.widgets.theme.tokens import tokens

Index = QModelIndex | QPersistentModelIndex

CELL = Qt.ItemDataRole.UserRole + 1
VISITOR, FIRST_STEP = 0, 1

STATES: dict[str, tuple[str, str, Tone]] = {
    "waiting": ("Waiting", "circle", "muted"),
    "pausing": ("Pausing", "clock", "accent"),
    "sending": ("Sending", "clock", "accent"),
    "unsent": ("Not sent", "minus", "muted"),
}
"""The word, the icon and the tone of a request without an outcome."""


def cell_look(cell: Cell) -> tuple[str, str, Tone]:
    """The word, the icon and the tone of a request."""
    if cell.state != "done":
        return STATES[cell.state]
    kind = KINDS[cell.kind]
    return kind.word, kind.icon, kind.tone


def took_words(cell: Cell) -> str:
    """How long a request took, or how long it pauses."""
    if cell.state == "pausing":
        return f"{cell.seconds:g} s"
    return duration(cell.seconds) if cell.seconds and cell.state == "done" else ""


def clock_words(moment: float) -> str:
    """The local time of a moment in Unix seconds, to the minute; "" outside of the calendar."""
    local = local_time(moment)
    return f"{local:%H:%M}" if local is not None else ""


def short_visitor(vid: str) -> str:
    """A visitor id by its ends."""
    return vid if len(vid) <= 12 else f"{vid[:4]}…{vid[-4:]}"


class RunModel(QAbstractTableModel):
    """The visitors of a run."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._record: RunRecord | None = None
        self._titles: list[str] = []
        self._shown: list[tuple[Any, ...]] = []

    def show_record(self, record: RunRecord | None, catalog: Catalog | None) -> None:
        """Show a run; only rows that changed are painted again."""
        titles = ["Visitor"]
        if record is not None:
            titles += [
                f"{number} {column_words(step, catalog)}"
                for number, step in enumerate(record.journey.steps, 1)
            ]
            titles.append("Took")
        rows = [_snapshot(each) for each in record.rounds] if record is not None else []
        if record is not self._record or titles != self._titles or len(rows) != len(self._shown):
            self.beginResetModel()
            self._record, self._titles, self._shown = record, titles, rows
            self.endResetModel()
            return
        last = len(titles) - 1
        for number, (row, before) in enumerate(zip(rows, self._shown, strict=True)):
            if row != before:
                self._shown[number] = row
                self.dataChanged.emit(self.index(number, 0), self.index(number, last))

    @property
    def here(self) -> bool:
        """Whether the run went to this machine."""
        return self._record is not None and self._record.here

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return visible(self._titles[section])
        if role == Qt.ItemDataRole.TextAlignmentRole and section == len(self._titles) - 1 > 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._record is None:
            return None
        one, column = self._record.rounds[index.row()], index.column()
        is_took = column == len(self._titles) - 1
        if role == Qt.ItemDataRole.TextAlignmentRole and is_took:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and column == VISITOR:
            return visible(one.visitor)
        if column == VISITOR:
            unmade = "not made yet" if self._record.journey.makes_visitors else "no visitor"
            text = short_visitor(visible(one.visitor)) or unmade
            return text if role == Qt.ItemDataRole.DisplayRole else None
        if is_took:
            done = all(cell.state == "done" for cell in one.cells)
            text = duration(one.ended - one.began) if done else ""
            return text if role == Qt.ItemDataRole.DisplayRole else None
        cell = one.cells[column - FIRST_STEP]
        if role == CELL:
            return cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            here = "here" if self.here and cell.state == "done" else ""
            seen = f", {STATE_WORDS[cell.seen].lower()} in the live log" if cell.seen else ""
            words = (cell_look(cell)[0], here, took_words(cell))
            return " ".join(filter(None, words)) + seen
        return None


def _snapshot(one: Round) -> tuple[Any, ...]:
    return one.visitor, one.ended, tuple(one.cells)


class _CellDelegate(QStyledItemDelegate):
    """Paints a verdict as icon and word in its tone, then where, then how long it took."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(CELL)
        if not isinstance(cell, Cell):
            super().paint(painter, option, index)
            if index.column() == 0 and option.state & QStyle.StateFlag.State_Selected:
                paint_chosen(painter, option.rect)
            return
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style() if option.widget is not None else None
        if style is not None:
            style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        word, sign, tone = cell_look(cell)
        model = index.model()
        here = isinstance(model, RunModel) and model.here and cell.state == "done"
        painter.save()
        area = option.rect.adjusted(px(10), 0, -px(4), 0)
        side = px(tokens().size.icon_small)
        left = self._icon(painter, area, area.left(), sign, tone_color(tone), side)
        left = self._text(painter, area, left, word, tone_color(tone), strong=cell.state == "done")
        if cell.seen:
            ink = tone_color(TONES[cell.seen])
            left = self._icon(painter, area, left, ICONS[cell.seen], ink, side)
        if here:
            left = self._icon(painter, area, left, "monitor", colors().muted, side, gap=4)
            left = self._text(painter, area, left, "here", colors().muted)
        self._text(painter, area, left, took_words(cell), colors().muted)
        painter.restore()

    def _icon(
        self, painter: QPainter, area: QRect, left: int, name: str, color: str, side: int,
        gap: int = 6,
    ) -> int:  # fmt: skip
        if left + side <= area.right():
            top = area.top() + (area.height() - side) // 2
            paint_icon(painter, QRect(left, top, side, side), name, color)
        return left + side + px(gap)

    def _text(
        self, painter: QPainter, area: QRect, left: int, text: str, color: str, *,
        strong: bool = False,
    ) -> int:  # fmt: skip
        font = text_font("base")
        if strong:
            font.setWeight(font.Weight.Medium)
        metrics, room = QFontMetrics(font), area.right() - left
        if room <= 0 or not text:
            return left
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(QColor(color))
        place = QRect(left, area.top(), room, area.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        return left + metrics.horizontalAdvance(shown) + px(8)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(150), px(36))


class RunTable(QTableView):
    """Only shows; rows can be selected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs = RunModel(self)
        self.setModel(self.runs)
        self.setAccessibleName("Requests of the run")
        self.setItemDelegate(_CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        set_lengths(self.verticalHeader(), defaultSectionSize=36, fixedWidth=36)
        set_look(self.verticalHeader(), plain=True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        set_lengths(header, minimumHeight=28, minimumSectionSize=72)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        self.runs.modelReset.connect(self._fit_columns)

    def show_record(self, record: RunRecord | None, catalog: Catalog | None) -> None:
        """Show a run."""
        self.runs.show_record(record, catalog)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:  # another zoom, perhaps at the same width
            self._fit_columns()

    def _fit_columns(self) -> None:
        """Share the width between the steps; where it is too small for them, they scroll."""
        count = self.runs.columnCount()
        if count < 2:
            return
        visitor, took = px(120), px(80)
        steps = count - 2
        room = self.viewport().width() - visitor - took
        for column in range(count):
            width = max(room // max(steps, 1), px(208))
            if column == VISITOR:
                width = visitor
            elif column == count - 1:
                width = took
            self.setColumnWidth(column, width)


LEAST_HEIGHT = 28 + 36 + 16
"""Pixels of the table: its header, a row, and a scroll bar."""


class RunPane(QWidget):
    """The run that goes on, or the last one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title, self.state = QLabel("Run", self), ElidedLabel("", self)
        self.here = IconLabel("monitor", "muted", parent=self)
        set_look(self.title, role="strong")
        set_look(self.state, role="muted")
        self.bar = QProgressBar(self, textVisible=False)
        set_lengths(self.bar, fixedHeight=6, minimumWidth=80, maximumWidth=240)
        self.bar.setAccessibleName("Progress")
        self.count = QLabel(self)
        self.sign = IconLabel("circle-check", "ok", parent=self)
        self.confirm = LinkButton("Confirm", self)
        self.confirm.setToolTip("Look for the requests of this run in Convert's live log")
        self.confirm.setAccessibleName("Confirm this run in Convert's live log")
        self.traffic = LinkButton("Show in Traffic", self)
        self.traffic.setToolTip("See the requests and their answers")
        self.table = RunTable(self)
        set_lengths(self.table, minimumHeight=LEAST_HEIGHT)
        self.sentence = sentence_label(self)
        head = QHBoxLayout()
        head.setContentsMargins(px(12), px(8), px(12), px(8))
        head.setSpacing(px(8))
        for part in (self.title, self.here, self.state, self.bar):
            head.addWidget(part)
        head.addStretch(1)
        for end in (self.sign, self.count, self.confirm, self.traffic):
            head.addWidget(end)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(12), px(8), px(12), px(8))
        foot.addWidget(self.sentence)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(Hairline(self))
        column.addLayout(foot)

    def show_record(self, record: RunRecord | None, catalog: Catalog | None, sentence: str) -> None:
        """Show a run; `sentence` says why there is none."""
        self.table.setVisible(record is not None)
        self.traffic.setVisible(record is not None)
        self.confirm.setVisible(record is not None and not record.going)
        for part in (self.bar, self.count, self.sign, self.here):
            part.hide()
        if record is None:
            self.title.setText("Run")
            self.state.setText("")
            self.sentence.setText(visible(sentence))
            set_look(self.sentence, tone="error")
            return
        self.table.show_record(record, catalog)
        going = record.going
        self.title.setText("Run" if going else "Last run")
        self.here.setVisible(record.here)
        self.bar.setVisible(going)
        self.bar.setRange(0, max(record.total, 1))
        self.bar.setValue(record.sent)
        self.bar.setAccessibleDescription(f"{record.sent:,} of {record.total:,}")
        if going:
            unsent = f" done, {record.unsent:,} of them not sent" if record.unsent else " sent"
            self.state.setText(f"{record.sent:,} of {record.total:,}{unsent}")
        else:
            where = "Rehearsed here" if record.rehearsal else "Sent here" if record.here else "Sent"
            ends = ", nothing was counted" if record.here else ""
            marker = f", marker {record.marker}" if record.marker else ""
            self.state.setText(f"{where} at {clock_words(record.began)}{marker}{ends}")
        failed = record.sent - record.accepted
        tone: Tone = "error" if failed else "ok" if record.accepted == record.total else "muted"
        icons: dict[Tone, str] = {"error": "circle-x", "ok": "circle-check", "muted": "minus"}
        self.sign.set_icon(icons[tone], tone)
        seen = f" · {record.seen:,} seen" if record.looked_up else ""
        self.count.setText(f"{record.accepted:,} of {record.total:,} accepted{seen}")
        set_look(self.count, tone=tone, role="medium")
        for part in (self.sign, self.count):
            part.setVisible(not going or failed > 0)
        ended = sentence or record.sentence
        said = record.fault if going else f"{ended} {record.marking}".strip()
        self.sentence.setText(visible(said))
        self.sentence.setVisible(bool(said))
        set_look(self.sentence, tone="error" if record.fault else "", role="")
