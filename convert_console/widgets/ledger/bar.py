"""What Results has in the top bar: the period, what is counted, and what to do with the figures."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from convert_console.widgets.fields.captioned_line import CaptionedLine
from convert_console.widgets.kit.buttons import MenuButton, OnceButton
from convert_console.widgets.kit.place import PlaceBar
from convert_console.widgets.kit.texts import ElidedLabel
from convert_console.widgets.theme.theme import px, set_look

CAPTIONS, STATE, NEW_RUN = 660, 930, 560
"""Widths of the top bar in pixels from which its fields have their captions, from which it says
when Convert was asked, and from which the button for a new run is in it, and not in the menu."""

SPAN_WIDTH, WHERE_WIDTH, LEAST_FIELD = 280, 200, 96
"""Pixels of the fields, also at least."""

SPAN_LEAST, WHERE_LEAST, STATE_LEAST = 176, 156, 164
"""Pixels of the fields with their captions, and of the text next to them, at least."""


class ResultsBar(PlaceBar):
    """Period, what is counted, and what can be done with the figures."""

    def __init__(self, export: MenuButton, parent: QWidget) -> None:
        super().__init__(parent)
        self.span = CaptionedLine("Period", self)
        self.where = CaptionedLine("Count", self)
        self.refresh = OnceButton("Refresh", self)
        self.new_run = QPushButton("New run…", self)
        self.state = ElidedLabel("", self)
        set_look(self.state, role="small")
        self.state.setMinimumWidth(px(STATE_LEAST))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        for field, width, part, tip in (
            (self.span, SPAN_WIDTH, 3, "Count the requests of this period"),
            (self.where, WHERE_WIDTH, 1, "Count what left this machine, or what was sent to it"),
        ):
            field.setMaximumWidth(px(width))
            field.setMinimumWidth(px(LEAST_FIELD))
            field.setToolTip(tip)
            row.addWidget(field, part)
        row.addWidget(self.state, 1)
        self.refresh.setAutoDefault(False)
        self.new_run.setAutoDefault(False)
        export.setToolTip("Save the figures to a file, or copy them for a spreadsheet")
        set_look(export, kind="quiet")
        row.addWidget(self.refresh)
        row.addWidget(self.new_run)
        row.addWidget(export)

    def fit(self, width: int) -> None:
        for part, least in ((self.state, STATE), (self.new_run, NEW_RUN)):
            if part.isHidden() is (width >= px(least)):
                part.setVisible(width >= px(least))
        wide = width >= px(CAPTIONS)
        for field, least in ((self.span, SPAN_LEAST), (self.where, WHERE_LEAST)):
            if field.captioned is not wide:
                field.show_caption(wide)
            # The bar is told its width at most: it asks for what its texts need, and the profile
            # block next to it gives way.
            field.setMinimumWidth(px(least if wide else LEAST_FIELD))
        layout = self.layout()
        assert layout is not None  # set by the constructor
        layout.activate()  # what is shown or hidden here has its place at once
