"""A new request is the profile's, for its visitor, and waits for its first event."""

from convert_console.protocol.blank import blank_request
from convert_console.protocol.payload import value_at
from convert_console.protocol.profile import Profile


def test_it_holds_whose_it_is_and_nothing_more() -> None:
    profile = Profile(id="a", name="A", account="10000009", project="10000001")
    draft = blank_request(profile, "1588166554499-0.2020703998482254")
    assert draft.method == "POST"
    assert value_at(draft.payload, ("cid",)) == "10000009"
    assert value_at(draft.payload, ("pid",)) == "10000001"
    assert value_at(draft.payload, ("vid",)) == "1588166554499-0.2020703998482254"
    assert value_at(draft.payload, ("ev",)) == []
