"""Sends one conversion and follows what becomes of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from convert_console.core.convert_api.faults import NO_KEY
from convert_console.core.convert_api.matching import Finding
from convert_console.core.linter.checker import check
from convert_console.core.linter.problem import Problem, Situation
from convert_console.core.request.destination import destination_kind
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.run_marker import campaign_in
from convert_console.core.sending.confirmation import Question
from convert_console.core.verdict.exchange import Exchange
from convert_console.core.verdict.verdict import verdict
from convert_console.core.verify.conversion import (
    Conversion,
    has_revenue,
    in_words,
    next_order,
    request_of,
    suggested,
    to_forward,
    with_usual_amount,
)
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.convert_api.confirming import Confirming
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.plans import Plans
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.send_controller import ANOTHER_SEND, SendController

MOST_ORDERS_TRIED = 100
"""Order numbers that are looked up in the history at a time."""


class NewIds(NamedTuple):
    """Makes a new visitor id and a run marker, and says whether an order number was sent before."""

    visitor: Callable[[], str]
    marker: Callable[[], str]
    is_order_used: Callable[[str], bool]


class Verification(QObject):
    """A conversion of the current profile. The draft stays as it is. If the profile has an API key,
    what was accepted is looked for in Convert's live log.

    Signals:
        changed: the conversion, what is asked or what was sent has changed.
        refused(str): nothing was sent; why, in a sentence.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(
        self,
        document: RequestDocument,
        request: CurrentRequest,
        known: tuple[CurrentCatalog, Plans],
        ways: tuple[SendController, Confirming],
        new_ids: NewIds,
        clock: Callable[[], float],
    ) -> None:
        """`known` are the names and the plan of the project; `ways` send it, and look for it
        afterwards.
        """
        super().__init__()
        sending, self._confirming = ways
        self._document, self._request = document, request
        self._catalog, self._plans = known
        self._sending, self._clock = sending, clock
        self._new_visitor, self._new_marker, self._is_order_used = new_ids
        begin = suggested(document.payload, self._catalog.value)
        self.conversion = replace(
            begin,
            visitor=self._new_visitor(),
            order=self._unused(begin.order),
            marker=self._new_marker(),
        )
        self._sent: Conversion | None = None
        self.exchange: Exchange | None = None
        self.question: Question | None = None
        self._looked_for = self._refusal = ""
        sending.exchange_changed.connect(self._follow)
        self._confirming.changed.connect(self._follow_look)
        self._confirming.refused.connect(self._refuse_look)
        request.changed.connect(self._drop_question)

    @property
    def profile(self) -> Profile:
        return self._request.profile

    @property
    def draft(self) -> Draft:
        """The request that Send sends."""
        return request_of(self.conversion, self.profile)

    @property
    def is_here(self) -> bool:
        """Whether it goes to this machine, where nothing counts."""
        return destination_kind(self.profile.url) == "loopback"

    @property
    def is_sending(self) -> bool:
        return self.exchange is not None and self.exchange.outcome is None

    @property
    def is_sent(self) -> bool:
        """Whether the conversion on screen was sent: another one needs a new visitor."""
        return self.exchange is not None

    @property
    def kept_campaign(self) -> str:
        """The campaign of the profile's segments, which no marker replaces; "" for none."""
        return campaign_in(self.draft.payload)

    @property
    def finding(self) -> Finding | None:
        """What Convert's live log showed of what was sent; `None` where it was not read."""
        exchange = self.exchange
        return self._confirming.findings.get(exchange.id) if exchange is not None else None

    @property
    def is_looking(self) -> bool:
        """Whether Convert's live log is read for what was sent."""
        exchange = self.exchange
        looks = exchange is not None and self._looked_for == exchange.id
        return looks and self._confirming.running

    @property
    def looking(self) -> Confirming:
        """What reads the live log, with its words and when it looks next."""
        return self._confirming

    @property
    def why_no_look(self) -> str:
        """Why Convert's live log cannot be read for it, in words; "" where it can."""
        return self._refusal or self._confirming.why_not(self.exchange, self.profile)

    @property
    def lacks_key(self) -> bool:
        """Whether only an API key is missing to read the live log."""
        return self.why_no_look == NO_KEY.words

    @property
    def to_forward(self) -> str:
        """What was done and what is known of it, in one sentence; "" before it was sent."""
        exchange, sent = self.exchange, self._sent
        if exchange is None or exchange.outcome is None or sent is None:
            return ""
        return to_forward(sent, self._catalog.value, exchange, self.finding)

    @property
    def row_id(self) -> int:
        """The row of the history that holds what was sent; 0 for none."""
        return self._confirming.row_of(self.exchange) if self.exchange is not None else 0

    def look(self) -> None:
        """Look for it in Convert's live log, now."""
        if self.is_looking:
            self._confirming.look_now()
        elif self.exchange is not None and not self._confirming.running:
            self._looked_for, self._refusal = self.exchange.id, ""
            self._confirming.start_exchange(self.exchange)

    def stop_looking(self) -> None:
        """Wait no longer for the live log."""
        if self.is_looking:
            self._confirming.cancel()

    def names(self) -> list[str]:
        """What is chosen, by name: to call a saved request by."""
        pieces = in_words(self.conversion, self._catalog.value)
        return [text for text, strong in pieces if strong]

    def choose(self, **changes: Any) -> None:
        """Change the conversion. A goal with revenue gets an amount, one without loses it."""
        chosen = replace(self.conversion, **changes)
        if chosen == self.conversion:
            return
        if "goal" in changes:
            has = has_revenue(self._catalog.value, chosen.goal)
            known = self._catalog.value is not None and chosen.goal in self._catalog.value.goals
            if has:
                chosen = with_usual_amount(chosen)
            elif known:
                chosen = replace(chosen, amount="", products="")
        self.conversion, self.question = chosen, None
        if not self.is_sending:
            self.exchange = None
            self.conversion = self._fresh(chosen, keeps_order="order" in changes)
        self.changed.emit()

    def renew(self) -> None:
        """Take a new visitor."""
        self.choose(visitor=self._new_visitor())

    def send(self) -> None:
        """Send it, for a new visitor and with a new order number if one was sent before. Errors are
        asked about; the effect was in sight when Send was pressed.
        """
        if self.question is not None or self.is_sending:
            return
        if self._sending.running:
            self.refused.emit(ANOTHER_SEND)
            return
        self.stop_looking()
        self.conversion = self._fresh(self.conversion)
        self.exchange, self._refusal = None, ""
        self._hand_over(self._sending.send_apart(self.draft, self._errors()))

    def answer(self, *, yes: bool) -> None:
        """Answer the question."""
        question, self.question = self.question, None
        if question is not None and yes:
            self._hand_over(self._sending.send_apart(self.draft, confirmed=True))
        else:
            self.changed.emit()

    def cancel(self) -> None:
        """Stop waiting for the answer."""
        if self.is_sending:
            self._sending.cancel()

    def put_into_draft(self) -> None:
        """Make it the draft, in one undo step."""
        self._document.load(self.draft, "Put the conversion into the draft")

    def _hand_over(self, result: Exchange | Question | str) -> None:
        match result:
            case str():
                self.refused.emit(result)
            case Question():
                self.question = result
            case Exchange():
                self.exchange, self._sent = result, self.conversion
        self.changed.emit()

    def _errors(self) -> list[Problem]:
        silenced = frozenset(self.profile.silenced)
        plan = self._plans.value
        situation = Situation(self._clock(), self._catalog.value, silenced=silenced, plan=plan)
        found = check(self.draft, self.profile, situation)
        return [problem for problem in found if problem.severity == "error"]

    def _follow(self) -> None:
        done = self._sending.exchange
        if self.exchange is not None and done is not None and done.id == self.exchange.id:
            self.exchange = done
            is_new = done.outcome is not None and self._looked_for != done.id
            if is_new and verdict(done).kind == "accepted" and not self.why_no_look:
                self.look()
            self.changed.emit()

    def _follow_look(self) -> None:
        if self.exchange is not None:
            self.changed.emit()

    def _refuse_look(self, why: str) -> None:
        if self.exchange is not None and self._looked_for == self.exchange.id:
            self._refusal = why
            self.changed.emit()

    def _fresh(self, conversion: Conversion, *, keeps_order: bool = False) -> Conversion:
        """A conversion without the visitor and the order number that were sent last."""
        sent = self._sent
        if sent is not None and conversion.visitor == sent.visitor:
            conversion = replace(conversion, visitor=self._new_visitor())
        if sent is not None and conversion.marker == sent.marker:
            conversion = replace(conversion, marker=self._new_marker())
        if sent is not None and conversion.order == sent.order != "" and not keeps_order:
            conversion = replace(conversion, order=self._unused(next_order(conversion.order)))
        return conversion

    def _unused(self, order: str) -> str:
        """An order number, or the next one that was not sent before."""
        for _ in range(MOST_ORDERS_TRIED):
            if not order or not self._is_order_used(order):
                break
            order = next_order(order)
        return order

    def _drop_question(self) -> None:
        self.question = None
        self.changed.emit()
