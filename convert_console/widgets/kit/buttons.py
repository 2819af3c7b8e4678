"""Buttons that look like a link or a switch, open a menu, or show their shortcut."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from convert_console.widgets.kit.painted import paint_box, paint_focus
from convert_console.widgets.theme.icons import icon, paint_icon
from convert_console.widgets.theme.theme import colors, px, set_look, text_font
from convert_console.widgets.theme.tokens import mixed

SNAPSHOT = "Keep what Convert's reports say now, so that Results can tell this run apart"
"""What the buttons do that offer a snapshot before a run."""

CHEVRON, CHEVRON_GAP = 14, 5
"""The side of a menu button's chevron and the gap before it, in pixels at 100 % zoom."""

HINT_SHARE = 0.2
"""How much of the button's colour is mixed into that of its shortcut."""


class LinkButton(QPushButton):
    """A button that looks like a link, for actions inside sentences and lists."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class CheckBox(QCheckBox):
    """A check box that takes a click anywhere in its 28 pixels of height, not on its text only.

    `clicked` is also emitted when a screen reader toggles it, which is no click for Qt.
    """

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._is_explained = False
        self.toggled.connect(self._tell)

    def setChecked(self, on: bool) -> None:
        self._is_explained = True
        super().setChecked(on)
        self._is_explained = False

    def nextCheckState(self) -> None:
        self._is_explained = True  # a click
        super().nextCheckState()
        self._is_explained = False

    def _tell(self, on: bool) -> None:
        if not self._is_explained:
            self.clicked[bool].emit(on)  # type: ignore[index]

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)


class AddButton(LinkButton):
    """A link with a plus, which adds something."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setIcon(icon("plus", "accent"))
        self.setAccessibleName(text)
        set_look(self, kind="add")


class MenuButton(QPushButton):
    """A button that opens a menu, with a chevron. The style would draw its arrow in another place
    and size.
    """

    def __init__(self, text: str, menu: QMenu | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAutoDefault(False)
        if menu is not None:
            self.setMenu(menu)
            if menu.parent() is None:  # Qt does not delete it with the button
                menu.setParent(self, menu.windowFlags())

    def sizeHint(self) -> QSize:
        return QSize(
            self._plain_width() + px(CHEVRON) + px(CHEVRON_GAP), super().sizeHint().height()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        style = self.style()
        style.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        plain_width = self._plain_width()
        left = max(0, (self.width() - plain_width - px(CHEVRON) - px(CHEVRON_GAP)) // 2)
        option.rect = QRect(left, 0, plain_width, self.height())
        style.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option, painter, self)
        ink = colors().muted if self.isEnabled() else colors().disabled
        side, padding = px(CHEVRON), (plain_width - self._label_width()) // 2
        top = (self.height() - side) // 2
        area = QRect(left + plain_width - padding + px(CHEVRON_GAP), top, side, side)
        paint_icon(painter, area, "chevron-down", ink)

    def _plain_width(self) -> int:
        """The width of a plain button with this text, without the space for the style's arrow."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.features &= ~QStyleOptionButton.ButtonFeature.HasMenu
        size = QSize(self._label_width(), self.fontMetrics().height())
        kind = QStyle.ContentsType.CT_PushButton
        return self.style().sizeFromContents(kind, option, size, self).width()

    def _label_width(self) -> int:
        width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return width if self.icon().isNull() else width + self.iconSize().width() + px(4)


class OnceButton(QPushButton):
    """A button that takes a double click as one click: by the second one it would do the same
    again, or stop what it has just begun.
    """

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()


class HintButton(OnceButton):
    """A button that shows its shortcut in a paler colour, right of the text, which the style sheet
    aligns left.
    """

    def __init__(
        self, text: str, hint: str, parent: QWidget | None = None, *, kind: str = "primary"
    ) -> None:
        super().__init__(text, parent)
        self._hint = hint
        self._kind = kind
        set_look(self, kind=kind, hinted=True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._hint_width(), 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._hint:
            return
        text_width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        if not self.icon().isNull():
            text_width += self.iconSize().width() + px(4)
        hint_width = self._hint_width()
        left = (self.width() - text_width - hint_width) // 2 + text_width + px(8)
        ink = self._hint_color()
        painter = QPainter(self)
        painter.setFont(text_font())
        painter.setPen(QColor(ink if self.isEnabled() else colors().muted))
        area = QRect(left, 0, hint_width, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self._hint)

    def _hint_color(self) -> str:
        match self._kind:
            case "primary":
                return mixed(colors().accent_text, colors().accent, HINT_SHARE)
            case "danger":
                return colors().error
        return colors().muted

    def _hint_width(self) -> int:
        if not self._hint:
            return 0
        return QFontMetrics(text_font()).horizontalAdvance(self._hint) + px(8)


# A switch that is on or off, as its own row of a form has it.

TRACK_WIDTH, TRACK_HEIGHT, KNOB, HIT, GAP = 28, 16, 12, 28, 8
"""Of the track, of the knob in it, of the area that takes a click, and before the text, in pixels
at 100 % zoom."""


class Switch(CheckBox):
    """A check box for screen readers and the keyboard, drawn as a switch; `worded` with its text
    next to it.
    """

    def __init__(self, name: str, parent: QWidget | None = None, *, worded: bool = False) -> None:
        super().__init__(name, parent)  # without a text, its target is the box of a check box
        self._worded = worded
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = px(GAP) + self.fontMetrics().horizontalAdvance(self.text()) if self._worded else 0
        return QSize(px(TRACK_WIDTH) + words + 2 * self._inset(), px(HIT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.height() - px(TRACK_HEIGHT)) / 2
        track, radius = (
            QRectF(self._inset(), top, px(TRACK_WIDTH), px(TRACK_HEIGHT)),
            px(TRACK_HEIGHT) / 2,
        )
        on, palette = self.isChecked(), colors()
        fill = palette.ok if on else palette.outline
        paint_box(painter, track, radius, fill if self.isEnabled() else palette.raised)
        gap = (px(TRACK_HEIGHT) - px(KNOB)) / 2
        left = track.right() - gap - px(KNOB) if on else track.left() + gap
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.pane if self.isEnabled() else palette.disabled))
        painter.drawEllipse(QRectF(left, top + gap, px(KNOB), px(KNOB)))
        if self._worded:
            self._paint_words(painter)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), px(4), palette.accent)

    def _inset(self) -> int:
        """Room for the ring of the focus, which would cross the words."""
        return px(4) if self._worded else 0

    def _paint_words(self, painter: QPainter) -> None:
        palette = colors()
        left = self._inset() + px(TRACK_WIDTH) + px(GAP)
        words = QRectF(self.rect()).adjusted(left, 0, 0, 0)
        painter.setPen(QColor(palette.text if self.isEnabled() else palette.disabled))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
