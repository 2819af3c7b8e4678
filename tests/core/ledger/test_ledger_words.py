"""The ledger claims no more than is known, and says each thing in its number."""

from collections import Counter

from convert_console.core.document.payload import Payload
from convert_console.core.ledger.ledger import Ledger, ledger_of, remarks, summary_words


def test_the_summary_claims_no_more_than_is_known() -> None:
    words = summary_words(Ledger(requests=3), local=False)
    assert words.startswith("3 accepted requests of 0 visitors.")
    assert "does not prove" in words
    assert summary_words(Ledger(requests=1, visitors={"a"}), local=True).startswith(
        "1 accepted request of 1 visitor, all to this machine only: a rehearsal. No report counts "
        "them, unless a program here passed them on."
    )


def test_there_is_nothing_to_remark_where_nothing_is_odd() -> None:
    assert remarks(Ledger(requests=3), 0) == ()


def test_each_remark_is_said_in_its_number() -> None:
    for count, words in (
        (1, ("1 request went", "is not counted", "1 repeat of", "was left out", "says the same")),
        (2, ("2 requests went", "are not counted", "2 repeats of", "were left out", "say the")),
    ):
        odd = Counter(
            {"repeat": count, "alike": count, "nameless": count, "no amount": count, "no count": 2}
        )
        said = " ".join(remarks(Ledger(odd=odd), count))  # type: ignore[arg-type]
        assert [word for word in words if word not in said] == []
        assert "{" not in said


def test_what_the_documentation_leaves_open_is_said() -> None:
    ids: dict[str, Payload] = {"goals": ["5"], "exps": ["1"], "vars": ["2"]}
    ledger = ledger_of([{"vid": "a", "ev": [{"evt": "tr", "r": "1", "prc": "1", **ids}]}])
    assert remarks(ledger, 0) == (
        "1 conversion with revenue has no hitGoal of its own; the documentation asks for both "
        "events.",
        "1 visitor of a variation converted without a viewExp among these sends; whether a report "
        "counts that is not known.",
    )
