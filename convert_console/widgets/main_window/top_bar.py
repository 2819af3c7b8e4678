"""The top bar: profile, target, User-Agent, method and Send."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.request.destination import destination_kind
from convert_console.core.request.profile import NO_PROJECT, Profile
from convert_console.core.verdict.user_agent import PRESETS, Preset, judge
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.send_controller import SendController
from convert_console.widgets.fields.choice_line import (
    CHEVRON_ROOM,
    ChoiceEntry,
    ChoiceLine,
    send_as_typed,
)
from convert_console.widgets.kit.actions import Command, Menu, fill
from convert_console.widgets.kit.badge import Badge
from convert_console.widgets.kit.buttons import HintButton
from convert_console.widgets.kit.painted import Painted
from convert_console.widgets.kit.panel_header import Hairline
from convert_console.widgets.kit.segmented_toggle import SegmentedToggle
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.main_window.profile_picker import ProfilePicker
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import Tone, px, set_look, tone_color

VERDICTS: dict[str, tuple[str, Tone]] = {
    "passes": ("passes", "ok"),
    "unclear": ("may be a bot", "warn"),
    "bot": ("looks like a bot", "error"),
    "none": ("none: 301", "error"),
}


class AgentField(QWidget):
    """A User-Agent from the presets, or any text, with the verdict in a badge.

    Signals:
        edited(object): the user chose or typed this User-Agent; `None` for no header.
    """

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = ChoiceLine("User-Agent", self, as_typed=_typed_agent)
        self.line.set_choices([_agent_entry(preset) for preset in PRESETS])
        self.line.show_choice(0)
        self.line.chosen.connect(lambda index: self.edited.emit(PRESETS[index].user_agent))
        self.line.typed.connect(self.edited.emit)
        self.line.setAccessibleDescription(
            "User-Agent header sent with requests. Convert answers 301 without one, and discards "
            "requests of bots."
        )
        self.badge = Badge("passes", "ok", self)
        self.setFocusProxy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)

    def set_agent(self, user_agent: str | None) -> None:
        """Show a User-Agent by the name of its preset, or as it is."""
        index = next((i for i, p in enumerate(PRESETS) if p.user_agent == user_agent), -1)
        if index < 0:
            self.line.show_text(user_agent or "")
        else:
            self.line.show_choice(index)
        verdict = judge(user_agent)
        text, tone = VERDICTS[verdict.kind]
        self.badge.set_text(text, tone)
        self.badge.setToolTip(plain_tip(verdict.sentence))
        self._place_badge()
        self.line.setToolTip(plain_tip(user_agent or "No User-Agent header is sent"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_badge()

    def _place_badge(self) -> None:
        """Place the badge inside the field, between the text and the chevron."""
        size = self.badge.sizeHint()
        left = self.width() - px(CHEVRON_ROOM) - size.width()
        self.badge.setGeometry(
            left, (self.height() - size.height()) // 2, size.width(), size.height()
        )
        self.badge.raise_()
        self.line.reserve(size.width() + px(4))


def _agent_entry(preset: Preset) -> ChoiceEntry:
    return ChoiceEntry(preset.name, note="" if preset.user_agent else VERDICTS["none"][0])


def _typed_agent(text: str) -> tuple[str, str]:
    return send_as_typed(text, VERDICTS[judge(text).kind][0])


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
        self.method = SegmentedToggle((("POST", "POST"), ("GET", "GET")), "Method", self)
        self.method.setToolTip("Send by POST or by GET (Ctrl+M)")
        self.method.chosen.connect(document.set_method)
        self.send = HintButton("Send", "Ctrl ↵", self)
        set_look(self.send, size="large")
        self.send.setToolTip("Send this request (Ctrl+Enter)")
        self.send.clicked.connect(sending.send)
        self.stop = QPushButton("Cancel  Esc", self)
        set_look(self.stop, size="large")
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


CONVERT, LOCAL = "Convert", "Local collector"


class TargetField(QWidget):
    """The URL of the endpoint, with the two known targets as choices.

    Signals:
        targeted(str): the user chose "convert" or "local".
        typed(str): the user typed this URL.
    """

    targeted = Signal(str)
    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = ChoiceLine("Target", self, as_typed=lambda text: (f"Send to “{text}”", ""))
        set_look(self.line, mono=True)
        self.line.set_choices(
            [
                ChoiceEntry(CONVERT, note="the project's own host", value="convert"),
                ChoiceEntry(LOCAL, note="this machine only", value="local"),
            ]
        )
        self.line.chosen.connect(lambda index: self.targeted.emit(self.line.choices[index].value))
        self.line.typed.connect(lambda text: self.typed.emit(text.strip()))
        self.line.setAccessibleDescription(
            "Where requests go: the project's own host, the collector on this machine, or any URL "
            "that you type."
        )
        self.setFocusProxy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)

    def set_profile(self, profile: Profile) -> None:
        """Show the URL that this profile's requests go to."""
        url = "" if profile.lacks_project else profile.url
        self.line.show_text(url)
        self.line.mark_current({"convert": 0, "local": 1}.get(profile.target, -1))
        hint = "enter the id: Ctrl+," if profile.lacks_project else "https://host/track"
        self.line.show_hint(hint)
        self.line.setToolTip(plain_tip(url or NO_PROJECT))


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
    """The fields above the panes. A coloured band at the top shows whether requests stay on this
    machine.
    """

    def __init__(
        self,
        document: RequestDocument,
        profiles: Profiles,
        catalog: CurrentCatalog,
        request: CurrentRequest,
        sending: SendController,
        set_up: tuple[Command, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._request = request
        self._catalog = catalog
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
        self.buttons = SendButtons(document, sending, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._band)
        for line in self._fields():
            self._column.addLayout(line)
        self._column.addWidget(Hairline(self))
        request.changed.connect(self.refresh)
        catalog.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the target and the User-Agent of the current profile."""
        profile = self._request.profile
        catalog = self._catalog.value
        is_own = catalog is not None and catalog.project == profile.project
        text, tone = target_words(profile, catalog.project_name if catalog and is_own else "")
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
        """Use two lines if one is too narrow, and captions if they fit."""
        two_lines = self.width() < px(ONE_LINE)
        if two_lines is self._second.isEmpty():
            source, target = (self._row, self._second) if two_lines else (self._second, self._row)
            for widget, stretch in self._second_line_widgets:
                source.removeWidget(widget)
                target.addWidget(widget, stretch)
            self._second.setContentsMargins(px(12), 0, px(12), px(10) if two_lines else 0)
        available = self.width() - self.badge.sizeHint().width()
        for caption in self._captions:
            caption.setVisible(
                available >= px(CAPTIONS_TWO_LINES if two_lines else CAPTIONS_ONE_LINE)
            )
        # In a narrow bar the URL is cut anyway, but the name of the User-Agent need not be.
        self._row.setStretchFactor(self.agent, 6 if available < px(NARROW) else 5)

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
        self._second_line_widgets = ((self._captions[-1], 0), (self.agent, 5), (self.buttons, 0))
        return row, self._second


class Band(Painted):
    """The coloured band; painted, since a style sheet resets a palette when the theme changes."""

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
        QPainter(self).fillRect(self.rect(), QColor(tone_color(self._tone)))


ONE_LINE = 880
"""Width in pixels from which all fields fit in one line."""

CAPTIONS_TWO_LINES, NARROW, CAPTIONS_ONE_LINE = 540, 920, 1150
"""Widths without the badge: from which captions fit in two lines; up to which the User-Agent gets
more space; and from which captions fit in one line."""

LONGEST_NAME = 22
"""Characters of a project's name in the badge."""

REACH_WORDS = {
    "local": "Local only: requests of this profile never leave this machine",
    "ask": "You are asked before a request leaves this machine",
    "free": "Requests are sent without asking",
}


def target_words(profile: Profile, name: str = "") -> tuple[str, Tone]:
    """The badge for a profile's target and its tone: LOCAL, LIVE with the project, or OTHER."""
    if profile.lacks_project:
        return "LIVE – no project id yet", "live"
    match destination_kind(profile.url):
        case "loopback":
            return "LOCAL", "local"
        case "convert":
            project = name or f"project {profile.project}"
            cut = len(project) > LONGEST_NAME
            return (
                f"LIVE {project[: LONGEST_NAME - 1].rstrip()}…" if cut else f"LIVE {project}",
                "live",
            )
        case _:
            return "OTHER HOST", "live"
