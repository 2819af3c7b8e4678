"""Writes the first draft of a tracking plan from requests that were seen."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from convert_console.core.document.payload import Payload
from convert_console.core.plan.expectation import events_of, ids_in
from convert_console.core.plan.key_schema import plain
from convert_console.core.text import trimmed_id

NameOf = Callable[[str, str], str]
"""The name of an id of a kind ("goal", "experience"), or the id itself."""

_HEAD = """\
# A first draft of a tracking plan, from {requests} of project {project}.
# Read it as a question: which keys, ranges and variations are meant, and which are chance?
# "convert-console schema --plan" prints what else it may say, for editors.
"""

_WORDS = {"viewExp": "view of", "hitGoal": "conversion of", "tr": "revenue of"}
_NOT_PLANNED = ("evt", "goals", "exps", "vars")
_DIGITS = re.compile(r"[0-9]+")
_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")
_LONGEST_PATTERN = 60


class Recorded(NamedTuple):
    """A document that was sent; `as_text` for a GET, whose numbers are text."""

    document: Payload
    as_text: bool = False


@dataclass(slots=True)
class _Group:
    """The events of one type and one goal, or of a view one experience."""

    kind: str
    plain_id: str
    bodies: list[dict[str, Any]] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    variations: dict[str, None] = field(default_factory=dict)
    firsts: dict[str, tuple[int, int]] = field(default_factory=dict)
    numbers: Counter[str] = field(default_factory=Counter)

    @property
    def is_view(self) -> bool:
        return self.kind == "viewExp"


def draft_of_plan(recorded: Sequence[Recorded], name_of: NameOf = lambda _kind, one: one) -> str:
    """A plan as YAML, in the order in which its events were first sent.

    Of several projects it is about the one with the most requests. It is met by these requests.
    """
    projects = Counter(project for one in recorded if (project := _key(one.document, "pid")))
    project = projects.most_common(1)[0][0] if projects else ""
    own = [one for one in recorded if _key(one.document, "pid") == project]
    groups = _groups(own)
    named = {id(group): _name(group, name_of) for group in groups}
    expectations = [
        {
            "name": named[id(group)],
            **({"experience": group.plain_id} if group.is_view else {"goal": group.plain_id}),
            "event": group.kind,
            **_keys(group),
            **_after(group, groups, named),
            **_at_most(group),
        }
        for group in groups
    ]
    import yaml  # 24 ms, and only for who records a plan

    body = yaml.dump(
        {**({"project": project} if project else {}), "expectations": expectations},
        Dumper=_dumper(yaml), sort_keys=False, allow_unicode=True, width=100,
    )  # fmt: skip
    requests = f"{len(own):,} request{'' if len(own) == 1 else 's'}"
    return f"{_HEAD.format(requests=requests, project=project or 'unknown')}{body}"


def _groups(recorded: Iterable[Recorded]) -> list[_Group]:
    found: dict[tuple[str, str], _Group] = {}
    for turn, one in enumerate(recorded):
        vid, tid = _key(one.document, "vid"), _key(one.document, "tid")
        for index, event in events_of(one.document):
            kind = trimmed_id(event.get("evt"))
            ids = ids_in(event.get("exps" if kind == "viewExp" else "goals"))
            for plain_id in dict.fromkeys(filter(None, ids)) if kind in _WORDS else ():
                group = found.setdefault((kind, plain_id), _Group(kind, plain_id))
                group.bodies.append(plain(event, as_text=one.as_text))
                group.orders.append(tid)
                group.variations.update(dict.fromkeys(filter(None, ids_in(event.get("vars")))))
                group.firsts.setdefault(vid, (turn, index))
                owner = vid if group.is_view or kind == "hitGoal" else tid
                group.numbers[owner] += 1
    return list(found.values())


def _name(group: _Group, name_of: NameOf) -> str:
    kind = "experience" if group.is_view else "goal"
    return f"{_WORDS[group.kind]} {name_of(kind, group.plain_id)}".capitalize()


def _keys(group: _Group) -> dict[str, Any]:
    """What every event had, and what its values were like."""
    names = dict.fromkeys(key for body in group.bodies for key in body)
    planned = [name for name in names if name not in _NOT_PLANNED]
    required = [f"ev.{name}" for name in planned if all(name in body for body in group.bodies)]
    keys = {f"ev.{name}": _schema([body[name] for body in group.bodies if name in body])
            for name in planned}  # fmt: skip
    if all(group.orders) and not group.is_view:
        required.insert(0, "tid")
        keys = {"tid": _pattern(group.orders), **keys}
    keys = {name: schema for name, schema in keys.items() if schema}
    return {
        **({"required": required} if required else {}),
        **({"keys": keys} if keys else {}),
        **({"variations": sorted(group.variations)} if group.variations else {}),
    }


def _schema(values: Sequence[Any]) -> dict[str, Any]:
    """The type of values, the range of numbers, and the pattern that texts have in common."""
    if all(isinstance(value, Decimal) for value in values):
        whole = all(value == value.to_integral_value() for value in values)
        kind = "integer" if whole else "number"
        return {"type": kind, "minimum": min(values), "maximum": max(values)}
    if not all(isinstance(value, str) for value in values):
        return {}
    return {"type": "string", **_pattern(values)}


def _pattern(texts: Sequence[str]) -> dict[str, Any]:
    """What texts have in common that differ in numbers only."""
    patterns = {_DIGITS.sub("[0-9]+", _SPECIAL.sub(r"\\\g<0>", text)) for text in texts}
    pattern = next(iter(patterns))
    common = len(patterns) == 1 and "[0-9]+" in pattern and len(pattern) <= _LONGEST_PATTERN
    return {"pattern": f"^{pattern}$"} if common else {}


def _after(group: _Group, groups: Sequence[_Group], named: Mapping[int, str]) -> dict[str, str]:
    """The last of those that each visitor had before."""
    before = [
        other
        for other in groups
        if other is not group
        and all(
            vid in other.firsts and other.firsts[vid] < first for vid, first in group.firsts.items()
        )
    ]
    if not before or "" in group.firsts:
        return {}
    last = max(before, key=lambda other: max(other.firsts[vid] for vid in group.firsts))
    return {"after": named[id(last)]}


def _at_most(group: _Group) -> dict[str, Any]:
    """That none was repeated, as far as that is known."""
    if "" in group.numbers or max(group.numbers.values()) > 1:
        return {}
    return {"at_most": 1, **({"per": "order"} if group.kind == "tr" else {})}


def _key(document: Payload, key: str) -> str:
    return trimmed_id(document.get(key)) if isinstance(document, Mapping) else ""


def _dumper(yaml: Any) -> Any:
    """YAML with the digits of numbers, and short lists in one line."""

    class Dumper(yaml.SafeDumper):  # type: ignore[misc]
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
            return super().increase_indent(flow, False)

        def ignore_aliases(self, data: Any) -> bool:
            return True

    def number(dumper: Any, value: Decimal) -> Any:
        kind = "int" if value == value.to_integral_value() else "float"
        return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", format(value, "f"))

    def text(dumper: Any, value: str) -> Any:
        # YAML breaks lines at more characters than this, and reads each break as a space.
        style = None if value.isprintable() else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    def in_a_line(dumper: Any, value: list[Any]) -> Any:
        flow = all(isinstance(item, str) for item in value)
        return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=flow)

    Dumper.add_representer(Decimal, number)
    Dumper.add_representer(str, text)
    Dumper.add_representer(list, in_a_line)
    return Dumper
