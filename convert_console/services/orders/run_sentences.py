"""What is said before, during and after a run of orders, in words."""

from convert_console.core.orders.mapping import ColumnMapping
from convert_console.core.orders.order_builder import Order
from convert_console.core.orders.questions import Tally
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.core.sending.confirmation import additions, stays_here
from convert_console.services.orders.journal import EarlierRun
from convert_console.services.orders.run import Pace, Progress


def block_reason_before_run(first: Order, profile: Profile, past: EarlierRun, header: int) -> str:
    """Why nothing can be sent, judged by the first row; "" if it can."""
    if isinstance(first.wire, Unsendable):
        return first.wire.reason
    if past.any_done and past.header is not None and past.header != header:
        where = f"in row {past.header:,}" if past.header else "absent"
        return (
            f"Rows of this file were sent with its header {where}, so the rows had other numbers. "
            "Choose that header again, or start over."
        )
    return profile.block_reason(first.wire.url)


def unanswered_sentence(count: int) -> str:
    """What is left to answer before anything is sent; "" if nothing is."""
    return f"Answer {count} question{'' if count == 1 else 's'} to send." if count else ""


def question_before_run(
    first: Order,
    profile: Profile,
    mapping: ColumnMapping,
    past: EarlierRun,
    effect: str,
    last: int = 0,
    *,
    complete: bool = True,
) -> str:
    """What to confirm before rows leave this machine or go out with a changed mapping; else "".

    `effect` says what the run will do, all of it if it is `complete`. `last` is the last row to
    send, 0 for all.
    """
    assert isinstance(first.wire, WireRequest)
    parts = []
    if past.any_done and past.mapping not in (None, mapping):
        parts.append("Earlier rows were sent with a different mapping.")
    where = destination_kind(first.wire.url)
    if where != "loopback" and profile.reach != "free":
        host = host_of(first.wire.url)
        to = f"project {host.partition('.')[0]}" if where == "convert" else host
        live = "the live statistics of " if where == "convert" else ""
        rows = rows_to_send(past, mapping, faulty=False, unknown=False, last=last)
        parts.append(f"This sends {rows:,} row{'' if rows == 1 else 's'} to {live}{to}.")
        if not complete:
            parts.append(f"The first row contains {additions(first.draft.payload)}.")
        parts.append(effect)
    return " ".join(parts)


def rows_to_send(
    past: EarlierRun | None,
    mapping: ColumnMapping | None = None,
    *,
    faulty: bool,
    unknown: bool,
    last: int = 0,
) -> int:
    """How many rows a run would send, or hold back because of errors or as parts of an order.

    With another mapping than before, that may also be rows which were held back then. `last` is the
    last row to send, 0 for all.
    """
    if past is None:
        return 0
    if 0 < last < past.total:
        return sum(not past.is_done(row) for row in range(1, last + 1))
    due = max(past.total - past.settled, 0) + (past.unknown if unknown else 0)
    if mapping is not None and past.mapping not in (None, mapping):
        return due + past.left_out + past.repeated
    return due + (past.left_out if faulty else 0)


def earlier_sends_text(past: EarlierRun | None) -> str:
    """How many rows of the file were sent earlier, in words."""
    if past is None:
        return "Checking whether rows of this file were sent before…"
    rows = f"{past.total:,} row{'' if past.total == 1 else 's'}."
    if not past.began:
        return f"{rows} None were sent with this profile before."
    text = f"{rows} Sent before: {past.accepted:,} accepted"
    held_back = past.left_out + past.repeated
    not_accepted = past.settled - past.accepted - held_back - past.unknown
    for count, words in (
        (not_accepted, "with another answer"),
        (past.left_out, "left out because of errors"),
        (past.repeated, "part of another row's order"),
        (past.unknown, "with unknown outcome (they may have arrived, and are not sent again)"),
    ):
        text += f", {count:,} {words}" if count > 0 else ""
    return f"{text}. Still to send: {max(past.total - past.settled, 0):,}."


def adds_sentence(tally: Tally, wire: WireRequest, profile: Profile, pace: Pace) -> str:
    """What a run adds and to what, and how long it takes at its pace."""
    where, most = destination_kind(wire.url), tally.most
    if not most:
        return "There is nothing to send."
    takes = f" Takes about {duration_text(most / pace.per_second)}." if pace.per_second else ""
    if where == "loopback":
        return f"{stays_here(profile)}{takes}"
    host = host_of(wire.url)
    project = host.partition(".")[0]
    count = tally.conversions + tally.waiting
    parts = []
    if count:
        up_to = "up to " if tally.waiting else ""
        parts.append(f"{up_to}{count:,} conversion{'' if count == 1 else 's'}")
    if tally.revenue:
        their = "its" if count == 1 else "their"
        parts.append(f"{their} revenue" if count else f"revenue {tally.revenue:,f}")
    what = " and ".join(parts) or f"{most:,} request{'' if most == 1 else 's'}"
    if where != "convert":
        return f"Leaves your machine and goes to {host} with {what}.{takes}"
    to = profile.name if project == profile.project else f"project {project}"
    return f"Adds {what} to {to}.{takes}"


def progress_text(progress: Progress, total: int) -> str:
    """The progress of a run in words, with an estimate of the time left."""
    before = f", {progress.before:,} of them earlier" if progress.before else ""
    text = f"{progress.settled:,} of {total:,} rows done{before} · {progress.accepted:,} accepted"
    refused = progress.sent - progress.accepted - progress.unknown
    for count, words in (
        (refused, "not accepted"),
        (progress.left_out, "left out because of errors"),
        (progress.repeated, "part of another row's order"),
        (progress.unknown, "with unknown outcome"),
    ):
        text += f" · {count:,} {words}" if count > 0 else ""
    return f"{text}{time_left_text(progress, total, ' · ')}"


def time_left_text(progress: Progress, total: int, joint: str = ", ") -> str:
    """An estimate of the time left, after `joint`; "" where there is none."""
    left = total - progress.settled
    if progress.ended or not progress.sent or left <= 0:
        return ""
    return f"{joint}about {duration_text(left * progress.seconds / progress.sent)} left"


def duration_text(seconds: float) -> str:
    """A duration, rounded.

    >>> duration_text(42), duration_text(600), duration_text(9000)
    ('42 s', '10 min', '2.5 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
