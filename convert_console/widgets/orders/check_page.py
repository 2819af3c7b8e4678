"""The dry run: the questions that the file leaves open, and the problems of its rows."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QRadioButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.orders.dry_run import DryRun
from convert_console.core.orders.questions import Choice, FileQuestion
from convert_console.core.text import visible
from convert_console.models.orders.orders import Orders
from convert_console.models.orders.run import OrderSending
from convert_console.widgets.kit.buttons import LinkButton, MenuButton
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.kit.panes import Hairline, PanelHeader, scroll_area
from convert_console.widgets.kit.plain_table import PlainTable
from convert_console.widgets.kit.texts import ElidedLabel, plain_tip
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import (
    SEVERITY_TONES,
    px,
    set_lengths,
    set_look,
    set_surface,
    tone_color,
)

TITLES = ("Severity", "Rows", "Which rows", "What to do")
SEVERITY, ROWS, WHICH, SENTENCE = range(4)

SEVERITIES = {
    "error": ("Error", "circle-x"),
    "warning": ("Warning", "alert-triangle"),
    "info": ("Info", "info"),
}
"""The word and the icon of each severity."""

PROBLEM_ROWS = 3
"""Rows of the table of problems that are in sight at least, of one line each."""


class CheckPage(QWidget):
    """Signals:
    stopped: the user wants to stop the dry run.
    """

    stopped = Signal()

    def __init__(
        self,
        orders: Orders,
        sending: OrderSending,
        export: MenuButton,
        parent: QWidget | None = None,
    ) -> None:
        """`export` is the button that offers files, which is above the problems."""
        super().__init__(parent)
        self._orders, self._sending = orders, sending
        self.head = PanelHeader("Dry run", self)
        self.state = ElidedLabel("", self)
        set_look(self.state, role="muted")
        self.head.add_left(self.state)
        self.stop = LinkButton("Stop", self)
        self.stop.setToolTip("Stop reading the rows (Esc)")
        self.stop.clicked.connect(orders.stop)
        self.again = LinkButton("Check again", self)
        self.again.setToolTip("Read all rows again; nothing is sent")
        self.again.clicked.connect(lambda: orders.check(sending.past))
        self.head.add_right(self.stop)
        self.head.add_right(self.again)
        self.cards: dict[str, FileQuestionCard] = {}
        self._cards = QVBoxLayout()
        self._cards.setSpacing(px(12))
        self.fine = QLabel(self, wordWrap=True)
        self.fine.setTextFormat(Qt.TextFormat.PlainText)
        self.table = _problem_table(self)
        self.problems = PanelHeader("Problems in rows", self)
        self.problems.add_right(export)
        self._checked: tuple[object, ...] = ()
        self._listed: list[tuple[object, ...]] = []
        self._place()
        for changed in (orders.changed, sending.changed):
            changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the questions and the problems that are known."""
        orders = self._orders
        self._show_questions()
        count, open_count = len(orders.questions), len(orders.unanswered)
        had_focus = self.stop.hasFocus() and not orders.checking
        self.head.title.setText("Questions" if count else "Dry run")
        self.head.set_count(str(count) if count else "")
        self.state.setText(self._state(count, open_count))
        self.stop.setVisible(orders.checking)
        self.again.setVisible(bool(orders.columns) and not orders.checking)
        self.again.setEnabled(not self._sending.going)
        dry = orders.dry
        self.fine.setText(self._fine(dry, count))
        self.fine.setVisible(bool(self.fine.text()))
        self._page.setStretchFactor(self._area, int(bool(count)))
        self._show_problems(dry)
        if had_focus:
            self.take_focus()

    def take_focus(self) -> None:
        """Give the keyboard to the first question that is open, or else to the first control."""
        unanswered = self._orders.unanswered
        card = self.cards.get(unanswered[0].key) if unanswered else None
        if card is not None:
            part: QWidget = next(iter(card.choices.values()))
        else:
            part = self.stop if self._orders.checking else self.again
        part.setFocus(Qt.FocusReason.OtherFocusReason)

    def check_unasked(self) -> None:
        """Begin a dry run once what would be sent is known; only once, since it may be stopped."""
        orders, past = self._orders, self._sending.past
        wanted = (orders.revision, past)
        if (
            past is not None and orders.columns
            and not (orders.checking or self._sending.going) and self._checked != wanted
        ):  # fmt: skip
            self._checked = wanted
            orders.check(past)

    def _state(self, count: int, open_count: int) -> str:
        dry = self._orders.dry
        if self._orders.checking:
            return f"Reading the rows: {dry.rows if dry else 0:,} so far"
        if dry is None:
            return "No dry run yet. A dry run sends nothing."
        if not count:
            return f"{dry.rows:,} row{'' if dry.rows == 1 else 's'} checked"
        done = f"{count - open_count} answered."
        if not open_count:
            return f"{'All' if count > 2 else 'Both' if count == 2 else 'It is'} answered."
        both = "it" if count == 1 else "both" if count == 2 else "all"
        return f"{done} Answer {both} before sending."

    def _fine(self, dry: DryRun | None, count: int) -> str:
        if dry is None or count or self._orders.checking:
            return ""
        if not dry.rules:
            past = self._sending.past
            if past is not None and past.settled >= dry.rows > 0:
                return "All rows are done, and none has a problem."
            unsent = past is not None and not past.any_done
            return f"Every row can be sent as it is.{' Nothing was sent yet.' if unsent else ''}"
        return "The file leaves no question open. Its problems are listed below."

    def _show_questions(self) -> None:
        questions = {question.key: question for question in self._orders.questions}
        for key in [key for key in self.cards if key not in questions]:
            card = self.cards.pop(key)
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        unanswered = self._orders.unanswered
        for question in self._orders.questions:
            if question.key not in self.cards:
                made = self.cards[question.key] = FileQuestionCard(self)
                made.answered.connect(self._orders.answer)
                self._cards.addWidget(made)
                made.show()
            card = self.cards[question.key]
            card.show_question(
                question,
                self._orders.answer_to(question),
                current=bool(unanswered) and question is unanswered[0],
            )
            card.setEnabled(not self._sending.going)

    def _show_problems(self, dry: DryRun | None) -> None:
        ranked = dry.ranked if dry is not None else []
        self.problems.set_count(f"{len(ranked)}" if ranked else "")
        listed = [(count.rule, count.severity, count.rows, count.which, count.sentence)
                  for count in ranked]  # fmt: skip
        if listed == self._listed:
            return
        self._listed = list(listed)
        self.table.setRowCount(len(ranked))
        for row, count in enumerate(ranked):
            word, sign = SEVERITIES[count.severity]
            tone = SEVERITY_TONES[count.severity]
            cells = (word, f"{count.rows:,}", count.which, count.sentence)
            for column, cell in enumerate(cells):
                item = QTableWidgetItem(visible(cell))
                item.setToolTip(plain_tip(count.rule if column == SENTENCE else cell))
                if column == SEVERITY:
                    item.setIcon(icon(sign, tone))
                    item.setForeground(QColor(tone_color(tone)))
                elif column == ROWS:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self.table.setItem(row, column, item)
        self.table.resizeRowsToContents()

    def _place(self) -> None:
        inside = QWidget(self)
        set_look(inside, surface="clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(px(12), px(12), px(12), px(12))
        column.setSpacing(px(12))
        column.addWidget(self.fine)
        column.addLayout(self._cards)
        column.addStretch(1)
        area = scroll_area(inside, self)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.head)
        page.addWidget(Hairline(self))
        page.addWidget(area, 1)
        self._page, self._area = page, area
        page.addWidget(Hairline(self))
        page.addWidget(self.problems)
        page.addWidget(Hairline(self))
        page.addWidget(self.table, 1)


def _problem_table(parent: QWidget) -> QTableWidget:
    table = PlainTable("Problems in rows", TITLES, parent=parent)
    table.setWordWrap(True)
    set_lengths(table.verticalHeader(), defaultSectionSize=28)
    set_lengths(table, minimumHeight=28 * (PROBLEM_ROWS + 1))
    header = table.horizontalHeader()
    set_lengths(header, minimumHeight=28)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column, width in enumerate((112, 80, 128)):
        table.setColumnWidth(column, px(width))
    header.setSectionResizeMode(SENTENCE, QHeaderView.ResizeMode.Stretch)
    header.sectionResized.connect(lambda *_: table.resizeRowsToContents())
    rows_title = table.horizontalHeaderItem(ROWS)
    if rows_title is not None:
        rows_title.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return table


COLUMN_WIDTHS = {"Row": 48, "Order": 112, "Amount": 80, "Products": 88}
"""Pixels of the columns of a question; another one takes what it needs, up to `WORDS_WIDTH`."""

WORDS_WIDTH = 160


class FileQuestionCard(QFrame):
    """A question with the rows that it is about, and its answers.

    Signals:
        answered(object, str): the user chose this answer to a `FileQuestion`.
    """

    answered = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question: FileQuestion | None = None
        self._shown: FileQuestion | None = None
        self.sign = IconLabel("circle-help", "warn", parent=self)
        self.title, self.where = ElidedLabel("", self), QLabel(self)
        set_look(self.title, role="strong")
        set_look(self.where, role="muted")
        self.choices: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self._head = QWidget(self)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(px(12), px(8), px(8), px(8))
        row.setSpacing(px(8))
        row.addWidget(self.sign)
        row.addWidget(self.title, 1)
        row.addWidget(self.where)
        self._body = QWidget(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, px(12))
        self._column.setSpacing(0)
        self._column.addWidget(self._head)
        self._column.addWidget(self._body)

    def show_question(self, question: FileQuestion, answer: str, *, current: bool) -> None:
        """Show a question with its answer, "" for none; `current` is the one to answer next."""
        self._question = question
        if question != self._shown:
            self._build(question)
        self.title.setText(visible(question.title))
        self.where.setText(question.where)
        done = bool(answer)
        self.sign.set_icon("circle-check" if done else "circle-help", "ok" if done else "warn")
        set_look(self, card="chosen" if current else "plain")
        set_surface(self._head, "head" if current else "clear")
        self.setAccessibleName(f"{question.title} {'Answered' if done else 'Not answered yet'}")
        self._group.setExclusive(False)  # else a radio button cannot be unchecked
        for value, radio in self.choices.items():
            radio.setChecked(value == answer)
        self._group.setExclusive(True)

    def _build(self, question: FileQuestion) -> None:
        """Fill the card; the answer with the focus keeps it."""
        focused = next((value for value, radio in self.choices.items() if radio.hasFocus()), None)
        same = self._shown is not None and [choice.value for choice in question.choices] == list(
            self.choices
        )
        self._shown = question
        old, self._body = self._body, QWidget(self)
        self._group = QButtonGroup(self._body)
        self.choices = {}
        column = QVBoxLayout(self._body)
        column.setContentsMargins(px(35), px(4), px(12), 0)
        column.setSpacing(0)
        column.addLayout(self._rows(question))
        column.addSpacing(px(8))
        for choice in question.choices:
            column.addWidget(self._answer(choice))
        self._column.replaceWidget(old, self._body)
        self._body.show()
        if same and focused is not None:
            self.choices[focused].setFocus()
        old.hide()
        old.deleteLater()

    def _rows(self, question: FileQuestion) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(0)
        for place, column in enumerate(question.columns):
            width = COLUMN_WIDTHS.get(column.title)
            grid.setColumnStretch(place, width or WORDS_WIDTH)
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            texts = (column.title, *(row[place] for row in question.rows))
            for number, text in enumerate(texts):
                label = ElidedLabel(visible(text), self._body)
                label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                wide = width or WORDS_WIDTH
                set_lengths(label, fixedHeight=24, minimumWidth=wide // 2, maximumWidth=wide)
                if not number:
                    set_look(label, role="small")
                elif column.strong:
                    set_look(label, role="strong")
                elif column.title in ("Row", "Order"):
                    set_look(label, role="muted")
                grid.addWidget(label, number * 2 if number else 0, place)
        grid.addWidget(Hairline(self._body), 1, 0, 1, len(question.columns) + 1)
        grid.setColumnStretch(len(question.columns), 1)
        return grid

    def _answer(self, choice: Choice) -> QWidget:
        row = _AnswerRow(choice, self._body)
        self._group.addButton(row.radio)
        self.choices[choice.value] = row.radio
        row.radio.clicked.connect(lambda _checked: self.answered.emit(self._question, choice.value))
        return row


class _AnswerRow(QWidget):
    """An answer with what it sends; a click on either chooses it."""

    def __init__(self, choice: Choice, parent: QWidget) -> None:
        super().__init__(parent)
        self.radio = QRadioButton(choice.title, self)
        set_look(self.radio, strong=True)
        self.radio.setAccessibleName(". ".join(filter(None, (choice.title, choice.effect))))
        effect = QLabel(visible(choice.effect), self, wordWrap=True)
        effect.setTextFormat(Qt.TextFormat.PlainText)
        set_look(effect, role="muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(1), 0, px(1))
        row.setSpacing(px(2))
        row.addWidget(self.radio, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(effect, 1, Qt.AlignmentFlag.AlignVCenter)
        set_lengths(self, minimumHeight=28)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and self.radio.isEnabled():
            self.radio.setFocus(Qt.FocusReason.MouseFocusReason)
            self.radio.click()
