"""Payloads of the v1 API: one document a visitor."""

import json

from support.pasting import document, entry, notes_of, only, recognised

CANONICAL = entry("JS SDK")["payload"]
INVENTED = entry("shop backend")


def test_the_sdks_batch_becomes_one_document():
    got = document(only(json.dumps(CANONICAL)))
    pairs = {"vars": ["1004200201"], "exps": ["100400101"]}
    assert (got["cid"], got["pid"], got["vid"]) == ("10000009", "10000001", "user-unique-id")
    assert (got["tid"], got["s"]) == ("ORDER-1", "js-sdk")
    assert got["seg"]["ctry"] == "CA" and got["seg"]["visitorType"] == "new"
    assert got["ev"] == [
        {"evt": "viewExp", **pairs},
        {"evt": "hitGoal", "goals": ["100300301"], **pairs},
        {"evt": "tr", "goals": ["100300301"], **pairs, "r": 10.3, "prc": 2},
    ]
    assert "enrichData (false)" in notes_of(json.dumps(CANONICAL))


def test_several_visitors_become_several_requests():
    payload = {**CANONICAL, "visitors": [*CANONICAL["visitors"], {"visitorId": 7, "x": 1}, "odd"]}
    found = recognised(json.dumps(payload))
    assert [document(draft)["vid"] for draft in found.drafts] == ["user-unique-id", 7]
    assert [draft.title for draft in found.drafts] == ["1. visitor user-unique-id", "2. visitor 7"]
    assert "3 visitors" in " ".join(found.notes)
    assert any("x (1)" in note for note in found.drafts[1].notes)


def test_ids_of_the_address_stand_in_where_the_body_has_none():
    body = json.dumps(INVENTED["payload"])
    assert "no cid and no pid" in notes_of(body)
    draft = only(f"curl '{INVENTED['url']}' -A axios/1.9.0 --json '{body}'")
    assert document(draft)["cid"] == "10000009"
    assert (draft.method, draft.endpoint, draft.user_agent) == (None, None, "axios/1.9.0")
    assert any("goes to the /track endpoint" in note for note in draft.notes)


def test_invented_keys_are_named_with_the_way_v1_has_for_them():
    said = notes_of(json.dumps(INVENTED["payload"]))
    assert "revenue (345.5)" in said and "goalData amount" in said
    assert "zid-order-8890126" in said


def test_without_a_visitor_it_is_a_document_like_any_other():
    assert recognised('{"visitors": []}').what == "JSON document"
    assert document(only('{"visitors": [{}]}')) == {"ev": []}
