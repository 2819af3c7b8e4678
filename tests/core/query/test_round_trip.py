"""Both ways together: the golden vectors, and what holds for every document and every text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convert_console.core.document.payload import Number, parse
from convert_console.core.query import lost_in_get, read_query, write_query

DATA = Path(__file__).parents[2] / "data"
VECTORS = json.loads((DATA / "query.json").read_text("utf-8"))
PEERS = json.loads((DATA / "peers.json").read_text("utf-8"))
SPELLINGS = ("literal", "percent")
GONE = object()


def in_strings(value, top=True):
    """The document as a query can carry it, worked out without the code under test."""
    if isinstance(value, dict):
        kept = {key: text for key, v in value.items() if (text := in_strings(v, False)) is not GONE}
        if kept and all(re.fullmatch("0|[1-9][0-9]{0,17}", key) for key in kept):
            return numbered(sorted((int(key), text) for key, text in kept.items()), kept, top)
        return kept if kept or top else GONE
    if isinstance(value, list):
        free, found = 0, []
        for position, item in enumerate(value):
            text = in_strings(item, False)
            if text is not GONE:
                free = position if top or isinstance(text, dict | list) else free
                found.append((free, text))
                free += 1
        kept = {str(number): text for number, text in found}
        return numbered(found, kept, top) if found else ({} if top else GONE)
    return {} if top else plain_text(value)


def numbered(found, kept, top):
    highest = found[-1][0]
    closes_up = highest < len(found) or (not top and highest < 20)
    return [text for _, text in sorted(found, key=lambda f: f[0])] if closes_up else kept


def plain_text(value):
    if value is None:
        return GONE
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Number):
        sign = "-" * value.literal.startswith("-")
        whole, _, exponent = value.literal.lower().lstrip("-").partition("e")
        return sign + shifted(whole, int(exponent or 0)) if exponent else value.literal
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def shifted(digits, by):
    whole, _, fraction = digits.partition(".")
    padded = "0" * 60 + whole + fraction + "0" * 60
    point = 60 + len(whole) + by
    end = max(point, 60 + len(whole) + len(fraction))
    left, right = padded[:point].lstrip("0") or "0", padded[point:end]
    return left + ("." + right if right else "")


def as_number(digits: str) -> Number:
    return Number(digits)


DIGITS = r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,6})?([eE][+-]?[0-4]?[0-9])?"
numbers = st.from_regex(DIGITS, fullmatch=True).map(as_number)
any_text = st.text(st.characters(codec=None), max_size=8)
scalars = st.one_of(
    st.none(), st.booleans(), numbers, any_text, st.sampled_from(["", "1", "a b&c"])
)
plain_keys = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="[]%"), min_size=1, max_size=6),
    st.sampled_from(["ev", "0", "1", "2", "19", "20", "00", "__proto__", "a.b", "-1"]),
)


def trees(keys):
    return st.recursive(
        scalars,
        lambda inner: st.one_of(
            st.lists(inner, max_size=5), st.dictionaries(keys, inner, max_size=5)
        ),
        max_leaves=25,
    )


def documents(keys):
    return st.dictionaries(keys, trees(keys), max_size=6)


ids = st.one_of(st.from_regex("[0-9]{1,10}", fullmatch=True), numbers, any_text)
events = st.fixed_dictionaries(
    {
        "evt": st.sampled_from(["viewExp", "hitGoal", "tr"]),
        "vars": st.lists(ids),
        "exps": st.lists(ids),
    },
    optional={"goals": st.lists(ids), "r": numbers, "prc": numbers, "more": trees(plain_keys)},
)
requests = st.fixed_dictionaries(
    {"cid": ids, "pid": ids, "vid": any_text},
    optional={
        "seg": st.fixed_dictionaries(
            {},
            optional={"campaign": any_text, "cust": st.lists(ids), "new": st.booleans() | numbers},
        ),
        "ev": st.lists(events, max_size=30),
    },
)


# All vectors of a table in one test: as a test for each, collecting them would take longer than
# checking them. What differs is collected, so that a failure names every vector.


def failed(check, vectors, name="name"):
    """What a check says of the vectors that do not pass it, by their name."""
    failures = {}
    for vector in vectors:
        try:
            check(vector)
        except Exception as why:  # noqa: BLE001 - whatever it is, the others are checked too
            failures[vector[name]] = f"{type(why).__name__}: {why}"
    return failures


def test_a_payload_is_spelled_as_the_vector_says():
    assert failed(check_spelling, VECTORS["encode"]) == {}


def check_spelling(vector):
    spelled = vector["query"]
    payload = parse(vector["payload"]).payload
    if spelled is None:  # a lone surrogate: spelled as browsers do, and named as a loss
        assert [loss.kind for loss in lost_in_get(payload)] == ["surrogate"]
        return
    assert write_query(payload, "percent") == spelled


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_spelled_payload_reads_back_in_strings(spelling):
    """Where all peers agree there is nothing to say; where they do not, it is said."""

    def check(vector):
        payload = parse(vector["payload"]).payload
        reading = read_query(write_query(payload, spelling))
        odd = {loss.kind for loss in lost_in_get(payload)} & {"key", "deep"}
        assert odd or reading.payload == in_strings(payload)
        assert bool(reading.notes) is (vector.get("peers_agree") is False)

    assert failed(check, VECTORS["encode"]) == {}


def test_a_query_reads_as_the_vector_says():
    assert failed(check_reading, VECTORS["decode"]) == {}


def check_reading(vector):
    reading = read_query(vector["query"])
    if vector["expected"] is None:
        assert isinstance(reading.payload, dict | list)
        assert reading.notes
    elif "not a clean query" in vector.get("note", ""):
        # The vector gives the raw reading; its note asks for the clean one.
        clean = next(v for v in VECTORS["decode"] if v["name"] == "seed GET example, brackets raw")
        assert reading.payload == clean["expected"]
        assert not reading.notes
    else:
        assert reading.payload == vector["expected"]
        assert reading.notes == ()


def test_a_query_made_at_random_reads_as_the_peers_read_it():
    """What they all read alike is read so, without a note; where they differ, it is said."""
    assert failed(check_peers, PEERS["decode"], "query") == {}


def check_peers(vector):
    reading = read_query(vector["query"])
    if vector["expected"] is None:
        assert reading.notes
    else:
        assert reading.payload == vector["expected"]
        assert reading.notes == ()


def test_the_articles_get_sample_is_reproduced_character_for_character():
    url = (DATA / "article-get.url.txt").read_text("utf-8").strip()
    vector = next(v for v in VECTORS["encode"] if v["name"] == "seed: payload of the GET example")
    assert write_query(parse(vector["payload"]).payload) == url.partition("?")[2]
    assert read_query(url) == read_query(url.partition("?")[2])


@given(document=documents(plain_keys) | requests | trees(plain_keys))
def test_any_document_reads_back_in_strings_and_the_two_spellings_differ_in_brackets_only(document):
    literal, percent = write_query(document), write_query(document, "percent")
    assert literal.replace("[", "%5B").replace("]", "%5D") == percent
    assert read_query(literal).payload == in_strings(document)
    assert read_query(percent).payload == in_strings(document)


@given(document=documents(plain_keys) | requests, spelling=st.sampled_from(SPELLINGS))
def test_the_named_losses_account_for_every_difference(document, spelling):
    losses = {loss.path: loss for loss in lost_in_get(document)}
    assume(not {loss.kind for loss in losses.values()} & {"list", "gap"})

    def arrived(path, node):
        loss = losses.get(path)
        if loss and loss.kind in ("type", "exponent", "surrogate"):
            return loss.after
        if loss and loss.kind == "vanished":
            return GONE
        if isinstance(node, dict):
            kept = {key: arrived((*path, key), value) for key, value in node.items()}
            return {key: value for key, value in kept.items() if value is not GONE}
        if isinstance(node, list):
            items = [arrived((*path, position), item) for position, item in enumerate(node)]
            return [item for item in items if item is not GONE]
        return node

    assert read_query(write_query(document, spelling)).payload == arrived((), document)


@given(document=documents(plain_keys | any_text), spelling=st.sampled_from(SPELLINGS))
def test_a_document_without_losses_reads_back_as_it_is(document, spelling):
    """Whatever the keys: empty, with brackets, with half characters."""
    reading = read_query(write_query(document, spelling))
    assert lost_in_get(document) or reading.payload == document


@given(document=documents(any_text) | trees(any_text), spelling=st.sampled_from(SPELLINGS))
def test_a_query_holds_only_what_a_url_may_hold(document, spelling):
    brackets = r"\[\]" if spelling == "literal" else ""
    assert re.fullmatch(rf"[A-Za-z0-9._~&=%{brackets}-]*", write_query(document, spelling))


@given(
    text=any_text | st.text(st.sampled_from("ab0129[]%&=+?#;./:5BDFamp \t\n\0é\ud800"), max_size=60)
)
def test_no_text_makes_the_reader_raise(text):
    reading = read_query(text)
    assert isinstance(reading.payload, dict | list)
    assert all(note and note.isprintable() for note in reading.notes)


@given(text=st.text(st.sampled_from("ab01[]%&=+5BD"), max_size=40))
def test_what_was_read_and_spelled_again_reads_the_same(text):
    first = read_query(text).payload
    odd = {loss.kind for loss in lost_in_get(first)} - {"mixed"}
    assume(not odd)
    assert read_query(write_query(first)).payload == first
