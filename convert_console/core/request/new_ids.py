"""Ids that are made here: of visitors in the usual form, and numbers of orders."""

import re

from convert_console.core.text import ago

_USUAL = re.compile(r"([0-9]{13})-0\.[0-9]+")


def visitor_id(now: float, fraction: int) -> str:
    """An id of the usual form; `now` in Unix seconds, `fraction` of up to 16 digits.

    >>> visitor_id(1588166554.499, 2020703998482254)
    '1588166554499-0.2020703998482254'
    """
    return f"{round(now * 1000)}-0.{fraction:016d}"


def made_at(vid: str) -> float | None:
    """When an id of the usual form was made, in Unix seconds; `None` for any other form.

    >>> made_at("1588166554499-0.2020703998482254")
    1588166554.499
    """
    match = _USUAL.fullmatch(vid)
    return int(match[1]) / 1000 if match else None


def age_words(vid: str, now: float) -> str:
    """How old an id is, for people; "" where its form does not say.

    >>> age_words("1588166554499-0.2020703998482254", 1588166554.499 + 7200)
    'made 2 hours ago'
    """
    created = made_at(vid)
    if created is None:
        return ""
    seconds = now - created
    if seconds < -1:
        return "made in the future"
    return f"made {ago(seconds)}"


def visitor_words(vid: str, now: float, sent: int) -> str:
    """What is known of a visitor id: how old it is, and how often the history has it.

    >>> visitor_words("1588166554499-0.2020703998482254", 1588166554.499 + 7200, 2)
    'Made 2 hours ago, sent twice'
    >>> visitor_words("own-id", 0.0, 1), visitor_words("own-id", 0.0, 0)
    ('Sent once', 'Not sent yet')
    """
    times = {0: "not sent yet", 1: "sent once", 2: "sent twice"}.get(sent, f"sent {sent} times")
    words = ", ".join(filter(None, (age_words(vid, now), times)))
    return f"{words[:1].upper()}{words[1:]}"


# Order numbers for requests that must not repeat one.

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
