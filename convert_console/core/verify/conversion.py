"""A conversion that someone wants to see arrive: what is chosen, its words and its request."""

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

from convert_console.core.catalog.catalog import Catalog, Variation, choices, mark_of, named
from convert_console.core.convert_api.matching import Finding
from convert_console.core.convert_api.sighting import day_and_time
from convert_console.core.document.edits import with_key_before, with_value, without
from convert_console.core.document.formatting import pretty
from convert_console.core.document.payload import Payload, parse
from convert_console.core.request.draft import Draft, blank_request
from convert_console.core.request.field_values import as_number
from convert_console.core.request.profile import Profile
from convert_console.core.request.run_marker import campaign_in, marker_in, with_marker
from convert_console.core.text import local_time, scalar_text
from convert_console.core.verdict.exchange import Exchange
from convert_console.core.verdict.verdict import verdict

Words: TypeAlias = tuple[tuple[str, bool], ...]
"""A sentence in pieces, each with whether it is emphasised."""

FIRST_ORDER = "ORDER-100001"
ORIGINALS = ("original", "original page", "control")
"""Names of variations in which nothing is changed, in lower case."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What is chosen; "" for nothing. Amount and products make a transaction. `marker` is the run
    marker that it is sent with, unless the profile's segments have a campaign.
    """

    goal: str = ""
    experience: str = ""
    variation: str = ""
    amount: str = ""
    products: str = ""
    order: str = ""
    visitor: str = ""
    marker: str = ""

    @property
    def has_revenue(self) -> bool:
        """Whether a transaction is sent with the goal."""
        return bool(self.amount or self.products)


def events_of(conversion: Conversion) -> list[Payload]:
    """The events: the goal that was reached, and the transaction where there is revenue.

    >>> events_of(Conversion(goal="7", experience="1", variation="2"))
    [{'evt': 'hitGoal', 'goals': ['7'], 'exps': ['1'], 'vars': ['2']}]
    """

    def event(kind: str) -> dict[str, Payload]:
        return {
            "evt": kind,
            "goals": [conversion.goal] if conversion.goal else [],
            "exps": [conversion.experience] if conversion.experience else [],
            "vars": [conversion.variation] if conversion.variation else [],
        }

    events: list[Payload] = [event("hitGoal")]
    if conversion.has_revenue:
        amounts = {"r": conversion.amount, "prc": conversion.products}
        given: dict[str, Payload] = {key: as_number(text) for key, text in amounts.items() if text}
        events.append({**event("tr"), **given})
    return events


def request_of(conversion: Conversion, profile: Profile) -> Draft:
    """The request in the order of Convert's article, with the profile's ids and segments."""
    text = without(blank_request(profile, conversion.visitor).text, ("ev",))
    if conversion.order:
        text = with_key_before(text, ("tid",), conversion.order, "seg")
    draft = Draft(pretty(with_value(text, ("ev",), events_of(conversion))))
    if not conversion.marker or campaign_in(draft.payload):
        return draft
    return Draft(with_marker(draft, conversion.marker))


def in_words(conversion: Conversion, catalog: Catalog | None) -> Words:
    """What the request tells, as one sentence with names. It sends no view of the variation, which
    a conversion in the same request would come too early for, and says nothing of one.

    >>> words = in_words(Conversion(goal="7", variation="2", amount="1.50", products="2"), None)
    >>> "".join(piece for piece, _strong in words)
    'A new visitor in variation 2 reaches goal 7 and pays 1.50 for 2 products.'
    """
    goal = _thing(catalog, "goal", conversion.goal)
    variation = _thing(catalog, "variation", conversion.variation)
    amount, count = conversion.amount, conversion.products
    begin: Words = (("A new visitor in ", False), variation, (" reaches ", False), goal)
    if not conversion.has_revenue:
        return (*begin, (".", False))
    pays = (f" {amount}" if amount else " an amount").strip()
    products = f" for {count} product{'' if count == '1' else 's'}" if count else ""
    return (*begin, (" and pays ", False), (pays, bool(amount)), (f"{products}.", False))


def to_forward(
    conversion: Conversion, catalog: Catalog | None, exchange: Exchange, finding: Finding | None
) -> str:
    """What was done and what is known of it, in one sentence that anybody can read."""
    goal = _thing(catalog, "goal", conversion.goal)[0]
    variation = _thing(catalog, "variation", conversion.variation)[0]
    parts = [
        f"{conversion.amount}" if conversion.amount else "",
        _products(conversion.products),
        f"order {conversion.order}" if conversion.order else "",
    ]
    details = f" ({', '.join(filter(None, parts))})" if any(parts) else ""
    marker = marker_in(parse(exchange.document).payload)
    marked = f", marked {marker}" if marker else ""
    what = f"a test conversion of {goal} in {variation}{details}{marked}"
    begin = f"{day_and_time(exchange.sent_at).capitalize()}, {what}, was sent"
    judged = verdict(exchange)
    if judged.kind != "accepted":
        return f"{begin}, but not accepted: {judged.sentence}"
    if exchange.is_here:
        said = "" if finding is None else f" {_log_words(finding, exchange.sent_at)}."
        return f"{begin} to this machine only, as a rehearsal: it is in no report.{said}"
    return f"{begin}, and accepted; {_log_words(finding, exchange.sent_at)}."


def _log_words(finding: Finding | None, sent_at: float) -> str:
    """What Convert's live log said, as a sentence or its end, without its full stop."""
    if finding is None:
        return "whether Convert's live log shows it was not looked up"
    log, day, sent_on = finding.log, local_time(finding.looked_at), local_time(sent_at)
    at = day_and_time(finding.looked_at)
    if day is not None and sent_on is not None and day.date() == sent_on.date():
        at = f"at {day:%H:%M}"
    match finding.state:
        case "seen":
            differs = f", but {finding.differs}" if finding.differs else ""
            return f"{log} shows it{differs}, as looked up {at}"
        case "similar":
            return f"{log} shows one like it, without its marker, as looked up {at}"
        case "not-seen":
            return (
                f"{log} did not show it among its last 100 events {at}, which does "
                "not prove that it was not recorded"
            )
    return f"{log} could not tell {at} whether it is there"


def _products(count: str) -> str:
    return f"{count} product{'' if count == '1' else 's'}" if count else ""


def _thing(catalog: Catalog | None, kind: str, plain: str) -> tuple[str, bool]:
    if not plain:
        return f"a {kind}", False
    name = named(catalog, kind, plain)
    return (f"{kind} {plain}", True) if name == plain else (name, True)


def has_revenue(catalog: Catalog | None, goal: str) -> bool:
    """Whether a goal is one that reports revenue."""
    known = catalog.goals.get(goal) if catalog is not None else None
    return known is not None and known.type.lower() in ("revenue", "dom_revenue")


def suggested(draft: Payload, catalog: Catalog | None) -> Conversion:
    """What to begin with: the first conversion of the draft as far as the catalog has it, else the
    first goal with revenue, and the first variation that changes something.
    """
    chosen = _in_draft(draft)
    if catalog is None:
        return chosen
    if chosen.goal not in catalog.goals:
        goals = [plain for plain, _name in choices(catalog, "goal")]
        with_revenue = [plain for plain in goals if has_revenue(catalog, plain)]
        chosen = replace(chosen, goal=next(iter(with_revenue or goals), ""))
    if chosen.variation not in catalog.variations:
        variation = first_variation(catalog)
        chosen = replace(
            chosen,
            experience=variation.experience if variation else "",
            variation=variation.id if variation else "",
        )
    if not has_revenue(catalog, chosen.goal):
        return replace(chosen, amount="", products="")
    return with_usual_amount(chosen)


def with_usual_amount(conversion: Conversion) -> Conversion:
    """The same with an amount, where it has none."""
    if conversion.has_revenue:
        return conversion
    return replace(conversion, amount="10.00", products="1")


def first_variation(catalog: Catalog) -> Variation | None:
    """A running variation that changes something, or any."""
    variations = sorted(
        catalog.variations.values(),
        key=lambda variation: (
            bool(mark_of(catalog, "variation", variation.id)),
            bool(mark_of(catalog, "experience", variation.experience)),
            variation.name.strip().lower() in ORIGINALS,
        ),
    )
    return variations[0] if variations else None


def next_order(before: str) -> str:
    """An order number that follows another.

    >>> next_order("ORDER-100045"), next_order("A99"), next_order("")
    ('ORDER-100046', 'A100', 'ORDER-100001')
    """
    if not before:
        return FIRST_ORDER
    match = _LAST_NUMBER.search(before)
    if match is None:
        return f"{before}-2"
    number = match[0]
    return f"{before[: match.start()]}{int(number) + 1:0{len(number)}}"


_LAST_NUMBER = re.compile(r"[0-9]{1,15}\Z")


def _in_draft(draft: Payload) -> Conversion:
    """The first conversion of a document, with the amount of its transaction."""
    root = draft if isinstance(draft, dict) else {}
    listed = root.get("ev")
    events = [e for e in (listed if isinstance(listed, list) else []) if isinstance(e, dict)]
    hit = next((e for e in events if e.get("evt") in ("hitGoal", "tr")), {})
    sale = next((e for e in events if e.get("evt") == "tr"), {})
    return Conversion(
        goal=_first(hit.get("goals")),
        experience=_first(hit.get("exps")),
        variation=_first(hit.get("vars")),
        amount=scalar_text(sale.get("r")),
        products=scalar_text(sale.get("prc")),
        order=next_order(scalar_text(root.get("tid"))),
    )


def _first(value: Payload) -> str:
    return scalar_text(value[0]) if isinstance(value, list) and value else ""
