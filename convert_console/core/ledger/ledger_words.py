"""What an expectation ledger says about itself: what was counted, and what nobody knows."""

from __future__ import annotations

from convert_console.core.ledger.ledger import Ledger, Oddity

NO_PROOF = "That something was accepted does not prove that it was recorded."
_OPEN = "whether Convert does the same is not known"


def summary_words(ledger: Ledger, *, local: bool) -> str:
    """How much was counted; `local` says that it went to this machine only."""
    requests = counted(ledger.requests, "accepted request")
    visitors = counted(len(ledger.visitors), "visitor")
    where = f"{requests} of {visitors}."
    if local:
        where = f"{requests} of {visitors}, all to this machine only: a rehearsal. "
        where += "No report counts them, unless a program here passed them on."
    return f"{where} A conversion counts once per visitor and goal. {NO_PROOF}"


def remarks(ledger: Ledger, left_out: int, unreadable: int = 0) -> tuple[str, ...]:
    """What was left out or is not known, a sentence each; `left_out` requests went to this machine
    only and were not counted, and neither were those that are `unreadable` in the history.
    """
    said = [
        (unreadable, "request", "{is_are} damaged in the history, and not counted."),
        (left_out, "request", "went to this machine only, and {is_are} not counted."),
        *((ledger.odd[oddity], what, words) for oddity, (what, words) in _ODD.items()),
        (ledger.unconverted, "conversion", "with revenue {has_have} no hitGoal of {its_their} own; "
                                           "the documentation asks for both events."),
        (ledger.unviewed, "visitor", "of a variation converted without a viewExp among these "
                                     "sends; whether a report counts that is not known."),
    ]  # fmt: skip
    return tuple(_said(*one) for one in said if one[0])


_ODD: dict[Oddity, tuple[str, str]] = {
    "repeat": ("repeat", f"of a transaction id {{was_were}} left out; {_OPEN}."),
    "alike": (
        "transaction",
        "without an id {says_say} the same as one before and {was_were} left out; give each a "
        "transaction id (tid) to tell them apart.",
    ),
    "nameless": ("request", "without a visitor id {counts_count} nothing here."),
    "no amount": ("transaction", "without a readable amount {adds_add} no revenue here."),
    "no count": ("transaction", "without a readable products count {adds_add} no products here."),
}

_FORMS = ("is_are", "has_have", "its_their", "was_were", "says_say", "counts_count", "adds_add")


def counted(count: int, what: str) -> str:
    """A number of things.

    >>> counted(1, "visitor"), counted(1200, "visitor")
    ('1 visitor', '1,200 visitors')
    """
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _said(count: int, what: str, words: str) -> str:
    forms = {form: form.split("_")[count != 1] for form in _FORMS}
    return f"{counted(count, what)} {words.format(**forms)}"
