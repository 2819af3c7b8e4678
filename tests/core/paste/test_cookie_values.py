"""The notation inside the cookies."""

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.paste.cookies import fields_of, leaves_of


def test_a_value_may_hold_colons_of_its_own():
    assert fields_of("a:1*b:x:y*c*") == {"a": "1", "b": "x:y"}


def test_braces_are_read_with_either_spelling_of_colon_and_comma():
    assert leaves_of("{1:{v:2,g:{3:1}},4:{v:5}}") == leaves_of("{1.{v.2-g.{3.1}}-4.{v.5}}")


def test_braces_that_do_not_pair_up_do_no_harm():
    assert leaves_of("}}{1.{v.2") == {"1": {"v": "2"}}
    assert leaves_of("1.2-3") == {"1": "2", "3": ""}
    assert leaves_of("{{1.2}}}") == {"1": "2"}


@given(st.text(alphabet="{}.:,-12v*"))
def test_any_value_is_read(value):
    fields_of(value)
    leaves_of(value)


def test_depth_has_an_end():
    assert leaves_of("{1." * 10_000)
