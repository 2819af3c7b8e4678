"""What is chosen of a conversion, each by its name, and the sentence that says what it means."""

import html
import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.document.payload import Number
from convert_console.core.history.columns import short_vid
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.field_values import as_number
from convert_console.core.sending.confirmation import effect, stays_here
from convert_console.core.text import visible
from convert_console.core.verify.conversion import events_of, in_words
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.verify.verification import Verification
from convert_console.widgets.fields.choice_line import ChoiceLine
from convert_console.widgets.fields.named_choices import (
    goal_entries,
    pair_in,
    show_value,
    typed_goal,
    typed_variation,
    variation_entries,
)
from convert_console.widgets.kit.badge import DestinationTag
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.message_bar import sentence_label
from convert_console.widgets.kit.texts import without_line_ends
from convert_console.widgets.theme.icons import leading_icon
from convert_console.widgets.theme.theme import px, set_look
from convert_console.widgets.theme.tokens import tokens

_DECIMAL_COMMA = re.compile(r"\s*([0-9]+),([0-9]{1,2})\s*")


COMMA = "A comma is not a decimal point."
NO_NUMBER = "This is not a number. Write it like 129.90."
"""What is wrong with an amount, in short."""


NO_COUNT = "Enter the number of products: 1 or more."


def is_count(text: str) -> bool:
    """Whether a text is a number of products, or none is given.

    >>> is_count("2"), is_count(""), is_count("0"), is_count("2,5")
    (True, True, False, False)
    """
    return not text or re.fullmatch("[1-9][0-9]*", text) is not None


def is_amount(text: str) -> bool:
    """Whether a text is a number, or none is given.

    >>> is_amount("12.5"), is_amount(""), is_amount("12 EUR")
    (True, True, False)
    """
    return not text or isinstance(as_number(text), Number)


class ConversionForm(QWidget):
    """Signals:
    names_wanted: the user wants to load the project's names.
    request_wanted(bool): show or hide the request as JSON.
    """

    names_wanted = Signal()
    request_wanted = Signal(bool)

    def __init__(
        self, model: Verification, catalog: CurrentCatalog, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._catalog = model, catalog
        self.goal = ChoiceLine("Goal", self, as_typed=typed_goal, shows_note=True)
        self.goal.show_hint("Choose the goal that is reached")
        self.variation = ChoiceLine("Variation", self, as_typed=typed_variation, shows_note=True)
        self.variation.show_hint("Choose the visitor's variation")
        self.amount = self._line("Amount", "no revenue")
        self.products = self._line("Products", "none")
        self.order = self._line("Order number", "none")
        self.visitor = self._line("Visitor", "")
        self.visitor.setReadOnly(True)
        self.renew = QPushButton(leading_icon("refresh"), "Renew", self)
        self.renew.setToolTip("Take another new visitor")
        self.renew.setAutoDefault(False)
        self.names = LinkButton("Load names…", self)
        self.names.setToolTip("Choose goals and variations by name")
        self.use_point = LinkButton("", self)
        self.show_request = LinkButton("Show request", self)
        self.show_request.setIcon(leading_icon("braces", "accent"))
        self.show_request.setCheckable(True)
        self.sentence = QLabel(self, wordWrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.RichText)
        self.tag = DestinationTag(self)
        self.effect = sentence_label(self)
        self.contents = QLabel(self)
        set_look(self.contents, role="small")
        self.number_problem = QLabel(self)
        set_look(self.number_problem, role="message", tone="warn")
        self._place()
        self._connect()
        self._list_choices()

    def refresh(self) -> None:
        """Show the conversion and what sending it does."""
        conversion, catalog = self._model.conversion, self._catalog.value
        show_value(self.goal, conversion.goal, conversion.goal)
        pair = (conversion.experience, conversion.variation)
        named = pair if conversion.variation else ""
        show_value(self.variation, named, "/".join(filter(None, pair)))
        for line, text in (
            (self.amount, conversion.amount),
            (self.products, conversion.products),
            (self.order, conversion.order),
        ):
            shown = line.text().strip() if line.hasFocus() else line.text()
            if shown != text:  # a blank that is typed may be followed by a word
                line.setText(text)
        self.visitor.setText(f"New visitor  {short_vid(conversion.visitor)}")
        self.visitor.setToolTip(conversion.visitor)
        comma = _DECIMAL_COMMA.fullmatch(conversion.amount)
        amount_problem = COMMA if comma else "" if is_amount(conversion.amount) else NO_NUMBER
        problem = amount_problem or ("" if is_count(conversion.products) else NO_COUNT)
        self.number_problem.setText(problem)
        self.number_problem.setVisible(bool(problem))
        self.use_point.setVisible(comma is not None)
        if comma is not None:
            self.use_point.setText(f"Use {comma[1]}.{comma[2]}")
        pieces = in_words(conversion, catalog)
        self.sentence.setText("".join(_marked(visible(text), strong) for text, strong in pieces))
        self.sentence.setAccessibleName("".join(visible(text) for text, _strong in pieces))
        self._show_effect()
        kinds = [str(event["evt"]) for event in events_of(conversion) if isinstance(event, dict)]
        self.contents.setText(
            f"{len(kinds)} event{'s' if len(kinds) > 1 else ''}: {', '.join(kinds)}"
        )
        self.names.setVisible(catalog is None or not catalog.goals)

    def _show_effect(self) -> None:
        profile = self._model.profile
        content = effect(self._model.draft, None)
        where = destination_kind(profile.url)
        blocked = profile.block_reason(profile.url)
        self.tag.set_live(live=where != "loopback")
        if blocked:
            sentence = blocked
        elif where == "loopback":
            sentence = stays_here(profile)
        elif where == "convert":
            sentence = f"Adds {content} to {profile.name}."
        else:
            sentence = f"Goes to {host_of(profile.url)} with {content}."
        self.effect.setText(visible(sentence))

    def _list_choices(self) -> None:
        catalog = self._catalog.value
        self.goal.set_choices(goal_entries(catalog))
        self.variation.set_choices(variation_entries(catalog))
        self.refresh()

    def _connect(self) -> None:
        model = self._model
        self.goal.chosen.connect(lambda row: model.choose(goal=self.goal.choices[row].value))
        self.goal.typed.connect(lambda text: model.choose(goal=text.strip()))
        self.variation.chosen.connect(
            lambda row: self._choose_pair(self.variation.choices[row].value)
        )
        self.variation.typed.connect(self._type_pair)
        for line, key in (
            (self.amount, "amount"),
            (self.products, "products"),
            (self.order, "order"),
        ):
            line.textEdited.connect(
                lambda _text, line=line, key=key: model.choose(
                    **{key: without_line_ends(line).strip()}
                )
            )
        self.renew.clicked.connect(model.renew)
        self.use_point.clicked.connect(self._use_point)
        self.names.clicked.connect(self.names_wanted)
        self.show_request.toggled.connect(self._toggle_request)
        model.changed.connect(self.refresh)
        self._catalog.changed.connect(self._list_choices)

    def _choose_pair(self, pair: object) -> None:
        if isinstance(pair, tuple):
            self._model.choose(experience=pair[0], variation=pair[1])

    def _type_pair(self, text: str) -> None:
        if pair := pair_in(text):
            self._choose_pair(pair)
        else:
            self._model.choose(experience="", variation=text.strip())

    def _use_point(self) -> None:
        self.amount.setFocus()  # the link is about to go, and the focus with it
        self._model.choose(amount=self._model.conversion.amount.strip().replace(",", "."))

    def _toggle_request(self, shown: bool) -> None:
        self.show_request.setText("Hide request" if shown else "Show request")
        self.request_wanted.emit(shown)

    def _line(self, name: str, hint: str) -> QLineEdit:
        line = QLineEdit(self, placeholderText=hint)
        line.setAccessibleName(name)
        return line

    def _place(self) -> None:
        column = QVBoxLayout(self)
        padding = px(tokens().space.sheet_padding)
        column.setContentsMargins(padding, px(20), padding, px(16))
        column.setSpacing(px(16))
        column.addLayout(self._fields())
        column.addWidget(self._meaning())
        foot = QHBoxLayout()
        foot.setSpacing(px(12))
        foot.addWidget(self.show_request)
        foot.addWidget(self.contents)
        foot.addStretch(1)
        foot.addWidget(self.names)
        column.addLayout(foot)
        column.addStretch(1)

    def _fields(self) -> QGridLayout:
        products = QLabel("Products", self)
        products.setBuddy(self.products)
        set_look(products, role="muted")
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(12))
        grid.setColumnMinimumWidth(0, px(tokens().size.form_label - 8))
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget | None, tuple[QWidget, ...]], ...] = (
            ("Goal", self.goal, (self.goal,)),
            ("Variation", self.variation, (self.variation,)),
            ("Amount", self.amount, (self.amount, products, self.products)),
            ("", None, (self.number_problem, self.use_point)),
            ("Order number", self.order, (self.order,)),
            ("Visitor", self.visitor, (self.visitor, self.renew)),
        )
        for number, (name, field, parts) in enumerate(rows):
            if field is not None:
                label = QLabel(name, self)
                label.setBuddy(field)
                grid.addWidget(label, number, 0)
            row = QHBoxLayout()
            row.setSpacing(px(8))
            for part in parts:
                row.addWidget(part, int(isinstance(part, QLineEdit)))
            if field is None:
                row.addStretch(1)
            grid.addLayout(row, number, 1)
        return grid

    def _meaning(self) -> QFrame:
        """The sentence, and where the request goes."""
        meaning = QFrame(self)
        meaning.setProperty("panel", True)
        goes = QHBoxLayout()
        goes.setSpacing(px(12))
        goes.addWidget(self.tag, 0, Qt.AlignmentFlag.AlignTop)
        goes.addWidget(self.effect, 1)
        inside = QVBoxLayout(meaning)
        inside.setContentsMargins(px(12), px(12), px(12), px(12))
        inside.setSpacing(px(8))
        inside.addWidget(self.sentence)
        inside.addLayout(goes)
        return meaning


def _marked(text: str, strong: bool) -> str:
    escaped = html.escape(text, quote=False)
    return f"<span style='font-weight: 600'>{escaped}</span>" if strong else escaped
