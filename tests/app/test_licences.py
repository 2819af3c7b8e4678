"""The licences of a bundle, which has no package metadata."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from convert_console import __version__
from convert_console.app.licences import NO_TEXT, bundle_folder, licences


@pytest.mark.parametrize("inside", ["", "Contents/Resources"])
def test_a_bundle_shows_what_its_folder_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    folder = tmp_path / inside
    for name, text in (
        ("README.txt", "What is inside this bundle."),
        ("convert-console/LICENSE", "MIT License"),
        ("convert-console/Inter-OFL.txt", "a font"),
        ("pyside6_essentials/LGPL-3.0.txt", "GNU LESSER GENERAL PUBLIC LICENSE"),
        ("pyside6_essentials/GPL-3.0.txt", "GNU GENERAL PUBLIC LICENSE"),
    ):
        path = folder / "licences" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    part = {
        "name": "PySide6_Essentials",
        "version": "6.9.1",
        "licenses": [{"license": {"name": "LGPL"}}],
    }
    (folder / "sbom.cdx.json").write_text(json.dumps({"components": [part]}), "utf-8")
    program = tmp_path / ("Contents/MacOS" if inside else ".") / "convert-console"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    assert bundle_folder() is not None
    own, *others = licences()
    assert own == ("Convert Console", __version__, "MIT", "MIT License")
    found = {one.name: one for one in others}
    assert set(found) == {
        "About this bundle", "Inter", "JetBrains Mono", "Lucide icons", "isbot patterns",
        "pyside6_essentials",
    }  # fmt: skip
    qt = found["pyside6_essentials"]
    assert (qt.version, qt.stated) == ("6.9.1", "LGPL")
    assert qt.text.startswith("GNU GENERAL")
    assert "GNU LESSER" in qt.text


def test_a_bundle_without_a_list_shows_the_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "licences" / "h11").mkdir(parents=True)
    (tmp_path / "licences" / "h11" / "LICENSE.txt").write_text("MIT", "utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "convert-console"))
    assert ("h11", "", "", "MIT") in licences()


def test_an_installed_package_shows_what_its_wheel_holds_without_saying_so() -> None:
    found = {one.name.lower().replace("_", "-"): one.text for one in licences()}
    for name in ("pyside6-essentials", "shiboken6"):
        assert "GNU LESSER GENERAL PUBLIC LICENSE" in found[name]
        assert "GNU GENERAL PUBLIC LICENSE" in found[name]
    assert "harfbuzz-ng" in found["pyside6-essentials"]
    assert "ICU (libicudata" in found["pyside6-essentials"]
    assert "The OpenSSL Project Authors" in found["cryptography"]
    assert [name for name, text in found.items() if NO_TEXT in text] == []
