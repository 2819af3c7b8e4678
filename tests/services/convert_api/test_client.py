"""The client of Convert's REST API, against a stand-in made from its description."""

from __future__ import annotations

import asyncio
import io
import logging
import time
import traceback
from collections.abc import Callable, Coroutine
from dataclasses import fields
from decimal import Decimal
from typing import Any, TypeVar

import pytest

from convert_console.core.convert_api.calls import ProjectIds, ReportQuery
from convert_console.core.convert_api.faults import ApiFault
from convert_console.core.request.profile import Profile
from convert_console.services.convert_api.client import ConvertApi, Pace, Progress
from convert_console.services.http.sender import Sender
from support.convert_api import (
    CART,
    EXPERIENCE,
    GREEN,
    KEY,
    KEY_ID,
    PROJECT,
    PURCHASE,
    QUICK,
    SECRET,
    WHERE,
    ConvertStandIn,
    Keys,
    convert_stand_in,
    profile_at,
)
from support.endpoint import Endpoint, answer, hang_up, silence, then

T = TypeVar("T")
BOTH = pytest.mark.parametrize("sign_in", ["signature", "bearer"])


def ask(
    work: Callable[[ConvertApi], Coroutine[Any, Any, T]],
    keys: Keys | None = None,
    pace: Pace = QUICK,
    clock: Callable[[], float] | None = None,
) -> T:
    """The result of work with a client."""

    async def with_client() -> T:
        keys_used = keys or Keys()
        sender = Sender(keys_used)
        api = ConvertApi(sender, keys_used, clock or time.time, pace)
        try:
            return await work(api)
        finally:
            await sender.aclose()

    return asyncio.run(with_client())


def live_log(stand_in: ConvertStandIn, **settings: Any) -> Any:
    profile = profile_at(stand_in.url, **settings)
    return ask(lambda api: api.live_log(profile, WHERE))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reach": "local", "api_base": "https://api.shop.invalid"}, "address was changed"),
        ({"reach": "local"}, "is local only"),
        (None, "was deleted meanwhile"),
    ],
)
def test_a_call_that_waited_follows_the_profile_as_it_is_then(change: Any, words: str) -> None:
    """The stand-in is at a name here, so that it is not this machine for the profile."""
    with convert_stand_in() as convert:
        convert.next_answers = [convert.error(429, "Too many requests")]
        before = profile_at(convert.url, reach="free")
        asked: list[Profile] = []

        def latest(profile: Profile) -> Profile | None:
            asked.append(profile)
            if not convert.calls:
                return profile
            return None if change is None else AwayFromHere(**vars_of(profile) | change)

        async def work() -> Any:
            sender = Sender(Keys())
            api = ConvertApi(sender, Keys(), time.time, QUICK, latest)
            try:
                return await api.live_log(before, WHERE)
            finally:
                await sender.aclose()

        fault = asyncio.run(work())
        assert isinstance(fault, ApiFault)
        assert words in fault.sentence
        assert len(convert.calls) == 1
        assert asked


class AwayFromHere(Profile):
    """A profile that takes the stand-in for another machine."""

    def block_reason(self, url: str, instead: str = "") -> str:
        return f"The profile {self.name} is local only." if self.reach == "local" else ""


def vars_of(profile: Profile) -> dict[str, Any]:
    return {one.name: getattr(profile, one.name) for one in fields(profile)}


@pytest.mark.parametrize(
    ("header", "step"),
    [
        ("Retry-After: 99999", "Wait 28 hours, then try again."),
        ("Retry-After: Sat, 01 Jan 2050 00:00:00 GMT", "hours, then try again."),
    ],
)
def test_a_server_that_asks_to_wait_for_long_is_not_waited_for(header: str, step: str) -> None:
    with convert_stand_in() as convert:
        convert.next_answers = [convert.error(429, "Too many requests", [header])]
        fault = live_log(convert)
        assert isinstance(fault, ApiFault)
        assert (fault.kind, len(convert.calls)) == ("busy", 1)
        assert fault.next_step.endswith(step)


@BOTH
def test_the_live_log_is_read_with_either_way_to_sign_in(sign_in: str) -> None:
    with convert_stand_in() as convert:
        convert.live.append(convert.entry("conversion", campaign="cc-7f3a91"))
        log = live_log(convert, api_sign_in=sign_in)
    (event,) = log.events
    assert (event.kind, event.campaign) == ("conversion", "cc-7f3a91")
    assert event.pairs == ((EXPERIENCE, GREEN),)
    assert event.goals == (PURCHASE,)
    assert ("goal", PURCHASE, "Purchase") in event.names


def test_a_signature_covers_get_calls_with_their_brackets() -> None:
    with convert_stand_in() as convert:
        found = ask(lambda api: api.experience(profile_at(convert.url), WHERE, EXPERIENCE))
        (call,) = convert.calls
    assert call.target.endswith("?include[]=variations&include[]=goals")
    assert not isinstance(found, ApiFault)
    assert (found.status, found.goals) == ("active", frozenset({PURCHASE, CART}))


@pytest.mark.parametrize(("text_ids", "bare_ids"), [(True, True), (True, False), (False, True)])
def test_ids_may_be_integers_or_text_bare_or_expanded(text_ids: bool, bare_ids: bool) -> None:
    with convert_stand_in(text_ids=text_ids, bare_ids=bare_ids) as convert:
        convert.live.append(convert.entry("transaction", revenue=123.2, products=2))
        (event,) = live_log(convert).events
    assert event.pairs == ((EXPERIENCE, GREEN),)
    assert event.goals == (PURCHASE,)
    assert (event.revenue, event.products) == (Decimal("123.2"), 2)


@pytest.mark.parametrize("as_object", [False, True])
def test_a_report_is_read_in_either_shape(as_object: bool) -> None:
    with convert_stand_in(report_as_object=as_object) as convert:
        pair = {"goals": [PURCHASE], "exps": [EXPERIENCE], "vars": [GREEN]}
        convert.track({"vid": "v", "ev": [{"evt": "tr", **pair, "r": 123.2, "prc": 2}]})
        report = ask(
            lambda api: api.report(
                profile_at(convert.url), WHERE, EXPERIENCE, ReportQuery(campaign="")
            )
        )
    assert not isinstance(report, ApiFault)
    figures = report.figures[GREEN, PURCHASE]
    assert (figures.visitors, figures.conversions) == (1, 0)
    assert (figures.revenue, figures.products) == (Decimal("123.2"), 2)
    assert report.names[GREEN] == "Green button"


def test_every_page_of_a_list_is_read() -> None:
    with convert_stand_in() as convert:
        profile = profile_at(convert.url)
        experiences = ask(lambda api: api.experiences(profile, WHERE))
        goals = ask(lambda api: api.goals(profile, WHERE))
    assert not isinstance(experiences, ApiFault) and not isinstance(goals, ApiFault)
    assert [one.status for one in experiences] == ["active", "draft", "completed"]
    assert [one.name for one in goals] == ["Purchase", "Add to cart", "Newsletter"]


def test_a_key_says_what_it_can_do() -> None:
    with convert_stand_in(rights=frozenset({"user", "live", "names"})) as convert:
        rights = ask(lambda api: api.check_key(profile_at(convert.url), WHERE))
    assert not isinstance(rights, ApiFault)
    said = {right.name: right.fault.kind if right.fault else "works" for right in rights}
    assert said == {
        "Live log": "works",
        "Reports": "forbidden",
        "Project settings": "forbidden",
        "Names": "works",
    }


def test_a_key_that_is_wrong_is_refused_before_anything_else_is_asked() -> None:
    with convert_stand_in() as convert:
        fault = ask(
            lambda api: api.check_key(profile_at(convert.url), WHERE), Keys("key-1:wrong-secret")
        )
        assert convert.paths() == ["user"]
    assert isinstance(fault, ApiFault) and fault.kind == "refused"
    assert "Check key ID and secret" in fault.next_step


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_that_is_wrong_is_noticed_and_put_right_for_the_signature(hours: int) -> None:
    """A call that has expired comes back as 401, with the server's time."""
    with convert_stand_in(ahead=hours * 3_600) as convert:
        log = live_log(convert)
        paths = convert.paths()
    assert not isinstance(log, ApiFault), log
    assert paths == ["livedata"] * (2 if hours > 0 else 1)


def test_a_server_that_refuses_in_spite_of_that_names_the_clock() -> None:
    with convert_stand_in(ahead=7_200) as convert:
        convert.next_answers = [convert.error(401, "The request has expired.")] * 2
        fault = live_log(convert)
    assert fault.kind == "refused"
    assert "2 hours behind Convert's" in fault.next_step


@pytest.mark.parametrize(
    ("answered", "kind", "words"),
    [
        ((401, "The request has expired."), "refused", "The request has expired."),
        ((403, ["No access.", "Ask Ann."]), "forbidden", "No access. Ask Ann."),
        ((404, "Not found."), "missing", "404"),
        ((422, "Invalid."), "invalid", "Invalid."),
        ((500, "Sorry."), "broken", "Sorry."),
        ((301, "Moved."), "broken", "301"),
    ],
)
def test_an_error_is_told_in_words(answered: tuple[int, Any], kind: str, words: str) -> None:
    with convert_stand_in() as convert:
        convert.next_answers = [convert.error(*answered)]
        fault = live_log(convert)
    assert (fault.kind, fault.status) == (kind, answered[0])
    assert words in fault.words
    assert KEY_ID not in fault.words and SECRET not in fault.words


def test_an_invalid_call_names_its_fields_and_parameters() -> None:
    with convert_stand_in() as convert:
        error = convert.error(422, "Invalid.", fields={"goals": "at most 20"}, parameters=["page"])
        convert.next_answers = [error]
        fault = live_log(convert)
    assert "Invalid. (goals: at most 20, page)." in fault.sentence


@pytest.mark.parametrize("status", [429, 500])
def test_too_many_requests_wait_longer_each_time_and_then_go_on(status: int) -> None:
    told: list[Progress] = []
    with convert_stand_in() as convert:
        convert.next_answers = [convert.error(status, "Too many requests")] * 2
        log = ask(lambda api: api.live_log(profile_at(convert.url), WHERE, on_progress=told.append))
        assert convert.paths() == ["livedata"] * 3
    assert not isinstance(log, ApiFault)
    waits = [progress.wait for progress in told if "slow down" in progress.words]
    assert waits == [0.01, 0.02]


def test_a_server_may_say_how_long_to_wait() -> None:
    told: list[Progress] = []
    with convert_stand_in() as convert:
        busy = convert.error(429, "Too many requests", ["Retry-After: 1"])
        convert.next_answers = [busy]
        ask(lambda api: api.live_log(profile_at(convert.url), WHERE, on_progress=told.append))
    assert [progress.wait for progress in told if "slow down" in progress.words] == [1.0]


def test_a_server_that_stays_busy_is_left_alone_after_a_while() -> None:
    with convert_stand_in() as convert:
        convert.next_answers = [convert.error(429, "Too many requests")] * 9
        fault = live_log(convert)
        assert len(convert.calls) == QUICK.tries + 1
    assert fault.kind == "busy"


def test_a_wait_ends_at_once_when_it_is_cancelled() -> None:
    async def cancelled(api: ConvertApi) -> None:
        waiting = asyncio.Event()

        def tell(progress: Progress) -> None:
            if progress.wait is not None:
                waiting.set()

        task = asyncio.create_task(api.live_log(profile_at(convert.url), WHERE, on_progress=tell))
        await asyncio.wait_for(waiting.wait(), 60)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        # The next call is not held up by the one that was given up.
        convert.next_answers.clear()
        assert not isinstance(await api.live_log(profile_at(convert.url), WHERE), ApiFault)

    with convert_stand_in() as convert:
        convert.next_answers = [convert.error(429, "Too many requests")]
        ask(cancelled, pace=QUICK._replace(back_off=600.0))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>Sign in</html>", "it is not JSON"),
        (b"", "it is not JSON"),
        (b'{"data": {"no": "list"}}', "it has no list of events"),
        (b"\xff\xfe", "it is not UTF-8 text"),
        (b'"text"', "neither an object nor a list"),
    ],
)
def test_an_answer_that_is_not_as_described_is_said_to_be_unreadable(
    body: bytes, words: str
) -> None:
    with convert_stand_in() as convert:
        convert.next_answers = [convert.raw("200 OK", body)]
        fault = live_log(convert)
    assert fault.kind == "unreadable"
    assert words in fault.sentence


@pytest.mark.parametrize("body", [b'{"data": [', b'{"data": []}'])
def test_an_answer_that_breaks_off_is_not_read_and_not_said_to_be_anothers(body: bytes) -> None:
    with convert_stand_in() as convert:
        whole = convert.raw("200 OK", body + b" " * 50)
        convert.next_answers = [then(whole[:-50], hang_up)]
        fault = live_log(convert)
    assert fault.kind == "unreadable"
    assert fault.words == "The answer of 127.0.0.1 broke off before it was complete. Try again."


@pytest.mark.parametrize("reply", [hang_up, silence])
def test_no_answer_is_a_fault_that_says_nothing_about_counting_twice(reply: Any) -> None:
    with Endpoint([reply]) as endpoint:
        profile = profile_at(endpoint.url, silence_timeout=0.2)
        fault = ask(lambda api: api.live_log(profile, WHERE))
    assert isinstance(fault, ApiFault) and fault.kind == "unreached"
    assert "counting twice" not in fault.words and "Send it again" not in fault.words


def test_a_redirect_is_not_followed() -> None:
    with Endpoint([answer("302 Found", headers=["Location: /elsewhere"])]) as endpoint:
        fault = ask(lambda api: api.live_log(profile_at(endpoint.url), WHERE))
        assert len(endpoint.requests) == 1
    assert isinstance(fault, ApiFault) and "/elsewhere, which is not followed" in fault.next_step


# What never goes out.


def test_a_profile_that_is_local_only_asks_nobody_beyond_this_machine() -> None:
    profile = profile_at("", reach="local")
    fault = ask(lambda api: api.live_log(profile, WHERE))
    assert isinstance(fault, ApiFault) and fault.kind == "blocked"
    assert "local only, and api.convert.com is not this machine" in fault.sentence


def test_a_profile_that_is_local_only_may_ask_a_stand_in_on_this_machine() -> None:
    with convert_stand_in() as convert:
        assert not isinstance(live_log(convert, reach="local"), ApiFault)


@pytest.mark.parametrize(
    ("since", "words"), [("", "no API key for this profile"), ("2026-01-01", "not known on this")]
)
def test_without_a_key_nothing_is_asked(since: str, words: str) -> None:
    with convert_stand_in() as convert:
        profile = profile_at(convert.url, api_key_since=since)
        fault = ask(lambda api: api.live_log(profile, WHERE), Keys(""))
        assert convert.connections == 0
    assert isinstance(fault, ApiFault) and fault.kind == "no-key"
    assert words in fault.sentence


def test_a_project_without_ids_is_not_asked_about() -> None:
    with convert_stand_in() as convert:
        profile = profile_at(convert.url)
        fault = ask(lambda api: api.live_log(profile, ProjectIds("", PROJECT)))
        assert convert.calls == []
    assert isinstance(fault, ApiFault) and "account id is missing" in fault.sentence


def test_the_proxy_of_the_profile_is_asked_for_a_tunnel_with_its_password() -> None:
    with Endpoint([answer("407 Login")]) as proxy:
        profile = profile_at("https://api.invalid/v2", proxy=f"http://ann@127.0.0.1:{proxy.port}")
        fault = ask(lambda api: api.live_log(profile, WHERE))
        (asked,) = proxy.requests
    assert asked.startswith(b"CONNECT api.invalid:443 ")
    assert b"proxy-authorization: basic" in asked.lower()
    assert SECRET.encode() not in asked
    assert isinstance(fault, ApiFault) and fault.kind == "unreached"


# Secrets.


@BOTH
def test_no_secret_is_in_a_log_a_representation_or_a_traceback(
    sign_in: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    heard = io.StringIO()
    with convert_stand_in() as convert:
        echo = convert.error(403, f"Key {KEY} with Bearer {KEY} has no access to this.")
        convert.next_answers = [echo]
        profile = profile_at(convert.url, api_sign_in=sign_in)
        fault = ask(lambda api: api.live_log(profile, WHERE))
        (call,) = convert.calls

        async def broken(api: ConvertApi) -> None:
            key = await api._credentials.api_key(profile)
            raise RuntimeError(f"{api!r} {key!r} {profile!r} {fault!r}")

        try:
            ask(broken)
        except RuntimeError:
            traceback.print_exc(file=heard)
    assert (SECRET in call.headers["authorization"]) == (sign_in == "bearer")
    said = capfd.readouterr()
    everything = heard.getvalue() + said.out + said.err + caplog.text
    assert SECRET not in everything
    assert "RuntimeError" in everything
