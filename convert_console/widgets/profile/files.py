"""Chooses the files that profiles are exported to and imported from."""

from PySide6.QtWidgets import QWidget

from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.dialogs import ask_file, ask_new_file


def export_profile(profiles: Profiles, parent: QWidget) -> None:
    """Ask for a file, and write the current profile into it."""
    ask_new_file(
        parent,
        "Export profile, without its secrets",
        profiles.export,
        name=f"{profiles.current.id}.json",
        suffix="json",
        filters=_FILTERS,
    )


def import_profile(profiles: Profiles, parent: QWidget) -> None:
    """Ask for a file, and add its profile."""
    ask_file(parent, "Import profile", _FILTERS, profiles.import_file)


_FILTERS = "Profiles (*.json)", "All files (*)"
