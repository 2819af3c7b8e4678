"""The base64 of Convert's Shopify app, alone or in its attribute, cookie or cart."""

import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest

from convert_console.core.paste.shopify import NO_EVENT, request_from_attributes
from support.pasting import document, entry, notes_of, only, recognised, refused

CODED = entry("Convert Shopify App")["payload"]["__data"]
ODD = json.dumps({"visitorId": "?>?>~~~", "bucketing": []}).encode()


@pytest.mark.parametrize(
    "text",
    [
        CODED,
        CODED.rstrip("="),
        "\n".join(CODED[i : i + 76] for i in range(0, len(CODED), 76)),
        f"__data={CODED}",
        f"_conv_attrs={quote(CODED, safe='')}; other=1",
        f"__data\t{CODED}\t.shop.example",
        json.dumps({"attributes": {"_conv_attrs": CODED}}),
        json.dumps({"note_attributes": [{"name": "__data", "value": CODED}]}),
        json.dumps([{"key": "__data", "value": CODED}]),
        json.dumps({"__data": json.loads('{"visitorId": "1760049583065-0.4126735590148273"}')}),
    ],
)
def test_it_is_decoded_wherever_it_is(text):
    assert recognised(text).label == "Data of Convert's Shopify app"
    assert document(only(text))["vid"] == "1760049583065-0.4126735590148273"
    assert "Decoded from base64." in notes_of(text)


def test_its_document_names_project_segments_and_pairs():
    got = document(only(CODED))
    assert (got["cid"], got["pid"], got["seg"]["ctry"]) == ("10000009", "10000001", "CA")
    assert got["ev"] == [{"evt": "viewExp", "vars": ["1004200201"], "exps": ["100400101"]}]
    assert "currency (CAD)" in notes_of(CODED)


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
def test_either_alphabet_is_read(encode):
    assert document(only(encode(ODD).decode()))["vid"] == "?>?>~~~"


@pytest.mark.parametrize(
    "text",
    [
        b64encode(b'{"other": "thing here"}').decode(),
        b64encode(b"\xff\xfe\xfd" * 8).decode(),
        b64encode(b"just some words here").decode(),
        "A" * 17,
        "abc",
        "A" * 300_000,
    ],
)
def test_unrelated_base64_is_not_recognised(text):
    assert refused(text)


def test_an_attribute_that_cannot_be_decoded_leaves_the_rest():
    assert document(only('{"attributes": {"__data": "??", "__cid": "1"}}')) == {"cid": "1"}


def test_a_program_that_decodes_it_is_read():
    assert document(only('atob("eyJ2aXNpdG9ySWQiOiJ2MSIsImJ1Y2tldGluZyI6W119")')) == {"vid": "v1"}


# convert_attributes and cart attributes as shops hand them over.

STORED = entry("convert_attributes")["payload"]
CART = entry("Shopify cart")["payload"]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(STORED),
        json.dumps({"convert_attributes": STORED}),
        json.dumps({"convert_attributes": json.dumps(STORED)}),
        f"convert_attributes={quote(json.dumps(STORED))}",
        f"convert_attributes\t{json.dumps(STORED)}",
        f"localStorage.setItem('convert_attributes', {json.dumps(STORED)})",
    ],
)
def test_convert_attributes_become_a_document(text):
    assert recognised(text).label.startswith("convert_attributes")
    got = document(only(text))
    assert {key: got[key] for key in ("cid", "pid", "vid")} == {
        key: STORED[key] for key in ("cid", "pid", "vid")
    }
    assert got["seg"] == STORED["defaultSegments"]
    (event,) = got["ev"]
    assert event["goals"] == ["100300301"]
    assert (event["exps"], event["vars"]) == (STORED["exps"], STORED["vars"])


def test_what_has_no_place_in_a_request_is_noted():
    said = notes_of(json.dumps(STORED))
    assert "max_order_value (99999)" in said and "currency (CAD)" in said
    assert "conversion_rate" in said
    assert "conversion_rate" not in notes_of('{"defaultSegments": {}, "cid": "1"}')


@pytest.mark.parametrize(
    "pasted",
    [
        CART,
        CART["attributes"],
        {"cart": CART},
        {"note_attributes": [{"name": k, "value": v} for k, v in CART["attributes"].items()]},
        [{"key": k, "value": json.dumps(v)} for k, v in CART["attributes"].items()],
        {"customAttributes": json.dumps(CART["attributes"])},
    ],
)
def test_cart_attributes_become_a_document(pasted):
    assert recognised(json.dumps(pasted)).label == "Shopify cart attributes"
    got = document(only(json.dumps(pasted)))
    assert (got["cid"], got["vid"]) == ("10000009", "1760049583065-0.4126735590148273")
    assert got["seg"]["ctry"] == "CA" and got["seg"]["cust"] == []
    assert got["ev"][0]["goals"] == ["100300301"]


def test_an_attribute_of_no_known_name_is_noted():
    assert "__extra (1)" in notes_of('{"__cid": "1", "__extra": "1", "colour": "red"}')


def test_lists_of_attributes_with_odd_items_are_read():
    assert document(only('{"attributes": [1, {"name": 2}, {"name": "__cid", "value": "1"}]}')) == {
        "cid": "1"
    }


def test_a_single_attribute_may_be_alone():
    assert document(only('{"key": "__cid", "value": "1"}')) == {"cid": "1"}


def test_segments_that_a_shop_keeps_empty_are_none():
    assert document(only('{"__cid": "1", "__visitorSegments": ""}')) == {"cid": "1"}


# Flat attributes of shops, in each of the forms in which they keep ids.


@pytest.mark.parametrize("goals", ['{"7":1}', ["7"], "7", '["7"]', '"7"', {"7": 2}])
def test_goals_may_be_a_list_a_text_or_json_text(goals):
    request = request_from_attributes(
        {"goals": goals, "exps": '["1"]', "vars": "2"}, None, "kept", ()
    )
    event = {"evt": "hitGoal", "goals": ["7"], "vars": ["2"], "exps": ["1"]}
    assert document(request) == {"ev": [event]}
    assert request.notes == ("kept",)


def test_without_goals_the_event_is_a_view():
    request = request_from_attributes({"vid": "v", "exps": ["1"], "vars": ["2"]}, {}, "kept", ())
    assert document(request)["ev"] == [{"evt": "viewExp", "vars": ["2"], "exps": ["1"]}]
    assert "no goal" in request.notes[0]


def test_with_nothing_to_report_there_is_no_event():
    request = request_from_attributes({"cid": "1"}, None, "kept", ())
    assert document(request) == {"cid": "1"}
    assert request.notes == (NO_EVENT,)


def test_lists_that_no_longer_pair_up_are_noted():
    request = request_from_attributes({"exps": ["1", "2"], "vars": ["2"]}, None, "kept", ())
    assert "2 experiences come with 1 variations" in request.notes[-1]


# convert.getAllVisitorData() as the console prints it.

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
    assert recognised(text).label.startswith("Visitor data")
    assert document(only(text)) == {
        "seg": {"ctry": "CA", "visitorType": "new"},
        "vid": "1760049583065-0.41",
        "ev": [EVENT],
    }


def test_what_is_missing_is_noted():
    said = notes_of(DATA % "[]")
    assert "fill in cid and pid" in said and "fill in exps and vars" in said
    assert "ev" not in document(only(DATA % "[]"))
    assert "sources disagree" in said


def test_a_key_without_a_place_is_noted():
    assert "language (en)" in notes_of('{"visitorId": "v", "segments": {}, "language": "en"}')
