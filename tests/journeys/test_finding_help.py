"""Commands and help are found with the keyboard alone."""

from __future__ import annotations

from support.driver import Driver, focused


def test_a_command_is_found_by_its_words_and_run(driver: Driver) -> None:
    driver.window.builder.setFocus()
    driver.keys("Ctrl+K", driver.window)
    palette = driver.window.help.palette
    assert palette is not None
    driver.write(palette.line, "post get")
    driver.keys("Return", palette.line)
    assert driver.document.draft.method == "GET"
    assert palette.isHidden()


def test_escape_closes_the_palette_and_nothing_runs(driver: Driver) -> None:
    driver.fill("Request", "cid", "1")
    field = focused()
    before = driver.document.draft
    driver.keys("Ctrl+K")
    driver.keys("Escape")
    assert focused() is field
    assert driver.document.draft is before


def test_f1_explains_the_field_until_one_types_on(driver: Driver) -> None:
    driver.fill("Request", "vid", "1")
    driver.keys("F1")
    card = driver.window.help.card
    assert card.isVisible()
    assert "visitor id" in card.label.text()
    driver.keys("2")
    assert card.isHidden()


def test_f1_in_the_json_explains_the_value_at_the_caret(driver: Driver) -> None:
    driver.window.trigger("The article's POST sample")
    driver.window.preview.json.go_to(("ev", 0, "evt"))
    driver.keys("F1")
    assert "What happened" in driver.window.help.card.label.text()


def test_f1_on_the_target_says_what_it_is(driver: Driver) -> None:
    driver.window.top.target.combo.setFocus()
    driver.keys("F1")
    assert driver.window.help.card.isVisible()
