"""Addresses of Convert's application."""

from support.pasting import document, only

IDS = {"cid": "10000009", "pid": "10000001"}


def test_an_experience_of_the_application_waits_for_its_variation():
    address = "https://app.convert.com/accounts/10000009/projects/10000001/experiences/100400101"
    draft = only(f"{address}/summary?x=1")
    event = {"evt": "viewExp", "vars": [None], "exps": ["100400101"]}
    assert document(draft) == IDS | {"ev": [event]}
    assert "fill in vars" in draft.notes[0]


def test_a_variation_and_several_experiences_of_the_application_are_taken():
    project = "https://app.convert.com/accounts/10000009/projects/10000001"
    text = f"{project}/experiences/11/variations/21\n{project}/experiences/12/report"
    draft = only(f"{text}\napp.convert.com/accounts/1/projects/2")
    event = {"evt": "viewExp", "vars": ["21", None], "exps": ["11", "12"]}
    assert document(draft) == IDS | {"ev": [event]}
    assert [note.partition(" ")[0] for note in draft.notes] == ["The", "Left"]
