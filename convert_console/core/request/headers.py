"""The headers of a request or an answer: names and values in the order of the wire."""

from typing import TypeAlias

Headers: TypeAlias = tuple[tuple[str, str], ...]


def header_value(headers: Headers, name: str) -> str | None:
    """The first value of a header, whatever the case of its name; `None` where it is absent.

    >>> header_value((("Accept", "*/*"), ("HOST", "shop.example")), "Host")
    'shop.example'
    """
    wanted = name.lower()
    return next((value for known, value in headers if known.lower() == wanted), None)
