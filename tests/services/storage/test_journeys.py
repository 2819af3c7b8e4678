"""Journeys on disk: read back as they were, and a broken file is set aside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convert_console.core.journeys.journey import Journey, Step
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.journeys import JourneyStore, read_journeys
from support.depth import repeated

STEPS = st.builds(Step, st.text(), st.sampled_from(["POST", "GET"]), st.floats(0, 3600))
JOURNEYS = st.builds(
    Journey, st.text(), st.lists(STEPS, max_size=4).map(tuple), st.integers(1, 1000)
)
ONE = Journey("Buy", (Step('{"r": 1.10}', "GET", 1.5),), 3)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=repeated(40),
)
@given(st.lists(JOURNEYS, max_size=3))
def test_journeys_come_back_as_they_were(tmp_path: Path, journeys: list[Journey]) -> None:
    store = JourneyStore(tmp_path)
    store.write("shop", journeys)
    assert store.load("shop") == tuple(journeys)


def test_each_profile_has_its_own(tmp_path: Path) -> None:
    store = JourneyStore(tmp_path)
    store.write("shop", [ONE])
    assert store.load("other") == ()


@pytest.mark.parametrize(
    "content",
    [
        b"\xff", b"{", b"[]", b'{"journeys": [1]}', b'{"journeys": [{"name": 1}]}',
        json.dumps({"journeys": [{"name": "a", "repeats": 0, "steps": []}]}).encode(),
        json.dumps({"journeys": [{"name": "a", "repeats": 1, "steps": [
            {"method": "PUT", "pause": 0, "document": ""}]}]}).encode(),
        json.dumps({"journeys": [{"name": "a", "repeats": 1, "steps": [
            {"method": "GET", "pause": -1, "document": ""}]}]}).encode(),
    ],
)  # fmt: skip
def test_a_broken_file_is_set_aside_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "shop.json").write_bytes(content)
    store = JourneyStore(tmp_path)
    with pytest.raises(StoreFailed, match="could not be read"):
        store.load("shop")
    assert (tmp_path / "shop.json.broken-1").read_bytes() == content
    assert store.load("shop") == ()


def test_an_id_that_names_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreFailed):
        JourneyStore(tmp_path).load("../shop")


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed):
        JourneyStore(tmp_path / "file").write("shop", [ONE])


def test_how_a_journey_is_repeated_is_kept(tmp_path: Path) -> None:
    store = JourneyStore(tmp_path)
    journey = Journey("buy", (Step("{}"),), 3, True, True, 2.5, False)
    store.write("shop", [journey])
    assert store.load("shop") == (journey,)


@pytest.mark.parametrize("broken", [{"between": -1}, {"new_visitor": "yes"}, {"stop": 3}])
def test_an_impossible_setting_is_no_journey(broken: dict[str, object]) -> None:
    stored = {"name": "buy", "repeats": 1, "steps": [], **broken}
    with pytest.raises(ValueError, match="not a"):
        read_journeys(json.dumps(stored))
