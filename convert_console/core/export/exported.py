"""An exchange as it is exported, without secrets, and moments in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from convert_console.core.request.secret_headers import concealed, secrets_in
from convert_console.core.verdict.exchange import Answer, Exchange
from convert_console.core.verdict.redaction import Redactor


@dataclass(frozen=True, slots=True)
class AnnotatedExchange:
    """An exchange of the history with the person's note and star."""

    exchange: Exchange
    note: str = ""
    starred: bool = False


LAST_MOMENT = 253_402_300_799.0
"""The end of the year 9999 in Unix seconds, beyond which no calendar goes."""


def moment(seconds: float) -> datetime:
    """A moment in Unix seconds as UTC; one that no calendar holds becomes the nearest that does."""
    return datetime.fromtimestamp(min(max(seconds, 0.0), LAST_MOMENT), UTC)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def day_words(when: datetime) -> str:
    """A day as a page says it. `%B` would speak the language of the desktop, which Qt turns on.

    >>> day_words(moment(1_796_000_000))
    '30 November 2026'
    """
    return f"{when.day:02} {_MONTHS[when.month - 1]} {when.year}"


def without_secrets(exchange: Exchange) -> Exchange:
    """The exchange with every secret header hidden, on both ways.

    Rows of the history hold none. One that was kept while fewer names of headers were known may:
    then its answer is searched for that secret, too.
    """
    known = secrets_in(exchange.request.headers)
    request = replace(exchange.request, headers=concealed(exchange.request.headers))
    outcome = exchange.outcome
    if isinstance(outcome, Answer):
        outcome = replace(outcome, headers=concealed(outcome.headers))
        outcome = Redactor(known).answer(outcome, request) if known else outcome
    elif outcome is not None and known:
        outcome = Redactor(known).failure(outcome, request)
    return replace(exchange, request=request, outcome=outcome)
