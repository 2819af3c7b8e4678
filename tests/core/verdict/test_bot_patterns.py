"""The list of patterns as data: complete, and readable by Python."""

from __future__ import annotations

import re

import pytest

from convert_console.core.verdict.bot_patterns import PATTERNS


def test_the_list_is_isbots_whole_list() -> None:
    """Version 5.2.3 publishes 206 patterns, each once."""
    assert len(PATTERNS) == len(set(PATTERNS)) == 206


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_is_pythons_and_looks_for_lower_case(pattern: str) -> None:
    assert re.compile(pattern, re.ASCII).search("\n") is None
    letters = re.sub(r"\\.", "", pattern)  # \Z and the like are no letters to look for
    assert letters == letters.lower()


def test_nothing_of_javascript_is_left_that_python_reads_otherwise() -> None:
    """In Python `$` also matches before a line feed at the end."""
    assert [p for p in PATTERNS if re.search(r"(?<!\\)\$|\\s(?!\\xa0)", p)] == []
