"""Reads addresses of Convert's application, as the browser shows them while a test is open."""

import itertools
import re
from typing import NamedTuple
from urllib.parse import unquote

from convert_console.core.document.payload import Payload
from convert_console.core.paste.addresses import ADDRESS_LIMIT
from convert_console.core.paste.pasted_ids import Pair, seen
from convert_console.core.paste.results import (
    Recognised,
    mentions,
    only_first,
    reader,
    request_of,
    without_empty,
)

_ADDRESS = re.compile(
    r"\bapp\.convert\.com/(?:\#/?)?accounts/(?P<account>\d{1,20})/projects/(?P<project>\d{1,20})"
    r"(?:/experiences/(?P<experience>\d{1,20})(?:/variations/(?P<variation>\d{1,20}))?)?",
    re.IGNORECASE,
)
_NO_VARIATION = "The address names no variation: fill in vars, the variation's id."
_OTHER_PROJECT = "Left out addresses of another project."


@reader("Address in Convert's app")
def read_application_url(text: str) -> Recognised | None:
    """Account, project and experiences."""
    first = _ADDRESS.search(text) if mentions(text, "app.convert.com/") else None
    if not first:
        return None
    project = first.group("account", "project")
    notes: dict[str, None] = {}
    pairs: dict[Pair, None] = {}
    every = _ADDRESS.finditer(text)
    for match in itertools.islice(every, ADDRESS_LIMIT):
        if match.group("account", "project") != project:
            notes[_OTHER_PROJECT] = None
        elif match["experience"]:
            pairs[match["experience"], match["variation"]] = None
            notes |= {} if match["variation"] else {_NO_VARIATION: None}
    if next(every, None):
        notes[only_first(ADDRESS_LIMIT, "addresses")] = None
    if not pairs:
        return _of_project(*project, *notes)
    return _of_pairs(list(pairs), *notes, cid=project[0], pid=project[1])


# Addresses that force or preview a variation, and the classes of the page that shows it.

_FORCE = re.compile(r"\b_conv_eforce=([\d.,;%A-F\s]+)", re.IGNORECASE)
_PAIR = re.compile(r"(?<!\d)(\d++)\.(\d++)")
_LISTED = r"=(\d++(?:(?:,|%2C)\d++)*+)"
_EXPERIENCE = re.compile(rf"\bconvert_e(?:xp)?{_LISTED}", re.IGNORECASE)
_VARIATION = re.compile(rf"\bconvert_v(?:ar)?{_LISTED}", re.IGNORECASE)
_FORCED = re.compile(r"\bconvert_action=force\b", re.IGNORECASE)
_CLASS = re.compile(r"(?<![\w-])CONV-(\d++)-(\d++)(?![\w-])")
_OTHERS = "The address does not contain the visitor or the project: fill in cid, pid and vid."
_OTHERS_OF_PAGE = "The class does not contain the visitor or the project: fill in cid, pid and vid."
_UNPAIRED = "It names {} experiences and {} variations; those without a pair were left out."
_PREVIEW = "It is a preview: real visitors may not see this variation."
_FORCES = "Address that forces a variation"
_SHOWS = "Class of a page that shows a variation"


@reader("Preview address of a variation")
def read_variation_url(text: str) -> Recognised | None:
    """The experiences and variations that are forced, previewed or shown."""
    if not mentions(text, "_conv_eforce=", "convert_e", "conv-"):
        return None
    forced = dict.fromkeys(
        (experience, variation)
        for value in _FORCE.findall(text)
        for experience, variation in _PAIR.findall(unquote(value))
    )
    if forced:
        return _of_pairs(list[Pair](forced), _OTHERS)._replace(label=_FORCES)
    experiences, variations = _ids(_EXPERIENCE, text), _ids(_VARIATION, text)
    if experiences and variations:
        pairs: list[Pair] = list(zip(experiences, variations, strict=False))
        counts = len(experiences), len(variations)
        odd = () if len(set(counts)) == 1 else (_UNPAIRED.format(*counts),)
        if _FORCED.search(text):
            return _of_pairs(pairs, _OTHERS, *odd)._replace(label=_FORCES)
        return _of_pairs(pairs, _OTHERS, *odd, _PREVIEW)
    shown = dict.fromkeys(_CLASS.findall(text))
    if shown:
        return _of_pairs(list[Pair](shown), _OTHERS_OF_PAGE)._replace(label=_SHOWS)
    return None


def _ids(pattern: re.Pattern[str], text: str) -> list[str]:
    return [an_id for value in pattern.findall(text) for an_id in unquote(value).split(",")]


# Addresses of a project's script or configuration, which end in its two ids.

# The host does not decide: a project's own domain may serve Convert's script. But other scripts may
# have names such as /js/2024-05.js.
_SCRIPT = re.compile(
    r"(?:convertexperiments\.com(?:/v1)?/js/|/js/(?=\d{4,20}-\d{4,20}\b))"
    r"(?P<account>\d{1,20})-(?P<project>\d{1,20})(?:\.js|(?=[?\"'\s]|$))"
)
_CONFIG = re.compile(
    r"convertexperiments\.com/api/v1/config/(?P<account>\d{1,20})/(?P<project>\d{1,20})\b"
)


@reader("Address of the tracking script")
def read_script_url(text: str) -> Recognised | None:
    """Account and project."""
    script = _SCRIPT.search(text)
    if script:
        return _of_project(script["account"], script["project"])
    config = _CONFIG.search(text)
    if config:
        result = _of_project(config["account"], config["project"])
        return result._replace(label="Address of the project's configuration")
    return None


# The "ID number" of a project's settings page: account and project joined by `_`.

_NUMBER = re.compile(
    r"(?:(?:project\s++)?+[\"“]?id(?:\s++number)?[\"”]?\s*+(?:[:=]\s*+)?+)?"
    r"(?P<account>\d{3,12})_(?P<project>\d{3,12})[.,;]?",
    re.IGNORECASE,
)


@reader("ID number of a project")
def read_project_number(text: str) -> Recognised | None:
    """Account and project, when the text is nothing more."""
    match = _NUMBER.fullmatch(text)
    return _of_project(match["account"], match["project"]) if match else None


# Whatever names a project, where only a project is asked for.


class NamedProject(NamedTuple):
    """A project as somebody named it: in which form, its account and its id."""

    form: str
    account: str
    project: str


_TWO_NUMBERS = re.compile(
    r"\D{0,40}(?P<account>\d{3,20})\D{1,40}(?P<project>\d{3,20})\D{0,40}", re.ASCII
)
_FORMS = (
    ("Project URL", _ADDRESS.search),
    ("Snippet URL", _SCRIPT.search),
    ("Configuration URL", _CONFIG.search),
    ("ID number", _NUMBER.fullmatch),
)


def named_project(text: str) -> NamedProject | None:
    """The project that a text names: by an address in Convert's app, by that of its snippet or
    configuration, by its ID number, or by account and project id.

    >>> named_project("10000009_10000001")
    NamedProject(form='ID number', account='10000009', project='10000001')
    """
    text = text.strip()[:PROJECT_TEXT]
    for form, find in _FORMS:
        found = find(text)
        if found:
            return NamedProject(form, found["account"], found["project"])
    two = None if "://" in text else _TWO_NUMBERS.fullmatch(text)
    return NamedProject("Two numbers", two["account"], two["project"]) if two else None


PROJECT_TEXT = 4_000
"""Characters of a text that are searched for a project; a snippet has some hundred."""


# Documents that say only which project, or what a visitor saw.

_MORE = "It only says which project: add vid and the events."


def _of_project(account: str, project: str, *notes: str) -> Recognised:
    document: dict[str, Payload] = {"cid": account, "pid": project}
    return Recognised((request_of(document, _MORE, *notes, title=f"project {project}"),))


def _of_pairs(pairs: list[Pair], *notes: str, **ids: Payload) -> Recognised:
    document = without_empty(**ids)
    document |= seen(pairs)
    count = f"{len(pairs)} experience{'s' * (len(pairs) > 1)}"
    return Recognised((request_of(document, *notes, title=count),))
