"""The span in which two texts differ is exact and as small as their common ends allow."""

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.incremental import Change, change_between


@given(st.text(alphabet="ab{}\n\ud800"), st.text(alphabet="ab{}\n\ud800"))
def test_a_change_leads_from_one_text_to_the_other_and_back(before: str, after: str) -> None:
    change = change_between(before, after)
    assert change.applied(before) == after
    assert change.reverted(after) == before


@given(st.text(alphabet="ab"), st.text(alphabet="ab"))
def test_a_change_has_no_common_end_left_in_it(before: str, after: str) -> None:
    change = change_between(before, after)
    if change.removed and change.inserted:
        assert change.removed[0] != change.inserted[0]
        assert change.removed[-1] != change.inserted[-1]


def test_equal_texts_differ_in_nothing() -> None:
    assert change_between("same", "same") == Change(4, "", "")
