"""Things flow from line to line and never leave the width."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication

from convert_console.widgets.kit.id_chips import Flow


@given(widths=st.lists(st.integers(10, 500), max_size=20), width=st.integers(100, 900))
def test_nothing_overlaps_or_sticks_out(qapp: QApplication, widths: list[int], width: int) -> None:
    flow = Flow([QSize(w, 20) for w in widths], width)
    places = [*flow.places, flow.rest]
    area = QRect(0, 0, width, flow.height)
    assert all(area.contains(place) for place in places)
    pairs = itertools.pairwise(places)
    assert all(a.right() < b.left() or a.bottom() < b.top() for a, b in pairs)


def test_a_field_without_chips_is_as_high_as_any_field(qapp: QApplication) -> None:
    assert Flow([], 300).height == 30
