"""The fonts that ship with the program load, and know the signs the program writes."""

import pytest
from PySide6.QtGui import QRawFont
from PySide6.QtWidgets import QApplication

from convert_console.resources import resource
from convert_console.widgets.theme.theme import load_fonts


def test_both_families_load(qapp: QApplication) -> None:
    assert {"Inter", "JetBrains Mono"} <= set(load_fonts())


@pytest.mark.parametrize("file", sorted(resource("fonts").glob("*.ttf")), ids=lambda p: p.stem)
def test_each_face_covers_latin_greek_and_cyrillic(qapp: QApplication, file: object) -> None:
    face = QRawFont(str(file), 13)
    assert [sign for sign in "aÄłΩΔЖд→·–—…×€“”" if not face.supportsCharacter(ord(sign))] == []


def test_the_two_families_together_know_the_signs_of_the_window(qapp: QApplication) -> None:
    faces = [QRawFont(str(path), 13) for path in resource("fonts").glob("*-Regular.ttf")]
    signs = "→·–…✕⚠★☆▾▸⌘↵●⋮✓"
    assert [s for s in signs if not any(face.supportsCharacter(ord(s)) for face in faces)] == []
