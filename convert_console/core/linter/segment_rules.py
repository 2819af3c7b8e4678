"""Rules about the visitor's segments."""

from collections.abc import Iterator

from convert_console.core.document.payload import Number, Path, Payload
from convert_console.core.linter.checked_request import Request
from convert_console.core.linter.fixes import RenameKey, SetValue
from convert_console.core.linter.id_shapes import container_in, is_blank
from convert_console.core.linter.problem import Finding, Fix, error, info, short, warning
from convert_console.core.linter.rule import Rule, document_rule
from convert_console.core.request.parameters import (
    COUNTRIES,
    LOOK_ALIKES,
    SEGMENTS,
    Parameter,
    parameter,
)
from convert_console.core.text import id_text, plain_text

V1_KEYS = {row.v1: row.wire_name for row in SEGMENTS if row.v1 not in ("", row.wire_name)}
DEVICES: Path = ("seg", "devices")
_KNOWN = frozenset(row.wire_name for row in SEGMENTS)
_DEVICES = parameter("seg", "devices").values


@document_rule("seg-not-object")
def seg_not_object(request: Request) -> Iterator[Finding]:
    """`seg` is anything but an object; PHP writes its empty array as a list."""
    value = request.document.get("seg")
    if "seg" not in request.document or isinstance(value, dict):
        return
    yield error(("seg",), *not_an_object(value, ("seg",), "The segments (seg)"))


def not_an_object(value: Payload, path: Path, what: str) -> tuple[str, Fix | None]:
    """The sentence about a value where an object belongs, with a fix where one is certain."""
    inner = container_in(value)
    if isinstance(inner, dict):
        sentence = f"{what} are JSON inside a text. Write the object itself, without the quotes."
        return sentence, Fix("Unwrap the object", SetValue(path, inner))
    fix = None
    if value == []:
        fix = Fix("Write an empty object", SetValue(path, {}))
    elif isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        fix = Fix("Take it out of the list", SetValue(path, value[0]))
    kind = {list: "a list", str: "text", Number: "a number", bool: "a boolean"}.get(
        type(value), "null"
    )
    sentence = f"{what} are {kind}, not an object. Write them in {{ }}, or remove the key."
    return sentence, fix


@document_rule("seg-v1-keys")
def seg_v1_keys(request: Request) -> Iterator[Finding]:
    """Keys of the v1 API, which have other names here.

    Only a rename is certain: which digit `new` needs for a v1 word is open.
    """
    for old, name in V1_KEYS.items():
        if old not in request.segments:
            continue
        path: Path = ("seg", old)
        if name == "new":
            yield error(
                path,
                "visitorType is the v1 name; here it is called new, with 0 or 1. The sources "
                "disagree on whether 1 means returning or new: choose one yourself.",
            )
            continue
        fix = None
        if name not in request.segments:
            fix = Fix(f"Rename to {name}", RenameKey(path, name))
        yield error(path, f"{old} is the v1 name. Call it {name} here.", fix)


@document_rule("seg-unknown-key")
def seg_unknown_key(request: Request) -> Iterator[Finding]:
    """A key of `seg` that the article does not name."""
    for key in request.segments:
        if key not in _KNOWN and key not in V1_KEYS:
            yield info(
                ("seg", key),
                f"Convert's article has no segment “{key}”. It is sent as it is; check its "
                "spelling.",
            )


def _choice_rule(row: Parameter) -> Rule:
    key = row.wire_name

    def find(request: Request) -> Iterator[Finding]:
        if key in request.segments:
            yield from _judged(row, request.segments[key])

    return Rule(f"{key}-unknown", of_request=find)


def _judged(row: Parameter, value: Payload) -> Iterator[Finding]:
    """Quiet for a documented value, and no more than information for one in other letters."""
    known = next((choice for choice in row.choices if choice.value == value), None)
    meant = same_but_for_case(value, row.values)
    if known and known.evidence == "doc":
        return
    if known:
        yield info(
            row.path,
            f"{known.value} is in Convert's SDK, but not in its article; it is not known whether "
            "it is accepted here. Use a value from the article if one fits.",
        )
    elif meant and str(value).strip() != value:
        yield warning(
            row.path,
            f"There are spaces around the {row.wire_name}. Write {meant}.",
            Fix(f"Write {meant}", SetValue(row.path, meant)),
        )
    elif meant:
        yield info(
            row.path,
            f"The {row.wire_name} is spelled {meant} in the documentation; it is not known "
            "whether upper and lower case matter. Use that spelling to be safe.",
            Fix(f"Write {meant}", SetValue(row.path, meant)),
        )
    else:
        yield warning(row.path, unknown_value(row.wire_name, value, row.values))


CHOICE_RULES = tuple(_choice_rule(row) for row in SEGMENTS if row.kind == "choice")


@document_rule("devices-not-list")
def devices_not_list(request: Request) -> Iterator[Finding]:
    """The devices are one text."""
    yield from devices_as_text(DEVICES, request.segments.get("devices"))


def devices_as_text(at: Path, value: Payload) -> Iterator[Finding]:
    """What is said of devices that are text; JSON inside of it is reported by `json-text`."""
    if isinstance(value, str) and container_in(value) is None:
        parts: list[Payload] = [part.strip() for part in value.split(",") if part.strip()]
        fix = Fix("Put it into a list", SetValue(at, parts)) if parts else None
        yield warning(at, "The devices must be a list. Put the text into [ ].", fix)


@document_rule("device-unknown")
def device_unknown(request: Request) -> Iterator[Finding]:
    """A device that is not among the values."""
    yield from unknown_devices(DEVICES, request.segments.get("devices"))


def unknown_devices(at: Path, value: Payload) -> Iterator[Finding]:
    """What is said of each device that is not among the values."""
    places: list[tuple[Path, Payload, bool]]
    if container_in(value) is not None:
        return
    if isinstance(value, str):  # becomes a list first: see devices-not-list
        places = [(at, part.strip(), False) for part in value.split(",") if part.strip()]
    elif isinstance(value, list):
        places = [((*at, i), item, True) for i, item in enumerate(value)]
    else:
        places = [] if is_blank(value) else [(at, value, False)]
    for path, item, in_list in places:
        if item in _DEVICES:
            continue
        meant = same_but_for_case(item, _DEVICES) if in_list else ""
        fix = Fix(f"Write {meant}", SetValue(path, meant)) if meant else None
        yield warning(path, unknown_value("device", item, _DEVICES), fix)


@document_rule("new-odd")
def new_odd(request: Request) -> Iterator[Finding]:
    """`seg.new` is neither 0 nor 1. As text they are fine: a GET knows nothing else."""
    value = request.segments.get("new")
    if "new" not in request.segments or _newness(value):
        return
    path = ("seg", "new")
    fix = None
    if isinstance(value, bool):
        digit = str(int(value))
        fix = Fix(f"Write {digit}", SetValue(path, Number(digit)))
    yield warning(path, f"new is “{short(value)}”. Write 0 or 1.", fix)


@document_rule("new-conflict")
def new_conflict(request: Request) -> Iterator[Finding]:
    """`seg.new` is there, and the sources disagree on its direction."""
    if "new" not in request.segments:
        return
    digit = _newness(request.segments["new"])
    reading = {
        "0": "new is 0: for Convert's article that is a new visitor, for one of Convert's "
        "integrations a returning one.",
        "1": "new is 1: for Convert's article that is a returning visitor, for one of Convert's "
        "integrations a new one.",
        "": "The sources disagree on whether 1 means returning or new.",
    }[digit]
    yield info(("seg", "new"), f"{reading} Compare with a report before you rely on it.")


@document_rule("country-odd")
def country_odd(request: Request) -> Iterator[Finding]:
    """`ctry` is not a country of ISO 3166-1."""
    if "ctry" in request.segments:
        yield from odd_country(("seg", "ctry"), request.segments["ctry"])


def odd_country(path: Path, value: Payload) -> Iterator[Finding]:
    """What is said of a country that is not one of ISO 3166-1."""
    if isinstance(value, str) and value in COUNTRIES:
        return
    if is_blank(value):
        yield warning(path, f"The country is empty. Enter its two letters, or remove {path[-1]}.")
        return
    code = plain_text(value).strip().upper()
    code = LOOK_ALIKES.get(code, code)
    if code in COUNTRIES:
        sentence = f"The country is written {code} in ISO 3166-1. Use that code."
        yield warning(path, sentence, Fix(f"Write {code}", SetValue(path, code)))
    else:
        yield warning(
            path,
            f"“{short(value)}” is not a country of ISO 3166-1. "
            "Write two upper-case letters, such as GB.",
        )


def _newness(value: Payload) -> str:
    """The digit of what is 0 or 1, also as text; "" for anything else."""
    text = id_text(value)
    return text if text in ("0", "1") else ""


def same_but_for_case(value: Payload, known: tuple[str, ...]) -> str:
    """The known value that a text is but for letter case and blanks around it; "" for none."""
    folded = value.strip().casefold() if isinstance(value, str) else None
    return next((known_value for known_value in known if known_value.casefold() == folded), "")


def unknown_value(noun: str, value: Payload, known: tuple[str, ...]) -> str:
    """What is said of a value that is not among the known ones."""
    if is_blank(value):
        return f"The {noun} is empty. Use one of {', '.join(known)}, or remove the key."
    return f"“{short(value)}” is not a known {noun}. Use one of {', '.join(known)}."
