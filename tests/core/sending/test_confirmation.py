"""The question before a send says what it adds, in the digits of the document."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.catalog.catalog import Catalog, Goal, Variation
from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Number, Payload
from convert_console.core.linter.problem import Problem
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest, encode
from convert_console.core.sending.confirmation import (
    Accepted,
    Known,
    Question,
    Repeat,
    additions,
    effect,
    question_before,
    repeats,
    sent_in,
    visitor_in,
)

ASKING = Profile(id="p", name="P", project="10000001")
SALE = Draft(
    '{"ev": [{"evt": "hitGoal", "goals": ["100300301"]},'
    ' {"evt": "tr", "goals": ["100300301"], "r": 123.20}]}'
)


def asked(profile: Profile, draft: Draft = SALE) -> Question | None:
    wire = encode(draft, profile)
    assert isinstance(wire, WireRequest)
    return question_before(wire, draft, profile)


def test_live_statistics_are_named_with_what_they_will_gain() -> None:
    question = asked(ASKING)
    assert question is not None
    assert question.live
    assert question.sentence == ("This adds 1 conversion and 123.20 to the live statistics of P.")


def test_a_get_is_asked_about_as_a_post_is() -> None:
    assert asked(ASKING, SALE.by("GET")) == asked(ASKING)


def test_the_project_asked_about_is_the_one_of_the_address_not_of_the_document() -> None:
    question = asked(ASKING, Draft('{"pid": "99999999", "ev": [{"evt": "viewExp"}]}'))
    assert question is not None
    assert "statistics of P." in question.sentence
    other = encode(SALE, replace(ASKING, project="10000002"))
    assert isinstance(other, WireRequest)
    question = question_before(other, SALE, ASKING)
    assert question is not None
    assert "statistics of project 10000002." in question.sentence


def test_a_foreign_machine_is_named() -> None:
    question = asked(replace(ASKING, target="custom", endpoint="https://shop.example/track"))
    assert question is not None
    assert question.sentence.startswith("This leaves your machine and goes to shop.example.")


def test_nothing_is_asked_for_this_machine_or_where_the_profile_is_free() -> None:
    assert asked(replace(ASKING, target="local")) is None
    assert asked(replace(ASKING, reach="free")) is None


def test_a_broken_document_is_not_called_harmless() -> None:
    question = asked(ASKING, Draft("{"))
    assert question is not None
    assert "nothing that can be read as an event" in question.sentence


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([], "nothing that can be read as an event"),
        ([{"evt": "viewExp"}], "1 variation view"),
        ([{"evt": "hitGoal", "goals": ["7", Number("8")]}], "7 and 1 conversion of goal 8"),
        ([{"evt": "hitGoal", "goals": []}], "goal without an id"),
        ([{"evt": "hitGoal", "goals": "7"}], "1 conversion of goal 7"),
        ([{"evt": "tr", "goals": ["7"], "r": Number("1.10")}], "revenue 1.10 to goal 7"),
        ([{"evt": "tr", "goals": ["7"], "r": "1,5"}], "revenue 1,5 to goal 7"),
        ([{"evt": "tr", "goals": ["7"]}], "revenue of unknown format to goal 7"),
        ([{"evt": "TR"}], "1 event of unknown type"),
        (["tr"], "1 event of unknown format"),
    ],
)
def test_each_kind_of_event_has_its_words(events: list[Payload], words: str) -> None:
    assert additions({"ev": events}).endswith(words)


def test_what_repeats_is_counted() -> None:
    hit: Payload = {"evt": "hitGoal", "goals": ["7"]}
    held = additions({"ev": [{"evt": "viewExp"}, hit, {"evt": "viewExp"}, hit, "x"]})
    assert held == "2 variation views, 2 conversions of goal 7 and 1 event of unknown format"


def test_amounts_are_added_up_exactly_for_each_goal_and_variation() -> None:
    def sale(goal: str, variation: str, amount: str) -> Payload:
        return {"evt": "tr", "goals": [goal], "vars": [variation], "r": Number(amount)}

    events: list[Payload] = [
        sale("7", "12", "0.10"),
        sale("7", "13", "1e1"),
        sale("7", "12", "123456789012345678901234567890.20"),
        sale("8", "12", "5.00"),
    ]
    assert additions({"ev": events}, NAMED) == (
        "revenue 123456789012345678901234567890.30 in 2 transactions to goal Purchase (7) in"
        " variation B, revenue 1e1 to goal Purchase (7) in variation C (stopped)"
        " and revenue 5.00 to goal 8 in variation B"
    )


def test_an_amount_that_is_not_a_number_is_not_added_to_others() -> None:
    events: list[Payload] = [
        {"evt": "tr", "goals": ["7"], "r": amount}
        for amount in (Number("1.5"), "1,5", "1,5", Number("2.5"))
    ]
    assert additions({"ev": events}) == (
        "revenue 4.0 in 2 transactions to goal 7"
        " and revenue 1,5 in each of 2 transactions to goal 7"
    )


def repeated(profile: Profile, *goals: str) -> Question | None:
    wire = encode(SALE, profile)
    assert isinstance(wire, WireRequest)
    known = Known(catalog=NAMED, repeats=[(goal, "2 hours ago") for goal in goals])
    return question_before(wire, SALE, profile, known)


def test_what_was_accepted_before_is_reported_with_its_time_and_its_meaning() -> None:
    question = repeated(ASKING, "7")
    assert question is not None and question.repeats
    assert question.sentence.endswith(
        "Purchase was accepted for this visitor 2 hours ago, so it will not count again."
        " A new visitor makes it a new conversion."
    )


def test_a_repetition_is_asked_about_even_where_the_profile_is_free() -> None:
    question = repeated(replace(ASKING, reach="free"), "7", "8", "9")
    assert question is not None
    assert "2 hours ago, and 2 more goals before: they will not count" in question.sentence


def test_a_long_list_is_cut_with_a_count() -> None:
    goals = [str(number) for number in range(9)]
    assert additions({"ev": [{"evt": "hitGoal", "goals": goals}]}).endswith("and 5 more")


PLAIN = st.none() | st.booleans() | st.text(max_size=3) | st.just(Number("1.10"))
TREES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["ev", "evt", "goals", "r"]), inner)
    ),
    max_leaves=12,
)


@given(TREES, st.sampled_from(["viewExp", "hitGoal", "tr"]), TREES)
def test_no_document_is_too_odd_for_words(tree: Payload, kind: str, goals: Payload) -> None:
    assert additions(tree)
    assert additions({"ev": [tree, {"evt": kind, "goals": goals, "r": tree}]})


NAMED = Catalog(
    goals={"7": Goal("7", "Purchase")},
    variations={"12": Variation("12", "1", "B"), "13": Variation("13", "2", "C", status="stopped")},
)


def test_goals_and_variations_are_named_where_a_catalog_knows_them() -> None:
    event: dict[str, Payload] = {"goals": ["7"], "vars": ["12", "13", "14"]}
    hit, sale = {**event, "evt": "hitGoal"}, {**event, "evt": "tr", "r": Number("1.50")}
    assert additions({"ev": [hit, sale]}, NAMED) == (
        "1 conversion of goal Purchase (7) in variation B, C (stopped)"
        " and revenue 1.50 to goal Purchase (7) in variation B, C (stopped)"
    )
    view: Payload = {"evt": "viewExp", "vars": ["12"]}
    assert additions({"ev": [view]}, NAMED) == "1 view of variation B"


def test_ids_that_the_catalog_lacks_stay_numbers() -> None:
    hit: Payload = {"evt": "hitGoal", "goals": ["8"], "vars": ["14"]}
    assert additions({"ev": [hit]}, NAMED) == "1 conversion of goal 8"


def test_the_first_error_is_named_and_the_others_are_counted() -> None:
    first = Problem(
        "goals-missing", "error", ("ev", 0, "goals"), "Choose the goal that was reached."
    )
    other = Problem("ua-missing", "error", (), "No User-Agent.")
    wire = encode(SALE, ASKING)
    assert isinstance(wire, WireRequest)

    def sentence(*errors: Problem) -> str:
        question = question_before(wire, SALE, ASKING, Known(errors=errors))
        assert question is not None
        return question.sentence

    assert sentence(first) == (
        "Event 1: Choose the goal that was reached. This may not count as meant. "
        "If counted, it adds 1 conversion and 123.20."
    )
    assert sentence(other, first, first) == (
        "No User-Agent. And 2 more. This may not count as meant. "
        "If counted, it adds 1 conversion and 123.20."
    )


def test_one_question_joins_the_error_and_the_effect() -> None:
    draft = Draft(
        '{"pid": "10024405", "ev": [{"evt": "hitGoal", "goals": ["7"]},'
        ' {"evt": "tr", "goals": ["7"], "r": 168.70}]}'
    )
    wire = encode(draft, ASKING)
    assert isinstance(wire, WireRequest)
    differ = Problem("pid-host", "error", ("pid",), "The address belongs to another project.")
    question = question_before(wire, draft, ASKING, Known(errors=[differ]))
    assert question is not None
    assert question.text == (
        "Project ids differ (10024405 / 10000001), so this may be ignored. "
        "If counted, it adds 1 conversion and 168.70. Send anyway?"
    )


def test_an_error_before_a_send_to_this_machine_counts_nowhere() -> None:
    profile = replace(ASKING, target="local")
    wire = encode(SALE, profile)
    assert isinstance(wire, WireRequest)
    first = Problem("r-missing", "error", ("ev", 1, "r"), "Enter the order amount.")
    question = question_before(wire, SALE, profile, Known(errors=[first]))
    assert question is not None and not question.live
    assert question.text == "Event 2: Enter the order amount. Send anyway?"


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([], "nothing that can be read as an event"),
        ([{"evt": "viewExp"}, {"evt": "viewExp"}], "2 variation views"),
        ([{"evt": "hitGoal", "goals": ["7"], "vars": ["12"]}], "1 conversion of Purchase in B"),
        ([{"evt": "hitGoal", "goals": ["7", "8"]}], "2 conversions"),
        ([{"evt": "tr", "goals": ["7", "8"], "r": Number("0.10")}], "0.10"),
        ([{"evt": "tr", "goals": ["7"], "r": Number("0.10")}] * 2, "0.20"),
        ([{"evt": "tr", "goals": ["7"], "r": "1,5"}], "an amount 1,5"),
        ([{"evt": "TR"}, "x"], "1 event of unknown type and 1 event of unknown format"),
    ],
)
def test_an_effect_is_said_in_few_words(events: list[Payload], words: str) -> None:
    draft = Draft(flat_text({"ev": events}))
    assert effect(draft, NAMED) == words


# Which conversions an endpoint has had before.


def document(kind: str, goal: Payload, tid: Payload = None, vid: Payload = "v") -> Payload:
    whole: dict[str, Payload] = {"vid": vid, "ev": [{"evt": kind, "goals": [goal]}]}
    return whole if tid is None else {**whole, "tid": tid}


def accepted(payload: Payload, at: float = 100.0) -> Accepted:
    return Accepted(at, sent_in(payload))


def test_a_conversion_counts_once_whatever_its_transaction() -> None:
    before = [accepted(document("hitGoal", "7", "t1"))]
    assert repeats(document("hitGoal", "7", "t2"), before) == (Repeat("7", 100.0),)


def test_a_transaction_of_another_id_is_another_one() -> None:
    before = [accepted(document("tr", "7", "t1"))]
    assert repeats(document("tr", "7", "t2"), before) == ()
    assert repeats(document("tr", "7", "t1"), before) == (Repeat("7", 100.0),)
    assert repeats(document("tr", "7"), before) == (Repeat("7", 100.0),)


@pytest.mark.parametrize("other", [document("hitGoal", "8"), document("hitGoal", "7", vid="w")])
def test_another_goal_or_visitor_is_not_a_repetition(other: Payload) -> None:
    assert repeats(other, [accepted(document("hitGoal", "7"))]) == ()


def test_a_view_is_never_a_repetition() -> None:
    assert repeats(document("viewExp", "7"), [accepted(document("hitGoal", "7"))]) == ()


def test_the_newest_send_is_named_and_numbers_are_ids_as_text_is() -> None:
    before = [accepted(document("tr", "7"), 5.0), accepted(document("tr", Number("7")), 9.0)]
    assert repeats(document("tr", Number("7")), before) == (Repeat("7", 9.0),)


@pytest.mark.parametrize("odd", [None, [], "x", {"ev": {}}, {"ev": [None, {"evt": "tr"}]}])
def test_a_document_that_cannot_be_read_repeats_nothing(odd: Payload) -> None:
    assert repeats(odd, [accepted(document("tr", "7"))]) == ()
    assert visitor_in(odd) == ""


def test_a_whole_amount_is_called_an_amount() -> None:
    sale = '{"ev": [{"evt": "hitGoal", "goals": ["7"]}, {"evt": "tr", "r": 12}]}'
    assert effect(Draft(sale)) == "1 conversion and an amount of 12"
