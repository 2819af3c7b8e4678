"""Loads the fonts that ship with the program, so that text looks the same on every machine."""

from PySide6.QtGui import QFontDatabase

from convert_console.resources import resource

FACES = ("Inter-Regular", "Inter-Medium", "Inter-SemiBold", "JetBrainsMono-Regular")


def load_fonts() -> list[str]:
    """Register Inter and JetBrains Mono with Qt; gives the families found, without repeats.

    A file Qt refuses is passed over: the families named next in the tokens take its place.
    """
    families: dict[str, None] = {}
    for face in FACES:
        number = QFontDatabase.addApplicationFont(str(resource("fonts", f"{face}.ttf")))
        if number >= 0:
            families.update(dict.fromkeys(QFontDatabase.applicationFontFamilies(number)))
    return list(families)
