"""Whose profile it is, and what new requests begin with."""

from __future__ import annotations

import json

import pytest
from PySide6.QtTest import QTest

from convert_console.core.request.draft import blank_request
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.profile.dialog import ProfileDialog
from convert_console.widgets.profile.segments import SegmentsDialog
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
    line = dialog.lines["name"]
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "  ")
    assert profiles.current.name == "Shop"

    # It is shown again once the field is left.
    dialog.lines["project"].setFocus()
    assert line.text() == "Shop"


@pytest.fixture
def segments(dialog: ProfileDialog) -> SegmentsDialog:
    dialog.general.new_segments.edit.click()
    (made,) = dialog.findChildren(SegmentsDialog)
    return made


def tags(dialog: ProfileDialog) -> str:
    return dialog.general.new_segments.tags.accessibleDescription()


def test_segments_of_new_requests_are_chosen_by_name(
    dialog: ProfileDialog, segments: SegmentsDialog, profiles: Profiles
) -> None:
    assert tags(dialog) == "None"
    for key, value in (("ctry", "RO"), ("browser", "CH"), ("devices", ["DESK"])):
        segments.fields[key].edited.emit(value)
    assert tags(dialog) == "Chrome, Desktop, Romania"
    draft = blank_request(profiles.current, "v")
    assert draft.payload["seg"] == {  # type: ignore[index, call-overload]
        "browser": "CH", "devices": ["DESK"], "ctry": "RO"
    }  # fmt: skip
    assert list(json.loads(profiles.current.segments)) == ["browser", "devices", "ctry"]
    segments.fields["browser"].cleared.emit()
    assert tags(dialog) == "Desktop, Romania"
    segments.remove.click()
    assert (tags(dialog), profiles.current.segments) == ("None", "")


def test_other_keys_and_spellings_of_segments_stay(
    dialog: ProfileDialog, segments: SegmentsDialog, profiles: Profiles
) -> None:
    profiles.alter(segments='{"lang": "ro",  "new": 1}')
    segments.fields["browser"].edited.emit("CH")
    assert '"lang": "ro",  ' in profiles.current.segments
    assert "lang ro" in tags(dialog)


def test_segments_that_are_none_say_what_follows_and_do_no_harm(
    dialog: ProfileDialog, segments: SegmentsDialog, profiles: Profiles
) -> None:
    profiles.alter(segments="[1")
    assert any("New requests start without segments" in text for text in words(dialog.general))
    assert "seg" not in blank_request(profiles.current, "v").payload  # type: ignore[operator]
    segments.fields["browser"].edited.emit("CH")
    assert json.loads(profiles.current.segments) == {"browser": "CH"}


NAMES = '{"goals": [{"id": "7", "name": "Purchase"}], "experiences": []}'


def test_project_names_are_loaded_and_cleared_here(
    dialog: ProfileDialog, catalogs: Catalogs, profiles: Profiles
) -> None:
    general = dialog.general
    profiles.alter(reach="local")
    assert not general.names.button.isEnabled()
    assert "this machine only" in general.names.note.text(), "it says why"
    profiles.alter(reach="ask")
    assert general.names.button.isEnabled()
    catalogs.load_text(NAMES, "names.json")
    assert "1 goal" in general.names.note.text()
    assert "loaded just now from names.json" in general.names.note.text()
    general.clear_names.click()
    assert catalogs.current.value is None
    assert not general.clear_names.isEnabled()
