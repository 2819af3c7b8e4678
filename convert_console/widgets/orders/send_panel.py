"""How it will send: method, target, User-Agent and pace, and in numbers what they add."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.request.destination import destination_kind
from convert_console.core.text import visible
from convert_console.models.orders.export import OrderExports
from convert_console.models.orders.orders import Orders
from convert_console.models.orders.run import (
    OrderSending,
    adds_before_run,
    rows_to_send,
    unanswered_sentence,
)
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.widgets.fields.choice_line import ChoiceEntry, ChoiceLine
from convert_console.widgets.fields.target_fields import AgentField, TargetField
from convert_console.widgets.kit.badge import DestinationTag
from convert_console.widgets.kit.buttons import (
    SNAPSHOT,
    CheckBox,
    HintButton,
    LinkButton,
    OnceButton,
)
from convert_console.widgets.kit.cards import QuestionCard
from convert_console.widgets.kit.field_row import FieldMessage, MessageLine
from convert_console.widgets.kit.panes import Hairline, PanelHeader, scroll_area
from convert_console.widgets.kit.segmented_toggle import SegmentedToggle
from convert_console.widgets.kit.texts import ElidedLabel
from convert_console.widgets.theme.icons import leading_icon
from convert_console.widgets.theme.theme import Tone, px, set_lengths, set_look, set_surface


@dataclass(frozen=True, slots=True)
class OrderModels:
    """The models of the place."""

    orders: Orders
    sending: OrderSending
    exports: OrderExports
    profiles: Profiles
    request: CurrentRequest


LABELS, LEAST_HEIGHT = 88, 400
"""Pixels of the labels, without the gap after them, and of the panel with a question."""

RATES = (0, 1, 2, 5, 10, 20, 50)
"""Rows per second that are offered; 0 for no limit."""

LANES = (1, 2, 4, 8, 16)
MOST_RATE, MOST_LANES = 10_000.0, 64

FIRST_ROWS = (1, 10, 100)
"""How many of the first rows are offered in place of all."""

_NUMBER = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)\D*")


class SendPanel(QWidget):
    """Stays beside the dry run and the run; during a run it only offers to stop."""

    def __init__(self, models: OrderModels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._orders, self._sending = models.orders, models.sending
        self._profiles, self._request = models.profiles, models.request
        set_surface(self, "window")
        self.per_second, self.parallel = 5.0, 1
        self.method = SegmentedToggle((("POST", "POST"), ("GET", "GET")), "Method", self)
        self.method.setToolTip("Send each order by POST or by GET")
        self.method.chosen.connect(lambda method: models.orders.set_choices(method=method))
        self.target, self.agent = TargetField(self), AgentField(self)
        self.target.targeted.connect(lambda target: models.profiles.alter(target=target))
        self.target.typed.connect(lambda url: models.profiles.alter(target="custom", endpoint=url))
        self.agent.edited.connect(lambda agent: models.profiles.alter(user_agent=agent))
        for field in (self.target, self.agent):
            field.line.show_caption(False)
            set_lengths(field.line, minimumWidth=160)
        self.rate = self._choice("Rows per second", _typed_rate)
        self.rate.set_choices([ChoiceEntry(rate_words(rate), value=rate) for rate in RATES])
        self.rate.chosen.connect(lambda row: self.set_rate(RATES[row]))
        self.rate.typed.connect(self._take_rate)
        self.lanes = self._choice("Parallel requests", _typed_lanes)
        self.lanes.set_choices([ChoiceEntry(lane_words(count), value=count) for count in LANES])
        self.lanes.chosen.connect(lambda row: self.set_lanes(LANES[row]))
        self.lanes.typed.connect(self._take_lanes)
        self.rows = self._choice("Rows to send", _typed_rows)
        self.rows.chosen.connect(
            lambda row: models.orders.set_last_row(int(str(self.rows.choices[row].value)))
        )
        self.rows.typed.connect(self._take_rows)
        self.skip_errors = CheckBox("Leave out rows with errors", self)
        self.skip_errors.setChecked(True)
        self.unknown = CheckBox("Send rows with unknown outcome again", self)
        self.mark = CheckBox("Mark as test", self)
        self.mark.clicked.connect(models.orders.set_mark)
        self.snapshot = LinkButton("Take a snapshot…", self)
        self.snapshot.setToolTip(SNAPSHOT)
        self.marker = QLabel(self)
        set_look(self.marker, role="mono")
        self.numbers = Numbers(self)
        self.tag = DestinationTag(self)
        self.adds = QLabel(self, wordWrap=True)
        self.adds.setTextFormat(Qt.TextFormat.PlainText)
        self.adds.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.note = MessageLine(self)
        _keep_room(self.note)  # the last answer must not move the buttons above it
        self.question = QuestionCard(self)
        self.question.answered.connect(self._answer)
        self._make_buttons()
        _add_tooltips(self)
        self._place()
        for changed in (models.orders.changed, models.sending.changed, models.request.changed):
            changed.connect(self.refresh)
        for box in (self.skip_errors, self.unknown):
            box.clicked.connect(lambda _checked: self.refresh())
        self.refresh()

    def set_rate(self, per_second: float) -> None:
        """Limit the rows per second; 0 for no limit."""
        self.per_second = min(max(per_second, 0.0), MOST_RATE)
        self.refresh()

    def set_lanes(self, count: int) -> None:
        """Send up to this many requests at the same time."""
        self.parallel = min(max(count, 1), MOST_LANES)
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(px(376), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        # Its fields scroll. Qt would reckon with a question that wraps after each word.
        return QSize(px(296), px(LEAST_HEIGHT))

    def hasHeightForWidth(self) -> bool:
        return False

    def set_wide(self, wide: bool) -> None:
        """Put what belongs together into one line, or below one another where that is cut."""
        along, down = QHBoxLayout.Direction.LeftToRight, QHBoxLayout.Direction.TopToBottom
        self._pace.setDirection(along if wide else down)
        self._each.setVisible(wide)

    def refresh(self) -> None:
        """Show how it will send, and what can be done."""
        orders, sending, profile = self._orders, self._sending, self._request.profile
        past, going = sending.past, sending.going
        self.method.set_value(orders.mapping.method)
        self.target.set_profile(profile)
        self.agent.set_agent(profile.user_agent)
        _show(self.rate, RATES, self.per_second, rate_words)
        _show(self.lanes, LANES, self.parallel, lane_words)
        total = past.total if past is not None else 0
        self._show_rows(total)
        for field in (
            self.method, self.target, self.agent, self.rate, self.lanes, self.rows,
            self.skip_errors, self.unknown, self.mark,
        ):  # fmt: skip
            field.setEnabled(not going)
        self.mark.setChecked(orders.marks)
        self.marker.setText(orders.marker)
        self.snapshot.setVisible(bool(profile.api_key_since))
        self.unknown.setVisible(past is not None and past.unknown > 0)
        self.numbers.show_numbers(self._numbers())
        self.tag.set_live(live=destination_kind(profile.url) != "loopback")
        self.adds.setText(visible(self._adds()))
        self._show_buttons()
        tally = orders.tally
        count = self._due if tally is None or orders.checking else tally.requests
        answer = f"Send all {count:,}" if count > 1 else "Send"
        question = f"{sending.question} {answer}?" if sending.question else ""
        self.question.ask(question, answer)
        for part in (self.tag, self.adds):
            part.setVisible(not question)  # the question says it
        text, tone = self._note()
        self.note.setVisible(bool(text))
        if text:
            self.note.set_message(FieldMessage(visible(text), tone))

    @property
    def _due(self) -> int:
        return rows_to_send(
            self._sending.past,
            self._orders.mapping,
            faulty=not self.skip_errors.isChecked(),
            unknown=self.unknown.isChecked(),
            last=self._orders.last_row,
        )

    @property
    def _is_ready(self) -> bool:
        orders = self._orders
        return bool(orders.columns) and orders.is_surveyed and not orders.unanswered

    def _show_buttons(self) -> None:
        sending, past = self._sending, self._sending.past
        begun = past is not None and past.began > 0
        asks = self._request.profile.reach == "ask"
        self.go.setText("Resume" if begun else "Send requests…" if asks else "Send requests")
        hidden, shown = (self.go, self.stop) if sending.going else (self.stop, self.go)
        had_focus = hidden.hasFocus() or (sending.going and self.rehearse.hasFocus())
        self.go.setEnabled(self._is_ready and self._due > 0 and not sending.block_reason)
        self.rehearse.setEnabled(self._is_ready and not sending.going and past is not None)
        self._stack.setCurrentWidget(shown)
        if had_focus:
            shown.setFocus()

    def _note(self) -> tuple[str, Tone]:
        orders, sending, past = self._orders, self._sending, self._sending.past
        if sending.going or sending.question or not orders.columns:
            return "", "warn"
        if orders.is_surveyed and orders.unanswered:
            return unanswered_sentence(len(orders.unanswered)), "warn"
        if sending.block_reason:
            return sending.block_reason, "error"
        if past is None:
            return "Checking whether rows of this file were sent before…", "info"
        if not orders.is_surveyed:
            return ("Reading all rows…" if orders.checking else "Do a dry run first."), "info"
        if not self._due:
            return "All rows are done.", "ok"
        return "", "warn"

    def _numbers(self) -> list[tuple[str, str, bool]]:
        """Each line of the sum: its words, its number, and whether it is a result."""
        orders = self._orders
        tally, past = orders.tally, self._sending.past
        if tally is None or not orders.is_surveyed:
            return [("Rows in the file", f"{past.total:,}", False)] if past is not None else []
        sends_errors = not self.skip_errors.isChecked()
        left_out = "With errors, sent too" if sends_errors else "Left out for errors"
        lines = [("Rows in the file", f"{tally.rows:,}", False)]
        for words, count, sign in (
            ("Joined into one order", tally.joined, "\N{MINUS SIGN}"),
            (left_out, tally.left_out, "" if sends_errors else "\N{MINUS SIGN}"),
            ("Sent before", tally.before, "\N{MINUS SIGN}"),
            ("After the last row to send", tally.beyond, "\N{MINUS SIGN}"),
            ("Waiting for an answer", tally.waiting, ""),
        ):
            if count:
                lines.append((words, f"{sign}{count:,}", False))
        least = tally.requests + (tally.left_out if sends_errors else 0)
        most = least + tally.waiting
        requests = f"{least:,}" if least == most else f"{least:,} to {most:,}"
        more = " or more" if tally.waiting else ""
        lines.append(("Requests", requests, True))
        lines.append(("Conversions", f"{tally.conversions:,}{more}", False))
        lines.append(("Revenue", f"{tally.revenue:,f}{more}", False))
        return lines

    def _adds(self) -> str:
        orders, tally = self._orders, self._orders.tally
        first = orders.preview
        if tally is None or first is None or not orders.is_surveyed:
            return "A dry run tells what this adds. It sends nothing."
        said = adds_before_run(first, orders, self.per_second)
        return (
            f"{said} Rows with errors are sent too." if not self.skip_errors.isChecked() else said
        )

    def _show_rows(self, total: int) -> None:
        last = self._orders.last_row
        counts = [count for count in FIRST_ROWS if count < total]
        entries = [ChoiceEntry(f"All {total:,}" if total else "All", value=0)]
        entries += [ChoiceEntry(first_words(count), value=count) for count in counts]
        self.rows.set_choices(entries)
        _show(self.rows, (0, *counts), last, first_words)

    def _take_rate(self, text: str) -> None:
        number = _NUMBER.fullmatch(text)
        if number is not None:
            self.set_rate(float(number[1].replace(",", ".")))

    def _take_lanes(self, text: str) -> None:
        number = _NUMBER.fullmatch(text)
        if number is not None:
            self.set_lanes(int(float(number[1].replace(",", "."))))

    def _take_rows(self, text: str) -> None:
        number = _NUMBER.fullmatch(text)
        past = self._sending.past
        if number is not None and past is not None:
            count = int(float(number[1].replace(",", ".")))
            self._orders.set_last_row(count if 0 < count < past.total else 0)

    def _go(self) -> None:
        self._sending.start(
            self.per_second,
            self.parallel,
            faulty=not self.skip_errors.isChecked(),
            unknown=self.unknown.isChecked(),
        )

    def _rehearse(self) -> None:
        self._sending.rehearse(self.parallel, faulty=not self.skip_errors.isChecked())

    def _answer(self, yes: bool) -> None:
        if yes:
            self._sending.confirm()
        else:
            self._sending.cancel()
            self.go.setFocus()

    def _choice(self, name: str, as_typed: Callable[[str], tuple[str, str]]) -> ChoiceLine:
        line = ChoiceLine(name, self, as_typed=as_typed)
        set_lengths(line, minimumWidth=96)
        return line

    def _make_buttons(self) -> None:
        self.go = OnceButton("Send requests", self)
        set_look(self.go, kind="primary")
        self.go.clicked.connect(lambda _checked: self._go())
        self.stop = HintButton("Stop", "Esc", self, kind="")
        self.stop.setIcon(leading_icon("stop"))
        self.stop.setToolTip("Send no further rows; those being sent are waited for (Esc)")
        self.stop.clicked.connect(self._sending.cancel)
        self.rehearse = OnceButton(leading_icon("monitor"), "Rehearse here", self)
        self.rehearse.clicked.connect(lambda _checked: self._rehearse())
        for button in (self.go, self.rehearse):
            button.setAutoDefault(False)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.go)
        self._stack.addWidget(self.stop)

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PanelHeader("How it will send", self))
        column.addWidget(Hairline(self))
        inside = QWidget(self)
        set_look(inside, surface="clear")
        body = QVBoxLayout(inside)
        body.setContentsMargins(px(12), px(12), px(12), px(12))
        body.setSpacing(px(12))
        body.addLayout(self._fields(inside))
        body.addWidget(Hairline(inside))
        body.addWidget(self.numbers)
        body.addStretch(1)
        area = scroll_area(inside, self)
        column.addWidget(area, 1)
        column.addWidget(Hairline(self))
        foot = QVBoxLayout()
        foot.setContentsMargins(px(12), px(12), px(12), px(12))
        foot.setSpacing(px(8))
        words = QHBoxLayout()
        words.setSpacing(px(8))
        words.addWidget(self.tag, 0, Qt.AlignmentFlag.AlignTop)
        words.addWidget(self.adds, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addLayout(self._stack)
        buttons.addWidget(self.rehearse)
        buttons.addStretch(1)
        foot.addWidget(self.question)
        foot.addLayout(words)
        foot.addLayout(buttons)
        foot.addWidget(self.note)
        column.addLayout(foot)

    def _fields(self, inside: QWidget) -> QGridLayout:
        self._each = ElidedLabel("one request per order", inside)
        set_look(self._each, role="small")
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(12))
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget, tuple[QWidget, ...]], ...] = (
            ("Method", self.method, (self.method, self._each)),
            ("Target", self.target.line, (self.target,)),
            ("User-Agent", self.agent.line, (self.agent,)),
            ("Pace", self.rate, (self.rate, self.lanes)),
            ("Rows", self.rows, (self.rows,)),
            ("Errors", self.skip_errors, (self.skip_errors,)),
            ("", self.unknown, (self.unknown,)),
            ("Marker", self.mark, (self.mark, self.marker)),
            ("", self.snapshot, (self.snapshot,)),
        )
        for number, (name, buddy, parts) in enumerate(rows):
            if name:
                label = QLabel(name, inside)
                label.setBuddy(buddy)
                set_lengths(label, minimumWidth=LABELS)
                grid.addWidget(label, number, 0)
            row = QHBoxLayout()
            row.setSpacing(px(8))
            if buddy is self.rate:
                self._pace = row
            for part in parts:
                fixed = part in (
                    self.method,
                    self.skip_errors,
                    self.unknown,
                    self.mark,
                    self.snapshot,
                )
                if fixed:
                    row.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
                else:
                    row.addWidget(part, 1)
            grid.addLayout(row, number, 1)
        return grid


def _keep_room(part: QWidget) -> None:
    """Keep the room of a part while it is hidden."""
    policy = part.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    part.setSizePolicy(policy)


class Numbers(QWidget):
    """Lines of words with a number at the right; a result is below its line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[tuple[str, str, bool]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(px(8))

    @property
    def lines(self) -> dict[str, str]:
        """The numbers that are shown, by their words."""
        return {words: number for words, number, _ in self._shown}

    def show_numbers(self, lines: list[tuple[str, str, bool]]) -> None:
        """Show these lines."""
        if lines == self._shown:
            return
        self._shown = lines
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        place = 0
        for words, number, is_result in lines:
            if is_result:
                self._grid.addWidget(Hairline(self), place, 0)
                place += 1
            name, value = QLabel(words, self), QLabel(number, self)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setAccessibleName(f"{words}: {number}")
            set_look(name, role="strong" if is_result else "muted")
            set_look(value, role="strong" if is_result else "")
            # Both in one cell: a long number needs the room that its own words leave, not others'.
            self._grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(value, place, 0, Qt.AlignmentFlag.AlignRight)
            place += 1
            for label in (name, value):
                label.show()


def rate_words(per_second: float) -> str:
    """A pace in words.

    >>> rate_words(2), rate_words(0.5), rate_words(0)
    ('2 per second', '0.5 per second', 'No limit')
    """
    return f"{per_second:g} per second" if per_second else "No limit"


def lane_words(count: float) -> str:
    return f"{count:g} at a time"


def first_words(count: float) -> str:
    return "The first row" if count == 1 else f"The first {count:,g} rows"


def _show(
    line: ChoiceLine, values: tuple[float, ...], value: float, words: Callable[[float], str]
) -> None:
    if value in values:
        line.show_choice(values.index(value))
    else:
        line.show_text(words(value))


def _typed_rate(text: str) -> tuple[str, str]:
    return _typed(text, rate_words, "0.1 to 10,000")


def _typed_lanes(text: str) -> tuple[str, str]:
    return _typed(text, lane_words, f"1 to {MOST_LANES}")


def _typed_rows(text: str) -> tuple[str, str]:
    return _typed(text, first_words, "a number of rows")


def _typed(text: str, words: Callable[[float], str], known: str) -> tuple[str, str]:
    number = _NUMBER.fullmatch(text)
    if number is None:
        return "Type a number", known
    return words(float(number[1].replace(",", "."))), ""


def _add_tooltips(panel: SendPanel) -> None:
    for widget, tip in (
        (panel.rate, "Limits the load on the target"),
        (panel.lanes, "How many requests may wait for an answer at the same time"),
        (panel.rows, "Send some rows first, and the others later"),
        (panel.skip_errors, "Rows with errors are marked in the result"),
        (panel.unknown, "The app closed while they were being sent, so they may count twice"),
        (panel.mark, "Give the run one marker as campaign; rows with a campaign keep theirs"),
        (panel.go, "Send the requests; rows already sent are not sent again"),
        (panel.rehearse, "Send the same requests to the collector on this machine; nothing counts"),
    ):  # fmt: skip
        widget.setToolTip(tip)
