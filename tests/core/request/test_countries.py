"""The list of countries."""

import re

from convert_console.core.request.parameters import COUNTRIES, LOOK_ALIKES


def test_all_249_assigned_codes_are_there_in_their_form() -> None:
    assert len(COUNTRIES) == 249
    assert all(re.fullmatch("[A-Z]{2}", code) for code in COUNTRIES)
    assert {"RO", "GB", "US", "CA", "SS", "CW"} <= COUNTRIES


def test_codes_that_are_not_assigned_are_not_there() -> None:
    assert not {"UK", "EU", "XK", "XX", "AN", "SU"} & COUNTRIES
    assert set(LOOK_ALIKES.values()) <= COUNTRIES
    assert not set(LOOK_ALIKES) & COUNTRIES
