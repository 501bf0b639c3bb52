"""Reading MT940 statements, by the library `mt-940`."""

import logging
import re
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext as _
from mt940 import Options, tags
from mt940.models import Transactions

from shop.json_types import JsonObject
from shop.payments.exceptions import StatementError
from shop.payments.statements import returns
from shop.payments.statements.entries import (
    Entry,
    ParsedStatement,
    SkippedRow,
    clean,
    make_entry,
    number_duplicates,
)
from shop.payments.statements.references import is_none
from shop.payments.statements.validation import checked_amount, checked_currency

# It would log the lines it cannot read, which are people's names and accounts.
logging.getLogger("mt940").setLevel(logging.CRITICAL)

STATEMENT = re.compile(r"^(?=:20:)", re.MULTILINE)
MOST_LINES = 100_000
TEXTS = (
    *("purpose", "additional_purpose", "transaction_details", "end_to_end_reference", "customer_reference"),
    "extra_details",
)
REFERENCES = ("bank_reference", "end_to_end_reference", "customer_reference", "extra_details")


class Statement(tags.StatementGLS):
    """The line of a transfer, with the marks of those that are only expected (EC, ED), too."""

    pattern: ClassVar[str] = tags.StatementGLS.pattern.replace("R?[DC]", "[RE]?[DC]")


def _with_kind(
    transactions: object, tag: object, tag_dict: object, result: dict[str, object]
) -> dict[str, object]:
    """Give a transfer without a kind one: the library takes it for the begin of the next and loses it."""
    result["id"] = result.get("id") or "NMSC"
    return result


def read_swift(text: str, *, currency: str) -> ParsedStatement:
    """Read the credits; `currency` where no balance names one. Raises StatementError."""
    reading = ParsedStatement(kind="mt940")
    if text.count("\n") > MOST_LINES:
        raise StatementError(_("This MT940 is too large; please export a shorter period."))
    plain = "\n".join(line for line in text.splitlines() if not line.startswith("-}"))
    seen: set[str] = set()
    for block in STATEMENT.split(plain)[1:]:
        for entry in _statement(block, currency, reading):
            if entry.reference in seen:
                reading.left_out.append(SkippedRow.of(entry, _("duplicate in this file")))
            else:
                reading.entries.append(entry)
                seen.add(entry.reference)
    return reading


def _statement(block: str, currency: str, reading: ParsedStatement) -> list[Entry]:
    processors = Transactions.DEFAULT_PROCESSORS
    found = Transactions(
        processors={"post_statement": [*processors["post_statement"], _with_kind]},
        tags={61: Statement()},
        options=Options.all(),
    )
    try:
        found.parse(block)
    except (RuntimeError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as error:
        reference = clean(block.splitlines()[0], 40)
        message = _("The MT940 statement %(reference)s cannot be read.") % {"reference": reference}
        raise StatementError(message) from error
    lines = len(re.findall(r"^:61:", block, re.MULTILINE))
    transfers = [transfer.data for transfer in found.transactions if transfer.data.get("amount") is not None]
    if lines != len(transfers):
        raise StatementError(_("This MT940 cannot be read completely: some of its lines are malformed."))
    account = str(found.data.get("account_identification") or "")
    entries = [_entry(data, account, found.currency or currency, reading) for data in transfers]
    return number_duplicates([entry for entry in entries if entry is not None])


def _entry(data: JsonObject, account: str, currency: str, reading: ParsedStatement) -> Entry | None:
    amount = abs(Decimal(data["amount"].amount))
    told = (str(data[name]) for name in TEXTS if data.get(name))
    texts = [text for text in told if not is_none(text)]
    day = data.get("entry_date") or data["date"]
    entry = make_entry(
        amount=amount,
        currency=currency.upper(),
        booked_on=date(day.year, day.month, day.day),
        references=[str(data.get(name) or "") for name in REFERENCES],
        account=account,
        payer=str(data.get("applicant_name") or data.get("deviate_applicant") or ""),
        text=" ".join(texts),
    )
    why = _why_not(data, amount)
    if why:
        reading.left_out.append(SkippedRow.of(entry, why))
        return None
    checked_amount(amount, checked_currency(entry.currency))
    return entry


def _why_not(data: dict[str, object], amount: Decimal) -> str:
    """Say why a transfer pays nothing; "" when it does."""
    mark = str(data.get("status") or "").upper()
    if mark in {"D", "RC"}:
        return _("outgoing payment")
    if mark in {"EC", "ED"}:
        return _("not booked by the bank yet")
    kind, code = str(data["id"]).upper(), str(data.get("transaction_code") or "")
    if mark != "C" or kind in returns.IDS or code in returns.CODES:
        return _("a return or a reversal")
    return "" if amount else _("no amount")
