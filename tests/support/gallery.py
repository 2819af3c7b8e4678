"""Paints every widget of the kit, full and empty, light and dark, so that a person can look at it.

Run as `python tests/support/gallery.py FOLDER [ZOOM]`; needs no display.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.verdict.exchange import Timings
from convert_console.widgets.fields.id_chips import IdChips
from convert_console.widgets.kit.badge import Badge, CountBadge
from convert_console.widgets.kit.code_marks import CodeView
from convert_console.widgets.kit.elided import ElidedLabel
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.field_row import FieldMessage, FieldRow
from convert_console.widgets.kit.hairline import Hairline
from convert_console.widgets.kit.link_button import LinkButton
from convert_console.widgets.kit.menu_button import MenuButton
from convert_console.widgets.kit.panel_header import PanelHeader, SectionHeader
from convert_console.widgets.kit.segmented_toggle import SegmentedToggle
from convert_console.widgets.kit.wire_view import WireView
from convert_console.widgets.main_window.hint_button import HintButton
from convert_console.widgets.main_window.timing_bar import TimingBar
from convert_console.widgets.preview.url_view import UrlView
from convert_console.widgets.theme import icons, theme

TONES: tuple[theme.Tone, ...] = (
    "ok", "warn", "error", "info", "neutral", "live", "local", "accent",
)  # fmt: skip


SAMPLE = """{
  "cid": "10000009",
  "seg": {
    "browser": "CH",
    "devices": ["DESK"],
    "new": 1
  },
  "vid": "1796000000000-0.4126735590148273",
  "ev": [
    {"evt": "tr", "goals": ["100300301"], "r": 123.20, "prc": 2, "odd": null}
  ]
}
"""


def line(*widgets: QWidget) -> QWidget:
    """Widgets side by side."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(8))
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return holder


def page(*widgets: QWidget) -> QWidget:
    """Widgets below one another on a pane."""
    holder = QWidget()
    theme.set_surface(holder, "pane")
    column = QVBoxLayout(holder)
    column.setContentsMargins(*[theme.px(12)] * 4)
    column.setSpacing(theme.px(8))
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return holder


def button(text: str, icon: str = "", enabled: bool = True, **looks: str) -> QPushButton:
    made = QPushButton(text)
    if icon:
        made.setIcon(icons.icon(icon, "accent_text" if looks.get("kind") == "primary" else "text"))
    made.setEnabled(enabled)
    theme.set_look(made, **looks)
    return made


def field(text: str = "", hint: str = "", **looks: str | bool) -> QLineEdit:
    made = QLineEdit(text)
    made.setPlaceholderText(hint)
    theme.set_look(made, **looks)
    return made


def buttons() -> QWidget:
    menu = QMenu()
    menu.addAction("cURL")
    method = SegmentedToggle((("POST", "POST"), ("GET", "GET")), "Method")
    three = SegmentedToggle((("a", "Literal"), ("b", "Percent"), ("c", "Auto")), "Spelling")
    three.set_value("b")
    three.set_choice_enabled("c", False, "not yet")
    send = HintButton("Send", "Ctrl ↵")
    theme.set_look(send, size="large")
    off = HintButton("Send", "Ctrl ↵")
    off.setEnabled(False)
    names = ("settings", "moon", "star", "star-filled", "more-vertical", "undo", "search", "trash")
    tools = []
    for name in names:
        tool = QToolButton()
        tool.setIcon(icons.icon(name))
        tool.setIconSize(QSize(icons.icon_side(), icons.icon_side()))
        tools.append(tool)
    tools[-1].setEnabled(False)
    checks = [QCheckBox("checked"), QCheckBox("open"), QRadioButton("one"), QRadioButton("two")]
    checks[0].setChecked(True)
    checks[2].setChecked(True)
    combo = QComboBox()
    combo.addItems(["Shop – staging", "Shop – live"])
    return page(
        line(method, send, off, three),
        line(button("+ viewExp"), MenuButton("Copy as", menu), MenuButton("Export"),
             button("Discard", kind="quiet"), button("Delete", "trash", kind="danger"),
             LinkButton("add tid"), button("Small", size="small")),
        line(button("Save", "check", kind="primary"), button("Off", enabled=False),
             button("Off", "send", False, kind="primary"), button("Off", "copy", False)),
        line(*tools),
        line(*checks),
        line(combo, field("127.0.0.1:8765/track", mono=True), field("", "filter: goal:Purchase"),
             field("wrong", tone="error")),
    )  # fmt: skip


def words() -> QWidget:
    header = PanelHeader("History")
    header.set_count("4")
    header.add_left(field("", "filter: goal:Purchase verdict:bot since:2d …"))
    header.add_right(MenuButton("Export"))
    section = SectionHeader("Custom audiences")
    section.add_right(LinkButton("load names"))
    long = ElidedLabel("https://10000001.metrics.convertexperiments.com/track?cid=1&pid=2" * 3)
    full, some, none = TimingBar(), TimingBar(), TimingBar()
    full.set_timings(Timings(0.024, 0.04, 0.058, 0.01, 0.132))
    some.set_timings(Timings(waiting=0.0042, download=0.0006, total=0.005))
    none.set_timings(None)
    return page(
        line(*(Badge(tone.upper() if tone in ("live", "local") else tone, tone) for tone in TONES)),
        line(CountBadge("3"), CountBadge("1", tone="warn"), CountBadge("412 B"), CountBadge("12")),
        full, some, none, Hairline(), header, Hairline(), section, long,
    )  # fmt: skip


def rows() -> QWidget:
    amount = FieldRow("Amount", "r", field("123.20", mono=True))
    count = FieldRow("Products", "prc", field("2", mono=True))
    count.set_messages([
        FieldMessage("No transaction id: repeats cannot be told apart.", "warn",
                     "Add tid to the request", "tid"),
    ])  # fmt: skip
    visitor = FieldRow("Visitor", "vid", field("1", mono=True))
    visitor.set_messages([
        FieldMessage("vid is 1: “vi:1” in a cookie means that there is no own id.", "error",
                     "Use a fresh id"),
        FieldMessage("Not of the usual form.", "info"),
    ])  # fmt: skip
    return page(amount, count, visitor, FieldRow("Source of the visit", "source", QComboBox()))


def chips() -> QWidget:
    goals, pairs, many = IdChips("add a goal…"), IdChips("add a pair…"), IdChips()
    goals.set_ids([("100300301", "Purchase")])
    pairs.set_ids([
        ("100400101", "Checkout test"), ("1004200201", "Variation B"), ("100400102", None),
        ("100400103", "A rather long name that somebody gave to an experience long ago"),
    ])  # fmt: skip
    pairs.set_tones({2: ("warn", "Not in the catalog."), 3: ("error", "An id is empty.")})
    many.set_ids([(str(n), None) for n in range(130)])
    off = IdChips("a goal…")
    off.set_ids([("1", "Newsletter")])
    off.setEnabled(False)
    return page(
        FieldRow("Goals", "goals", goals),
        FieldRow("Bucketing", "exps / vars", pairs),
        FieldRow("Custom audiences", "cust", IdChips("add an audience…")),
        FieldRow("Off", "goals", off),
        FieldRow("Many", "goals", many),
    )


def texts() -> QWidget:
    code, wire, url = CodeView(), WireView(), UrlView()
    code.set_text_minimal(SAMPLE)
    place = SAMPLE.index("123.20")
    code.set_marks([(place, place + 6, "warn", "odd"), (4, 9, "error", "Not an id.")])
    code.put_caret(1, 1)
    wire.set_text("POST /track HTTP/1.1\nHost: 127.0.0.1:8765\nContent-Length: 12\n\n" + "x" * 900)
    url.set_url("https://127.0.0.1:8765/track?cid=1&seg[browser]=CH&ev[0][goals][]=100300301")
    for view, height in ((code, 300), (wire, 230), (url, 110)):
        view.setMinimumHeight(theme.px(height))
    return page(code, Hairline(), wire, Hairline(), url)


def empty() -> QWidget:
    state = EmptyState()
    state.set_state(
        "history", "Nothing sent yet", "Each send is kept here, with its answer.", "Send the sample"
    )
    state.setMinimumHeight(theme.px(220))
    other = EmptyState()
    other.set_state(
        "search",
        "Nothing matches",
        "No send in the history matches this filter. Clear it with Esc in the filter field, "
        "or look further back.",
    )
    other.setMinimumHeight(theme.px(160))
    return page(state, Hairline(), other)


PAGES: dict[str, Callable[[], QWidget]] = {
    "buttons": buttons,
    "words": words,
    "rows": rows,
    "empty": empty,
    "chips": chips,
    "texts": texts,
}


def paint_gallery(app: QApplication, folder: Path, zoom: float = 1.0) -> list[Path]:
    """Write one picture for each page and scheme; gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for scheme in ("light", "dark"):
        theme.apply(app, "dark" if scheme == "dark" else "light", zoom)
        for name, make in PAGES.items():
            widget = make()
            widget.resize(theme.px(760), widget.sizeHint().height())
            widget.show()
            app.processEvents()
            path = folder / f"{name}-{scheme}.png"
            widget.grab().save(str(path))
            widget.close()
            widget.deleteLater()
            written.append(path)
    return written


if __name__ == "__main__":
    zoom = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    for picture in paint_gallery(QApplication([]), Path(sys.argv[1]), zoom):
        print(picture)
