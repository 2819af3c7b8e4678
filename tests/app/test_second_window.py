"""Two windows of one profile over one folder: neither loses its draft to the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from convert_console.app.second_window import ADOPTED
from convert_console.models.document.autosave import APART
from support.driver import Driver

OpenConsole = Callable[[], Driver]


@pytest.fixture
def two(open_console: OpenConsole) -> tuple[Driver, Driver]:
    first = open_console()
    first.fill("Request", "tid", "FIRST")
    first.context.autosave.flush()
    return first, open_console()


def saved(driver: Driver) -> list[str]:
    model = driver.context.saved
    return [model.at(row).name for row in range(model.rowCount())]  # type: ignore[union-attr]


def test_the_second_window_begins_with_a_copy_and_what_both_type_is_kept(
    two, open_console: OpenConsole
) -> None:
    first, second = two
    assert second.document.draft == first.document.draft
    assert second.message == APART, "it says that it has a copy"
    assert first.message == ""
    second.fill("Request", "tid", "SECOND")
    second.close()
    first.fill("Request", "cid", "123")
    first.close()
    third = open_console()
    assert third.document.draft == first.document.draft
    assert third.message == ADOPTED
    assert saved(third) == ["Draft of another window"]
    assert third.context.saved.at(0).draft == second.document.draft  # type: ignore[union-attr]
    third.click(third.window.message.latest.buttons[0])
    assert third.window.saved.isVisible()
    third.close()
    assert open_console().message == ""


def test_a_second_window_that_changed_nothing_leaves_nothing(two, open_console) -> None:
    first, second = two
    second.close()
    first.close()
    third = open_console()
    assert (third.message, saved(third)) == ("", [])


def test_the_first_window_closed_first_leaves_the_second_its_own(two, open_console) -> None:
    first, second = two
    first.close()
    second.fill("Request", "tid", "SECOND")
    third = open_console()
    assert "FIRST" in third.document.draft.text
    assert third.message == ""
    assert "SECOND" in second.document.draft.text


def test_what_one_window_saves_is_in_the_other_when_it_is_turned_to(two) -> None:
    first, second = two
    first.context.saved.save("Mine", first.document.draft)
    second.context.saved.save("Yours", second.document.draft.by("GET"))
    first.context.saved.duplicate(0)
    assert saved(first) == ["Mine", "Mine copy", "Yours"]
    second.context.saved.reload()
    assert saved(second) == ["Mine", "Mine copy", "Yours"]
    assert second.context.saved.at(2).draft.method == "GET"

    first.profiles.add("Another")
    first.fill("Request", "tid", "ANOTHER")
    first.context.autosave.flush()
    second.profiles.reload()
    second.window.message.hide()
    local = second.profiles.current.id
    second.profiles.choose(first.profiles.current.id)
    assert second.message == APART
    assert "ANOTHER" in second.document.draft.text
    second.window.message.hide()
    second.profiles.choose(local)
    second.profiles.choose(first.profiles.current.id)
    assert second.message == "", "a profile that is switched to is signalled once"
