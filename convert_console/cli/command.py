"""What all commands share: how they are described, how they end, and how they read their input."""

import argparse
import codecs
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from convert_console.core.plan.plan import Plan, PlanFault
from convert_console.core.request.draft import Draft
from convert_console.core.text import is_digits
from convert_console.services.storage.files import read_whole

DONE, NOT_DELIVERED, INVALID, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: success; not delivered, or with errors; input that cannot be used; Ctrl+C."""


class Command(NamedTuple):
    """One command; `run` returns the exit code, and raises `InvalidInput`.

    `examples` are command lines without the name of the program.
    """

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    examples: tuple[str, ...] = ()


class InvalidInput(Exception):
    """The input cannot be used; the text says why and what to do."""


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """The type of an argument that is a whole number in a range, for argparse.

    >>> whole_number(1, 64)("12")
    12
    """

    def read(text: str) -> int:
        if is_digits(text) and len(text) < 19 and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most:,}")

    return read


def text_of(file: str) -> str:
    """The text of a UTF-8 file, or of standard input for `-`, without a byte order mark."""
    try:
        return bytes_of(file).decode("utf-8-sig")
    except UnicodeDecodeError as why:
        sentence = f"{_named(file)} is not UTF-8 text (byte {why.start}). Save it as UTF-8."
        raise InvalidInput(sentence) from None


def plan_in(file: str) -> Plan:
    """The plan or the list of expectations of a file, or of standard input for `-`."""
    from convert_console.core.traffic.expectations import read_expectations  # with every rule

    plan = read_expectations(text_of(file))
    if isinstance(plan, PlanFault):
        raise InvalidInput(plan.sentence)
    return plan


def bytes_of(file: str) -> bytes:
    """Every byte of a file, or of standard input for `-`."""
    if file == "-" and sys.stdin is None:
        raise InvalidInput("Standard input is closed. Give a file name, or pipe something in.")
    try:
        if file == "-":
            return sys.stdin.buffer.read()
        # What a shell hands over as a file is a pipe: `check <(jq .request log.json)`.
        return Path(file).read_bytes() if file.startswith(_HANDED) else read_whole(Path(file))
    except (OSError, ValueError) as why:  # ValueError: a NUL in the name
        reason = why.strerror if isinstance(why, OSError) and why.strerror else why
        raise InvalidInput(f"{_named(file)} cannot be read: {reason}.") from None


_HANDED = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")


def query_of(argument: str) -> str:
    """A query as it was typed, or from standard input for `-`.

    Bytes that are not UTF-8 become percent escapes, so that `read_query` explains what is wrong.
    """
    text = argument
    if argument == "-":
        data = bytes_of("-")
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise InvalidInput("Standard input is UTF-16 text. Save it as UTF-8.")
        text = data.decode("utf-8-sig", "surrogateescape")
    return _UNDECODED.sub(lambda match: f"%{ord(match[0]) - 0xDC00:02X}", text)


_UNDECODED = re.compile("[\udc80-\udcff]")


def _named(file: str) -> str:
    return "Standard input" if file == "-" else file


def readable(draft: Draft) -> Draft:
    """The draft, if its text is a JSON object; raises `InvalidInput`."""
    fault = draft.reading.fault
    if fault:
        raise InvalidInput(
            f"The text is not JSON: {fault.sentence} (line {fault.line}, column {fault.column})."
        )
    if not isinstance(draft.payload, dict):
        raise InvalidInput("The document is not an object, so its values have no names.")
    return draft
