"""Reads conversions that a program tracks with one of Convert's SDKs.

Source: the README files of the JavaScript, PHP, Python, Ruby, Android and iOS SDKs.
"""

import itertools
import re
from collections.abc import Iterator

from convert_console.core.document.payload import Number, Payload
from convert_console.core.paste.comments import without_comments
from convert_console.core.paste.conv_q import NO_PLACE, ONE_ID
from convert_console.core.paste.pasted_ids import event, left_out, listed
from convert_console.core.paste.repair.json_tokens import content, tokens_of
from convert_console.core.paste.repair.repair_notes import SENTENCES
from convert_console.core.paste.results import (
    Recognised,
    mentions,
    numbered,
    only_first,
    reader,
    request_of,
    without_empty,
)
from convert_console.core.step_budget import STEPS_PER_TOKEN, spend
from convert_console.core.text import is_digits, plain_text

CALLS_LIMIT = 1_000

_CALL = re.compile(r"(?<![\w$])(?P<name>trackConversion|track_conversion)\s*\(")
_DEFINED = re.compile(r"\b(?:def|function|func|fun|void|public|private)\s+\Z")
_TEXT = r"""(?:"(?:[^"\\\n]|\\.){0,500}+"|'(?:[^'\\\n]|\\.){0,500}+')"""
_VISITOR = re.compile(
    r"\b(?:createContext|create_context)\s*\(\s*(?:\$?(?:visitor_?[iI]d)\s*(?:=>|[:=])\s*)?"
    rf"(?P<visitor>{_TEXT}|\$?[A-Za-z_][\w.>$-]{{0,100}}+)"
)
_GOAL = re.compile(
    rf"\A\s*(?:goal_?[kK]ey\s*(?:=>|[:=])\s*)?(?P<goal>{_TEXT}|\$?[A-Za-z_][\w.>$]{{0,100}}+)"
)
# A key with its value, in the ways of six languages: `key: 'amount', value: 1`,
# `new GoalData(GoalDataKey::Amount, 1)`, `GoalData(key = GoalDataKey.AMOUNT, value = f(1))`,
# `amount: 1`, `.amount: .double(1)`, `:amount => 1`, `revenue=1`.
_KEY = (
    r"(?P<key>amount|revenue|products_?count|transaction_?id|custom_?dimension_?[1-5]"
    r"|force_?multiple(?:_?transactions)?)"
)
_PLAIN = (
    rf"(?P<value>{_TEXT}|-?\d[\d_]*(?:\.\d+|,\d+(?=\s*[,)\]}}]))?(?:[eE][+-]?\d+)?"
    r"|\$?[A-Za-z_][\w.>$\[\]]{0,100}+)"
)
_DATA = re.compile(
    rf"(?<![\w$]){_KEY}(?:->value)?[\"']?\s*(?:,|:|=>|=)\s*(?:[\"']?value[\"']?\s*(?:=>|[:=])\s*)?"
    rf"(?:\.?(?:new\s+)?[A-Za-z]\w{{0,40}}\(\s*)?{_PLAIN}",
    re.IGNORECASE,
)
_VALUE_FIRST = re.compile(
    rf"[\"']?value[\"']?\s*(?:=>|[:=])\s*{_PLAIN}\s*,\s*[\"']?key[\"']?\s*(?:=>|[:=])\s*"
    rf"[\"']?(?:\w+(?:\.|::))?{_KEY}\b",
    re.IGNORECASE,
)
_RULES = re.compile(r"\brule_?[dD]ata[\"']?\s*(?:=>|[:=])\s*(?:\{[^{}]*+\}|\[[^\[\]]*+\])")
_FIELDS = {"amount": "r", "revenue": "r", "productscount": "prc", "transactionid": "tid"}

_DOCUMENT = re.compile(r"""["']evt["']\s*:""")
_KEYED = "The SDK names goals by their keys: replace {} by the ids of the goals."
_FILL_IN = "The SDK adds account, project and variations itself: fill in cid, pid, {}exps and vars."
_BOTH = "A conversion with revenue is two events here: hitGoal and tr."


@reader("Calls of Convert's SDK")
def read_sdk_calls(text: str) -> Recognised | None:
    """One document for each visitor, with the conversions in their order."""
    if not mentions(text, "trackconversion", "track_conversion") or _DOCUMENT.search(text):
        return None
    text, about = without_comments(text, _CALL)
    by_visitor: dict[str, _Conversions] = {}
    calls = _calls(text)
    for visitor, arguments in itertools.islice(calls, CALLS_LIMIT):
        spend(len(arguments))
        by_visitor.setdefault(visitor, _Conversions(visitor)).take(arguments)
    found = [each for each in by_visitor.values() if each.events]
    if not found:
        return None
    notes = (*about, *((only_first(CALLS_LIMIT, "calls"),) if next(calls, None) else ()))
    requests = numbered(request_of(each.document(), *each.notes()) for each in found)
    return Recognised(requests, notes)


def _calls(text: str) -> Iterator[tuple[str, str]]:
    """The visitor of each call, "" where it is not named, and what is in its parentheses."""
    place, visitor, looked = 0, "", 0
    while match := _CALL.search(text, place):
        place = match.end()
        if _DEFINED.search(text, max(0, match.start() - 40), match.start()):
            continue
        for named in _VISITOR.finditer(text, looked, match.start()):
            visitor = named["visitor"]
        looked = match.start()
        end = _end_of(text, place)
        yield visitor, text[place:end]
        place = end


def _end_of(text: str, start: int) -> int:
    """Where the parentheses of a call end."""
    depth = 1
    for token in itertools.islice(tokens_of(text, start), _TOKENS_LIMIT):
        spend(STEPS_PER_TOKEN // 3)
        depth += (token.raw == "(") - (token.raw == ")") if token.kind == "other" else 0
        if depth == 0:
            return token.start
    return min(len(text), start + _LENGTH_LIMIT)


_TOKENS_LIMIT = 400
_LENGTH_LIMIT = 2_000


class _Conversions:
    """The conversions of one visitor."""

    def __init__(self, visitor: str) -> None:
        self.events: list[Payload] = []
        self._visitor = _value(visitor) if visitor else None
        self._transactions: dict[str, Payload] = {}
        self._keys: dict[str, None] = {}
        self._lost: dict[str, Payload] = {}
        self._sold = False
        self._decimals: dict[str, None] = {}

    def take(self, arguments: str) -> None:
        """Read one call."""
        named = _GOAL.match(arguments)
        if named is None:
            return
        goal = _value(named["goal"])
        if not is_digits(plain_text(goal)):
            self._keys[plain_text(goal)] = None
        self.events.append(event("hitGoal", (), [goal]))
        rest = _RULES.sub("", arguments[named.end() :])
        sale: dict[str, Payload] = {}
        for match in itertools.chain(_VALUE_FIRST.finditer(rest), _DATA.finditer(rest)):
            key = match["key"].replace("_", "").lower()
            field = _FIELDS.get(key)
            if field is None:
                self._lost.setdefault(match["key"], _value(match["value"]))
            else:
                sale.setdefault(field, _value(match["value"]))
        transaction = sale.pop("tid", None)
        if transaction is not None:
            self._transactions.setdefault(plain_text(transaction), transaction)
        if sale or transaction is not None:
            self._sold = True
            sold = event("tr", (), [goal])
            sold |= without_empty(r=sale.get("r"), prc=sale.get("prc"))
            if isinstance(sale.get("r"), str) and "," in plain_text(sale["r"]):
                self._decimals.setdefault(plain_text(sale["r"]))
            self.events.append(sold)

    def document(self) -> dict[str, Payload]:
        """The document of the visitor."""
        transaction = next(iter(self._transactions.values()), None)
        document = without_empty(vid=self._visitor, tid=transaction)
        document["ev"] = list(self.events)
        return document

    def notes(self) -> tuple[str, ...]:
        """What is to be filled in, and what could not be kept."""
        notes: tuple[str, ...] = (_FILL_IN.format("" if self._visitor is not None else "vid, "),)
        keys = listed(f"“{key}”" for key in self._keys)
        notes += (_KEYED.format(keys),) if keys else ()
        notes += (_BOTH,) if self._sold else ()
        notes += (SENTENCES["decimal"].format(listed(self._decimals)),) if self._decimals else ()
        others = list(self._transactions)[1:]
        notes += (ONE_ID.format(listed(others)),) if others else ()
        return notes + left_out(self._lost, (), NO_PLACE)


def _value(raw: str) -> Payload:
    """A literal, or a placeholder for what only the program knows."""
    if raw[:1] in ("'", '"'):
        return content(raw)
    number = raw.replace("_", "")
    if re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", number):
        return Number(number)
    if re.fullmatch(r"-?\d+,\d+", raw):
        return raw  # a decimal comma
    if raw in ("true", "false", "True", "False"):
        return raw.lower() == "true"
    return f"${{{raw.lstrip('$')}}}"
