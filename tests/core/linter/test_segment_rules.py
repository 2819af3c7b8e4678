"""What is said of the visitor's segments."""

import pytest

from convert_console.core.request.parameters import DEVICES, SEGMENTS
from support.linting import CLEAN, DATA, DROP, document, fixed, places, problems, with_seg

CHOICES = {row.wire_name: row for row in SEGMENTS if row.kind == "choice"}
RULES = (
    "seg-v1-keys",
    "seg-unknown-key",
    *(f"{key}-unknown" for key in CHOICES),
    "devices-not-list",
    "device-unknown",
    "new-odd",
    "new-conflict",
    "country-odd",
)


@pytest.mark.parametrize("seg", [DROP, None, {}, [], "CH"])
@pytest.mark.parametrize("rule", RULES)
def test_segments_are_optional(seg, rule) -> None:
    assert problems(document(seg=seg), rule) == []


@pytest.mark.parametrize("rule", sorted({*RULES} - {"new-conflict"}))
def test_the_clean_request_s_segments_are_fine(rule) -> None:
    assert problems(CLEAN, rule) == []


@pytest.mark.parametrize(("old", "name"), [("country", "ctry"), ("customSegments", "cust")])
def test_a_v1_key_can_be_renamed(old, name) -> None:
    text = document(seg={"browser": "CH", old: ["x"], "campaign": ""})
    assert places(text, "seg-v1-keys") == [("error", f"seg.{old}")]
    assert fixed(text, "seg-v1-keys")["seg"] == {"browser": "CH", name: ["x"], "campaign": ""}
    assert problems(text, "seg-unknown-key") == []


def test_a_v1_key_next_to_its_own_name_is_not_renamed() -> None:
    text = document(seg={"country": "RO", "ctry": "RO"})
    assert [one.fix for one in problems(text, "seg-v1-keys")] == [None]


def test_which_digit_a_v1_visitor_type_needs_is_left_to_the_user() -> None:
    (problem,) = problems(document(seg={"visitorType": "new"}), "seg-v1-keys")
    assert (problem.severity, problem.where, problem.fix) == ("error", "seg.visitorType", None)
    assert "sources disagree" in problem.sentence


def test_a_key_that_the_article_does_not_name_is_worth_knowing() -> None:
    assert places(with_seg(loyalty="gold"), "seg-unknown-key") == [("info", "seg.loyalty")]


@pytest.mark.parametrize("key", CHOICES)
def test_documented_values_are_fine_and_the_sdk_s_are_worth_knowing(key) -> None:
    for choice in CHOICES[key].choices:
        expected = [] if choice.evidence == "doc" else [("info", f"seg.{key}")]
        assert places(with_seg(**{key: choice.value}), f"{key}-unknown") == expected, choice


@pytest.mark.parametrize(
    ("key", "value", "meant"),
    [("browser", "ch", "CH"), ("source", "DIRECT", "direct"), ("source", "SEARCH", "Search")],
)
def test_another_letter_case_is_worth_knowing_and_can_be_corrected(key, value, meant) -> None:
    text = with_seg(**{key: value})
    assert places(text, f"{key}-unknown") == [("info", f"seg.{key}")]
    assert fixed(text, f"{key}-unknown")["seg"][key] == meant


@pytest.mark.parametrize("key", CHOICES)
@pytest.mark.parametrize("value", ["Chrome", "google", "", None, 1, ["CH"]])
def test_an_unknown_value_is_reported_with_the_known_ones(key, value) -> None:
    text = with_seg(**{key: value})
    assert places(text, f"{key}-unknown") == [("warning", f"seg.{key}")]
    assert "Use one of " in problems(text, f"{key}-unknown")[0].sentence


def test_devices_as_text_can_be_put_into_a_list() -> None:
    assert places(with_seg(devices="DESK"), "devices-not-list") == [("warning", "seg.devices")]
    assert fixed(with_seg(devices="DESK"), "devices-not-list")["seg"]["devices"] == ["DESK"]
    both = fixed(with_seg(devices="IPH, ALLPH"), "devices-not-list")
    assert both["seg"]["devices"] == ["IPH", "ALLPH"]
    assert problems(with_seg(devices=""), "devices-not-list")[0].fix is None


def test_every_documented_device_is_known_in_a_list_and_as_text() -> None:
    names = [choice.value for choice in DEVICES]
    assert problems(with_seg(devices=names), "device-unknown") == []
    assert problems(with_seg(devices="IPH,ALLPH"), "device-unknown") == []
    assert problems(with_seg(devices=[]), "device-unknown") == []


@pytest.mark.parametrize(
    ("devices", "where"),
    [
        (["DESK", "PHONE"], "seg.devices[1]"),
        ([None], "seg.devices[0]"),
        ("PHONE", "seg.devices"),
        (7, "seg.devices"),
        ({"0": "DESK"}, "seg.devices"),
    ],
)
def test_an_unknown_device_is_reported(devices, where) -> None:
    assert places(with_seg(devices=devices), "device-unknown") == [("warning", where)]


def test_a_device_in_another_case_can_be_corrected_in_its_list() -> None:
    text = with_seg(devices=["DESK", "iph"])
    assert fixed(text, "device-unknown")["seg"]["devices"] == ["DESK", "IPH"]
    assert problems(with_seg(devices="iph"), "device-unknown")[0].fix is None
    assert problems(with_seg(devices=["PHONE"]), "device-unknown")[0].fix is None


@pytest.mark.parametrize("value", [2, -1, "new", "", None, True, "01", [1]])
def test_new_is_neither_0_nor_1(value) -> None:
    assert places(with_seg(new=value), "new-odd") == [("warning", "seg.new")]


@pytest.mark.parametrize("value", [0, 1, "0", "1"])
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_new_may_be_0_or_1_also_as_text(value, method) -> None:
    assert problems(with_seg(new=value), "new-odd", method) == []


def test_true_and_false_can_be_written_as_digits() -> None:
    assert fixed(with_seg(new=True), "new-odd")["seg"]["new"] == 1
    assert fixed(with_seg(new=False), "new-odd")["seg"]["new"] == 0
    assert problems(with_seg(new=2), "new-odd")[0].fix is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "article that is a new visitor"),
        ("1", "article that is a returning visitor"),
        ("x", "sources disagree"),
    ],
)
def test_the_sources_disagree_and_the_meaning_is_next_to_the_digit(value, words) -> None:
    (problem,) = problems(with_seg(new=value), "new-conflict")
    assert (problem.severity, problem.where) == ("info", "seg.new")
    assert words in problem.sentence


def test_nothing_is_reported_about_new_where_it_is_not_sent() -> None:
    assert problems(with_seg(new=DROP), "new-conflict") == []


@pytest.mark.parametrize("value", ["", None, "Romania", "XX", "ROU", 40, "R", "T1"])
def test_what_is_not_a_country_is_reported(value) -> None:
    text = with_seg(ctry=value)
    assert places(text, "country-odd") == [("warning", "seg.ctry")]
    assert problems(text, "country-odd")[0].fix is None


@pytest.mark.parametrize(
    ("value", "code"), [("ro", "RO"), (" GB", "GB"), ("UK", "GB"), ("uk", "GB")]
)
def test_a_country_in_lower_case_or_by_its_everyday_code_can_be_corrected(value, code) -> None:
    assert places(with_seg(ctry=value), "country-odd") == [("warning", "seg.ctry")]
    assert fixed(with_seg(ctry=value), "country-odd")["seg"]["ctry"] == code


def test_a_country_may_be_left_out() -> None:
    assert problems(with_seg(ctry=DROP), "country-odd") == []


def test_segments_as_json_text_are_unwrapped_to_the_character() -> None:
    text = (DATA / "cases" / "F09-seg-as-text.json").read_text(encoding="utf-8")
    (problem,) = problems(text, "seg-not-object")
    assert (problem.severity, problem.where) == ("error", "seg")
    assert problem.fix is not None
    assert problem.fix.apply(text) == text.replace(r'"{\"browser\":\"CH\"}"', '{"browser":"CH"}')


def test_number_literals_order_and_unknown_keys_inside_of_the_text_are_kept() -> None:
    inner = '{"zeta":1.10,"new":1,"browser":"CH","a":[1e2,"\u2029"]}'
    text = document(seg=inner).replace("ORDER", "OR\u2029DER")
    (problem,) = problems(text, "seg-not-object")
    assert problem.fix is not None
    after = problem.fix.apply(text)
    assert inner in after.replace(", ", ",").replace(": ", ":")
    assert "OR\u2029DER" in after


@pytest.mark.parametrize(
    ("seg", "after"), [([], {}), ([{"new": 1}], {"new": 1}), ('"{}"', {}), ("{}", {})]
)
def test_an_obviously_intended_object_can_be_written_as_one(seg, after) -> None:
    assert fixed(document(seg=seg), "seg-not-object")["seg"] == after


@pytest.mark.parametrize("seg", [None, "CH", 1, True, ["CH"], [{}, {}], "[]"])
def test_segments_that_could_mean_several_things_have_no_fix(seg) -> None:
    assert [one.fix for one in problems(document(seg=seg), "seg-not-object")] == [None]
