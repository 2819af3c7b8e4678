"""Visitor ids of the usual form tell when they were made, and other forms tell nothing."""

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.request.new_ids import age_words, made_at, visitor_id

NOW = 1_796_000_000.0


@given(st.integers(1_000_000_000_000, 9_999_999_999_999), st.integers(0, 10**16 - 1))
def test_an_id_contains_its_creation_time(milliseconds: int, fraction: int) -> None:
    vid = visitor_id(milliseconds / 1000, fraction)
    assert made_at(vid) == milliseconds / 1000
    assert len(vid) == 13 + 3 + 16


def test_other_forms_have_no_age() -> None:
    for vid in ("", "4471209", "1588166554499", "1588166554499-1.2", "x1588166554499-0.2"):
        assert made_at(vid) is None
        assert age_words(vid, NOW) == ""


def test_age_is_reported_in_the_largest_whole_unit() -> None:
    def age(seconds: float) -> str:
        return age_words(visitor_id(NOW - seconds, 1), NOW)

    assert age(0) == "made just now"
    assert age(61) == "made 1 minute ago"
    assert age(7_300) == "made 2 hours ago"
    assert age(86_400 * 1_234) == "made 1,234 days ago"
    assert age(-60) == "made in the future"
