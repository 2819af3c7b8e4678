"""What the value of a key must be like, as JSON Schema, and what that means in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any

from convert_console.core.document.payload import Number, Payload

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_TYPES = {
    "array": "a list", "boolean": "true or false", "integer": "a whole number", "null": "null",
    "number": "a number", "object": "an object", "string": "text",
}  # fmt: skip
_SINGLE: Mapping[str, Callable[[Any], str]] = {
    "enum": lambda values: f"one of {', '.join(map(_said, values))}",
    "const": lambda value: str(_said(value)),
    "minimum": lambda value: f"at least {value}",
    "maximum": lambda value: f"at most {value}",
    "exclusiveMinimum": lambda value: f"more than {value}",
    "exclusiveMaximum": lambda value: f"less than {value}",
    "pattern": lambda value: f"text like {value}",
    "minLength": lambda value: f"{value} or more characters",
    "maxLength": lambda value: f"at most {value} characters",
    "minItems": lambda value: f"{value} or more items",
    "maxItems": lambda value: f"at most {value} items",
    "uniqueItems": lambda _value: "each item once",
}

_SECONDS = 0.2
"""How long a text is compared with a pattern: some, such as ^(a|aa)+$, need years for a text of
100 characters, which anyone may send.
"""


@dataclass(frozen=True, slots=True)
class KeySchema:
    """A schema as it was read, and what tests values by it."""

    schema: Mapping[str, Any]
    _validator: Validator = field(repr=False, compare=False)

    @property
    def words(self) -> str:
        """What a value must be like.

        >>> key_schema({"type": "number", "minimum": 0, "maximum": 5}).words
        'a number, at least 0, at most 5'
        """
        return (
            ", ".join(
                words_of(keyword, value)
                for keyword, value in self.schema.items()
                if keyword in _SINGLE or keyword == "type"
            )
            or "a value"
        )

    def unmet(self, value: Payload, *, as_text: bool) -> str:
        """What a value should be and is not, in words; "" if it is as it should be.

        A GET has text only: `as_text` also takes a text for the number that it spells.
        """
        error = self._first_error(plain(value))
        if error and as_text and not self._first_error(plain(value, as_text=True)):
            return ""
        return error

    def _first_error(self, value: Any) -> str:
        error = next(iter(self._validator.iter_errors(value)), None)
        if error is None:
            return ""
        words = words_of(str(error.validator), error.validator_value)
        if not error.absolute_path:
            return words
        return f"{words} at {'.'.join(map(str, error.absolute_path))}"


def key_schema(schema: Mapping[str, Any]) -> KeySchema:
    """A schema that is tested by; it must be one that a plan may have.

    >>> key_schema({"type": "integer"}).unmet(Number("1.5"), as_text=False)
    'a whole number'
    """
    return KeySchema(schema, validator_of(schema))


def validator_of(schema: Mapping[str, Any]) -> Validator:
    """What tests values of `plain` by a schema. Nothing that it names is fetched."""
    from referencing import Registry

    made: Validator = _kind_of_validator()(dict(schema), registry=Registry())
    return made


@cache  # 2 ms, which a plan of 200 expectations would otherwise need 600 times
def _kind_of_validator() -> Any:
    """The class of the validators: numbers are exact, and patterns are given little time."""
    # 60 ms, and only for who has a plan
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    checker = Draft202012Validator.TYPE_CHECKER.redefine_many(
        {
            "number": lambda _checker, value: isinstance(value, Decimal),
            "integer": lambda _checker, value: isinstance(value, Decimal) and _is_whole(value),
        }
    )
    return extend(Draft202012Validator, {"pattern": _pattern_in_time()}, type_checker=checker)


def _pattern_in_time() -> Callable[[Validator, str, Any, Any], Iterator[ValidationError]]:
    """The keyword "pattern". What takes too long is compared once, and then never again."""
    import regex
    from jsonschema.exceptions import ValidationError

    endless: set[str] = set()

    def compare(_by: Validator, pattern: str, value: Any, _in: Any) -> Iterator[ValidationError]:
        if not isinstance(value, str):
            return
        try:
            if pattern not in endless and regex.search(pattern, value, timeout=_SECONDS):
                return
        except TimeoutError:
            endless.add(pattern)
        said = f"{pattern}, which takes too long to compare" if pattern in endless else pattern
        yield ValidationError("", validator="pattern", validator_value=said)

    return compare


def plain(value: Payload, *, as_text: bool = False) -> Any:
    """A value with exact numbers, for `validator_of`; `as_text` reads those in texts as well."""
    if isinstance(value, Mapping):
        return {key: plain(item, as_text=as_text) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item, as_text=as_text) for item in value]
    if isinstance(value, Number) or (as_text and isinstance(value, str)):
        literal = value.literal if isinstance(value, Number) else value
        try:
            number = Decimal(literal)
        except InvalidOperation:
            return literal
        return number if number.is_finite() else literal
    return value


def _is_whole(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and (exponent >= 0 or value == value.to_integral_value())


def words_of(keyword: str, value: Any) -> str:
    """What a keyword of a schema demands, in words."""
    if keyword == "type":
        return " or ".join(_TYPES[name] for name in ([value] if isinstance(value, str) else value))
    return _SINGLE[keyword](value)


def _said(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return f'"{value}"' if isinstance(value, str) else str(value)
