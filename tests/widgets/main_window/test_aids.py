"""Help knows which parameter the keyboard is in, in forms and in the JSON."""

from __future__ import annotations

import pytest

from support.driver import Driver


def helped(driver: Driver) -> str:
    driver.window.aids.explain()
    return driver.window.aids.card.label.text()


@pytest.mark.parametrize(
    ("path", "words"),
    [(("seg", "new"), "seg.new"), (("ev", 0, "goals", 0), "ev.goals"), (("pid",), "pid")],
)
def test_the_value_at_the_caret_is_explained(
    driver: Driver, path: tuple[str | int, ...], words: str
) -> None:
    driver.document.write('{"pid": "1", "seg": {"new": 1}, "ev": [{"goals": ["7"]}]}')
    driver.window.preview.json.go_to(path)
    assert f"<code>{words}</code>" in helped(driver)


def test_each_row_of_a_form_is_explained(driver: Driver) -> None:
    driver.turn_builder("Segments")
    for key, row in driver.window.builder.segments.rows.items():
        row.control.setFocus()
        assert f"<code>seg.{key}</code>" in helped(driver)


def test_the_palette_is_made_once(driver: Driver) -> None:
    driver.window.aids.show_commands()
    palette = driver.window.aids.palette
    driver.window.aids.show_commands()
    assert driver.window.aids.palette is palette
