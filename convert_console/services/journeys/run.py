"""Runs a prepared journey: one request after the other."""

from asyncio import sleep
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from convert_console.core.journeys.preparation import PreparedRequest
from convert_console.core.verdict.exchange import Answer, Exchange
from convert_console.core.verdict.verdict import taken_here, verdict


class JourneyEnd(NamedTuple):
    """How many requests were accepted, whether those were all, and the same in words."""

    accepted: int
    complete: bool
    sentence: str


async def run_journey(
    ready: Sequence[PreparedRequest],
    send: Callable[[PreparedRequest], Awaitable[Exchange]],
    on_accepted: Callable[[int], object],
    *,
    stops: bool = True,
    on_pause: Callable[[PreparedRequest], object] = lambda _request: None,
) -> JourneyEnd:
    """Send the requests in order, with their pauses. `on_accepted` gets the number of requests
    that were accepted so far, after each one, and `on_pause` each that waits. With `stops` the
    first one that was not delivered is the last.
    """
    accepted, failed, here = 0, "", True
    for number, request in enumerate(ready):
        if request.planned.step.delay:
            on_pause(request)
            await sleep(request.planned.step.delay)
        exchange = await send(request)
        answer = verdict(exchange)
        if answer.delivered:
            accepted += 1
            outcome = exchange.outcome
            here = here and isinstance(outcome, Answer) and taken_here(outcome, exchange.request)
            on_accepted(accepted)
            continue
        if stops:
            sentence = f"Stopped at request {number + 1} of {len(ready)}. {answer.sentence}"
            return JourneyEnd(accepted, False, sentence)
        failed = failed or f"Request {number + 1} was not: {answer.sentence}"
    if failed:
        sentence = f"{accepted:,} of {len(ready):,} were accepted. {failed}"
        return JourneyEnd(accepted, False, sentence)
    return JourneyEnd(len(ready), True, _all_accepted(len(ready), here=here))


def _all_accepted(count: int, *, here: bool) -> str:
    if count == 1:
        if here:
            return "It was accepted on this machine. It counts nowhere."
        return "It was accepted. This does not prove that it was recorded."
    if here:
        return f"All {count:,} were accepted on this machine. They count nowhere."
    return f"All {count:,} were accepted. This does not prove that they were recorded."
