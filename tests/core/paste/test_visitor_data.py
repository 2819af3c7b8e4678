"""convert.getAllVisitorData() as the console prints it."""

import pytest

from support.pasting import document, notes_of, only, recognised

DATA = (
    "{visitorId: '1760049583065-0.41', segments: {country: 'CA', visitorType: 'new'}, "
    "bucketing: %s}"
)
EVENT = {"evt": "viewExp", "vars": ["2", "4"], "exps": ["1", "3"]}


@pytest.mark.parametrize(
    "bucketing",
    [
        "[{experienceId: '1', variationId: '2'}, {experienceId: '3', variationId: '4'}]",
        "{1: {variationId: '2'}, 3: {variation: {id: '4'}}}",
        "{1: '2', 3: '4'}",
        "[{experience: {id: '1'}, variation: {id: '2'}}, {experience_id: '3', variation_id: '4'}]",
    ],
)
def test_each_form_of_bucketing_gives_pairs(bucketing):
    text = DATA % bucketing
    assert recognised(text).what.startswith("Visitor data")
    assert document(only(text)) == {
        "seg": {"ctry": "CA", "visitorType": "new"},
        "vid": "1760049583065-0.41",
        "ev": [EVENT],
    }


def test_what_is_missing_is_said():
    said = notes_of(DATA % "[]")
    assert "fill in cid and pid" in said and "fill in exps and vars" in said
    assert "ev" not in document(only(DATA % "[]"))
    assert "sources disagree" in said


def test_a_key_without_a_place_is_said():
    assert "language (en)" in notes_of('{"visitorId": "v", "segments": {}, "language": "en"}')
