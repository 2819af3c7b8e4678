"""Ids are masked in whatever form and spelling they stand, and leave a few signs."""

import json

import pytest

from convert_console.core.export.masking import Mask
from support.exchanges import record


def mask_of(**document: object) -> Mask:
    return Mask(record(1).exchange._replace(document=json.dumps(document)))


def test_runs_of_digits_keep_their_last_three() -> None:
    assert Mask().text("goal 100300301, 1234, 12345") == "goal ••••••301, 1234, •••45"


@pytest.mark.parametrize(
    "spelled",
    ["ann+é@shop.example", "ann+\\u00e9@shop.example", "ann%2B%C3%A9%40shop.example"],
)
def test_a_structured_id_is_masked_in_every_spelling(spelled: str) -> None:
    masked = mask_of(vid="ann+é@shop.example").text(f"before {spelled} after")
    assert masked.startswith("before •••") and masked.endswith("ple after")
    assert "ann" not in masked and "shop" not in masked


def test_ids_of_events_and_segments_are_masked_too() -> None:
    mask = mask_of(tid="A-17", ev=[{"goals": ["g-one"], "exps": "exp-a"}], seg={"cust": ["audi"]})
    assert mask.text("A-17 g-one exp-a audi") == "••17 •••ne •••-a ••di"


def test_a_value_is_masked_through_and_through_and_keeps_numbers() -> None:
    value = {"status": 123456, "url": ["/?a=123456", {"b": "123456"}], "body_base64": "MTIzNDU2"}
    assert Mask().value(value) == {
        "status": 123456,
        "url": ["/?a=•••456", {"b": "•••456"}],
        "body_base64": "•••",
    }


def test_a_document_that_cannot_be_read_is_masked_by_its_digits() -> None:
    mask = Mask(record(1).exchange._replace(document="{vid: 100300301"))
    assert mask.text("{vid: 100300301") == "{vid: ••••••301"
