"""Before orders are sent: the file's form, the mapping, the preview and the dry run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.orders.mapping import Source
from support.ordering import OrderDesk


@pytest.fixture
def desk(tmp_path: Path, run: Callable[..., Any]) -> Iterator[OrderDesk]:
    made = OrderDesk(tmp_path, "http://127.0.0.1:1/track")
    yield made
    run(made.end())


def check(desk: OrderDesk, qtbot: QtBot) -> None:
    desk.orders.check()
    qtbot.waitUntil(lambda: not desk.orders.checking)


def test_a_file_is_mapped_by_its_names_and_the_draft(desk: OrderDesk) -> None:
    desk.orders.open(str(desk.file))
    assert desk.orders.columns == ("order_id", "total", "items")
    assert desk.orders.mapping.of("tid") == Source("column", "order_id")
    assert desk.orders.mapping.of("goals") == Source("constant", "100300301")
    assert desk.orders.preview is not None and desk.orders.preview.fault == ""


def test_a_dry_run_counts_every_row(desk: OrderDesk, qtbot: QtBot) -> None:
    desk.orders.check()
    assert not desk.orders.checking, "without a file there is nothing to judge"
    desk.orders.open(str(desk.file))
    check(desk, qtbot)
    assert desk.orders.dry is not None
    assert (desk.orders.dry.rows, desk.orders.dry.faulty) == (3, 1)


@pytest.mark.parametrize("change", ["form", "source", "events", "profile"])
def test_every_change_discards_the_dry_run(desk: OrderDesk, qtbot: QtBot, change: str) -> None:
    desk.orders.open(str(desk.file))
    check(desk, qtbot)
    match change:
        case "form":
            desk.orders.set_format(delimiter=";")
        case "source":
            desk.orders.set_source("prc", Source())
        case "events":
            desk.orders.set_choices(events=("tr",))
        case _:
            desk.profiles.alter(endpoint="http://127.0.0.1:2/track")
    assert desk.orders.dry is None


def test_a_stopped_dry_run_keeps_what_it_has_counted(desk: OrderDesk, qtbot: QtBot) -> None:
    desk.file.write_text("order_id,total,items\n" + "O-1,1.50,1\n" * 50_000)
    desk.orders.open(str(desk.file))
    desk.orders.check()
    qtbot.waitUntil(lambda: bool(desk.orders.dry and desk.orders.dry.rows))
    desk.orders.stop()
    qtbot.waitUntil(lambda: not desk.orders.checking)
    assert desk.orders.dry is not None and 0 < desk.orders.dry.rows < 50_000


def test_a_mapping_is_saved_and_used_for_another_file(desk: OrderDesk, tmp_path: Path) -> None:
    desk.file.write_text("# March\norder_id;total;items\n1;1.000;1\n")
    desk.orders.open(str(desk.file))
    desk.orders.set_choices(repeated="merge", decimal=",")
    desk.orders.set_format(header=2)
    saved = desk.orders.mapping
    assert "The mapping is in" in desk.orders.save_mapping(str(tmp_path / "shop.json"))
    other = tmp_path / "april.csv"
    other.write_text("# April\norder_id;total\n2;2.500\n")
    desk.orders.open(str(other))
    assert (desk.orders.mapping.decimal, desk.orders.mapping.repeated) == ("", "merge")
    said = desk.orders.load_mapping(str(tmp_path / "shop.json"))
    assert said == "The file has no column items."
    assert desk.orders.mapping == saved and desk.orders.form.header == 2
    assert desk.orders.preview is not None and '"r":2500' in desk.orders.preview.draft.text
    assert "is not a mapping" in desk.orders.load_mapping(str(other))


def test_a_dry_run_of_all_rows_replaces_the_estimate_of_the_first_ones(
    desk: OrderDesk, qtbot: QtBot
) -> None:
    rows = "".join(f"O-{row};1.500;1\n" for row in range(60)) + "O-60;7,90;1\nO-3;1.500;1\n"
    desk.file.write_text(f"order_id;total;items\n{rows}")
    desk.orders.open(str(desk.file))
    assert desk.orders.preview is not None and "may separate" in desk.orders.preview.fault
    check(desk, qtbot)
    assert desk.orders.dry is not None
    assert (desk.orders.dry.faulty, desk.orders.dry.repeated) == (0, 1)
    assert f"{desk.orders.dry.revenue:f}" == "90007.90"
    assert desk.orders.preview.fault == ""


def test_an_unreadable_file_is_reported(desk: OrderDesk) -> None:
    desk.orders.open(str(desk.file.with_name("none.csv")))
    assert desk.orders.fault and desk.orders.preview is None and desk.orders.columns == ()
    desk.orders.open(str(desk.file))
    assert desk.orders.fault == ""
    desk.orders.set_format(encoding="utf-16")
    assert "Choose another encoding" in desk.orders.fault


# Questions about the file, and their answers.

SPLIT = "order_id;total;items\n1;1.234;1\n1;2.345;1\n2;5;1\n"


def test_questions_are_answered_one_by_one(desk: OrderDesk, qtbot: QtBot) -> None:
    desk.file.write_text(SPLIT)
    desk.orders.open(str(desk.file))
    assert not desk.orders.questions and not desk.orders.is_surveyed
    check(desk, qtbot)
    repeated, decimal = desk.orders.unanswered
    assert (repeated.key, decimal.key) == ("repeated", "decimal")
    assert desk.orders.tally is not None and desk.orders.tally.waiting == 2
    desk.orders.answer(repeated, "first")
    assert desk.orders.dry is not None, "what would be sent stays the same"
    assert [question.key for question in desk.orders.unanswered] == ["decimal"]
    desk.orders.answer(decimal, ",")
    assert desk.orders.mapping.decimal == "," and desk.orders.dry is None
    assert desk.orders.questions, "a question stays in sight while its answer is counted"
    check(desk, qtbot)
    assert desk.orders.unanswered == ()
    assert (desk.orders.tally.requests, desk.orders.tally.joined) == (2, 1)
    assert f"{desk.orders.tally.revenue:f}" == "1239"


def test_rows_in_doubt_can_be_left_out(desk: OrderDesk, qtbot: QtBot) -> None:
    desk.file.write_text("order_id;total;items\n1;1.234;1\n2;5;1\n")
    desk.orders.open(str(desk.file))
    check(desk, qtbot)
    (question,) = desk.orders.unanswered
    desk.orders.answer(question, "leave")
    assert desk.orders.unanswered == () and desk.orders.tally is not None
    assert (desk.orders.tally.left_out, desk.orders.tally.requests) == (1, 1)
    desk.orders.open(str(desk.file))
    check(desk, qtbot)
    assert len(desk.orders.unanswered) == 1, "another file is asked about again"


def test_a_mapping_from_a_file_answers_what_it_says(
    desk: OrderDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.file.write_text(SPLIT)
    desk.orders.open(str(desk.file))
    desk.orders.set_choices(repeated="add", decimal=",")
    desk.orders.save_mapping(str(tmp_path / "mapping.json"))
    desk.orders.load_mapping(str(tmp_path / "mapping.json"))
    check(desk, qtbot)
    assert desk.orders.unanswered == () and len(desk.orders.questions) == 2


def test_only_the_first_rows_are_counted_as_due(desk: OrderDesk, qtbot: QtBot) -> None:
    desk.file.write_text("order_id;total;items\n1;1;1\n2;2;1\n3;4;1\n")
    desk.orders.open(str(desk.file))
    desk.orders.set_last_row(2)
    check(desk, qtbot)
    assert desk.orders.tally is not None
    assert (desk.orders.tally.requests, desk.orders.tally.beyond) == (2, 1)
    assert f"{desk.orders.tally.revenue:f}" == "3"
