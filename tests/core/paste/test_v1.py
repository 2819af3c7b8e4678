"""Payloads of the v1 API: one document a visitor."""

import json

from convert_console.core.document.payload import Number
from convert_console.core.paste.v1 import PAIRS_ASSUMED, V1Events, translated
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
    assert [document(request)["vid"] for request in found.requests] == ["user-unique-id", 7]
    assert [request.title for request in found.requests] == [
        "1. visitor user-unique-id",
        "2. visitor 7",
    ]
    assert "3 visitors" in " ".join(found.notes)
    assert any("x (1)" in note for note in found.requests[1].notes)


def test_ids_of_the_address_are_used_where_the_body_has_none():
    body = json.dumps(INVENTED["payload"])
    assert "no cid and no pid" in notes_of(body)
    request = only(f"curl '{INVENTED['url']}' -A axios/1.9.0 --json '{body}'")
    assert document(request)["cid"] == "10000009"
    assert (request.method, request.endpoint, request.user_agent) == (None, None, "axios/1.9.0")
    assert any("for the /track endpoint" in note for note in request.notes)


def test_invented_keys_are_named_with_the_way_v1_has_for_them():
    said = notes_of(json.dumps(INVENTED["payload"]))
    assert "revenue (345.5)" in said and "goalData amount" in said
    assert "zid-order-8890126" in said


def test_without_a_visitor_it_is_a_document_like_any_other():
    assert recognised('{"visitors": []}').label == "JSON document"
    assert document(only('{"visitors": [{}]}')) == {"ev": []}


# Events of v1 one by one.


def read(events):
    return V1Events(events)


def bucketing(experience, variation):
    data = {"experienceId": experience, "variationId": variation}
    return {"eventType": "bucketing", "data": data}


def conversion(**data):
    return {"eventType": "conversion", "data": data}


def test_bucketing_in_a_row_is_one_view_and_a_conversion_ends_the_row():
    events = read(
        [bucketing("1", "2"), bucketing("3", "4"), conversion(goalId="7"), bucketing("5", "6")]
    )
    assert [event["evt"] for event in events.events] == ["viewExp", "hitGoal", "viewExp"]
    assert events.events[0]["exps"] == ["1", "3"]
    assert events.events[1]["exps"] == ["1", "3"]
    assert any("pairs seen before it" in note for note in events.notes)


def test_its_own_bucketing_data_comes_first():
    events = read([bucketing("1", "2"), conversion(goalId="7", bucketingData={"8": "9"})])
    assert events.events[1] == {"evt": "hitGoal", "goals": ["7"], "vars": ["9"], "exps": ["8"]}
    assert events.notes == ()


def test_a_conversion_without_any_pair_has_none():
    assert read([conversion(goalId=Number("7"))]).events == [
        {"evt": "hitGoal", "goals": [Number("7")]}
    ]
    assert read([conversion()]).events == [{"evt": "hitGoal"}]


def test_goal_data_makes_a_transaction_with_digits_kept():
    data = [
        {"key": "amount", "value": Number("1.10")},
        {"key": "customDimension1", "value": "x"},
        {"key": 5},
        "odd",
    ]
    events = read([conversion(goalId="7", goalData=data)])
    assert events.events == [{"evt": "tr", "goals": ["7"], "r": Number("1.10")}]
    assert "customDimension1 (x)" in events.notes[0]


def test_goal_data_in_another_form_is_left_out_with_a_note():
    events = read([conversion(goalId="7", goalData={"amount": Number("5")})])
    assert events.events == [{"evt": "hitGoal", "goals": ["7"]}]
    assert events.notes == ("Left out: goalData ({…}). This endpoint has no field for them.",)


def test_the_other_one_of_two_amounts_is_noted():
    data = [{"key": "amount", "value": Number(digits)} for digits in ("5", "6")]
    events = read([conversion(goalId="7", goalData=data)])
    assert events.events[0]["r"] == Number("6")
    assert "another amount (5)" in events.notes[0]


def test_what_is_next_to_type_and_data_of_an_event_is_noted():
    events = read([{**bucketing("1", "2"), "timestamp": Number("5")}])
    assert events.events == [{"evt": "viewExp", "vars": ["2"], "exps": ["1"]}]
    assert "timestamp (5)" in events.notes[0]


def test_a_second_transaction_id_stays_in_its_event():
    first, second = ([{"key": "transactionId", "value": value}] for value in ("A", "B"))
    events = read([conversion(goalId="7", goalData=data) for data in (first, second, first)])
    assert events.transaction_id == "A"
    assert [event.get("tid") for event in events.events] == [None, "B", None]
    assert "B" in events.notes[0]


def test_what_is_not_an_event_of_v1_is_noted():
    events = read([{"eventType": "view"}, "odd", {"eventType": "conversion"}])
    assert events.events == []
    assert "view, null, conversion" in events.notes[0]
    assert read("odd").events == [] and read(None).notes == ()
    assert "events (odd)" in read("odd").notes[0]


def test_pairs_are_lent_up_to_a_limit():
    events = read([*(bucketing(str(n), "1") for n in range(200)), conversion(goalId="7")])
    assert len(events.events[1]["exps"]) == PAIRS_ASSUMED


# Segments under v1's names.


def test_known_names_are_translated_in_place():
    seg, notes = translated({"browser": "CH", "country": "CA", "customSegments": ["1"]})
    assert seg == {"browser": "CH", "ctry": "CA", "cust": ["1"]}
    assert len(notes) == 1


def test_a_name_of_both_kinds_is_left_alone():
    both = {"country": "CA", "ctry": "RO"}
    assert translated(both) == (both, ())


def test_the_kind_of_visitor_is_kept_since_its_digit_is_unknown():
    seg, notes = translated({"visitorType": Number("1")})
    assert seg == {"visitorType": Number("1")}
    assert "sources disagree" in notes[0]


def test_what_is_not_an_object_is_handed_on():
    assert translated("x") == ("x", ())
    assert translated(None) == (None, ())
