"""Reads an amount as shops and spreadsheets write it, and says what its signs prove."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Decimal = Literal[".", ","]
Undecided = Literal[""]

DECIMALS: tuple[tuple[Decimal, str], ...] = ((".", "point 1234.50"), (",", "comma 1234,50"))


LONGEST = 100
"""Characters of an amount; a longer cell is none."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount whose digits are clear.

    `number` is written as in JSON, with the digits of the text; "" while it can be read in two
    ways: a single point or comma before three digits may separate thousands or decimals.
    `proves` is the decimal sign that the text alone proves, and `currency` its currency, both ""
    for none.
    """

    number: str
    proves: Decimal | Undecided = ""
    currency: str = ""


def read_amount(text: str, decimal: Decimal | Undecided = "") -> Amount | None:
    """An amount, where `decimal` is the decimal sign of its column if that is known.

    `None` for what is no amount, and for one that contradicts `decimal`.

    >>> read_amount("1.355,90€"), read_amount("(7.50)").number, read_amount("1.000").number
    (Amount(number='1355.90', proves=',', currency='€'), '-7.50', '')
    """
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if not text.isascii():
        text = _DIRECTIONS.sub("", text).strip()
    bare, first = _without_currency(text)
    negative, bare = _without_minus(bare)
    currencies, found = [first], "first"
    while found:  # inside the brackets, or at the other end: (€ 7.50), -$12.50 CAD
        bare, found = _without_currency(bare)
        currencies.append(found)
        if found and not negative:
            negative, bare = _without_minus(bare)
    currency = _one_currency([each for each in currencies if each])
    if currency is None:
        return None
    no_cents = _NO_CENTS.search(bare)
    bare = bare[: no_cents.start()] if no_cents else bare
    if _SPACED.fullmatch(bare):
        bare = _SPACES.sub("", bare)
    if not _DIGITS.fullmatch(bare):
        return None
    sign = no_cents[0][0] if no_cents and no_cents[0][0] in ".," else ""
    proves = _proven(bare)
    if proves and sign and proves != sign:
        return None
    proves = proves or _proven(f"{bare}{sign}0" if sign else bare)
    used = decimal or proves
    if used and proves and used != proves:
        return None
    points, commas = bare.count("."), bare.count(",")
    if points + commas and not used:
        return Amount("", "", currency)
    grouping = "," if used == "." else "."
    integer, _, fraction = bare.replace(grouping, "").partition(used) if used else (bare, "", "")
    minus, point = "-" if negative else "", "." if fraction else ""
    return Amount(f"{minus}{integer.lstrip('0') or '0'}{point}{fraction}", proves, currency)


def _proven(bare: str) -> Decimal | Undecided:
    """The decimal sign of digits with points and commas; "" where both are possible or none is."""
    for decimal, grouped in _GROUPED.items():
        other: Decimal = "," if decimal == "." else "."
        if grouped.fullmatch(bare):
            return decimal
        integer, sign, fraction = bare.partition(decimal)
        if not sign or other in bare or decimal in fraction:
            continue
        thousands = len(fraction) == 3 and len(integer) <= 3 and not integer.startswith("0")
        return "" if thousands and integer else decimal
    return ""


# Two groups of thousands, or one with decimals: what separates them cannot separate decimals.
# India groups by two digits above the first thousand: 12,34,567.
_GROUPED: dict[Decimal, re.Pattern[str]] = {
    ".": re.compile(r"[0-9]{1,3}(?:(?:,[0-9]{2,3})*,[0-9]{3}\.[0-9]+|(?:,[0-9]{2,3})+,[0-9]{3})"),
    ",": re.compile(r"[0-9]{1,3}(?:(?:\.[0-9]{3})+,[0-9]+|(?:\.[0-9]{3}){2,})"),
}
_DIGITS = re.compile(
    r"[0-9]+"
    r"|[0-9]*[.,][0-9]+"
    r"|[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]+)?"
    r"|[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?"
)
_SPACE = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}'’]"
_SPACES = re.compile(_SPACE)
_SPACED = re.compile(f"[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+(?:[.,][0-9]+)?")
"""Thousands that are separated by spaces or apostrophes."""
_NO_CENTS = re.compile(r"(?<=[0-9])(?:[.,:](?:[-–—]{1,2})|/-)$")
"""The dash for no cents: 12,- or, in Sweden, 12:- and, in India, 12/-"""
_DIRECTIONS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Marks of direction and of no width, as in what Excel writes in Hebrew: they are not seen."""
_MINUS = "-−–\N{NON-BREAKING HYPHEN}"


def _without_minus(text: str) -> tuple[bool, str]:
    """Whether an amount is negative, and the rest: -7.50, 7.50- and (7.50) are."""
    text = text.strip()
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text[:1] and text[0] in _MINUS:
        return True, text[1:].strip()
    if text[-1:] and text[-1] in _MINUS and not _NO_CENTS.search(text):
        return True, text[:-1].strip()
    return False, text.removeprefix("+").strip()


# Currencies.

# The active codes of ISO 4217. Other letters are no currency: “INV 1001” is the number of a bill.
_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP "
    "BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
    "GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS "
    "KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
    "MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF "
    "SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD "
    "TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL"
)
CURRENCY_CODES = frozenset(_CODES.split())
_WORDS = (
    "lei Lei leu kr kr. Kr Kr. Kč Kc zł zl Ft din din. kn "
    "лв лв. руб руб. р. грн грн. ден дин дин. "  # noqa: RUF001 - Cyrillic is meant
    "Rs Rs. RM Rp Rp. TL Fr Fr. SFr. SFr Euro euro EURO Euros euros DM lv lv. Ft. S/ S/. "
    "KSh Ksh KSh. Dh Dhs SR KD BD Tk Tk. Bs Bs. 元 円 원 "
)
_CURRENCY = "|".join(
    re.escape(word)
    for word in sorted(
        (*_CODES.split(), *_CODES.lower().split(), *_WORDS.split()), key=len, reverse=True
    )
)
# R1234.50 is an amount in South Africa, R1001 the number of an order.
_SYMBOL = r"[A-Z]{0,2}[$£¥]|R(?=\s|[0-9][0-9 ,.]*[.,][0-9]{2}$)"
_BEFORE = re.compile(rf"(?:{_CURRENCY}|{_SYMBOL})(?![A-Za-z])")
_AFTER = re.compile(rf"(?<![A-Za-z.])(?:{_CURRENCY}|[A-Z]{{0,2}}[$£¥]|[$£¥] ?[A-Z]{{2}})$")


_ALIASES = {
    "eur": "€", "euro": "€", "euros": "€", "gbp": "£", "inr": "₹", "rs": "₹", "tl": "₺",
    "try": "₺", "pln": "zł",
    "zl": "zł", "ron": "lei", "leu": "lei", "czk": "kč", "kc": "kč", "usd": "$", "us$": "$",
    "brl": "r$", "jpy": "¥", "ils": "₪", "rub": "₽",
    "руб": "₽", "р": "₽",  # noqa: RUF001 - Cyrillic is meant
}  # fmt: skip


def same_currency(currency: str) -> str:
    """The same for each spelling of a currency.

    >>> same_currency("EUR"), same_currency("kr."), same_currency("Rs.")
    ('€', 'kr', '₹')
    """
    plain = currency.casefold().rstrip(".")
    return _ALIASES.get(plain, plain)


def _one_currency(found: list[str]) -> str | None:
    """The currency of an amount that has a symbol, a code or both; `None` for two of one kind.

    >>> _one_currency(["$", "CAD"]), _one_currency(["EUR", "USD"])
    ('CAD', None)
    """
    codes = [currency for currency in found if currency.upper() in CURRENCY_CODES]
    if len(codes) > 1 or len(found) - len(codes) > 1:
        return None
    return (*codes, *found, "")[0]


def _without_currency(text: str) -> tuple[str, str]:
    """The text without a currency before or after it, and that currency."""
    text = text.strip()
    if not text or (text[0] in "0123456789" and text[-1] in "0123456789"):
        return text, ""
    if before := _BEFORE.match(text):
        return text[before.end() :].strip(), before[0]
    if after := _AFTER.search(text):
        return text[: after.start()].strip(), after[0]
    if unicodedata.category(text[0]) == "Sc":
        return text[1:].strip(), text[0]
    if unicodedata.category(text[-1]) == "Sc":
        return text[:-1].strip(), text[-1]
    return text, ""
