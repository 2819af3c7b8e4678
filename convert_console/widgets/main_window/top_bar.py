"""The top row: whose profile, where to, as whom, how, and Send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from convert_console.core.request.destination import whose
from convert_console.core.request.profile import NO_PROJECT
from convert_console.widgets.kit.hairline import Hairline
from convert_console.widgets.kit.labels import Badge
from convert_console.widgets.kit.painted import Painted, paint_plain
from convert_console.widgets.kit.plain_tip import plain_tip
from convert_console.widgets.main_window.agent_field import AgentField
from convert_console.widgets.main_window.profile_picker import ProfilePicker
from convert_console.widgets.main_window.send_buttons import SendButtons
from convert_console.widgets.main_window.target_field import TargetField
from convert_console.widgets.theme.theme import Tone, px, set_look, tone_color

if TYPE_CHECKING:
    from convert_console.core.catalog.catalog import Catalog
    from convert_console.core.request.profile import Profile
    from convert_console.models.document.document import RequestDocument
    from convert_console.models.profiles.profiles import Profiles
    from convert_console.models.sending.console import Console
    from convert_console.widgets.kit.actions import Command


class TopRow(QWidget):
    """A coloured band over it says at a glance whether sends stay on this machine."""

    _catalog: Catalog | None = None

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
        for line in self._fields():
            self._column.addLayout(line)
        self._column.addWidget(Hairline(self))
        console.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show where the profile in use sends to, and as whom."""
        profile = self._console.profile
        catalog = self._catalog
        ours = catalog is not None and catalog.project == profile.project
        text, tone = target_words(profile, catalog.project_name if catalog and ours else "")
        self.badge.set_text(text, tone)
        where = NO_PROJECT if profile.lacks_project else profile.url
        self.badge.setToolTip(plain_tip(f"{where}\n{REACH_WORDS[profile.reach]}"))
        self._band.set_tone(tone)
        self.fit()
        self.target.set_profile(profile)
        self.agent.set_agent(profile.user_agent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Use two lines where one has no room, and captions where they leave room to the fields."""
        two = self.width() < px(ONE_LINE)
        if two is self._second.isEmpty():
            goes, comes = (self._row, self._second) if two else (self._second, self._row)
            for widget, stretch in self._last:
                goes.removeWidget(widget)
                comes.addWidget(widget, stretch)
            self._second.setContentsMargins(px(12), 0, px(12), px(10) if two else 0)
        room = self.width() - self.badge.sizeHint().width()
        for caption in self._captions:
            caption.setVisible(room >= px(TWO_WIDE if two else WIDE))
        # An address is cut in any case where room is short; the User-Agent's name need not be.
        self._row.setStretchFactor(self.agent, 6 if room < px(SHORT) else 5)

    def set_catalog(self, catalog: Catalog | None) -> None:
        """Call a live project by its name."""
        self._catalog = catalog
        self.refresh()

    def add_menu(self, menu: QWidget) -> None:
        """Put the menu button at the left end."""
        self._row.insertWidget(0, menu)

    def _fields(self) -> tuple[QHBoxLayout, QHBoxLayout]:
        row, self._second = QHBoxLayout(), QHBoxLayout()
        self._row = row
        self._captions: list[QLabel] = []
        row.setContentsMargins(px(12), px(10), px(12), px(10))
        for line in (row, self._second):
            line.setSpacing(px(8))
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
        self._last = ((self._captions[-1], 0), (self.agent, 5), (self.buttons, 0))
        return row, self._second


class Band(Painted):
    """The coloured band; painted, since a style sheet takes a palette back at a change of theme."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tone: Tone = "local"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_tone(self, tone: Tone) -> None:
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, px(3))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_plain(QPainter(self), QRectF(self.rect()), tone_color(self._tone))


ONE_LINE, TWO_WIDE, SHORT, WIDE = 880, 540, 920, 1150
"""Pixels from which one line has room for all, and, without the badge, two lines or one for
captions too; the fields' names are in their tooltips.
"""

LONGEST = 22
"""Letters of a project in the badge; its tooltip has the address."""

REACH_WORDS = {
    "local": "Local only: requests of this profile never leave this machine",
    "ask": "Sends that leave this machine are asked about first",
    "free": "Sends go out without a question",
}


def target_words(profile: Profile, name: str = "") -> tuple[str, Tone]:
    """The badge for a profile's target and its tone: LOCAL, LIVE with the project, or OTHER."""
    if profile.lacks_project:
        return "LIVE – no project id yet", "live"
    match whose(profile.url):
        case "loopback":
            return "LOCAL", "local"
        case "convert":
            project = name or f"project {profile.project}"
            cut = len(project) > LONGEST
            return f"LIVE {project[: LONGEST - 1].rstrip()}…" if cut else f"LIVE {project}", "live"
        case _:
            return "OTHER HOST", "live"
