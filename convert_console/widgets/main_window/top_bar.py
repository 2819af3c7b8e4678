"""The top bar: profile, target, User-Agent, method and Send."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.send_controller import SendController
from convert_console.widgets.kit.actions import Command, Menu, fill
from convert_console.widgets.kit.buttons import HintButton
from convert_console.widgets.kit.painted import Painted
from convert_console.widgets.kit.panel_header import Hairline
from convert_console.widgets.kit.segmented_toggle import SegmentedToggle
from convert_console.widgets.main_window.profile_picker import ProfilePicker, target_words
from convert_console.widgets.main_window.top_fields import AgentField, TargetField
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import Tone, colors, px, set_look
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
        self.stop = QPushButton("Cancel  Esc", self)
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
        hidden: QPushButton = self.send if sending else self.stop
        shown: QPushButton = self.stop if sending else self.send
        had_focus = hidden.hasFocus()
        self._stack.setCurrentWidget(shown)
        if had_focus:  # else Qt would focus the next widget
            shown.setFocus()


class MainMenu(QToolButton):
    """The button that opens the menus; Alt+M presses it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setIcon(icon("menu"))
        self.setAccessibleName("Menu")
        self.setToolTip("All commands (Alt+M)")
        self.setShortcut("Alt+M")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def set_menus(self, menus: tuple[Menu, ...]) -> None:
        """Show these menus; their shortcuts work in the whole window."""
        main_menu = QMenu(self)
        for menu in menus:
            fill(main_menu.addMenu(menu.title), menu.entries, self._window)
        self.setMenu(main_menu)


class TopBar(QWidget):
    """The fields above the panes, under a coloured line that shows whether requests stay on this
    machine.
    """

    def __init__(
        self,
        document: RequestDocument,
        profiles: Profiles,
        request: CurrentRequest,
        sending: SendController,
        commands: Sequence[Command],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._request = request
        self._sending = sending
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, surface="pane")
        self.band = Band(self)
        self.picker = ProfilePicker(profiles, commands, self)
        self.target = TargetField(self)
        self.target.targeted.connect(lambda target: profiles.alter(target=target))
        self.target.typed.connect(lambda url: profiles.alter(target="custom", endpoint=url))
        self.agent = AgentField(self)
        self.agent.edited.connect(lambda agent: profiles.alter(user_agent=agent))
        self.buttons = SendButtons(document, sending, self)
        self._rows = QHBoxLayout(), QHBoxLayout()
        self._place()
        request.changed.connect(self.refresh)
        sending.question_changed.connect(self._show_question)
        self.refresh()

    def refresh(self) -> None:
        """Show the target and the User-Agent of the current profile."""
        profile = self._request.profile
        self.band.set_tone(target_words(profile)[1])
        self.target.set_profile(profile)
        self.agent.set_agent(profile.user_agent)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Use two lines if one is too narrow, and captions where they fit."""
        first, second = self._rows
        two_lines = self.width() < px(ONE_LINE)
        if two_lines is second.isEmpty():
            source, target = (first, second) if two_lines else (second, first)
            for widget in (self.agent, self.buttons):
                source.removeWidget(widget)
            # In a line of its own the field is at the left end, and the buttons at the right.
            target.insertWidget(0 if two_lines else target.count(), self.agent, AGENT_SHARE)
            target.addWidget(self.buttons)
            second.setContentsMargins(px(12), 0, px(12), px(8) if two_lines else 0)
        wide = self.width() >= px(CAPTIONS)
        for field in (self.target, self.agent):
            if field.line.captioned is not wide:
                field.line.show_caption(wide)
                layout = field.layout()
                if layout is not None:  # while the bar is being laid out, a request is not heard
                    layout.invalidate()
                field.updateGeometry()

    def add_menu(self, menu: QWidget) -> None:
        """Put the menu button at the left end."""
        self._rows[0].insertWidget(0, menu)

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        first, second = self._rows
        first.setContentsMargins(px(12), px(8), px(12), px(7))
        for row in (first, second):
            row.setSpacing(px(8))
            column.addLayout(row)
        second.addStretch(1)
        column.addWidget(Hairline(self))
        for widget, stretch in (
            (self.picker, 0),
            (self.target, TARGET_SHARE),
            (self.agent, AGENT_SHARE),
            (self.buttons, 0),
        ):
            first.addWidget(widget, stretch)

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


ONE_LINE, CAPTIONS = 820, 1200
"""Widths in pixels from which all fields fit in one line, and from which captions fit too."""

TARGET_SHARE, AGENT_SHARE = 5, 3
"""How the width that is left is shared."""
