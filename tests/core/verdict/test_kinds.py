"""What a verdict consists of."""

from __future__ import annotations

from typing import get_args

from convert_console.core.verdict.kinds import KINDS, Verdict, VerdictKind, kinds_in, shortened
from convert_console.resources import resource


def test_only_accepted_counts_as_delivered() -> None:
    kinds = get_args(VerdictKind)
    delivered = [kind for kind in kinds if Verdict(kind, "Sentence.").delivered]
    assert delivered == ["accepted"]


def test_each_kind_has_a_distinct_word() -> None:
    here = kinds_in("inbound")
    for kinds in (here, KINDS.keys() - here):
        assert len({KINDS[kind].word for kind in kinds}) == len(kinds)


def test_each_kind_has_an_icon_that_exists() -> None:
    icons = {row.icon for row in KINDS.values()}
    assert all(resource("icons", f"{icon}.svg").is_file() for icon in icons)


def test_foreign_text_is_cut_where_a_sentence_would_become_too_long() -> None:
    assert shortened("x" * 120) == "x" * 120
    assert shortened("x" * 121) == "x" * 119 + "…"
