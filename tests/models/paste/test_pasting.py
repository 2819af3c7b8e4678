"""A paste becomes the draft in one undo step, and never changes the profile by itself."""

import json

import pytest

from convert_console.core.document.payload import parse
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.models.document.document import RequestDocument
from convert_console.models.paste.pasting import Pasting
from convert_console.models.profiles.profiles import Profiles
from convert_console.services.storage.profiles import ProfileStore

BODY = '{"cid":"1","pid":"2","vid":"3","ev":[{"evt":"viewExp"}]}'
CURL = f"curl https://shop.example/track -A 'curl/8' --data-raw '{BODY}'"
V1 = json.dumps(
    {
        "accountId": "1",
        "projectId": "2",
        "visitors": [{"visitorId": "a", "events": []}, {"visitorId": "b", "events": []}],
    }
)


@pytest.fixture
def profiles(tmp_path, qapp):
    return Profiles(ProfileStore(tmp_path), Profile(id="a", name="A", target="local"))


@pytest.fixture
def document(qapp):
    document = RequestDocument()
    document.open("a", Draft("before", "GET"))
    return document


@pytest.fixture
def pasting(document, profiles):
    return Pasting(document, profiles)


def test_a_single_request_becomes_the_draft_in_one_step(pasting, document, qtbot):
    with qtbot.waitSignal(pasting.pasted):
        pasting.take(CURL)
    assert document.draft.method == "POST"
    assert document.payload == parse(BODY).payload
    document.undo_group.undo()
    assert document.draft == Draft("before", "GET")


def test_target_and_agent_are_offered_and_not_taken(pasting, profiles):
    before = profiles.current
    pasting.take(CURL)
    assert profiles.current == before
    assert pasting.other_target == "https://shop.example/track"
    assert pasting.other_user_agent
    pasting.use_target()
    pasting.use_user_agent()
    assert profiles.current.url == "https://shop.example/track"
    assert profiles.current.user_agent == "curl/8"
    assert not pasting.other_target
    assert not pasting.other_user_agent


def test_several_requests_are_offered_to_choose_from(pasting, document, qtbot):
    with qtbot.waitSignal(pasting.choice_wanted) as wanted:
        pasting.take(V1)
    found = wanted.args[0]
    assert document.draft.text == "before"
    pasting.choose(found, found.requests[1])
    assert '"vid": "b"' in document.draft.text


def test_unrelated_input_is_refused_in_a_sentence(pasting, document, qtbot):
    with qtbot.waitSignal(pasting.refused) as refused:
        pasting.take("good morning")
    assert refused.args[0].endswith(".")
    assert document.draft.text == "before"


def test_a_file_is_taken_like_a_paste(pasting, document, tmp_path, qtbot):
    (tmp_path / "request.txt").write_text(CURL)
    pasting.take_files([str(tmp_path / "request.txt")])
    assert document.payload == parse(BODY).payload
    with qtbot.waitSignal(pasting.refused):
        pasting.take_files([str(tmp_path / "nowhere.txt")])


def test_of_several_files_the_first_is_read_and_the_others_are_named(pasting, tmp_path, qtbot):
    (tmp_path / "request.txt").write_text(CURL)
    (tmp_path / "other.txt").write_text("good morning")
    paths = [str(tmp_path / name) for name in ("request.txt", "other.txt")]
    pasting.take_files(paths)
    assert pasting.notes[0] == (
        "Only the first of 2 files was read, “request.txt”. Paste the others separately."
    )
    with qtbot.waitSignal(pasting.refused) as refused:
        pasting.take_files(paths[::-1])
    assert "Only the first of 2 files was read, “other.txt”." in refused.args[0]
