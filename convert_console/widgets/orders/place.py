"""The place for orders: from a CSV file to requests, as pages of one flow."""

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.text import visible
from convert_console.widgets.kit.buttons import MenuButton
from convert_console.widgets.kit.dialogs import ask_folder, ask_new_file
from convert_console.widgets.kit.keep_parent import keep_parent
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.kit.place import Place, PlaceBar
from convert_console.widgets.kit.texts import ElidedLabel, plain_tip
from convert_console.widgets.orders.check_page import CheckPage
from convert_console.widgets.orders.file_page import FilePage
from convert_console.widgets.orders.mapping_page import MappingPage
from convert_console.widgets.orders.outcome_page import OutcomePage
from convert_console.widgets.orders.send_panel import OrderModels, SendPanel
from convert_console.widgets.orders.step_bar import StepBar
from convert_console.widgets.theme.theme import NO_LIMIT, px, set_look

STEPS = (
    ("file", "File", "Choose a file, and see how it is read"),
    ("columns", "Columns", "Say which column has which value"),
    ("check", "Dry run", "Answer what the file leaves open; nothing is sent"),
    ("send", "Send", "Follow the run, and see its result"),
)

WIDE, PANEL, NARROW_PANEL = 1036, 376, 320
"""Pixels: width of the place from which the panel is wide, and its two widths."""

LEAST, STACKED = 440, 680
"""Pixels that the place needs, and the width below which the panel is below the page."""


class OrdersBar(PlaceBar):
    """The steps of the flow, and the file. In a narrow window only the step in sight has a word,
    and the others their numbers.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.steps = StepBar(STEPS, self)
        self.sheet = IconLabel("file-text", "muted", parent=self)
        self.name, self.count = ElidedLabel("", self), ElidedLabel("", self)
        for label in (self.name, self.count):
            set_look(label, role="muted")
        self.other = QPushButton("Other file…", self)
        self.other.setAutoDefault(False)
        self.other.setToolTip("Choose another CSV file")
        head = QHBoxLayout(self)
        head.setContentsMargins(px(4), 0, 0, 0)
        head.setSpacing(px(8))
        head.addWidget(self.steps)
        head.addStretch(1)
        for part in (self.sheet, self.name, self.count, self.other):
            head.addWidget(part)

    def fit(self, width: int) -> None:
        names = px(NAME) if self.other.isHidden() else px(NAME) + self.other.sizeHint().width()
        self.steps.set_compact(self.steps.full_width() + names > width)


NAME = 96
"""Pixels for the name of the file and the gaps around it."""


class OrdersPlace(Place):
    """A run continues while another place is in sight.

    Signals:
        traffic_wanted: the user wants to see the requests.
        snapshot_wanted: the user wants to keep what Convert's reports say before the run.
        confirm_wanted(list): the user wants to look for these exchanges in Convert's live log.
    """

    traffic_wanted = Signal()
    confirm_wanted = Signal(list)
    snapshot_wanted = Signal()
    bar: OrdersBar

    def __init__(self, models: OrderModels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        orders, sending = models.orders, models.sending
        self.bar = OrdersBar(self)
        self.steps, self.other = self.bar.steps, self.bar.other
        self.steps.chosen.connect(self.turn_to)
        self._was_going = False
        sending.changed.connect(self._leave_stop)  # before the button goes
        self.file = FilePage(orders, self)
        self.mapping = MappingPage(orders, self)
        self.exporting = [self._export_button() for _ in range(2)]
        self.check = CheckPage(orders, sending, self.exporting[0], self)
        self.outcome = OutcomePage(orders, sending, models.exports, self.exporting[1], self)
        self.outcome.traffic_wanted.connect(self.traffic_wanted)
        self.outcome.confirm_wanted.connect(self.confirm)
        self.panel = SendPanel(models, self)
        self.panel.snapshot.clicked.connect(self.snapshot_wanted)
        self.other.clicked.connect(lambda _checked: self.file.choose())
        self.pages = QStackedWidget(self)
        for page in (self.file, self.mapping, self.check, self.outcome):
            self.pages.addWidget(page)
        self.next = QPushButton("Next", self)
        self.next.setAutoDefault(False)
        self.next.setToolTip("Go to the next step (Ctrl+Enter)")
        set_look(self.next, kind="primary")
        self.next.clicked.connect(lambda _checked: self._next_step())
        self._path = orders.path
        self._place_parts()
        orders.changed.connect(self.refresh)
        orders.opened.connect(self._show_opened)
        sending.changed.connect(self._follow_run)
        self.turn_to("send" if sending.going else "file")

    def turn_to(self, step: str) -> None:
        """Show a step."""
        index = [value for value, *_ in STEPS].index(step)
        in_bar = any(each.hasFocus() for each in self.steps.steps.values())
        focused = keep_parent(QApplication.focusWidget())
        in_page = focused is not None and self.isAncestorOf(focused)
        self.steps.show_step(step)
        if in_bar or in_page:  # at once: a page that is left would pass the keyboard on
            self.steps.steps[step].setFocus(Qt.FocusReason.OtherFocusReason)
        self.pages.setCurrentIndex(index)
        self.scroll_to_start()
        self.refresh()
        if in_page:
            self._focus_page(step)

    def _focus_page(self, step: str) -> None:
        """Give the keyboard to the first control of a step."""
        match step:
            case "file":
                self.file.encoding.setFocus(Qt.FocusReason.OtherFocusReason)
            case "columns":
                self.mapping.take_focus()
            case "check":
                self.check.take_focus()
            case _:
                panel = self.panel
                button = panel.stop if self._models.sending.going else panel.go
                if button.isEnabled():
                    button.setFocus(Qt.FocusReason.OtherFocusReason)

    def confirm(self) -> bool:
        """Look for the newest requests of the last run in Convert's live log."""
        sending = self._models.sending
        if sending.going or not sending.sent:
            return False
        self.confirm_wanted.emit(list(sending.sent))
        return True

    @property
    def attention(self) -> int:
        """How many things wait for the person: questions that are open, and a run that failed."""
        orders, sending = self._models.orders, self._models.sending
        stopped = not sending.going and sending.progress.ended and bool(sending.sentence)
        return len(orders.unanswered) + int(bool(sending.question)) + int(stopped)

    def refresh(self) -> None:
        """Enable the steps that are possible, and name the file."""
        orders, sending = self._models.orders, self._models.sending
        has_file = bool(orders.columns)
        step = self.steps.value()
        checked = orders.is_surveyed and not orders.unanswered
        sent = sending.past is not None and sending.past.began > 0
        for value, done in (
            ("file", has_file), ("columns", has_file and orders.dry is not None),
            ("check", checked and not orders.checking), ("send", sent),
        ):  # fmt: skip
            self.steps.set_state(value, enabled=value == "file" or has_file, done=done)
        self.bar.sheet.setVisible(orders.path is not None)
        self.bar.name.setText(visible(orders.path.name) if orders.path else "")
        self.bar.name.setToolTip(plain_tip(str(orders.path or "")))
        past = sending.past
        rows = f"{past.total:,} row{'' if past.total == 1 else 's'}" if past is not None else ""
        self.bar.count.setText(rows if has_file else "")
        self.other.setVisible(orders.path is not None)
        self.other.setEnabled(not sending.going)
        for page in (self.file, self.mapping):
            page.setEnabled(not sending.going)
        panel = step in ("check", "send") and has_file
        self.panel.setVisible(panel)
        self._show_lines()
        self.next.setEnabled(has_file)
        for part in (self._foot, self._foot_line):
            part.setVisible(step in ("file", "columns") and has_file)
        for button in self.exporting:
            button.setEnabled(has_file)
        if panel and self.isVisible():
            self.check.check_unasked()
        self.news_changed.emit(self.attention)
        self.can_cancel_changed.emit()

    @property
    def can_cancel(self) -> bool:
        sending = self._models.sending
        return bool(sending.question) or sending.going or self._models.orders.checking

    def cancel(self) -> None:
        """Esc first declines the question or stops a run, then the dry run."""
        sending = self._models.sending
        if sending.question or sending.going:
            sending.cancel()
        else:
            self._models.orders.stop()

    def send(self) -> bool:
        """Go on: to the next step, or send."""
        if self._models.sending.question or self._models.sending.going:
            return True  # a second Ctrl+Enter confirms nothing
        if self._foot.isVisible():
            self._next_step()
        elif self.panel.go.isEnabled():
            self.panel.go.click()
        return True

    def activated(self) -> None:
        self.refresh()

    def take_focus(self) -> None:
        if self._models.orders.path is None:
            self.file.empty.take_focus()
        else:
            self.steps.steps[self.steps.value()].setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        # Of its narrowest arrangement, which is not always the one that is shown.
        return QSize(px(LEAST), super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:  # another zoom, perhaps at the same width
            self._fit()

    def _fit(self) -> None:
        """Put the panel beside the page, or below it in a narrow place."""
        wide, stacked = self.width() >= px(WIDE), self.width() < px(STACKED)
        self.bar.count.setVisible(wide)
        self.panel.set_wide(wide)
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if stacked else way.LeftToRight)
        if stacked:
            self.panel.setMinimumWidth(0)
            self.panel.setMaximumWidth(NO_LIMIT)
        else:
            self.panel.setFixedWidth(px(PANEL if wide else NARROW_PANEL))
        self._show_lines()

    def _show_lines(self) -> None:
        stacked = self.width() < px(STACKED)
        for line, side in zip(self._lines, (not stacked, stacked), strict=True):
            line.setVisible(side and not self.panel.isHidden())

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()

    def _show_opened(self) -> None:
        """A file in another format stays where it is; another file begins at the first step."""
        if self._path != self._models.orders.path:
            self._path = self._models.orders.path
            self.turn_to("file")
            if self.isVisible():
                self.next.setFocus()

    def _follow_run(self) -> None:
        """Show a run once it begins."""
        going = self._models.sending.going
        if going and not self._was_going:
            self.turn_to("send")
        self._was_going = going
        self.refresh()

    def _leave_stop(self) -> None:
        """At the end of a run the keyboard goes from the button that stops it to the result."""
        if self._was_going and not self._models.sending.going and self.panel.stop.hasFocus():
            self.outcome.take_focus()

    def _next_step(self) -> None:
        values = [value for value, *_ in STEPS]
        self.turn_to(values[values.index(self.steps.value()) + 1])

    def _export_button(self) -> MenuButton:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        result = menu.addAction("Result as CSV…", self._choose_result)
        result.setToolTip("Save a copy of the file with the outcome of each row")
        for text, as_v1, tip in (
            ("Locust file…", False, "more than one machine can send"),
            ("Locust file for the v1 API…", True, "the endpoint of Convert's SDKs"),
        ):
            action = menu.addAction(text, partial(self._choose_folder, as_v1))
            action.setToolTip(f"Save the requests for Locust workers, for {tip}, at this pace")

        def update() -> None:
            past, going = self._models.sending.past, self._models.sending.going
            result.setEnabled(past is not None and past.began > 0 and not going)

        menu.aboutToShow.connect(update)
        button = MenuButton("Export", menu, self)
        button.setAccessibleName("Export")
        button.setToolTip("Save the result, or the requests for Locust")
        set_look(button, kind="quiet")
        return button

    def _choose_result(self) -> None:
        filters = ["CSV (*.csv)"]
        ask_new_file(self, "Save the result", self._write_result, suffix="csv", filters=filters)

    def _write_result(self, path: str) -> None:
        self.turn_to("send")
        self._models.exports.write_result(path)

    def _choose_folder(self, as_v1: bool) -> None:
        write = partial(self._write_locust, as_v1)
        ask_folder(self, "Choose a folder for the Locust file and its data", write)

    def _write_locust(self, as_v1: bool, folder: str) -> None:
        """Hand the requests over to Locust, at the rate that is chosen here."""
        self.turn_to("send")
        rate = self.panel.per_second
        self._models.exports.write_locust(folder, rate, as_v1=as_v1)

    def _place_parts(self) -> None:
        self._foot = QWidget(self)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(px(12), px(8), px(12), px(8))
        foot.addStretch(1)
        foot.addWidget(self.next)
        self._foot_line = Hairline(self)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.pages, 1)
        left.addWidget(self._foot_line)
        left.addWidget(self._foot)
        self._lines = Hairline(self, Qt.Orientation.Vertical), Hairline(self)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        for line in self._lines:
            row.addWidget(line)
        row.addWidget(self.panel)
        self._fit()
