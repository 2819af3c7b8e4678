"""Feeds every reader with what nobody meant to write: mutated golden data, seeded and bounded.

`python -m faults.fuzz --calls 50000 --seed 7 paste linter` runs it for long; without names it takes
every reader. A reader fails where it raises what its caller does not expect, or takes a second.
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from convert_console.core.catalog.catalog import read_catalog
from convert_console.core.document.edits import EditImpossible
from convert_console.core.document.formatting import pretty, without_blanks
from convert_console.core.document.incremental import IncrementalParser
from convert_console.core.document.payload import parse
from convert_console.core.history.filter_language import (
    FilterContext,
    Owner,
    completions,
    read_filter,
)
from convert_console.core.linter.checker import check
from convert_console.core.linter.problem import Situation
from convert_console.core.orders.dry_run import DryRun
from convert_console.core.orders.mapping import REPEATED, VisitorIds, guess, read_mapping
from convert_console.core.orders.order_builder import order_builder
from convert_console.core.paste import Recognised
from convert_console.core.paste.pasted_ids import ids_in, pairs_in
from convert_console.core.paste.recognise import recognise
from convert_console.core.plan.plan import Plan
from convert_console.core.query import QueryTooLong, lost_in_get, read_query, write_query
from convert_console.core.request.destination import destination_kind
from convert_console.core.request.draft import Draft
from convert_console.core.request.event_summary import summarise
from convert_console.core.request.profile import Profile, read_proxy
from convert_console.core.request.query_edits import with_query
from convert_console.core.request.wire import encode
from convert_console.core.traffic.expectations import Watch, read_expectations
from convert_console.services.orders.csv_file import dry_run, open_order_file
from convert_console.services.orders.journal import Journal
from convert_console.services.storage.catalogs import CatalogStore
from convert_console.services.storage.drafts import DraftStore
from convert_console.services.storage.files import StoreFailed, read_import
from convert_console.services.storage.journeys import JourneyStore
from convert_console.services.storage.profiles import InvalidProfile, ProfileStore, read_profile
from convert_console.services.storage.saved_requests import RequestStore, read_requests
from convert_console.services.storage.settings import SettingsStore

DATA = Path(__file__).parents[1] / "data"
SLOWEST = 1.0
"""Seconds that a call may take."""

Read: TypeAlias = Callable[[str], object]


# What is mutated


def golden(*folders: Path) -> tuple[str, ...]:
    """Every text of the golden data: requests, pastes, queries, documents, catalogs."""
    found: dict[str, None] = {}
    for path in sorted(path for folder in (DATA, *folders) for path in folder.rglob("*")):
        if not path.is_file():
            continue
        text = path.read_text("utf-8", "replace")
        found[text] = None
        if path.suffix == ".json":
            found |= dict.fromkeys(one for one in _texts(json.loads(text)) if len(one) > 8)
    return tuple(found)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield json.dumps(value)
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


ODD = (
    "\0", "\ud800", "\udfff", "\ufeff", "\u2028", "\u202e", "\x85", "\xa0", "\u0663", "\xb2",
    "\uff11", "😀", "é", "\x1b[31m", "\r\n", "\n\n", "\t", "\\", '"', "'", "`", "“", "”", "{", "}",
    "[", "]", "(", ")", "<", ">", ":", ",", ";", "=", "=>", "&", "?", "#", "%", "%5B", "%255B",
    "%00", "%ff", "+", "//", "/*", "*/", "http://", "https://a..test/", "//[::1", ":99999", "${",
    "{{", "}}", "...", "\\u", "\\ud800", "\\x", '\\"', "$'", "$(", "^", "|", "-", "--", "NaN",
    "Infinity", "-Infinity", "undefined", "null", "true", "1e999999", "-1e-999999", "0x1F", "007",
    ".5", "1n", "9" * 30, "9" * 5_000, "-0", "1_000", "cid", "pid", "vid", "ev", "seg", "evt",
    "tr", "hitGoal",
    '"ev":', '"cid":1,', "cid=", "ev[0][evt]=tr", "&ev[][goals][]=", "_conv_s=", "_conv_v=",
    "_conv_q.push(", "curl ", "fetch(", "Invoke-WebRequest ", "GET /track HTTP/1.1\n", "__data=",
    "since:", "status:", "verdict:", "goal:", "9999-12-31", "0001-01-01", "2026-02-30", "a" * 300,
    "[" * 300, "{" * 300, '{"a":' * 250, "]" * 300, "[[]]", "{}", "[]", '""', "1.10", "1,50",
)  # fmt: skip
WAYS_TO_ESCAPE: tuple[Callable[[str], str], ...] = (
    json.dumps,
    lambda text: text.replace('"', '\\"'),
    lambda text: text.replace("\\", "\\\\"),
    lambda text: text.replace('"', "&quot;"),
    lambda text: text.replace("&", "&amp;"),
    lambda text: text.replace('"', "“"),
    lambda text: text.replace('"', "'"),
    lambda text: text.replace("[", "%5B").replace("]", "%5D"),
    lambda text: text.replace("%", "%25"),
    lambda text: text.replace("\n", "\r\n"),
    lambda text: f"```\n{text}\n```",
    lambda text: f"curl https://1.metrics.convertexperiments.com/track -d '{text}'",
    lambda text: f'{{"message": {json.dumps(text)}}}',
    str.upper,
)


class Mutator:
    """Makes texts that are nearly right out of right ones."""

    def __init__(self, seed: int, corpus: tuple[str, ...]) -> None:
        self._chance = random.Random(seed)
        self._corpus = corpus

    def text(self, longest: int) -> str:
        """A text of at most so many characters; most are short, and a few very long."""
        chance = self._chance
        size = (
            longest
            if chance.random() < 0.002
            else longest // 10
            if chance.random() < 0.02
            else 4_000
        )
        text = chance.choice(self._corpus) if chance.random() < 0.9 else ""
        if len(text) > size:
            start = chance.randrange(len(text)) if chance.random() < 0.5 else 0
            text = text[start : start + size]
        for _ in range(chance.choice((0, 1, 1, 2, 3, 5, 8))):
            text = self._mutated(text, size)[:size]
        return text

    def _mutated(self, text: str, size: int) -> str:
        chance = self._chance
        at, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        match chance.randrange(10):
            case 0:
                return text[:at] + text[end:]
            case 1 | 2:
                return text[:at] + chance.choice(ODD) + text[at:]
            case 3:
                return text[:at] + chance.choice(ODD) + text[end:]
            case 4:
                end = min(end, at + chance.choice((1, 3, 10, 100)))
                piece = text[at:end] or chance.choice(ODD)
                times = min(chance.choice((2, 10, 100, 5_000)), size // len(piece) + 1)
                return text[:at] + piece * times + text[end:]
            case 5:
                other = chance.choice(self._corpus)
                cut = chance.randrange(len(other) + 1)
                return text[:at] + other[cut : cut + chance.choice((10, 100, size))]
            case 6:
                return text[:at]
            case 7:
                return chance.choice(WAYS_TO_ESCAPE)(text)
            case 8:
                depth = chance.choice((2, 20, 150, 300))
                opening, closing = chance.choice(
                    (("[", "]"), ('{"a":', "}"), ("(", ")"), ('[{"evt":', "}]"))
                )
                return text[:at] + opening * depth + text[at:end] + closing * depth + text[end:]
            case _:
                return self._tree(text)

    def _tree(self, text: str) -> str:
        """The same document with one of its values replaced, doubled or renamed."""
        try:
            tree = json.loads(text)
        except (ValueError, RecursionError):
            return text + self._chance.choice(ODD)
        chance, here = self._chance, tree
        while isinstance(here, dict | list) and here:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            key = chance.choice(keys)
            if chance.random() < 0.5 or not isinstance(here[key], dict | list):
                here[key] = chance.choice(self._values(tree))
                break
            here = here[key]
        with suppress(ValueError, RecursionError):
            return json.dumps(tree, ensure_ascii=chance.random() < 0.5)
        return text

    def _values(self, tree: object) -> list[object]:
        chance = self._chance
        several = [chance.choice(ODD)] * chance.choice((1, 5, 500))
        deep: object = 1
        for _ in range(chance.choice((3, 50, 190))):
            deep = [deep] if chance.random() < 0.5 else {"a": deep}
        twice = tree if chance.random() < 0.1 else 7
        return [
            None, True, False, 0, -1, 1.5, 10**30, 1e300, "", [], {}, [[]], [None], [{}], several,
            deep, chance.choice(ODD), json.dumps(several), {str(n): n for n in range(5)}, twice,
        ]  # fmt: skip


def corpus_of(reader: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """What a reader is fed with: as many texts of its own kind as of others."""
    own = OWN.get(reader, ())
    return own * (len(texts) // len(own)) + texts if own else texts


# The readers


def _paste(text: str) -> object:
    found = recognise(text)
    if isinstance(found, Recognised):
        for draft in found.requests[:20]:
            parse(draft.text)
    return found


def _query(text: str) -> object:
    payload = read_query(text).payload
    with suppress(QueryTooLong):
        return lost_in_get(payload), read_query(write_query(payload))
    return None


def _follow(text: str) -> object:
    before, _, query = text.partition("\n")
    with suppress(EditImpossible):
        first = with_query('{"cid": "1", "ev": [{"evt": "tr", "r": 1.10}]}', before[:2_000])
        return with_query(first, query[:2_000])
    return None


def _json(text: str) -> object:
    reading = parse(text)
    reader = IncrementalParser(text)
    reader.read(text[: len(text) // 2] + "1" + text[len(text) // 2 :])
    with suppress(EditImpossible):
        return pretty(text), without_blanks(text), summarise(reading.payload)
    return None


def _filter(text: str) -> object:
    here = datetime(2026, 11, 23, 14, tzinfo=ZoneInfo("America/Sao_Paulo"))
    profiles = {"Shop": (Owner("shop"),), text[:30]: (Owner("", text),)}
    around = FilterContext(here, profiles, lambda name: (name,) * (len(name) % 3))
    return read_filter(text, around), completions(text, ("Shop", text[:30]))


def _linter(text: str) -> object:
    """Every rule, over the text and over a document that holds it."""
    if len(text) % 2:
        text = json.dumps({"cid": "1", "pid": text[:50], "vid": text[-50:], "ev": _events(text)})
    profile = Profile(id="p", name="P", project="10000001")
    found = check(Draft(text, "POST"), profile, _situation())
    found += check(Draft(text, "GET"), profile, _situation())
    for problem in found[:5]:
        if problem.fix is not None:
            with suppress(EditImpossible):
                problem.fix.apply(text)
    return [problem.where for problem in found[:100]]


def _events(text: str) -> list[object]:
    """Values where events belong: what a text holds as JSON, and what it does not."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = text.split(",")[:50]
    event = {"evt": "tr", "goals": found, "exps": [text[:20]], "vars": found, "r": found}
    return [event, found, {"evt": "hitGoal", "goals": [found], "tid": text[:30], text[:9]: found}]


@functools.cache
def _situation() -> Situation:
    catalog = read_catalog((DATA / "catalog.json").read_text("utf-8"))
    return Situation(now=1.796e9, catalog=catalog)  # type: ignore[arg-type]


def _address(text: str) -> object:
    line = text[:3_000].replace("\n", " ") if len(text) % 2 else text[:200]
    made = []
    for url in (line, f"http://{line}", f"https://{line}/track"):
        profile = Profile(id="p", name="P", target="custom", endpoint=url)
        made += [encode(Draft("{}", "GET"), profile), destination_kind(url), read_proxy(url)]
    return made


def _expectations(text: str) -> object:
    found = read_expectations(text)
    return [Watch(one).failure for one in found.expectations] if isinstance(found, Plan) else found


def _ids(text: str) -> object:
    return ids_in(text), pairs_in(text)


def _mapping(text: str) -> object:
    with suppress(ValueError, RecursionError):
        held = json.loads(text)
        with suppress(ValueError, KeyError, TypeError):
            return read_mapping(held)
    return None


def _profile(text: str) -> object:
    with suppress(InvalidProfile):
        return read_profile("shop", _bytes(text))
    return None


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


class Files:
    """The readers of files, each with a folder of its own that is empty at each call."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _empty(self) -> Path:
        for path in self._root.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return self._root

    def orders(self, text: str) -> object:
        path = self._empty() / "orders.csv"
        wide = len(text) % 7 == 0
        path.write_bytes(text.encode("utf-16", "surrogatepass") if wide else _bytes(text))
        with suppress(StoreFailed):
            file = open_order_file(path)
            mapping = guess(file.columns, Draft('{"cid":"1","pid":"2","ev":[]}'))
            mapping = replace(mapping, repeated=REPEATED[len(text) % 4][0])
            builder = order_builder(
                mapping, file.columns, file.survey(mapping), profile=Profile(id="p", name="P"),
                visitors=VisitorIds(1.7e9, "key"),
            )  # fmt: skip
            return dry_run(file, builder, DryRun(kept=5))
        return None

    def journal(self, text: str) -> object:
        path = self._empty() / "one.journal"
        path.write_bytes(b'{"format": 1, "began": 1.5}\n' * (len(text) % 3 != 0) + _bytes(text))
        with suppress(StoreFailed), Journal(path, None) as journal:
            return journal.count(frozenset({"accepted"})), journal.code(3)
        return None

    def profiles(self, text: str) -> object:
        (self._empty() / "shop.json").write_bytes(_bytes(text))
        return ProfileStore(self._root).load()

    def draft(self, text: str) -> object:
        head = json.dumps({"version": 1, "method": "POST", "bytes": len(_bytes(text))})
        whole = f"{head}\n{text}" if len(text) % 2 else text
        (self._empty() / "shop.draft").write_bytes(_bytes(whole))
        store = DraftStore(self._root)
        try:
            with suppress(StoreFailed):
                return store.load("shop")
        finally:
            store.release()
        return None

    def journeys(self, text: str) -> object:
        (self._empty() / "shop.json").write_bytes(_bytes(text))
        with suppress(StoreFailed):
            return JourneyStore(self._root).load("shop")
        return None

    def requests(self, text: str) -> object:
        (self._empty() / "order.json").write_bytes(_bytes(text))
        (self._root / "one.json").write_bytes(_bytes(text))
        with suppress(StoreFailed):
            return RequestStore(self._root).load(), read_requests([self._root / "one.json"])
        return None

    def catalog(self, text: str) -> object:
        path = self._empty() / "shop.json"
        path.write_bytes(_bytes(text))
        with suppress(StoreFailed):
            return CatalogStore(self._root).load("shop")
        return None

    def settings(self, text: str) -> object:
        (self._empty() / "settings.json").write_bytes(_bytes(text))
        return SettingsStore(self._root / "settings.json").notice

    def dropped(self, text: str) -> object:
        path = self._empty() / "dropped.txt"
        path.write_bytes(
            _bytes(text)[1:] if len(text) % 2 else text.encode("utf-16", "surrogatepass")
        )
        with suppress(StoreFailed):
            return read_import(path)
        return None


OF_TEXT: dict[str, Read] = {
    "paste": _paste,
    "query": _query,
    "follow": _follow,
    "json": _json,
    "filter": _filter,
    "linter": _linter,
    "address": _address,
    "catalog": read_catalog,
    "expectations": _expectations,
    "ids": _ids,
    "mapping": _mapping,
    "profile": _profile,
}
OF_FILES = (
    "orders", "journal", "profiles", "draft", "journeys", "requests", "catalog_file", "settings",
    "dropped",
)  # fmt: skip
OWN: dict[str, tuple[str, ...]] = {
    "filter": (
        "hello status:301", "since:2026-10-20 starred", 'verdict:bot profile:"My shop" -x',
        "since:2h", "goal:7 vid:v-1 method:POST",
    ),
    "address": (
        "https://10000001.metrics.convertexperiments.com/track", "http://user:pw@[::1]:8080/a?b#c",
        "proxy.example:3128", "http://127.0.0.1/track?key=a%20b",
    ),
    "orders": (
        "Order ID;Total;Items\nA-1;1.234,50;2\nA-2;9,99;1\n", "id,total,qty\n1,12.50,1\n" * 5,
        '"a ""b""",1\t2|3\nsep=;\n',
    ),
    "journal": (
        "> 1\n< 1 accepted 200\n> 2\n< 2 unknown 0\n", "> 999999999999999\n< 7 bot 99999\n",
    ),
    "journeys": (
        '{"format":1,"journeys":[{"name":"A","repeats":2,"steps":[{"method":"POST","pause":1.5,'
        '"document":"{}"}]}]}',
    ),
    "requests": ('{"version":1,"requests":[{"file":"one","name":"One","method":"GET"}]}',),
    "mapping": (
        '{"sources":{"tid":["column","Order ID"],"vid":["fresh",""]},"events":["tr"],'
        '"method":"POST"}',
    ),
    "profile": (
        '{"version":1,"name":"Shop","project":"1","target":"custom","endpoint":"http://h/",'
        '"headers":[["X-A","b"]],"silenced":["ua-bot"],"connect_timeout":10,"reach":"ask"}',
    ),
    "expectations": (
        '[{"name":"a","count":2,"document":{"cid":"1","ev":[{"r":1.10}]},"method":"GET"}]',
    ),
    "settings": ('{"theme":"dark","geometry":[1,2,3,4]}',),
    "catalog_file": (
        '{"version": 1, "source": "x", "loaded_at": 1.5, "configuration": {"goals":[]}}',
    ),
}  # fmt: skip
OWN["profiles"] = OWN["profile"]


@dataclass
class Result:
    """What became of the calls of one reader."""

    reader: str
    calls: int = 0
    slowest: float = 0.0
    slowest_text: str = ""
    failed: list[tuple[str, str]] = field(default_factory=list)


def run(reader: str, calls: int, mutator: Mutator, longest: int, root: Path) -> Result:
    """Call one reader so often; what it raised is kept with the text, the time is the process's."""
    files = Files(root)
    read = OF_TEXT.get(reader) or getattr(files, reader.removesuffix("_file"))
    result = Result(reader)
    for _ in range(calls):
        text = mutator.text(longest)
        began = time.process_time()
        try:
            read(text)
        except Exception:  # noqa: BLE001 - whatever escapes is what is looked for
            result.failed.append((text, traceback.format_exc()))
        took = time.process_time() - began
        result.calls += 1
        if took > result.slowest:
            result.slowest, result.slowest_text = took, text
        if took > SLOWEST:
            result.failed.append((text, f"took {took:.2f} s"))
    return result


def main() -> int:
    """Run readers for long, and print a line for each; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", nargs="*", default=[*OF_TEXT, *OF_FILES])
    parser.add_argument("--calls", type=int, default=10_000, help="of each reader")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=int, default=300_000, help="characters of a text")
    parser.add_argument("--corpus", type=Path, nargs="*", default=[], help="folders of texts")
    parser.add_argument("--keep", type=Path, help="a folder for the texts that failed")
    options = parser.parse_args()
    failed, texts = 0, golden(*options.corpus)
    for reader in options.readers:
        mutator = Mutator(options.seed, corpus_of(reader, texts))
        with tempfile.TemporaryDirectory() as folder:
            result = run(reader, options.calls, mutator, options.longest, Path(folder))
        failed += len(result.failed)
        print(
            f"{reader:14} {result.calls:>9,} calls, {len(result.failed)} failed, slowest "
            f"{result.slowest:.3f} s with {len(result.slowest_text):,} characters",
            flush=True,
        )
        for number, (text, why) in enumerate(result.failed[:20]):
            print(why.strip().splitlines()[-1][:300], repr(text[:100]))
            if options.keep:
                options.keep.mkdir(parents=True, exist_ok=True)
                kept = options.keep / f"{reader}-{options.seed}-{number}"
                kept.with_suffix(".txt").write_bytes(_bytes(text))
                kept.with_suffix(".why").write_text(why, "utf-8", "backslashreplace")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
