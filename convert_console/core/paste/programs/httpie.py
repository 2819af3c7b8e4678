"""Reads commands of HTTPie and of xh, which write a request as items: `http URL cid=1 ev:='[]'`."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Payload, parse
from convert_console.core.paste.http_request import HttpRequest, requests_from
from convert_console.core.paste.kept_bodies import form_field
from convert_console.core.paste.programs.curl import FORMAT, piped_in, redirected
from convert_console.core.paste.programs.shell import commands_in
from convert_console.core.paste.programs.shell_script import ShellScript
from convert_console.core.paste.repair.repair_notes import short
from convert_console.core.paste.results import ABSENT, PastedRequest, Recognised, numbered, reader
from convert_console.core.request.headers import Headers
from convert_console.core.step_budget import STEPS_PER_TOKEN, spend

COMMANDS_LIMIT = 1_000
"""Commands of one text that are read."""

_START = re.compile(r"(?:\A|[\n;&|(])[ \t]*(?:[$>#%][ \t]+)?(?P<name>https?|xhs?)(?=[ \t]+\S)")
_NAME = re.compile(r"(?:https?|xhs?)")
_METHOD = re.compile(r"[A-Za-z]{3,7}")
_ITEM = re.compile(
    r"(?P<name>(?:\\.|[^\\:=@;])*+)(?P<sign>:=@|=@|==|:=|[:=@;])(?P<value>.*)", re.DOTALL
)
_KEY = re.compile(r"(?P<first>[^\[\]]++)(?P<more>(?:\[[^\[\]]*+\])*+)")
_STEP = re.compile(r"\[([^\[\]]*+)\]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_WITH_VALUE = frozenset((
    "-a", "--auth", "-A", "--auth-type", "-o", "--output", "-p", "--print", "-P", "-s", "--style",
    "--pretty", "--session", "--session-read-only", "--timeout", "--proxy", "--verify", "--cert",
    "--cert-key", "--max-redirects", "--max-headers", "--boundary", "--format-options", "--ssl",
    "--default-scheme", "--response-charset", "--response-mime",
))  # fmt: skip
_JSON = ("Content-Type", "application/json")
_DEEPEST = 50
_PLACE_DIGITS = 4  # greater numbers are keys
_STEPS_PER_GAP = 10
_MOST_NOTES = 20
_NO_PLACE = "An item does not fit the items before it and was left out: {}."
_FROM_FILE = "A value is in a file, which is not read: {}. Add it yourself."
_NO_JSON = "A value is not JSON and was kept as text: {}."
_OWN_AGENT = (
    "The command sets no User-Agent: {0} would send its own, {0}/<version>, which looks like a "
    "bot's."
)


@reader("HTTPie command")
def read_httpie(text: str) -> Recognised | None:
    """The tracking requests of one command or several; `None` where there is none."""
    if not _START.search(text):
        return None
    script = ShellScript(text)
    start = _START.search(script.text)
    if not start:
        return None
    place = start.start("name")
    stdin = piped_in(script.text, 0, place, script)
    commands = commands_in(script.text[place:], "bash", script.expander(place))
    requests = numbered(_requests(itertools.islice(commands, COMMANDS_LIMIT), stdin, script))
    label = "HTTPie commands" if len(requests) > 1 else ""
    return Recognised(requests, (), label) if requests else None


def _requests(
    commands: Iterator[list[str]], piped: str | None, script: ShellScript
) -> Iterator[PastedRequest]:
    for command in commands:
        words, below = redirected(command, script)
        stdin = piped if below is None else below
        places = [place for place, word in enumerate(words) if _NAME.fullmatch(word)]
        for place, end in zip(places, [*places[1:], len(words)], strict=True):
            name = words[place]
            items, following = _echoed(words[place + 1 : end])
            captured = _captured(name, items, stdin)
            stdin = following
            for request in requests_from(captured) if captured else ():
                program = "xh" if name.startswith("xh") else "HTTPie"
                own = (_OWN_AGENT.format(program),) if request.user_agent is ABSENT else ()
                yield request._replace(notes=request.notes + own)


def _echoed(words: list[str]) -> tuple[list[str], str | None]:
    """The words without those that print into the next command, and what they print."""
    if words[-1:] != ["|"]:
        return words, None
    starts = [place for place, word in enumerate(words) if word in ("echo", "printf", "cat")]
    if not starts:
        return words[:-1], None
    printed = [word for word in words[starts[-1] + 1 : -1] if not FORMAT.fullmatch(word)]
    printed = printed if words[starts[-1]] != "cat" else []
    return words[: starts[-1]], " ".join(printed) or None


@dataclass(slots=True)
class _Items:
    """What the words of a command say."""

    headers: list[tuple[str, str]] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    fields: list[tuple[str, Payload]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def take(self, word: str) -> None:
        item = _ITEM.fullmatch(word)
        if not item:
            return
        name, sign, value = _ESCAPED.sub(r"\1", item["name"]), item["sign"], item["value"]
        if sign in (":", ";"):
            self.headers.append((name, value.strip()))
        elif sign == "==":
            self.queries.append(form_field(name, value))
        elif "@" in sign:
            self.notes.append(_FROM_FILE.format(short(word)))
        elif sign == "=":
            self.fields.append((name, value))
        else:
            reading = parse(value)
            if reading.fault:
                self.notes.append(_NO_JSON.format(short(word)))
            self.fields.append((name, value if reading.fault else reading.payload))


def _captured(program: str, words: list[str], stdin: str | None) -> HttpRequest | None:
    items, plain, raw, is_form = _Items(), list[str](), stdin, False
    waiting = iter(words)
    for word in waiting:
        name, equals, value = word.partition("=")
        if word in ("-f", "--form"):
            is_form = True
        elif name == "--raw":
            raw = value if equals else next(waiting, "")
        elif word in _WITH_VALUE:
            next(waiting, None)
        elif not word.startswith("-"):
            plain.append(word)
    method = plain.pop(0).upper() if len(plain) > 1 and _METHOD.fullmatch(plain[0]) else ""
    if not plain:
        return None
    url = _whole(plain.pop(0), program)
    for word in plain:
        items.take(word)
    body, headers = raw, tuple(items.headers)
    if raw is None and items.fields:
        body = _form(items) if is_form else flat_text(_tree(items))
    if body is not None and not is_form and not _names_type(headers):
        headers = (*headers, _JSON)
    if items.queries:
        url += ("&" if "?" in url else "?") + "&".join(items.queries)
    named = method or ("GET" if body is None else "POST")
    return HttpRequest(named, url, headers, body, tuple(items.notes))


def _whole(address: str, program: str) -> str:
    """An address with its scheme; `:8000/track` is on this machine."""
    if "://" in address:
        return address
    host = "localhost" if address.startswith((":", "/")) else ""
    return f"{'https' if program.endswith('s') else 'http'}://{host}{address}"


def _names_type(headers: Headers) -> bool:
    return any(name.lower() == "content-type" for name, _ in headers)


def _form(items: _Items) -> str:
    return "&".join(
        form_field(name, value if isinstance(value, str) else flat_text(value))
        for name, value in items.fields
    )


def _tree(items: _Items) -> Payload:
    """The object that items make: `ev[0][goals][]:=1` is in a list of an object in a list."""
    root: dict[str, Any] = {}
    for name, value in items.fields:
        spend(STEPS_PER_TOKEN)
        key = _KEY.fullmatch(name)
        steps = [key["first"], *_STEP.findall(key["more"])] if key else [name]
        if not _is_put(root, steps, value) and len(items.notes) < _MOST_NOTES:
            items.notes.append(_NO_PLACE.format(short(name)))
    return root


def _is_put(root: dict[str, Any], steps: list[str], value: Payload) -> bool:
    """Put a value where the steps lead; whether they fit what is there."""
    if len(steps) > _DEEPEST:
        return False
    holder: Any = root
    step: str | int = steps[0]
    for inner in steps[1:]:
        following = _place(inner)
        held = _at(holder, step)
        made: Any = {} if isinstance(following, str) else []
        if held is None:
            _put(holder, step, made)
        elif not isinstance(held, type(made)):
            return False
        holder = made if held is None else held
        step = len(holder) if following == _NEXT else following
    _put(holder, step, value)
    return True


_NEXT = -1


def _place(step: str) -> str | int:
    """A key, or the position in a list; `_NEXT` for the next one."""
    if not step:
        return _NEXT
    return int(step) if step.isdecimal() and len(step) < _PLACE_DIGITS else step


def _at(holder: Any, step: str | int) -> Any:
    if isinstance(holder, dict):
        return holder.get(step)
    return holder[step] if isinstance(step, int) and step < len(holder) else None


def _put(holder: Any, step: str | int, value: Any) -> None:
    if isinstance(holder, list) and isinstance(step, int):
        lacking = step + 1 - len(holder)
        spend(_STEPS_PER_GAP * max(0, lacking))
        holder += [None] * lacking
    holder[step] = value
