"""Orders by hand: a file dropped, mapped, asked about, rehearsed, stopped, and found again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from support.hands import PATIENCE, Hands, until

SOURCE = """
import sys
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QLabel

class Source(QLabel):
    def mousePressEvent(self, event):
        drag, data = QDrag(self), QMimeData()
        data.setUrls([QUrl.fromLocalFile(sys.argv[1])])
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)

app = QApplication([])
source = Source("drag me")
source.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
source.setGeometry(4, 700, 60, 60)
source.show()
app.exec()
"""
"""Another program from which a file can be dragged."""

SPLIT = (
    "Order ID,Product,Total,Items\n"
    "100048,Linen shirt,89.90,1\n100048,Canvas belt,35.00,1\n100061,Lamp,20.50,1\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "november.csv"
    path.write_text(SPLIT)
    return path


def said(hands: Hands, text: str) -> None:
    until(lambda: text in hands.texts(), f"nothing says {text!r}")


def drop(hands: Hands, file: Path) -> None:
    """Drag the file from another program onto the window."""
    source = hands.screen.start([sys.executable, "-c", SOURCE, str(file)])
    try:
        is_shown = lambda: hands.screen.picture().pixelColor(30, 706).lightness() > 100  # noqa: E731
        until(is_shown, "the other program does not start")
        hands.drag_from_program((30, 730), hands.window.box.center)
        said(hands, file.name)
    finally:
        source.terminate()
        source.wait(PATIENCE)
    hands.click(hands.find("Step 1 of 4: File,", "radio button"))  # the other program had the focus


def test_a_dropped_file_is_mapped_asked_about_and_rehearsed_here(hands: Hands, file: Path) -> None:
    before = hands.sends()
    drop(hands, file)
    hands.keys("ctrl+Return")
    said(hands, "Request of the first row")
    hands.click(hands.find("Campaign", "text"))
    hands.type("spring")
    said(hands, "Send “spring” in every row")
    hands.keys("Return")
    until(lambda: '"spring"' in hands.value("Request of the first row"), "it is not sent")
    hands.keys("ctrl+Return")
    said(hands, "Order 100048 is in two rows")
    said(hands, "Answer 1 question to send.")
    assert hands.sends() == before, "a dry run sends nothing"
    hands.click(hands.find("One order, add the amounts.", "radio button"))
    said(hands, "Requests: 2")
    said(hands, "Revenue: 145.40")
    hands.click(hands.find("Rehearse here", "push button"))
    said(hands, "3 of 3 rows done")
    said(hands, "Nothing was counted: it went to this machine only.")
    until(lambda: hands.sends() == before + 2, "they are not in the history")


def test_the_flow_stays_where_it_was_while_another_place_is_in_sight(
    hands: Hands, file: Path
) -> None:
    drop(hands, file)
    hands.keys("ctrl+Return", "ctrl+Return")
    said(hands, "Order 100048 is in two rows")
    hands.keys("alt+1")
    until(lambda: hands.look_for("Request as JSON", "text"), "Compose is not in sight")
    hands.keys("alt+3")
    said(hands, "Order 100048 is in two rows")
    said(hands, "Step 3 of 4: Dry run")
    hands.keys("alt+1")


def test_esc_stops_a_run_whose_rest_is_sent_later(hands: Hands, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    rows = "".join(f"{number},5.00,1\n" for number in range(200_001, 200_201))
    file.write_text(f"Order ID,Total,Items\n{rows}")
    drop(hands, file)
    hands.keys("ctrl+Return", "ctrl+Return")
    said(hands, "Requests: 200")
    before = hands.sends()
    hands.keys("ctrl+Return")
    until(lambda: hands.look_for("Stop", "push button"), "it does not run")
    until(lambda: hands.sends() > before, "nothing is sent")
    hands.keys("Escape")
    until(lambda: hands.look_for("Resume", "push button"), "it does not stop")
    said(hands, "Sent before: ")
    assert before < hands.sends() < before + 200
    hands.keys("alt+1")
