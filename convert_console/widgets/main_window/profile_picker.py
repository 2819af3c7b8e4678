"""Shows where requests go, and chooses, adds, duplicates, exports, imports and deletes profiles."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from convert_console.core.request.choices import Option, search
from convert_console.core.request.destination import destination_kind
from convert_console.core.request.profile import NO_PROJECT, Profile
from convert_console.core.request.wire import endpoint_fault
from convert_console.core.text import visible
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.fields.choice_line import NOTHING, ChoiceEntry, ChoiceLine
from convert_console.widgets.fields.choice_list import ListEntry
from convert_console.widgets.kit.actions import Command
from convert_console.widgets.kit.painted import paint_box, paint_focus
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.profile.files import export_profile, import_profile
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import (
    Tone,
    colors,
    px,
    text_font,
    tone_color,
    tone_surface,
)
from convert_console.widgets.theme.tokens import tokens

REACH_WORDS = {
    "local": "This machine only: requests of this profile never leave it",
    "ask": "You are asked before a request leaves this machine",
    "free": "Requests are sent without asking",
}
_REACH_NOTES = {"local": "", "ask": " · asks first", "free": " · free"}

ROWS_SHOWN = 40
"""Profiles and commands in sight at once, as far as the window has room."""

PADDING, GAP, CHEVRON = 10, 8, 14
WIDEST, WIDEST_SHARE = 330, 0.3
"""Pixels of the block, and its share of a wide bar; a longer name is cut."""

_FIRST_COMMAND = -10
"""The index of the first command among the choices; the others follow downwards."""


def target_words(profile: Profile) -> tuple[str, Tone]:
    """The word for a profile's target and its tone."""
    nowhere = profile.reach == "local" and endpoint_fault(profile.url)
    if nowhere or (not profile.lacks_project and destination_kind(profile.url) == "loopback"):
        return ("LOCAL ONLY" if profile.reach == "local" else "LOCAL"), "local"
    return "LIVE", "live"


class ProfilePicker(ChoiceLine):
    """A block that follows the target of the current profile. It is soft, and solid while the
    question before a send is open. A click opens the list of profiles, and typing searches it; the
    commands for profiles are at its end.
    """

    _solid = False
    _widest = WIDEST
    _commands: Sequence[Command] = ()

    def __init__(
        self, profiles: Profiles, commands: Sequence[Command], parent: QWidget | None = None
    ) -> None:
        super().__init__("Profile", parent, as_typed=None)
        self._profiles = profiles
        self._commands = commands
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.chosen.connect(lambda index: profiles.choose(str(self.choices[index].value)))
        profiles.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the profiles and which one is current."""
        profiles, current = self._profiles.all, self._profiles.current
        self.set_choices([_entry(profile) for profile in profiles])
        self.show_choice([profile.id for profile in profiles].index(current.id))
        where = NO_PROJECT if current.lacks_project else current.url
        reach = REACH_WORDS[current.reach]
        self.setToolTip(plain_tip(f"Profile: {current.name}\n{where}\n{reach}"))
        word, number = target_words(current)[0], current.project or "no project id"
        self.setAccessibleDescription(f"{word}, project {number}. {reach}. Ctrl+P lists profiles.")
        self.updateGeometry()
        self.update()

    def set_solid(self, solid: bool) -> None:
        """Draw the block in full colour, as long as a question before a send is open."""
        self._solid = solid
        self.update()

    def fit(self, bar: int) -> None:
        """Take what a long name needs in a bar of this width, in pixels."""
        widest = max(WIDEST, int(bar / px(100) * 100 * WIDEST_SHARE))
        if widest != self._widest:
            self._widest = widest
            self.updateGeometry()

    def choose_from_list(self) -> None:
        """Give the keyboard to the list of profiles."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.open()

    def sizeHint(self) -> QSize:
        return QSize(min(self._natural_width(), px(self._widest)), px(tokens().size.control))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(px(170), self.sizeHint().width()), px(tokens().size.control))

    # The commands at the end of the list

    def _show(self, entries: Sequence[ListEntry], row: int) -> None:
        if entries and entries[0].choice == NOTHING:  # it may be the name of a command
            found = search([Option(command.text) for command in self._commands], self.text())
            if found:
                entries, row = (), found[0].choice
        listed = [
            ListEntry(
                command.text,
                note=command.keys,
                choice=_FIRST_COMMAND - number,
                apart=not number,
                command=True,
            )
            for number, command in enumerate(self._commands)
        ]
        self.popup.rows_shown = ROWS_SHOWN
        super()._show([*entries, *listed], row)

    def _finish(self, index: int, text: str) -> None:
        if index <= _FIRST_COMMAND:
            self._commands[_FIRST_COMMAND - index].run()
        else:
            super()._finish(index, text)

    # Painting

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_open:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        box, radius = QRectF(self.rect()), px(tokens().radius.control)
        tone = target_words(self._profiles.current)[1]
        ink = colors().band_text if self._solid else tone_color(tone)
        solid = colors().band_live if tone == "live" else colors().band_local
        paint_box(painter, box, radius, solid if self._solid else tone_surface(tone))
        if self.underMouse() and not self._solid:
            paint_box(painter, box, radius, None, ink)
        self._paint_texts(painter, ink)
        side = px(CHEVRON)
        left = self.width() - px(PADDING) - side
        place = QRect(left, (self.height() - side) // 2, side, side)
        paint_icon(painter, place, "chevron-down", ink)
        if self.hasFocus():
            paint_focus(painter, box, radius, colors().text if self._solid else colors().accent)

    def _paint_texts(self, painter: QPainter, ink: str) -> None:
        left, middle = px(PADDING), self.height() // 2
        if self._lock_room():
            side = px(tokens().size.icon_small)
            paint_icon(painter, QRect(left, middle - side // 2, side, side), "lock", ink)
            left += self._lock_room()
        texts = self._texts()
        spare = self.width() - self._natural_width()
        painter.setPen(QColor(ink))
        for place, (text, font, natural) in enumerate(texts):
            # The name gives way; what is live and which project stay whole.
            width = max(natural + min(spare, 0), 0) if place == 1 else natural
            metrics = QFontMetrics(font)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width + 1)
            painter.setFont(font)
            area = QRect(left, 0, width + 2, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)
            left += width + px(GAP)
            if place == 0:
                painter.fillRect(QRect(left - 1, middle - px(8), 1, px(16)), QColor(ink))
                left += px(GAP) - 1

    def _texts(self) -> list[tuple[str, QFont, int]]:
        """The word for the target, the name and the project, with their fonts and widths."""
        profile = self._profiles.current
        word, strong = text_font("small"), text_font("strong")
        word.setWeight(QFont.Weight.DemiBold)
        word.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.4)
        project = profile.project or ("no project id" if profile.lacks_project else "")
        parts = (
            (target_words(profile)[0], word),
            (visible(profile.name), strong),
            (visible(project), text_font()),
        )
        return [(text, font, QFontMetrics(font).horizontalAdvance(text)) for text, font in parts]

    def _natural_width(self) -> int:
        widths = sum(width for _text, _font, width in self._texts())
        return widths + px(2 * PADDING + 4 * GAP + CHEVRON) + self._lock_room()

    def _lock_room(self) -> int:
        locked = target_words(self._profiles.current)[0] == "LOCAL ONLY"
        return px(tokens().size.icon_small + 4) if locked else 0


def _entry(profile: Profile) -> ChoiceEntry:
    note = f"{target_words(profile)[0]}{_REACH_NOTES[profile.reach]}"
    return ChoiceEntry(profile.name, profile.project, note, value=profile.id)


class ProfileCommands:
    """What can be done with profiles, for the list of the picker and for the menus."""

    def __init__(
        self, profiles: Profiles, window: QWidget, set_up: Callable[[], None],
        new: Callable[[], None], names: Callable[[], None],
    ) -> None:  # fmt: skip
        self.new = Command("New profile…", new, "", "Set up a project by its URL or numbers")
        self.settings = Command("Profile settings…", set_up, "Ctrl+,")
        self.names = Command("Project names…", names, "Ctrl+I", "Load names for ids")
        self.duplicate = Command("Duplicate profile", profiles.duplicate)
        self.export = Command("Export profile…", partial(export_profile, profiles, window))
        self.import_file = Command("Import profile…", partial(import_profile, profiles, window))
        self.delete = Command("Delete profile", profiles.delete)

    @property
    def listed(self) -> tuple[Command, ...]:
        """Those at the end of the list of profiles."""
        return self.new, self.settings, self.names, self.duplicate, self.import_file
