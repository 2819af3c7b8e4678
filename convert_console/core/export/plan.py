"""The first draft of a tracking plan, from exchanges of the history."""

from __future__ import annotations

from collections.abc import Sequence

from convert_console.core.document.payload import parse
from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.plan.recording import Recorded, draft_of_plan


def plan_text(annotated: Sequence[AnnotatedExchange]) -> str:
    """A plan as YAML, with the names that goals and experiences had when they were sent."""
    exchanges = [one.exchange for one in annotated]
    names = {(kind, plain): name for exchange in exchanges for kind, plain, name in exchange.names}
    recorded = [
        Recorded(parse(exchange.document).payload, exchange.request.method == "GET")
        for exchange in exchanges
        if not exchange.unreadable
    ]
    return draft_of_plan(recorded, lambda kind, plain: names.get((kind, plain), plain))
