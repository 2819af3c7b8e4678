"""Rules about the visitor id: pieces of cookies, personal data, and ids of an unlikely age."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from convert_console.core.document.payload import Path
from convert_console.core.linter.checked_request import Request
from convert_console.core.linter.fixes import SetValue
from convert_console.core.linter.id_shapes import (
    ARTICLE_PLACEHOLDERS,
    PLACEHOLDER,
    is_blank,
    shape_of,
    spreadsheet_form,
)
from convert_console.core.linter.problem import Finding, Fix, error, info, warning
from convert_console.core.linter.rule import document_rule
from convert_console.core.request.new_ids import made_at
from convert_console.core.text import plain_text

VID = ("vid",)
CLOCKS_DIFFER = 600.0
"""Seconds that two clocks may differ before an id counts as made in the future."""
SIX_MONTHS = 183 * 86_400.0

_USUAL_INSIDE = re.compile(r"(?<![0-9])[0-9]{13}-0\.[0-9]+")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.(?:[^\W\d_]{2,}|xn--[a-z0-9-]+)", re.IGNORECASE)
_NAMED_MAIL = re.compile(r"[^<>]*<([^<>]*)>")
_PHONE = re.compile(
    r"(?:\+|\(\+)[ (]?[1-9][0-9 ()./-]{6,20}[0-9]"  # with a country code
    r"|00[1-9][0-9]{0,2}[ ./-][0-9 ()./-]{5,18}[0-9]"
    r"|(?:1[ .-])?\(?[0-9]{3}\)?[ .-]{1,2}[0-9]{3}[ .-][0-9]{4}"  # North America
    r"|\(?0[1-9][0-9]{1,4}\)?[ /.-][0-9]{3,4}[ /.-]?[0-9]{3,5}"  # area code, then the number
    r"|0[1-9](?:[ .-][0-9]{2}){4}"  # in pairs, as in France
)
_BLANKS_AND_DASHES = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2009\u202f", " ") | dict.fromkeys("\u2010\u2011\u2012\u2013", "-")
)


def _vid(request: Request) -> str:
    value = request.document.get("vid")
    reported_elsewhere = is_blank(value) or shape_of(value) in ("nested", "json")
    return "" if reported_elsewhere else plain_text(value).strip()


@document_rule("vid-cookie-debris")
def vid_cookie_debris(request: Request) -> Iterator[Finding]:
    """`vid` was cut from the `_conv_s` cookie at the wrong place."""
    vid = _vid(request)
    if not _is_debris(vid):
        return
    inside = set(_USUAL_INSIDE.findall(_unquoted(vid)))
    fix = None
    if len(inside) == 1:
        visitor = inside.pop()
        fix = Fix(f"Keep only {visitor}", SetValue(VID, visitor))
    yield error(
        VID,
        "The visitor id contains * or :, like a part of the _conv_s cookie. Use only what follows "
        "sh: up to the next *.",
        fix,
    )


@document_rule("vid-one")
def vid_one(request: Request) -> Iterator[Finding]:
    """`vid` is what `_conv_v` holds where a site has no visitor ids of its own."""
    if _vid(request) == "1":
        yield error(
            VID,
            "The visitor id is 1: vi:1 in the _conv_v cookie means that there is no custom id. "
            "Use the id after sh: in _conv_s.",
        )


@document_rule("vid-personal")
def vid_personal(request: Request) -> Iterator[Finding]:
    """`vid` looks like an e-mail address or a phone number."""
    yield from personal(VID, _vid(request))


def personal(path: Path, vid: str) -> Iterator[Finding]:
    """What is said of a visitor id that names a person."""
    if _is_personal(vid):
        kind = "an e-mail address" if "@" in _unquoted(vid) else "a phone number"
        yield error(
            path,
            f"The visitor id looks like {kind}. "
            "Use an id that says nothing about the person, such as the one of the _conv_s cookie.",
        )


@document_rule("vid-form")
def vid_form(request: Request) -> Iterator[Finding]:
    """`vid` does not have the form of Convert's ids."""
    vid = _vid(request)
    reported_elsewhere = vid in ("", "1") or _is_debris(vid) or _is_personal(vid)
    if reported_elsewhere or PLACEHOLDER.search(vid) or vid in ARTICLE_PLACEHOLDERS:
        return
    if spreadsheet_form(vid):
        return
    if made_at(vid) is not None:
        if request.document["vid"] != vid:
            yield info(
                VID,
                "There are spaces around the visitor id, so it differs from the one in _conv_s. "
                "Remove them.",
                Fix("Remove the spaces", SetValue(VID, vid)),
            )
        return
    yield info(
        VID,
        "The visitor id does not have Convert's usual format (13 digits, -0. and digits). It is "
        "right "
        "only if the site uses its own visitor ids; otherwise read it from _conv_s.",
    )


@document_rule("vid-age")
def vid_age(request: Request) -> Iterator[Finding]:
    """`vid` was made in the future, or more than six months ago."""
    now, made = request.situation.now, made_at(_vid(request))
    if now is None or made is None:
        return
    if made > now + CLOCKS_DIFFER:
        yield warning(
            VID,
            "According to its first digits, this visitor id was made in the future. Check that "
            "you copied all of it, or make a new one.",
        )
    elif now - made > SIX_MONTHS:
        yield warning(
            VID,
            "According to its first digits, this visitor id is more than six months old. "
            "Read it from the _conv_s cookie again, or make a new one for a test.",
        )


_unquoted = lru_cache(maxsize=4)(unquote)
"""Several rules look at the same visitor."""


def _is_debris(vid: str) -> bool:
    return any(mark in _unquoted(vid) for mark in "*:") and not _is_personal(vid)


LONGEST_PERSONAL = 1_000
"""Characters beyond which an id is no address or number. To match 5,000,000 takes 100 ms."""


def _is_personal(vid: str) -> bool:
    if len(vid) > LONGEST_PERSONAL:
        return False
    plain = _unquoted(vid).translate(_BLANKS_AND_DASHES)
    scheme, _, address = plain.partition(":")
    if scheme.lower() in ("mailto", "tel"):
        plain = address.strip()
    named = _NAMED_MAIL.fullmatch(plain)
    return bool(_MAIL.fullmatch(named[1] if named else plain) or _PHONE.fullmatch(plain))
