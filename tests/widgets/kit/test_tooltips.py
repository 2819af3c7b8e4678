"""A tooltip never turns content into markup."""

from convert_console.widgets.kit.texts import plain_tip


def test_markup_is_shown_as_it_is() -> None:
    assert plain_tip("<b>&\n2") == "<qt>&lt;b&gt;&amp;<br>2</qt>"


def test_nothing_makes_no_tooltip() -> None:
    assert plain_tip("") == ""
