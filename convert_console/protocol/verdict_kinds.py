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
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an exchange means.

    `word` stands on the badge before `sentence`; `next_step` says what to try, and is empty where
    nothing needs doing. Accepted never means recorded: no answer proves that.
    """

    kind: VerdictKind
    word: str
    tone: Tone
    sentence: str
    next_step: str = ""

    @property
    def delivered(self) -> bool:
        """Whether the endpoint took the request, as far as an answer can tell."""
        return self.kind == "accepted"


def shortened(text: str) -> str:
    """Foreign text, fit for a sentence."""
    return text if len(text) <= 120 else f"{text[:119]}…"
