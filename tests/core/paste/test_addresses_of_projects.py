"""The short addresses and numbers that only say which project, or which experience."""

import pytest

from support.pasting import document, only, refused

IDS = {"cid": "10000009", "pid": "10000001"}


@pytest.mark.parametrize(
    "text",
    [
        "//cdn-4.convertexperiments.com/js/10000009-10000001.js",
        "https://cdn-4.convertexperiments.com/v1/js/10000009-10000001.js?environment=x",
        '<script src="//cdn-4.convertexperiments.com/v1/js/10000009-10000001"></script>',
        "https://cdn-4.convertexperiments.com/api/v1/config/10000009/10000001",
        "https://app.convert.com/accounts/10000009/projects/10000001/settings",
        "10000009_10000001",
        "ID number: 10000009_10000001",
        "Project ID 10000009_10000001",
    ],
)
def test_account_and_project_are_taken(text):
    request = only(text)
    assert document(request) == IDS
    assert request.title == "project 10000001"
    assert "vid and the events" in request.notes[0]


@pytest.mark.parametrize("text", ["1_2", "10000009_10000001_3", "/js/app-1.js", "app.convert.com/"])
def test_what_only_looks_like_it_is_not_taken(text):
    assert refused(text)


def test_a_label_before_a_projects_number_is_passed_over():
    for text in ("ID number 10000009_10000001", "Project ID number: 10000009_10000001"):
        assert document(only(text)) == {"cid": "10000009", "pid": "10000001"}
