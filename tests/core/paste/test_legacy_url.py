"""The legacy structure as a document of the new one."""

from support.pasting import document, entry, notes_of, only, recognised, refused

URL = entry("Legacy GET")["url"]


def test_the_documented_example_becomes_three_events():
    request = only(URL)
    pairs = {"vars": ["1004200201"], "exps": ["100400101"]}
    assert document(request) == {
        "cid": "10000009",
        "pid": "10000001",
        "ev": [
            {"evt": "viewExp", **pairs},
            {"evt": "hitGoal", "goals": ["100300301"], **pairs},
            {"evt": "tr", "goals": ["100300301"], **pairs, "r": 123.23, "prc": 2},
        ],
    }
    assert (request.method, request.endpoint) == (None, None)
    assert "no visitor id" in request.notes[0]


def test_encoded_pipes_html_and_a_missing_scheme_are_the_same():
    assert only(URL.replace("|", "%7C")).text == only(URL).text
    assert only(URL.replace("&", "&amp;")).text == only(URL).text
    assert only(URL.removeprefix("https:")).text == only(URL).text


def test_several_experiments_with_goals_pair_up():
    address = "//1.track.convertexperiments.com/track/?c=1&p=2&e=1-2-3.4,5-6,7&ea=3&g=3,9&ga=2"
    view, hit = document(only(address))["ev"]
    assert view == {"evt": "viewExp", "vars": ["2", "6", None], "exps": ["1", "5", "7"]}
    assert hit["goals"] == ["3", "4", "9"]


def test_counts_that_are_off_and_unknown_parameters_are_noted():
    said = notes_of("//1.track.convertexperiments.com/track/?c=1&p=2&e=1-2&ea=2&ga=1&x=y")
    assert "ea=2" in said and "ga=1" in said and "x (y)" in said


def test_what_was_read_differently_is_noted():
    address = "//1.track.convertexperiments.com/track/?c=1&p=2&e=1-2"
    assert "left out: e=1-2." in notes_of(f"{address}&e=3-4")
    assert "more than once" not in notes_of(f"{address}&e=1-2")
    assert "&amp; was read as &" in notes_of(address.replace("&", "&amp;"))
    assert "no variation" in notes_of(f"{address},3")


def test_a_sale_without_an_amount_has_none():
    request = only("//1.track.convertexperiments.com/track/?c=1&p=2&t=7||x,8|1.10")
    assert document(request)["ev"] == [
        {"evt": "tr", "goals": ["7"], "prc": "x"},
        {"evt": "tr", "goals": ["8"], "r": 1.10},
    ]
    assert "1.10" in request.text


def test_two_addresses_are_two_requests():
    assert len(recognised(f"{URL} and {URL}").requests) == 2


def test_one_of_a_hundred_thousand_characters_is_not_read():
    assert refused(URL + ",7|1|1" * 30_000)
