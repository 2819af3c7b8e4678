"""Notes on what is ambiguous about a query, as plain sentences."""

from typing import Literal

from convert_console.core.text import printable

NoteKind = Literal[
    "entity", "fragment", "no-query", "encoded-twice", "encoded-twice-kept", "trimmed", "no-value",
    "escape", "utf8", "semicolon", "equals", "brackets", "renamed", "prototype", "nul", "blank",
    "deep", "cut", "twice", "clash", "joined", "flattened", "spread", "mixed", "gap", "many",
]  # fmt: skip

SENTENCES: dict[NoteKind, str] = {
    "entity": "&amp; was read as &, because this text was copied from HTML.",
    "fragment": "Left out {}: what follows # stays in the browser and is never sent.",
    "no-query": "This address has no query: nothing follows a question mark.",
    "encoded-twice": "{}: percent-encoded twice. One layer was undone throughout.",
    "encoded-twice-kept": "{}: brackets that are percent-encoded twice, kept as they are next to "
    "others that are not.",
    "trimmed": "{}: white space before the name was left out. Some parsers keep it.",
    "no-value": "{}: no = after the name. Read as empty text; some parsers read null.",
    "escape": "{}: a % without two hexadecimal digits, kept as it is. Some parsers refuse it; "
    "%25 spells a percent sign.",
    "utf8": "{}: escapes that are not UTF-8, shown as \ufffd. Parsers differ on what to keep.",
    "semicolon": "{}: a bare semicolon, read as text. Some older parsers split there; %3B is "
    "read alike by all.",
    "equals": "{}: a bracket and = within the value. Some parsers end the name there; %5D is read "
    "alike by all.",
    "brackets": "{}: brackets that do not pair up one after another. Parsers read such a name "
    "differently.",
    "renamed": "{}: a dot or space in the name, kept. PHP turns it into an underscore.",
    "prototype": "{}: common JavaScript parsers drop this name.",
    "nul": "{}: a NUL character in the name, kept. Some parsers end the name there.",
    "blank": "{}: a group that holds only white space, kept as a name. PHP reads it as [].",
    "deep": "{}: more than five bracket groups. Common parsers keep the rest as one name.",
    "cut": "{}: more than 64 bracket groups. The rest is kept as one name.",
    "twice": "{}: appears more than once. The last value counts here; other parsers make a list.",
    "clash": "{}: used both for a value and for a group. The later one counts here; other parsers "
    "keep both or refuse.",
    "joined": "{}: repeated groups without a number. They are joined until a key comes again; "
    "other parsers start a new item at each, or join them all.",
    "flattened": "{}: a list within a group without a number. Some parsers make one list of both.",
    "spread": "{}: numbers within its numbered items. Some parsers make an item of each.",
    "mixed": "{}: [] next to numbers or names. It takes the next free number here; other "
    "parsers refuse.",
    "gap": "{}: the numbering has gaps, closed up here. Other parsers keep the numbers.",
    "many": "{} parameters: common parsers cut a query off after 1,000.",
}

_NAMED = 3
_SHOWN = 60


class Notes:
    """Collects names by kind, so that a million odd parameters still make one sentence."""

    def __init__(self) -> None:
        self._names: dict[NoteKind, dict[str, None]] = {}

    def add(self, kind: NoteKind, name: str = "") -> None:
        """Remember that this holds for the parameter of that name."""
        self._names.setdefault(kind, {}).setdefault(name)

    def names(self, kind: NoteKind) -> tuple[str, ...]:
        """The parameters that something holds for."""
        return tuple(self._names.get(kind, ()))

    def sentences(self) -> tuple[str, ...]:
        """One sentence a kind, naming the first parameters it holds for."""
        return tuple(SENTENCES[kind].format(_listed(names)) for kind, names in self._names.items())


def _listed(names: dict[str, None]) -> str:
    first = [_printable(name) for name, _ in zip(names, range(_NAMED), strict=False)]
    left_out = len(names) - len(first)
    return ", ".join(first) + (f" and {left_out:,} more" if left_out else "")


def _printable(name: str) -> str:
    short = name if len(name) <= _SHOWN else name[: _SHOWN - 1] + "…"
    return printable(short)
