"""The tools menu: dialogs that are made, with what they need, when they are opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convert_console.widgets.kit.actions import Command, Menu

if TYPE_CHECKING:
    from convert_console.app.composition import Composition


def tools_menu(composition: Composition) -> Menu:
    """Every tool, as commands."""
    return Menu(
        "Tools",
        (
            Command("Copy as v1 payload", lambda: _copy_v1(composition)),
            Command(
                "Orders from CSV…",
                lambda: _order(composition),
                "Ctrl+Shift+O",
                "Send the orders of a CRM, one request a row",
            ),
            Command(
                "Expectation ledger…",
                composition.ledgers.open,
                "Ctrl+E",
                "What the report should show if everything accepted was recorded",
            ),
            Command(
                "Inbound inspector…",
                lambda: _inspect(composition),
                "Ctrl+Shift+I",
                "Watch what a shop, a CRM or a script sends to the local collector",
            ),
        ),
    )


def _copy_v1(composition: Composition) -> None:
    from convert_console.widgets.kit.copy_as import copy_as_v1

    copied, sentence = copy_as_v1(composition.document.payload)
    message = composition.window.message
    (message.tell if copied else message.say)(sentence)


def _inspect(composition: Composition) -> None:
    from convert_console.app.inspecting import inspect_inbound

    inspect_inbound(composition)


def _order(composition: Composition) -> None:
    from convert_console.app.ordering import open_orders

    open_orders(composition)
