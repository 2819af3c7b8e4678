"""Sending over a real socket: once, after a question where one is due, and never to be lost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.linter.problem import Problem
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest, encode
from convert_console.core.verdict.exchange import Answer, Failure
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.model import ROW, HistoryModel
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.send_controller import (
    ANOTHER_SEND,
    Confirmation,
    SendController,
)
from convert_console.services.collector.server import Collector
from convert_console.services.history.store import HistoryStore
from convert_console.services.http.sender import Sender
from convert_console.services.storage.profiles import ProfileStore
from support.collecting import running
from support.endpoint import Endpoint, answer, silence, then, when
from support.sending import confirmation_about, send_controller

TEXT = '{"cid": "1", "vid": "é", "ev": [{"evt": "hitGoal", "goals": ["7"]}]}'
LIVE = {"target": "convert", "project": "10000001"}
NOW = 1_700_000_000.5


class Desk:
    """A controller with everything real around it."""

    def __init__(self, folder: Path) -> None:
        self.store = HistoryStore(folder / "history")
        self.history = HistoryModel(self.store, CurrentCatalog())
        self.document = RequestDocument()
        first = Profile(id="shop", name="Shop", target="local", reach="ask")
        self.profiles = Profiles(ProfileStore(folder / "profiles"), first)
        self.document.open("shop", Draft(TEXT))
        self.request = CurrentRequest(self.document, self.profiles)
        self.sending = send_controller(
            self.request, self.document, self.profiles, self.history, NOW
        )
        self.refused: list[str] = []
        self.sending.refused.connect(self.refused.append)

    async def end(self) -> None:
        await self.sending.finish()
        await self.history.end()
        self.store.close()


@pytest.fixture
def desk(tmp_path: Path, run: Callable[..., Any]) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    run(made.end())


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as made:
        yield made


@pytest.fixture
def sending(desk: Desk, collector: Collector) -> SendController:
    """A controller that is aimed at a collector of this test."""
    desk.request.set_local_endpoint(collector.url)
    return desk.sending


def wait_until_done(sending: SendController, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not sending.running)


def outcome(sending: SendController) -> Answer | Failure | None:
    assert sending.exchange is not None
    return sending.exchange.outcome


def test_what_the_preview_shows_is_what_arrives(
    sending: SendController, desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    for method in ("POST", "GET"):
        desk.document.set_method(method)
        shown = desk.request.wire
        assert isinstance(shown, WireRequest)
        sending.send()
        wait_until_done(sending, qtbot)
        assert sending.exchange is not None
        assert sending.exchange.request is shown
        assert collector.received()[-1].raw == shown.raw


def test_a_send_is_shown_at_once_and_judged_in_the_end(
    sending: SendController, desk: Desk, qtbot: QtBot
) -> None:
    told: list[bool] = []
    sending.running_changed.connect(lambda: told.append(sending.running))
    sending.send()
    assert sending.running
    assert outcome(sending) is None
    assert desk.history.rowCount() == 0, "it is shown once it is kept"
    wait_until_done(sending, qtbot)
    assert told == [True, False]
    answered = outcome(sending)
    assert isinstance(answered, Answer)
    assert answered.status == 200
    exchange = sending.exchange
    assert exchange is not None
    assert (exchange.sent_at, exchange.profile, exchange.document) == (NOW, "Shop", TEXT)
    assert desk.history.exchange_at(0) == exchange


def test_a_double_click_sends_once(
    sending: SendController, collector: Collector, qtbot: QtBot
) -> None:
    said: list[str] = []
    sending.refused.connect(said.append)
    sending.send()
    sending.send()
    assert said == []
    wait_until_done(sending, qtbot)
    assert len(collector.received()) == 1


def test_another_request_is_refused_while_one_is_being_sent(
    sending: SendController, desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    # Nothing was said of it, as of a double click.
    said: list[str] = []
    sending.refused.connect(said.append)
    sending.send()
    desk.document.write("other")
    sending.send()
    assert said == [ANOTHER_SEND]
    wait_until_done(sending, qtbot)
    assert [received.body for received in collector.received()] == [TEXT.encode()]


def test_the_next_send_may_begin_as_soon_as_the_last_one_is_done(
    sending: SendController, collector: Collector, qtbot: QtBot
) -> None:
    again = [sending.send]
    sending.running_changed.connect(
        lambda: again.pop()() if again and not sending.running else None
    )
    sending.send()
    qtbot.waitUntil(lambda: len(collector.received()) == 2 and not sending.running)


def test_edits_during_a_send_do_not_reach_it(
    sending: SendController, desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    sending.send()
    desk.document.write("other")
    wait_until_done(sending, qtbot)
    assert collector.received()[-1].body == TEXT.encode()
    assert sending.exchange is not None
    assert sending.exchange.document == TEXT


def test_undo_remains_available_after_a_send(
    sending: SendController, desk: Desk, qtbot: QtBot
) -> None:
    desk.document.write("{}")
    sending.send()
    wait_until_done(sending, qtbot)
    desk.document.undo_group.undo()
    assert desk.document.draft == Draft(TEXT)


def test_a_send_under_way_can_be_cancelled(desk: Desk, qtbot: QtBot) -> None:
    with Endpoint([silence]) as endpoint:
        desk.request.set_local_endpoint(endpoint.url)
        desk.sending.send()
        qtbot.waitUntil(lambda: bool(endpoint.requests))
        desk.sending.cancel()
        desk.sending.cancel()
        wait_until_done(desk.sending, qtbot)
        endpoint.wait_until_left()
    failure = outcome(desk.sending)
    assert isinstance(failure, Failure)
    assert failure.kind == "cancelled"
    assert desk.history.data(desk.history.index(0, 0)) == "Cancelled"
    assert desk.history.rowCount() == 1


def test_a_send_can_be_cancelled_before_it_has_begun(
    sending: SendController, desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    sending.send()
    sending.cancel()
    wait_until_done(sending, qtbot)
    failure = outcome(sending)
    assert isinstance(failure, Failure)
    assert failure.kind == "cancelled-unsent"
    assert collector.received() == ()
    sending.send()
    wait_until_done(sending, qtbot)
    assert isinstance(outcome(sending), Answer)


def test_cancelling_nothing_does_no_harm(sending: SendController) -> None:
    sending.cancel()
    sending.confirm()
    assert sending.exchange is None


def test_closing_ends_a_send_and_keeps_it(tmp_path: Path, run: Callable[..., Any]) -> None:
    desk = Desk(tmp_path)
    with Endpoint([silence]) as endpoint:
        desk.request.set_local_endpoint(endpoint.url)
        desk.sending.send()
        run(asyncio.to_thread(endpoint.wait_for_requests, 1))
        run(desk.end())
    again = HistoryStore(tmp_path / "history")
    assert [row.verdict for row in again.newest(9)] == ["cancelled"]
    again.close()


def test_a_network_that_refuses_is_a_failure_in_the_history(desk: Desk, qtbot: QtBot) -> None:
    with running() as collector:
        url = collector.url
    desk.request.set_local_endpoint(url)
    desk.sending.send()
    wait_until_done(desk.sending, qtbot)
    failure = outcome(desk.sending)
    assert isinstance(failure, Failure)
    assert failure.kind == "refused"
    assert desk.history.rowCount() == 1


def test_an_earlier_request_goes_out_again_byte_for_byte(
    sending: SendController, desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    sending.send()
    wait_until_done(sending, qtbot)
    first = sending.exchange
    assert first is not None
    desk.document.write("{}")
    desk.profiles.alter(user_agent=None)
    sending.resend(first)
    wait_until_done(sending, qtbot)
    one, other = collector.received()
    assert one.raw == other.raw
    assert sending.exchange is not None
    assert sending.exchange.id != first.id
    assert desk.history.rowCount() == 2
    assert desk.document.draft.text == "{}"


def test_a_request_kept_in_the_history_can_be_sent_again(
    sending: SendController, desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    sending.send()
    wait_until_done(sending, qtbot)
    qtbot.waitUntil(lambda: desk.history.data(desk.history.index(0, 0), ROW).id > 0)
    kept = desk.history.exchange_at(0)
    assert kept is not None
    sending.resend(kept)
    wait_until_done(sending, qtbot)
    one, other = collector.received()
    assert one.raw == other.raw


@pytest.mark.parametrize("change", [b"", b" and more"])
def test_a_request_whose_body_has_another_length_than_its_headers_say_is_not_sent_again(
    sending: SendController, desk: Desk, collector: Collector, qtbot: QtBot, change: bytes
) -> None:
    sending.send()
    wait_until_done(sending, qtbot)
    kept = sending.exchange
    assert kept is not None
    refused: list[str] = []
    sending.refused.connect(refused.append)
    body = kept.request.body + change if change else kept.request.body[:-1]
    sending.resend(kept._replace(request=kept.request._replace(body=body)))
    assert not sending.running
    assert "not as long as its headers say" in refused[0]
    assert desk.history.rowCount() == 1


def test_what_is_shown_stays_when_another_send_ends(desk: Desk, qtbot: QtBot) -> None:
    go = threading.Event()
    with Endpoint([answer(), then(when(go), answer())]) as endpoint:
        desk.request.set_local_endpoint(endpoint.url)
        desk.sending.send()
        wait_until_done(desk.sending, qtbot)
        chosen = desk.sending.exchange
        desk.sending.send()
        desk.sending.show_exchange(chosen)
        go.set()
        wait_until_done(desk.sending, qtbot)
    assert desk.sending.exchange is chosen
    assert [desk.history.data(desk.history.index(row, 0)) for row in (0, 1)] == ["Accepted"] * 2


def test_a_live_target_is_asked_about_and_nothing_is_sent(desk: Desk, qtbot: QtBot) -> None:
    desk.profiles.alter(**LIVE)
    with qtbot.waitSignal(desk.sending.question_changed):
        desk.sending.send()
    question = desk.sending.question
    assert question is not None
    assert "live statistics of Shop." in question.sentence
    assert not desk.sending.running
    assert desk.history.rowCount() == 0
    with qtbot.waitSignal(desk.sending.question_changed):
        desk.sending.cancel()
    assert desk.sending.question is None
    desk.sending.confirm()
    assert not desk.sending.running, "a question answered with no cannot be answered with yes"


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.document.write("{}"),
        lambda desk: desk.document.set_method("GET"),
        lambda desk: desk.profiles.alter(project="10000002"),
        lambda desk: desk.profiles.add("Other"),
    ],
    ids=["text", "method", "setting", "profile"],
)
def test_a_question_is_dropped_when_what_it_asked_about_has_changed(
    desk: Desk, change: Callable[[Desk], object]
) -> None:
    desk.profiles.alter(**LIVE)
    desk.sending.send()
    change(desk)
    assert desk.sending.question is None
    desk.sending.confirm()
    assert not desk.sending.running
    assert desk.history.rowCount() == 0


def test_yes_sends_the_confirmed_request_once(
    sending: SendController, desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    """`localhost.localhost` is this machine in tests, and any machine to the sending."""
    desk.profiles.alter(
        target="custom", endpoint=collector.url.replace("127.0.0.1", "any.localhost")
    )
    sending.send()
    assert sending.question is not None
    sending.confirm()
    sending.confirm()
    assert sending.question is None
    wait_until_done(sending, qtbot)
    assert len(collector.received()) == 1
    assert isinstance(outcome(sending), Answer)


def test_a_free_profile_is_not_asked(
    sending: SendController, desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    desk.profiles.alter(
        target="custom",
        reach="free",
        endpoint=collector.url.replace("127.0.0.1", "any.localhost"),
    )
    sending.send()
    assert sending.question is None
    wait_until_done(sending, qtbot)
    assert len(collector.received()) == 1


def test_a_local_only_profile_sends_nowhere_else(desk: Desk) -> None:
    desk.profiles.alter(**LIVE, reach="local")
    desk.sending.send()
    assert "local only" in desk.refused[0]
    assert desk.sending.question is None
    assert not desk.sending.running
    assert desk.history.rowCount() == 0


def test_a_local_only_profile_does_not_resend_what_another_one_sent(
    sending: SendController, desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    endpoint = collector.url.replace("127.0.0.1", "any.localhost")
    desk.profiles.alter(target="custom", reach="free", endpoint=endpoint)
    sending.send()
    wait_until_done(sending, qtbot)
    sent = sending.exchange
    assert sent is not None
    desk.profiles.alter(target="local", reach="local")
    sending.resend(sent)
    assert "local only" in desk.refused[0]
    assert not sending.running
    assert len(collector.received()) == 1


def test_what_cannot_be_sent_says_why(desk: Desk) -> None:
    desk.profiles.alter(target="convert", project="")
    desk.sending.send()
    assert "project id" in desk.refused[0]
    assert isinstance(desk.request.wire, Unsendable)
    assert desk.history.rowCount() == 0


def test_broken_json_goes_out_by_post_and_not_by_get(
    sending: SendController, desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    desk.document.write("{")
    sending.send()
    wait_until_done(sending, qtbot)
    assert collector.received()[-1].body == b"{"
    desk.document.set_method("GET")
    sending.send()
    assert "POST can send" in desk.refused[0]
    assert not sending.running


# What is asked before a send is asked once, and never for what stays on this machine.

DRAFT = Draft('{"pid": "7", "ev": [{"evt": "hitGoal", "goals": ["5"]}]}')
LIVE_PROFILE = Profile(id="a", name="A", project="7")
LOCAL = Profile(id="b", name="B", target="local", reach="local")
ERROR = Problem("id-empty", "error", ("vid",), "An id is empty.")


@pytest.fixture
def confirmation(qapp):
    return confirmation_about()


def wire(profile: Profile) -> WireRequest:
    made = encode(DRAFT, profile)
    assert isinstance(made, WireRequest)
    return made


def asked(confirmation: Confirmation, profile: Profile) -> bool:
    return confirmation.is_needed(wire(profile), DRAFT, profile, on_screen=True)


def test_a_live_send_is_asked_about_each_time(confirmation):
    assert asked(confirmation, LIVE_PROFILE)
    assert "1 conversion" in confirmation.question.sentence
    assert confirmation.answer_yes() == (wire(LIVE_PROFILE), DRAFT)
    assert confirmation.question is None
    assert asked(confirmation, LIVE_PROFILE)


def test_a_local_send_without_errors_is_not_asked_about(confirmation):
    assert not asked(confirmation, LOCAL)
    assert confirmation.question is None
    assert confirmation.answer_yes() is None


def test_errors_are_asked_about_once_until_there_are_others(qapp):
    errors = [ERROR]
    confirmation = confirmation_about(lambda: tuple(errors))
    assert asked(confirmation, LOCAL)
    assert confirmation.question is not None
    assert "An id is empty." in confirmation.question.sentence
    confirmation.answer_yes()
    assert not asked(confirmation, LOCAL)
    errors.append(Problem("vid-one", "error", ("vid",), "It is 1."))
    assert asked(confirmation, LOCAL)


def test_a_question_that_is_asked_anyway_names_confirmed_errors_too(qapp):
    confirmation = confirmation_about(lambda: (ERROR,))
    custom = Profile(id="c", name="C", target="custom", endpoint="https://example.invalid")
    for _ in range(2):
        assert asked(confirmation, custom)
        assert confirmation.question is not None
        assert "An id is empty." in confirmation.question.sentence
        assert "goes to example.invalid" in confirmation.question.sentence
        confirmation.answer_yes()


def test_errors_of_the_draft_on_screen_do_not_concern_an_earlier_request(qapp):
    confirmation = confirmation_about(lambda: (ERROR,))
    assert not confirmation.is_needed(wire(LOCAL), DRAFT, LOCAL, on_screen=False)


def test_yes_to_an_earlier_request_confirms_no_error_of_the_draft(qapp):
    confirmation = confirmation_about(lambda: (ERROR,))
    sent = wire(LIVE_PROFILE)
    assert confirmation.is_needed(sent, DRAFT, LIVE_PROFILE, on_screen=False)
    assert confirmation.answer_yes() is not None
    assert asked(confirmation, replace(LIVE_PROFILE, reach="free"))


def test_another_draft_is_asked_about_its_errors_again(desk: Desk):
    confirmation = confirmation_about(lambda: (ERROR,))
    SendController(
        desk.request,
        desk.document,
        desk.profiles,
        confirmation,
        desk.history,
        Sender(desk.profiles.secrets),
        lambda: NOW,
    )
    for replace_draft in (
        lambda: desk.document.load(Draft("{}"), "Load sample"),
        lambda: desk.profiles.chosen.emit("other"),
    ):
        assert asked(confirmation, LOCAL)
        confirmation.answer_yes()
        assert not asked(confirmation, LOCAL)
        replace_draft()
    assert asked(confirmation, LOCAL)


def test_no_is_an_answer(confirmation, qtbot):
    asked(confirmation, LIVE_PROFILE)
    with qtbot.waitSignal(confirmation.changed):
        confirmation.drop()
    assert confirmation.question is None
    assert confirmation.answer_yes() is None
