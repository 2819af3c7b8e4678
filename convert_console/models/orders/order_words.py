"""What is said about a run of orders: the question before it, and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convert_console.core.orders.dry_run import Order
from convert_console.core.request.destination import barred, host_of, whose
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.core.sending.confirmation import additions
from convert_console.services.orders.order_past import Past
from convert_console.services.orders.run import Progress

if TYPE_CHECKING:
    from convert_console.models.orders.orders import Orders


def barred_from(first: Order, profile: Profile) -> str:
    """Why nothing can be sent, judged by the first row; "" where something can."""
    if isinstance(first.wire, Unsendable):
        return first.wire.reason
    return barred(first.wire, profile)


def asked_before(first: Order, orders: Orders, past: Past) -> str:
    """What to ask before rows leave this machine, or go out by another mapping than those before;
    "" where nothing need be asked.
    """
    assert isinstance(first.wire, WireRequest)
    parts = []
    if past.mapping is not None and past.mapping != orders.mapping:
        parts.append("The rows sent before were sent by another mapping.")
    profile, where = orders.judge().profile, whose(first.wire.url)
    if where != "loopback" and profile.reach != "free":
        host = host_of(first.wire.url)
        to = f"project {host.partition('.')[0]}" if where == "convert" else host
        live = "the live statistics of " if where == "convert" else ""
        parts.append(f"This sends {past.total - past.settled:,} rows to {live}{to}.")
        parts.append(f"The first row holds {additions(first.draft.payload)}.")
        if orders.dry is not None and not orders.checking:
            parts.append(f"All rows without errors hold revenue {orders.dry.revenue:f}.")
    return " ".join(parts)


def still_due(past: Past | None, *, faulty: bool, unknown: bool) -> int:
    """How many rows a run would send, or leave out for errors."""
    if past is None:
        return 0
    again = (past.left_out if faulty else 0) + (past.unknown if unknown else 0)
    return max(past.total - past.settled, 0) + again


def past_words(past: Past | None) -> str:
    """What was sent of a file before."""
    if past is None:
        return "Looking whether rows of this file were sent before…"
    if not past.began:
        return f"{past.total:,} rows. None of this file was sent with this profile before."
    said = f"{past.total:,} rows. Sent before: {past.accepted:,} accepted"
    other = past.settled - past.accepted - past.left_out - past.unknown
    for count, words in (
        (other, "answered otherwise"),
        (past.left_out, "left out"),
        (past.unknown, "with an unknown outcome – they may have arrived, and are not sent again"),
    ):
        said += f", {count:,} {words}" if count > 0 else ""
    return f"{said}. Still to send: {max(past.total - past.settled, 0):,}."


def progress_words(progress: Progress, total: int) -> str:
    """How a run stands, with the time that is left at its speed so far."""
    before = f", {progress.before:,} of them before" if progress.before else ""
    said = (
        f"{progress.settled:,} of {total:,} rows settled{before} · {progress.accepted:,} accepted"
    )
    refused = progress.sent - progress.accepted - progress.unknown
    for count, words in (
        (refused, "not accepted"),
        (progress.left_out, "left out for errors"),
        (progress.unknown, "of unknown outcome"),
    ):
        said += f" · {count:,} {words}" if count > 0 else ""
    left = total - progress.settled
    if progress.ended or not progress.sent or left <= 0:
        return said
    return f"{said} · about {span_words(left * progress.seconds / progress.sent)} left"


def span_words(seconds: float) -> str:
    """A span, roughly.

    >>> span_words(42), span_words(600), span_words(9000)
    ('42 s', '10 min', '2.5 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
