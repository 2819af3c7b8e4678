"""Results as JUnit XML, which every CI system reads."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from convert_console.core.text import DECEIVING

# XML 1.0 has no spelling for these, not even as an escape (section 2.2, Char).
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Case:
    """A test case; `failure` is empty if it passed, and may have several lines."""

    name: str
    failure: str = ""


def write_junit(
    name: str, cases: Sequence[Case], seconds: float, properties: Mapping[str, str] | None = None
) -> bytes:
    """The results of one suite as UTF-8 XML; `seconds` is how long all of it took, and
    `properties` are those of the suite.

    >>> write_junit("s", [Case("a")], 1.5).count(b"<testcase")
    1
    """
    # Imported here: it takes 100 ms, and a collector without a report should not wait for it.
    from junitparser import Failure, JUnitXml, TestCase, TestSuite

    suite = TestSuite(xml_text(name))
    for key, value in (properties or {}).items():
        suite.add_property(xml_text(key), xml_text(value))
    for case in cases:
        element = TestCase(xml_text(case.name), classname=xml_text(name))
        if case.failure:
            text = xml_text(case.failure)
            failure = Failure(text.partition("\n")[0])
            failure.text = text
            element.result = [failure]
        suite.add_testcase(element)
    report = JUnitXml()
    report.add_testsuite(suite)
    report.update_statistics()  # type: ignore[no-untyped-call]
    suite.time = report.time = round(seconds, 3)  # the cases have no times to sum up
    written = io.BytesIO()
    report.write(written, pretty=True)
    return written.getvalue()


def xml_text(text: str) -> str:
    r"""A text without what XML cannot hold or a terminal obeys; such a character is escaped.

    >>> xml_text("a\x00b")
    'a\\x00b'
    """
    return _NOT_IN_XML.sub(_as_escape, DECEIVING.sub(_as_escape, text))


def _as_escape(match: re.Match[str]) -> str:
    return ascii(match[0])[1:-1]
