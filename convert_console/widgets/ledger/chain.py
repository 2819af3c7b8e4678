"""The steps of a conversion above the expected results: sent, accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convert_console.core.ledger.ledger import NO_PROOF, Line, counted
from convert_console.core.text import visible
from convert_console.core.verdict.kinds import KINDS
from convert_console.models.ledger.ledger import LedgerCount
from convert_console.widgets.kit.elided import ElidedLabel
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.kit.panel_header import Hairline
from convert_console.widgets.theme.theme import px, set_look
from convert_console.widgets.theme.tokens import tokens

BESIDE = 640
"""Width in pixels from which the facts have a place beside the steps."""

STEP_WIDTH = 208
"""Pixels of a step in the chain from sent to accepted."""


class Chain(QWidget):
    """What was sent, what of it was accepted, and where and when it was counted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sent, self.accepted = _Step("Sent", self), _Step("Accepted", self)
        self.host, self.ticks = _Fact("globe", self), _Fact("check", self)
        self.setMinimumHeight(px(tokens().size.results_chain))
        self._divider = Hairline(self, Qt.Orientation.Vertical)
        steps = QHBoxLayout()
        steps.setSpacing(0)
        steps.addWidget(self.sent)
        steps.addWidget(IconLabel("chevron-right", parent=self))
        steps.addSpacing(px(12))
        steps.addWidget(self.accepted)
        steps.addSpacing(px(16))
        steps.addWidget(self._divider)
        facts = QVBoxLayout()
        facts.setSpacing(px(4))
        facts.addStretch(1)
        facts.addWidget(self.host)
        facts.addWidget(self.ticks)
        facts.addStretch(1)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._parts.setContentsMargins(px(12), px(8), px(12), px(8))
        self._parts.setSpacing(px(20))
        self._parts.addLayout(steps)
        self._parts.addLayout(facts, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < px(BESIDE)
        direction = (
            QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        )
        if self._parts.direction() is not direction:
            self._parts.setDirection(direction)
            self._parts.setSpacing(px(8 if stacked else 20))
            self._divider.setVisible(not stacked)

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
        head = QHBoxLayout()
        head.setSpacing(px(6))
        name = QLabel(title, self)
        set_look(name, role="small_strong")
        head.addWidget(IconLabel("circle-check", "ok", tokens().size.icon_small, self))
        head.addWidget(name)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.number)
        column.addWidget(self.words)
        self.setMinimumWidth(px(STEP_WIDTH - 30))

    def show_figure(self, number: int, words: str) -> None:
        self.number.setText(f"{number:,}")
        self.words.setText(words)
        self.setAccessibleName(f"{self._title}: {number:,} {words}")


class _Fact(QWidget):
    """A small icon with a few words."""

    def __init__(self, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = IconLabel(icon, side=tokens().size.icon_small, parent=self)
        self.label = ElidedLabel("", self)
        set_look(self.label, role="small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self._icon)
        row.addWidget(self.label, 1)

    def set_text(self, text: str) -> None:
        self.label.setText(visible(text))

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
