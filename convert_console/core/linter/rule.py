"""A rule: its id, and a pure function over a request or over one event."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from convert_console.core.linter.checked_request import Event, Request
from convert_console.core.linter.id_shapes import Id, Shape
from convert_console.core.linter.problem import Finding

Findings = Iterable[Finding]


@dataclass(frozen=True, slots=True)
class Rule:
    """`of_event` may only read its event, so that its result can be kept."""

    id: str
    of_request: Callable[[Request], Findings] | None = None
    of_event: Callable[[Event], Findings] | None = None


def document_rule(rule: str) -> Callable[[Callable[[Request], Findings]], Rule]:
    """Make a rule of a function that looks at the request as a whole."""
    return lambda find: Rule(rule, of_request=find)


def event_rule(rule: str) -> Callable[[Callable[[Event], Findings]], Rule]:
    """Make a rule of a function that looks at one event."""
    return lambda find: Rule(rule, of_event=find)


def id_rule(
    rule: str, shape: Shape, alone: Callable[[Request], Findings] | None = None
) -> Callable[[Callable[[Id], Findings]], Rule]:
    """Make a rule of a function that looks at each id of one shape, also of `seg.cust`.

    `alone` looks at the ids that are not in a list, such as `cid`; what it finds comes first.
    """

    def make(find: Callable[[Id], Findings]) -> Rule:
        def listed(place: Request | Event) -> Findings:
            for an_id in place.odd_ids:
                if an_id.shape == shape:
                    yield from find(an_id)

        def of_request(request: Request) -> Findings:
            yield from alone(request) if alone else ()
            yield from listed(request)

        return Rule(rule, of_request=of_request, of_event=listed)

    return make
