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


def test_pages_follow_the_document_whatever_it_holds(driver: Driver) -> None:
    # Counts follow the document.
    assert counts(driver) == ["", "5", "2"]
    driver.keys("Ctrl+3")
    assert counts(driver) == ["", "5", "3"]
    driver.paste_json('{"ev": []}')
    assert counts(driver) == ["", "", ""]

    # Forms rest and say so while the JSON is broken.
    narrowest = driver.window.builder.minimumSizeHint().width()
    driver.paste_json("{")
    assert driver.window.builder.minimumSizeHint().width() == narrowest
    assert "Needs a JSON object" in words(driver.window.builder)
    assert not button(driver.window.builder, "tr").isEnabled()
    driver.keys("Ctrl+Z")
    assert "Needs a JSON object" not in words(driver.window.builder)

    # Events cannot be added to what is not an object.
    driver.paste_json('{"seg": {"browser": "FF"}}')
    assert counts(driver) == ["", "1", ""]
    driver.paste_json("[1, 2]")
    assert counts(driver) == ["", "", ""]
    assert not button(driver.window.builder, "tr").isEnabled()

    # A page opened later shows earlier edits.
    driver.paste_json('{"cid": "42", "seg": {"campaign": "x"}, "ev": []}')
    assert driver.line("Request", "cid").text() == "42"
    assert driver.line("Segments", "campaign").text() == "x"


def test_the_keyboard_goes_through_the_forms_and_adds_events(driver: Driver) -> None:
    # Tab goes through an open event from top to bottom.
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

    # Tab goes through a form made late before it leaves the builder.
    driver.line("Request", "cid").setFocus()
    seen = []
    for _ in range(3):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        seen.append(focused().accessibleName())
    assert seen[:2] == ["Project (pid)", "Visitor (vid)"]

    # A new event switches to the events tab.
    driver.turn_builder("Request")
    driver.keys("Ctrl+1")
    assert driver.window.builder.events.isVisible()
    assert driver.window.builder.events.row == 2


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
    assert builder.request.extras is not None
    driver.click(builder.request.extras.add)
    driver.paste_json("{")
    assert paths == [("ev", 1), ("seg",), (), ("vid",), ("tid",), (), ("key1",), ()]


def test_segments_and_project_are_those_of_a_profile_or_entered(driver: Driver) -> None:
    # A field below is scrolled to on a page that was never open.
    driver.window.resize(1024, 600)
    driver.window.builder.go_to(("seg", "ctry"))
    row = driver.window.builder.segments.rows["ctry"]
    driver.until(lambda: row.visibleRegion().boundingRect().height() == row.height() > 0)

    # Segments are those of the profile or none.
    driver.window.resize(1280, 800)
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

    # The project is chosen by the name of its profile.
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
