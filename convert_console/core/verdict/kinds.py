"""The verdict, and the table of its kinds."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

# To add a kind: its name in `VerdictKind`, a row in `KINDS`, and the place where it arises:
# verdict.py for answers, failure.py for failures. No kind is ever renamed or removed, since
# histories hold them.

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
    "inbound-refused",
    "inbound-other",
    "inbound-wrong-path",
    "inbound-preflight",
    "inbound-configuration",
    "no-answer-proxy",
    "no-answer-connect",
    "not-endpoint",
    "not-modified",
    "cancelled-unsent",
]

Group = Literal["accepted", "refused", "uncertain", "not-sent", "inbound"]
"""What is known of the request: taken, answered otherwise, perhaps taken, certainly not taken, or
that it came from another program.
"""


class KindOfVerdict(NamedTuple):
    """What lists show that keep the kind alone: the word on the badge, how good or bad it is, and
    the name of its icon.

    An order counts as sent unless its verdict is "not-sent"; one that is "uncertain" is sent again
    only where the person asks for that.
    """

    word: str
    tone: Tone
    group: Group
    icon: str


KINDS: Mapping[str, KindOfVerdict] = {
    "pending": KindOfVerdict("Sending", "info", "uncertain", "clock"),
    "accepted": KindOfVerdict("Accepted", "ok", "accepted", "circle-check"),
    "bot": KindOfVerdict("Discarded as bot", "error", "refused", "ban"),
    "probably-bot": KindOfVerdict("Probably discarded", "warn", "refused", "ban"),
    "blocked": KindOfVerdict("Blocked", "error", "refused", "shield"),
    "redirected": KindOfVerdict("Redirected", "warn", "refused", "alert-triangle"),
    "wrong-host": KindOfVerdict("Wrong host", "error", "refused", "alert-triangle"),
    "rejected": KindOfVerdict("Rejected", "error", "refused", "circle-x"),
    "server-error": KindOfVerdict("Server error", "error", "refused", "circle-x"),
    "no-answer-name": KindOfVerdict("Name not found", "error", "not-sent", "circle-x"),
    "no-answer-refused": KindOfVerdict("Connection refused", "error", "not-sent", "circle-x"),
    "no-answer-tls": KindOfVerdict("No secure connection", "error", "not-sent", "circle-x"),
    "no-answer-timeout": KindOfVerdict("No answer in time", "error", "uncertain", "circle-x"),
    "no-answer-reset": KindOfVerdict("Connection lost", "error", "uncertain", "circle-x"),
    "no-answer-unreachable": KindOfVerdict("Unreachable", "error", "not-sent", "circle-x"),
    "unreadable": KindOfVerdict("Unreadable", "error", "uncertain", "circle-x"),
    "held-back": KindOfVerdict("Not sent", "warn", "not-sent", "alert-triangle"),
    "cancelled": KindOfVerdict("Cancelled", "info", "uncertain", "circle-x"),
    "unknown": KindOfVerdict("Unknown", "warn", "uncertain", "circle-help"),
    "inbound-accepted": KindOfVerdict("Accepted", "ok", "inbound", "circle-check"),
    "inbound-bot": KindOfVerdict("Discarded as bot", "error", "inbound", "ban"),
    "inbound-blocked": KindOfVerdict("Blocked", "error", "inbound", "shield"),
    "inbound-faulted": KindOfVerdict("Answered with fault", "warn", "inbound", "alert-triangle"),
    "inbound-refused": KindOfVerdict("Refused", "error", "inbound", "circle-x"),
    "inbound-other": KindOfVerdict("No tracking", "info", "inbound", "info"),
    "inbound-wrong-path": KindOfVerdict("Wrong path", "warn", "inbound", "alert-triangle"),
    "inbound-preflight": KindOfVerdict("Preflight only", "warn", "inbound", "alert-triangle"),
    "inbound-configuration": KindOfVerdict("Configuration", "info", "inbound", "info"),
    "no-answer-proxy": KindOfVerdict("Proxy failed", "error", "not-sent", "circle-x"),
    "no-answer-connect": KindOfVerdict("Not connected in time", "error", "not-sent", "circle-x"),
    "not-endpoint": KindOfVerdict("Not the endpoint", "warn", "uncertain", "alert-triangle"),
    "not-modified": KindOfVerdict("Not modified", "warn", "uncertain", "alert-triangle"),
    "cancelled-unsent": KindOfVerdict("Cancelled, not sent", "info", "not-sent", "circle-x"),
}
if KINDS.keys() != set(get_args(VerdictKind)):
    raise TypeError(f"not in both: {KINDS.keys() ^ set(get_args(VerdictKind))}")


def kind_of(name: str) -> KindOfVerdict:
    """The kind of this name; one that a later version added has its name as its word."""
    return KINDS.get(name) or KindOfVerdict(name, "info", "uncertain", "circle-x")


def same_for_received(kind: str) -> str:
    """The kind that a verdict has where the collector on this machine gave it; "" for none.

    >>> same_for_received("bot"), same_for_received("cancelled")
    ('inbound-bot', '')
    """
    received = f"inbound-{kind}"
    return received if received in KINDS else ""


def kinds_in(group: Group) -> frozenset[str]:
    """The kinds of verdict in a group."""
    return frozenset(kind for kind, row in KINDS.items() if row.group == group)


class Verdict(NamedTuple):
    """What an exchange means.

    `next_step` says what to try, and is empty where nothing needs doing. Accepted never means
    recorded: no answer proves that. `brief` says the sentence in a few words, if that is possible.
    """

    kind: VerdictKind
    sentence: str
    next_step: str = ""
    brief: str = ""

    @property
    def in_short(self) -> str:
        """The sentence for one line."""
        return self.brief or self.sentence

    @property
    def word(self) -> str:
        """The text of the badge before the sentence."""
        return KINDS[self.kind].word

    @property
    def tone(self) -> Tone:
        """How good or bad it is; shown as a colour next to the word, never instead of it."""
        return KINDS[self.kind].tone

    @property
    def icon(self) -> str:
        """The name of its icon."""
        return KINDS[self.kind].icon

    @property
    def delivered(self) -> bool:
        """Whether the endpoint accepted the request, as far as an answer can tell."""
        return KINDS[self.kind].group == "accepted"


def shortened(text: str) -> str:
    """Foreign text, fit for a sentence."""
    return text if len(text) <= 120 else f"{text[:119]}…"
