"""What is asked before a send is asked once, and never for what stays on this machine."""

import pytest

from convert_console.core.linter import Problem
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest, encode
from convert_console.models.sending.console import Asking

DRAFT = Draft('{"pid": "7", "ev": [{"evt": "hitGoal", "goals": ["5"]}]}')
LIVE = Profile(id="a", name="A", project="7")
LOCAL = Profile(id="b", name="B", target="local", reach="local")
ERROR = Problem("id-empty", "error", ("vid",), "An id is empty.")


@pytest.fixture
def asking(qapp):
    return Asking()


def wire(profile: Profile) -> WireRequest:
    made = encode(DRAFT, profile)
    assert isinstance(made, WireRequest)
    return made


def asked(asking: Asking, profile: Profile) -> bool:
    return asking.needs_answer(wire(profile), DRAFT, profile, on_screen=True)


def test_a_live_send_is_asked_about_each_time(asking):
    assert asked(asking, LIVE)
    assert "1 conversion" in asking.question.sentence
    assert asking.answer_yes() == (wire(LIVE), DRAFT)
    assert asking.question is None
    assert asked(asking, LIVE)


def test_a_local_send_without_errors_is_not_asked_about(asking):
    assert not asked(asking, LOCAL)
    assert asking.question is None
    assert asking.answer_yes() is None


def test_errors_are_asked_about_once_until_others_come_up(asking):
    asking.set_errors(lambda: (ERROR,))
    assert asked(asking, LOCAL)
    assert "An id is empty." in asking.question.sentence
    asking.answer_yes()
    assert not asked(asking, LOCAL)
    asking.set_errors(lambda: (ERROR, Problem("vid-one", "error", ("vid",), "It is 1.")))
    assert asked(asking, LOCAL)


def test_errors_of_the_draft_on_screen_do_not_concern_an_earlier_request(asking):
    asking.set_errors(lambda: (ERROR,))
    assert not asking.needs_answer(wire(LOCAL), DRAFT, LOCAL, on_screen=False)


def test_no_is_an_answer(asking, qtbot):
    asked(asking, LIVE)
    with qtbot.waitSignal(asking.changed):
        asking.drop()
    assert asking.question is None
    assert asking.answer_yes() is None
