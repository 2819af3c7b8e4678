"""Looking for sent requests in the live log of a stand-in, from the send to an answer."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pytest

from convert_console.core.convert_api.calls import ProjectIds
from convert_console.core.convert_api.faults import CLOCK_TOLERANCE
from convert_console.core.convert_api.matching import Finding, SentRequest, sent_request
from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.profile import Profile
from convert_console.services.convert_api.client import ConvertApi, Pace, Progress
from convert_console.services.convert_api.confirming import Rival, confirm
from convert_console.services.http.sender import Sender
from support.convert_api import (
    EXPERIENCE,
    GREEN,
    ORIGINAL,
    PROJECT,
    PURCHASE,
    QUICK,
    WHERE,
    ConvertStandIn,
    Keys,
    convert_stand_in,
    profile_at,
)

MARKER = "cc-7f3a91"


def order(amount: str = "123.20", variation: str = GREEN, **seg: Any) -> dict[str, Payload]:
    pair: dict[str, Payload] = {"goals": [PURCHASE], "exps": [EXPERIENCE], "vars": [variation]}
    sale: dict[str, Payload] = {"evt": "tr", **pair, "r": Number(amount), "prc": Number("2")}
    return {"vid": "v", "seg": seg, "ev": [{"evt": "hitGoal", **pair}, sale]}


def track(convert: ConvertStandIn, document: Payload, marker: str = "") -> SentRequest:
    """Send a document to the stand-in; what to look for of it."""
    sent = sent_request(document, time.time(), marker)
    httpx.post(convert.track_url, content=spelled(document), trust_env=False)
    return sent


def look(
    convert: ConvertStandIn,
    *requests: SentRequest,
    wait: float = 0.0,
    where: Any = WHERE,
    **more: Any,
) -> list[Finding]:
    async def looked() -> list[Finding]:
        sender = Sender()
        api = ConvertApi(sender, Keys(), time.time, more.pop("pace", QUICK))
        try:
            return await confirm(api, profile_at(convert.url), where, requests, wait, **more)
        finally:
            await sender.aclose()

    return asyncio.run(looked())


def states(finding: Finding) -> list[str]:
    return [event.state for event in finding.events]


def test_a_marked_request_is_seen_event_by_event() -> None:
    with convert_stand_in() as convert:
        sent = track(convert, order(campaign=MARKER, new=Number("1"), source="Google"), MARKER)
        (finding,) = look(convert, sent)
    assert (finding.state, states(finding)) == ("seen", ["seen", "seen"])
    assert [one.kind for one in finding.events[1].entries] == ["transaction"]
    said = {observed.about: observed.sentence for observed in finding.observations}
    assert said["new"] == "A visitor sent with seg.new 1 is shown as “new”."
    assert said["source"] == "The source “Google” is shown as “google”."
    assert set(said) == {"campaign", "new", "source"}


def test_a_request_without_a_marker_is_similar_at_best() -> None:
    with convert_stand_in() as convert:
        (finding,) = look(convert, track(convert, order()))
    assert states(finding) == ["similar", "similar"]
    assert "it was sent without a marker" in finding.events[0].reason


def test_without_a_marker_nothing_is_waited_for_once_all_are_similar() -> None:
    with convert_stand_in() as convert:
        (finding,) = look(convert, track(convert, order()), wait=600.0)
        assert (finding.state, convert.paths()) == ("similar", ["livedata"])


def test_a_server_that_gets_busy_does_not_hold_up_what_is_known() -> None:
    with convert_stand_in() as convert:
        sent = track(convert, order(campaign="sale"), MARKER)
        convert.live.clear()

        def on_findings(_known: list[Finding]) -> None:
            convert.next_answers = [convert.error(429, "Too many requests")]

        slow = QUICK._replace(back_off=600.0)
        (finding,) = look(convert, sent, wait=0.2, on_findings=on_findings, pace=slow)
        assert finding.state == "not-seen"
        assert len(convert.calls) == 2


def test_an_event_that_arrives_late_is_seen_in_the_end() -> None:
    with convert_stand_in(hidden_from_log=True) as convert:
        sent = track(convert, order(campaign=MARKER), MARKER)

        def found(known: list[Finding]) -> None:
            assert known[0].state == "not-seen"
            convert.show()

        # Only the first look finds nothing.
        told: list[Finding] = []

        def on_findings(known: list[Finding]) -> None:
            if not told:
                found(known)
            told.extend(known)

        (finding,) = look(convert, sent, wait=60.0, on_findings=on_findings)
        assert finding.state == "seen"
        assert convert.paths() == ["livedata", "livedata"]


def test_what_is_not_there_is_not_seen_since_the_send() -> None:
    with convert_stand_in() as convert:
        sent = track(convert, order(campaign="sale"), MARKER)
        convert.live.clear()
        (finding,) = look(convert, sent)
    assert states(finding) == ["not-seen", "not-seen"]
    clock = time.strftime("%H:%M", time.localtime(sent.sent_at))
    assert f"Not seen among the last 100 events since {clock}." in finding.reason
    assert "no proof" in finding.reason


def test_an_event_pushed_out_of_the_log_cannot_be_told() -> None:
    with convert_stand_in() as convert:
        sent = track(convert, order(campaign=MARKER), MARKER)
        for entry in convert.live:
            entry["timestamp"] -= 60
        convert.crowd()
        for entry in convert.live[-100:]:
            entry["timestamp"] += 60
        (finding,) = look(convert, sent)
        assert convert.paths() == ["livedata", "livedata"]
        assert convert.calls[1].asked["segments"] == {"campaigns": [MARKER]}
    assert finding.state == "cannot-tell"
    assert "all of them were later than this request" in finding.reason


def test_a_busy_log_may_still_show_the_marker_when_it_is_asked_for_it() -> None:
    """Whether the filter comes before the last 100 is not known; a server may do either."""
    with convert_stand_in() as convert:
        sent = track(convert, order(campaign=MARKER), MARKER)
        marked = [dict(entry) for entry in convert.live]
        convert.live.clear()
        convert.crowd()
        for entry in convert.live:
            entry["timestamp"] += 60
        convert.next_answers = [
            convert.json({"data": list(convert.live)}, "live"),
            convert.json({"data": marked}, "live"),
        ]
        (finding,) = look(convert, sent)
    assert finding.state == "seen"


def test_an_entry_of_a_request_that_nobody_asks_about_is_not_taken() -> None:
    with convert_stand_in() as convert:
        lost = sent_request(order("10.00", campaign=MARKER), time.time() - 60, MARKER)
        other = track(convert, order("20.00", campaign=MARKER), MARKER)
        (alone,) = look(convert, lost)
        (finding,) = look(convert, lost, rivals=[Rival(other)])
    assert "but event 2 with the amount 20.0 instead of 10.00" in alone.reason
    assert states(finding) == ["not-seen", "not-seen"]


def test_an_entry_that_was_kept_with_another_request_is_not_taken_again() -> None:
    with convert_stand_in() as convert:
        first = track(convert, order())
        (known,) = look(convert, first)
        second = first._replace()
        (again,) = look(convert, second, rivals=[Rival(first, known)])
        (itself,) = look(convert, first, known=[known])
        elsewhere = known._replace(asked="api.convert.com")
        (of_this_log,) = look(convert, second, rivals=[Rival(first, elsewhere)])
    assert (known.state, again.state, itself.state) == ("similar", "not-seen", "similar")
    assert known.asked == "127.0.0.1"
    assert of_this_log.asked == "127.0.0.1"


def test_what_was_seen_once_stays_seen_when_it_is_pushed_out() -> None:
    with convert_stand_in() as convert:
        first = track(convert, order(campaign=MARKER), MARKER)
        second = sent_request(order("99.00", ORIGINAL, campaign=MARKER), time.time(), MARKER)
        looks: list[list[Finding]] = []

        def on_findings(known: list[Finding]) -> None:
            looks.append(known)
            if len(looks) == 1:
                convert.live.clear()
            if len(looks) == 3:
                httpx.post(
                    convert.track_url,
                    content=spelled(order("99.00", ORIGINAL, campaign=MARKER)),
                    trust_env=False,
                )

        found = look(convert, first, second, wait=60.0, on_findings=on_findings)
    assert [one.state for one in found] == ["seen", "seen"]
    assert [one.state for one in looks[0]] == ["seen", "not-seen"]
    assert [one.state for one in looks[1]] == ["seen", "not-seen"]


@pytest.mark.parametrize("seconds", [-10_800, -20, 20, 10_800])
def test_a_clock_that_is_wrong_does_not_hide_an_event(seconds: int) -> None:
    with convert_stand_in(ahead=seconds) as convert:
        sent = track(convert, order(), "")
        (finding,) = look(convert, sent)
        assert abs(finding.looked_at - time.time()) < 60, "by this machine's clock, as all else"
    assert states(finding) == ["similar", "similar"]
    assert time.strftime(" at %H:", time.localtime(sent.sent_at)) in finding.reason
    said = [one.sentence for one in finding.observations if one.about == "clock"]
    hours = "3 hours ahead of" if seconds < 0 else "3 hours behind"
    is_far_off = abs(seconds) > CLOCK_TOLERANCE
    assert said == ([f"This machine's clock is {hours} Convert's."] if is_far_off else [])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"rights": frozenset({"user"})}, "The key has no right to this."),
        ({"next_answers": [b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhtml"]}, "not JSON"),
    ],
)
def test_a_fault_says_why_it_cannot_be_told(settings: Any, words: str) -> None:
    with convert_stand_in(**settings) as convert:
        (finding,) = look(convert, track(convert, order(campaign=MARKER), MARKER), wait=60.0)
        assert len(convert.calls) == 1
    assert states(finding) == ["cannot-tell", "cannot-tell"]
    assert words in finding.reason


def test_a_project_without_an_account_cannot_be_told() -> None:
    with convert_stand_in() as convert:
        sent = track(convert, order(campaign=MARKER), MARKER)
        (finding,) = look(convert, sent, where=ProjectIds("", PROJECT))
    assert (finding.state, "account id is missing" in finding.reason) == ("cannot-tell", True)


def test_looking_says_what_it_does_and_ends_at_once_when_cancelled() -> None:
    told: list[Progress] = []

    async def cancelled() -> None:
        sender = Sender()
        pace = Pace(0.0, 600.0, 600.0, 600.0)
        api = ConvertApi(sender, Keys(), time.time, pace)
        waits = asyncio.Event()

        def tell(progress: Progress) -> None:
            told.append(progress)
            if progress.wait is not None:
                waits.set()

        profile = Profile(id="p", name="P", api_base=convert.url, api_key_since="2026")
        sent = [sent_request(order(campaign=MARKER), time.time(), MARKER)]
        task = asyncio.create_task(confirm(api, profile, WHERE, sent, 900.0, on_progress=tell))
        await asyncio.wait_for(waits.wait(), 60)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await sender.aclose()

    with convert_stand_in() as convert:
        asyncio.run(cancelled())
    assert [progress.words for progress in told] == [
        "Asking Convert.",
        "Looking in Convert's live log.",
    ]
