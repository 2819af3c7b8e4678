"""The variables of requests that programs keep as data: environments, folders, references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import Payload
from convert_console.core.paste.har import is_off
from convert_console.core.step_budget import STEPS_PER_TOKEN, spend
from convert_console.core.text import plain_text

REFERENCE = re.compile(r"\{\{(?P<braces>[^{}\r\n]{1,200}+)\}\}|<<(?P<angles>[\w.$ -]{1,100}+)>>")
_BRACKETED = re.compile(r"""_?\[\s*["']([^"'\]]+)["']\s*\]""")
_LEVELS = 5
"""How deep values, folders and objects may refer to each other."""


class Variables:
    """What a file says about its variables; of several values the first counts."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._several: dict[str, None] = {}

    @classmethod
    def of(cls, root: Payload) -> Variables:
        """The variables of all environments and collections in a file."""
        found = cls()
        of_sub_environments: list[Mapping[str, str]] = []
        waiting: list[Payload] = [root]
        while waiting:
            spend(2 * STEPS_PER_TOKEN)
            value = waiting.pop()
            if isinstance(value, list):
                waiting += reversed(value)
            elif isinstance(value, dict):
                own = _environment(value)
                if own:
                    # In Insomnia's files the parent of a sub environment is another environment.
                    is_sub = plain_text(value.get("parentId")).startswith("env_")
                    of_sub_environments.append(own) if is_sub else found.add(own)
                waiting += reversed(
                    [held for key, held in value.items() if key not in ("body", "response")]
                )
        for own in of_sub_environments:
            found.add(own)
        return found

    def add(self, own: Mapping[str, str]) -> None:
        """Take further values; those that are known already stay."""
        for name, value in own.items():
            if self._values.setdefault(name, value) != value:
                self._several[name] = None

    def put_in(self, text: str, scope: Mapping[str, str], used: dict[str, None]) -> str:
        """A text with the values of its variables; those with several values go into `used`."""
        for _ in range(_LEVELS):
            if "{{" not in text and "<<" not in text:
                break
            text, before = self._replaced(text, scope, used), text
            if text == before:
                break
        return text

    def _replaced(self, text: str, scope: Mapping[str, str], used: dict[str, None]) -> str:
        """A text with its references replaced once; those in the values stay."""

        def value_of(match: re.Match[str]) -> str:
            name = name_in(match)
            value = scope.get(name)
            if value is None:
                value = self._values.get(name)
                if value is not None and name in self._several:
                    used[name] = None
            if value is None:
                return match[0]
            spend(len(value))
            return value

        spend(len(text))
        return REFERENCE.sub(value_of, text)


def name_in(reference: re.Match[str]) -> str:
    """The name of a variable: `{{ _.host }}`, `{{ _['host'] }}` and `<<host>>` mean host."""
    name = (reference["braces"] or reference["angles"]).strip()
    bracketed = _BRACKETED.fullmatch(name)
    return bracketed[1] if bracketed else name.removeprefix("_.")


def scope_inside(
    scope: Mapping[str, str], value: dict[str, Payload], parents: Mapping[str, dict[str, Payload]]
) -> Mapping[str, str]:
    """The scope with the variables of an object, and of the folders that it names as parents."""
    own: dict[str, str] = {}
    around = value
    for _ in range(_LEVELS):
        above = parents.get(plain_text(around.get("parentId")))
        if above is None:
            break
        around = above
        own = _named(around.get("environment")) | own
    for key in ("variable", "variables", "requestVariables", "vars", "environment"):
        own |= _named(value.get(key))
    spend(len(own) + len(scope) if own else 0)
    return {**scope, **own} if own else scope


def folders_by_id(root: Payload) -> Mapping[str, dict[str, Payload]]:
    """The folders of an Insomnia export by their ids."""
    resources = root.get("resources") if isinstance(root, dict) else None
    return {
        plain_text(item["_id"]): item
        for item in (resources if isinstance(resources, list) else [])
        if isinstance(item, dict) and "_id" in item and isinstance(item.get("environment"), dict)
    }


def _environment(value: dict[str, Payload]) -> Mapping[str, str]:
    """The variables that an object of a file has for all requests."""
    own: dict[str, str] = {}
    kind = plain_text(value.get("_type")) + plain_text(value.get("_postman_variable_scope"))
    if kind.startswith(("environment", "globals")) or "environmentName" in value:
        own |= _named(value.get("data")) | _named(value.get("values"))
    environments = value.get("environments")
    if isinstance(environments, dict):
        own |= _named(environments.get("data"))
        subs = environments.get("subEnvironments")
        for sub in subs if isinstance(subs, list) else []:
            own = (_named(sub.get("data")) if isinstance(sub, dict) else {}) | own
    for environment in environments if isinstance(environments, list) else []:
        if isinstance(environment, dict):
            for key in ("variables", "values", "data"):
                own = _named(environment.get(key)) | own
    return own


def _named(held: Payload) -> dict[str, str]:
    """Variables by name, as an object or as a list; one without a value is not known."""
    if isinstance(held, dict):
        request = held.get("req")
        if isinstance(request, list):  # in Bruno's files, next to those that a response sets
            return _named(request)
        return {name: value for name, value in _flat(held) if value}
    found: dict[str, str] = {}
    for item in held if isinstance(held, list) else []:
        if not isinstance(item, dict) or is_off(item):
            continue
        names = (item.get(key) for key in ("key", "name", "id"))
        name = next((name for name in names if isinstance(name, str)), None)
        value = next(
            (item[key] for key in _VALUES if item.get(key) not in (None, "", [], {})), None
        )
        if isinstance(value, dict):
            value = value.get("value") or value.get("data")
        if name is not None and value not in (None, ""):
            found[name] = _text_of(value)
    return found


_VALUES = ("currentValue", "value", "initialValue")


def _flat(held: dict[str, Payload], before: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Names and values of nested variables: `{"api": {"host": "a"}}` is api.host."""
    for key, value in held.items():
        spend(STEPS_PER_TOKEN)
        if isinstance(value, dict) and depth < _LEVELS:
            yield from _flat(value, f"{before}{key}.", depth + 1)
        elif value is not None:
            yield f"{before}{key}", _text_of(value)


def _text_of(value: Payload) -> str:
    return spelled(value) if isinstance(value, dict | list) else plain_text(value)
