"""Saved journeys: one list a profile, kept at once, taken back step by step, failures are said."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from convert_console.core.journeys.journey import Journey, Step
from convert_console.core.request.profile import Profile
from convert_console.models.journeys.saved import Journeys
from convert_console.models.profiles.profiles import Profiles
from convert_console.services.storage.journeys import JourneyStore
from convert_console.services.storage.profiles import ProfileStore

ONE = Journey("buy", (Step("{}"),), 2)

Run = Callable[[Coroutine[Any, Any, None]], None]


@pytest.fixture
def profiles(tmp_path: Path, run: Run) -> Profiles:
    return Profiles(ProfileStore(tmp_path / "profiles"), Profile(id="shop", name="Shop"))


@pytest.fixture
def store(tmp_path: Path) -> JourneyStore:
    return JourneyStore(tmp_path / "journeys")


def do(run: Run, journeys: Journeys, *changes: Callable[[], object]) -> None:
    """Make these changes, and wait until they are kept."""

    async def work() -> None:
        for change in changes:
            change()
        await journeys.finish()

    run(work())


def names(journeys: Journeys) -> list[str]:
    return [journey.name for journey in journeys.all]


def test_each_change_is_kept_at_once(run: Run, store: JourneyStore, profiles: Profiles) -> None:
    journeys = Journeys(store, profiles)
    assert journeys.current is None
    do(
        run, journeys,
        lambda: journeys.add(ONE),
        lambda: journeys.change("Repeat", repeats=3),
        lambda: journeys.rename("buy", " Buy twice "),
        lambda: journeys.rename("Buy twice", "  "),
    )  # fmt: skip
    assert store.load("shop") == (Journey("Buy twice", (Step("{}"),), 3),)
    assert journeys.current == store.load("shop")[0]


def test_two_journeys_never_have_the_same_name(
    run: Run, store: JourneyStore, profiles: Profiles
) -> None:
    journeys = Journeys(store, profiles)
    do(
        run, journeys,
        lambda: journeys.add(ONE), journeys.duplicate, lambda: journeys.add(Journey()),
        lambda: journeys.rename("New journey", "buy"),
    )  # fmt: skip
    assert names(journeys) == ["buy", "buy 2", "buy 3"]
    assert journeys.current is not None and journeys.current.name == "buy 3"


def test_every_change_can_be_taken_back_and_made_again(
    run: Run, store: JourneyStore, profiles: Profiles
) -> None:
    journeys = Journeys(store, profiles)
    do(
        run, journeys,
        lambda: journeys.add(ONE), lambda: journeys.set_steps((), "Delete step 1"),
        journeys.delete,
    )  # fmt: skip
    assert journeys.all == () and journeys.undo_label == "Delete buy"
    do(run, journeys, journeys.undo, journeys.undo)
    assert store.load("shop") == (ONE,) and journeys.redo_label == "Delete step 1"
    do(run, journeys, journeys.redo)
    assert store.load("shop")[0].steps == ()
    do(run, journeys, lambda: journeys.change("Repeat", repeats=9))
    assert journeys.redo_label == "", "another change leaves nothing to make again"


def test_the_neighbour_of_a_deleted_journey_is_shown(
    run: Run, store: JourneyStore, profiles: Profiles
) -> None:
    journeys = Journeys(store, profiles)
    do(run, journeys, *(lambda name=name: journeys.add(Journey(name)) for name in "abc"))
    journeys.choose("b")
    do(run, journeys, journeys.delete)
    assert journeys.current is not None and journeys.current.name == "c"


def test_each_profile_has_its_own_and_they_are_there_after_a_restart(
    run: Run, store: JourneyStore, profiles: Profiles
) -> None:
    journeys = Journeys(store, profiles)

    async def change_and_switch() -> None:
        journeys.add(ONE)
        profiles.add("Other")
        assert list(journeys.all) == [] and journeys.undo_label == ""
        profiles.choose("shop")
        assert list(journeys.all) == [ONE], "also before it is written"
        await journeys.finish()

    run(change_and_switch())
    assert Journeys(store, profiles).all == (ONE,)


def test_journeys_saved_by_another_window_stay(
    run: Run, store: JourneyStore, profiles: Profiles
) -> None:
    mine, other = Journeys(store, profiles), Journeys(store, profiles)
    assert list(other.all) == []
    do(run, mine, lambda: mine.add(ONE))
    do(run, other, lambda: other.add(Journey("mine")))
    assert [journey.name for journey in store.load("shop")] == ["buy", "mine"]


def test_a_failure_is_said_and_tried_again_with_the_next_change(
    run: Run, tmp_path: Path, profiles: Profiles
) -> None:
    folder = tmp_path / "journeys"
    folder.write_text("in the way")
    store = JourneyStore(folder)
    journeys, said = Journeys(store, profiles), list[str]()
    journeys.failed.connect(said.append)
    do(run, journeys, lambda: journeys.add(ONE))
    assert said and journeys.current == ONE, "nothing that is shown is lost"
    folder.unlink()
    do(run, journeys, lambda: journeys.change("Repeat", repeats=5))
    assert store.load("shop")[0].repeats == 5


def test_a_file_that_cannot_be_read_is_reported(
    run: Run, tmp_path: Path, profiles: Profiles
) -> None:
    (tmp_path / "journeys").mkdir()
    (tmp_path / "journeys" / "shop.json").write_text("{")
    journeys, said = Journeys(JourneyStore(tmp_path / "journeys"), profiles), list[str]()
    journeys.failed.connect(said.append)
    assert journeys.all == () and "could not be read" in said[0]


def test_what_another_window_changes_is_neither_overwritten_nor_taken_back(
    run: Run, store: JourneyStore, profiles: Profiles
) -> None:
    first, second = Journeys(store, profiles), Journeys(store, profiles)
    do(run, first, lambda: first.add(ONE))
    first.reload()
    assert first.undo_label, "its own changes can be taken back"
    assert second.current == ONE
    steps = (Step("{}"), Step('{"vid": "2"}', delay=1.0))
    do(run, second, lambda: second.set_steps(steps, "Add a step"), lambda: second.add(Journey("b")))
    first.reload()
    do(run, first, lambda: first.change("Repeat", repeats=3), first.undo, first.undo)
    assert store.load("shop") == (Journey("b"), Journey("buy", steps, 2)) == first.all
    second.reload()
    assert second.undo_label, "nothing is other than here"
