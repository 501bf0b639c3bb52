"""Reading CSV statements as banks write them."""

from datetime import date
from decimal import Decimal

from babel.numbers import get_currency_precision
from django.utils.translation import gettext as _

from shop.payments.exceptions import StatementError
from shop.payments.statements import headings
from shop.payments.statements.amounts import (
    Direction,
    WrittenAmount,
    amount_of,
    decimal_mark_in,
    decimal_mark_of,
    split_amount,
)
from shop.payments.statements.csv_table import Table, read_table
from shop.payments.statements.dates import DAY_FIRST, day_of, day_order_of
from shop.payments.statements.entries import (
    Entry,
    FormatChoices,
    FormatQuestion,
    ParsedStatement,
    SkippedRow,
    clean,
    make_entry,
    number_duplicates,
)
from shop.payments.statements.validation import checked_amount, checked_currency


class UnclearError(StatementError):
    """A file can be read in two ways; `question` is put to staff."""

    def __init__(self, message: str, question: FormatQuestion) -> None:
        super().__init__(message)
        self.question = question


def read_csv(data: bytes, *, currency: str, choices: FormatChoices) -> ParsedStatement:
    """Read a CSV; `currency` where it names none.

    Raises StatementError, with the line, and UnclearError where staff have to say how it is meant.
    """
    table = read_table(data)
    return _Reader(table, currency=table.currency or currency, choices=choices).read()


class _Reader:
    """One table, its conventions and what has been read of it so far."""

    def __init__(self, table: Table, *, currency: str, choices: FormatChoices) -> None:
        self.table = table
        self.currency = currency
        self.choices = choices
        self.entries: list[Entry] = []
        self.left_out: list[SkippedRow] = []
        self.questions: list[FormatQuestion] = []
        has_two = {"debit", "credit"} <= table.columns.keys()
        self.money = ("credit", "debit") if has_two or "amount" not in table.columns else ("amount",)
        self.day_order = self._day_order()
        self.mark = self._decimal_mark()

    def read(self) -> ParsedStatement:
        """Read all rows."""
        for line, row in self.table.rows:
            try:
                self._read_row(row)
            except UnclearError:
                raise
            except StatementError as error:
                raise StatementError(
                    _("Line %(number)d: %(why)s") % {"number": line, "why": error}
                ) from error
        return ParsedStatement(
            kind="csv",
            entries=number_duplicates(self.entries),
            left_out=self.left_out,
            questions=self.questions,
        )

    def _day_order(self) -> str:
        days = [self.table.cell(row, "date") for _line, row in self.table.rows]
        told = day_order_of(days)
        if told is not None:
            return told
        answer = self.choices.day_order or DAY_FIRST
        example = next(day for day in days if "/" in day or "-" in day)
        self.questions.append(FormatQuestion(name="day_order", example=clean(example, 40), answer=answer))
        return answer

    def _decimal_mark(self) -> str:
        """Decide by the whole column which sign parts the cents; without need it is a point."""
        bodies: list[str] = []
        unclear: list[str] = []
        for _line, row in self.table.rows:
            for name in self.money:
                try:
                    body = split_amount(self.table.cell(row, name)).body
                except StatementError:
                    continue
                bodies.append(body)
                if decimal_mark_in(body) is None and not self._has_no_cents(row):
                    unclear.append(body)
        told = decimal_mark_of(bodies)
        if not unclear:
            return told or self._mark_of_whole(bodies)
        if told is None and self.choices.decimal_mark:
            self.questions.append(
                FormatQuestion(name="decimal_mark", example=unclear[0], answer=self.choices.decimal_mark)
            )
            return self.choices.decimal_mark
        if told is None:
            message = _(
                "“%(text)s” is unclear: is it more than a thousand, or are there cents behind the sign?"
            )
            question = FormatQuestion(name="decimal_mark", example=unclear[0])
            raise UnclearError(message % {"text": unclear[0]}, question)
        return told

    def _has_no_cents(self, row: list[str]) -> bool:
        code = headings.SIGNS.get(self.table.cell(row, "currency"), self.table.cell(row, "currency").upper())
        code = code or self.currency
        return code in headings.CURRENCIES and get_currency_precision(code) == 0

    def _mark_of_whole(self, bodies: list[str]) -> str:
        """Where no amount has cents, the sign that is there groups thousands."""
        return "," if any("." in body for body in bodies) else "."

    def _read_row(self, row: list[str]) -> None:
        cell = self.table.cell
        money = self._money(row)
        text = clean(" ".join(dict.fromkeys(self.table.cells(row, "text"))))
        if money is None:
            if self._is_day(cell(row, "date")):
                self.left_out.append(SkippedRow(why=_("no amount"), text=text))
            return  # a line about balances, below the table
        amount, came_in = money
        currency = checked_currency(written_currency(cell(row, "currency")) or self.currency)
        why = self._why_not(row, came_in=came_in and amount > 0)
        if why:
            day = self._day(row) if self._is_day(cell(row, "date")) else None
            self.left_out.append(SkippedRow(why=why, day=day, amount=amount, currency=currency, text=text))
            return
        self.entries.append(
            make_entry(
                amount=checked_amount(amount, currency),
                currency=currency,
                booked_on=self._day(row),
                references=self.table.cells(row, "id"),
                account=cell(row, "account"),
                payer=cell(row, "payer"),
                text=text,
                doubt=self._doubt(text),
            )
        )

    def _money(self, row: list[str]) -> tuple[Decimal, bool] | None:
        """Return how much a row moves and whether it came in; None where it names no amount."""
        found = []
        for name in self.money:
            text = self.table.cell(row, name)
            if text and text not in {"-", "–", "—"}:
                one = split_amount(text)
                amount = self._number(one)
                came_in = not one.is_negative and one.mark is not Direction.OUT and name != "debit"
                found.append((amount, came_in))
        moved = [one for one in found if one[0]] or found[:1]
        if len(moved) > 1:
            raise StatementError(_("Both the incoming and the outgoing column contain an amount."))
        if not moved:
            return None
        amount, came_in = moved[0]
        marks = {headings.direction_in(mark) for mark in self.table.cells(row, "direction")}
        if came_in and self.money == ("amount",) and "direction" in self.table.columns:
            if not marks - {None}:
                raise StatementError(_("Nothing says whether this amount is incoming or outgoing."))
            came_in = False not in marks
        return amount, came_in

    def _number(self, one: WrittenAmount) -> Decimal:
        amount = amount_of(one.body, decimal_mark=self.mark)
        was_asked = any(question.name == "decimal_mark" for question in self.questions)
        is_unclear = decimal_mark_in(one.body) is None and self.mark in one.body
        if is_unclear and not was_asked:
            raise StatementError(_("“%(text)s” is unclear among amounts with cents.") % {"text": one.body})
        return amount

    def _why_not(self, row: list[str], *, came_in: bool) -> str:
        """Say why a row pays nothing; "" when it does."""
        is_balance = any(headings.BALANCE.fullmatch(headings.folded(text)) for text in row)
        if is_balance and not self.table.cell(row, "payer"):
            return _("a balance")
        if not came_in:
            return _("outgoing payment")
        day = self.table.cell(row, "date")
        told = [headings.folded(text) for name in ("status", "type") for text in self.table.cells(row, name)]
        others = [headings.folded(text) for text in (day, *self._unnamed(row))]
        if not day or any(headings.PENDING.search(text) for text in [*told, *others]):
            return _("not booked by the bank yet")
        if any(headings.FAILED.search(text) for text in told):
            return _("failed or cancelled")
        if any(headings.RETURNED.search(text) for text in told):
            return _("a return or a reversal")
        return ""

    def _unnamed(self, row: list[str]) -> list[str]:
        """List the cells under headings that we do not know, where a bank may say that a row waits."""
        known = {place for places in self.table.columns.values() for place in places}
        return [text for place, text in enumerate(row) if place not in known and text.strip()]

    def _doubt(self, text: str) -> str:
        told = headings.folded(text)
        if headings.RETURNED.search(told):
            return _("It may be a return: please check it")
        return _("It may not be booked yet: please check it") if headings.NOTED.search(told) else ""

    def _day(self, row: list[str]) -> date:
        return day_of(self.table.cell(row, "date"), day_order=self.day_order)

    def _is_day(self, text: str) -> bool:
        try:
            day_of(text, day_order=self.day_order)
        except StatementError:
            return False
        return True


def written_currency(text: str) -> str:
    """Read the currency of a row, a code or a sign."""
    return headings.SIGNS.get(text, text).upper()
