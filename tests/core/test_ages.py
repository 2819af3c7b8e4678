"""Ages are said in their largest whole unit."""

import pytest

from convert_console.core.text import ago


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5.0, "just now"),
        (59.9, "just now"),
        (60.0, "1 minute ago"),
        (7_199.0, "1 hour ago"),
        (86_400.0 * 1_200, "1,200 days ago"),
    ],
)
def test_an_age_is_said_in_its_largest_unit(seconds: float, words: str) -> None:
    assert ago(seconds) == words
