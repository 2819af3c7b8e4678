"""Rules about the amount and the products count of a transaction."""

import re
from collections.abc import Iterator
from decimal import Decimal

from convert_console.core.document.payload import Number, Path, Payload
from convert_console.core.linter.checked_request import Event
from convert_console.core.linter.fixes import SetValue
from convert_console.core.linter.problem import Finding, Fix, error, short, warning
from convert_console.core.linter.rule import event_rule
from convert_console.core.request.amounts import read_amount
from convert_console.core.request.draft import Method
from convert_console.core.request.field_values import is_number

CENTS = Decimal("0.01")
DEBRIS = Decimal("0.000001")
"""An amount that close to whole cents is a sum of binary fractions, and rounding it is safe."""
LARGEST_ROUNDED = Decimal(10) ** 15


@event_rule("amount-missing")
def amount_missing(event: Event) -> Iterator[Finding]:
    """A transaction without an amount."""
    if event.kind != "tr" or event.body.get("r") is not None:
        return
    if "r" in event.body:
        yield error(
            event.at("r"),
            "The amount (r) is null, which is what NaN becomes in JSON. Enter the order amount.",
        )
    else:
        yield error(event.at("r"), "Enter the order amount.")


@event_rule("amount-not-number")
def amount_not_number(event: Event) -> Iterator[Finding]:
    """The amount is text, or anything else but a number.

    Quiet for a plain number in a GET: there every value travels as text, and the request is
    the same whichever way the document writes it.
    """
    if event.kind == "tr":
        yield from amount_as_text(event.at("r"), event.body.get("r"), event.method)


def amount_as_text(path: Path, value: Payload, method: Method) -> Iterator[Finding]:
    """What is wrong with an amount that is no number."""
    if value is None or isinstance(value, Number):
        return
    text = value.strip() if isinstance(value, str) else ""
    if is_number(text):
        if method == "POST" or text != value:
            yield warning(path, f"The amount {_not_a_number(text != value)}", _number(path, text))
        return
    number = _certain_number(text)
    if number and number == text.replace(",", "."):
        sentence = "A comma is not a decimal point."
    else:
        sentence = (
            f"The amount “{short(value)}” is not a number. Write it like 129.90: a point for the "
            "decimals, no currency, no thousands separator."
        )
    yield error(
        path, sentence, Fix(f"Use {number}", SetValue(path, Number(number))) if number else None
    )


@event_rule("amount-odd")
def amount_odd(event: Event) -> Iterator[Finding]:
    """The amount is zero, negative, or has more than two decimals."""
    if event.kind == "tr":
        yield from odd_amount(event.at("r"), event.body.get("r"))


def odd_amount(path: Path, value: Payload) -> Iterator[Finding]:
    """What is doubtful about an amount."""
    amount = _decimal(value.strip() if isinstance(value, str) else value)
    if amount is None:
        return
    if amount == 0:
        yield warning(path, "The amount is 0. Check that the shop passes on the order total.")
    elif amount < 0:
        yield warning(path, "The amount is negative. Check whether you want to send a refund.")
    elif _decimals(amount) > 2:
        yield warning(
            path,
            "The amount has more than two decimals. Round it as the shop does.",
            _rounding(path, value, amount),
        )


@event_rule("count-odd")
def count_odd(event: Event) -> Iterator[Finding]:
    """The products count is missing, or no whole number from 1.

    Quiet for a text that is no number: `count-not-number` reports it.
    """
    if event.kind != "tr":
        return
    if event.body.get("prc") is None:
        yield warning(event.at("prc"), "Enter the number of products (prc): 1 or more.")
    else:
        yield from odd_count(event.at("prc"), event.body.get("prc"))


def odd_count(path: Path, value: Payload) -> Iterator[Finding]:
    """What is doubtful about a products count."""
    count = _decimal(value.strip() if isinstance(value, str) else value)
    if isinstance(value, str) and value.strip() and count is None:
        return
    if count is None or count < 1 or _decimals(count) > 0:
        yield warning(
            path,
            f"The products count is “{short(value)}”. Enter a whole number, 1 or more.",
        )


@event_rule("count-not-number")
def count_not_number(event: Event) -> Iterator[Finding]:
    """The products count is text. Quiet for a plain number in a GET, as `amount-not-number`."""
    if event.kind == "tr":
        yield from count_as_text(event.at("prc"), event.body.get("prc"), event.method)


def count_as_text(path: Path, value: Payload, method: Method) -> Iterator[Finding]:
    """What is wrong with a products count that is text."""
    text = value.strip() if isinstance(value, str) else ""
    if text and not is_number(text):
        yield warning(
            path,
            f"The products count “{short(text)}” is not a number. Enter a whole number, 1 or more.",
        )
    elif text and (method == "POST" or text != value):
        yield warning(
            path, f"The products count {_not_a_number(text != value)}", _number(path, text)
        )


def _not_a_number(has_blanks: bool) -> str:
    if has_blanks:
        return "is text with blanks around it. Write it as a number, without quotes and blanks."
    return "is text. Write it as a number, without the quotes."


def _number(path: Path, text: str) -> Fix:
    return Fix(f"Write {text} as a number", SetValue(path, Number(text)))


def _certain_number(text: str) -> str:
    """The number that a text means by a decimal comma or separated thousands; "" if it is none, may
    be another one, or has a currency.

    >>> _certain_number("123,20"), _certain_number("1,234"), _certain_number("1,234.56")
    ('123.20', '', '1234.56')
    """
    amount = read_amount(text) if _BEGINS_AMOUNT.match(text) else None
    return amount.number if amount and not amount.currency else ""


_BEGINS_AMOUNT = re.compile("-?(?:0(?![0-9])|[1-9])")


def _decimal(value: Payload) -> Decimal | None:
    """A number, also when written as text; `None` for anything else."""
    text = value.literal if isinstance(value, Number) else value
    return Decimal(text) if isinstance(text, str) and is_number(text) else None


def _decimals(amount: Decimal) -> int:
    """How many decimals the value needs: 1.50 needs one."""
    _, digits, exponent = amount.as_tuple()
    assert isinstance(exponent, int)  # a literal spells no infinity
    trailing = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return max(-exponent - trailing, 0)


def _rounding(path: Path, before: Payload, amount: Decimal) -> Fix | None:
    if amount > LARGEST_ROUNDED:
        return None
    rounded = amount.quantize(CENTS)
    if rounded == 0 or abs(rounded - amount) > DEBRIS:
        return None
    value = str(rounded) if isinstance(before, str) else Number(str(rounded))
    return Fix(f"Round to {rounded}", SetValue(path, value))
