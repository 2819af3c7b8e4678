"""The segments of a profile's new requests: shown as tags, and edited in fields."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import Catalog, named
from convert_console.core.document.edits import with_key_before, without
from convert_console.core.document.payload import Payload, parse
from convert_console.core.request.draft import segments_fault
from convert_console.core.request.parameters import SEGMENTS, Parameter, keys_after
from convert_console.core.text import plain_text, visible
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.fields.choice_field import country_name
from convert_console.widgets.fields.document_field import (
    SEGMENTS_SHOWN,
    field_for,
    name_field,
)
from convert_console.widgets.fields.field import Field, is_plain, sentence_case
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.dialogs import FittingDialog
from convert_console.widgets.kit.field_row import FieldRow
from convert_console.widgets.kit.painted import Painted, paint_box
from convert_console.widgets.kit.panes import Hairline, scroll_area
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.theme.theme import colors, px, set_look, set_surface, text_font
from convert_console.widgets.theme.tokens import tokens

WIDTH, HEIGHT = 544, 560
"""Pixels of the dialog."""

EMPTY = "{}"


def segments_of(text: str) -> dict[str, Payload]:
    """The segments in a profile's text; none where it is no JSON object."""
    payload = parse(text).payload if text.strip() else None
    return payload if isinstance(payload, dict) else {}


def segment_words(segments: dict[str, Payload], catalog: Catalog | None = None) -> Iterator[str]:
    """Each segment in a word or two, by name where it has one.

    >>> list(segment_words({"browser": "CH", "devices": ["DESK"], "ctry": "RO", "x": "1"}))
    ['Chrome', 'Desktop', 'Romania', 'x 1']
    """
    known = {parameter.wire_name: parameter for parameter in SEGMENTS}
    for key, value in segments.items():
        items = value if isinstance(value, list) else [value]
        for item in items:
            yield _word(known.get(key), key, item, catalog)


def _word(parameter: Parameter | None, key: str, value: Payload, catalog: Catalog | None) -> str:
    plain = plain_text(value) if is_plain(value) and value is not None else "…"
    if parameter is None or parameter.kind == "newness":
        return f"{parameter.label if parameter else key} {plain}"
    if parameter.kind == "country" and country_name(plain):
        return country_name(plain)
    if parameter.kind == "ids":
        return named(catalog, parameter.id_kind, plain)
    labels = {choice.value: sentence_case(choice.label) for choice in parameter.choices}
    return labels.get(plain, plain)


class Tags(Painted):
    """Words in a row of boxes, inside a frame; what does not fit is counted at the end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._hint = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_words(self, words: tuple[str, ...], hint: str) -> None:
        """Show these, or the hint where there are none."""
        self._words, self._hint = tuple(visible(word) for word in words), hint
        listed = ", ".join(self._words) or hint
        self.setAccessibleDescription(listed)
        self.setToolTip(plain_tip(listed))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(160), px(tokens().size.control))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(96), px(tokens().size.control))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        paint_box(painter, box, px(tokens().radius.control), colors().pane, colors().line)
        font = text_font("small")
        font.setWeight(font.Weight.Medium)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        middle = Qt.AlignmentFlag.AlignVCenter
        left, right, gap, pad = px(5), self.width() - px(8), px(5), px(7)
        if not self._words:
            painter.setPen(QColor(colors().muted))
            painter.drawText(self.rect().adjusted(px(9), 0, -px(8), 0), middle, self._hint)
            return
        for index, word in enumerate(self._words):
            rest = len(self._words) - index - 1
            more = metrics.horizontalAdvance(f"+{rest}") + gap if rest else 0
            width = metrics.horizontalAdvance(word) + 2 * pad
            if left + width + more > right:
                painter.setPen(QColor(colors().muted))
                painter.drawText(
                    QRect(left, 0, right - left, self.height()), middle, f"+{rest + 1}"
                )
                return
            side = px(20)
            tag = QRect(left, (self.height() - side) // 2, width, side)
            paint_box(painter, QRectF(tag), px(4), colors().raised)
            painter.setPen(QColor(colors().text))
            painter.drawText(tag.adjusted(pad, 0, 0, 0), middle, word)
            left += width + gap


class SegmentsRow(QWidget):
    """The segments as tags, and the button that opens their fields."""

    def __init__(
        self, profiles: Profiles, catalog: CurrentCatalog, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._profiles, self._catalog = profiles, catalog
        self.tags = Tags(self)
        self.edit = QPushButton("Edit…", self)
        self.edit.setAccessibleName("Edit the segments of new requests")
        self.edit.setToolTip("Choose what new requests of this profile begin with")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.tags, 1)
        row.addWidget(self.edit)
        self.setFocusProxy(self.edit)
        catalog.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the segments of the current profile."""
        text = self._profiles.current.segments
        hint = "Cannot be read" if segments_fault(text) else "None"
        self.tags.set_words(tuple(segment_words(segments_of(text), self._catalog.value)), hint)


class SegmentsDialog(FittingDialog):
    """A field for each documented segment. Other keys stay as they are. Each change is kept at
    once.
    """

    def __init__(
        self, profiles: Profiles, catalog: CurrentCatalog, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._profiles = profiles
        self.setWindowTitle("Segments of new requests")
        set_surface(self, "pane")
        self.fields: dict[str, Field] = {}
        self._rows = [self._row(parameter, catalog) for parameter in SEGMENTS_SHOWN]
        self.remove = LinkButton("Remove all", self)
        self.remove.setToolTip("New requests of this profile begin without segments")
        self.remove.clicked.connect(lambda _checked=False: profiles.alter(segments=""))
        self.done_button = QPushButton("Done", self)
        self.done_button.setToolTip("Close (Esc)")
        self.done_button.clicked.connect(lambda _checked: self.accept())
        set_look(self.done_button, kind="primary", size="large")
        self._place()
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in a field takes what was typed, and no more
        profiles.changed.connect(self.refresh)
        self.refresh()
        self.fields["browser"].setFocus()

    def refresh(self) -> None:
        """Show the segments of the current profile."""
        segments = segments_of(self._profiles.current.segments)
        for key, field in self.fields.items():
            field.set_value(segments.get(key))
        self.remove.setEnabled(bool(self._profiles.current.segments))

    def _row(self, parameter: Parameter, catalog: CurrentCatalog) -> FieldRow:
        key = parameter.wire_name
        field = self.fields[key] = field_for(parameter, catalog)
        name_field(field, parameter)
        field.edited.connect(partial(self._set, key))
        field.cleared.connect(partial(self._remove, key))
        row = FieldRow(parameter.label, key, field, self)
        row.show_help(parameter.meaning)
        if field.below is not None:
            row.put_below(field.below)
        return row

    def _text(self) -> str:
        """The text that is edited: a broken one is replaced."""
        text = self._profiles.current.segments
        return text if isinstance(parse(text).payload, dict) else EMPTY

    def _set(self, key: str, value: Payload) -> None:
        text = self._text()
        present = segments_of(text)
        following = next((later for later in keys_after(("seg", key)) if later in present), "")
        self._profiles.alter(segments=with_key_before(text, (key,), value, following))

    def _remove(self, key: str) -> None:
        text = without(self._text(), (key,))
        self._profiles.alter(segments=text if segments_of(text) else "")

    def _place(self) -> None:
        side = px(tokens().space.sheet_padding)
        page = QWidget(self)
        set_look(page, surface="clear")
        rows = QVBoxLayout(page)
        rows.setContentsMargins(side, px(16), side, px(16))
        rows.setSpacing(px(8))
        for row in self._rows:
            rows.addWidget(row)
        rows.addStretch(1)
        area = scroll_area(page, self)
        kept = QLabel("Changes are kept at once", self)
        set_look(kept, role="small")
        foot = QHBoxLayout()
        foot.setContentsMargins(px(20), px(12), side, px(12))
        foot.setSpacing(px(8))
        foot.addWidget(self.remove)
        foot.addStretch(1)
        foot.addWidget(kept)
        foot.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(area, 1)
        column.addWidget(Hairline(self))
        column.addLayout(foot)
        self.resize_within_screen(WIDTH, HEIGHT)
