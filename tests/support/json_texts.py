"""JSON texts as hypothesis draws them: any tree, any white space, any escapes, any literals."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from convert_console.core.document.payload import Number, Path, Payload

LITERALS = ("0", "-0", "7", "1.10", "123.230", "-1.5e-7", "1E5", "2e+3", "9" * 40, "1e400")
KEYS = ("ev", "a", "b", "", "goals", "ke y", 'q"', "\\", "é", "a.b", "\ud83d", "[", "}", ":")

numbers = st.sampled_from(LITERALS).map(Number)
strings = st.one_of(
    st.sampled_from(KEYS),
    # No high half right before a low one: written apart, they are read back as one character.
    st.text(max_size=6).filter(
        lambda s: s.encode("utf-16", "surrogatepass").decode("utf-16", "ignore") == s
    ),
    st.sampled_from(("\ud800", "x\udc00y", '[{"a": 1}, ', "]]}", "😀", "\r\n\t", "a\\u0041")),
)
plain = st.one_of(st.none(), st.booleans(), numbers, strings)
keys = st.one_of(st.sampled_from(KEYS), strings)
trees: st.SearchStrategy[Payload] = st.recursive(
    plain,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=14,
)
containers = trees.filter(lambda tree: isinstance(tree, dict | list))
documents = st.dictionaries(keys, trees, max_size=5)


class Hand:
    """Writes a tree as someone with odd habits would: a style for a document, at random."""

    def __init__(self, random: Random, *, doubles: bool = False) -> None:
        self._random = random
        self._doubles = doubles
        self._newline = random.choice(("\n", "\r\n"))
        self._unit = random.choice(("  ", "\t", " ", "    "))
        self._habit = random.choice(("compact", "spaced", "tall", "mixed", "wild"))
        self._colon = random.choice((":", ": ", " : ")) if self._habit != "compact" else ":"

    def document(self, tree: Payload) -> str:
        around = (self._random.choice(("", " ", self._newline, "\t\r\n")) for _ in range(2))
        return next(around) + self.value(tree, 0) + next(around)

    def value(self, tree: Payload, level: int) -> str:
        if isinstance(tree, dict):
            pairs = list(tree.items())
            if self._doubles and pairs and self._random.random() < 0.3:
                at = self._random.randrange(len(pairs))
                pairs.append(pairs[at])  # the last one counts, in the place of the first
                pairs[at] = (pairs[at][0], self._random.choice(([], {"a": {}}, "x", Number("1"))))
            members = [f"{self.string(k)}{self._colon}{self.value(v, level + 1)}" for k, v in pairs]
            return self._bracketed("{", members, "}", level)
        if isinstance(tree, list):
            return self._bracketed("[", [self.value(v, level + 1) for v in tree], "]", level)
        if isinstance(tree, str):
            return self.string(tree)
        words = {None: "null", True: "true", False: "false"}
        return tree.literal if isinstance(tree, Number) else words[tree]  # type: ignore[index]

    def string(self, value: str) -> str:
        return '"' + "".join(self._character(c) for c in value) + '"'

    def _character(self, c: str) -> str:
        must = c in '"\\' or c < " " or "\ud800" <= c <= "\udfff"
        if not must and self._random.random() < 0.85:
            return c
        if c in '"\\/' and self._random.random() < 0.5:
            return "\\" + c
        units = c.encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{units[i]:02x}{units[i + 1]:02X}" for i in range(0, len(units), 2))

    def _bracketed(self, left: str, members: list[str], right: str, level: int) -> str:
        habit = self._habit
        if habit == "mixed":
            habit = self._random.choice(("compact", "spaced", "tall"))
        if habit == "wild":
            return left + ",".join(self._wild() + m + self._wild() for m in members) + right
        if habit == "tall" and members:
            line = self._newline + self._unit * level
            inner = line + self._unit
            return left + inner + ("," + inner).join(members) + line + right
        return left + (", " if habit == "spaced" else ",").join(members) + right

    def _wild(self) -> str:
        return "".join(self._random.choice(" \t\r\n") for _ in range(self._random.randrange(3)))


@st.composite
def written(draw, of=trees, *, doubles: bool = False) -> tuple[str, Payload]:
    """A text and the tree that it says."""
    tree = draw(of)
    return Hand(draw(st.randoms(use_true_random=False)), doubles=doubles).document(tree), tree


def paths_in(tree: Payload, here: Path = ()) -> list[Path]:
    """Every path of a tree, the empty one first."""
    if isinstance(tree, dict):
        inner = [paths_in(value, (*here, key)) for key, value in tree.items()]
    elif isinstance(tree, list):
        inner = [paths_in(value, (*here, position)) for position, value in enumerate(tree)]
    else:
        inner = []
    return [here, *(path for paths in inner for path in paths)]


def in_order(tree: Payload) -> object:
    """A tree in a form whose equality minds the order of keys and the type of values."""
    if isinstance(tree, dict):
        return ("object", [(key, in_order(value)) for key, value in tree.items()])
    if isinstance(tree, list):
        return ("list", [in_order(value) for value in tree])
    return (type(tree).__name__, tree)


def thousand_events() -> dict[str, Payload]:
    """A request as large as the window has to bear."""
    events: list[Payload] = [
        {
            "evt": "tr",
            "goals": ["100300301", Number("100300302")],
            "exps": ["100200300", "100200301"],
            "vars": ["1002003001", "1002003002"],
            "r": Number(f"{row}.10"),
            "prc": Number("2"),
        }
        for row in range(1_000)
    ]
    return {"cid": "10000001", "seg": {"browser": "CH"}, "ev": events, "vid": "1-0.2"}
