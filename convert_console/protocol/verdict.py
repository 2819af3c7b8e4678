"""What became of a request, in words: never more than is known."""

from __future__ import annotations

from convert_console.protocol.exchange import Exchange, Failure
from convert_console.protocol.verdict_kinds import Tone, Verdict, VerdictKind
from convert_console.protocol.verdict_of_answer import of_answer
from convert_console.protocol.verdict_of_failure import of_failure

__all__ = ["Tone", "Verdict", "VerdictKind", "verdict"]

_PENDING = Verdict("pending", "Waiting for the answer.")


def verdict(exchange: Exchange) -> Verdict:
    """Judge an exchange; no outcome and no bytes in a body make it raise."""
    if exchange.outcome is None:
        return _PENDING
    if isinstance(exchange.outcome, Failure):
        return of_failure(exchange.outcome, exchange.request.url)
    return of_answer(exchange.outcome, exchange.request)
