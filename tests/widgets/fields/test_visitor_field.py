"""A visitor id of the usual form says its age, and a fresh one is a click away."""

from __future__ import annotations

import re

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.request.new_ids import age_words
from convert_console.widgets.fields.visitor_field import OrderField, VisitorField

OLD = "1588166554499-0.2020703998482254"


@pytest.fixture
def field(qtbot: QtBot) -> VisitorField:
    made = VisitorField()
    qtbot.addWidget(made)
    return made


def test_the_age_is_shown_where_the_id_contains_it(field: VisitorField) -> None:
    field.set_value(OLD)
    assert field.age.text().startswith("Made ")
    assert field.age.text().endswith(", not sent yet")
    field.set_value("my-own-id")
    assert field.age.text() == "Not sent yet"
    field.set_value(None)
    assert field.age.text() == ""


def test_a_generated_id_has_the_usual_form_and_is_new_each_time(
    field: VisitorField, qtbot: QtBot
) -> None:
    made: list[str] = []
    field.edited.connect(made.append)
    field.fresh.click()
    field.fresh.click()
    assert len(set(made)) == 2
    assert all(age_words(vid, int(vid[:13]) / 1000) for vid in made)


def test_a_new_order_number_has_the_form_of_the_old_one(qtbot: QtBot) -> None:
    field = OrderField("ORDER-1", lambda tid: f"Accepted {tid}")
    qtbot.addWidget(field)
    made: list[str] = []
    field.edited.connect(made.append)
    field.set_value("shop/2041-EU")
    assert field.age.text() == "Accepted shop/2041-EU"
    field.fresh.click()
    assert re.fullmatch(r"shop/[0-9]{4}-EU", made[0])
