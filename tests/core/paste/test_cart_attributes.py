"""convert_attributes and cart attributes as shops hand them over."""

import json
from urllib.parse import quote

import pytest

from support.pasting import document, entry, notes_of, only, recognised

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
    assert recognised(text).what.startswith("convert_attributes")
    got = document(only(text))
    assert {key: got[key] for key in ("cid", "pid", "vid")} == {
        key: STORED[key] for key in ("cid", "pid", "vid")
    }
    assert got["seg"] == STORED["defaultSegments"]
    (event,) = got["ev"]
    assert event["goals"] == ["100300301"]
    assert (event["exps"], event["vars"]) == (STORED["exps"], STORED["vars"])


def test_what_has_no_place_in_a_request_is_said():
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
    assert recognised(json.dumps(pasted)).what == "Shopify cart attributes"
    got = document(only(json.dumps(pasted)))
    assert (got["cid"], got["vid"]) == ("10000009", "1760049583065-0.4126735590148273")
    assert got["seg"]["ctry"] == "CA" and got["seg"]["cust"] == []
    assert got["ev"][0]["goals"] == ["100300301"]


def test_an_attribute_of_no_known_name_is_said():
    assert "__extra (1)" in notes_of('{"__cid": "1", "__extra": "1", "colour": "red"}')


def test_lists_of_attributes_with_odd_items_are_read():
    assert document(only('{"attributes": [1, {"name": 2}, {"name": "__cid", "value": "1"}]}')) == {
        "cid": "1"
    }


def test_a_single_attribute_may_stand_alone():
    assert document(only('{"key": "__cid", "value": "1"}')) == {"cid": "1"}


def test_segments_that_a_shop_keeps_empty_are_none():
    assert document(only('{"__cid": "1", "__visitorSegments": ""}')) == {"cid": "1"}
