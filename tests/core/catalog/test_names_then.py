"""What a catalog called the ids of a request is told once for each id that it knows."""

from __future__ import annotations

import json

import pytest

from convert_console.core.catalog.catalog import (
    MOST,
    Catalog,
    catalog_then,
    names_then,
    read_catalog,
)
from convert_console.core.document.payload import parse
from support.shop import CATALOG

EVENT = {"evt": "tr", "goals": [100300301, "9"], "exps": ["100400101"], "vars": ["1004200201"]}


@pytest.fixture
def catalog() -> Catalog:
    found = read_catalog(json.dumps(CATALOG))
    assert isinstance(found, Catalog)
    return found


def test_each_known_id_is_named_once_whatever_its_form(catalog: Catalog) -> None:
    document = {"ev": [EVENT, {**EVENT, "goals": ["100300301"]}]}
    assert names_then(catalog, parse(json.dumps(document)).payload) == (
        ("goal", "100300301", "Purchase"),
        ("experience", "100400101", "Checkout button"),
        ("variation", "1004200201", "Green button"),
    )


def test_without_a_catalog_or_a_document_nothing_is_named(catalog: Catalog) -> None:
    for text in ("", "[]", '{"ev": {"goals": 7}}', '{"ev": [7], "seg": []}'):
        assert names_then(catalog, parse(text).payload) == ()
    assert names_then(None, parse(json.dumps({"ev": [EVENT]})).payload) == ()


def test_names_make_a_catalog_again(catalog: Catalog) -> None:
    names = names_then(catalog, parse(json.dumps({"ev": [EVENT]})).payload)
    assert names_then(catalog_then(names), parse(json.dumps({"ev": [EVENT]})).payload) == names
    assert catalog_then(()) == Catalog()


def test_no_more_are_kept_than_anybody_reads() -> None:
    whole = {**CATALOG, "goals": [{"id": str(n), "name": f"Goal {n}"} for n in range(2 * MOST)]}
    found = read_catalog(json.dumps(whole))
    assert isinstance(found, Catalog)
    document = {"ev": [{"goals": [str(n) for n in range(2 * MOST)]}]}
    assert len(names_then(found, parse(json.dumps(document)).payload)) == MOST


def test_custom_audiences_are_named_too() -> None:
    found = read_catalog(json.dumps({**CATALOG, "segments": [{"id": "5", "name": "Buyers"}]}))
    assert isinstance(found, Catalog)
    names = names_then(found, parse('{"seg": {"cust": ["5"]}}').payload)
    assert names == (("segment", "5", "Buyers"),)
    assert catalog_then(names).segments["5"].name == "Buyers"
