"""A ledger is written whole, in each form, and what came of it is said."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from convert_console.core.export.ledger import Statement
from convert_console.core.ledger.ledger import Cell, Figures, Line
from convert_console.models.ledger.ledger import FORMS, LedgerExports, LedgerForm

LINE = Line(Cell("1", "2", "5"), "é", "B\ud800", "Purchase", Figures(1, Decimal("0.30"), 1, 1), 1)
STATEMENT = Statement("Shop", "Everything", 0.0, "", (), (LINE,))


def export(form: LedgerForm, path: Path, run: Callable[..., Any]) -> list[str]:
    told: list[str] = []
    exports = LedgerExports()
    exports.told.connect(told.append)

    async def work() -> None:
        exports.export(STATEMENT, form, str(path))
        await exports.finish()

    run(work())
    return told


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.ending)
def test_each_form_is_written_and_said(
    form: LedgerForm, tmp_path: Path, run: Callable[..., Any], qapp: QApplication
) -> None:
    path = tmp_path / f"ledger.{form.ending}"
    assert export(form, path, run) == [f"1 line written to ledger.{form.ending}."]
    text = path.read_text("utf-8")
    assert "0.30" in text and "é" in text
    assert text.startswith("\ufeff") is (form.ending == "csv"), "so that Excel reads the é"


def test_a_folder_that_refuses_is_said(
    tmp_path: Path, run: Callable[..., Any], qapp: QApplication
) -> None:
    (tmp_path / "file").write_text("")
    [said] = export(FORMS[0], tmp_path / "file" / "ledger.csv", run)
    assert "could not be read or written" in said
