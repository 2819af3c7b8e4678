"""Joins the addresses that a program puts together from parts: `"https://…?vid=" + vid`."""

import itertools
import re
from urllib.parse import quote

from convert_console.core.paste.pasted_ids import encoded
from convert_console.core.paste.repair.json_tokens import content, tokens_of
from convert_console.core.paste.repair.repair_notes import RepairNotes
from convert_console.core.paste.repair.text_sums import Operand, sum_of

SUMS_LIMIT = 1_000
"""Addresses of one text that are joined."""

_LONGEST = 20_000
"""Characters of a text in quotes; no longer address can be sent."""

_CUT_LIMIT = 3
"""Addresses that cannot be joined; each may take as long as the whole text."""

_BEGINS = re.compile(r"""(?P<quote>["'])(?=(?:https?:)?//[^\s"'?]{1,2000}+\?)""", re.IGNORECASE)
# A full stop behind a quoted address ends a sentence, unless a blank or a quote is around it.
_PLUS = r"""(?:\s*+\+(?!\d)|\s++\.(?!\w)|\.(?=\s*+[$"']))"""
_BELOW = r"""\s++[fFrRbBuU]?["'](?=[?&])"""
_ADDED = {
    sign: re.compile(
        rf"(?:[^{sign}\\\n]|\\.){{0,{_LONGEST}}}+{sign}(?:{_PLUS}|(?P<below>{_BELOW}))"
    )
    for sign in "\"'"
}
_CUT = "An address was read up to where the program adds to it; add the rest yourself."


def joined(text: str) -> tuple[str, tuple[str, ...]]:
    """A text with each of its addresses in one piece, and notes on what was put in.

    Only addresses with a query are joined. What a program adds becomes a placeholder, encoded.

    >>> joined("src = '//h.example/?vid=' + vid + '&s=x';")[0]
    "src = '//h.example/?vid=%24%7Bvid%7D&s=x';"
    """
    notes, pieces, place, cut = RepairNotes(), list[str](), 0, 0
    for begin in itertools.islice(_BEGINS.finditer(text), SUMS_LIMIT):
        added = _ADDED[begin["quote"]].match(text, begin.end())
        if begin.start() < place or not added:
            continue
        if cut == _CUT_LIMIT:
            break
        first = next(tokens_of(text, begin.start()))
        found = sum_of(text, first, goes_on=bool(added["below"]))
        if found is None:
            cut += 1
            continue
        operands, end = found
        sign = begin["quote"]
        address = "".join(_part(operand, notes) for operand in operands)
        pieces += [text[place : begin.start()], sign, address.replace(sign, quote(sign)), sign]
        place = end
    about = (*notes.sentences(), *((_CUT,) if cut else ()))
    return "".join((*pieces, text[place:])), about


def _part(operand: Operand, notes: RepairNotes) -> str:
    if operand.kind == "text":
        return content(operand.raw)
    if operand.kind == "number":
        return operand.raw
    notes.add("name", operand.raw)
    return encoded(f"${{{operand.raw}}}")
