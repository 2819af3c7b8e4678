"""A problem of a draft, and the situation that the linter checks it in."""

from collections.abc import Callable, Generator
from typing import Literal, NamedTuple, TypeAlias

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.document.payload import Path, Payload, SyntaxFault, path_text
from convert_console.core.plan.plan import Plan
from convert_console.core.text import plain_text, printable

Severity = Literal["error", "warning", "info"]

Sent: TypeAlias = tuple[str, str, str]
"""Visitor, goal and transaction id ("" for none) of a send that was accepted."""


class Fix(NamedTuple):
    """A certain repair. `apply` takes the text the problem was found in, and gives it repaired.

    It changes only the problem's own place, and raises `edits.EditImpossible` if that is gone.
    """

    label: str
    apply: Callable[[str], str]


class Problem(NamedTuple):
    """A problem of a draft. The path is empty if it is not in the document.

    Equal problems compare equal, fixes included, so that a list can be refreshed by comparing.
    """

    rule: str
    severity: Severity
    path: Path
    sentence: str
    fix: Fix | None = None

    @property
    def where(self) -> str:
        """The path as people read it, such as `ev[0].goals[1]`."""
        return path_text(self.path)

    @property
    def place(self) -> str:
        """Where it is in a sentence: the number of the event as the forms count, then the path.

        >>> Problem("amount", "error", ("ev", 1, "r"), "Enter the amount.").place
        'Event 2 (ev[1].r)'
        """
        match self.path:
            case ("ev", int(index), *_):
                return f"Event {index + 1} ({self.where})"
        return self.where

    def as_dict(self) -> dict[str, str]:
        """The problem as commands and the collector print it."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "path": self.where,
            "message": self.sentence,
        }


class Situation(NamedTuple):
    """What is known besides draft and profile.

    `now` is in Unix seconds; without it nothing is said about ages. `sent` holds the accepted
    sends of this draft's visitor. `silenced` are the ids of rules to leave out. `plan` is what the
    project sends.
    """

    now: float | None = None
    catalog: Catalog | None = None
    sent: frozenset[Sent] = frozenset()
    silenced: frozenset[str] = frozenset()
    plan: Plan | None = None


Steps: TypeAlias = Generator[None, None, tuple[Problem, ...]]
"""A pass of the linter that stops after each small piece of work, and returns what it found."""


class Finding(NamedTuple):
    """A problem before it has its rule's id."""

    severity: Severity
    path: Path
    sentence: str
    fix: Fix | None = None


def error(path: Path, sentence: str, fix: Fix | None = None) -> Finding:
    """The request will almost surely not count as meant."""
    return Finding("error", path, sentence, fix)


def warning(path: Path, sentence: str, fix: Fix | None = None) -> Finding:
    """Often a mistake."""
    return Finding("warning", path, sentence, fix)


def info(path: Path, sentence: str, fix: Fix | None = None) -> Finding:
    """Worth knowing."""
    return Finding("info", path, sentence, fix)


# Sentences of problems, and values in them.


def fault_sentence(fault: SyntaxFault) -> str:
    """Why a text is not JSON, and what follows from that."""
    return (
        f"Line {fault.line}, column {fault.column}: {fault.sentence}. "
        "Correct it there. Until then, it can only be sent by POST, as it is."
    )


SHOWN = 40


def short(value: Payload) -> str:
    """A value in at most 40 characters, all of them visible.

    >>> short("viewexp"), short([])
    ('viewexp', '[]')
    """
    text = plain_text(value)
    text = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    return printable(text)
