"""Fields for the target and the User-Agent of requests, and the bar of a place that sends them."""

from collections.abc import Callable
from urllib.parse import urlsplit

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from convert_console.core.request.destination import destination_kind
from convert_console.core.request.profile import NO_PROJECT, Profile
from convert_console.core.text import visible
from convert_console.core.verdict.user_agent import AGENT_WORDS, PRESETS, judge
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.fields.captioned_line import CaptionedLine
from convert_console.widgets.fields.choice_line import (
    ChoiceEntry,
    send_as_typed,
)
from convert_console.widgets.kit.place import PlaceBar
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px, set_look, text_font
from convert_console.widgets.theme.tokens import tokens

CONVERT, LOCAL = "Convert", "Local collector"
WIDEST_AGENT = 340
"""Pixels of the User-Agent field at most."""

HERE = "here"


class _TargetLine(CaptionedLine):
    """Shows an address without "https://", and its host cut where it does not fit."""

    def _paint_closed(self) -> None:
        painter = QPainter(self)
        area = self._paint_panel(painter)
        painter.setPen(QColor(colors().text))
        metrics = self.fontMetrics()
        here = destination_kind(self.text()) == "loopback"
        note = px(6 + 16 + 4) + QFontMetrics(text_font()).horizontalAdvance(HERE)
        full = metrics.horizontalAdvance(visible(self.text()).removeprefix("https://"))
        here = here and full + note <= area.width()
        shown = short_address(
            visible(self.text()), lambda text: metrics.horizontalAdvance(text) <= area.width()
        )
        painter.setFont(self.font())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)
        if here:
            left = area.left() + full + px(8)
            side = px(tokens().size.icon_small)
            place = QRect(left, (self.height() - side) // 2, side, side)
            paint_icon(painter, place, "monitor", colors().muted)
            painter.setFont(text_font())
            painter.setPen(QColor(colors().muted))
            area.setLeft(left + side + px(4))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, HERE)


def short_address(url: str, fits: Callable[[str], bool]) -> str:
    """An address without "https://", with the end of its host left out as far as it needs.

    >>> short_address("https://10000001.metrics.example.com/track", lambda text: len(text) < 26)
    '10000001.metrics…/track'
    """
    text = url.removeprefix("https://")
    if fits(text):
        return text
    try:
        host = urlsplit(url).netloc
    except ValueError:
        host = ""
    before, found, after = text.partition(host) if host else ("", "", "")
    parts = host.split(".")
    for kept in range(len(parts) - 1, 0, -1):
        short = f"{before}{'.'.join(parts[:kept])}…{after}"
        if found and fits(short):
            return short
    cuts = (f"{text[:length]}…" for length in range(min(len(text), 200), 0, -1))
    return next(filter(fits, cuts), "")


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
        self.line = _TargetLine("Target", self, as_typed=lambda text: (f"Send to “{text}”", ""))
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
        _fill(self, self.line)

    def set_profile(self, profile: Profile) -> None:
        """Show the URL that this profile's requests go to."""
        url = "" if profile.lacks_project else profile.url
        self.line.show_text(url)
        self.line.mark_current({"convert": 0, "local": 1}.get(profile.target, -1))
        hint = "enter the id: Ctrl+," if profile.lacks_project else "https://host/track"
        self.line.show_hint(hint)
        self.line.setToolTip(plain_tip(url or NO_PROJECT))


class AgentField(QWidget):
    """A User-Agent from the presets, or any text, and what the endpoint does with it.

    Signals:
        edited(object): the user chose or typed this User-Agent; `None` for no header.
    """

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = CaptionedLine("User-Agent", self, as_typed=_typed_agent)
        self.line.set_choices(
            [
                ChoiceEntry(
                    preset.name,
                    note=AGENT_WORDS[preset.kind][0],
                    synonym="" if preset.kind == "passes" else preset.kind,
                )
                for preset in PRESETS
            ]
        )
        self.line.show_choice(0)
        self.setMaximumWidth(px(WIDEST_AGENT))
        self.line.chosen.connect(lambda index: self.edited.emit(PRESETS[index].user_agent))
        self.line.typed.connect(self.edited.emit)
        self.setFocusProxy(self.line)
        _fill(self, self.line)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:  # the zoom, perhaps
            self.setMaximumWidth(px(WIDEST_AGENT))

    def set_agent(self, user_agent: str | None) -> None:
        """Show a User-Agent by the name of its preset, or as it is."""
        index = next((i for i, p in enumerate(PRESETS) if p.user_agent == user_agent), -1)
        if index < 0:
            self.line.show_text(user_agent or "")
        else:
            self.line.show_choice(index)
        verdict = judge(user_agent)
        words, tone = AGENT_WORDS[verdict.kind]
        self.line.set_mark(words, tone)
        sent = user_agent or "No User-Agent header is sent"
        self.line.setToolTip(plain_tip(f"{sent}\n{verdict.sentence}"))
        self.line.setAccessibleDescription(
            f"{words}. {verdict.sentence} User-Agent header sent with requests."
        )


class TargetBar(PlaceBar):
    """The target and the User-Agent of the current profile, and buttons that send there: in one
    row, or in two where one is too narrow.
    """

    def __init__(self, profiles: Profiles, one_row: int, parent: QWidget | None = None) -> None:
        """`one_row` is the width in pixels from which everything fits into one row."""
        super().__init__(parent)
        self.target, self.agent = TargetField(self), AgentField(self)
        self.target.targeted.connect(lambda target: profiles.alter(target=target))
        self.target.typed.connect(lambda url: profiles.alter(target="custom", endpoint=url))
        self.agent.edited.connect(lambda agent: profiles.alter(user_agent=agent))
        self._one_row = one_row
        self._rows = QHBoxLayout(), QHBoxLayout()

    def place(self, buttons: QWidget) -> None:
        """Put the buttons after the fields; called once."""
        self._buttons = buttons
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        first, second = self._rows
        for row in (first, second):
            row.setSpacing(px(8))
            column.addLayout(row)
        for widget, share in ((self.target, 5), (self.agent, 3), (buttons, 0)):
            first.addWidget(widget, share)

    def show_profile(self, profile: Profile) -> None:
        """Show where the requests of a profile go, and as whom."""
        self.target.set_profile(profile)
        self.agent.set_agent(profile.user_agent)

    def fit(self, width: int) -> None:
        first, second = self._rows
        two_rows = width < px(self._one_row)
        if two_rows is second.isEmpty():
            source, target = (first, second) if two_rows else (second, first)
            source.removeWidget(self._buttons)
            target.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignRight)
        wide = self.window().width() >= px(CAPTIONS)
        for field in (self.target, self.agent):
            if field.line.captioned is not wide:
                field.line.show_caption(wide)
                layout = field.layout()
                if layout is not None:  # while the bar is being laid out, a request is not heard
                    layout.invalidate()
                field.updateGeometry()


CAPTIONS = 1200
"""Pixels of the window from which the fields of a bar have captions."""


def _typed_agent(text: str) -> tuple[str, str]:
    return send_as_typed(text, AGENT_WORDS[judge(text).kind][0])


def _fill(holder: QWidget, line: QWidget) -> None:
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(line)
