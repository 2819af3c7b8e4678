"""The cells of the history, in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from convert_console.models.history_cells import alignment, cell_text, cell_tip
from convert_console.models.history_lines import record_of, row_before
from convert_console.protocol.catalog import Catalog, Goal
from convert_console.protocol.exchange import Exchange
from convert_console.protocol.wire import WireRequest
from convert_console.services.history_rows import Row
from support.exchanges import ACCEPTED, ENDPOINT

DOCUMENT = '{"vid": "1796000000000-0.41", "ev": [{"evt": "tr", "goals": ["7", "8"], "r": 1.50}]}'
NAMED = Catalog(goals={"7": Goal("7", "Pay <now>")})


def row() -> Row:
    request = WireRequest("POST", ENDPOINT, (), DOCUMENT.encode())
    return row_before(record_of(Exchange("x", 1.0, "Shop", request, DOCUMENT, ACCEPTED)))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Verdict", "Accepted"),
        ("Time", "1970-01-01 00:00:01"),
        ("Method", "POST"),
        ("Events", "tr"),
        ("Goals", "7, 8"),
        ("Revenue", "1.50"),
        ("Visitor", "1796…0.41"),
        ("Status", "200"),
        ("Took", ""),
    ],
)
def test_each_column_has_its_words(title: str, text: str) -> None:
    assert cell_text(row(), title) == text


def test_goals_go_by_their_names_and_unknown_ones_by_their_ids() -> None:
    assert cell_text(row(), "Goals", NAMED) == "Pay <now>, 8"


def test_a_tip_names_goals_with_ids_sign_for_sign() -> None:
    assert cell_tip(row(), "Goals", NAMED) == "<qt>Pay &lt;now&gt; (7)<br>8</qt>"
    assert cell_tip(row(), "Visitor") == "<qt>1796000000000-0.41</qt>"
    assert cell_tip(row(), "Method") == ""
    assert cell_tip(replace(row(), goals=()), "Goals", NAMED) == ""


def test_large_amounts_are_grouped_and_figures_stand_at_the_right() -> None:
    assert cell_text(replace(row(), revenue=Decimal("1234.50")), "Revenue") == "1,234.50"
    assert alignment("Revenue") & Qt.AlignmentFlag.AlignRight
    assert alignment("Goals") & Qt.AlignmentFlag.AlignLeft
