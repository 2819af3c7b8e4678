"""`paste`: prints the tracking documents in text that was copied."""

import argparse
import sys

from convert_console.cli.command import DONE, Command, InvalidInput, text_of
from convert_console.core.document.formatting import flat_text, pretty
from convert_console.core.document.payload import Payload, parse
from convert_console.core.paste import ABSENT, PastedRequest, Recognised, Unrecognised
from convert_console.core.paste.recognise import recognise
from convert_console.core.request.secret_headers import concealed


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a text file, or - for standard input")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print everything that was found as JSON")
    form.add_argument(
        "--document",
        type=int,
        metavar="N",
        help="print only the text of document N, counted from 1, for another command to read",
    )


def _paste(options: argparse.Namespace) -> int:
    result = recognise(text_of(options.file))
    if isinstance(result, Unrecognised):
        raise InvalidInput(result.sentence)
    if options.document is not None:
        request = _numbered(result, options.document)
        for note in (*result.notes, *request.notes):
            print(f"note: {note}", file=sys.stderr)
        print(request.text)
        return DONE
    print(_as_json(result) if options.json else _as_text(result))
    return DONE


def _numbered(recognised: Recognised, number: int) -> PastedRequest:
    found = len(recognised.requests)
    if 1 <= number <= found:
        return recognised.requests[number - 1]
    raise InvalidInput(
        f"There is no document {number:,}; {found:,} {'was' if found == 1 else 'were'} found."
    )


def _as_text(recognised: Recognised) -> str:
    lines = [recognised.label, *(f"note: {note}" for note in recognised.notes)]
    for request in recognised.requests:
        lines += ["", request.title, *_about(request), request.text]
    return "\n".join(lines)


def _about(request: PastedRequest) -> list[str]:
    to = " ".join(part for part in (request.method, request.endpoint) if part)
    headers = [f"{name}: {value}" for name, value in _headers(request)]
    return [*([to] if to else []), *headers, *(f"note: {note}" for note in request.notes)]


def _headers(request: PastedRequest) -> list[tuple[str, str]]:
    """All headers with the User-Agent, which is empty if the copied command removes it.

    Secrets are hidden: terminals and the logs of pipelines keep what is printed.
    """
    headers = concealed(request.headers)
    if request.user_agent is ABSENT:
        return list(headers)
    return [("User-Agent", request.user_agent or ""), *headers]


def _as_json(recognised: Recognised) -> str:
    """The documents are included character for character: `json.dumps` would change 1.10."""
    documents = ",".join(_document(request) for request in recognised.requests)
    kind, notes = flat_text(recognised.label), flat_text(list(recognised.notes))
    return pretty(f'{{"what":{kind},"documents":[{documents}],"notes":{notes}}}')


def _document(request: PastedRequest) -> str:
    """One request; a document that is not JSON is a string."""
    broken = parse(request.text).fault is not None
    document = flat_text(request.text) if broken else request.text
    parts: tuple[tuple[str, Payload], ...] = (
        ("method", request.method),
        ("endpoint", request.endpoint),
        ("headers", [[name, value] for name, value in _headers(request)]),
        ("notes", list(request.notes)),
    )
    fields = ",".join(f'"{key}":{flat_text(value)}' for key, value in parts)
    return f'{{"document":{document},{fields}}}'


PASTE = Command(
    "paste",
    "recognise copied text, such as a curl command or a HAR file, and print its documents",
    _arguments,
    _paste,
    ("paste copied.txt", "paste log.txt --document 1 | convert-console check -"),
)
