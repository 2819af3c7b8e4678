"""The top bar: the profile block, and in Compose target, User-Agent, method and Send."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.send_controller import SendController
from convert_console.widgets.fields.target_fields import TargetBar
from convert_console.widgets.kit.actions import Command
from convert_console.widgets.kit.buttons import HintButton, OnceButton
from convert_console.widgets.kit.painted import Painted
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.kit.place import PlaceBar
from convert_console.widgets.kit.segmented_toggle import SegmentedToggle
from convert_console.widgets.main_window.profile_picker import ProfilePicker
from convert_console.widgets.theme.theme import Tone, colors, px, set_surface
from convert_console.widgets.theme.tokens import tokens


class SendButtons(QWidget):
    """The method, and Send, which is Cancel while a request is being sent."""

    def __init__(
        self,
        document: RequestDocument,
        sending: SendController,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._sending = sending
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.method = SegmentedToggle((("POST", "POST"), ("GET", "GET")), "Method", self)
        self.method.setToolTip("Send by POST or by GET (Ctrl+M)")
        self.method.chosen.connect(document.set_method)
        self.send = HintButton("Send", "Ctrl+↵", self)
        self.send.setToolTip("Send this request (Ctrl+Enter)")
        self.send.clicked.connect(sending.send)
        self.stop = OnceButton("Cancel  Esc", self)
        self.stop.setToolTip("Stop waiting for the answer (Esc)")
        self.stop.clicked.connect(sending.cancel)
        # A stack: both get the width of the wider one, so that nothing moves when they are swapped.
        self._stack = QStackedLayout()
        self._stack.addWidget(self.send)
        self._stack.addWidget(self.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.method)
        row.addLayout(self._stack)
        document.changed.connect(self.refresh)
        sending.running_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the method, and Cancel in place of Send while a request is being sent."""
        self.method.set_value(self._document.draft.method)
        sending = self._sending.running
        hidden, shown = (self.send, self.stop) if sending else (self.stop, self.send)
        had_focus = hidden.hasFocus()
        self._stack.setCurrentWidget(shown)
        if had_focus:  # else Qt would focus the next widget
            shown.setFocus()


class ComposeBar(TargetBar):
    """What Compose has in the top bar: target, User-Agent, method and Send."""

    def __init__(
        self,
        document: RequestDocument,
        profiles: Profiles,
        request: CurrentRequest,
        sending: SendController,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(profiles, ONE_ROW, parent)
        self._request = request
        self.buttons = SendButtons(document, sending, self)
        self.place(self.buttons)
        request.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the target and the User-Agent of the current profile."""
        self.show_profile(self._request.profile)


class TopBar(QWidget):
    """The profile block, and right of it what belongs to the place in sight, or below it where the
    window is too narrow for both.
    """

    def __init__(
        self,
        profiles: Profiles,
        sending: SendController,
        commands: Sequence[Command],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sending = sending
        set_surface(self, "pane")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.picker = ProfilePicker(profiles, commands, self)
        self._bar: PlaceBar | None = None
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setContentsMargins(px(12), px(8), px(12), px(7))
        self._row.setSpacing(px(8))
        self._row.addWidget(self.picker)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row)
        column.addWidget(Hairline(self))
        sending.question_changed.connect(self._show_question)

    def show_bar(self, bar: PlaceBar) -> None:
        """Show the bar of a place, in place of that of another."""
        if self._bar is bar:
            return
        if self._bar is not None:
            self._bar.hide()
            self._row.removeWidget(self._bar)
        self._bar = bar
        self._row.addWidget(bar, 1)
        bar.show()

    def fit(self, width: int) -> None:
        """Place the bar below the profile block if both do not fit side by side in this width."""
        self.picker.fit(width)
        below = width < px(FITS_BESIDE)
        down, along = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if below else along)
        margins = self._row.contentsMargins()
        room = width - margins.left() - margins.right()
        picker = self.picker.minimumSizeHint().width() + self._row.spacing()
        if self._bar is not None:
            self._bar.fit(room if below else room - picker)

    def _show_question(self) -> None:
        self.picker.set_solid(self._sending.question is not None)


class Band(Painted):
    """The coloured line; painted, since a style sheet resets a palette when the theme changes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tone: Tone = "local"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_tone(self, tone: Tone) -> None:
        if tone != self._tone:
            self._tone = tone
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, px(tokens().size.band))

    def paintEvent(self, event: QPaintEvent) -> None:
        color = colors().band_live if self._tone == "live" else colors().band_local
        QPainter(self).fillRect(self.rect(), QColor(color))


FITS_BESIDE, ONE_ROW = 840, 640
"""Pixels of the bar from which a place's bar fits beside the profile block, and of Compose's bar
from which it fits into one row.
"""
