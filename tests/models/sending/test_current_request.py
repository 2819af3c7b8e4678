"""The request on screen is encoded once for each change, as a POST and as a GET."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest, encode
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest, LastEncoded
from convert_console.services.storage.profiles import ProfileStore

TEXT = '{"cid": "1", "vid": "é", "ev": [{"evt": "hitGoal", "goals": ["7"]}]}'
SHOP = Profile(id="shop", name="Shop", project="10000001")


class Desk:
    def __init__(self, folder: Path) -> None:
        self.document = RequestDocument()
        first = Profile(id="shop", name="Shop", target="local", reach="ask")
        self.profiles = Profiles(ProfileStore(folder / "profiles"), first)
        self.document.open("shop", Draft(TEXT))
        self.request = CurrentRequest(self.document, self.profiles)


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Desk:
    return Desk(tmp_path)


def test_the_get_form_is_the_wire_itself_where_the_method_is_get(desk: Desk) -> None:
    as_get = desk.request.as_get
    assert isinstance(as_get, WireRequest)
    assert as_get.method == "GET"
    desk.document.set_method("GET")
    assert desk.request.as_get is desk.request.wire
    assert desk.request.wire == as_get


def test_each_change_of_the_request_is_signalled(desk: Desk, qtbot: QtBot) -> None:
    for change in (
        lambda: desk.document.write("{}"),
        lambda: desk.profiles.alter(user_agent=None),
        lambda: desk.request.set_local_endpoint("http://127.0.0.1:9/track"),
    ):
        before = desk.request.wire
        with qtbot.waitSignal(desk.request.changed):
            change()
        assert desk.request.wire != before
    assert desk.document.payload == {}


def test_the_same_draft_and_profile_give_the_very_same_object() -> None:
    encoded = LastEncoded()
    first = encoded.of(Draft("{}"), SHOP)
    assert encoded.of(Draft("{}"), replace(SHOP)) is first
    assert first == encode(Draft("{}"), SHOP)


def test_another_draft_or_profile_is_encoded_again() -> None:
    encoded = LastEncoded()
    for draft in (Draft("{}"), Draft("{ }"), Draft("{ }", "GET"), Draft("[", "GET")):
        for profile in (SHOP, replace(SHOP, user_agent=None), replace(SHOP, project="")):
            assert encoded.of(draft, profile) == encode(draft, profile)
