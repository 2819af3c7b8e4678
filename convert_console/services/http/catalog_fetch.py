"""Fetches a project's configuration: only when a person asks for it."""

from __future__ import annotations

from convert_console.core.catalog.configuration import configuration_in
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.services.http.route import Timeouts
from convert_console.services.http.sender import Route, Sender

PATIENTLY = Route(Timeouts(connect=10.0, silence=20.0, total=40.0))


async def fetch_configuration(
    sender: Sender, wire: WireRequest, route: Route | Unsendable = PATIENTLY
) -> str | Unsendable:
    """The text of the configuration, or why there is none; never raises for what the network does.

    A route that cannot be taken is the reason itself. What is longer than a body is kept
    (`exchange.BODY_KEPT`) is refused, not cut.
    """
    if isinstance(route, Unsendable):
        return route
    sent = await sender.send(wire, route)
    return configuration_in(sent.outcome, wire.url)
