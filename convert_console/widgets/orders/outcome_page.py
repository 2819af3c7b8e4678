"""The run: its progress, the outcome of its rows, and what was sent before."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.text import visible
from convert_console.models.orders.export import OrderExports
from convert_console.models.orders.orders import Orders
from convert_console.models.orders.run import (
    OrderSending,
    Progress,
    earlier_sends_text,
    time_left_text,
)
from convert_console.widgets.kit.buttons import LinkButton, MenuButton
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.message_bar import sentence_label
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.kit.panes import Hairline, PanelHeader
from convert_console.widgets.kit.texts import ElidedLabel
from convert_console.widgets.theme.theme import px, set_lengths, set_look

STEPS = 1_000
"""Steps of the progress bar, for any number of rows."""

HERE = "Nothing was counted: it went to this machine only."


class OutcomePage(QWidget):
    """Signals:
    traffic_wanted: the user wants to see the requests.
    confirm_wanted: the user wants to look for them in Convert's live log.
    """

    traffic_wanted = Signal()
    confirm_wanted = Signal()

    def __init__(
        self,
        orders: Orders,
        sending: OrderSending,
        exports: OrderExports,
        export: MenuButton,
        parent: QWidget | None = None,
    ) -> None:
        """`export` is the button that offers files."""
        super().__init__(parent)
        self._orders, self._sending = orders, sending
        self._notice = ""
        self.head = PanelHeader("Run", self)
        self.here = IconLabel("monitor", "muted", parent=self)
        self.state = ElidedLabel("", self)
        set_look(self.state, role="muted")
        self.head.add_left(self.here)
        self.head.add_left(self.state)
        self.show_traffic = LinkButton("Show in Traffic", self)
        self.show_traffic.setToolTip("See the requests and their answers")
        self.show_traffic.clicked.connect(self.traffic_wanted)
        self.confirm = LinkButton("Confirm", self)
        self.confirm.setToolTip("Look for the newest requests of this run in Convert's live log")
        self.confirm.setAccessibleName("Confirm this run in Convert's live log")
        self.confirm.clicked.connect(self.confirm_wanted)
        self.head.add_right(self.confirm)
        self.head.add_right(self.show_traffic)
        self.head.add_right(export)
        self.empty = EmptyState(
            "send", "Nothing sent yet",
            "Rehearse here first: the same requests go to the collector on this machine, where "
            "nothing counts.", "", self,
        )  # fmt: skip
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setRange(0, STEPS)
        set_lengths(self.bar, fixedHeight=6)
        self.bar.setAccessibleName("Progress")
        self.sentence = sentence_label(self)
        self.outcomes = Outcomes(self)
        self.uncounted = sentence_label(self)
        self.uncounted.setText(HERE)
        self.notice = sentence_label(self)
        set_look(self.notice, role="muted")
        self.past = sentence_label(self)
        set_look(self.past, role="muted")
        self.start_over = QPushButton("Start over", self)
        self.start_over.setAutoDefault(False)
        self.start_over.setToolTip("Forget earlier sends of this file, so every row is sent again")
        self.start_over.clicked.connect(lambda _checked: sending.start_over())
        exports.status.connect(self.show_notice)
        self._place()
        for changed in (orders.changed, sending.changed):
            changed.connect(self.refresh)
        self.refresh()

    def take_focus(self) -> None:
        """Give the keyboard to what leads on from the result."""
        self.show_traffic.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_notice(self, sentence: str) -> None:
        """Say what was written."""
        self._notice = sentence
        self.refresh()

    def refresh(self) -> None:
        """Show the run, or that there was none."""
        sending, past = self._sending, self._sending.past
        progress, going = sending.progress, sending.going
        has_run = going or bool(progress.sent) or progress.ended
        begun = past is not None and past.began > 0
        total = past.total if past is not None else 0
        self.pages.setCurrentIndex(int(has_run or begun or bool(sending.sentence or self._notice)))
        self.head.title.setText("Rehearsal" if sending.rehearsal else "Run")
        self.here.setVisible(sending.here)
        self.state.setText(self._state(progress, total) if has_run else "")
        self.show_traffic.setVisible(has_run)
        self.confirm.setVisible(has_run and not going and bool(sending.sent))
        self.bar.setVisible(going and total > 0)
        if total:
            last = self._orders.last_row
            of = min(last, total) if last else total
            self.bar.setValue(min(progress.settled * STEPS // of, STEPS))
            self.bar.setAccessibleDescription(f"{progress.settled:,} of {of:,}")
        self.sentence.setText(visible(sending.sentence))
        self.sentence.setVisible(bool(sending.sentence))
        self.outcomes.show_progress(progress if has_run else Progress(), here=sending.here)
        self.outcomes.setVisible(has_run)
        self.uncounted.setVisible(has_run and not going and sending.here)
        self.notice.setText(visible(self._notice))
        self.notice.setVisible(bool(self._notice))
        self.past.setText(earlier_sends_text(past) if self._orders.columns else "")
        self.start_over.setVisible(begun and not going)

    def _state(self, progress: Progress, total: int) -> str:
        last = self._orders.last_row
        of = min(last, total) if last else total
        done = f"{progress.settled:,} of {of:,} rows done"
        if self._sending.marker:
            done = f"{done}, marker {self._sending.marker}"
        return f"{done}{time_left_text(progress, of)}" if self._sending.going else done

    def _place(self) -> None:
        told = QWidget(self)
        column = QVBoxLayout(told)
        column.setContentsMargins(px(12), px(12), px(12), px(12))
        column.setSpacing(px(12))
        again = QHBoxLayout()
        again.addWidget(self.start_over)
        again.addStretch(1)
        said = (self.sentence, self.outcomes, self.uncounted, self.notice, self.past)
        for part in (self.bar, *said):
            column.addWidget(part)
        column.addLayout(again)
        column.addStretch(1)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.empty)
        self.pages.addWidget(told)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.head)
        page.addWidget(Hairline(self))
        page.addWidget(self.pages, 1)


class Outcomes(QWidget):
    """How many rows had each outcome, with icon and word; what did not happen is left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: dict[str, tuple[QWidget, ...]] = {}
        self._counts: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(8))
        grid.setColumnStretch(4, 1)
        for row, (key, sign, tone, words) in enumerate(
            (
                ("accepted", "circle-check", "ok", "Accepted"),
                ("refused", "circle-x", "error", "Not accepted"),
                ("unknown", "circle-help", "warn", "With unknown outcome; they may have arrived"),
                ("left_out", "minus", "muted", "Left out because of errors"),
                ("repeated", "link", "muted", "Part of another row's order"),
                ("before", "history", "muted", "Sent earlier"),
            )
        ):
            mark, name, count = (
                IconLabel(sign, tone, parent=self),
                QLabel(words, self),
                QLabel(self),
            )
            set_look(name, tone=tone if tone in ("ok", "error", "warn") else "", role="medium")
            set_look(count, role="strong")
            count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            here = QWidget(self)
            line = QHBoxLayout(here)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(px(4))
            if key in ("accepted", "refused", "unknown"):
                line.addWidget(IconLabel("monitor", "muted", parent=here))
                label = QLabel("here", here)
                set_look(label, role="muted")
                line.addWidget(label)
            for column, part in enumerate((mark, count, name, here)):
                grid.addWidget(part, row, column)
            self._parts[key], self._counts[key] = (mark, name, count, here), count

    @property
    def counts(self) -> dict[str, int]:
        """The numbers that are shown."""
        return {
            key: int(label.text().replace(",", ""))
            for key, label in self._counts.items()
            if not label.isHidden()
        }

    def show_progress(self, progress: Progress, *, here: bool) -> None:
        """Show the outcomes so far; `here` marks those of a rehearsal."""
        refused = progress.sent - progress.accepted - progress.unknown
        for key, count in (
            ("accepted", progress.accepted),
            ("refused", refused),
            ("unknown", progress.unknown),
            ("left_out", progress.left_out),
            ("repeated", progress.repeated),
            ("before", progress.before),
        ):
            *parts, mark = self._parts[key]
            for part in parts:
                part.setVisible(count > 0)
            mark.setVisible(count > 0 and here)
            self._counts[key].setText(f"{count:,}")
