"""The steps of a conversion above the results: sent, accepted, seen, reported."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.ledger.ledger import NO_PROOF, Line, counted
from convert_console.core.text import visible
from convert_console.core.verdict.kinds import KINDS
from convert_console.models.ledger.ledger import LedgerCount
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.kit.texts import ElidedLabel
from convert_console.widgets.theme.theme import px, set_look
from convert_console.widgets.theme.tokens import tokens

BESIDE = 1080
"""Width in pixels from which the facts have a place beside the steps."""

IN_ONE_ROW = 800
"""Width in pixels from which the steps are in one row."""

STEP_WIDTH = 208
"""Pixels of a step in the chain from sent to reported."""

NEEDS_KEY = "needs an API key"


class Chain(QWidget):
    """What was sent, what of it was accepted, seen and reported, and where and when."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sent, self.accepted = _Step("Sent", self), _Step("Accepted", self)
        self.seen, self.reported = _Step("Seen", self), _Step("Reported", self)
        self._steps = (self.sent, self.accepted, self.seen, self.reported)
        self._signs = [IconLabel("chevron-right", parent=self) for _ in self._steps[1:]]
        self.host, self.ticks = _Fact("globe", self), _Fact("check", self)
        self.marker, self.snapshot = _Fact("filter", self), _Fact("clock", self)
        self._divider = Hairline(self, Qt.Orientation.Vertical)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(8))
        self._facts = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        for fact in (self.host, self.marker, self.snapshot, self.ticks):
            self._facts.addWidget(fact)
        steps = QHBoxLayout()
        steps.setSpacing(px(16))
        steps.addLayout(self._grid)
        steps.addWidget(self._divider)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._parts.setContentsMargins(px(12), px(8), px(12), px(8))
        self._parts.setSpacing(px(20))
        self._parts.addLayout(steps)
        self._parts.addLayout(self._facts, 1)
        self._columns = 0
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """At least the usual height; more with the steps in two rows."""
        hint = super().minimumSizeHint()
        return hint.expandedTo(QSize(0, px(tokens().size.results_chain)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the steps into one row or two, and the facts beside or below them."""
        stacked = self.width() < px(BESIDE)
        direction = (
            QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        )
        if self._parts.direction() is not direction:
            self._parts.setDirection(direction)
            self._parts.setSpacing(px(8 if stacked else 20))
            self._divider.setVisible(not stacked)
        in_a_row = stacked and self.width() >= px(IN_ONE_ROW)
        self._facts.setDirection(
            QBoxLayout.Direction.LeftToRight if in_a_row else QBoxLayout.Direction.TopToBottom
        )
        self._facts.setSpacing(px(16 if in_a_row else 4))
        columns = len(self._steps) if self.width() >= px(IN_ONE_ROW) else 2
        if columns == self._columns:
            return
        self._columns = columns
        for number, step in enumerate(self._steps):
            row, column = divmod(number, columns)
            self._grid.addWidget(step, row, 2 * column)
            if number:
                self._signs[number - 1].setVisible(column > 0)
            if column:
                self._grid.addWidget(self._signs[number - 1], row, 2 * column - 1)

    def show_count(self, count: LedgerCount) -> None:
        conversions, visitors = count.sent
        self.sent.show_figure(
            conversions,
            f"{'conversion' if conversions == 1 else 'conversions'} of "
            f"{counted(visitors, 'visitor')}",
        )
        requests = sum(count.verdicts.values())
        words = "no proof that it was recorded"
        if requests:
            words = f"{counted(requests, 'request')} not accepted"
        self.accepted.show_figure(count.ledger.conversions, words)
        listed = verdict_words(count)
        self.accepted.setToolTip(f"{listed}. {NO_PROOF}" if listed else NO_PROOF)
        when = datetime.fromtimestamp(count.at).astimezone()
        hosts = [host for host, _ in count.hosts.most_common()]
        shown = hosts[0] if len(hosts) == 1 else f"{len(hosts):,} hosts"
        where = "this machine" if count.is_rehearsal else shown
        self.host.set_text(f"Sent to {where}, counted at {when:%H:%M}")
        self.host.set_icon("monitor" if count.is_rehearsal else "globe")
        markers = [count.marker] if count.marker else list(count.markers)
        named = f"Marker {markers[0]}" if len(markers) == 1 else f"{len(markers):,} markers"
        self.marker.set_text(f"{named}, sent as campaign" if markers else "")

    def show_seen(self, count: LedgerCount, *, has_key: bool) -> None:
        """What the live log showed of the accepted requests that were looked up."""
        if count.looked_up:
            looked = counted(count.looked_up, "request")
            words = f"in the live log, {looked} looked up"
            self.seen.show_figure(count.seen_conversions, words, ("eye", "ok"))
        else:
            words = "not looked up yet" if has_key else NEEDS_KEY
            self.seen.show_figure(None, words, ("eye", "muted"))

    def show_reported(self, number: int | None, words: str, snapshot: str) -> None:
        """What a report shows, `None` for nothing yet, and what it is held against."""
        icon = "chart-no-axes-column", "muted" if number is None else "accent"
        self.reported.show_figure(number, words, icon)
        self.reported.setToolTip("")
        self.snapshot.set_text(snapshot)

    def show_asking(self, doing: str) -> None:
        """Say that reports are read; what is done just now, in a sentence."""
        self.reported.words.setText("asking for reports…")
        self.reported.setToolTip(f"{doing} Esc stops it.")
        self.reported.setAccessibleName(f"Reported: asking for reports. {doing}")

    def show_ticks(self, lines: Sequence[Line]) -> None:
        self.ticks.set_text(seen_words(lines))


class _Step(QWidget):
    """A title with its icon, a number, and what is counted."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = title
        self.number, self.words = QLabel(self), QLabel(self)
        set_look(self.number, role="figure")
        set_look(self.words, role="small")
        self._icon = IconLabel("circle-check", "ok", tokens().size.icon_small, self)
        head = QHBoxLayout()
        head.setSpacing(px(6))
        name = QLabel(title, self)
        set_look(name, role="small_strong")
        head.addWidget(self._icon)
        head.addWidget(name)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.number)
        column.addWidget(self.words)
        self.setMinimumWidth(px(STEP_WIDTH - 30))
        self.show_figure(None, "")

    def show_figure(
        self, number: int | None, words: str, icon: tuple[str, str] = ("circle-check", "ok")
    ) -> None:
        """Show a number, or a dash where it is not known, with an icon and its colour."""
        shown = "–" if number is None else f"{number:,}"
        self.number.setText(shown)
        self.words.setText(words)
        self._icon.set_icon(*icon)
        spoken = "" if number is None else f"{shown} "
        self.setAccessibleName(f"{self._title}: {spoken}{words}")


class _Fact(QWidget):
    """A small icon with a few words."""

    def __init__(self, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = IconLabel(icon, side=tokens().size.icon_small, parent=self)
        self.label = ElidedLabel("", self)
        set_look(self.label, role="small")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self._icon)
        row.addWidget(self.label, 1)
        self.hide()

    def set_text(self, text: str) -> None:
        """Show a text; an empty one hides the fact."""
        self.label.setText(visible(text))
        self.setVisible(bool(text))

    def set_icon(self, name: str) -> None:
        self._icon.set_icon(name, "muted")


def verdict_words(count: LedgerCount) -> str:
    """What was not accepted, by verdict, the most frequent first."""
    return ", ".join(
        f"{number:,} {KINDS[kind].word.lower()}" for kind, number in count.verdicts.most_common()
    )


def seen_words(lines: Sequence[Line]) -> str:
    """How many lines are ticked off, and how many changed since."""
    seen, stale = sum(line.is_ticked for line in lines), sum(bool(line.stale) for line in lines)
    changed = f", {stale:,} changed since" if stale else ""
    return f"{seen:,} of {len(lines):,} checked by hand{changed}" if lines else ""
