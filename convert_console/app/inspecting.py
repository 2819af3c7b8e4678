"""Opens the inbound inspector, and tells the window when the collector is turned on or off."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from convert_console.core.linter import Situation
from convert_console.models.traffic.recording import Keeping
from convert_console.models.traffic.table_model import Inbound
from convert_console.widgets.traffic.dialog import InboundDialog

if TYPE_CHECKING:
    from convert_console.app.composition import Composition


def inspect_inbound(composition: Composition) -> InboundDialog:
    """Open the inspector, or bring the open one to the front."""
    window = composition.window
    dialog = next((d for d in window.findChildren(InboundDialog) if d.isVisible()), None)
    if dialog is None:
        dialog = _opened(composition)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
    return dialog


def _opened(composition: Composition) -> InboundDialog:
    def situation() -> Situation:
        silenced = frozenset(composition.profiles.current.silenced)
        return Situation(time.time(), composition.catalogs.current, silenced=silenced)

    def tell() -> None:
        if inbound.on:
            composition.console.set_local_endpoint(inbound.url)
        composition.window.status.say_collector(inbound.url if inbound.on else "")

    def stop_watching() -> None:
        composition.history.begun.disconnect(inbound.own.expect)
        composition.orders.watchers.remove(inbound.own.expect)

    inbound = Inbound(composition.collector, Keeping(composition.store), situation)
    inbound.switched.connect(tell)
    composition.history.begun.connect(inbound.own.expect)
    composition.orders.watchers.append(inbound.own.expect)
    window = composition.window
    dialog = InboundDialog(inbound, composition.console, composition.document, window)
    inbound.setParent(dialog)
    window.closed.connect(dialog.close)
    dialog.finished.connect(lambda _code: stop_watching())
    dialog.finished.connect(dialog.deleteLater)
    return dialog
