"""The selected row's request and answer, next to the list of the history."""

import html
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.history.comparison import Compared, Side
from convert_console.core.history.row import Row
from convert_console.core.history.words import Fact
from convert_console.core.linter.problem import Problem
from convert_console.core.text import local_time, visible
from convert_console.core.verdict.exchange import Answer, Exchange
from convert_console.core.verdict.kinds import kind_of
from convert_console.models.history.selection import Details, SelectedRows
from convert_console.widgets.editor.code_marks import CodeView
from convert_console.widgets.editor.wire_view import WireView
from convert_console.widgets.history.row_actions import RowActions, edit_words, more_menu
from convert_console.widgets.kit.buttons import OnceButton
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.panes import Divided, Hairline
from convert_console.widgets.kit.tabs import TabbedPane
from convert_console.widgets.kit.texts import ElidedLabel
from convert_console.widgets.preview.answer_pane import part_text
from convert_console.widgets.preview.find_bar import FindBar
from convert_console.widgets.problems.problems_pane import ProblemList
from convert_console.widgets.theme.icons import icon, icon_pixmap
from convert_console.widgets.theme.theme import px, set_look, tone_color

LABEL_WIDTH = 56
LONGEST_BYTES = 30_000
"""Characters of the request and of the answer that are shown as bytes; Qt lays them out in 6 ms."""

DETAIL_WIDTH = 448
"""Pixels of the details beside a list, at 100 % zoom."""

DIFFERENCES_SHOWN = 5
NOTHING_SELECTED = "Select a row to see its request and answer."
TABS = ("words", "document", "problems", "bytes")
"""The tabs by the names under which the last one is kept."""

TIPS = (
    "What was sent and answered, in words",
    "The request's document as JSON",
    "Problems that the check finds in this request",
    "The request and the answer as they were sent and received",
)


class HistoryDetail(QWidget):
    """Words, document, problems and bytes of one row; of two rows, what differs.

    Signals:
        turned(str): the user has opened another tab, one of `TABS`.
    """

    turned = Signal(str)

    def __init__(
        self, selected: SelectedRows, actions: RowActions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName("Selected request")
        self._selected, self._actions = selected, actions
        self._shown: Details | None = None
        self._wanted = 0
        self.words = FactsView(self)
        self.pages = TabbedPane("Selected request", self)
        self._add_pages()
        self.several = Differences(self)
        self._empty = EmptyState("inbox", "", NOTHING_SELECTED, "", self)
        self._top = QStackedLayout()
        for page in (self.pages, self.several, self._empty):
            self._top.addWidget(page)
        self.foot = DetailButtons(actions, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._top, 1)
        column.addWidget(self.foot)
        selected.changed.connect(self.refresh)
        self.refresh()

    def minimumSizeHint(self) -> QSize:
        """Small enough for a short window, and as wide as the buttons: only the pages scroll."""
        return QSize(max(px(260), self.foot.minimumSizeHint().width()), px(120))

    def refresh(self) -> None:
        """Show what is selected now."""
        rows, details = self._selected.rows, self._selected.details
        self.foot.set_rows(rows)
        if len(rows) > 1:
            self.several.show_rows(rows, self._selected.differences)
            self._top.setCurrentWidget(self.several)
        elif details:
            self._show(details[0])
            self._top.setCurrentWidget(self.pages)
        else:
            self._empty.set_state("inbox", "", self._selected.error or NOTHING_SELECTED)
            self._top.setCurrentWidget(self._empty)

    def open_on(self, tab: str) -> None:
        """Open rows on a tab, one of `TABS`."""
        self._wanted = TABS.index(tab) if tab in TABS else 0
        self.pages.turn_to(self._wanted)

    def _add_pages(self) -> None:
        self.document: CodeView | None = None
        self.problems: ProblemList | None = None
        self.bytes: WireView | None = None
        self._holders = [QWidget(self) for _title in TABS[1:]]
        self.pages.add_page("Words", self.words, TIPS[0])
        titles = ("Document", "Problems", "Bytes")
        for title, holder, tip in zip(titles, self._holders, TIPS[1:], strict=True):
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            self.pages.add_page(title, holder, tip)
        self.pages.bar.tabBarClicked.connect(self._keep_tab)
        self.pages.turned.connect(self._turn)

    def _turn(self, index: int) -> None:
        if self.pages.bar.hasFocus():  # by a key, not by another row
            self._keep_tab(index)
        self._fill(index)

    def _keep_tab(self, index: int) -> None:
        if index >= 0 and self.pages.bar.isTabEnabled(index):
            self._wanted = index
            self.turned.emit(TABS[index])

    def _show(self, details: Details) -> None:
        if details is self._shown:
            return
        self._shown = details
        bar, problems = self.pages.bar, details.problems
        self._enable(1, bool(details.document), "This row has no document.")
        self._enable(2, bool(problems), _NOT_CHECKED if problems is None else "No problems.")
        self.pages.set_count(2, "" if problems is None else f"{len(problems):,}")
        self.pages.turn_to(self._wanted if bar.isTabEnabled(self._wanted) else 0)
        self._fill(bar.currentIndex())

    def _enable(self, index: int, enabled: bool, why: str) -> None:
        self.pages.bar.setTabEnabled(index, enabled)
        self.pages.bar.setTabToolTip(index, TIPS[index] if enabled else why)

    def _fill(self, index: int) -> None:
        """Fill the page in front, so that a row is shown at once however long it is."""
        details = self._shown
        if details is None:
            return
        if index == 0:
            self.words.show_facts(details.facts)
        elif index == 1:
            self._fill_document(details)
        elif index == 2:
            self._fill_problems(details.problems or ())
        else:
            self._fill_bytes(details.exchange)

    def _fill_document(self, details: Details) -> None:
        if self.document is None:
            self.document = CodeView(self._holders[0])
            self.document.setReadOnly(True)
            self.document.setAccessibleName("Document of the selected row")
            self.document.setAccessibleDescription("")
            find_bar = FindBar(self.document, self._holders[0])
            for part in (find_bar, self.document):
                self._put(0, part)
        self.document.set_text_minimal(details.document)

    def _fill_problems(self, problems: tuple[Problem, ...]) -> None:
        if self.problems is None:
            self.problems = ProblemList(self._holders[1], whole=True)
            self._put(1, self.problems)
        self.problems.problem_model.set_problems(problems)

    def _fill_bytes(self, exchange: Exchange) -> None:
        if self.bytes is None:
            self.bytes = WireView(self._holders[2])
            self.bytes.setAccessibleName("Bytes of the selected row")
            self._put(2, self.bytes)
        self.bytes.set_text(bytes_text(exchange))

    def _put(self, holder: int, part: QWidget) -> None:
        layout = self._holders[holder].layout()
        assert layout is not None
        layout.addWidget(part)


_NOT_CHECKED = "Too long to be checked here. Edit it again to see its problems."


def bytes_text(exchange: Exchange) -> str:
    """The request and the answer as they went over the wire, as far as they are shown."""
    request = exchange.request
    body = request.body[:LONGEST_BYTES].decode("utf-8", "replace")
    more = len(request.body) - LONGEST_BYTES
    head = request.head if request.method else b""  # what could not be read is all in the body
    sent = head.decode("utf-8", "replace").replace("\r\n", "\n") + body
    sent += f"\n… {more:,} more bytes" if more > 0 else ""
    outcome = exchange.outcome
    if not isinstance(outcome, Answer):
        return f"{sent}\n\n{part_text(exchange, 'body')}"
    answer = outcome.body[:LONGEST_BYTES].decode("utf-8", "replace")
    more = outcome.left_out + max(0, len(outcome.body) - LONGEST_BYTES)
    answer += f"\n… {more:,} more bytes" if more > 0 else ""
    note = f"\n\n{outcome.note}" if outcome.note else ""
    return f"{sent}\n\n{part_text(exchange, 'headers')}\n\n{answer}{note}"


class FactsView(QScrollArea):
    """Lines of words, each with a label at the left; they wrap and can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("In words")
        self._page = QWidget(self)
        self._page.setProperty("surface", "clear")
        self._grid = QGridLayout(self._page)
        self._grid.setContentsMargins(px(12), px(10), px(12), px(10))
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setColumnMinimumWidth(0, px(LABEL_WIDTH))
        self._grid.setColumnStretch(1, 1)
        self._lines: list[tuple[QLabel, QLabel]] = []
        self.setWidget(self._page)

    @property
    def text(self) -> str:
        """What is shown, a line each."""
        shown = (pair for pair in self._lines if not pair[0].isHidden())
        return "\n".join(f"{label.text()}: {fact.accessibleName()}" for label, fact in shown)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these lines in place of the others."""
        while len(self._lines) < len(facts):
            self._lines.append(self._new_line())
        for number, (label, line) in enumerate(self._lines):
            shown = number < len(facts)
            label.setVisible(shown)
            line.setVisible(shown)
            if shown:
                fact = facts[number]
                label.setText(fact.label)
                line.setText("".join(map(_marked, fact.pieces)))
                line.setAccessibleName(visible(fact.text))
        self.verticalScrollBar().setValue(0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._grid.setColumnMinimumWidth(0, px(LABEL_WIDTH))

    def _new_line(self) -> tuple[QLabel, QLabel]:
        label, line = QLabel(self._page), QLabel(self._page, wordWrap=True)
        set_look(label, role="muted")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(line)
        line.setTextFormat(Qt.TextFormat.RichText)
        line.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        row = len(self._lines)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(label, row, 0, top)
        self._grid.addWidget(line, row, 1, top)
        self._grid.setRowStretch(row, 0)
        self._grid.setRowStretch(row + 1, 1)
        return label, line


def _marked(piece: tuple[str, bool]) -> str:
    text = html.escape(visible(piece[0]))
    return f'<span style="font-weight:600">{text}</span>' if piece[1] else text


class Differences(QWidget):
    """How many rows are selected, and of two rows the first values that differ."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.times = QLabel(self), QLabel(self)
        set_look(self.title, role="strong")
        set_look(self.times, role="small")
        head = QHBoxLayout()
        head.setContentsMargins(px(12), 0, px(12), 0)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.times)
        bar = QWidget(self)
        bar.setLayout(head)
        bar.setFixedHeight(px(39))
        self._bar = bar
        self._page = QWidget(self)
        self._page.setProperty("surface", "clear")
        self._grid = QGridLayout(self._page)
        self._grid.setContentsMargins(px(12), px(10), px(12), px(10))
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(2))
        self._grid.setColumnStretch(1, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(self._page)
        self._labels: list[QWidget] = []
        self._used = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(Hairline(self))
        column.addWidget(area, 1)

    @property
    def text(self) -> str:
        """What is shown below the title, a line each."""
        labels = (label for label in self._labels if isinstance(label, QLabel))
        return "\n".join(label.text() or label.accessibleName() for label in labels)

    def show_rows(self, rows: Sequence[Row], differences: Sequence[Compared]) -> None:
        """Show the number of rows, and what differs between two."""
        self.title.setText(f"{len(rows):,} selected")
        times = [f"{when:%H:%M:%S}" for row in rows[:2] if (when := local_time(row.sent_at))]
        self.times.setText(" and ".join(times) if len(rows) == 2 else "")
        for label in self._labels:
            self._grid.removeWidget(label)
            label.deleteLater()
        self._labels = []
        for row in range(self._used):  # a grid keeps the rows that it once had
            self._grid.setRowStretch(row, 0)
            self._grid.setRowMinimumHeight(row, 0)
        self._used = 0
        if len(rows) != 2:
            self._add_note("Select two rows to compare them.")
            return
        different = [line for line in differences if not line.same]
        shown = {
            (_short_name(line), line.left, line.right): line
            for line in sorted(different, key=_interest, reverse=True)
        }
        for (name, *_sides), line in list(reversed(shown.items()))[:DIFFERENCES_SHOWN]:
            self._add_difference(name, line)
        count = len(different)
        words = f"{count:,} difference{'' if count == 1 else 's'} in all."
        self._add_note(f"Older first. {words}" if different else "Request and answer are the same.")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._bar.setFixedHeight(px(39))

    def _add_difference(self, name: str, line: Compared) -> None:
        row, self._used = self._used, self._used + 3
        label = QLabel(name, self._page)
        set_look(label, role="muted")
        self._grid.addWidget(label, row, 0)
        self._labels.append(label)
        for offset, side in enumerate((line.left, line.right)):
            for widget in self._value(line, side):
                self._grid.addWidget(widget, row + offset, 1)
                self._labels.append(widget)
        self._grid.setRowMinimumHeight(row + 2, px(6))

    def _value(self, line: Compared, side: Side | None) -> list[QWidget]:
        if side is None:
            label = QLabel("not sent", self._page)
            set_look(label, role="muted")
            return [label]
        if line.name == "Verdict":
            return [VerdictLabel(side.meaning, self._page)]
        is_name = bool(side.meaning) and line.part == "Document" and side.meaning not in _KINDS
        text = side.meaning if is_name else side.text.strip('"')
        if side.meaning in _KINDS:
            text = f"{side.text} ({side.meaning})"
        label = ElidedLabel(visible(text[:200]), self._page)
        label.setMinimumWidth(px(40))
        return [label]

    def _add_note(self, text: str) -> None:
        note = QLabel(text, self._page, wordWrap=True)
        set_look(note, role="small")
        self._grid.addWidget(note, self._used, 0, 1, 2)
        self._labels.append(note)
        self._grid.setRowStretch(self._used + 1, 1)
        self._used += 2


_KINDS = ("text", "number")


def _short_name(line: Compared) -> str:
    """What differs, without the number of the event: events often differ in the same way."""
    name = line.name.rpartition(", ")[2]
    return "Order" if name == "Transaction id" else f"{name[:1].upper()}{name[1:]}"


_INTEREST = ("Verdict", "User-Agent", "Transaction id", "Method", "Address", "Status")


def _interest(line: Compared) -> int:
    """What people look for first comes first; visitors differ nearly always."""
    if line.name in _INTEREST:
        return _INTEREST.index(line.name)
    named = line.left is not None and bool(line.left.meaning)
    return 50 if line.name == "Visitor" else 10 if named else 20


class VerdictLabel(QWidget):
    """A verdict as icon and word in its colour."""

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        known = kind_of(kind)
        self.setAccessibleName(known.word)
        sign, text = QLabel(self), QLabel(known.word, self)
        ink, ratio = tone_color(known.tone), self.devicePixelRatioF()
        sign.setPixmap(icon_pixmap(known.icon, ink, px(14), ratio))
        set_look(text, tone=known.tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(sign)
        row.addWidget(text)
        row.addStretch(1)


class DetailButtons(QWidget):
    """The fixed row of buttons below the details."""

    def __init__(self, actions: RowActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.edit = self._button("Edit again", actions.edit_again, "Make it the draft (Enter)")
        self.compare_draft = self._button(
            "Compare with draft", actions.compare_with_draft, "Show what differs from the draft"
        )
        self.compare_draft.setAccessibleName("Compare with draft")
        self.send = self._button(
            "Send again", actions.resend, "Send the same bytes again (Ctrl+Shift+Enter)"
        )
        self.compare = self._button("Compare", actions.compare, "Show what differs")
        set_look(self.compare, kind="primary")
        self.more = QToolButton(self)
        self.more.setIcon(icon("more-vertical"))
        self.more.setAccessibleName("More for the selected request")
        self.more.setToolTip("Copy, export, star, note, delete")
        self.more.setMinimumSize(px(28), px(28))
        self.more.clicked.connect(self._open_more)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(8), px(12), px(10))
        row.setSpacing(px(8))
        for button in (self.edit, self.compare, self.send, self.compare_draft):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.more)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Offer what fits the selected rows."""
        count = len(rows)
        self.setVisible(count > 0)
        if count == 1:
            self.edit.setText(edit_words(rows[0]))
        self.edit.setVisible(count == 1)
        self.compare_draft.setVisible(count == 1)
        self.compare.setVisible(count > 1)
        self.compare.setEnabled(count == 2)
        if count > 1:
            self.send.setText("Send both again" if count == 2 else f"Send all {count:,} again")
        else:
            self.send.setText("Send again")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Shorten the longest text where there is no room for it."""
        self.compare_draft.setText("Compare with draft")
        if self.sizeHint().width() > self.width():
            self.compare_draft.setText("Compare…")

    def _button(self, text: str, run: Callable[[], object], tip: str) -> QPushButton:
        button = OnceButton(text, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: run())
        return button

    def _open_more(self) -> None:
        menu = more_menu(self._actions, self)
        menu.aboutToHide.connect(menu.deleteLater)
        above = self.more.mapToGlobal(QPoint(0, -menu.sizeHint().height()))
        menu.popup(above)


class DetailSplit(Divided):
    """The list and the details side by side, or one above the other where there is little width.
    The details can be closed, and opened again.

    Signals:
        closed_changed(bool): the details were closed, or opened.
    """

    closed_changed = Signal(bool)

    SHARE, STACKED_BELOW = 0.39, 760
    """The share of the details in a narrow pane; pixels of a pane below which they are below the
    list."""

    def __init__(
        self, listed: QWidget, width: int = DETAIL_WIDTH, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._usual = width
        self._chosen: int | None = None
        self._closed = False
        self.addWidget(listed)
        self.setStretchFactor(0, 1)
        self.splitterMoved.connect(self._moved)

    @property
    def closed(self) -> bool:
        """Whether the details are closed."""
        return self._closed

    @property
    def chosen_width(self) -> int | None:
        """Pixels at 100 % zoom that the person gave the details; `None` for the usual."""
        return self._chosen

    def set_detail(self, detail: QWidget) -> None:
        """Show the details next to the list."""
        if self.count() > 1:
            old = self.widget(1)
            self.replaceWidget(1, detail)
            if old is not None:
                old.deleteLater()
        else:
            self.addWidget(detail)
        self.setCollapsible(1, True)
        self.fit()

    def restore(self, width: int | None, *, closed: bool) -> None:
        """Use a stored width; call it before the details are set."""
        self._chosen, self._closed = width, closed

    def set_closed(self, closed: bool) -> None:
        """Close or open the details."""
        if closed != self._closed:
            self._closed = closed
            self.fit()
            self.closed_changed.emit(closed)

    def fit(self) -> None:
        """Give list and details their sizes."""
        if self.count() < 2:
            return
        stacked = self.width() < px(self.STACKED_BELOW)
        self.setOrientation(Qt.Orientation.Vertical if stacked else Qt.Orientation.Horizontal)
        room = self.height() if stacked else self.width()
        wanted = room // 2 if stacked else self._usual_width()
        detail = 0 if self._closed else wanted
        self.setSizes([room - detail, detail])

    def minimumSizeHint(self) -> QSize:
        # Side by side they must not hold the pane wider than one above the other would need: it
        # would never become narrow enough to be stacked.
        least = super().minimumSizeHint()
        panes = (self.widget(place) for place in range(self.count()))
        widths = (pane.minimumSizeHint().width() for pane in panes if pane is not None)
        return QSize(max(widths, default=0), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:  # another zoom, perhaps at the same width
            self.fit()

    def _usual_width(self) -> int:
        least = min(px(300), self.width() // 2)
        if self._chosen is not None:
            return max(least, min(px(self._chosen), self.width() - px(300)))
        return min(px(self._usual), max(least, int(self.width() * self.SHARE)))

    def _moved(self) -> None:
        size = self.sizes()[1] if self.count() > 1 else 0
        if self.orientation() == Qt.Orientation.Horizontal and size:
            self._chosen = round(size * 100 / px(100))
        if (size == 0) != self._closed:
            self._closed = size == 0
            self.closed_changed.emit(self._closed)
