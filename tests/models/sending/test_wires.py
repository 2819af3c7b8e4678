"""Previews and Send share one request object as long as nothing changed."""

from dataclasses import replace

from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import encode
from convert_console.models.sending.console import LastWire

SHOP = Profile(id="shop", name="Shop", project="10000001")


def test_the_same_draft_and_profile_give_the_very_same_object() -> None:
    wires = LastWire()
    first = wires.of(Draft("{}"), SHOP)
    assert wires.of(Draft("{}"), replace(SHOP)) is first
    assert first == encode(Draft("{}"), SHOP)


def test_another_draft_or_profile_is_encoded_anew() -> None:
    wires = LastWire()
    for draft in (Draft("{}"), Draft("{ }"), Draft("{ }", "GET"), Draft("[", "GET")):
        for profile in (SHOP, replace(SHOP, user_agent=None), replace(SHOP, project="")):
            assert wires.of(draft, profile) == encode(draft, profile)
