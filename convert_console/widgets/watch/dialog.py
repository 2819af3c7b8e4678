"""The dialog that starts to watch a page: its address, the browser, a variation and the mode."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.text import visible
from convert_console.core.watch.tracking import page_url
from convert_console.models.profiles.preferences import Preferences
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.watch.watching import PageWatching, Wanted
from convert_console.widgets.fields.choice_line import ChoiceEntry, ChoiceLine
from convert_console.widgets.fields.named_choices import variation_entries
from convert_console.widgets.kit.buttons import HintButton, Switch
from convert_console.widgets.kit.dialogs import FittingDialog, ask_file
from convert_console.widgets.kit.field_row import FieldMessage, FieldRow
from convert_console.widgets.kit.message_bar import sentence_label
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.theme.theme import Tone, px, set_look, set_surface
from convert_console.widgets.theme.tokens import tokens

WIDTH = 640
"""Pixels of the dialog at 100 % zoom."""

SIDE, INDENT = 12, 26
"""Pixels at the sides of a mode, and before its sentence."""

NO_ADDRESS = "Enter the address of a page, such as https://shop.example/checkout."
NO_BROWSER = (
    "No Chrome, Chromium, Edge or Brave was found. Install one, or enter the path of its program."
)
NEW_PROFILE = (
    "A new, empty browser profile opens, without your logins. It is deleted when you stop."
)
KEPT_PROFILE = (
    "The browser opens as you left it, with its logins. They stay in the data folder, and are "
    "deleted with the profile {name}."
)
AGAIN = "The browser that is open closes first, with its pages and what is in a cart. "
NO_SANDBOX = " As root the browser's sandbox is off: open only pages that you trust."


class WatchDialog(FittingDialog):
    """Nothing is started before *Start watching*. What was entered is remembered per profile."""

    def __init__(
        self,
        watching: PageWatching,
        profiles: Profiles,
        preferences: Preferences,
        parent: QWidget | None = None,
        *,
        observe: bool = False,
    ) -> None:
        """`observe` is whether that mode is chosen at first."""
        super().__init__(parent)
        self._watching, self._profiles, self._preferences = watching, profiles, preferences
        self._path = preferences.browser
        self._pair: tuple[str, str] | None = None
        self.setWindowTitle("Watch a page")
        set_surface(self, "pane")
        url, keeps = preferences.watched_page(profiles.current.id)
        self.address = QLineEdit(url, self, placeholderText="https://shop.example/checkout")
        self.browser = ChoiceLine("Browser", self, as_typed=_as_program, shows_note=True)
        self.browse = QPushButton("Choose…", self)
        self.browse.setAutoDefault(False)
        self.browse.setToolTip("Choose the program of a browser")
        removal = ("None", "as the page decides")
        self.variation = ChoiceLine(
            "Variation", self, as_typed=None, removal=removal, shows_note=True
        )
        self.keep = Switch("Keep logins for next time", self, worded=True)
        self.keep.setToolTip("Keep this browser's profile, for this profile of the console only")
        self.keep.setChecked(keeps)
        self.answer = ModeCard(
            "Answer here",
            "Requests to Convert are caught and answered on this machine.",
            ("monitor", "ok", "Nothing counts"),
            self,
        )
        self.observe = ModeCard(
            "Observe",
            "Requests go on to Convert; you see them and its answers.",
            ("eye", "error", "Counts in live statistics"),
            self,
        )
        self.note = sentence_label(self)
        self.cancel_button = QPushButton("Cancel", self)
        self.cancel_button.setAutoDefault(False)
        self.start_button = HintButton("Start watching", "↵", self)
        self.start_button.setDefault(True)
        self._place()
        self._connect()
        self._offer()
        forbidden = watching.why_not_observe(profiles.current)
        self.observe.forbid(forbidden)
        (self.observe if observe and not forbidden else self.answer).radio.setChecked(True)
        self.refresh()
        self.address.setFocus()
        self.address.selectAll()

    def refresh(self) -> None:
        """Show what is chosen."""
        name = self._profiles.current.name
        kept = KEPT_PROFILE.replace("{name}", visible(name))
        text = kept if self.keep.isChecked() else NEW_PROFILE
        again = AGAIN if self._watching.is_on else ""
        self.note.setText(f"{again}{text}{NO_SANDBOX if self._watching.lacks_sandbox else ''}")
        for card in (self.answer, self.observe):
            card.refresh()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.grow()  # a message has appeared, or a sentence has become longer
        return handled

    def start(self) -> None:
        """Start to watch; say what is missing."""
        url = page_url(self.address.text())
        self._address_row.set_messages([] if url else [FieldMessage(NO_ADDRESS, "error")])
        has_browser = bool(self._path or self._found)
        self._browser_row.set_messages([] if has_browser else [FieldMessage(NO_BROWSER, "error")])
        if not url or not has_browser:
            (self.address if not url else self.browser).setFocus()
            return
        keeps = self.keep.isChecked()
        self._preferences.keep_watched_page(self._profiles.current.id, url, keeps_login=keeps)
        self._preferences.keep_browser(self._path)
        observes = self.observe.radio.isChecked()
        self._watching.start(Wanted(url, observes, self._path, keeps, self._pair))
        self.accept()

    def _offer(self) -> None:
        """List the browsers of this machine, and the variations of the project."""
        self._found = self._watching.browsers()
        entries = [
            ChoiceEntry(one.name, "", "found on this machine", one.path) for one in self._found
        ]
        self.browser.set_choices(entries)
        self.browser.show_hint("Path of a browser's program")
        self._show_browser()
        catalog: Catalog | None = self._watching.catalog.value
        self.variation.set_choices(variation_entries(catalog))
        self.variation.show_hint("As the page decides")
        self.variation.setEnabled(bool(self.variation.choices))
        if not self.variation.choices:
            self.variation.show_hint("Load names to choose one")

    def _show_browser(self) -> None:
        paths = [one.path for one in self._found]
        if self._path in paths or not self._path:
            self.browser.show_choice(paths.index(self._path) if self._path else 0 if paths else -1)
        else:
            self.browser.show_text(self._path)

    def _use_browser(self, path: str) -> None:
        self._path = path.strip()
        self._browser_row.set_messages([])
        if self._found:  # otherwise it is a plain line, which is being typed in
            self._show_browser()

    def _choose_browser(self) -> None:
        ask_file(self, "Program of a browser", (), self._take_browser)

    def _take_browser(self, path: str) -> None:
        self._use_browser(path)
        self._show_browser()

    def _use_variation(self, index: int) -> None:
        pair = self.variation.choices[index].value
        assert isinstance(pair, tuple)
        self._pair = pair
        self.variation.show_choice(index)

    def _use_no_variation(self) -> None:
        self._pair = None
        self.variation.show_choice(-1)

    def _connect(self) -> None:
        self.address.textEdited.connect(lambda _text: self._address_row.set_messages([]))
        self.browser.chosen.connect(lambda index: self._use_browser(self._found[index].path))
        self.browser.typed.connect(self._use_browser)
        self.browse.clicked.connect(self._choose_browser)
        self.variation.chosen.connect(self._use_variation)
        self.variation.removed.connect(self._use_no_variation)
        self.keep.toggled.connect(self.refresh)
        modes = QButtonGroup(self)
        for card in (self.answer, self.observe):
            modes.addButton(card.radio)
            card.radio.toggled.connect(self.refresh)
        self.cancel_button.clicked.connect(lambda _checked: self.reject())
        self.start_button.clicked.connect(lambda _checked: self.start())

    def _place(self) -> None:
        side = px(tokens().space.sheet_padding)
        form = QVBoxLayout()
        form.setContentsMargins(side, px(20), side, px(16))
        form.setSpacing(px(12))
        self._address_row = FieldRow("Address", "", self.address, self)
        self._browser_row = FieldRow(
            "Browser", "", _side_by_side(self, self.browser, self.browse), self
        )
        self._browser_row.set_buddy(self.browser)
        cards = QWidget(self)
        column = QVBoxLayout(cards)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self.answer)
        column.addWidget(self.observe)
        cards.setFocusProxy(self.answer.radio)
        for row in (
            self._address_row,
            self._browser_row,
            FieldRow("Variation", "", self.variation, self),
            FieldRow("Logins", "", _side_by_side(self, self.keep, QWidget(self)), self),
            FieldRow("Mode", "", cards, self),
        ):
            form.addWidget(row)
        strip = QWidget(self)
        strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(strip, surface="raised")
        line = QHBoxLayout(strip)
        line.setContentsMargins(side, px(10), side, px(10))
        line.setSpacing(px(8))
        line.addWidget(IconLabel("shield", "muted", parent=strip), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.note, 1)
        set_look(self.note, role="muted")
        foot = QHBoxLayout()
        foot.setContentsMargins(side, px(12), side, px(12))
        foot.setSpacing(px(8))
        only = QLabel("Only requests to Convert are kept.", self)
        set_look(only, role="muted")
        foot.addWidget(only)
        foot.addStretch(1)
        for button in (self.cancel_button, self.start_button):
            button.setMinimumHeight(px(tokens().size.control_large))
            foot.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(form)
        whole.addWidget(Hairline(self))
        whole.addWidget(strip)
        whole.addWidget(Hairline(self))
        whole.addLayout(foot)
        self.set_minimum_width_within_screen(WIDTH)
        self.resize_within_screen(WIDTH, 0)


class ModeCard(QFrame):
    """A way of watching, with what it means; a click anywhere chooses it."""

    def __init__(
        self, title: str, sentence: str, effect: tuple[str, Tone, str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        symbol, tone, words = effect
        self.radio = QRadioButton(title, self)
        self.radio.setAccessibleName(f"{title}. {sentence} {words}.")
        set_look(self.radio, strong=True)
        self.sentence = sentence_label(self)
        self.sentence.setText(sentence)
        set_look(self.sentence, role="muted")
        self._words = QLabel(words, self)
        set_look(self._words, tone=tone)
        head = QHBoxLayout()
        head.setSpacing(px(6))
        head.addWidget(self.radio)
        head.addStretch(1)
        head.addWidget(IconLabel(symbol, tone, parent=self))
        head.addWidget(self._words)
        below = QHBoxLayout()
        below.setContentsMargins(px(INDENT), 0, 0, 0)
        below.addWidget(self.sentence)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SIDE), px(6), px(SIDE), px(10))
        column.setSpacing(px(2))
        column.addLayout(head)
        column.addLayout(below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A row of a form asks its control for a height, not for that at a width.
        room = self.width() - 2 * (px(SIDE) + 1) - px(INDENT)
        self.sentence.setMinimumHeight(self.sentence.heightForWidth(room))

    def forbid(self, why: str) -> None:
        """Say why it cannot be chosen; "" allows it."""
        self.radio.setEnabled(not why)
        if why:
            self.sentence.setText(why)
            self.radio.setAccessibleDescription(why)

    def refresh(self) -> None:
        """Show whether it is chosen."""
        set_look(self, card="chosen" if self.radio.isChecked() else "plain")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and self.radio.isEnabled():
            self.radio.setFocus(Qt.FocusReason.MouseFocusReason)
            self.radio.setChecked(True)


class VariationDialog(FittingDialog):
    """Asks for the variation in which the watched page is opened.

    Signals:
        wanted(str, str): the ids of an experience and of its variation.
    """

    wanted = Signal(str, str)

    def __init__(self, catalog: Catalog | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pair: tuple[str, str] | None = None
        self.setWindowTitle("Open in variation")
        set_surface(self, "pane")
        self.variation = ChoiceLine("Variation", self, as_typed=None, shows_note=True)
        self.variation.set_choices(variation_entries(catalog))
        self.variation.show_hint("Choose a variation")
        self.cancel_button = QPushButton("Cancel", self)
        self.cancel_button.setAutoDefault(False)
        self.open_button = QPushButton("Open", self)
        set_look(self.open_button, kind="primary")
        self.open_button.setDefault(True)
        self.open_button.setEnabled(False)
        self.cancel_button.clicked.connect(lambda _checked: self.reject())
        self.open_button.clicked.connect(lambda _checked: self._open())
        self.variation.chosen.connect(self._choose)
        self._place()
        self.variation.setFocus()

    def _choose(self, index: int) -> None:
        pair = self.variation.choices[index].value
        assert isinstance(pair, tuple)
        self._pair = pair
        self.variation.show_choice(index)
        self.open_button.setEnabled(True)

    def _open(self) -> None:
        if self._pair is not None:
            self.wanted.emit(*self._pair)
            self.accept()

    def _place(self) -> None:
        side = px(tokens().space.sheet_padding)
        column = QVBoxLayout(self)
        column.setContentsMargins(side, px(20), side, px(16))
        column.setSpacing(px(16))
        column.addWidget(FieldRow("Variation", "", self.variation, self))
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addStretch(1)
        for button in (self.cancel_button, self.open_button):
            button.setMinimumHeight(px(tokens().size.control_large))
            buttons.addWidget(button)
        column.addLayout(buttons)
        self.resize_within_screen(tokens().size.sheet_small, 0)


def _as_program(text: str) -> tuple[str, str]:
    return f"Use the program “{text}”", ""


def _side_by_side(parent: QWidget, control: QWidget, other: QWidget) -> QWidget:
    """A control with another one at its right."""
    holder = QWidget(parent)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(8))
    row.addWidget(control, 1)
    row.addWidget(other)
    holder.setFocusProxy(control)
    return holder
