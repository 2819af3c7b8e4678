"""What copying put into values is kept, and named."""

import json

import pytest

from support.pasting import document, notes_of, only


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("1760049583065\u200b-0.41", "U+200B"),
        ("summer\u00adsale", "U+00AD"),
        ("Tom &amp; Jerry", "&amp;"),
        ("a&lt;b&nbsp;c", "&lt;, &nbsp;"),
        ("1760049583065-0\n.41", "1760049583065-0"),
    ],
)
def test_a_sign_that_may_not_belong_to_a_value_is_kept_and_named(value: str, named: str) -> None:
    text = json.dumps({"cid": "1", "vid": value, "ev": []}, ensure_ascii=False)
    assert document(only(text))["vid"] == value
    assert named in notes_of(text)


@pytest.mark.parametrize("value", ["Tom & Jerry", "a\nb", "\U0001f469\u200d\U0001f4bb", "a&b;c"])
def test_other_values_need_no_word(value: str) -> None:
    assert not notes_of(json.dumps({"cid": "1", "vid": value, "ev": []}, ensure_ascii=False))
