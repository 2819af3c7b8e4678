"""Muted rules are unmuted one by one or all together."""

from __future__ import annotations

from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.profile.dialog import ProfileDialog
from convert_console.widgets.profile.rules_page import NO_RULES_MUTED
from support.driver import words


def test_rules_are_unmuted_one_by_one_or_all(dialog: ProfileDialog, profiles: Profiles) -> None:
    dialog.pages.turn_to(dialog.RULES)
    assert NO_RULES_MUTED in words(dialog.rules)
    profiles.alter(silenced=("a", "b", "c"))
    dialog.rules.boxes["b"].click()
    assert list(profiles.current.silenced) == ["a", "c"]
    assert list(dialog.rules.boxes) == ["a", "c"]
    dialog.rules.unmute_all.click()
    assert not profiles.current.silenced
