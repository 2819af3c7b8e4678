"""Catalogs on disk: the configuration as it was loaded, in a file that is JSON itself."""

import json
from pathlib import Path

import pytest

from convert_console.services.storage.catalogs import (
    LARGEST,
    CatalogStore,
    StoredConfiguration,
    read_configuration,
)
from convert_console.services.storage.files import StoreFailed

KEPT = StoredConfiguration(
    '{\n "goals": [{"id": 7.0, "name": "Ünïcode \\ud83d"}]}', "config.json", 12.5
)


def test_a_catalog_comes_back_exactly(tmp_path: Path) -> None:
    CatalogStore(tmp_path / "new").save("shop", KEPT)
    assert CatalogStore(tmp_path / "new").load("shop") == KEPT


def test_the_file_is_json_that_other_programs_read(tmp_path: Path) -> None:
    CatalogStore(tmp_path).save("shop", KEPT)
    whole = json.loads((tmp_path / "shop.json").read_text("utf-8"))
    assert whole["configuration"]["goals"][0]["id"] == 7
    assert (whole["source"], whole["loaded_at"]) == ("config.json", 12.5)


def test_each_profile_has_its_own_and_clears_only_its_own(tmp_path: Path) -> None:
    store = CatalogStore(tmp_path)
    store.save("a", KEPT)
    store.save("b", KEPT)
    store.forget("a")
    store.forget("never-there")
    assert (store.load("a"), store.load("b")) == (None, KEPT)


@pytest.mark.parametrize("content", ["", "{}", '{"source": 1, "configuration":\n{}\n}\n', "[, x"])
def test_a_damaged_file_is_set_aside_and_reported(tmp_path: Path, content: str) -> None:
    (tmp_path / "shop.json").write_text(content, "utf-8")
    store = CatalogStore(tmp_path)
    with pytest.raises(StoreFailed, match=r"kept as shop\.json\.broken-1"):
        store.load("shop")
    assert store.load("shop") is None
    assert (tmp_path / "shop.json.broken-1").read_text("utf-8") == content


def test_a_file_that_cannot_be_read_is_explained(tmp_path: Path) -> None:
    with pytest.raises(StoreFailed, match="could not be read"):
        read_configuration(tmp_path / "none.json")
    (tmp_path / "latin.json").write_bytes(b"\xe4")
    with pytest.raises(StoreFailed, match="not text in UTF-8"):
        read_configuration(tmp_path / "latin.json")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(StoreFailed, match=r"huge\.json has more than 20 MB"):
        read_configuration(huge)
