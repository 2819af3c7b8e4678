"""What became of a request, in words: never more than is known."""

from __future__ import annotations

from collections.abc import Mapping

from convert_console.core.verdict.exchange import (
    CANNOT_BE_SENT,
    Exchange,
    Failure,
    unreadable_words,
)
from convert_console.core.verdict.failure import of_failure
from convert_console.core.verdict.kinds import Tone, Verdict, VerdictKind
from convert_console.core.verdict.verdict_of_answer import of_answer

__all__ = ["Tone", "Verdict", "VerdictKind", "verdict"]

_PENDING = Verdict("pending", "Waiting for the answer.")
_CAME_IN = "Another program sent this to the collector on this machine"
_INBOUND: Mapping[str, Verdict] = {
    "accepted": Verdict("inbound-accepted", f"{_CAME_IN}, which forwards nothing."),
    "bot": Verdict(
        "inbound-bot",
        f"{_CAME_IN}. Convert would discard it: the User-Agent looks like a bot's.",
        "Let the program begin its User-Agent with ConvertAgent/1.0, or send a browser's.",
    ),
    "blocked": Verdict(
        "inbound-blocked",
        f"{_CAME_IN}, without a User-Agent. Convert answers that with 301 and does not count it.",
        "Let the program send a User-Agent.",
    ),
    "faulted": Verdict(
        "inbound-faulted", f"{_CAME_IN}. It met the fault that was switched on there."
    ),
}


def verdict(exchange: Exchange) -> Verdict:
    """Judge an exchange; no outcome and no bytes in a body make it raise."""
    if exchange.unreadable:
        return Verdict("unreadable", unreadable_words(exchange.unreadable), CANNOT_BE_SENT)
    if exchange.inbound:
        return _INBOUND[exchange.inbound]
    if exchange.outcome is None:
        return _PENDING
    if isinstance(exchange.outcome, Failure):
        return of_failure(exchange.outcome, exchange.request.url)
    return of_answer(exchange.outcome, exchange.request)
