"""What is said of visitor ids."""

import pytest

from support.linting import CLEAN, DROP, NOW, document, fixed, places, problems

USUAL = "1760049583065-0.4126735590148273"
DAY = 86_400.0
MADE = 1_760_049_583.065


@pytest.mark.parametrize(
    "vid",
    ["*sh:", f"sh:{USUAL}", f"si:4*sh:{USUAL}*pv:2", f"si%3A4%2Ash%3A{USUAL}", "user:7", "*"],
)
def test_a_piece_of_a_cookie_is_reported(vid) -> None:
    assert places(document(vid=vid), "vid-cookie-debris") == [("error", "vid")]
    assert problems(document(vid=vid), "vid-form") == []


@pytest.mark.parametrize("vid", [USUAL, "4471209", "mailto:jo@example.com", "tel:+40721234567"])
def test_other_ids_are_no_piece_of_a_cookie(vid) -> None:
    assert problems(document(vid=vid), "vid-cookie-debris") == []


@pytest.mark.parametrize("vid", [f"si:4*sh:{USUAL}*pv:2", f"sh%3A{USUAL}%2Asi%3A4"])
def test_the_id_inside_a_piece_of_a_cookie_can_be_kept(vid) -> None:
    assert fixed(document(vid=vid), "vid-cookie-debris")["vid"] == USUAL


@pytest.mark.parametrize("vid", ["*sh:", f"sh:{USUAL}*old:1560049583065-0.41"])
def test_without_one_certain_id_inside_there_is_no_fix(vid) -> None:
    assert problems(document(vid=vid), "vid-cookie-debris")[0].fix is None


@pytest.mark.parametrize("vid", ["1", 1])
def test_the_visitor_id_of_the_conv_v_cookie_is_reported(vid) -> None:
    assert places(document(vid=vid), "vid-one") == [("error", "vid")]
    assert problems(document(vid=vid), "vid-form") == []


@pytest.mark.parametrize("vid", ["11", "2", USUAL, DROP])
def test_other_ids_are_not_that_one(vid) -> None:
    assert problems(document(vid=vid), "vid-one") == []


@pytest.mark.parametrize(
    "vid",
    [
        "jo@example.com",
        "mailto:jo.doe+shop@mail.example.co.uk",
        "jo%40example.com",
        "+40 721 234 567",
        "+40721234567",
        "tel:+1-555-010-9999",
        "(555) 010-9999",
        "555-010-9999",
        "0721 234 567",
        "(030) 1234 5678",
    ],
)
def test_what_looks_like_personal_data_is_reported(vid) -> None:
    assert places(document(vid=vid), "vid-personal") == [("error", "vid")]
    assert problems(document(vid=vid), "vid-form") == []


@pytest.mark.parametrize(
    "vid",
    [
        USUAL,
        "4471209",
        "0012345678",
        "5678901234567",
        "2025-11-23-0001",
        "192.168.100.200",
        "c0ffee00-1234-4abc-8def-001122334455",
        "user@host",
        "customer 12",
    ],
)
def test_ids_that_identify_no_person_are_not_called_personal(vid) -> None:
    assert problems(document(vid=vid), "vid-personal") == []


def test_the_kind_of_personal_data_is_named() -> None:
    assert (
        "an e-mail address" in problems(document(vid="jo@example.com"), "vid-personal")[0].sentence
    )
    assert "a phone number" in problems(document(vid="+40721234567"), "vid-personal")[0].sentence


@pytest.mark.parametrize("vid", ["4471209", 4471209, "1760049583065", "v1", "17600495830650-0.4"])
def test_an_id_of_another_form_is_worth_knowing(vid) -> None:
    assert places(document(vid=vid), "vid-form") == [("info", "vid")]


@pytest.mark.parametrize("vid", [USUAL, DROP, "", "{{visitor}}", ["x"], {"a": 1}])
def test_the_usual_form_is_fine_and_other_problems_are_not_repeated(vid) -> None:
    assert problems(document(vid=vid), "vid-form") == []


@pytest.mark.parametrize("age", [-0.5 * DAY, 184 * DAY])
def test_an_id_from_the_future_or_of_last_year_is_doubtful(age) -> None:
    assert places(CLEAN, "vid-age", now=MADE + age) == [("warning", "vid")]


@pytest.mark.parametrize("age", [-60.0, 0.0, DAY, 182 * DAY])
def test_an_id_of_the_last_six_months_is_fine_and_clocks_may_differ_a_little(age) -> None:
    assert problems(CLEAN, "vid-age", now=MADE + age) == []


def test_nothing_is_reported_about_age_without_a_clock_or_in_another_form() -> None:
    assert problems(document(vid="1160049583065-0.1"), "vid-age") == []
    assert problems(document(vid="1160049583065"), "vid-age", now=NOW) == []
