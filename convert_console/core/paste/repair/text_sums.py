"""Reads texts that programs put together from parts: `'{"cid":"' + cid + '"}'`."""

import itertools
import re
from typing import NamedTuple

from convert_console.core.document.payload import parse
from convert_console.core.paste.repair.json_tokens import (
    EXPRESSION_LIMIT,
    Kind,
    Token,
    content,
    step_of,
    tokens_of,
)
from convert_console.core.step_budget import STEPS_PER_TOKEN, spend

_SUM_LIMIT = 500
_CALLED = re.compile(r"[ \t]*+[(\[]")
_PLUS = re.compile(r"\s*+(?:\+(?!\+)|\.(?=[\s\"'$\w])(?!\w+\())\s*+")
_OPERAND = re.compile(r"\$?[A-Za-z_]\w*+(?:(?:\??->|::)\w*+|\.[A-Za-z_]\w*+)*+")
_METHOD = re.compile(r"\s*+\.(?:encode|to_json|trim|strip|getBytes|replace)(?=\()")
_GOES_ON = re.compile(r"[ \t]*+[-*/%?|^<>=!(](?!>)")


class Operand(NamedTuple):
    """A part of a sum as it is written; `other` is a name with brackets, such as a call."""

    kind: Kind
    raw: str


def sum_of(text: str, first: Token, *, goes_on: bool = False) -> tuple[list[Operand], int] | None:
    """The operands of `"…" + …` or `"…" . …` that begins with a quoted token, and its end.

    The end is an offset of `text`. `None` where something else is done with the quoted text. If it
    `goes_on`, quoted texts that only blanks part are operands too, as in Python.

    >>> operands, end = sum_of("'a' + cid + 'b';", Token("text", "'a'", 0))
    >>> [operand.kind for operand in operands], end
    (['text', 'word', 'text'], 15)
    """
    operands = [Operand("text", first.raw)]
    place = end = first.end
    is_unfinished = goes_on or goes_on_below(text, first)
    while len(operands) < _SUM_LIMIT:
        spend(STEPS_PER_TOKEN)
        plus = _PLUS.match(text, place)
        if not plus and is_unfinished:
            plus = _BELOW.match(text, place)
        if not plus:
            break
        place = plus.end()
        name = _OPERAND.match(text, place)
        if name:
            place = _end_of_groups(text, name.end())
            is_word = place == name.end()
            operands.append(Operand("word" if is_word else "other", text[name.start() : place]))
        elif (group := _end_of_groups(text, place)) > place:
            operands.append(Operand("other", text[place:group]))
            place = group
        else:
            token = next(tokens_of(text, place), None)
            if token is None or token.kind not in ("text", "number"):
                return None
            operands.append(Operand(token.kind, token.raw))
            place = token.end
        end = place
    else:
        return None
    if method := _METHOD.match(text, end):
        end = _end_of_groups(text, method.end())
    return None if _GOES_ON.match(text, end) else (operands, end)


def goes_on_below(text: str, first: Token) -> bool:
    """Whether a text is the beginning of JSON that goes on in the next one, as in Python."""
    if first.raw[0] not in "'\"" or not _BELOW.match(text, first.end):
        return False
    inner = content(first.raw)
    return inner.lstrip()[:1] in ("{", "[") and parse(inner).fault is not None


_BELOW = re.compile(r"\s++[fFrRbBuU]?(?=[\"'])")


def _end_of_groups(text: str, place: int) -> int:
    """Where brackets that open here are closed, with those and the members that follow them."""
    while _CALLED.match(text, place):
        depth = 0
        for token in itertools.islice(tokens_of(text, place), EXPRESSION_LIMIT):
            spend(STEPS_PER_TOKEN)
            depth += step_of(token)
            place = token.end
            if depth <= 0:
                break
        else:
            break
        member = _MEMBER.match(text, place)
        place = member.end() if member else place
    return place


_MEMBER = re.compile(r"(?:\??->|\.(?=[A-Za-z_]))\w*+")


def ends_inside_quotes(text: str) -> bool:
    """Whether JSON that is not complete yet ends inside of a quoted text.

    >>> ends_inside_quotes('{"cid":"'), ends_inside_quotes('{"cid":')
    (True, False)
    """
    quote = '"' if '"' in text else "'"
    return _ESCAPED.sub("", text).count(quote) % 2 == 1


_ESCAPED = re.compile(r"\\.", re.DOTALL)
