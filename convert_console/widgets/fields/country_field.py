"""The visitor's country, by code or by name."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from convert_console.core.request.countries import COUNTRIES
from convert_console.core.request.parameters import Choice
from convert_console.widgets.fields.choice_field import ChoiceField


class CountryField(ChoiceField):
    """Every country of ISO 3166-1 by its English name; typing part of code or name finds it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        named = sorted((country_name(code), code) for code in COUNTRIES)
        super().__init__(tuple(Choice(code, name) for name, code in named), parent=parent)
        self.combo.setMaxVisibleItems(12)


def country_name(code: str) -> str:
    """The English name that Qt knows a country by.

    >>> country_name("RO")
    'Romania'
    """
    return QLocale.territoryToString(QLocale.codeToTerritory(code))
