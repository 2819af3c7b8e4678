"""The calls of `_conv_q` one by one, and the events that they stand for."""

from __future__ import annotations

from convert_console.core.document.payload import Payload
from convert_console.core.paste.found import without_empty
from convert_console.core.paste.pieces import event, ids_of, left_out, listed
from convert_console.core.request.event_summary import plain_text

_ONE_ID = "A request has one transaction id; left out: {}."
_NEEDS_HIT = "pushRevenue became tr; a report needs a hitGoal for the same goal beside it."
_NO_REPORT = "Left out calls that report nothing: {}."
_NO_PLACE = "A tracking request has no place for them."


class Calls:
    """Takes calls in order. `visitor` is what `identify` said.

    A call is `["pushRevenue", amount, products, goal]` or `{what, params: {amount, …}}`.
    """

    def __init__(self) -> None:
        self.events: list[Payload] = []
        self.visitor: Payload = None
        self.transaction: Payload = None
        self.others = False
        self._others: dict[str, None] = {}
        self._other_ids: dict[str, None] = {}
        self._lost: dict[str, Payload] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be kept, and what to look at."""
        sold = any(isinstance(e, dict) and e["evt"] == "tr" for e in self.events)
        found: tuple[str, ...] = (_NEEDS_HIT,) if sold else ()
        found += (_ONE_ID.format(listed(self._other_ids)),) if self._other_ids else ()
        found += left_out(self._lost, (), _NO_PLACE)
        return found + ((_NO_REPORT.format(listed(self._others)),) if self._others else ())

    def take(self, call: Payload) -> None:
        """Read one call."""
        name, params = _name_and_params(call)
        if name == "triggerConversion":
            self.events.append(event("hitGoal", [], ids_of(params.get("goalId"))))
        elif name == "pushRevenue":
            self._revenue(params)
        elif name == "identify":
            self.visitor = params.get("visitorId")
        else:
            self._others.setdefault(name)
            self.others = True
            return
        self._lost |= {key: value for key, value in params.items() if key not in _TAKEN[name]}

    def _revenue(self, params: dict[str, Payload]) -> None:
        sale = event("tr", [], ids_of(params.get("goalId")))
        sale |= without_empty(r=params.get("amount"), prc=params.get("productsCount"))
        self.events.append(sale)
        transaction = params.get("transactionId")
        if transaction is not None and self.transaction not in (None, transaction):
            self._other_ids.setdefault(plain_text(transaction))
        self.transaction = transaction if self.transaction is None else self.transaction


_POSITIONS = {
    "triggerConversion": ("goalId",),
    "pushRevenue": ("amount", "productsCount", "goalId"),
    "identify": ("visitorId",),
}
_TAKEN = _POSITIONS | {"pushRevenue": ("amount", "productsCount", "goalId", "transactionId")}


def _name_and_params(call: Payload) -> tuple[str, dict[str, Payload]]:
    if isinstance(call, dict):
        params = call.get("params")
        return plain_text(call.get("what")), params if isinstance(params, dict) else {}
    if isinstance(call, list) and call:
        name = plain_text(call[0])
        known = _POSITIONS.get(name, ())
        others = (f"argument {place}" for place in range(len(known) + 1, len(call)))
        return name, dict(zip((*known, *others), call[1:], strict=False))
    return plain_text(call), {}
