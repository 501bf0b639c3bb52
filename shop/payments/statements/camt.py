"""Reading CAMT statements (ISO 20022 XML): camt.053, and of camt.052 and camt.054 what is booked.

The versions (2 to 13) differ in names around the parties and the status; namespaces are left aside. The
file is read as a stream and each booking thrown away after it was read.
"""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from django.utils.translation import gettext as _

from shop.payments.exceptions import StatementError
from shop.payments.statements.camt_details import Booking, details_of, text_of
from shop.payments.statements.dates import day_of
from shop.payments.statements.entries import (
    Entry,
    ParsedStatement,
    SkippedRow,
    clean,
    make_entry,
    number_duplicates,
)
from shop.payments.statements.file_types import refuse_message
from shop.payments.statements.validation import checked_amount, checked_currency

MESSAGES = {"BkToCstmrStmt": "camt.053", "BkToCstmrAcctRpt": "camt.052", "BkToCstmrDbtCdtNtfctn": "camt.054"}
ACCOUNTS = ("Stmt", "Rpt", "Ntfctn")
MOST_ELEMENTS = 200_000
DEEPEST = 40
LONGEST_AMOUNT = 30


def read_camt(data: bytes) -> ParsedStatement:
    """Read the booked credits. Raises StatementError, which says what another XML is and what to bring."""
    reading = ParsedStatement(kind="")
    statement: list[Entry] = []
    kind = ""
    seen: set[str] = set()
    try:
        for root, element in _parts(data):
            kind = kind or _kind_of(root)
            if element.tag == "Ntry":
                _read_entry(root, element, statement, reading)
            elif element.tag in ACCOUNTS:
                _close_statement(statement, seen, reading)
                statement = []
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise StatementError(
            _("This XML cannot be read: %(why)s") % {"why": clean(str(error), 200)}
        ) from error
    if not kind:
        raise StatementError(
            _("This XML is not a CAMT.053 statement. Please upload the bank statement as camt.053.")
        )
    return ParsedStatement(kind=kind, entries=reading.entries, left_out=reading.left_out)


def _kind_of(message: Element) -> str:
    """Tell which message it is. Raises StatementError for one that is no statement."""
    if message.tag not in MESSAGES:
        refuse_message(message.tag)
    return MESSAGES[message.tag]


def _parts(data: bytes) -> Iterator[tuple[Element, Element]]:
    """Yield each booking and each statement's end, with the message around; what was read is thrown away."""
    path: list[Element] = []
    for number, (event, element) in enumerate(
        iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True)
    ):
        if event == "start":
            element.tag = element.tag.rpartition("}")[2]
            path.append(element)
            if len(path) > DEEPEST or number > 2 * MOST_ELEMENTS:
                raise StatementError(
                    _("This XML is too large or too deeply nested; please export a shorter period.")
                )
            if len(path) == 2 or (len(path) == 1 and element.tag != "Document"):  # noqa: PLR2004 - below the root
                _kind_of(element)
            continue
        path.pop()
        message = path[1] if len(path) > 1 else path[0] if path else element
        if element.tag == "Ntry" and path and path[-1].tag in ACCOUNTS:
            yield message, element
            path[-1].remove(element)
        elif element.tag in ACCOUNTS:
            yield message, element
            element.clear()


def _close_statement(statement: list[Entry], seen: set[str], reading: ParsedStatement) -> None:
    """Take a statement's transfers over; one that stands in an earlier statement of the file is the same."""
    for entry in number_duplicates(statement):
        if entry.reference in seen:
            reading.left_out.append(SkippedRow.of(entry, _("duplicate in this file")))
        else:
            reading.entries.append(entry)
            seen.add(entry.reference)


def _read_entry(root: Element, element: Element, statement: list[Entry], reading: ParsedStatement) -> None:
    account = next((part for name in ACCOUNTS for part in root.findall(name)[-1:]), root)
    amount_element = element.find("Amt")
    amount = _amount(amount_element)
    currency = checked_currency(
        (amount_element.get("Ccy") or "").upper() if amount_element is not None else ""
    )
    day = _day(element, account)
    why = _why_not(element, amount)
    if why:
        text = clean(" ".join(part.text or "" for part in element.iter("Ustrd")))
        reading.left_out.append(SkippedRow(why=why, day=day, amount=amount, currency=currency, text=text))
        return
    booking = Booking(element=element, amount=amount, currency=currency)
    for detail in details_of(booking):
        if detail.left_out:
            reading.left_out.append(
                SkippedRow(
                    why=detail.left_out, day=day, amount=detail.amount, currency=currency, text=detail.text
                )
            )
            continue
        statement.append(
            make_entry(
                amount=checked_amount(detail.amount, currency),
                currency=currency,
                booked_on=day,
                references=detail.references,
                account=text_of(account, "Acct/Id/IBAN") or text_of(account, "Acct/Id/Othr/Id"),
                payer=detail.payer,
                text=detail.text,
                doubt=detail.doubt,
            )
        )


def _why_not(entry: Element, amount: Decimal) -> str:
    """Say why a booking pays nothing; "" when it does. Raises StatementError where it does not tell."""
    direction = text_of(entry, "CdtDbtInd")
    status = text_of(entry, "Sts/Cd") or text_of(entry, "Sts/Prtry") or text_of(entry, "Sts")
    if direction == "DBIT":
        return _("outgoing payment")
    if direction != "CRDT":
        raise StatementError(_("An entry does not say whether it is incoming or outgoing."))
    if text_of(entry, "RvslInd").lower() in {"true", "1"}:
        return _("a return or a reversal")
    if (status or "BOOK").upper() not in {"BOOK", "BOOKED"}:
        return _("not booked by the bank yet")
    return "" if amount else _("no amount")


def _amount(element: Element | None) -> Decimal:
    text = (element.text or "").strip() if element is not None else ""
    try:
        amount = Decimal(text) if 0 < len(text) <= LONGEST_AMOUNT else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or amount < 0:
        raise StatementError(_("“%(text)s” is not an amount.") % {"text": clean(text, 40)})
    return amount


def _day(entry: Element, account: Element) -> date:
    """Return the day of booking; where a bank leaves it out, of the value, then of the statement."""
    places = [f"{name}/{kind}" for name in ("BookgDt", "ValDt") for kind in ("Dt", "DtTm")]
    told = next((text for path in places if (text := text_of(entry, path))), "")
    told = told or text_of(account, "FrToDt/ToDtTm") or text_of(account, "CreDtTm")
    return day_of(told[:10])
