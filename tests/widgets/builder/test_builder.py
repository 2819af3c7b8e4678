"""Three pages of forms; the one in front is up to date, and counts stand beside the titles."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from convert_console.core.document.payload import value_at
from convert_console.widgets.fields.choice_field import ProjectField
from support.driver import Driver, button, focused, words


def counts(driver: Driver) -> list[str]:
    bar = driver.window.builder.bar
    return [bar.tabData(place) or "" for place in range(3)]


def test_counts_follow_the_document(driver: Driver) -> None:
    assert counts(driver) == ["", "5", "2"]
    driver.keys("Ctrl+3")
    assert counts(driver) == ["", "5", "3"]
    driver.paste_json('{"ev": []}')
    assert counts(driver) == ["", "", ""]


def test_a_new_event_switches_to_the_events_tab(driver: Driver) -> None:
    driver.turn_builder("Request")
    driver.keys("Ctrl+1")
    assert driver.window.builder.events.isVisible()
    assert driver.window.builder.events.row == 2


def test_events_cannot_be_added_to_what_is_not_an_object(driver: Driver) -> None:
    driver.paste_json("[1, 2]")
    assert not button(driver.window.builder, "tr").isEnabled()


def test_a_page_opened_later_shows_earlier_edits(driver: Driver) -> None:
    driver.paste_json('{"cid": "42", "seg": {"campaign": "x"}, "ev": []}')
    assert driver.line("Request", "cid").text() == "42"
    assert driver.line("Segments", "campaign").text() == "x"


def test_tab_goes_through_an_open_event_from_top_to_bottom(driver: Driver) -> None:
    driver.window.builder.bar.setFocus()
    seen = []
    for _ in range(12):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        seen.append(focused().accessibleName() or getattr(focused(), "text", str)())
    assert seen == [
        "1 Goal reached Purchase · Green button",
        "Event (evt)",
        "More actions for event 1",
        "experience 1",
        "variation 1",
        "Goal (goals)",
        "Add a field that is not documented",
        "Add goal",
        "Add experience",
        "Add a viewExp event",
        "Add a hitGoal event",
        "Add a tr event",
    ]


def test_tab_goes_through_a_form_made_late_before_it_leaves_the_builder(driver: Driver) -> None:
    driver.line("Request", "cid").setFocus()
    seen = []
    for _ in range(3):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        seen.append(focused().accessibleName())
    assert seen[:2] == ["Project (pid)", "Visitor (vid)"]


def test_what_is_edited_is_named_by_its_path(driver: Driver) -> None:
    builder = driver.window.builder
    paths: list[tuple[object, ...]] = []
    builder.editing_changed.connect(paths.append)
    assert builder.editing == ("ev", 0)
    builder.events.choose(1)
    driver.turn_builder("Segments")
    driver.turn_builder("Request")
    driver.line("Request", "vid").setFocus()
    driver.line("Request", "tid").setFocus()
    driver.paste_json("{")
    assert paths == [("ev", 1), ("seg",), (), ("vid",), ("tid",), ()]


def test_segments_are_those_of_the_profile_or_none(driver: Driver) -> None:
    driver.turn_builder("Segments")
    segments = driver.window.builder.segments
    assert not button(segments, "Use the profile's segments").isEnabled()
    driver.profiles.alter(segments='{"ctry": "DE"}')
    driver.click(button(segments, "Send none"))
    assert value_at(driver.document.payload, ("seg",)) is None
    driver.search(segments.fields["browser"].line, "FF")  # type: ignore[attr-defined]
    payload = driver.document.payload
    assert isinstance(payload, dict)
    assert list(payload)[-2:] == ["seg", "ev"], "it is back in its place"
    driver.click(button(segments, "Use the profile's segments"))
    assert value_at(driver.document.payload, ("seg",)) == {"ctry": "DE"}


def test_the_project_is_chosen_by_the_name_of_its_profile(driver: Driver) -> None:
    driver.profiles.add("Other shop")
    driver.profiles.alter(project="20000002")
    driver.turn_builder("Request")
    project = driver.window.builder.request.fields["pid"]
    assert isinstance(project, ProjectField)
    assert project.line.shown_text() == "Sample shop"
    driver.search(project.line, "Other shop")
    assert value_at(driver.document.payload, ("pid",)) == "20000002"
    driver.search(project.line, "30000003")
    assert value_at(driver.document.payload, ("pid",)) == "30000003"


def test_forms_rest_and_say_so_while_the_json_is_broken(driver: Driver) -> None:
    narrowest = driver.window.builder.minimumSizeHint().width()
    driver.paste_json("{")
    assert driver.window.builder.minimumSizeHint().width() == narrowest
    assert "Disabled until the JSON is valid" in words(driver.window.builder)
    assert not button(driver.window.builder, "tr").isEnabled()
    driver.keys("Ctrl+Z")
    assert "Disabled until the JSON is valid" not in words(driver.window.builder)


def test_a_field_below_is_scrolled_to_on_a_page_that_was_never_open(driver: Driver) -> None:
    driver.window.resize(1024, 600)
    driver.window.builder.go_to(("seg", "ctry"))
    row = driver.window.builder.segments.rows["ctry"]
    driver.until(lambda: row.visibleRegion().boundingRect().height() == row.height() > 0)
