"""The kinds of verdict, and what one consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["ok", "warn", "error", "info"]
VerdictKind = Literal[
    "pending",
    "accepted",
    "bot",
    "probably-bot",
    "blocked",
    "redirected",
    "wrong-host",
    "rejected",
    "server-error",
    "no-answer-name",
    "no-answer-refused",
    "no-answer-tls",
    "no-answer-timeout",
    "no-answer-reset",
    "no-answer-unreachable",
    "unreadable",
    "held-back",
    "cancelled",
    "unknown",
    "inbound-accepted",
    "inbound-bot",
    "inbound-blocked",
    "inbound-faulted",
    "no-answer-proxy",
    "no-answer-connect",
    "not-endpoint",
    "not-modified",
    "cancelled-unsent",
]

WORDS: dict[str, tuple[str, Tone]] = {
    "pending": ("Sending", "info"),
    "accepted": ("Accepted", "ok"),
    "bot": ("Discarded as bot", "error"),
    "probably-bot": ("Probably discarded", "warn"),
    "blocked": ("Blocked", "error"),
    "redirected": ("Redirected", "warn"),
    "wrong-host": ("Wrong host", "error"),
    "rejected": ("Rejected", "error"),
    "server-error": ("Server error", "error"),
    "no-answer-name": ("Name not found", "error"),
    "no-answer-refused": ("Refused", "error"),
    "no-answer-tls": ("No safe connection", "error"),
    "no-answer-timeout": ("No answer in time", "error"),
    "no-answer-reset": ("Connection lost", "error"),
    "no-answer-unreachable": ("Unreachable", "error"),
    "unreadable": ("Unreadable", "error"),
    "held-back": ("Not sent", "warn"),
    "cancelled": ("Cancelled", "info"),
    "unknown": ("Unknown", "warn"),
    "inbound-accepted": ("Inbound", "ok"),
    "inbound-bot": ("Inbound, as bot", "error"),
    "inbound-blocked": ("Inbound, no agent", "error"),
    "inbound-faulted": ("Inbound, faulted", "warn"),
    "no-answer-proxy": ("Proxy failed", "error"),
    "no-answer-connect": ("Not connected in time", "error"),
    "not-endpoint": ("Not the endpoint", "warn"),
    "not-modified": ("Not modified", "warn"),
    "cancelled-unsent": ("Cancelled, not sent", "info"),
}
"""The word and tone of each kind, for lists that keep the kind alone."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an exchange means.

    `next_step` says what to try, and is empty where nothing needs doing. Accepted never means
    recorded: no answer proves that.
    """

    kind: VerdictKind
    sentence: str
    next_step: str = ""

    @property
    def word(self) -> str:
        """What stands on the badge, before the sentence."""
        return WORDS[self.kind][0]

    @property
    def tone(self) -> Tone:
        """How good or bad it is; a colour beside the word, never instead of it."""
        return WORDS[self.kind][1]

    @property
    def delivered(self) -> bool:
        """Whether the endpoint took the request, as far as an answer can tell."""
        return self.kind == "accepted"


def shortened(text: str) -> str:
    """Foreign text, fit for a sentence."""
    return text if len(text) <= 120 else f"{text[:119]}…"
