"""Addresses of Convert's application."""

import pytest

from convert_console.core.paste.convert_urls import named_project
from support.pasting import document, notes_of, only, refused

IDS = {"cid": "10000009", "pid": "10000001"}


def test_an_experience_waits_for_its_variation():
    address = "https://app.convert.com/accounts/10000009/projects/10000001/experiences/100400101"
    request = only(f"{address}/summary?x=1")
    event = {"evt": "viewExp", "vars": [None], "exps": ["100400101"]}
    assert document(request) == IDS | {"ev": [event]}
    assert "fill in vars" in request.notes[0]


def test_a_variation_and_several_experiences_of_the_application_are_taken():
    project = "https://app.convert.com/accounts/10000009/projects/10000001"
    text = f"{project}/experiences/11/variations/21\n{project}/experiences/12/report"
    request = only(f"{text}\napp.convert.com/accounts/1/projects/2")
    event = {"evt": "viewExp", "vars": ["21", None], "exps": ["11", "12"]}
    assert document(request) == IDS | {"ev": [event]}
    assert [note.partition(" ")[0] for note in request.notes] == ["The", "Left"]


# Addresses that force or preview a variation.


@pytest.mark.parametrize(
    ("query", "exps", "vars_"),
    [
        ("_conv_eforce=11.21", ["11"], ["21"]),
        ("a=b&_conv_eforce=11.21,12.22&utm=x", ["11", "12"], ["21", "22"]),
        ("_conv_eforce=11.21%2C12.22", ["11", "12"], ["21", "22"]),
        ("convert_action=convert_vpreview&convert_e=11&convert_v=21", ["11"], ["21"]),
        ("convert_e=11,12&convert_v=21%2C22", ["11", "12"], ["21", "22"]),
        ("convert_action=force&convert_exp=11&convert_var=21", ["11"], ["21"]),
        ("convert_preview=live&convert_exp=11&convert_var=21#top", ["11"], ["21"]),
    ],
)
def test_the_pairs_are_taken(query, exps, vars_):
    request = only(f"https://shop.example/page?{query}")
    assert document(request) == {"ev": [{"evt": "viewExp", "vars": vars_, "exps": exps}]}
    assert "cid, pid and vid" in request.notes[0]


def test_a_preview_is_recognised_as_one():
    assert "preview" in notes_of("?convert_e=11&convert_v=21")
    assert "preview" in notes_of("?convert_preview=live&convert_exp=11&convert_var=21")
    assert "preview" not in notes_of("?convert_action=force&convert_exp=11&convert_var=21")


@pytest.mark.parametrize(
    ("text", "exps", "vars_"),
    [
        ("CONV-11-21", ["11"], ["21"]),
        (".CONV-11-21 h1 { color: red }", ["11"], ["21"]),
        ('<body class="home CONV-11-21 CONV-12-22 CONV-11-21">', ["11", "12"], ["21", "22"]),
    ],
)
def test_the_classes_of_a_page_say_what_it_shows(text, exps, vars_):
    request = only(text)
    assert document(request) == {"ev": [{"evt": "viewExp", "vars": vars_, "exps": exps}]}
    assert "cid, pid and vid" in request.notes[0]


def test_other_classes_are_nothing():
    assert refused('<body class="xCONV-11-21 CONV-11-21-3 CONV-11">')


def test_without_a_pair_it_is_nothing():
    assert refused("https://shop.example/?_conv_eforce=")
    assert refused("https://shop.example/?convert_e=1")


@pytest.mark.parametrize("query", ["a=1;_conv_eforce=1001.2001", "_conv_eforce=1001.2001;a=1"])
def test_a_semicolon_separates_parameters_too(query):
    (seen,) = document(only(f"https://shop.example/?{query}"))["ev"]
    assert (seen["exps"], seen["vars"]) == (["1001"], ["2001"])


def test_a_preview_with_an_id_too_many_says_that_it_is_left_out():
    assert "2 experiences and 1 variations" in notes_of("?convert_e=11,12&convert_v=21")


# Addresses and numbers that only say which project


@pytest.mark.parametrize(
    "text",
    [
        "//cdn-4.convertexperiments.com/js/10000009-10000001.js",
        "https://cdn-4.convertexperiments.com/v1/js/10000009-10000001.js?environment=x",
        '<script src="//cdn-4.convertexperiments.com/v1/js/10000009-10000001"></script>',
        "cdn-4.convertexperiments.com/api/v1/config/10000009/10000001",
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


# Whatever names a project, where only a project is asked for.


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("https://app.convert.com/accounts/10000009/projects/10000001/overview", "Project URL"),
        (" 10000009_10000001 ", "ID number"),
        ('Project "ID number": 10000009_10000001', "ID number"),
        ("https://cdn-4.convertexperiments.com/v1/js/10000009-10000001.js", "Snippet URL"),
        ('<script src="//cdn-4.convertexperiments.com/js/10000009-10000001.js">', "Snippet URL"),
        (
            "https://cdn-4.convertexperiments.com/api/v1/config/10000009/10000001",
            "Configuration URL",
        ),
        ("10000009 10000001", "Two numbers"),
        ("account 10000009, project 10000001", "Two numbers"),
    ],
)
def test_a_project_is_named_in_every_form_that_convert_shows(text: str, form: str) -> None:
    assert named_project(text) == (form, "10000009", "10000001")


@pytest.mark.parametrize(
    "text",
    [
        *("", "10000001", "https://shop.example/checkout", "https://a.example/1000/2000", "shop"),
        "10000009 \uff11\uff10\uff10\uff10\uff10\uff10\uff10\uff11",  # full-width digits
    ],
)
def test_other_texts_name_no_project(text: str) -> None:
    assert named_project(text) is None


def test_a_huge_text_is_looked_at_in_part() -> None:
    assert named_project("x" * 5_000_000 + " 10000009_10000001") is None
