"""The visitor of a page goes into a document, and nothing else of it changes."""

from __future__ import annotations

import json

import pytest

from convert_console.core.document.edits import EditImpossible
from convert_console.core.watch.visitor import PageVisitor, visitor_in, with_visitor

VISITOR = PageVisitor("17-0.4", ("11", "12"), ("21", "22"))


def test_every_event_gets_the_pairs_of_the_page() -> None:
    text = '{"vid": "old", "ev": [{"evt": "tr", "r": 1.10, "exps": ["9"]}, 5, {"evt": "viewExp"}]}'
    document = json.loads(with_visitor(text, VISITOR))
    pairs = {"exps": ["11", "12"], "vars": ["21", "22"]}
    assert document == {
        "vid": "17-0.4",
        "ev": [{"evt": "tr", "r": 1.1, **pairs}, 5, {"evt": "viewExp", **pairs}],
    }
    assert "1.10" in with_visitor(text, VISITOR)


def test_a_document_without_events_gets_one_that_says_what_was_seen() -> None:
    assert json.loads(with_visitor("{}", VISITOR))["ev"] == [
        {"evt": "viewExp", "exps": ["11", "12"], "vars": ["21", "22"]}
    ]


def test_a_visitor_in_no_experience_leaves_the_events_alone() -> None:
    visitor = visitor_in("_conv_s=si:1*sh:17-0.4*pv:1; _conv_v=vi:1*sc:1")
    assert visitor == PageVisitor("17-0.4", (), ())
    assert with_visitor('{"ev": [{}], "vid": 1}', visitor) == '{"ev": [{}], "vid": "17-0.4"}'
    assert visitor.in_words(None) == "Took visitor 17-0.4, which is in no experience."


def test_a_document_that_is_not_json_is_left() -> None:
    with pytest.raises(EditImpossible):
        with_visitor("{broken", VISITOR)


@pytest.mark.parametrize("cookies", ["", "cart=42", "_conv_v=; _conv_s="])
def test_other_cookies_name_no_visitor(cookies: str) -> None:
    assert visitor_in(cookies) is None
