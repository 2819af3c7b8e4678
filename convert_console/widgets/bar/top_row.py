"""The top row: whose profile, where to, as whom, how, and Send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convert_console.protocol.reach import whose
from convert_console.widgets.bar.agent_field import AgentField
from convert_console.widgets.bar.profile_picker import ProfilePicker
from convert_console.widgets.bar.send_buttons import SendButtons
from convert_console.widgets.bar.target_field import TargetField
from convert_console.widgets.kit.badge import Badge
from convert_console.widgets.kit.hairline import Hairline
from convert_console.widgets.kit.painted import Painted, paint_plain
from convert_console.widgets.theme import Tone, px, set_look, tone_color

if TYPE_CHECKING:
    from convert_console.models.console import Console
    from convert_console.models.document import RequestDocument
    from convert_console.models.profiles import Profiles
    from convert_console.protocol.profile import Profile
    from convert_console.widgets.actions import Command


class TopRow(QWidget):
    """A coloured band over it says at a glance whether sends stay on this machine."""

    def __init__(
        self,
        document: RequestDocument,
        profiles: Profiles,
        console: Console,
        set_up: tuple[Command, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._console = console
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, surface="pane")
        self._band = Band(self)
        self.picker = ProfilePicker(profiles, set_up, self)
        self.badge = Badge("LOCAL", "local", self)
        self.target = TargetField(self)
        self.target.targeted.connect(lambda target: profiles.alter(target=target))
        self.target.typed.connect(lambda url: profiles.alter(target="custom", endpoint=url))
        self.agent = AgentField(self)
        self.agent.edited.connect(lambda agent: profiles.alter(user_agent=agent))
        self.buttons = SendButtons(document, console, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._band)
        self._column.addLayout(self._fields())
        self._column.addWidget(Hairline(self))
        console.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show where the profile in use sends to, and as whom."""
        profile = self._console.profile
        text, tone = target_words(profile)
        self.badge.set_text(text, tone)
        self.badge.setToolTip(REACH_WORDS[profile.reach])
        self._band.set_tone(tone)
        self.target.set_profile(profile)
        self.agent.set_agent(profile.user_agent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for caption in self._captions:
            caption.setVisible(self.width() >= px(WIDE))

    def add_menu(self, menu: QWidget) -> None:
        """Put the menu button at the left end."""
        self._row.insertWidget(0, menu)
        self.setTabOrder(menu, self.picker.combo)

    def _fields(self) -> QHBoxLayout:
        row = self._row = QHBoxLayout()
        self._captions: list[QLabel] = []
        row.setContentsMargins(px(12), px(10), px(12), px(10))
        row.setSpacing(px(8))
        for caption, widget, stretch in (
            ("Profile", self.picker, 4),
            ("", self.badge, 0),
            ("Target", self.target, 6),
            ("User-Agent", self.agent, 5),
        ):
            if caption:
                label = QLabel(caption, self)
                set_look(label, role="muted")
                label.setBuddy(widget)
                self._captions.append(label)
                row.addWidget(label)
            row.addWidget(widget, stretch)
        row.addWidget(self.buttons)
        return row


class Band(Painted):
    """The coloured band; painted, since a style sheet takes a palette back at a change of theme."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tone: Tone = "local"
        self.setFixedHeight(px(3))

    def set_tone(self, tone: Tone) -> None:
        self._tone = tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_plain(QPainter(self), QRectF(self.rect()), tone_color(self._tone))


WIDE = 1150
"""Pixels from which there is room for captions; the fields' names are in their tooltips."""

REACH_WORDS = {
    "local": "Local only: requests of this profile never leave this machine",
    "ask": "Sends that leave this machine are asked about first",
    "free": "Sends go out without a question",
}


def target_words(profile: Profile) -> tuple[str, Tone]:
    """The badge for a profile's target and its tone: LOCAL, LIVE with the project, or OTHER."""
    match whose(profile.url):
        case "loopback":
            return "LOCAL", "local"
        case "convert":
            return (f"LIVE {profile.project}".strip(), "live")
        case _:
            return "OTHER HOST", "live"
