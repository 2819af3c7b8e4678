"""Prepares exchanges for export: without secrets, and with times in words."""

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
    """A time in Unix seconds as UTC, limited to the range of the calendar."""
    return datetime.fromtimestamp(min(max(seconds, 0.0), LAST_MOMENT), UTC)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def day_words(when: datetime) -> str:
    """A day in words. Not by `%B`, which would use the language of the desktop, as Qt sets it.

    >>> day_words(moment(1_796_000_000))
    '30 November 2026'
    """
    return f"{when.day:02} {_MONTHS[when.month - 1]} {when.year}"


def without_secrets(exchange: Exchange) -> Exchange:
    """The exchange with every secret header hidden, on both ways.

    A row of an earlier version may hold a secret in a header that was not known as one; then its
    answer is searched for that secret too.
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
