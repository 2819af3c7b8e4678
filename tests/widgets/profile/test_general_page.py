"""Whose profile it is, and what new requests begin with."""

from __future__ import annotations

from PySide6.QtTest import QTest

from convert_console.core.request.draft import blank_request
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.profile.dialog import ProfileDialog
from support.driver import words


def test_what_is_typed_takes_effect_at_once(dialog: ProfileDialog, profiles: Profiles) -> None:
    dialog.lines["project"].clear()
    QTest.keyClicks(dialog.lines["project"], "777")
    assert profiles.current.project == "777"


def test_a_missing_project_is_requested_where_it_is_needed(
    dialog: ProfileDialog, profiles: Profiles
) -> None:
    for target, project, asked in (
        ("convert", "", True),
        ("convert", "7", False),
        ("local", "", False),
    ):
        profiles.alter(target=target, project=project)
        assert any("Enter it to send" in text for text in words(dialog.general)) is asked


def test_a_profile_without_a_name_keeps_its_last_one(
    dialog: ProfileDialog, profiles: Profiles
) -> None:
    dialog.lines["name"].selectAll()
    QTest.keyClicks(dialog.lines["name"], "  ")
    assert profiles.current.name == "Shop"


def test_default_segments_are_in_new_requests(dialog: ProfileDialog, profiles: Profiles) -> None:
    QTest.keyClicks(dialog.general.new_segments, '{"browser": "CH", "new": 1}')
    draft = blank_request(profiles.current, "v")
    assert draft.payload["seg"]["browser"] == "CH"  # type: ignore[index, call-overload]
    assert '"new": 1' in draft.text


def test_segments_that_are_none_say_what_follows_and_do_no_harm(
    dialog: ProfileDialog, profiles: Profiles
) -> None:
    QTest.keyClicks(dialog.general.new_segments, "[1")
    assert any("New requests start without segments" in text for text in words(dialog.general))
    assert "seg" not in blank_request(profiles.current, "v").payload  # type: ignore[operator]
