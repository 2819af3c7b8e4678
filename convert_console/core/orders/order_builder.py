"""Builds the request of each row, and finds its problems."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.document.edits import EditImpossible
from convert_console.core.document.payload import Path, value_at
from convert_console.core.linter.checker import check
from convert_console.core.linter.id_rules import spreadsheet
from convert_console.core.linter.id_shapes import spreadsheet_form
from convert_console.core.linter.problem import Problem, Situation, short
from convert_console.core.orders.mapping import (
    PARAMETERS,
    ColumnMapping,
    RowMapper,
    VisitorIds,
    cell_text,
    count_value,
)
from convert_console.core.orders.survey import Survey
from convert_console.core.plan.plan import Plan
from convert_console.core.request.amounts import DECIMALS, read_amount
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.run_marker import campaign_in, with_marker
from convert_console.core.request.wire import Unsendable, WireRequest, encode
from convert_console.core.text import plain_text

# Like rules of the linter, about what only a file has.

ROW_CELLS = "row-cells"
"""A row with more or fewer cells than the header."""

ORDER_REPEATED = "order-repeated"
"""A further row of an order."""

ROW_TOTALS = "row-totals"
"""A row that sums up the others."""

AMOUNT_UNCLEAR = "amount-unclear"
"""A point or comma that may separate thousands or decimals."""

NAME_AS_ID = "name-as-id"
"""A name of the project in place of an id."""

AMOUNT_CURRENCY = "amount-currency"
"""A currency, reported once."""

ID_SPREADSHEET = "id-spreadsheet"
"""An id that a spreadsheet has changed; the linter has a rule of the same name."""


@dataclass(frozen=True, slots=True)
class Order:
    """The request of a row. `row` counts from 1, without the header.

    `part_of` is the first row of its order if this row is not sent by itself, otherwise 0.
    """

    row: int
    draft: Draft
    wire: WireRequest | Unsendable
    problems: tuple[Problem, ...]
    part_of: int = 0

    @property
    def fault(self) -> str:
        """Why it should not be sent: its first error; "" if it has none."""
        if self.part_of:
            return ""
        if isinstance(self.wire, Unsendable):
            return self.wire.reason
        errors = (problem for problem in self.problems if problem.severity == "error")
        first = next(errors, None)
        if first is None:
            return ""
        return f"{first.place}: {first.sentence}" if first.place else first.sentence


@dataclass(frozen=True, slots=True)
class OrderBuilder:
    """Builds and lints requests; `width` is the number of columns, `now` in Unix seconds.

    `survey` is that of the whole file; without one, each row is an order. `marker` is put into each
    request that has no campaign of its own.
    """

    mapper: RowMapper
    profile: Profile
    width: int
    now: float
    catalog: Catalog | None = None
    survey: Survey = field(default_factory=Survey)
    marker: str = ""
    plan: Plan | None = None

    @property
    def one_per_order(self) -> bool:
        """Whether an order in several rows is one request."""
        return self.mapper.mapping.repeated != "all"

    def build(self, row: int, cells: Sequence[str]) -> Order:
        """The request of a row with its problems."""
        combined = self.survey.combined.get(row)
        draft = self._marked(self.mapper.draft(row, cells, combined.values if combined else None))
        wire = encode(draft, self.profile)
        own = [*self._of_cells(row, cells), *self._of_order(row, cells, draft)]
        first = self.survey.first_rows.get(row, 0)
        if first and self.one_per_order:
            return Order(row, draft, wire, tuple(own), first)
        silenced = frozenset(self.profile.silenced)
        situation = Situation(self.now, self.catalog, silenced=silenced, plan=self.plan)
        problems = check(draft, self.profile, situation, wire)
        unclear = (problem for problem in own if problem.rule == AMOUNT_UNCLEAR)
        replaced = {problem.path for problem in unclear if problem.severity == "error"}
        linted = (problem for problem in problems if problem.path not in replaced)
        return Order(row, draft, wire, (*own, *linted))

    def _marked(self, draft: Draft) -> Draft:
        if not self.marker or campaign_in(draft.payload):
            return draft
        try:
            return Draft(with_marker(draft, self.marker), draft.method)
        except EditImpossible:  # a column may give segments that are no object
            return draft

    def _of_cells(self, row: int, cells: Sequence[str]) -> Iterator[Problem]:
        if len(cells) != self.width:
            count = f"{len(cells)} cell{'' if len(cells) == 1 else 's'}"
            sentence = (
                f"This row has {count}, but the first row has {self.width}. "
                "Look for a missing quote."
            )
            harmless = self.mapper.cells.fits(cells, self.width)
            yield Problem(ROW_CELLS, "warning" if harmless else "error", (), sentence)
        if row in self.survey.totals:
            sentence = "This row is not an order: its amount is the sum of all others."
            yield Problem(ROW_TOTALS, "error", (), sentence)
        combined = self.survey.combined.get(row)
        if combined is not None and combined.broken not in (0, row):
            sentence = (
                f"Row {combined.broken:,} of this order does not have {self.width} cells, so it "
                "cannot be added. Look for a missing quote."
            )
            yield Problem(ROW_CELLS, "error", (), sentence)

    def _of_order(self, row: int, cells: Sequence[str], draft: Draft) -> Iterator[Problem]:
        yield from self._of_repeats(row, cells)
        yield from self._of_amount(row, cells, draft)
        yield from self._of_ids(row, cells)
        yield from self._of_names(cells)

    def _of_amount(self, row: int, cells: Sequence[str], draft: Draft) -> Iterator[Problem]:
        path = ("ev", max(len(self.mapper.mapping.events) - 1, 0), "r")
        for currency, first in self.survey.currencies.items():
            if first == row:
                yield _currency_problem(path, currency, tuple(self.survey.currencies))
        value, decimal = value_at(draft.payload, path), self.survey.decimal
        products = value_at(draft.payload, (*path[:-1], "prc"))
        if isinstance(products, str) and (sentence := unclear_count(products)):
            yield Problem(AMOUNT_UNCLEAR, "error", (*path[:-1], "prc"), sentence)
        if isinstance(value, str):
            if sentence := unclear_amount(value, decimal):
                yield Problem(AMOUNT_UNCLEAR, "error", path, sentence)
        elif decimal and not self.mapper.mapping.decimal:
            text = self.mapper.cells.text("r", cells)
            amount = read_amount(text)
            if amount is not None and not amount.number:
                sentence = (
                    f"“{short(text)}” is read as {plain_text(value)}, since the amounts have a "
                    f"decimal {_SIGNS[decimal]}, as in {short(self.survey.proofs[decimal])}. "
                    "Choose the decimal sign if that is wrong."
                )
                yield Problem(AMOUNT_UNCLEAR, "info", path, sentence)

    def _of_repeats(self, row: int, cells: Sequence[str]) -> Iterator[Problem]:
        first = self.survey.first_rows.get(row, 0)
        if not first:
            return
        tid = self.mapper.cells.text("tid", cells)
        what = f"order {short(tid)}" if tid else "the same visitor and goal"
        head = f"Row {row:,} is {what} again, like row {first:,}."
        form = spreadsheet_form(tid or self.mapper.cells.text("vid", cells))
        if form and form[1] is None:  # what it was is lost
            head += " A spreadsheet has changed this id, so they may be different orders."
        match self.mapper.mapping.repeated:
            case "first":
                amount = self.mapper.cells.text("r", cells) if first in self.survey.left_out else ""
                lost = f", nor is its amount “{short(amount)}”" if amount else ""
                yield Problem(ORDER_REPEATED, "warning", ("tid",), f"{head} It is not sent{lost}: "
                              "only the first row of an order is sent.")  # fmt: skip
            case "all":
                yield Problem(ORDER_REPEATED, "warning", ("tid",), f"{head} It is sent by itself, "
                              "so the order may be booked more than once.")  # fmt: skip
            case _:
                yield Problem(ORDER_REPEATED, "info", ("tid",), f"{head} {self._merged(first)}")

    def _merged(self, first: int) -> str:
        combined = self.survey.combined.get(first)
        if combined is None:
            return "It is added to it."
        count = len(self.survey.rows_of[first])
        once = combined.repeated and self.mapper.mapping.repeated == "merge"
        amount, products = (plain_text(combined.values.get(key, "")) for key in ("r", "prc"))
        parts = []
        if amount:
            how = "the same in each and counted once" if once else "added up"
            parts.append(f"amount {short(amount)} ({how})")
        if products:
            parts.append(f"{short(products)} products")
        return f"The {count} rows are one request with {' and '.join(parts) or 'the first row'}."

    def _of_ids(self, row: int, cells: Sequence[str]) -> Iterator[Problem]:
        """Ids that a spreadsheet has changed, where the linter does not see them."""
        for target, (source, place) in self.mapper.cells.sources.items():
            parameter = PARAMETERS[target]
            is_id = parameter.id_kind or target in _SINGLE_IDS
            if source.kind != "column" or not is_id or not 0 <= place < len(cells):
                continue
            path: Path = ("ev", 0, target) if parameter.path[0] == "ev" else parameter.path
            cell, text = cells[place].strip(), cell_text(cells[place])
            if cell != text:
                sentence = f"{short(cell)} keeps a text from a spreadsheet. {short(text)} is sent."
                yield Problem(ID_SPREADSHEET, "info", path, sentence)
            elif self.one_per_order and row in self.survey.first_rows:  # it is not linted
                for finding in spreadsheet(path, text):
                    yield Problem(ID_SPREADSHEET, *finding)

    def _of_names(self, cells: Sequence[str]) -> Iterator[Problem]:
        """Names of the project in place of ids."""
        for target, (source, _) in self.mapper.cells.sources.items():
            text = self.mapper.cells.text(target, cells) if source.kind == "column" else ""
            for found in self.mapper.names.found_in(target, text):
                kind, ids = found.kind, ", ".join(found.ids[:5])
                if len(found.ids) == 1:
                    sentence = f"The {kind} “{short(found.name)}” is sent as {ids}, its id."
                    yield Problem(NAME_AS_ID, "info", ("ev", 0, target), sentence)
                else:
                    sentence = (
                        f"{len(found.ids)} {kind}s are called “{short(found.name)}” ({ids}). "
                        "Write the id in the file."
                    )
                    yield Problem(NAME_AS_ID, "error", ("ev", 0, target), sentence)


_SIGNS = {".": "point", ",": "comma"}

_SINGLE_IDS = ("cid", "pid", "vid", "tid")


def order_builder(
    mapping: ColumnMapping, columns: Sequence[str], found: Survey, *, profile: Profile,
    visitors: VisitorIds, catalog: Catalog | None = None, now: float | None = None,
) -> OrderBuilder:  # fmt: skip
    """Builds the requests of a file that was surveyed; `now` is when its visitors began if not
    given.
    """
    mapper = RowMapper(mapping, columns, found.decimal, visitors, catalog)
    moment = visitors.began if now is None else now
    return OrderBuilder(mapper, profile, len(columns), moment, catalog, found)


def unclear_amount(text: str, decimal: str) -> str:
    """Why an amount stayed text although it is one; "" if it is none."""
    amount = read_amount(text)
    if amount is None:
        if not (form := spreadsheet_form(text)) or form[0] != "exponent":
            return ""
        return (
            f"The amount “{short(text)}” has the exponent of a spreadsheet, which drops digits. "
            "Take it from the source again."
        )
    if amount.number:
        sign = _SIGNS.get(decimal, "sign")
        return (
            f"The amount “{short(text)}” is not written with a decimal {sign}, as the others are. "
            "Correct it, or choose the decimal sign of the amounts again."
        )
    sign = "point" if "." in text else "comma"
    readings = (read_amount(text, each) for each, _ in DECIMALS)
    numbers = " or ".join(sorted({found.number for found in readings if found}))
    return (
        f"The {sign} in “{short(text)}” may separate thousands or decimals: it is {numbers}. "
        "Choose the decimal sign of the amounts."
    )


def unclear_count(text: str) -> str:
    """Why a number of products stayed text although it is one; "" if it is none."""
    amount = read_amount(text)
    if amount is None or amount.number or amount.currency:
        return ""
    readings = (count_value(text, each) for each, _ in DECIMALS)
    numbers = " or ".join(sorted({plain_text(found) for found in readings}))
    sign = "point" if "." in text else "comma"
    return (
        f"The {sign} in “{short(text)}” products may separate thousands or decimals: they are "
        f"{numbers}. Choose the decimal sign of the amounts."
    )


def _currency_problem(path: Path, currency: str, all_of_them: tuple[str, ...]) -> Problem:
    if len(all_of_them) > 1:
        known = ", ".join(map(short, all_of_them[:5]))
        return Problem(
            AMOUNT_CURRENCY, "warning", path,
            f"The amounts have different currencies: {known}. The protocol has no currency, so "
            "they would be added as if they were the same.",
        )  # fmt: skip
    return Problem(
        AMOUNT_CURRENCY, "info", path,
        f"Amounts are written with {short(currency)}. The protocol has no currency, so only the "
        "number is sent.",
    )  # fmt: skip
