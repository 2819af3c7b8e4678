"""Rules about the document as a whole: is it JSON, is it an object, are the main keys there."""

from __future__ import annotations

from collections.abc import Iterator

from convert_console.core.document.payload import Payload, SyntaxFault, parse
from convert_console.core.linter.checked_request import Request
from convert_console.core.linter.fixes import CutText, PutIntoList, SetValue
from convert_console.core.linter.id_shapes import is_blank
from convert_console.core.linter.problem import Finding, Fix, error, warning
from convert_console.core.linter.rule import Rule, document_rule


@document_rule("json-syntax")
def json_syntax(request: Request) -> Iterator[Finding]:
    """The text is not JSON."""
    fault = request.draft.reading.fault
    if fault:
        yield error(
            (),
            f"Line {fault.line}, column {fault.column}: {fault.sentence}. "
            "Correct it there. Until then, it can only be sent by POST, as it is.",
            _one_character_too_many(request.draft.text, fault),
        )


@document_rule("not-an-object")
def not_an_object(request: Request) -> Iterator[Finding]:
    """The document is a list or a plain value."""
    reading = request.draft.reading
    if not reading.fault and not isinstance(reading.payload, dict):
        yield error(
            (), "The document must be an object. Put it into { } with cid, pid, vid and ev."
        )


def _missing(key: str, meaning: str, next_step: str) -> Rule:
    def find(request: Request) -> Iterator[Finding]:
        if not isinstance(request.draft.payload, dict) or not _is_missing(request, key):
            return
        known = {"cid": request.profile.account, "pid": request.profile.project}.get(key, "")
        certain = known.isascii() and known.isdecimal()
        fix = Fix(f"Write {key} {known}", SetValue((key,), known)) if certain else None
        state = "is empty" if key in request.document else "is missing"
        yield error((key,), f"{meaning} ({key}) {state}. {next_step}", fix)

    return Rule(f"missing-{key}", of_request=find)


missing_cid = _missing("cid", "The account id", "Enter the account id.")
missing_pid = _missing("pid", "The project id", "Enter the project id.")
missing_vid = _missing(
    "vid", "The visitor id", "Enter the visitor id, or make a new one for a test."
)
missing_ev = _missing("ev", "The list of events", "Add at least one event.")


@document_rule("ev-empty")
def ev_empty(request: Request) -> Iterator[Finding]:
    """`ev` is there, but is no list or has no event."""
    listed = request.document.get("ev")
    if listed is None or (isinstance(listed, list) and listed) or _is_empty_text(listed):
        return
    if isinstance(listed, list):
        yield error(("ev",), "There are no events. Add at least one.")
        return
    fix = None
    if isinstance(listed, dict) and "evt" in listed:
        fix = Fix("Put the event into a list", PutIntoList(("ev",)))
    yield error(("ev",), "The events (ev) must be a list. Put them into [ ].", fix)


@document_rule("duplicate-key")
def duplicate_key(request: Request) -> Iterator[Finding]:
    """The same key occurs twice in one object."""
    for path in request.draft.reading.duplicates:
        yield warning(
            path,
            f"The key “{path[-1]}” occurs twice in one object; common parsers keep the last. "
            "Remove one of them.",
        )


def _is_missing(request: Request, key: str) -> bool:
    value = request.document.get(key)
    if key == "ev":  # another rule reports an empty list
        return value is None or _is_empty_text(value)
    return is_blank(value)


def _is_empty_text(value: Payload) -> bool:
    return isinstance(value, str) and not value.strip()


def _one_character_too_many(text: str, fault: SyntaxFault) -> Fix | None:
    """A repair where a lone comma, colon or semicolon is all that is wrong.

    The article's own example ends in `}:`.
    """
    before = len(text[: fault.offset].rstrip()) - 1
    for offset in (fault.offset, before):
        char = text[offset : offset + 1]
        if char and char in ",:;" and not parse(text[:offset] + text[offset + 1 :]).fault:
            return Fix(f"Remove the “{char}”", CutText(offset, char))
    return None
