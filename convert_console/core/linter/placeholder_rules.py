"""Rules about placeholders and sample ids that were never replaced."""

from collections.abc import Iterable, Iterator

from convert_console.core.document.payload import Path, Payload
from convert_console.core.linter.checked_request import Event, Request
from convert_console.core.linter.id_shapes import (
    ARTICLE_PLACEHOLDERS,
    PLACEHOLDER,
    Id,
    ids_at,
)
from convert_console.core.linter.problem import Finding, error, info, short
from convert_console.core.linter.rule import Rule
from convert_console.core.text import id_text

SAMPLES = frozenset({"12345", "6789", "ABCD", "DEF"})
"""The ids of the article's own examples."""


def _texts_in(value: Payload, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, (str, dict, list)):
                yield from _texts_in(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            if isinstance(inner, (str, dict, list)):
                yield from _texts_in(inner, (*path, position))


def _texts(place: Request | Event) -> Iterator[tuple[Path, str]]:
    """Every text of an event, or every text of a request outside of events that are objects."""
    if isinstance(place, Event):
        for key, value in place.body.items():
            yield from _texts_in(value, place.at(key))
        return
    for key, value in place.document.items():
        if key == "ev" and isinstance(value, list):
            odd = [(i, item) for i, item in enumerate(value) if not isinstance(item, dict)]
            for position, item in odd:
                yield from _texts_in(item, ("ev", position))
        else:
            yield from _texts_in(value, (key,))


def _placeholders(place: Request | Event) -> Iterator[Finding]:
    for path, text in _texts(place):
        match = PLACEHOLDER.search(text)
        if match:
            yield error(
                path,
                f"“{short(match[0])}” is a placeholder. Enter the real value, or remove the key.",
            )


placeholder = Rule("placeholder", _placeholders, _placeholders)


def _article_placeholders(place: Request | Event) -> Iterator[Finding]:
    for path, text in _texts(place):
        if text.strip() in ARTICLE_PLACEHOLDERS:
            yield error(
                path,
                f"“{text.strip()}” is what Convert's article prints in place of a value. Enter the "
                "real one.",
            )


article_placeholder = Rule("article-placeholder", _article_placeholders, _article_placeholders)


def _sample_in_request(request: Request) -> Iterator[Finding]:
    for key in ("cid", "pid"):
        if request.text(key) in SAMPLES:
            yield _sample((key,), [request.text(key)])
    yield from _sample_in_lists(ids_at(request.segments.get("cust"), ("seg", "cust")))


def _sample_in_event(event: Event) -> Iterator[Finding]:
    return _sample_in_lists(event.ids)


def _sample_in_lists(ids: Iterable[Id]) -> Iterator[Finding]:
    """One finding an event: the article's own would otherwise bring fifteen."""
    places = [an_id for an_id in ids if id_text(an_id.value) in SAMPLES]
    if places:
        yield _sample(places[0].path, sorted({id_text(an_id.value) for an_id in places}))


def _sample(path: Path, samples: list[str]) -> Finding:
    ids = ", ".join(samples)
    verb = "is an id" if len(samples) == 1 else "are ids"
    return info(path, f"{ids} {verb} from the example in Convert's article. Use your own.")


sample_id = Rule("sample-id", _sample_in_request, _sample_in_event)
