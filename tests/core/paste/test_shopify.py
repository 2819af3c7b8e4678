"""The base64 of Convert's Shopify app, alone or in its attribute, cookie or cart."""

import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest

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
def test_it_is_decoded_wherever_it_stands(text):
    assert recognised(text).what == "Data of Convert's Shopify app"
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
def test_other_base64_is_nothing_of_ours(text):
    assert refused(text)


def test_an_attribute_that_cannot_be_decoded_leaves_the_rest():
    assert document(only('{"attributes": {"__data": "??", "__cid": "1"}}')) == {"cid": "1"}


def test_a_program_that_decodes_it_is_read():
    assert document(only('atob("eyJ2aXNpdG9ySWQiOiJ2MSIsImJ1Y2tldGluZyI6W119")')) == {"vid": "v1"}
