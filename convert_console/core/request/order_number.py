"""Order numbers for requests that must not repeat one."""

from __future__ import annotations

import re

_LAST_DIGITS = re.compile(r"[0-9]+(?=[^0-9]*$)")


def new_order_number(text: str, number: int) -> str:
    """An order number with other digits at its end, of the same length.

    >>> new_order_number("ORDER-100045", 42), new_order_number("", 42)
    ('ORDER-000042', 'ORDER-000042')
    """
    found = _LAST_DIGITS.search(text)
    if found is None:
        return f"{text or 'ORDER'}-{number:06d}"
    digits = f"{number:0{len(found[0])}d}"[-len(found[0]) :]
    return f"{text[: found.start()]}{digits}{text[found.end() :]}"
