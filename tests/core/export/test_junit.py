"""JUnit XML that every reader takes, whatever the names."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.export.junit import Case, write_junit


def test_there_is_a_case_for_each_with_its_failure() -> None:
    data = write_junit("suite", [Case("good"), Case("bad", "first line\nsecond")], 2.25)
    assert data.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    root = ElementTree.fromstring(data)
    suite = root[0]
    assert {key: suite.get(key) for key in ("name", "tests", "failures", "errors", "time")} == {
        "name": "suite",
        "tests": "2",
        "failures": "1",
        "errors": "0",
        "time": "2.25",
    }
    good, bad = suite
    assert (good.get("name"), list(good)) == ("good", [])
    assert bad[0].get("message") == "first line"
    assert bad[0].text == "first line\nsecond"


@given(st.text(st.characters()), st.text(st.characters()))
def test_no_text_breaks_the_xml(name: str, failure: str) -> None:
    root = ElementTree.fromstring(write_junit(name, [Case(name, failure)], 0.0))
    case = root[0][0]
    assert case.get("name") is not None
    assert (len(case) == 1) is bool(failure)


def test_what_xml_cannot_hold_is_shown_as_its_number() -> None:
    root = ElementTree.fromstring(write_junit("s", [Case("a\x00\x1b\ud800<&>\"'")], 0.0))
    assert root[0][0].get("name") == "a\\x00\\x1b\\ud800<&>\"'"
