"""What the window remembers of itself, whatever stands in its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from convert_console.models.profiles.preferences import SCHEMES, Preferences
from convert_console.services.storage.settings import SettingsStore

pytestmark = pytest.mark.usefixtures("qapp")


def kept_in(folder: Path, text: str | None = None) -> Preferences:
    path = folder / "settings.json"
    if text is not None:
        path.write_text(text, "utf-8")
    return Preferences(SettingsStore(path))


def test_at_first_everything_is_as_the_system_has_it(tmp_path: Path) -> None:
    preferences = kept_in(tmp_path)
    assert (preferences.scheme, preferences.zoom, preferences.layout) == ("system", 1.0, {})


def test_what_was_chosen_is_there_again(tmp_path: Path, qtbot: QtBot) -> None:
    preferences = kept_in(tmp_path)
    with qtbot.waitSignal(preferences.look_changed):
        preferences.use_scheme("dark")
    with qtbot.waitSignal(preferences.look_changed):
        preferences.zoom_by(2)
    assert preferences.contrast == "system"
    with qtbot.waitSignal(preferences.look_changed):
        preferences.use_contrast("high")
    preferences.keep_layout({"split": [3, 2]})
    again = kept_in(tmp_path)
    assert (again.scheme, again.zoom, again.layout) == ("dark", 1.2, {"split": [3, 2]})
    assert again.contrast == "high"


def test_zoom_ends_at_its_limits_and_goes_back_to_one(tmp_path: Path) -> None:
    preferences = kept_in(tmp_path)
    preferences.zoom_by(99)
    assert preferences.zoom == 2.0
    preferences.zoom_by(-99)
    assert preferences.zoom == 0.8
    preferences.zoom_by(0)
    assert preferences.zoom == 1.0


def test_ten_zoom_steps_up_and_down_return_exactly(tmp_path: Path) -> None:
    preferences = kept_in(tmp_path)
    for steps in [1] * 7 + [-1] * 7:
        preferences.zoom_by(steps)
    assert preferences.zoom == 1.0


ODD = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner),
)


@given(ODD, ODD, ODD)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_content_makes_it_unusable(
    tmp_path: Path, scheme: Any, zoom: Any, layout: Any
) -> None:
    text = json.dumps({"scheme": scheme, "zoom": zoom, "layout": layout})
    preferences = kept_in(tmp_path, text)
    assert preferences.scheme in SCHEMES
    assert 0.8 <= preferences.zoom <= 2.0
    assert isinstance(dict(preferences.layout), dict)


def test_an_endless_number_is_not_a_zoom(tmp_path: Path) -> None:
    assert kept_in(tmp_path, f'{{"zoom": 1{"0" * 400}}}').zoom == 2.0
    assert 0.8 <= kept_in(tmp_path, '{"zoom": NaN}').zoom <= 2.0


def test_a_disk_that_refuses_is_reported(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "file").write_bytes(b"")
    preferences = Preferences(SettingsStore(tmp_path / "file" / "settings.json"))
    with qtbot.waitSignal(preferences.failed) as said:
        preferences.use_scheme("dark")
    assert said.args[0].endswith(".")
