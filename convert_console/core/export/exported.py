"""Prepares exchanges for export: without secrets, and with times in words."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from convert_console.core.plan.plan import Plan
from convert_console.core.request.secret_headers import concealed, secrets_in
from convert_console.core.text import LAST_MOMENT
from convert_console.core.verdict.exchange import Answer, Exchange
from convert_console.core.verdict.redaction import Redactor
from convert_console.core.verdict.verdict import taken_here


class AnnotatedExchange(NamedTuple):
    """An exchange of the history with the person's note and star, and the tracking plan of its
    profile as it is now.
    """

    exchange: Exchange
    note: str = ""
    starred: bool = False
    plan: Plan | None = None


def as_utc(seconds: float) -> datetime:
    """A time in Unix seconds as UTC, limited to the range of the calendar."""
    return datetime.fromtimestamp(min(max(seconds, 0.0), LAST_MOMENT), UTC)


def sent_to(*, rehearsal: bool) -> str:
    """Where a request went, for a column of a table."""
    return "this machine (rehearsal)" if rehearsal else "live"


def rehearsal_words(exchanges: Sequence[Exchange], noun: str = "request") -> str:
    """What the top of an export says of rehearsals, by their places from 1; "" without any."""
    places = [place for place, exchange in enumerate(exchanges, 1) if exchange.is_here]
    if not places:
        return ""
    is_watched = any(one.is_here and one.source == "page" for one in exchanges)
    is_open = any(map(_may_be_forwarded, exchanges))
    unless = ", unless a program here forwarded it" if is_open else ""
    came = "stayed on this machine" if is_watched else "was sent to this machine"
    if len(places) == len(exchanges):
        every = f"every {noun}" if len(places) > 1 else f"the {noun}"
        return f"Rehearsal on this machine: {every} {came} and counts nowhere{unless}."
    nouns = noun if len(places) == 1 else f"{noun}s" if noun[-1] != "y" else f"{noun[:-1]}ies"
    counts = "counts" if len(places) == 1 else "count"
    came = came if len(places) == 1 else came.replace("was", "were")
    return (
        f"Rehearsal on this machine: {nouns} {ranges(places)} of {len(exchanges):,} {came} and "
        f"{counts} nowhere{unless}."
    )


def _may_be_forwarded(exchange: Exchange) -> bool:
    """Whether a program on this machine that is not the collector has answered."""
    outcome = exchange.outcome
    if exchange.source != "sent" or not isinstance(outcome, Answer):
        return False
    return exchange.is_here and not taken_here(outcome, exchange.request)


def ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers, with runs as ranges.

    >>> ranges([1, 2, 3, 5, 8, 9])
    '1–3, 5, 8–9'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def day_words(when: datetime) -> str:
    """A day in words. Not by `%B`, which would use the language of the desktop, as Qt sets it.

    >>> day_words(as_utc(1_796_000_000))
    '30 November 2026'
    """
    return f"{when.day:02} {_MONTHS[when.month - 1]} {when.year}"


def without_secrets(exchange: Exchange) -> Exchange:
    """The exchange with every secret header hidden, on both ways.

    A row of an earlier version may hold a secret in a header that was not known as one; then its
    answer is searched for that secret too.
    """
    known = secrets_in(exchange.request.headers)
    request = exchange.request._replace(headers=concealed(exchange.request.headers))
    outcome = exchange.outcome
    if isinstance(outcome, Answer):
        outcome = outcome._replace(headers=concealed(outcome.headers))
        outcome = Redactor(known).answer(outcome, request) if known else outcome
    elif outcome is not None and known:
        outcome = Redactor(known).failure(outcome, request)
    return exchange._replace(request=request, outcome=outcome)
