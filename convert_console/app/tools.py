"""The tools menu: dialogs that are made, with what they need, when they are opened."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from convert_console.widgets.actions import Command, Menu

if TYPE_CHECKING:
    from convert_console.app.compose import Composition


def tools_menu(composition: Composition) -> Menu:
    """Every tool, as commands."""
    return Menu(
        "Tools",
        (
            Command(
                "Expectation ledger…",
                lambda: _open_ledger(composition),
                "Ctrl+E",
                "What the report should show if everything accepted was recorded",
            ),
        ),
    )


def _open_ledger(composition: Composition) -> None:
    from convert_console.models.ledger import LedgerModel
    from convert_console.protocol.catalog_words import named
    from convert_console.widgets.ledger_dialog import LedgerDialog

    catalog = composition.catalogs.current
    model = LedgerModel(composition.store.path, time.time)
    name = partial(named, catalog)
    dialog = LedgerDialog(model, composition.profiles.current.name, name, composition.window)
    model.setParent(dialog)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
