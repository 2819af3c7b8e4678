"""What is readable and may explain that a report differs from the expected results."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from convert_console.core.convert_api.answers import OutlierLimit, ProjectSettings
from convert_console.core.ledger.ledger import Ledger, counted, money
from convert_console.core.ledger.reported import (
    Compared,
    Reading,
    conversions,
    is_fixed,
    revenue,
)
from convert_console.core.request.event_summary import exact_sum
from convert_console.core.text import ago, printable

CauseKind = Literal[
    "project",
    "experience",
    "goal",
    "variation",
    "before",
    "first",
    "outliers",
    "blocked",
    "quota",
    "age",
    "marker",
    "others",
    "delay",
]


class Cause(NamedTuple):
    """Something readable that may explain a difference: a title, a sentence, and its effect in
    words. `conversions` and `revenue` are what it explains at most, `None` where that is not known.

    A cause is likely, never certain: nobody but Convert sees what was left out.
    """

    kind: CauseKind
    title: str
    sentence: str
    effect: str = ""
    conversions: int | None = None
    revenue: Decimal | None = None
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known besides the reading, to explain a difference.

    `now` and `last_sent` are in Unix seconds, `None` where nothing was sent. `is_blocked` is what
    the user said about the blocked addresses, `None` for nothing yet.
    """

    ledger: Ledger
    transactions: Literal["first", "all"]
    now: float
    last_sent: float | None = None
    marker: str = ""
    is_blocked: bool | None = None


class Explanation(NamedTuple):
    """The causes found, and what was checked and has no effect, in words."""

    causes: tuple[Cause, ...]
    checked: tuple[str, ...]

    def summary(self, compared: Sequence[Compared]) -> str:
        """How much of the difference the causes may explain; "" for no difference.

        Only what is missing is summed up, by revenue where any is missing.
        """
        missing = revenue(compared).missing
        if missing > 0:
            known = [cause.revenue for cause in self.causes if cause.revenue is not None]
            found = min(exact_sum(known) or Decimal(0), missing)
            return f"Causes found for {money(found)} of {money(missing)}"
        lost = int(conversions(compared).missing)
        if lost > 0:
            found_count = sum(cause.conversions or 0 for cause in self.causes)
            return f"Causes found for {min(found_count, lost):,} of {counted(lost, 'conversion')}"
        return ""


NOT_RUNNING = ("", "active", "running", "1", "enabled")
"""Statuses that explain nothing; how a project spells that it is active is not known for sure."""

SOON = 3_600.0
"""Seconds after the last send in which a delay of the report is named; how late it is, is not
known."""


def explain(compared: Sequence[Compared], reading: Reading, known: Situation) -> Explanation:
    """What is readable and may explain that other numbers are reported than expected."""
    lacking = [one for one in compared if _lacks(one)]
    surplus = [one for one in compared if _exceeds_expected(one)]
    causes: list[Cause] = []
    checked: list[str] = []

    def check(word: str, found: Sequence[Cause], *, readable: bool = True) -> None:
        causes.extend(found)
        if readable and not found:
            checked.append(word)

    project = reading.project

    def says(setting: str) -> bool:
        return project is not None and setting not in project.unsaid

    experiences = reading.experiences.values()
    check("project status", _project(project, lacking), readable=says("status"))
    known_status = any(one.status for one in experiences)
    known_goals = any(one.goals is not None for one in experiences)
    known_variations = any(one.variations for one in experiences)
    check("experience status", _stopped(lacking, reading), readable=known_status)
    check("attached goals", _detached(lacking, reading), readable=known_goals)
    check("variations", _foreign(lacking, reading), readable=known_variations)
    check("counted before", _before(lacking, reading, known))
    check("first transaction only", _transactions(lacking, surplus, known))
    check("order limits", _outliers(lacking, reading), readable=says("outliers"))
    check("visitor quota", _quota(project, lacking), readable=says("tested_visitors_quota"))
    check("goal age", _age(project, lacking), readable=says("stop_tracking_goals_after_days"))
    check("blocked addresses", _blocked(project, lacking, known), readable=says("blocked_ips"))
    causes.extend(_marker(compared, surplus, reading, known))
    causes.extend(_others(surplus, reading))
    causes.extend(_delay(lacking, known))
    return Explanation(tuple(causes), tuple(checked))


def _lacks(one: Compared) -> bool:
    differences = (one.people_difference, one.revenue_difference, one.products_difference)
    return any(difference is not None and difference < 0 for difference in differences)


def _exceeds_expected(one: Compared) -> bool:
    differences = (one.people_difference, one.revenue_difference, one.products_difference)
    return any(difference is not None and difference > 0 for difference in differences)


def _lost(lines: Sequence[Compared]) -> tuple[int, Decimal]:
    """Conversions and revenue that these lines lack."""
    goals = [one for one in lines if one.line.cell.goal]
    amounts = [-(one.revenue_difference or Decimal(0)) for one in goals]
    return (
        sum(max(-(one.people_difference or 0), 0) for one in goals),
        exact_sum([max(amount, Decimal(0)) for amount in amounts]) or Decimal(0),
    )


def _effect(lost: tuple[int, Decimal], *, maybe: bool = False) -> str:
    """What is missing, in words.

    >>> _effect((2, Decimal("1.50"))), _effect((0, Decimal(0)))
    ('−2 conversions, −1.50', '')
    """
    count, amount = lost
    parts = [f"−{counted(count, 'conversion')}"] if count else []
    parts += [f"−{money(amount)}"] if amount else []
    words = ", ".join(parts)
    return f"could be {words}" if maybe and words else words


def _project(project: ProjectSettings | None, lacking: Sequence[Compared]) -> list[Cause]:
    if project is None or not lacking or project.status.lower() in NOT_RUNNING:
        return []
    lost = _lost(lacking)
    sentence = "Convert records nothing, or not everything, for a project that is not active."
    title = f"The project is {printable(project.status)}"
    return [Cause("project", title, sentence, _effect(lost), *lost)]


def _stopped(lacking: Sequence[Compared], reading: Reading) -> list[Cause]:
    causes = []
    for plain, experience in reading.experiences.items():
        mine = [one for one in lacking if one.line.cell.experience == plain]
        if not mine or experience.status.lower() in NOT_RUNNING:
            continue
        lost = _lost(mine)
        name = mine[0].line.experience
        title = f"{name} is {printable(experience.status)}"
        sentence = "An experience that does not run may record no visitors and no conversions."
        causes.append(Cause("experience", title, sentence, _effect(lost), *lost))
    return causes


def _detached(lacking: Sequence[Compared], reading: Reading) -> list[Cause]:
    causes = []
    for plain, experience in reading.experiences.items():
        if experience.goals is None:
            continue
        mine = [one for one in lacking if one.line.cell.experience == plain]
        goals = dict.fromkeys(one.line.cell.goal for one in mine if one.line.cell.goal)
        for goal in goals:
            if goal in experience.goals:
                continue
            of_goal = [one for one in mine if one.line.cell.goal == goal]
            lost = _lost(of_goal)
            name, where = of_goal[0].line.goal, of_goal[0].line.experience
            title = f"{name} is not attached to {where}"
            sentence = "The report of an experience shows the goals that are attached to it."
            causes.append(Cause("goal", title, sentence, _effect(lost), *lost))
    return causes


def _foreign(lacking: Sequence[Compared], reading: Reading) -> list[Cause]:
    """Variations that the experience does not have, where its own are known."""
    causes = []
    for plain, experience in reading.experiences.items():
        own = {variation.id for variation in experience.variations}
        mine = [one for one in lacking if one.line.cell.experience == plain]
        for variation in dict.fromkeys(one.line.cell.variation for one in mine) if own else ():
            if variation in own:
                continue
            of_it = [one for one in mine if one.line.cell.variation == variation]
            lost = _lost(of_it)
            title = f"{of_it[0].line.variation} is no variation of {of_it[0].line.experience}"
            sentence = "The report of an experience shows its own variations."
            causes.append(Cause("variation", title, sentence, _effect(lost), *lost))
    return causes


def _before(lacking: Sequence[Compared], reading: Reading, known: Situation) -> list[Cause]:
    """Visitors who were counted before the period, and so may not be counted again."""
    if reading.basis == "marker":
        return []
    again = [(one, known.ledger.counted_before(one.line.cell)) for one in lacking]
    people = {
        is_goal: sum(
            min(-(one.people_difference or 0), count)
            for one, count in again
            if (one.line.cell.goal != "") is is_goal and (one.people_difference or 0) < 0
        )
        for is_goal in (False, True)
    }
    if not any(people.values()):
        return []
    words = [f"{counted(people[False], 'visitor')}"] if people[False] else []
    words += [f"{counted(people[True], 'conversion')}"] if people[True] else []
    when = "snapshot" if reading.basis == "snapshot" else "period"
    verb = "was" if sum(people.values()) == 1 else "were"
    sentence = (
        f"{' and '.join(words)} {verb} accepted before this {when} already. A report counts a "
        "visitor once, and a conversion once per visitor and goal."
    )
    effect = " and ".join(f"−{word}" for word in words)
    return [Cause("before", "Counted before", sentence, effect, people[True], None)]


def _transactions(
    lacking: Sequence[Compared], surplus: Sequence[Compared], known: Situation
) -> list[Cause]:
    """Whether the project counts another choice of a visitor's transactions than this profile."""
    if not known.ledger.later_transactions:
        return []
    title = "First transaction only"
    if known.transactions == "all":
        amounts = [known.ledger.cells[one.line.cell].later.revenue for one in _in(lacking, known)]
        amount = exact_sum([value for value in amounts if value]) or Decimal(0)
        if not amount:
            return []
        sentence = (
            f"{counted(known.ledger.later_transactions, 'transaction')} followed another one of "
            "the visitor. By default Convert records only the first in an experience."
        )
        return [Cause("first", title, sentence, f"−{money(amount)}", 0, amount)]
    amounts = [known.ledger.cells[one.line.cell].later.revenue for one in _in(surplus, known)]
    amount = exact_sum([value for value in amounts if value]) or Decimal(0)
    if not amount:
        return []
    sentence = (
        "The project may count all transactions of a visitor; this profile adds up the first only."
    )
    return [Cause("first", "All transactions counted", sentence, f"+{money(amount)}")]


def _in(lines: Sequence[Compared], known: Situation) -> list[Compared]:
    return [one for one in lines if one.line.cell in known.ledger.cells]


def _outliers(lacking: Sequence[Compared], reading: Reading) -> list[Cause]:
    project = reading.project
    if project is None or not lacking:
        return []
    limits = [("order amounts", project.order_value), ("products of an order", project.products)]
    limited = [(what, limit) for what, limit in limits if limit.limits]
    if not limited:
        return []
    words = " and ".join(f"{what} {_limit_words(limit)}" for what, limit in limited)
    beyond = [reading.outside[one.line.cell] for one in lacking if one.line.cell in reading.outside]
    if any(is_fixed(limit) for _what, limit in limited) and not beyond:
        return []
    amount = exact_sum([one.revenue for one in beyond]) or Decimal(0)
    sentence = f"The project limits {words}."
    if beyond:
        count = sum(one.transactions for one in beyond)
        sentence += f" Outside of that: {counted(count, 'transaction')}. "
        sentence += "How much of an order a report then leaves out is not known."
        effect = _effect((0, amount), maybe=True)
        return [Cause("outliers", "Order limits", sentence, effect, 0, amount)]
    return [Cause("outliers", "Order limits", f"{sentence} What they leave out is not known.")]


def _limit_words(limit: OutlierLimit) -> str:
    """A limit in words.

    >>> _limit_words(OutlierLimit("min_max", Decimal(1), Decimal(500)))
    'from 1 to 500'
    """
    if not is_fixed(limit):
        return f"by {printable(limit.kind)}"
    parts = [f"from {money(limit.least)}"] if limit.least is not None else []
    parts += [f"to {money(limit.most)}"] if limit.most is not None else []
    return " ".join(parts)


def _quota(project: ProjectSettings | None, lacking: Sequence[Compared]) -> list[Cause]:
    if project is None or not lacking or not project.visitors_quota:
        return []
    sentence = (
        f"The project has a quota of {project.visitors_quota:,} tested visitors. Whether it is "
        "used up is not readable here."
    )
    return [Cause("quota", "Visitor quota", sentence)]


def _age(project: ProjectSettings | None, lacking: Sequence[Compared]) -> list[Cause]:
    if project is None or not lacking or not project.stop_after_days:
        return []
    days = counted(project.stop_after_days, "day")
    sentence = f"The project stops tracking goals after {days}; new visitors are not affected."
    return [Cause("age", "Goal age", sentence)]


def _blocked(
    project: ProjectSettings | None, lacking: Sequence[Compared], known: Situation
) -> list[Cause]:
    if project is None or not project.blocked or not lacking or known.is_blocked is False:
        return []
    lost = _lost(lacking)
    listed = ", ".join(map(printable, project.blocked[:4]))
    more = f" and {len(project.blocked) - 4:,} more" if len(project.blocked) > 4 else ""
    if known.is_blocked:
        sentence = "The project counts nothing sent from these, and yours is among them."
        title = f"Your address is blocked: {listed}{more}"
        return [Cause("blocked", title, sentence, _effect(lost), *lost, project.blocked)]
    sentence = (
        "The project counts nothing sent from these. Look up your public address in a browser, or "
        "ask your network team; this program does not know it."
    )
    effect = _effect(lost, maybe=True)
    title = f"Blocked addresses: {listed}{more} – compare with yours"
    return [Cause("blocked", title, sentence, effect, addresses=project.blocked)]


def _marker(
    compared: Sequence[Compared],
    surplus: Sequence[Compared],
    reading: Reading,
    known: Situation,
) -> list[Cause]:
    """Nothing at all with the marker, or more than was sent: the filter itself may be why."""
    reported = [one for one in compared if one.reported is not None]
    if reading.basis != "marker" or not reported:
        return []
    is_known = "That a report can be limited to a campaign is likely, and not known."
    listed = _listed_words(reading, known.marker)
    if not any(one.people for one in reported):
        sentence = (
            f"The report has no visitors with the campaign {known.marker}. {listed}{is_known}"
        )
        return [Cause("marker", "Limited to the marker", sentence)]
    if any((one.people_difference or 0) > 0 for one in surplus):
        sentence = f"More is reported than was sent with {known.marker}. {listed}{is_known}"
        return [Cause("marker", "Perhaps not limited to the marker", sentence)]
    return []


def _listed_words(reading: Reading, marker: str) -> str:
    """Whether the marker is among the campaigns of the report."""
    if reading.campaigns is None:
        return ""
    names = {name.casefold(): count for name, count in reading.campaigns.items()}
    if marker.casefold() not in names:
        return "It is not among the campaigns that the report lists. "
    visitors = names[marker.casefold()]
    said = "" if visitors is None else f", with {counted(visitors, 'visitor')}"
    return f"The report lists it among its campaigns{said}. "


def _others(surplus: Sequence[Compared], reading: Reading) -> list[Cause]:
    if not surplus or reading.basis == "marker":
        return []
    since_when = "snapshot" if reading.basis == "snapshot" else "beginning of the period"
    sentence = (
        f"The report counts what everybody sent since the {since_when}. A marker tells yours apart."
    )
    return [Cause("others", "Visitors of others", sentence)]


def _delay(lacking: Sequence[Compared], known: Situation) -> list[Cause]:
    if not lacking or known.last_sent is None or known.now - known.last_sent > SOON:
        return []
    if known.last_sent > known.now:
        sentence = "Requests were sent after the report was read. Refresh reads it again."
        return [Cause("delay", "Read before the last request", sentence)]
    when = ago(known.now - known.last_sent)
    sentence = (
        f"The last request was sent {when}. Reports follow later; how much later is not known."
    )
    return [Cause("delay", "Not all may be reported yet", sentence)]
