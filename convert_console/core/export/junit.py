"""Results as JUnit XML, which every CI system reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from convert_console.core.text import DECEIVING

# XML 1.0 has no spelling for these, not even as an escape (section 2.2, Char).
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that was tested; `failure` is empty where it holds, and may have several lines."""

    name: str
    failure: str = ""


def write_junit(suite: str, cases: Sequence[Case], seconds: float) -> bytes:
    """The results of one suite as UTF-8 XML; `seconds` is how long all of it took.

    >>> write_junit("s", [Case("a")], 1.5).count(b"<testcase")
    1
    """
    failed = sum(bool(case.failure) for case in cases)
    figures = {"tests": str(len(cases)), "failures": str(failed), "errors": "0"}
    root = ElementTree.Element("testsuites", {**figures, "time": f"{seconds:.3f}"})
    within = {"name": speakable(suite), **figures, "skipped": "0", "time": f"{seconds:.3f}"}
    element = ElementTree.SubElement(root, "testsuite", within)
    for case in cases:
        names = {"classname": speakable(suite), "name": speakable(case.name)}
        one = ElementTree.SubElement(element, "testcase", names)
        if case.failure:
            text = speakable(case.failure)
            failure = ElementTree.SubElement(one, "failure", {"message": text.partition("\n")[0]})
            failure.text = text
    ElementTree.indent(root)
    data: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def speakable(text: str) -> str:
    r"""A text without what XML cannot hold or a terminal obeys; such a character is escaped.

    >>> speakable("a\x00b")
    'a\\x00b'
    """
    return _UNSPEAKABLE.sub(_as_escape, DECEIVING.sub(_as_escape, text))


def _as_escape(found: re.Match[str]) -> str:
    return ascii(found[0])[1:-1]
