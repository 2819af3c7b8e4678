"""The field for a choice of known values, which takes any other text too."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QWidget

from convert_console.core.document.payload import Payload
from convert_console.core.request.field_values import like
from convert_console.core.request.parameters import COUNTRIES, LOOK_ALIKES, Choice
from convert_console.core.text import plain_text
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.fields.choice_line import (
    ChoiceEntry,
    ChoiceLine,
    QuietLine,
    TypedEntry,
    send_as_typed,
)
from convert_console.widgets.fields.field import (
    Field,
    Reader,
    is_plain,
    is_short,
    sentence_case,
    unsupported_text,
)

NOT_SENT = ("Not sent", "removes the key")


class ChoiceField(Field):
    """Offers values with their meanings; any other text is sent as it is typed."""

    _line_type: type[ChoiceLine] = ChoiceLine

    def __init__(
        self,
        choices: Sequence[ChoiceEntry],
        read: Reader = like,
        parent: QWidget | None = None,
        *,
        as_typed: TypedEntry = send_as_typed,
        shows_note: bool = False,
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._value: Payload = None
        self.line = self._line_type(
            parent=self, as_typed=as_typed, removal=NOT_SENT, shows_note=shows_note
        )
        self.line.set_choices(choices)
        self.line.chosen.connect(lambda index: self._take(str(self.line.choices[index].value)))
        self.line.typed.connect(self._take)
        self.line.removed.connect(self._remove)
        self.setFocusProxy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)

    def set_value(self, value: Payload) -> None:
        self._value = value
        fits = is_plain(value) and is_short(value)
        text = plain_text(value) if fits and value is not None else ""
        self.line.setEnabled(fits)
        self.line.show_hint("not sent" if fits else unsupported_text(value))
        known = (i for i, choice in enumerate(self.line.choices) if choice.value == text)
        index = next(known, -1) if text else -1
        if index < 0:
            self.line.show_text(text)
        else:
            self.line.show_choice(index)

    def _take(self, text: str) -> None:
        self.left.emit()
        self.edited.emit(self._read(self._value, text))
        self.left.emit()

    def _remove(self) -> None:
        self.left.emit()
        self.cleared.emit()
        self.left.emit()


def entries_of(choices: Sequence[Choice]) -> tuple[ChoiceEntry, ...]:
    """The entries for documented values: the meaning by name, the value as code."""
    return tuple(
        ChoiceEntry(
            sentence_case(choice.label),
            choice.value,
            "SDK only" if choice.evidence == "sdk" else "",
            choice.value,
        )
        for choice in choices
    )


def digit_entries(choices: Sequence[Choice]) -> tuple[ChoiceEntry, ...]:
    """The entries for values that mean different things to different sources: the value first, and
    all readings in grey.
    """
    return tuple(
        ChoiceEntry(choice.value, note=choice.label, value=choice.value) for choice in choices
    )


class KindField(ChoiceField):
    """The type of an event, in the head of its card: quiet until it is used."""

    _line_type = QuietLine


class CountryField(ChoiceField):
    """Offers the countries of ISO 3166-1; each is found by a part of its code or English name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        named = sorted((country_name(code), code) for code in COUNTRIES)
        everyday = {code: other for other, code in LOOK_ALIKES.items()}
        super().__init__(
            [
                ChoiceEntry(name, code, value=code, synonym=everyday.get(code, ""))
                for name, code in named
            ],
            parent=parent,
            as_typed=lambda text: send_as_typed(text, "no ISO country"),
        )


def country_name(code: str) -> str:
    """The English name of a country, from Qt.

    >>> country_name("RO")
    'Romania'
    """
    return QLocale.territoryToString(QLocale.codeToTerritory(code))


class ProjectField(ChoiceField):
    """The project by the name of its profile; another number is taken as it is typed."""

    def __init__(self, profiles: Profiles, parent: QWidget | None = None) -> None:
        super().__init__((), parent=parent, as_typed=lambda text: send_as_typed(text, "no profile"))
        self._profiles = profiles
        profiles.changed.connect(self._offer)
        self._offer()

    def _offer(self) -> None:
        named = {p.project: p.name for p in reversed(self._profiles.all) if p.project}
        self.line.set_choices([ChoiceEntry(named[n], n, value=n) for n in reversed(named)])
        self.set_value(self._value)
