"""Where the program finds its fonts, icons, theme and examples."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console import resources
from convert_console.resources import resource


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """The place is looked up once; each test is to look for itself."""
    resources._root.cache_clear()
    yield
    resources._root.cache_clear()


def test_a_checkout_keeps_them_next_to_the_package() -> None:
    assert resource("fonts").is_dir()
    assert resource("icons").parent == Path(__file__).parents[1] / "resources"


def test_a_wheel_carries_them_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_resources").mkdir()
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)
    assert resource("icons", "send.svg") == tmp_path / "_resources" / "icons" / "send.svg"


def test_a_frozen_bundle_is_looked_at_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("theme") == tmp_path / "resources" / "theme"


def test_an_installation_without_any_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "package")
    with pytest.raises(FileNotFoundError, match="_resources"):
        resource("icons")
